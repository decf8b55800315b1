"""PyTorch's recurrent layers in place of ours during training: the same numbers, several times faster.

Ours compute one position at a time, so that a trace can show each; training does not need that.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor, nn

from ..nn.recurrent import Lstm, LstmCell, RecurrentLayers, RecurrentSum, RnnCell
from ..nn.sequence import SequenceModel


class Fast(nn.Module):
    """The layers as a PyTorch module; its second bias, which ours do not have, stays 0."""

    def __init__(self, layers: RecurrentLayers) -> None:
        super().__init__()
        first = sums_of(layers.layers[0])[0]
        size, d_in = first.weight.shape
        kind = nn.LSTM if isinstance(layers.layers[0], Lstm) else nn.RNN
        self.layers = kind(d_in, size, num_layers=len(layers.layers), batch_first=True)

    def forward(self, x: Tensor) -> Tensor:
        states: Tensor = self.layers(x)[0]
        return states


def sums_of(layer: nn.Module) -> list[RecurrentSum]:
    """The sums of a layer's gates, in PyTorch's order."""
    cell = layer.cell
    if isinstance(cell, LstmCell):
        return [cell.input_gate_sum, cell.forget_gate_sum, cell.candidate_sum, cell.output_gate_sum]
    assert isinstance(cell, RnnCell)
    return [cell.sum]


def _pairs(fast: Fast, layers: RecurrentLayers) -> Iterator[tuple[Tensor, list[Tensor]]]:
    """Each parameter of PyTorch's layers, and the parameters of ours that are its parts in order."""
    for number, layer in enumerate(layers.layers):
        for name, ours in (("weight_ih", "weight"), ("weight_hh", "recurrent_weight"), ("bias_ih", "bias")):
            yield getattr(fast.layers, f"{name}_l{number}"), [getattr(one, ours) for one in sums_of(layer)]


@torch.no_grad()
def _fill(fast: Fast, layers: RecurrentLayers) -> None:
    for theirs, ours in _pairs(fast, layers):
        theirs.copy_(torch.cat(ours))
    for number in range(len(layers.layers)):
        unused = getattr(fast.layers, f"bias_hh_l{number}")
        unused.zero_()
        unused.requires_grad_(False)


@torch.no_grad()
def _take_back(fast: Fast, layers: RecurrentLayers) -> None:
    for theirs, ours in _pairs(fast, layers):
        for one, part in zip(ours, theirs.chunk(len(ours)), strict=True):
            one.copy_(part)


@contextmanager
def fast(model: SequenceModel) -> Iterator[SequenceModel]:
    """The model with fast layers inside the block; afterwards its own layers have the trained weights."""
    own = model.encoder
    if not isinstance(own, RecurrentLayers):
        yield model
        return
    model.encoder = Fast(own)
    _fill(model.encoder, own)
    try:
        yield model
    finally:
        _take_back(model.encoder, own)
        model.encoder = own
