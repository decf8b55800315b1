"""The parts of recurrent networks: one position at a time, with a state that is passed on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..support.localization import N_
from .activation import Function
from .expression import EACH, Constant, Expression, Index, Operand, Sum, dot
from .formula import call, equation, row, sub
from .operation import Array, MatrixProduct, Operation, Setting, Shape, floats, misfit
from .reach import Reach, all_of, at, nowhere


@dataclass(frozen=True, kw_only=True)
class InputAt(Operation):
    """The vector of one position. Input: x [position, feature]. Setting: place."""

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        return np.asarray(inputs[0])[[int(settings["place"])]]

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        return inputs[0].cell(int(settings["place"]), cell[1])

    def shape(self, *inputs: Shape, **settings: Setting) -> Shape:
        match inputs:
            case [(positions, features)] if 0 <= int(settings["place"]) < positions:
                return 1, features
        raise misfit(inputs)

    def reach(self, number: int, cell: Index, *inputs: Array, **settings: Setting) -> Reach:
        return at(0, cell[1]) if cell[0] == int(settings["place"]) else nowhere(2)


@dataclass(frozen=True, kw_only=True)
class Start(Operation):
    """Zeros. Input: x [position, feature], which is not used. Setting: size."""

    sizes = "n d -> 1 size"

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        return np.zeros((1, int(settings["size"])))

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        return Constant(0.0, "0")

    def reach(self, number: int, cell: Index, *inputs: Array, **settings: Setting) -> Reach:
        return nowhere(2)


@dataclass(frozen=True, kw_only=True)
class RecurrentSum(MatrixProduct):
    """x Wᵀ + h Uᵀ + b. Inputs: x [1, in], h [1, state], W [out, in], U [out, state], b [out]."""

    sizes = "1 i, 1 s, o i, o s, o -> 1 o"

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        x, state, weight, recurrent, bias = (floats(array) for array in inputs)
        return x @ weight.T + state @ recurrent.T + bias

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        position, out = cell
        x, state, weight, recurrent, bias = inputs
        from_input = dot(x.row(position, EACH), weight.row(out, EACH))
        from_state = dot(state.row(position, EACH), recurrent.row(out, EACH))
        return Sum((from_input, from_state, bias.cell(out)))

    def reach(self, number: int, cell: Index, *inputs: Array, **settings: Setting) -> Reach:
        mine = float(inputs[number][cell])
        if number < 2:
            other = inputs[number + 2]
            return at(0, all_of(len(other)), shares=mine * floats(other[:, cell[1]]))
        shares = mine * floats(inputs[number - 2][:, cell[1]]) if number < 4 else np.array([mine])
        return at(0, cell[0], shares=shares)


@dataclass(frozen=True, kw_only=True)
class States(Operation):
    """The states of all positions, concatenated. Inputs: [1, feature] each, in order."""

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        return np.concatenate([np.asarray(array) for array in inputs], axis=0)

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        return inputs[cell[0]].cell(0, cell[1])

    def shape(self, *inputs: Shape, **settings: Setting) -> Shape:
        match inputs:
            case [(1, features), *_] if all(shape == (1, features) for shape in inputs):
                return len(inputs), features
        raise misfit(inputs)

    def reach(self, number: int, cell: Index, *inputs: Array, **settings: Setting) -> Reach:
        return at(number, cell[1])


def _function(function: str, name: str, title: str, letter: str, meaning: str, paper: str) -> Function:
    return Function(
        function=function,
        name=name,
        title=title,
        formula=equation(f"{letter}_t", call(function, "s_t")),
        meaning=meaning,
        paper=paper,
    )


def _gate(name: str, letter: str, meaning: str, paper: str) -> Function:
    return _function("sigmoid", f"{name}_gate", f"{name} gate", letter, meaning, paper)


ELMAN = "section 4, table 1; Elman 1990"
LSTM = "section 4; Greff et al. 2015, arXiv 1503.04069"
GRU = "section 4; Cho et al. 2014, arXiv 1406.1078"

input_at = InputAt(
    name="input_at",
    title="one position",
    formula=equation("x_t", "x[t]"),
    meaning=N_("The vector of the position being read."),
    paper=ELMAN,
    takes="position",
)

start = Start(
    name="start",
    title="first state",
    formula=equation("h_0", "0"),
    meaning=N_("The state before anything has been read: zeros."),
    paper=ELMAN,
)

recurrent_sum = RecurrentSum(
    name="recurrent_sum",
    title="weighted input and state",
    formula=equation("s_t", row("x_t W^T +", sub("h", "t − 1"), "U^T + b")),
    meaning=N_(
        "The input multiplied by W plus the previous state multiplied by U. W, U and b are the same at every position."
    ),
    paper=ELMAN,
)

state = _function(
    "tanh",
    "state",
    "state",
    "h",
    N_(
        "The memory after this position: everything read so far has to fit into these few numbers, which are "
        "replaced at every position."
    ),
    ELMAN,
)

states = States(
    name="states",
    title="states of all positions",
    formula=equation("H", call("Append", "h_1, …, h_n")),
    meaning=N_("The states after all positions, concatenated; nothing is computed."),
    paper=ELMAN,
    joins="position",
)

input_gate = _gate(
    "input",
    "i",
    N_(
        "How much of the candidate is written to each number of the cell: from 0 for nothing to 1 for all of it."
    ),
    LSTM,
)

forget_gate = _gate(
    "forget", "f", N_("How much of each number in the cell is kept: 1 keeps all of it, 0 forgets it."), LSTM
)

cell_candidate = _function(
    "tanh",
    "cell_candidate",
    "cell candidate",
    "g",
    N_(
        "The possible new content of the cell, between −1 and 1; the input gate determines how much of it is written."
    ),
    LSTM,
)

output_gate = _gate(
    "output",
    "o",
    N_("How much of each number in the cell is passed to the next position and to the layer above."),
    LSTM,
)

reset_gate = _gate(
    "reset",
    "r",
    N_("How much of the previous state the candidate uses: at 0 it depends only on the input."),
    GRU,
)

update_gate = _gate(
    "update",
    "z",
    N_("How much of the previous state is kept: at 1 it stays unchanged, at 0 the candidate replaces it."),
    GRU,
)

candidate = _function(
    "tanh",
    "candidate",
    "candidate",
    "n",
    N_("The possible new state, between −1 and 1; the update gate determines how much of it is used."),
    GRU,
)
