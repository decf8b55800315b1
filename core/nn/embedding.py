"""Tokens to vectors: embeddings × √d_model + positions (Vaswani et al. 2017, sections 3.4 and 3.5)."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.nn import functional as F

from .. import operations
from ..operations.operation import Setting
from ..operations.positions import sinusoids
from .dropout import Dropout
from .leaf import Leaf

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

    operation = operations.positions.sinusoidal_positions
    table: Tensor

    def __init__(self, most: int, d_model: int) -> None:
        super().__init__()
        self.d_model = d_model
        table = torch.from_numpy(sinusoids(most, d_model)).to(torch.get_default_dtype())
        self.register_buffer("table", table, persistent=False)

    def _apply(self, fn: Callable[[Tensor], Tensor], recurse: bool = True) -> SinusoidalPositions:
        """Called by `.double()` and `.to()`: computes the table again, so that float64 has its full precision."""
        super()._apply(fn, recurse)  # type: ignore[no-untyped-call]
        self.table = torch.from_numpy(sinusoids(*self.table.shape)).to(self.table)
        return self

    def settings(self, *inputs: Any) -> dict[str, Setting]:
        return {"d_model": self.d_model, "first": _first(inputs)}

    def forward(self, ids: Ids, first: int = 0) -> Positions:
        rows = self.table[first : first + ids.shape[1]]
        return rows.clone().unsqueeze(0)  # a copy, so that a recording does not keep the whole table


class LearnedPositions(Leaf):
    """A learned vector for each position (table 3, row E). Parameter: weight [most, d_model]."""

    operation = operations.lookup.learned_positions

    def __init__(self, most: int, d_model: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(most, d_model))
        nn.init.normal_(self.weight, std=0.02)

    def settings(self, *inputs: Any) -> dict[str, Setting]:
        return {"first": _first(inputs)}

    def forward(self, ids: Ids, first: int = 0) -> Positions:
        rows = self.weight[first : first + ids.shape[1]]
        return rows.clone().unsqueeze(0)  # a copy, which does not change with the weight


def _first(inputs: tuple[Any, ...]) -> int:
    """The position of the first token: 0, unless the leaf was called with another."""
    return int(inputs[1]) if len(inputs) > 1 else 0


class EmbeddingSum(Leaf):
    """embedding + position."""

    operation = operations.add.embedding_sum

    def forward(self, scaled: Stream, positions: Positions) -> Stream:
        return scaled + positions


class Embedding(nn.Module):
    """Converts ids to the input vectors of the first layer, with dropout on the sum, as in section 5.4."""

    def __init__(self, vocabulary: int, d_model: int, positions: Leaf, dropout: float) -> None:
        super().__init__()
        self.tokens = TokenEmbedding(vocabulary, d_model)
        self.scaled = EmbeddingScale(d_model)
        self.positions = positions
        self.sum = EmbeddingSum()
        self.dropout = Dropout(dropout)

    def forward(self, ids: Ids, first: int = 0) -> Stream:
        """The vectors of these tokens; `first` is the position of the first one in its sentence."""
        return self.dropout(self.sum(self.scaled(self.tokens(ids)), self.positions(ids, first)))
