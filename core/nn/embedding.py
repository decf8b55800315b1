"""Tokens to vectors: embeddings × √d_model + positions (Vaswani et al. 2017, sections 3.4 and 3.5)."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.nn import functional as F

from .. import operations
from ..operations.operation import Setting
from ..operations.positions import sinusoids, sinusoids_in_halves
from .dropout import Dropout
from .leaf import Leaf, Unchanged, first_of
from .stack import EmbeddingParts, Stack

Ids = Int[Tensor, "batch position"]
Stream = Float[Tensor, "batch position feature"]
Positions = Float[Tensor, "1 position feature"]


class TokenEmbedding(Leaf):
    """Rows of the embedding matrix. Parameter: weight [vocabulary, d_model]."""

    operation = operations.lookup.token_embedding

    def __init__(self, vocabulary: int, d_model: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(vocabulary, d_model))
        nn.init.normal_(self.weight, std=d_model**-0.5)

    def forward(self, ids: Ids) -> Stream:
        return F.embedding(ids, self.weight)


class EmbeddingScale(Leaf):
    """x · √d_model."""

    operation = operations.scaled.embedding_scale
    setting_names = ("d_model",)

    def __init__(self, d_model: int) -> None:
        super().__init__()
        self.d_model = d_model

    def forward(self, tokens: Stream) -> Stream:
        return tokens * math.sqrt(self.d_model)


class SinusoidalPositions(Leaf):
    """The paper's positional encoding, computed once in float64. No parameters."""

    operation: operations.Operation = operations.positions.sinusoidal_positions
    encoding = staticmethod(sinusoids)
    table: Tensor

    def __init__(self, most: int, d_model: int) -> None:
        super().__init__()
        self.d_model = d_model
        table = torch.from_numpy(self.encoding(most, d_model)).to(torch.get_default_dtype())
        self.register_buffer("table", table, persistent=False)

    def _apply(self, fn: Callable[[Tensor], Tensor], recurse: bool = True) -> SinusoidalPositions:
        """Called by `.double()` and `.to()`: computes the table again, so that float64 has its full precision."""
        super()._apply(fn, recurse)  # type: ignore[no-untyped-call]
        self.table = torch.from_numpy(self.encoding(*self.table.shape)).to(self.table)
        return self

    def settings(self, *inputs: Any) -> dict[str, Setting]:
        return {"d_model": self.d_model, "first": first_of(inputs)}

    def forward(self, ids: Ids, first: int = 0) -> Positions:
        rows = self.table[first : first + ids.shape[1]]
        return rows.clone().unsqueeze(0)  # a copy, so that a recording does not keep the whole table


class SinusoidalHalves(SinusoidalPositions):
    """Marian's positional encoding: all sines, then all cosines. No parameters."""

    operation = operations.positions.sinusoidal_halves
    encoding = staticmethod(sinusoids_in_halves)


class LearnedPositions(Leaf):
    """A learned vector for each position (table 3, row E). Parameter: weight [most, d_model]."""

    operation = operations.lookup.learned_positions

    def __init__(self, most: int, d_model: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(most, d_model))
        nn.init.normal_(self.weight, std=0.02)

    def settings(self, *inputs: Any) -> dict[str, Setting]:
        return {"first": first_of(inputs)}

    def forward(self, ids: Ids, first: int = 0) -> Positions:
        rows = self.weight[first : first + ids.shape[1]]
        return rows.clone().unsqueeze(0)  # a copy, which does not change with the weight


POSITIONS: Mapping[str, type[SinusoidalPositions] | type[LearnedPositions]] = {
    "sinusoidal": SinusoidalPositions,
    "sinusoidal-halves": SinusoidalHalves,
    "learned": LearnedPositions,
}


class TokenTypeEmbedding(TokenEmbedding):
    """Rows of the table of token types. Parameter: weight [type, d_model]."""

    operation = operations.lookup.token_type_embedding


class TokenTypeSum(Leaf):
    """token + type."""

    operation = operations.add.token_type_sum

    def forward(self, tokens: Stream, types: Stream) -> Stream:
        return tokens + types


class EmbeddingSum(Leaf):
    """embedding + position."""

    operation = operations.add.embedding_sum

    def forward(self, embedding: Stream, positions: Positions) -> Stream:
        return embedding + positions


class Embedding(nn.Module):
    """Converts ids to the input vectors of the first layer, with dropout on the sum, as in section 5.4.

    Args:
        scaled: the slot after the lookup; multiplication by √d_model if None.
    """

    def __init__(
        self,
        vocabulary: int,
        d_model: int,
        positions: Leaf,
        dropout: float,
        scaled: nn.Module | None = None,
    ) -> None:
        super().__init__()
        self.tokens = TokenEmbedding(vocabulary, d_model)
        self.scaled = EmbeddingScale(d_model) if scaled is None else scaled
        self.positions = positions
        self.sum = EmbeddingSum()
        self.dropout = Dropout(dropout)

    def forward(self, ids: Ids, first: int = 0) -> Stream:
        """The vectors of these tokens; `first` is the position of the first one in its sentence."""
        return self.dropout(self.sum(self.scaled(self.tokens(ids)), self.positions(ids, first)))


class TokensOnly(nn.Module):
    """An embedding without positions, for models that use positions inside attention."""

    def __init__(self, vocabulary: int, d_model: int, dropout: float, scaled: nn.Module) -> None:
        super().__init__()
        self.tokens = TokenEmbedding(vocabulary, d_model)
        self.scaled = scaled
        self.dropout = Dropout(dropout)

    def forward(self, ids: Ids, first: int = 0) -> Stream:
        """The vectors of these tokens; `first` has no effect."""
        return self.dropout(self.scaled(self.tokens(ids)))


class TypedEmbedding(nn.Module):
    """The embedding of BERT (Devlin et al. 2018, arXiv 1810.04805): (token + type) + position, then a norm."""

    def __init__(
        self, vocabulary: int, types: int, d_model: int, positions: Leaf, norm: nn.Module, dropout: float
    ) -> None:
        super().__init__()
        self.tokens = TokenEmbedding(vocabulary, d_model)
        self.types = TokenTypeEmbedding(types, d_model)
        self.type_sum = TokenTypeSum()
        self.positions = positions
        self.sum = EmbeddingSum()
        self.norm = norm
        self.dropout = Dropout(dropout)

    def forward(self, ids: Ids, types: Ids) -> Stream:
        x = self.type_sum(self.tokens(ids), self.types(types))
        return self.dropout(self.norm(self.sum(x, self.positions(ids))))


def positions(parts: EmbeddingParts, d_model: int) -> Leaf:
    """The leaf with the positions that an embedding adds."""
    return POSITIONS[parts.positions](parts.longest, d_model)


def embedding(parts: EmbeddingParts, stack: Stack) -> Embedding | TokensOnly:
    """The embedding that a configuration names, for a stack of layers."""
    scaled = EmbeddingScale(stack.d_model) if parts.tokens == "scaled" else Unchanged()
    if parts.positions == "none":
        return TokensOnly(parts.vocabulary, stack.d_model, stack.dropout, scaled)
    return Embedding(parts.vocabulary, stack.d_model, positions(parts, stack.d_model), stack.dropout, scaled)
