"""Linear maps of each position: x Wᵀ (+ b), with W [out, in] as PyTorch stores it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..support.localization import N_
from .expression import EACH, Expression, Index, Operand, Sum, dot
from .formula import equation
from .formula_nodes import Formula
from .operation import Array, Floats, MatrixProduct, Setting, Shape, floats, misfit
from .reach import Reach, all_of, at

BERT = "Devlin et al. 2018, arXiv 1810.04805"


@dataclass(frozen=True, kw_only=True)
class _Projection(MatrixProduct):
    """A product with a matrix, the second input, and perhaps a bias, the third.

    Attributes:
        without_bias, with_bias: the formula where it differs from `formula` because the bias is absent or present.
    """

    without_bias: Formula | None = None
    with_bias: Formula | None = None

    def formula_for(self, inputs: int) -> Formula:
        return (self.with_bias if inputs > 2 else self.without_bias) or self.formula


@dataclass(frozen=True, kw_only=True)
class Linear(_Projection):
    """x Wᵀ + b. Inputs: x [position, in], W [out, in] and, if the layer has a bias, b [out]."""

    sizes = "n i, o i -> n o | n i, o i, o -> n o"

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        x, weight, *bias = (floats(array) for array in inputs)
        return x @ weight.T + (bias[0] if bias else 0.0)

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        position, out = cell
        x, weight, *bias = inputs
        products = dot(x.row(position, EACH), weight.row(out, EACH))
        return Sum((products, bias[0].cell(out))) if bias else products

    def reach(self, number: int, cell: Index, *inputs: Array, **settings: Setting) -> Reach:
        x, weight = inputs[0], inputs[1]
        mine = float(inputs[number][cell])
        if number == 0:
            return at(cell[0], all_of(len(weight)), shares=mine * floats(weight[:, cell[1]]))
        shares = mine * floats(x[:, cell[1]]) if number == 1 else np.full(len(x), mine)
        return at(all_of(len(x)), cell[0], shares=shares)


@dataclass(frozen=True, kw_only=True)
class HeadProjection(_Projection):
    """x W_hᵀ (+ b_h) for each head h. Setting: heads.

    Inputs: x [position, d_model], W [heads · d_head, d_model] and, if the layer has a bias, b [heads · d_head].
    Each head projects all of x: rows h·d_head … (h+1)·d_head of W are head h's own matrix.
    """

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        x, weight, *bias = (floats(array) for array in inputs)
        heads = int(settings["heads"])
        per_head = weight.reshape(heads, -1, weight.shape[1])
        projected: Floats = np.einsum("pm,hdm->hpd", x, per_head)
        return projected + bias[0].reshape(heads, 1, -1) if bias else projected

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        head, position, dimension = cell
        x, weight, *bias = inputs
        d_head = weight.values.shape[0] // int(settings["heads"])
        out = head * d_head + dimension
        products = dot(x.row(position, EACH), weight.row(out, EACH))
        return Sum((products, bias[0].cell(out))) if bias else products

    def shape(self, *inputs: Shape, **settings: Setting) -> Shape:
        match inputs:
            case [(positions, inner), (out, also_inner), *bias] if inner == also_inner:
                heads = int(settings["heads"])
                if not out % heads and bias in ([], [(out,)]):
                    return heads, positions, out // heads
        raise misfit(inputs)

    def reach(self, number: int, cell: Index, *inputs: Array, **settings: Setting) -> Reach:
        x, weight = inputs[0], inputs[1]
        heads = int(settings["heads"])
        d_head = len(weight) // heads
        mine = float(inputs[number][cell])
        if number == 0:
            shares = mine * floats(weight[:, cell[1]])
            return at(all_of(heads), cell[0], all_of(d_head), shares=shares)
        head, dimension = divmod(cell[0], d_head)
        shares = mine * floats(x[:, cell[1]]) if number == 1 else np.full(len(x), mine)
        return at(head, all_of(len(x)), dimension, shares=shares)


query = HeadProjection(
    name="query",
    title="query",
    formula=equation("Q_h", "x W_h^Q"),
    with_bias=equation("Q_h", "x W_h^Q + b_h^Q"),
    axes=("head", "query", "d_k"),
    meaning=N_(
        "The query of each position in each head: the position's vector multiplied by the head's own matrix W^Q."
    ),
    paper=N_("section 3.2.2"),
)

key = HeadProjection(
    name="key",
    title="key",
    formula=equation("K_h", "x W_h^K"),
    with_bias=equation("K_h", "x W_h^K + b_h^K"),
    axes=("head", "key", "d_k"),
    meaning=N_(
        "The key of each position in each head, to be compared with queries: the position's vector multiplied "
        "by W^K. In cross-attention, the positions are those of the source."
    ),
    paper=N_("section 3.2.2"),
)

value = HeadProjection(
    name="value",
    title="value",
    formula=equation("V_h", "x W_h^V"),
    with_bias=equation("V_h", "x W_h^V + b_h^V"),
    axes=("head", "key", "d_v"),
    meaning=N_(
        "The value of each position in each head, passed to the positions that attend to it: the position's vector "
        "multiplied by W^V. In cross-attention, the positions are those of the source."
    ),
    paper=N_("section 3.2.2"),
)

attention_output = Linear(
    name="attention_output",
    title="output projection",
    formula=equation("output", "concat W^O"),
    with_bias=equation("output", "concat W^O + b^O"),
    meaning=N_("W^O combines the outputs of all heads into one vector of size d_model."),
    paper=N_("section 3.2.2"),
)

hidden = Linear(
    name="hidden",
    title="hidden layer",
    formula=equation("hidden", "x W_1 + b_1"),
    without_bias=equation("hidden", "x W_1"),
    axes=("position", "hidden"),
    meaning=N_("Each position is expanded to d_ff numbers, independently of the other positions."),
    paper=N_("section 3.3"),
)

feed_forward_output = Linear(
    name="feed_forward_output",
    title="feed-forward output",
    formula=equation("output", "activation W_2 + b_2"),
    without_bias=equation("output", "activation W_2"),
    meaning=N_("The hidden numbers are combined into a vector of size d_model for each position."),
    paper=N_("section 3.3"),
)

logits = Linear(
    name="logits",
    title="logits",
    formula=equation("logits", "x E^T"),
    with_bias=equation("logits", "x E^T + b"),
    axes=("position", "token"),
    meaning=N_(
        "The final vector of each position multiplied by a row of numbers for each word of the vocabulary (in the "
        "paper, the word's row of the embedding matrix): how well does each word fit as the next one?"
    ),
    paper=N_("section 3.4"),
)

gate = Linear(
    name="gate",
    title="gate",
    formula=equation("gate", "x W_gate"),
    with_bias=equation("gate", "x W_gate + b_gate"),
    axes=("position", "hidden"),
    meaning=N_(
        "One of two projections of each position to d_ff numbers. After its activation, it decides "
        "how much of the other one passes through."
    ),
    paper="Shazeer 2020, arXiv 2002.05202",
)

up = Linear(
    name="up",
    title="up projection",
    formula=equation("up", "x W_up"),
    with_bias=equation("up", "x W_up + b_up"),
    axes=("position", "hidden"),
    meaning=N_(
        "One of two projections of each position to d_ff numbers. It has no activation of its own; "
        "each number is multiplied by the corresponding number of the gate."
    ),
    paper="Shazeer 2020, arXiv 2002.05202",
)

pooler = Linear(
    name="pooler",
    title="pooler",
    formula=equation("pooled", "x_1 W^T + b"),
    meaning=N_(
        "The vector of the first token, [CLS], multiplied by a matrix. After the tanh that follows, "
        "it represents the whole text."
    ),
    paper=BERT,
)

transform = Linear(
    name="transform",
    title="transform",
    formula=equation("transformed", "x W^T + b"),
    meaning=N_(
        "A final layer, applied to each position before it is compared with every word of the vocabulary."
    ),
    paper=BERT,
)

masked_logits = Linear(
    name="masked_logits",
    title="masked-word logits",
    formula=equation("logits", "x E^T + b"),
    axes=("position", "token"),
    meaning=N_(
        "Each position's vector multiplied by the row of every word, usually its row in the embedding matrix, plus a "
        "learned number for the word: how well does each word of the vocabulary fit at this position?"
    ),
    paper=BERT,
)

next_sentence = Linear(
    name="next_sentence",
    title="next sentence",
    formula=equation("logits", "pooled W^T + b"),
    axes=("position", "class"),
    meaning=N_(
        "Two scores for the whole text: one that its second sentence follows the first in the "
        "original text (class 0), and one that it is a random sentence (class 1)."
    ),
    paper=BERT,
)
