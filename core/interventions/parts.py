"""Parts that replace another part during a run: the same step, computed by another operation."""

from __future__ import annotations

import torch
from torch import Tensor

from .. import operations
from ..nn.attention import Scores
from ..nn.embedding import Ids, Positions
from ..nn.leaf import Leaf
from ..nn.mask import Allowed
from ..nn.norm import PostNorm, PreNorm


class NoPositions(Leaf):
    """Zeros instead of positions."""

    operation = operations.positions.no_positions
    setting_names = ("d_model",)

    def __init__(self, d_model: int, dtype: torch.dtype) -> None:
        super().__init__()
        self.d_model, self.dtype = d_model, dtype

    def forward(self, ids: Ids, first: int = 0) -> Positions:
        return ids.new_zeros((1, ids.shape[1], self.d_model), dtype=self.dtype)


class Unscaled(Leaf):
    """The unchanged dot products, as a new tensor, because every step creates one."""

    operation = operations.scaled.unscaled

    def forward(self, dot_products: Scores) -> Scores:
        return dot_products.clone()


class Filled(Leaf):
    """A finite number where the mask forbids attention."""

    operation = operations.masked.filled
    setting_names = ("fill",)

    def __init__(self, fill: float) -> None:
        super().__init__()
        self.fill = fill

    def forward(self, scores: Scores, mask: Allowed) -> Scores:
        return torch.where(mask.unsqueeze(1), scores, self.fill)


class _Held:
    """Passes the mask from the step that ignores it to the step that applies it."""

    mask: Tensor


class Unmasked(Leaf):
    """The unchanged scores; the mask is held for later."""

    operation = operations.masked.unmasked

    def __init__(self, held: _Held) -> None:
        super().__init__()
        self._held = held

    def forward(self, scores: Scores, mask: Allowed) -> Scores:
        self._held.mask = mask
        return scores.clone()


class SoftmaxThenMask(Leaf):
    """softmax(scores) where allowed, 0 elsewhere.

    An attention passes only the scores to its weights. A hook adds the mask before `forward`, so that a recording sees
    both inputs.
    """

    operation = operations.masked.softmax_then_mask

    def __init__(self, held: _Held) -> None:
        super().__init__()
        self.register_forward_pre_hook(lambda _, given: (*given, held.mask))

    def forward(self, scores: Scores, mask: Allowed) -> Scores:
        return torch.where(mask.unsqueeze(1), torch.softmax(scores, dim=-1), 0.0)


def mask_after_softmax() -> tuple[Unmasked, SoftmaxThenMask]:
    """Two parts for the same attention, which replace `masked` and `weights`."""
    held = _Held()
    return Unmasked(held), SoftmaxThenMask(held)


def as_pre_norm(residual: PostNorm) -> PreNorm:
    """The same leaves in the order of pre-norm."""
    other = PreNorm(residual.norm, dropout=0.0)
    other.add, other.dropout = residual.add, residual.dropout
    return other
