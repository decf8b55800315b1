"""A bias for each word of the vocabulary, added to the logits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..support.localization import N_
from .expression import Expression, Index, Operand, Sum
from .formula import equation
from .operation import Array, Operation, Setting, floats
from .reach import Reach, all_of, at


@dataclass(frozen=True, kw_only=True)
class FinalBias(Operation):
    """logits + b. Inputs: logits [position, token], b [token]."""

    sizes = "n t, t -> n t"

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        logits, bias = (floats(array) for array in inputs)
        return logits + bias

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        logits, bias = inputs
        return Sum((logits.cell(*cell), bias.cell(cell[1])))

    def reach(self, number: int, cell: Index, *inputs: Array, **settings: Setting) -> Reach:
        mine = float(inputs[number][cell])
        if number == 0:
            return at(*cell, shares=np.array([mine]))
        positions = len(inputs[0])
        return at(all_of(positions), cell[0], shares=np.full(positions, mine))


final_bias = FinalBias(
    name="final_bias",
    title="logits + bias",
    formula=equation("biased", "logits + b"),
    axes=("position", "token"),
    meaning=N_(
        "A learned number for each word of the vocabulary, added at every position: how much more or less likely the "
        "word is, whatever the sentence."
    ),
    paper="Junczys-Dowmunt et al. 2018, arXiv 1804.00344",
    recomputable=False,
)
