"""A sequence model equals one assembled from torch.nn with the same weights."""

import math
from dataclasses import replace

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F
from transformer_explore.core.nn.sequence import SequenceModel, build
from transformer_explore.core.nn.sequence_configuration import FAMILIES, SequenceConfiguration

from tests.models import scatter
from tests.nn.pytorch import assert_equal, copy

SIZES = SequenceConfiguration(
    family="lstm", streams={"key": 9, "value": 5}, answers=7, size=12, d_ff=10, width=3, dilations=(1, 2)
)


def encoded(model: SequenceModel, x: Tensor) -> Tensor:
    """The layers between embedding and logits, computed by PyTorch's modules."""
    sizes = model.configuration
    if sizes.family in ("rnn", "lstm"):
        kind = {"rnn": nn.RNN, "lstm": nn.LSTM}[sizes.family]
        network = kind(sizes.size, sizes.size, num_layers=sizes.layers, batch_first=True, dtype=torch.float64)
        copy(model.encoder, network)
        return network(x)[0]  # type: ignore[no-any-return]
    if sizes.family == "convolution":
        return by_convolutions(model, x.transpose(1, 2)).transpose(1, 2)
    return by_encoder_layers(model, x)


def by_convolutions(model: SequenceModel, x: Tensor) -> Tensor:
    sizes = model.configuration
    for layer, dilation in zip(model.encoder.layers, sizes.dilations, strict=True):  # type: ignore[arg-type]
        convolution = nn.Conv1d(sizes.size, sizes.size, sizes.width, dilation=dilation, dtype=torch.float64)
        copy(layer.convolution, convolution)
        outside = (sizes.width - 1) * dilation
        before = outside if sizes.causal else outside // 2
        x = F.relu(convolution(F.pad(x, (before, outside - before))))
    return x


def by_encoder_layers(model: SequenceModel, x: Tensor) -> Tensor:
    sizes = model.configuration
    positions = torch.arange(x.shape[1], dtype=torch.float64)[:, None]
    frequencies = 10000.0 ** (-torch.arange(0, sizes.size, 2, dtype=torch.float64) / sizes.size)
    angles = positions * frequencies
    x = x + torch.stack([torch.sin(angles), torch.cos(angles)], dim=-1).flatten(1)
    later = nn.Transformer.generate_square_subsequent_mask(x.shape[1], dtype=torch.float64)
    for ours in model.encoder.layers:  # type: ignore[union-attr]
        theirs = nn.TransformerEncoderLayer(
            sizes.size, sizes.heads, sizes.d_ff, dropout=0.0, batch_first=True, dtype=torch.float64
        ).train()  # its fast path is for eval()
        copy(ours, theirs)
        x = theirs(x, src_mask=later if sizes.causal else None)
    return x


def drawn(sizes: SequenceConfiguration, length: int, seed: int) -> list[Tensor]:
    """Ids of each stream for two sequences, without padding."""
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
def test_it_equals_a_model_of_pytorch_modules(family: str, streams: dict[str, int], causal: bool) -> None:
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
        copy(model.logits, logits)
        expected = torch.log_softmax(logits(encoded(model, x)), dim=-1)
        found = model(*ids)
        assert found.shape == (2, length, sizes.answers)
        assert_equal(found, expected)


@pytest.mark.parametrize("family", FAMILIES)
@torch.no_grad()
def test_later_tokens_do_not_change_earlier_outputs(family: str) -> None:
    sizes = replace(SIZES, family=family)
    model, ids = made(sizes, 0), drawn(sizes, 9, 0)
    other = [
        torch.where(torch.arange(9) < 5, each, 1 + each % (words - 1))
        for each, words in zip(ids, (9, 5), strict=True)
    ]
    found, changed = model(*ids), model(*other)
    assert (found[:, :5] == changed[:, :5]).all()
    assert (found[:, 5:] != changed[:, 5:]).any()
