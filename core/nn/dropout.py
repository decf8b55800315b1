"""Dropout (Vaswani et al. 2017, section 5.4): for training, and a recorded variant with a seed."""

from __future__ import annotations

from typing import Any
from zlib import crc32

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn
from torch.nn import functional as F

from .. import operations
from ..operations.dropout import draws
from ..operations.operation import Setting
from .leaf import Leaf

Stream = Float[Tensor, "batch position feature"]


class Dropout(nn.Module):
    """Dropout during training. At inference it returns the input tensor itself and records no step.

    Args:
        rate: the probability with which a number is dropped.
    """

    def __init__(self, rate: float) -> None:
        super().__init__()
        self.rate = rate

    def forward(self, x: Stream) -> Stream:
        return F.dropout(x, self.rate) if self.training else x


class DropoutMask(Leaf):
    """Which numbers are kept: the same for the same seed, place and visit, in every sentence of a batch.

    Drawn with NumPy, so that the operation's reference draws the same numbers.
    """

    operation = operations.dropout.dropout_mask
    setting_names = ("rate", "seed", "place")

    def __init__(self, rate: float, seed: int, place: int) -> None:
        super().__init__()
        self.rate, self.seed, self.place = rate, seed, place

    def settings(self, *inputs: Any) -> dict[str, Setting]:
        return super().settings() | {"visit": int(inputs[1])}

    def forward(self, x: Stream, visit: int) -> Bool[Tensor, "batch position feature"]:
        kept = draws(x.shape[1:], self.seed, self.place, visit) >= self.rate
        return torch.from_numpy(kept).to(x.device).expand_as(x)


class Thinned(Leaf):
    """x / (1 − rate) where kept, 0 elsewhere."""

    operation = operations.dropout.dropout
    setting_names = ("rate",)

    def __init__(self, rate: float) -> None:
        super().__init__()
        self.rate = rate

    def forward(self, x: Stream, kept: Bool[Tensor, "batch position feature"]) -> Stream:
        return torch.where(kept, x / (1.0 - self.rate), 0.0)


class SeededDropout(nn.Module):
    """Dropout at inference, in the slot of `Dropout`. Records two steps; the same seed drops the same numbers.

    Args:
        path: the module's path in the model, so that each module draws different numbers.
    """

    def __init__(self, rate: float, seed: int, path: str) -> None:
        super().__init__()
        self.kept = DropoutMask(rate, seed, crc32(path.encode()))
        self.thinned = Thinned(rate)
        self.visits = 0

    def forward(self, x: Stream) -> Stream:
        visit, self.visits = self.visits, self.visits + 1
        return self.thinned(x, self.kept(x, visit))
