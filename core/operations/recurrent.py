"""What recurrent networks are made of: one position at a time, with a state that is handed on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..support.localization import N_
from .activation import Sigmoid, Tanh
from .expression import Constant, Expression, Index, Operand, Sum, dot
from .formula import call, equation, row, sub, sup
from .operation import Array, MatrixProduct, Operation, Setting, Shape, floats, misfit
from .reach import Reach, all_of, at, nowhere

EACH = slice(None)
AXES = ("position", "feature")


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
    """Zeros. Input: x [position, feature], of which nothing counts. Setting: size."""

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        return np.zeros((1, int(settings["size"])))

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        return Constant(0.0, "0")

    def shape(self, *inputs: Shape, **settings: Setting) -> Shape:
        match inputs:
            case [(_, _)]:
                return 1, int(settings["size"])
        raise misfit(inputs)

    def reach(self, number: int, cell: Index, *inputs: Array, **settings: Setting) -> Reach:
        return nowhere(2)


@dataclass(frozen=True, kw_only=True)
class RecurrentSum(MatrixProduct):
    """x Wᵀ + h Uᵀ + b. Inputs: x [1, in], h [1, state], W [out, in], U [out, state], b [out]."""

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        x, state, weight, recurrent, bias = (floats(array) for array in inputs)
        return x @ weight.T + state @ recurrent.T + bias

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        position, out = cell
        x, state, weight, recurrent, bias = inputs
        from_input = dot(x.row(position, EACH), weight.row(out, EACH))
        from_state = dot(state.row(position, EACH), recurrent.row(out, EACH))
        return Sum((from_input, from_state, bias.cell(out)))

    def shape(self, *inputs: Shape, **settings: Setting) -> Shape:
        match inputs:
            case [(1, inner), (1, state), weight, recurrent, (out,)] if (weight, recurrent) == (
                (out, inner),
                (out, state),
            ):
                return 1, out
        raise misfit(inputs)

    def reach(self, number: int, cell: Index, *inputs: Array, **settings: Setting) -> Reach:
        mine = float(inputs[number][cell])
        if number < 2:
            other = inputs[number + 2]
            return at(0, all_of(len(other)), shares=mine * floats(other[:, cell[1]]))
        shares = mine * floats(inputs[number - 2][:, cell[1]]) if number < 4 else np.array([mine])
        return at(0, cell[0], shares=shares)


@dataclass(frozen=True, kw_only=True)
class States(Operation):
    """The states of all positions, one under another. Inputs: [1, feature] each, in their order."""

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


def _gate(name: str, letter: str, meaning: str, paper: str) -> Sigmoid:
    return Sigmoid(
        name=f"{name}_gate",
        title=f"{name} gate",
        formula=equation(sub(letter, "t"), call("sigmoid", sub("s", "t"))),
        axes=AXES,
        meaning=meaning,
        paper=paper,
        cheap=True,
    )


def _candidate(name: str, title: str, letter: str, meaning: str, paper: str) -> Tanh:
    return Tanh(
        name=name,
        title=title,
        formula=equation(sub(letter, "t"), call("tanh", sub("s", "t"))),
        axes=AXES,
        meaning=meaning,
        paper=paper,
        cheap=True,
    )


ELMAN = "section 4, table 1; Elman 1990"
LSTM = "section 4; Greff et al. 2015, arXiv 1503.04069"
GRU = "section 4; Cho et al. 2014, arXiv 1406.1078"

input_at = InputAt(
    name="input_at",
    title="one position",
    formula=equation(sub("x", "t"), "x[t]"),
    axes=AXES,
    meaning=N_("The vector of the one position that is read now. The others wait, or are past."),
    paper=ELMAN,
    takes="position",
    cheap=True,
)

start = Start(
    name="start",
    title="first state",
    formula=equation(sub("h", "0"), "0"),
    axes=AXES,
    meaning=N_("What is remembered before anything was read: nothing."),
    paper=ELMAN,
    cheap=True,
)

recurrent_sum = RecurrentSum(
    name="recurrent_sum",
    title="input and state, weighed",
    formula=equation(
        sub("s", "t"),
        row(sub("x", "t"), sup("W", "T"), "+", sub("h", "t − 1"), sup("U", "T"), "+", "b"),
    ),
    axes=AXES,
    meaning=N_(
        "What is read now through W, and what was remembered through U, added. W, U and b are the same at every "
        "position."
    ),
    paper=ELMAN,
)

state = _candidate(
    "state",
    "state",
    "h",
    N_(
        "What is remembered after this position: all that came before has to fit into these few numbers, which are "
        "written anew each time."
    ),
    ELMAN,
)

states = States(
    name="states",
    title="states of all positions",
    formula=equation("H", call("Append", row(sub("h", "1"), ", …, ", sub("h", "n")))),
    axes=AXES,
    meaning=N_("The state after each position, one under another; nothing is computed."),
    paper=ELMAN,
    joins="position",
    cheap=True,
)

input_gate = _gate(
    "input",
    "i",
    N_("How much of the candidate is written into each number of the cell: 0 nothing, 1 all of it."),
    LSTM,
)

forget_gate = _gate(
    "forget",
    "f",
    N_("How much of each number in the cell is kept: at 1 it stays as it was, at 0 it is forgotten."),
    LSTM,
)

cell_candidate = _candidate(
    "cell_candidate",
    "cell candidate",
    "g",
    N_(
        "What could be written into the cell now, between −1 and 1; the input gate decides how much of it is."
    ),
    LSTM,
)

output_gate = _gate(
    "output",
    "o",
    N_("How much of each number in the cell is shown to the next position and to the layer above."),
    LSTM,
)

reset_gate = _gate(
    "reset",
    "r",
    N_("How much of what was remembered counts for the candidate: at 0 it is made of the input alone."),
    GRU,
)

update_gate = _gate(
    "update",
    "z",
    N_(
        "How much of the old state stays: at 1 it is carried on unchanged, at 0 the candidate takes its place."
    ),
    GRU,
)

candidate = _candidate(
    "candidate",
    "candidate",
    "n",
    N_("What the new state could be, between −1 and 1; the update gate decides how much of it is taken."),
    GRU,
)
