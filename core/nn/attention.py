"""Multi-head attention, box by box (Vaswani et al. 2017, section 3.2, figure 2)."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from .. import operations
from ..operations import Operation
from ..operations.operation import Setting
from .leaf import Leaf
from .linear import HeadProjection, Linear
from .mask import Mask


class DotProducts(Leaf):
    """Q Kᵀ in each head."""

    operation = operations.dot_products.dot_products

    def forward(
        self, query: Float[Tensor, "batch head query d_k"], key: Float[Tensor, "batch head key d_k"]
    ) -> Float[Tensor, "batch head query key"]:
        return query @ key.transpose(-1, -2)


class Scaled(Leaf):
    """Dot products ÷ √d_k."""

    operation = operations.scaled.scaled

    def __init__(self, d_k: int) -> None:
        super().__init__()
        self.d_k = d_k

    def settings(self, *inputs: Any) -> dict[str, Setting]:
        return {"d_k": self.d_k}

    def forward(
        self, dot_products: Float[Tensor, "batch head query key"]
    ) -> Float[Tensor, "batch head query key"]:
        return dot_products / math.sqrt(self.d_k)


class Masked(Leaf):
    """−∞ where the mask forbids, in every head alike."""

    operation = operations.masked.masked

    def forward(
        self, scores: Float[Tensor, "batch head query key"], mask: Bool[Tensor, "batch query key"]
    ) -> Float[Tensor, "batch head query key"]:
        return torch.where(mask.unsqueeze(1), scores, -math.inf)


class Weights(Leaf):
    """Softmax over the keys."""

    operation = operations.softmax.weights

    def forward(self, scores: Float[Tensor, "batch head query key"]) -> Float[Tensor, "batch head query key"]:
        return torch.softmax(scores, dim=-1)


class Heads(Leaf):
    """weights · V in each head."""

    operation = operations.heads.heads

    def forward(
        self, weights: Float[Tensor, "batch head query key"], value: Float[Tensor, "batch head key d_v"]
    ) -> Float[Tensor, "batch head query d_v"]:
        return weights @ value


class Concat(Leaf):
    """The heads of one position side by side."""

    operation = operations.heads.concat

    def forward(self, heads: Float[Tensor, "batch head query d_v"]) -> Float[Tensor, "batch query feature"]:
        return heads.transpose(1, 2).flatten(2)


class Append(Leaf):
    """New keys or values after those of earlier positions; a new tensor, so that what was there stays as it is."""

    def __init__(self, operation: Operation) -> None:
        super().__init__()
        self.operation = operation

    def forward(self, *parts: Float[Tensor, "batch head _ d_head"]) -> Float[Tensor, "batch head key d_head"]:
        return torch.cat(parts, dim=2)


class Offered(NamedTuple):
    """What positions offer to those who ask."""

    key: Float[Tensor, "batch head key d_k"]
    value: Float[Tensor, "batch head key d_v"]


class Attention(nn.Module):
    """What each asking position gathers from the offering ones.

    In self-attention the asking and the offering positions are the same; in cross-attention the decoder asks
    and the encoder's output offers.

    Args:
        d_model: width of the vectors that come in and go out.
        heads: number of heads; d_k = d_v = d_model / heads, as in section 3.2.2.
        mask: the part that says who may attend to whom.
    """

    def __init__(self, d_model: int, heads: int, mask: Mask) -> None:
        super().__init__()
        if d_model % heads:
            raise ValueError(
                f"d_model = {d_model} does not divide among {heads} heads; choose a multiple of {heads}"
            )
        d_head = d_model // heads
        self.query = HeadProjection(operations.linear.query, d_model, heads, d_head)
        self.key = HeadProjection(operations.linear.key, d_model, heads, d_head)
        self.value = HeadProjection(operations.linear.value, d_model, heads, d_head)
        self.dot_products = DotProducts()
        self.scaled = Scaled(d_head)
        self.mask = mask
        self.masked = Masked()
        self.weights = Weights()
        self.heads = Heads()
        self.concat = Concat()
        self.output = Linear(operations.linear.attention_output, d_model, d_model, bias=False)

    def forward(
        self,
        asking: Float[Tensor, "batch query d_model"],
        offering: Float[Tensor, "batch key d_model"],
        asking_ids: Int[Tensor, "batch query"],
        offering_ids: Int[Tensor, "batch key"],
    ) -> Float[Tensor, "batch query d_model"]:
        query, key, value = self.query(asking), self.key(offering), self.value(offering)
        return self.attend(query, Offered(key, value), asking_ids, offering_ids)

    def offer(self, offering: Float[Tensor, "batch key d_model"]) -> Offered:
        """What the offering positions offer, computed once for all who will ask."""
        return Offered(self.key(offering), self.value(offering))

    def attend(
        self,
        query: Float[Tensor, "batch head query d_k"],
        offered: Offered,
        asking_ids: Int[Tensor, "batch query"],
        offering_ids: Int[Tensor, "batch key"],
    ) -> Float[Tensor, "batch query d_model"]:
        """What the queries gather from what is offered."""
        scores = self.scaled(self.dot_products(query, offered.key))
        scores = self.masked(scores, self.mask(asking_ids, offering_ids))
        heads = self.heads(self.weights(scores), offered.value)
        return self.output(self.concat(heads))


class CachedAttention(Attention):
    """Self-attention that can also go on from what earlier positions offered: the key/value cache of decoding.

    An earlier position never sees a later one, so its key and value stay what they are and need not be computed
    again for each new token.
    """

    def __init__(self, d_model: int, heads: int, mask: Mask) -> None:
        super().__init__(d_model, heads, mask)
        self.key_cache = Append(operations.append.key_cache)
        self.value_cache = Append(operations.append.value_cache)

    def advance(
        self,
        latest: Float[Tensor, "batch query d_model"],
        earlier: Offered | None,
        latest_ids: Int[Tensor, "batch query"],
        ids: Int[Tensor, "batch key"],
    ) -> tuple[Float[Tensor, "batch query d_model"], Offered]:
        """What the latest positions gather from all so far, and what all so far offer.

        Args:
            earlier: what the positions before the latest offered; None where there are none.
            ids: of all positions so far.
        """
        query, key, value = self.query(latest), self.key(latest), self.value(latest)
        keys, values = ((key,), (value,)) if earlier is None else ((earlier.key, key), (earlier.value, value))
        offered = Offered(self.key_cache(*keys), self.value_cache(*values))
        return self.attend(query, offered, latest_ids, ids), offered
