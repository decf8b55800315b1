"""Masks: who may attend to whom. True where allowed; −∞ is put in before softmax, never −1e9."""

from __future__ import annotations

from typing import Any

import torch
from jaxtyping import Bool, Int
from torch import Tensor

from .. import operations
from ..operations.operation import Setting
from ..support.errors import Problem
from .leaf import Leaf


class Mask(Leaf):
    """A mask made from token ids."""

    def __init__(self, padding: int) -> None:
        super().__init__()
        self.padding = padding

    def settings(self, *inputs: Any) -> dict[str, Setting]:
        return {"padding": self.padding}

    def real(self, offering: Int[Tensor, "batch key"]) -> Bool[Tensor, "batch 1 key"]:
        """Where the keys are tokens."""
        return (offering != self.padding).unsqueeze(1)


def refuse_padding_first(ids: Int[Tensor, "batch position"], padding: int) -> None:
    """Raises Problem where a sentence starts with padding.

    Padding stands at the end. A first key that is padding would leave some query nothing to attend to, and softmax
    would give NaN. Asked once for each sentence, not by each mask: on a GPU every look at a number is a wait.
    """
    starts = (ids[:, 0] == padding).nonzero()
    if len(starts):
        raise Problem(
            f"sentence {int(starts[0])} of the batch starts with padding, so a query would have nothing to attend "
            "to; put the padding after the tokens and leave no sentence empty"
        )


class PaddingMask(Mask):
    """Every real token, whoever asks (encoder self-attention, cross-attention)."""

    operation = operations.mask.padding_mask

    def forward(
        self, asking: Int[Tensor, "batch query"], offering: Int[Tensor, "batch key"]
    ) -> Bool[Tensor, "batch query key"]:
        return self.real(offering).expand(-1, asking.shape[1], -1)


class CausalMask(Mask):
    """Real tokens that stand no later than the one that asks (decoder self-attention, section 3.2.3)."""

    operation = operations.mask.causal_mask

    def forward(
        self, asking: Int[Tensor, "batch query"], offering: Int[Tensor, "batch key"]
    ) -> Bool[Tensor, "batch query key"]:
        queries, keys = asking.shape[1], offering.shape[1]
        not_later = torch.ones(queries, keys, dtype=torch.bool, device=asking.device).tril(keys - queries)
        return self.real(offering) & not_later


class BandMask(Mask):
    """Real tokens at most `radius` places away, and one's own place: restricted self-attention (section 4)."""

    operation = operations.mask.band_mask

    def __init__(self, padding: int, radius: int) -> None:
        super().__init__(padding)
        self.radius = radius

    def settings(self, *inputs: Any) -> dict[str, Setting]:
        return {"padding": self.padding, "radius": self.radius}

    def forward(
        self, asking: Int[Tensor, "batch query"], offering: Int[Tensor, "batch key"]
    ) -> Bool[Tensor, "batch query key"]:
        queries, keys = asking.shape[1], offering.shape[1]
        place = torch.arange(keys, device=asking.device)
        apart = (place[keys - queries :, None] - place).abs()  # the queries are the last of the positions
        return (self.real(offering) & (apart <= self.radius)) | (apart == 0)
