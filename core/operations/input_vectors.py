"""Vectors that a model reads instead of tokens, such as the input of `nn.TransformerEncoder`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..support.localization import N_, _
from .expression import Choice, Constant, Expression, Index, Operand
from .formula import equation, text
from .operation import Array, Operation, Setting, Shape, misfit
from .reach import Reach, nowhere


@dataclass(frozen=True, kw_only=True)
class InputVectors(Operation):
    """One vector for each id. Inputs: ids [position], which are only labels.

    The vectors cannot be computed; a reader of the trace may pass its recorded array as if it were a second input.
    """

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        match inputs:
            case [_ids, vectors]:
                return np.asarray(vectors)
        raise LookupError(_("nothing to recompute: these vectors are the model's input"))

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        match inputs:
            case [_ids, vectors]:
                value = Constant(float(vectors.values[cell]))
                return Choice(value, value, _("the model's input"))
        raise LookupError(_("nothing to explain: these vectors are the model's input"))

    def shape(self, *inputs: Shape, **settings: Setting) -> Shape:
        match inputs:
            case [(count,), (rows, features)] if rows == count:
                return rows, features
        raise misfit(inputs)

    def reach(self, number: int, cell: Index, *inputs: Array, **settings: Setting) -> Reach:
        return nowhere(2)


input_vectors = InputVectors(
    name="input_vectors",
    title="input vectors",
    formula=equation("x", text("the model's input")),
    meaning=N_("The vectors that the model reads: it has no embedding, so they are computed elsewhere."),
    paper=N_("section 3.1"),
    given=N_("the model's input"),
    recomputable=False,
)
