"""How the gates of an LSTM and a GRU compute the next state from the previous one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..support.localization import N_
from .expression import EACH, Constant, Difference, Expression, Index, Operand, Product, Sum, dot
from .formula import call, equation, paren, row, sub
from .linear import Linear
from .operation import Array, Elementwise, Floats, MatrixProduct, Setting, floats
from .reach import Reach, all_of, at
from .recurrent import GRU, LSTM


def _product(mine: Array, other: Array, cell: Index) -> Floats:
    return np.array([float(mine[cell]) * float(other[cell])])


@dataclass(frozen=True, kw_only=True)
class CellState(Elementwise):
    """f ⊙ c + i ⊙ g. Inputs: forget gate, previous cell, input gate, cell candidate, all [1, feature]."""

    count = 4

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        forget, before, let_in, candidate = (floats(array) for array in inputs)
        return forget * before + let_in * candidate

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        forget, before, let_in, candidate = (operand.cell(*cell) for operand in inputs)
        return Sum((Product((forget, before)), Product((let_in, candidate))))

    def reach(self, number: int, cell: Index, *inputs: Array, **settings: Setting) -> Reach:
        factor = inputs[number ^ 1]  # forget gate × previous cell, input gate × cell candidate
        return at(*cell, shares=_product(inputs[number], factor, cell))


@dataclass(frozen=True, kw_only=True)
class HiddenState(Elementwise):
    """o ⊙ tanh(c). Inputs: output gate, tanh of the cell, both [1, feature]."""

    count = 2

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        return floats(inputs[0]) * floats(inputs[1])

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        return Product(tuple(operand.cell(*cell) for operand in inputs))


@dataclass(frozen=True, kw_only=True)
class CandidateSum(MatrixProduct):
    """x Wᵀ + b + r ⊙ v. Inputs: x [1, in], reset gate r and remembered v [1, out], W [out, in], b [out]."""

    sizes = "1 i, 1 o, 1 o, o i, o -> 1 o"

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        x, reset, remembered, weight, bias = (floats(array) for array in inputs)
        return x @ weight.T + bias + reset * remembered

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        position, out = cell
        x, reset, remembered, weight, bias = inputs
        from_input = dot(x.row(position, EACH), weight.row(out, EACH))
        from_state = Product((reset.cell(*cell), remembered.cell(*cell)))
        return Sum((from_input, bias.cell(out), from_state))

    def reach(self, number: int, cell: Index, *inputs: Array, **settings: Setting) -> Reach:
        x, _reset, _remembered, weight, _bias = inputs
        mine = float(inputs[number][cell])
        match number:
            case 0:
                return at(0, all_of(len(weight)), shares=mine * floats(weight[:, cell[1]]))
            case 1 | 2:
                return at(*cell, shares=_product(inputs[1], inputs[2], cell))
            case 3:
                return at(0, cell[0], shares=mine * floats(x[:, cell[1]]))
        return at(0, cell[0], shares=np.array([mine]))


@dataclass(frozen=True, kw_only=True)
class UpdatedState(Elementwise):
    """(1 − z) ⊙ n + z ⊙ h. Inputs: update gate, candidate, previous state, all [1, feature]."""

    count = 3

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        update, candidate, before = (floats(array) for array in inputs)
        return (1.0 - update) * candidate + update * before

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        update, candidate, before = (operand.cell(*cell) for operand in inputs)
        rest = Difference(Constant(1.0, "1"), update)
        return Sum((Product((rest, candidate)), Product((update, before))))

    def reach(self, number: int, cell: Index, *inputs: Array, **settings: Setting) -> Reach:
        update, candidate, before = inputs
        match number:
            case 1:
                return at(*cell, shares=_product(candidate, 1.0 - floats(update), cell))
            case 2:
                return at(*cell, shares=_product(before, update, cell))
        return at(*cell)  # the gate is a factor of two terms


cell_state = CellState(
    name="cell_state",
    title="cell state",
    formula=equation("c_t", row("f_t ⊙", sub("c", "t − 1"), "+ i_t ⊙ g_t")),
    meaning=N_(
        "The long-term memory: what is kept plus what is written. Where the forget gate is 1, a number changes "
        "only by addition, over any number of positions."
    ),
    paper=LSTM,
)

hidden_state = HiddenState(
    name="hidden_state",
    title="hidden state",
    formula=equation("h_t", row("o_t ⊙", call("tanh", "c_t"))),
    meaning=N_(
        "The part of the cell that is passed to the gates at the next position and to the layer above."
    ),
    paper=LSTM,
)

remembered = Linear(
    name="remembered",
    title="weighted previous state",
    formula=equation("v_t", row(sub("h", "t − 1"), "U^T + b")),
    meaning=N_("The contribution of the previous state to the candidate, before the reset gate."),
    paper=GRU,
)

candidate_sum = CandidateSum(
    name="candidate_sum",
    title="input and previous state",
    formula=equation("s_t", "x_t W^T + b + r_t ⊙ v_t"),
    meaning=N_(
        "The weighted input, plus as much of the weighted previous state as the reset gate lets through. As in "
        "PyTorch, the gate is applied after U."
    ),
    paper=GRU,
)

updated_state = UpdatedState(
    name="updated_state",
    title="state",
    formula=equation("h_t", row(paren("1 − z_t"), "⊙ n_t + z_t ⊙", sub("h", "t − 1"))),
    meaning=N_(
        "Each number is a mixture of the previous state and the candidate: where the update gate is 1, the previous "
        "state stays unchanged."
    ),
    paper=GRU,
)
