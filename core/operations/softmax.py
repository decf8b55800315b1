"""Softmax and log-softmax along the last axis."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ..support.localization import N_, _
from .expression import (
    EACH,
    Apply,
    Choice,
    Constant,
    Difference,
    Expression,
    Index,
    Largest,
    Named,
    Operand,
    Quotient,
    Row,
    Total,
)
from .formula import call, equation, fraction, row, total
from .operation import Array, Floats, Operation, Setting, Shape, floats, misfit
from .reach import Reach, all_of, at


def _exponential(score: Expression, largest: Expression) -> Expression:
    # For −∞ the difference is not shown: exp(−∞) is 0, whatever is subtracted.
    if score.value == -math.inf:
        return Choice(Constant(0.0, "exp(−∞)"), score, _("exp(−∞) is 0"))
    return Apply("exp", Difference(score, largest))


def _largest_and_sum(line: Row) -> tuple[Expression, Expression]:
    largest = Named("max", Largest(line.values, line.cell))
    exponentials = Total(np.exp(line.values - largest.value), lambda i: _exponential(line.cell(i), largest))
    return largest, Named("sum", exponentials)


class AlongLastAxis(Operation):
    """Each output cell depends on the row of the input that contains it, along the last axis."""

    def shape(self, *inputs: Shape, **settings: Setting) -> Shape:
        match inputs:
            case [shape]:
                return shape
        raise misfit(inputs)

    def reach(self, number: int, cell: Index, *inputs: Array, **settings: Setting) -> Reach:
        return at(*cell[:-1], all_of(inputs[0].shape[-1]))


@dataclass(frozen=True, kw_only=True)
class Softmax(AlongLastAxis):
    """exp(x_j − max) / Σ exp(x_j − max) over the last axis. Input: scores [head, query, key].

    A row of only −∞ has no softmax: the result is NaN, as in PyTorch. The model refuses such rows when it creates the
    mask.
    """

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        scores = floats(inputs[0])
        with np.errstate(invalid="ignore"):
            exponentials: Floats = np.exp(scores - scores.max(axis=-1, keepdims=True))
        sums: Floats = exponentials.sum(axis=-1, keepdims=True)
        return exponentials / sums

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        line = inputs[0].row(*cell[:-1], EACH)
        if np.all(line.values == -np.inf):
            return Constant(math.nan, "softmax of a row of −∞")
        largest, exponentials = _largest_and_sum(line)
        return Quotient(_exponential(line.cell(cell[-1]), largest), exponentials)


@dataclass(frozen=True, kw_only=True)
class LogSoftmax(AlongLastAxis):
    """x − max − ln Σ exp(x_j − max) over the last axis. Input: logits [position, token]."""

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        logits = floats(inputs[0])
        centred: Floats = logits - logits.max(axis=-1, keepdims=True)
        sums: Floats = np.exp(centred).sum(axis=-1, keepdims=True)
        return centred - np.log(sums)

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        line = inputs[0].row(*cell[:-1], EACH)
        largest, exponentials = _largest_and_sum(line)
        return Difference(Difference(line.cell(cell[-1]), largest), Apply("ln", exponentials))


weights = Softmax(
    name="softmax",
    title="attention weights",
    formula=equation(
        "weights_ij", fraction(call("exp", "masked_ij"), total(call("exp", "masked_ik"), over="k"))
    ),
    axes=("head", "query", "key"),
    meaning=N_("How each position distributes its attention: every row sums to 1."),
    paper=N_("section 3.2.1"),
    head_by_head=True,
)

log_probabilities = LogSoftmax(
    name="log_softmax",
    title="log-probabilities",
    formula=equation("log p_i", row("logits_i −", call("ln", total(call("exp", "logits_j"), over="j")))),
    axes=("position", "token"),
    meaning=N_(
        "The logarithm of the probability of each possible output: 0 is certain, −0.69 is one half. "
        "In a decoder, the row of a token predicts the token after it; "
        "in other models, it holds the answer at that token."
    ),
    paper=N_("section 3.4"),
)

class_log_probabilities = LogSoftmax(
    name="class_log_softmax",
    title="log-probabilities",
    formula=equation("log p_i", row("logits_i −", call("ln", total(call("exp", "logits_j"), over="j")))),
    axes=("position", "class"),
    meaning=N_("The logarithm of the probability of each class: 0 is certain, −0.69 is one half."),
    paper="Devlin et al. 2018, arXiv 1810.04805",
)
