"""Models that have shapes but no numbers, on the device "meta"."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from torch.overrides import TorchFunctionMode

INITIAL_VALUES = "torch.nn.init"


@contextmanager
def shapes_only() -> Iterator[None]:
    """A block in which new modules are on the device "meta"."""
    with torch.device("meta"), _NoInitialValues():
        yield


class _NoInitialValues(TorchFunctionMode):
    """Leaves out the initial values of parameters: on this device, torch loads its compiler for random ones (2 s)."""

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Sequence[type],
        args: Sequence[Any] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        named = kwargs or {}
        if getattr(func, "__module__", None) == INITIAL_VALUES:
            return named["tensor"] if "tensor" in named else args[0]
        return func(*args, **named)
