"""Convolution, recurrent networks and image attention equal PyTorch's with the same weights."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F
from transformer_explore.core.nn.convolution import Convolution, Convolution2d
from transformer_explore.core.nn.image_attention import ImageAttention
from transformer_explore.core.nn.recurrent import Gru, Lstm, RecurrentLayers, RecurrentSum, Rnn
from transformer_explore.core.operations.window import Window

from tests.models import scatter

TOLERANCE = {torch.float32: 1e-6, torch.float64: 1e-12}
each_dtype = pytest.mark.parametrize("dtype", TOLERANCE, ids=["float32", "float64"])
SEEDS = range(6)


def numbers(seed: int, *shape: int, dtype: torch.dtype) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64).to(dtype)


def assert_equal(ours: Tensor, theirs: Tensor) -> None:
    assert ours.shape == theirs.shape
    assert (ours - theirs).abs().max() <= TOLERANCE[ours.dtype] * theirs.abs().max().clamp(min=1.0)


WINDOWS = [
    Window(width=1),
    Window(width=3, before=1, after=1),
    Window(width=3, before=2, after=2, edge="replicate"),
    Window(width=2, stride=2),
    Window(width=3, dilation=2, before=2, after=2),
    Window(width=2, stride=3, dilation=2, before=1, after=1, edge="replicate"),
]


@each_dtype
@pytest.mark.parametrize("window", WINDOWS, ids=str)
@torch.no_grad()
def test_a_convolution_equals_pytorchs(window: Window, dtype: torch.dtype) -> None:
    options: dict[str, Any] = {
        "stride": window.stride,
        "dilation": window.dilation,
        "padding": window.before,
        "padding_mode": window.edge,
        "dtype": dtype,
    }
    for seed in SEEDS:
        ours = Convolution(3, 4, window).to(dtype)
        scatter(ours, seed)
        theirs = nn.Conv1d(3, 4, window.width, **options)
        theirs.load_state_dict(ours.state_dict())
        x = numbers(seed, 2, 7, 3, dtype=dtype)
        assert_equal(ours(x), theirs(x.transpose(1, 2)).transpose(1, 2))

        over_image = Convolution2d(3, 4, window).to(dtype)
        scatter(over_image, seed)
        theirs_2d = nn.Conv2d(3, 4, window.width, **options)
        theirs_2d.load_state_dict(over_image.state_dict())
        image = numbers(seed, 2, 3, 6, 5, dtype=dtype)
        assert_equal(over_image(image), theirs_2d(image))


@torch.no_grad()
def test_a_causal_convolution_is_pytorchs_with_its_zeros_before_alone() -> None:
    ours = Convolution(3, 4, Window.causal(3, dilation=2)).double()
    x = numbers(0, 2, 7, 3, dtype=torch.float64)
    padded = F.pad(x.transpose(1, 2), (4, 0))
    assert_equal(ours(x), F.conv1d(padded, ours.weight, ours.bias, dilation=2).transpose(1, 2))


def sums_of(network: nn.Module) -> list[RecurrentSum]:
    """The sums of a cell, in the order in which PyTorch stacks them."""
    cell: Any = network.cell
    if isinstance(network, Rnn):
        return [cell.sum]
    if isinstance(network, Lstm):
        return [cell.input_gate_sum, cell.forget_gate_sum, cell.candidate_sum, cell.output_gate_sum]
    return [cell.reset_gate_sum, cell.update_gate_sum]


def copy(ours: nn.Module, theirs: nn.RNNBase, layer: int) -> None:
    """Our weights into a layer of PyTorch's, which has two biases where one would do."""
    sums, cell = sums_of(ours), ours.cell
    by_input = [(one.weight, one.bias) for one in sums]
    by_state = [(one.recurrent_weight, torch.zeros_like(one.bias)) for one in sums]
    if isinstance(ours, Gru):
        by_input.append((cell.candidate_sum.weight, cell.candidate_sum.bias))  # type: ignore[union-attr]
        by_state.append((cell.remembered.weight, cell.remembered.bias))  # type: ignore[union-attr]
    for name, parts in (("ih", by_input), ("hh", by_state)):
        weights, biases = zip(*parts, strict=True)
        getattr(theirs, f"weight_{name}_l{layer}").copy_(torch.cat(weights))
        getattr(theirs, f"bias_{name}_l{layer}").copy_(torch.cat(biases))


@each_dtype
@pytest.mark.parametrize(("kind", "pytorchs"), [(Rnn, nn.RNN), (Lstm, nn.LSTM), (Gru, nn.GRU)])
@torch.no_grad()
def test_a_recurrent_network_equals_pytorchs(kind: Any, pytorchs: Any, dtype: torch.dtype) -> None:
    for seed in SEEDS:
        ours = RecurrentLayers(kind, 3, 5, layers=2).to(dtype)
        scatter(ours, seed)
        theirs = pytorchs(3, 5, num_layers=2, batch_first=True, dtype=dtype)
        for number, layer in enumerate(ours.layers):
            copy(layer, theirs, number)
        x = numbers(seed, 2, 9, 3, dtype=dtype)
        assert_equal(ours(x), theirs(x)[0])


@each_dtype
@torch.no_grad()
def test_attention_over_an_image_equals_its_formula_with_1_by_1_convolutions(dtype: torch.dtype) -> None:
    ours = ImageAttention(6, 2).to(dtype)
    image = numbers(1, 2, 6, 3, 4, dtype=dtype)
    assert (ours(image) == image).all(), "it begins with γ = 0"
    scatter(ours, 1)

    def convolved(weight: Tensor, x: Tensor) -> Tensor:
        return F.conv2d(x, weight[:, :, None, None]).flatten(2)  # batch, channel, pixel

    f, g, h = (convolved(part.weight, image) for part in (ours.key, ours.query, ours.value))
    beta = torch.softmax(f.transpose(1, 2) @ g, dim=1)  # of pixel j: how much it takes from each pixel i
    gathered = convolved(ours.output.weight, (h @ beta).unflatten(2, (3, 4))).unflatten(2, (3, 4))
    assert_equal(ours(image), ours.scale.weight * gathered + image)
