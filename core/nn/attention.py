"""Multi-head attention, box by box (Vaswani et al. 2017, section 3.2, figure 2)."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from .. import operations
from ..operations import Operation
from .leaf import Leaf, Unchanged
from .linear import HeadProjection, Linear
from .mask import Allowed, Mask

Queries = Float[Tensor, "batch head query d_k"]
Keys = Float[Tensor, "batch head key d_k"]
Values = Float[Tensor, "batch head key d_v"]
Scores = Float[Tensor, "batch head query key"]
Bias = Float[Tensor, "1 head query key"] | None  # a position bias, if the model has one


class DotProducts(Leaf):
    """Q Kᵀ in each head."""

    operation = operations.heads.dot_products

    def forward(self, query: Queries, key: Keys) -> Scores:
        return query @ key.transpose(-1, -2)


class Scaled(Leaf):
    """Dot products ÷ √d_k."""

    operation = operations.scaled.scaled
    setting_names = ("d_k",)

    def __init__(self, d_k: int) -> None:
        super().__init__()
        self.d_k = d_k

    def forward(self, dot_products: Scores) -> Scores:
        return dot_products / math.sqrt(self.d_k)


class BiasedScores(Leaf):
    """scores + position bias."""

    operation = operations.biased_scores.biased_scores

    def forward(self, scores: Scores, bias: Float[Tensor, "1 head query key"]) -> Scores:
        return scores + bias


class Masked(Leaf):
    """Scores with −∞ where the mask is False, the same in every head."""

    operation = operations.masked.masked

    def forward(self, scores: Scores, mask: Allowed) -> Scores:
        return torch.where(mask.unsqueeze(1), scores, -math.inf)


class Weights(Leaf):
    """Softmax over the keys."""

    operation = operations.softmax.weights

    def forward(self, scores: Scores) -> Scores:
        return torch.softmax(scores, dim=-1)


class Heads(Leaf):
    """weights · V in each head."""

    operation = operations.heads.heads

    def forward(self, weights: Scores, value: Values) -> Float[Tensor, "batch head query d_v"]:
        return weights @ value


class Concat(Leaf):
    """The output vectors of a position's heads, concatenated."""

    operation = operations.heads.concat

    def forward(self, heads: Float[Tensor, "batch head query d_v"]) -> Float[Tensor, "batch query feature"]:
        return heads.transpose(1, 2).flatten(2)


class Append(Leaf):
    """New keys or values appended to those of earlier positions, as a new tensor: the old one does not change."""

    def forward(self, *parts: Float[Tensor, "batch head _ d_head"]) -> Float[Tensor, "batch head key d_head"]:
        return torch.cat(parts, dim=2)


class SharedHeads(Leaf):
    """The keys or values of each group, once for every query head of the group."""

    setting_names = ("heads",)

    def __init__(self, operation: Operation, heads: int) -> None:
        super().__init__(operation)
        self.heads = heads

    def forward(self, x: Float[Tensor, "batch group key d_head"]) -> Float[Tensor, "batch head key d_head"]:
        return x.repeat_interleave(self.heads // x.shape[1], dim=1)


class KeyValue(NamedTuple):
    """The keys and values of some positions."""

    key: Keys
    value: Values


class Attention(nn.Module):
    """Multi-head attention: the output at each query position is computed from the values of all key positions.

    In self-attention, queries, keys and values come from the same positions; in cross-attention, queries come from
    the decoder, keys and values from the encoder's output.

    Args:
        d_model: width of the input and output vectors.
        heads: number of heads.
        mask: decides which key positions each query position may attend to.
        d_head: d_k and d_v; d_model / heads if None, as in section 3.2.2.
        groups: number of keys and values, which heads / groups queries share; as many as heads if None.
        bias: whether the projections of query, key and value have a bias.
        output_bias: whether the output projection has a bias.
        scaled: the slot after the dot products; division by √d_k if None.
        rotary: the slots after the projections of query and key, which rotate them by their positions.
        biased: the slot that adds a position bias to the scores.
    """

    def __init__(
        self,
        d_model: int,
        heads: int,
        mask: Mask,
        *,
        d_head: int | None = None,
        groups: int | None = None,
        bias: bool = False,
        output_bias: bool = False,
        scaled: nn.Module | None = None,
        rotary: tuple[nn.Module, nn.Module] | None = None,
        biased: nn.Module | None = None,
    ) -> None:
        super().__init__()
        if d_head is None:
            if d_model % heads:
                raise ValueError(
                    f"d_model = {d_model} cannot be divided evenly among {heads} heads; choose a multiple of {heads}"
                )
            d_head = d_model // heads
        groups = groups or heads
        self.query = HeadProjection(operations.linear.query, d_model, heads, d_head, bias)
        self.key = HeadProjection(operations.linear.key, d_model, groups, d_head, bias)
        self.value = HeadProjection(operations.linear.value, d_model, groups, d_head, bias)
        self.rotary_query, self.rotary_key = rotary or (Unchanged(), Unchanged())
        self.shared_key: nn.Module = Unchanged()
        self.shared_value: nn.Module = Unchanged()
        if groups != heads:
            self.shared_key = SharedHeads(operations.shared_heads.shared_key, heads)
            self.shared_value = SharedHeads(operations.shared_heads.shared_value, heads)
        self.dot_products = DotProducts()
        self.scaled = Scaled(d_head) if scaled is None else scaled
        self.biased = biased or Unchanged()
        self.mask = mask
        self.masked = Masked()
        self.weights = Weights()
        self.heads = Heads()
        self.concat = Concat()
        self.output = Linear(operations.linear.attention_output, heads * d_head, d_model, bias=output_bias)

    def forward(
        self,
        query_positions: Float[Tensor, "batch query d_model"],
        key_positions: Float[Tensor, "batch key d_model"],
        query_ids: Int[Tensor, "batch query"],
        key_ids: Int[Tensor, "batch key"],
        bias: Bias = None,
    ) -> Float[Tensor, "batch query d_model"]:
        query = self.rotary_query(self.query(query_positions))
        return self.attend(query, self.project(key_positions), query_ids, key_ids, bias)

    def project(self, key_positions: Float[Tensor, "batch key d_model"], first: int = 0) -> KeyValue:
        """Keys and values, which any number of queries can use; `first` is the position of the first one."""
        return KeyValue(self.rotary_key(self.key(key_positions), first), self.value(key_positions))

    def attend(
        self,
        query: Queries,
        key_value: KeyValue,
        query_ids: Int[Tensor, "batch query"],
        key_ids: Int[Tensor, "batch key"],
        bias: Bias = None,
    ) -> Float[Tensor, "batch query d_model"]:
        """The output for queries, with keys and values that are already computed."""
        key, value = self.shared_key(key_value.key), self.shared_value(key_value.value)
        scores = self.biased(self.scaled(self.dot_products(query, key)), bias)
        scores = self.masked(scores, self.mask(query_ids, key_ids))
        heads = self.heads(self.weights(scores), value)
        return self.output(self.concat(heads))


class CachedAttention(Attention):
    """Self-attention with a key/value cache for decoding.

    A position never attends to later ones, so its key and value do not change when tokens are added and need not be
    computed again. With rotary positions, the cache holds the rotated keys.
    """

    def __init__(self, d_model: int, heads: int, mask: Mask, **parts: Any) -> None:
        super().__init__(d_model, heads, mask, **parts)
        self.key_cache = Append(operations.append.key_cache)
        self.value_cache = Append(operations.append.value_cache)

    def decode_step(
        self,
        latest: Float[Tensor, "batch query d_model"],
        earlier: KeyValue | None,
        latest_ids: Int[Tensor, "batch query"],
        ids: Int[Tensor, "batch key"],
        bias: Bias = None,
    ) -> tuple[Float[Tensor, "batch query d_model"], KeyValue]:
        """The output at the latest positions, and the keys and values of all positions so far.

        Args:
            earlier: keys and values of the positions before the latest; None if there are no such positions.
            ids: the token ids of all positions so far.
            bias: the position bias of the latest positions.
        """
        first = ids.shape[1] - latest_ids.shape[1]
        query = self.rotary_query(self.query(latest), first)
        key, value = self.project(latest, first)
        keys, values = ((key,), (value,)) if earlier is None else ((earlier.key, key), (earlier.value, value))
        cache = KeyValue(self.key_cache(*keys), self.value_cache(*values))
        return self.attend(query, cache, latest_ids, ids, bias), cache
