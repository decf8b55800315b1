"""A sequence model as a whole equals one put together from torch.nn with the same weights."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F
from transformer_explore.core.nn.sequence import SequenceModel, build
from transformer_explore.core.nn.sequence_configuration import FAMILIES, SequenceConfiguration

from tests.models import scatter

EXACT = 1e-12
SIZES = SequenceConfiguration(
    family="lstm", streams={"key": 9, "value": 5}, answers=7, size=12, d_ff=10, width=3, dilations=(1, 2)
)
Weights = dict[str, Tensor]
GATES = {"rnn": [""], "lstm": ["input_gate_", "forget_gate_", "candidate_", "output_gate_"]}


def encoded(sizes: SequenceConfiguration, weights: Weights, x: Tensor) -> Tensor:
    """What stands between the embeddings and the logits, by PyTorch's own modules."""
    kinds: dict[str, Callable[[SequenceConfiguration, Weights, Tensor], Tensor]] = {
        "attention": by_encoder_layers,
        "convolution": by_convolutions,
        "rnn": by_rnn,
        "lstm": by_rnn,
    }
    return kinds[sizes.family](sizes, weights, x)


def by_rnn(sizes: SequenceConfiguration, weights: Weights, x: Tensor) -> Tensor:
    kind = {"rnn": nn.RNN, "lstm": nn.LSTM}[sizes.family]
    network = kind(sizes.size, sizes.size, num_layers=sizes.layers, batch_first=True, dtype=torch.float64)
    for layer in range(sizes.layers):
        for ours, theirs in (("weight", "weight_ih"), ("recurrent_weight", "weight_hh"), ("bias", "bias_ih")):
            parts = [weights[f"encoder.layers.{layer}.cell.{gate}sum.{ours}"] for gate in GATES[sizes.family]]
            getattr(network, f"{theirs}_l{layer}").copy_(torch.cat(parts))
        getattr(network, f"bias_hh_l{layer}").zero_()
    found: Tensor = network(x)[0]
    return found


def by_convolutions(sizes: SequenceConfiguration, weights: Weights, x: Tensor) -> Tensor:
    x = x.transpose(1, 2)
    for layer, dilation in enumerate(sizes.dilations):
        convolution = nn.Conv1d(sizes.size, sizes.size, sizes.width, dilation=dilation, dtype=torch.float64)
        outside = (sizes.width - 1) * dilation
        before = outside if sizes.causal else outside // 2
        x = F.pad(x, (before, outside - before))
        for name in ("weight", "bias"):
            getattr(convolution, name).copy_(weights[f"encoder.layers.{layer}.convolution.{name}"])
        x = F.relu(convolution(x))
    return x.transpose(1, 2)


def by_encoder_layers(sizes: SequenceConfiguration, weights: Weights, x: Tensor) -> Tensor:
    places = torch.arange(x.shape[1], dtype=torch.float64)[:, None]
    turns = 10000.0 ** (-torch.arange(0, sizes.size, 2, dtype=torch.float64) / sizes.size)
    x = x + torch.stack([torch.sin(places * turns), torch.cos(places * turns)], dim=-1).flatten(1)
    later = nn.Transformer.generate_square_subsequent_mask(x.shape[1], dtype=torch.float64)
    for layer in range(sizes.layers):
        there = nn.TransformerEncoderLayer(
            sizes.size, sizes.heads, sizes.d_ff, dropout=0.0, batch_first=True, dtype=torch.float64
        ).train()  # its fast path is for eval()
        put_encoder_layer(there, weights, f"encoder.layers.{layer}")
        x = there(x, src_mask=later if sizes.causal else None)
    return x


def put_encoder_layer(there: nn.TransformerEncoderLayer, weights: Weights, at: str) -> None:
    attention = f"{at}.self_attention"
    projections = [weights[f"{attention}.{name}.weight"] for name in ("query", "key", "value")]
    there.self_attn.in_proj_weight.copy_(torch.cat(projections))
    there.self_attn.in_proj_bias.zero_()
    there.self_attn.out_proj.weight.copy_(weights[f"{attention}.output.weight"])
    there.self_attn.out_proj.bias.zero_()
    for ours, theirs in (
        ("self_attention_residual.norm", there.norm1),
        ("feed_forward.hidden", there.linear1),
        ("feed_forward.output", there.linear2),
        ("feed_forward_residual.norm", there.norm2),
    ):
        theirs.weight.copy_(weights[f"{at}.{ours}.weight"])
        theirs.bias.copy_(weights[f"{at}.{ours}.bias"])


def drawn(sizes: SequenceConfiguration, length: int, seed: int) -> list[Tensor]:
    """Ids of each stream, of two sequences; no padding, which is 0."""
    generator = torch.Generator().manual_seed(seed)
    return [torch.randint(1, words, (2, length), generator=generator) for words in sizes.streams.values()]


def made(sizes: SequenceConfiguration, seed: int) -> SequenceModel:
    model = build(sizes, seed)
    scatter(model, seed)
    return model.double().eval()


@pytest.mark.parametrize("causal", [True, False], ids=["causal", "both ways"])
@pytest.mark.parametrize(
    "streams", [{"key": 9, "value": 5}, {"character": 11}], ids=["two parts", "one part"]
)
@pytest.mark.parametrize("family", FAMILIES)
@torch.no_grad()
def test_it_equals_one_of_pytorchs_own_modules(family: str, streams: dict[str, int], causal: bool) -> None:
    sizes = replace(SIZES, family=family, streams=streams, causal=causal)
    for seed, length in enumerate((1, 2, 9)):
        model, ids = made(sizes, seed), drawn(sizes, length, seed)
        weights = dict(model.named_parameters())
        parts = [
            F.embedding(each, weights[f"embedding.parts.{name}.weight"])
            for name, each in zip(streams, ids, strict=True)
        ]
        x = torch.stack(parts).sum(0) * math.sqrt(sizes.size)
        logits = nn.Linear(sizes.size, sizes.answers, dtype=torch.float64)
        logits.weight.copy_(weights["logits.weight"])
        logits.bias.copy_(weights["logits.bias"])
        expected = torch.log_softmax(logits(encoded(sizes, weights, x)), dim=-1)
        found = model(*ids)
        assert found.shape == (2, length, sizes.answers)
        assert (found - expected).abs().max() <= EXACT * expected.abs().max().clamp(min=1.0)


@pytest.mark.parametrize("family", FAMILIES)
@torch.no_grad()
def test_what_comes_later_changes_nothing_where_it_must_not(family: str) -> None:
    sizes = replace(SIZES, family=family)
    model, ids = made(sizes, 0), drawn(sizes, 9, 0)
    other = [
        torch.where(torch.arange(9) < 5, each, 1 + each % (words - 1))
        for each, words in zip(ids, (9, 5), strict=True)
    ]
    found, changed = model(*ids), model(*other)
    assert (found[:, :5] == changed[:, :5]).all()
    assert (found[:, 5:] != changed[:, 5:]).any()
