"""Copies the weights of our modules into PyTorch's, for comparing their results."""

from typing import Any

import torch
from torch import Tensor, nn
from transformer_explore.core.nn.attention import Attention
from transformer_explore.core.nn.recurrent import Gru, Lstm, RecurrentSum, Rnn

TOLERANCE = {torch.float32: 1e-6, torch.float64: 1e-12}
ATTENTIONS = {"self_attn": "self_attention", "multihead_attn": "cross_attention"}


def assert_equal(ours: Tensor, theirs: Tensor) -> None:
    """The same numbers; the tolerance is relative to the largest one if that is above 1."""
    assert ours.shape == theirs.shape
    assert torch.isfinite(ours).all()
    assert (ours - theirs).abs().max() <= TOLERANCE[ours.dtype] * theirs.abs().max().clamp(min=1.0)


def copy(ours: Any, theirs: Any) -> None:
    """Copies our weights into a module of PyTorch: the same parts under other names."""
    match theirs:
        case nn.MultiheadAttention():
            assert isinstance(ours, Attention)
            theirs.in_proj_weight.copy_(torch.cat([ours.query.weight, ours.key.weight, ours.value.weight]))
            theirs.in_proj_bias.zero_()
            theirs.out_proj.weight.copy_(ours.output.weight)
            theirs.out_proj.bias.zero_()
        case nn.TransformerEncoderLayer() | nn.TransformerDecoderLayer():
            sublayers = [name for name in ATTENTIONS if hasattr(theirs, name)]
            for name in sublayers:
                copy(getattr(ours, ATTENTIONS[name]), getattr(theirs, name))
            copy(ours.feed_forward.hidden, theirs.linear1)
            copy(ours.feed_forward.output, theirs.linear2)
            residuals = [f"{ATTENTIONS[name]}_residual" for name in sublayers] + ["feed_forward_residual"]
            for n, residual in enumerate(residuals, start=1):
                copy(getattr(ours, residual).norm, getattr(theirs, f"norm{n}"))
        case nn.TransformerEncoder() | nn.TransformerDecoder():
            for mine, other in zip(ours.layers, theirs.layers, strict=True):
                copy(mine, other)
            if theirs.norm is not None:
                copy(ours.norm, theirs.norm)
        case nn.RNNBase():
            for number, layer in enumerate(ours.layers):
                _copy_recurrent(layer, theirs, number)
        case nn.Linear() | nn.LayerNorm() | nn.Conv1d() | nn.Conv2d():
            theirs.weight.copy_(ours.weight)
            theirs.bias.copy_(ours.bias)
        case _:
            raise TypeError(f"no way to copy into {type(theirs).__name__}")


def _sums(network: nn.Module) -> list[RecurrentSum]:
    """The sums of a cell, in PyTorch's order."""
    cell: Any = network.cell
    if isinstance(network, Rnn):
        return [cell.sum]
    if isinstance(network, Lstm):
        return [cell.input_gate_sum, cell.forget_gate_sum, cell.candidate_sum, cell.output_gate_sum]
    return [cell.reset_gate_sum, cell.update_gate_sum]


def _copy_recurrent(ours: nn.Module, theirs: nn.RNNBase, layer: int) -> None:
    """Copies our weights into a layer of PyTorch, which has two biases where one is enough."""
    sums, cell = _sums(ours), ours.cell
    by_input = [(one.weight, one.bias) for one in sums]
    by_state = [(one.recurrent_weight, torch.zeros_like(one.bias)) for one in sums]
    if isinstance(ours, Gru):
        by_input.append((cell.candidate_sum.weight, cell.candidate_sum.bias))  # type: ignore[union-attr]
        by_state.append((cell.remembered.weight, cell.remembered.bias))  # type: ignore[union-attr]
    for name, parts in (("ih", by_input), ("hh", by_state)):
        weights, biases = zip(*parts, strict=True)
        getattr(theirs, f"weight_{name}_l{layer}").copy_(torch.cat(weights))
        getattr(theirs, f"bias_{name}_l{layer}").copy_(torch.cat(biases))
