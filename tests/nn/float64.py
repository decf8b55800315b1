"""Hugging Face's models in float64: they compute some parts in float32 whatever their precision."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import torch


@contextmanager
def in_float64() -> Iterator[None]:
    """Inside the block, code that asks for float32, such as a norm or a softmax, gets float64."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("float32", "float"):
            patch.setattr(torch, name, torch.float64)
        patch.setattr(torch.Tensor, "float", torch.Tensor.double)
        yield


def doubled(model: Any) -> Any:
    """The model in float64, with tables and frequencies computed in float64; use it inside `in_float64`."""
    other = type(model)(model.config).double().eval()
    other.load_state_dict(model.state_dict())
    return other
