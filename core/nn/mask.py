"""Masks: which key positions each query position may attend to. False becomes −∞ before softmax, never −1e9."""

from __future__ import annotations

import torch
from jaxtyping import Bool, Int
from torch import Tensor

from .. import operations
from ..support.errors import Problem
from ..support.localization import _
from .leaf import Leaf

Queries = Int[Tensor, "batch query"]
Keys = Int[Tensor, "batch key"]
Allowed = Bool[Tensor, "batch query key"]


class Mask(Leaf):
    """A mask made from token ids."""

    setting_names: tuple[str, ...] = ("padding",)

    def __init__(self, padding: int) -> None:
        super().__init__()
        self.padding = padding

    def real(self, key_ids: Keys) -> Bool[Tensor, "batch 1 key"]:
        """True where the key is a token, not padding."""
        return (key_ids != self.padding).unsqueeze(1)


def refuse_length(ids: Int[Tensor, "batch position"], longest: int) -> None:
    """Raises Problem where a text has no tokens, or more than a model can read."""
    count = ids.shape[1]
    if not count:
        raise Problem(_("the sentence has no tokens; type at least one word"))
    if count > longest:
        raise Problem(
            _(
                "{count} tokens are more than this model's limit of {longest}; shorten the sentence",
                count=count,
                longest=longest,
            )
        )


def refuse_padding_first(ids: Int[Tensor, "batch position"], padding: int) -> None:
    """Raises Problem where a sentence starts with padding.

    Padding belongs at the end. If the first key were padding, some query would have nothing to attend to, and softmax
    would give NaN. This is checked once per sentence, not in each mask, since reading a number from a GPU is slow.
    """
    starts = (ids[:, 0] == padding).nonzero()
    if len(starts):
        raise Problem(
            _(
                "sentence {number} of the batch starts with padding, so a query would have nothing to attend to; put "
                "padding after the tokens, and at least one token in each sentence",
                number=int(starts[0]),
            )
        )


class PaddingMask(Mask):
    """True for every real token, for all queries (encoder self-attention, cross-attention)."""

    operation = operations.mask.padding_mask

    def forward(self, query_ids: Queries, key_ids: Keys) -> Allowed:
        return self.real(key_ids).expand(-1, query_ids.shape[1], -1)


class CausalMask(Mask):
    """True for real tokens at or before the query's position (decoder self-attention, section 3.2.3)."""

    operation = operations.mask.causal_mask

    def forward(self, query_ids: Queries, key_ids: Keys) -> Allowed:
        queries, keys = query_ids.shape[1], key_ids.shape[1]
        not_later = torch.ones(queries, keys, dtype=torch.bool, device=query_ids.device).tril(keys - queries)
        return self.real(key_ids) & not_later


class BandMask(Mask):
    """True for real tokens at most `radius` positions away, and for the query's own position: restricted self-attention
    (section 4)."""

    operation = operations.mask.band_mask
    setting_names = ("padding", "radius")

    def __init__(self, padding: int, radius: int) -> None:
        super().__init__(padding)
        self.radius = radius

    def forward(self, query_ids: Queries, key_ids: Keys) -> Allowed:
        queries, keys = query_ids.shape[1], key_ids.shape[1]
        place = torch.arange(keys, device=query_ids.device)
        apart = (place[keys - queries :, None] - place).abs()  # the queries are the last positions
        return (self.real(key_ids) & (apart <= self.radius)) | (apart == 0)
