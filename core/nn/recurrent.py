"""Recurrent networks: a cell runs once per position and passes its state on to the next position."""

from __future__ import annotations

from typing import Any, NamedTuple, cast

import torch
from jaxtyping import Float
from torch import Tensor, nn

from .. import operations
from ..operations.operation import Setting
from .leaf import Leaf
from .linear import Linear

Stream = Float[Tensor, "batch position feature"]
Vector = Float[Tensor, "batch 1 feature"]  # at one position


class InputAt(Leaf):
    """The vector of one position."""

    operation = operations.recurrent.input_at

    def settings(self, *inputs: Any) -> dict[str, Setting]:
        return {"place": int(inputs[1])}

    def forward(self, x: Stream, place: int) -> Vector:
        return x[:, place : place + 1].clone()  # a new tensor, even if there is only one position


class Start(Leaf):
    """The state before the first position: zeros."""

    operation = operations.recurrent.start
    setting_names = ("size",)

    def __init__(self, size: int) -> None:
        super().__init__()
        self.size = size

    def forward(self, x: Stream) -> Vector:
        return x.new_zeros(x.shape[0], 1, self.size)


class States(Leaf):
    """The states at all positions, concatenated."""

    operation = operations.recurrent.states

    def forward(self, *states: Vector) -> Stream:
        return torch.cat(states, dim=1)


class RecurrentSum(Leaf):
    """x Wᵀ + h Uᵀ + b. Parameters: weight [size, in], recurrent_weight [size, size], bias [size]."""

    operation = operations.recurrent.recurrent_sum

    def __init__(self, d_in: int, size: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(size, d_in))
        self.recurrent_weight = nn.Parameter(torch.empty(size, size))
        self.bias = nn.Parameter(torch.zeros(size))
        nn.init.xavier_uniform_(self.weight)
        nn.init.orthogonal_(self.recurrent_weight)

    def forward(self, x: Vector, state: Vector) -> Vector:
        return x @ self.weight.T + state @ self.recurrent_weight.T + self.bias


class Sigmoid(Leaf):
    """1 / (1 + exp(−x))."""

    def forward(self, x: Vector) -> Vector:
        return torch.sigmoid(x)


class Tanh(Leaf):
    """tanh x."""

    def forward(self, x: Vector) -> Vector:
        return torch.tanh(x)


class RnnCell(nn.Module):
    """h = tanh(x Wᵀ + h Uᵀ + b) (Elman 1990)."""

    def __init__(self, d_in: int, size: int) -> None:
        super().__init__()
        self.sum = RecurrentSum(d_in, size)
        self.state = Tanh(operations.recurrent.state)

    def forward(self, x: Vector, before: Vector) -> Vector:
        return self.state(self.sum(x, before))


class LstmState(NamedTuple):
    """The state that an LSTM passes on."""

    hidden: Vector
    cell: Vector


class CellState(Leaf):
    """f ⊙ c + i ⊙ g."""

    operation = operations.recurrent_states.cell_state

    def forward(self, forget: Vector, before: Vector, input_gate: Vector, candidate: Vector) -> Vector:
        return forget * before + input_gate * candidate


class HiddenState(Leaf):
    """o ⊙ tanh(c)."""

    operation = operations.recurrent_states.hidden_state

    def forward(self, output_gate: Vector, squeezed: Vector) -> Vector:
        return output_gate * squeezed


class LstmCell(nn.Module):
    """A cell state with input, forget and output gates (Hochreiter & Schmidhuber 1997; Gers et al. 2000)."""

    def __init__(self, d_in: int, size: int) -> None:
        super().__init__()
        self.input_gate_sum = RecurrentSum(d_in, size)
        self.input_gate = Sigmoid(operations.recurrent.input_gate)
        self.forget_gate_sum = RecurrentSum(d_in, size)
        self.forget_gate = Sigmoid(operations.recurrent.forget_gate)
        self.candidate_sum = RecurrentSum(d_in, size)
        self.candidate = Tanh(operations.recurrent.cell_candidate)
        self.output_gate_sum = RecurrentSum(d_in, size)
        self.output_gate = Sigmoid(operations.recurrent.output_gate)
        self.cell = CellState()
        self.squeezed = Tanh(operations.activation.tanh)
        self.hidden = HiddenState()

    def forward(self, x: Vector, before: LstmState) -> LstmState:
        input_gate = self.input_gate(self.input_gate_sum(x, before.hidden))
        forget = self.forget_gate(self.forget_gate_sum(x, before.hidden))
        candidate = self.candidate(self.candidate_sum(x, before.hidden))
        output_gate = self.output_gate(self.output_gate_sum(x, before.hidden))
        cell = self.cell(forget, before.cell, input_gate, candidate)
        return LstmState(self.hidden(output_gate, self.squeezed(cell)), cell)


class CandidateSum(Leaf):
    """x Wᵀ + b + r ⊙ v. Parameters: weight [size, in], bias [size]."""

    operation = operations.recurrent_states.candidate_sum

    def __init__(self, d_in: int, size: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(size, d_in))
        self.bias = nn.Parameter(torch.zeros(size))
        nn.init.xavier_uniform_(self.weight)

    def forward(self, x: Vector, reset: Vector, remembered: Vector) -> Vector:
        return x @ self.weight.T + self.bias + reset * remembered


class UpdatedState(Leaf):
    """(1 − z) ⊙ n + z ⊙ h."""

    operation = operations.recurrent_states.updated_state

    def forward(self, update: Vector, candidate: Vector, before: Vector) -> Vector:
        return (1.0 - update) * candidate + update * before


class GruCell(nn.Module):
    """Reset and update gates; the state is both memory and output (Cho et al. 2014; the reset as in PyTorch)."""

    def __init__(self, d_in: int, size: int) -> None:
        super().__init__()
        self.reset_gate_sum = RecurrentSum(d_in, size)
        self.reset_gate = Sigmoid(operations.recurrent.reset_gate)
        self.update_gate_sum = RecurrentSum(d_in, size)
        self.update_gate = Sigmoid(operations.recurrent.update_gate)
        self.remembered = Linear(operations.recurrent_states.remembered, size, size)
        self.candidate_sum = CandidateSum(d_in, size)
        self.candidate = Tanh(operations.recurrent.candidate)
        self.state = UpdatedState()

    def forward(self, x: Vector, before: Vector) -> Vector:
        reset = self.reset_gate(self.reset_gate_sum(x, before))
        update = self.update_gate(self.update_gate_sum(x, before))
        candidate = self.candidate(self.candidate_sum(x, reset, self.remembered(before)))
        return self.state(update, candidate, before)


class Recurrent(nn.Module):
    """Converts the vectors of a sequence to the states after each position, in order.

    Args:
        cell: called as cell(x, previous state); returns the next state.
        size: width of a state.
    """

    def __init__(self, cell: nn.Module, size: int) -> None:
        super().__init__()
        self.start = Start(size)
        self.input = InputAt()
        self.cell = cell
        self.states = States()

    def first(self, zeros: Vector) -> Any:
        """The state before the first position."""
        return zeros

    def hidden(self, state: Any) -> Vector:
        """The part of a state that the next layer reads; in plain networks and GRUs, all of it."""
        return cast(Tensor, state)

    def forward(self, x: Stream) -> Stream:
        state = self.first(self.start(x))
        hidden = []
        for position in range(x.shape[1]):
            state = self.cell(self.input(x, position), state)
            hidden.append(self.hidden(state))
        return self.states(*hidden)


class Rnn(Recurrent):
    """A plain recurrent network; equal to `nn.RNN` with the same weights."""

    def __init__(self, d_in: int, size: int) -> None:
        super().__init__(RnnCell(d_in, size), size)


class Gru(Recurrent):
    """A gated recurrent unit; equal to `nn.GRU` with the same weights."""

    def __init__(self, d_in: int, size: int) -> None:
        super().__init__(GruCell(d_in, size), size)


class Lstm(Recurrent):
    """A long short-term memory; equal to `nn.LSTM` with the same weights."""

    def __init__(self, d_in: int, size: int) -> None:
        super().__init__(LstmCell(d_in, size), size)

    def first(self, zeros: Vector) -> LstmState:
        return LstmState(zeros, zeros)

    def hidden(self, state: LstmState) -> Vector:
        return state.hidden


class RecurrentLayers(nn.Module):
    """A stack of recurrent networks of one kind; each reads the states of the one below."""

    def __init__(self, kind: type[Rnn] | type[Gru] | type[Lstm], d_in: int, size: int, layers: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList(kind(size if number else d_in, size) for number in range(layers))

    def forward(self, x: Stream) -> Stream:
        for layer in self.layers:
            x = layer(x)
        return x
