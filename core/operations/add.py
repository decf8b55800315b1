"""Sums of two arrays: embeddings of the same token, embedding + position, and the residual connection."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..support.localization import N_
from .expression import Expression, Index, Operand, Sum
from .formula import call, equation, row
from .operation import Array, Elementwise, Setting, floats
from .reach import Reach, at


@dataclass(frozen=True, kw_only=True)
class Add(Elementwise):
    """x + y. Inputs: x and y, both [position, feature]."""

    count = 2

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        return floats(inputs[0]) + floats(inputs[1])

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        x, y = inputs
        return Sum((x.cell(*cell), y.cell(*cell)))

    def reach(self, number: int, cell: Index, *inputs: Array, **settings: Setting) -> Reach:
        return at(*cell, shares=np.array([float(inputs[number][cell])]))


embedding_sum = Add(
    name="embedding_sum",
    title="embedding + position",
    formula=equation("x", "embedding + positions"),
    meaning=N_("The word and position vectors, added together. From here on, the model sees only this sum."),
    paper=N_("section 3.5"),
)

parts_sum = Add(
    name="parts_sum",
    title="sum of the token's parts",
    formula=equation("token", "first + second"),
    meaning=N_(
        "A token with two parts, such as a key and its value, is represented by the sum of "
        "the two parts' vectors."
    ),
    paper=N_("section 3.5, where word and position vectors are added in the same way"),
)

token_type_sum = Add(
    name="token_type_sum",
    title="word + token type",
    formula=equation("sum", "tokens + types"),
    meaning=N_(
        "The word and token-type vectors, added together. In BERT, the position vector is added next."
    ),
    paper="Devlin et al. 2018, arXiv 1810.04805",
)

residual = Add(
    name="add",
    title="add",
    formula=equation("add", row("x +", call("Sublayer", "x"))),
    meaning=N_(
        "The input of the sub-layer is added to its output, so the sub-layer only has to compute the change."
    ),
    paper=N_("section 3.1, section 5.4"),
)
