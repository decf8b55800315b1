"""With the same weights, our layers and models compute what PyTorch's do.

PyTorch's attention has biases that the paper's has not: they are zero here. Compared are the positions of
real tokens: what stands at padding means nothing, and PyTorch is free to fill it differently (its fast path
writes zeros there). The tolerance is relative to the largest number where that is above 1.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest
import torch
from torch import Tensor, nn
from transformer_explore.core.nn.attention import Attention
from transformer_explore.core.nn.configuration import Configuration
from transformer_explore.core.nn.transformer import DecoderLayer, EncoderLayer, Transformer

from tests.models import made, scatter, tiny

pytestmark = pytest.mark.numbers

TOLERANCE = {torch.float32: 1e-6, torch.float64: 1e-12}
ATTENTIONS = {"self_attn": "self_attention", "multihead_attn": "cross_attention"}


class Case(NamedTuple):
    """One drawing of sizes, lengths, parts and weights."""

    seed: int
    sizes: Configuration
    dtype: torch.dtype
    source: Tensor  # ids, padded at the end
    target: Tensor

    @property
    def model(self) -> Transformer:
        return made(self.sizes, self.seed).to(self.dtype)

    @property
    def options(self) -> dict[str, Any]:
        """The same sizes and parts, as PyTorch calls them."""
        return {
            "d_model": self.sizes.d_model,
            "nhead": self.sizes.heads,
            "dim_feedforward": self.sizes.d_ff,
            "activation": self.sizes.activation,
            "norm_first": self.sizes.residual == "pre-norm",
            "dropout": 0.0,
            "batch_first": True,
            "dtype": self.dtype,
        }

    def vectors(self, ids: Tensor) -> Tensor:
        generator = torch.Generator().manual_seed(self.seed)
        shape = (*ids.shape, self.sizes.d_model)
        return torch.randn(shape, generator=generator, dtype=torch.float64).to(self.dtype)

    def assert_equal(self, ours: Tensor, theirs: Tensor, ids: Tensor) -> None:
        real = ids != self.sizes.padding
        assert torch.isfinite(ours[real]).all()
        gap = (ours[real] - theirs[real]).abs().max()
        assert gap <= TOLERANCE[self.dtype] * theirs[real].abs().max().clamp(min=1.0)


def drawn(seed: int, residual: str, dtype: torch.dtype) -> Case:
    generator = torch.Generator().manual_seed(seed)

    def size(low: int, high: int) -> int:
        return int(torch.randint(low, high + 1, (), generator=generator))

    heads = 1 + seed % 4
    sizes = tiny(
        vocabulary=size(5, 30),
        d_model=heads * size(1, 8),
        heads=heads,
        layers=size(1, 3),
        d_ff=size(1, 40),
        residual=residual,
        activation=("relu", "gelu")[seed % 2],
    )

    def sentences(batch: int) -> Tensor:
        lengths = [size(1, 9) for _ in range(batch)]
        ids = torch.zeros(batch, max(lengths), dtype=torch.long)
        for row, length in zip(ids, lengths, strict=True):
            row[:length] = torch.randint(1, sizes.vocabulary, (length,), generator=generator)
        return ids

    batch = size(1, 4)
    return Case(seed, sizes, dtype, sentences(batch), sentences(batch))


cases = pytest.mark.parametrize(
    "case",
    [
        drawn(seed, residual, dtype)
        for seed in range(8)
        for residual in ("post-norm", "pre-norm")
        for dtype in TOLERANCE
    ],
    ids=lambda case: f"{case.seed}-{case.sizes.residual}-{case.dtype}".replace("torch.", ""),
)


def copy(ours: Any, theirs: Any) -> None:
    """Our random weights into a module of PyTorch's: the same parts under other names."""
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
        case nn.Linear() | nn.LayerNorm():
            theirs.weight.copy_(ours.weight)
            theirs.bias.copy_(ours.bias)
        case _:
            raise TypeError(f"no way to copy into {type(theirs).__name__}")


def causal(ids: Tensor) -> Tensor:
    """PyTorch's masks say what is forbidden, ours what is allowed."""
    return torch.ones(ids.shape[1], ids.shape[1], dtype=torch.bool).triu(1)


@cases
@torch.no_grad()
def test_an_encoder_layer_equals_pytorchs(case: Case) -> None:
    ours = EncoderLayer(case.sizes).to(case.dtype).eval()
    scatter(ours, case.seed)
    theirs = nn.TransformerEncoderLayer(**case.options).train()  # dropout is 0; its fast path is for eval()
    copy(ours, theirs)
    x = case.vectors(case.source)
    expected = theirs(x, src_key_padding_mask=case.source == 0)
    case.assert_equal(ours(x, case.source), expected, case.source)


@cases
@torch.no_grad()
def test_a_decoder_layer_equals_pytorchs(case: Case) -> None:
    ours = DecoderLayer(case.sizes).to(case.dtype).eval()
    scatter(ours, case.seed)
    theirs = nn.TransformerDecoderLayer(**case.options)
    copy(ours, theirs)
    x, memory = case.vectors(case.target), case.vectors(case.source)
    expected = theirs(
        x,
        memory,
        tgt_mask=causal(case.target),
        tgt_key_padding_mask=case.target == 0,
        memory_key_padding_mask=case.source == 0,
    )
    case.assert_equal(ours(x, memory, case.target, case.source), expected, case.target)


def pytorchs_transformer(case: Case, ours: Transformer) -> nn.Transformer:
    """nn.Transformer with our weights.

    By itself it puts a norm after each stack, which the paper has not: in the paper's order it is given
    stacks without one.
    """
    stacks: dict[str, Any] = {}
    if case.sizes.residual == "post-norm":
        encoder_layer, decoder_layer = (
            layer(**case.options) for layer in (nn.TransformerEncoderLayer, nn.TransformerDecoderLayer)
        )
        stacks["custom_encoder"] = nn.TransformerEncoder(
            encoder_layer, case.sizes.layers, enable_nested_tensor=False
        )
        stacks["custom_decoder"] = nn.TransformerDecoder(decoder_layer, case.sizes.layers)
    layers = {"num_encoder_layers": case.sizes.layers, "num_decoder_layers": case.sizes.layers}
    theirs = nn.Transformer(**case.options, **layers, **stacks)
    copy(ours.encoder, theirs.encoder)
    copy(ours.decoder, theirs.decoder)
    return theirs


@cases
@torch.no_grad()
@pytest.mark.filterwarnings("ignore:enable_nested_tensor is True:UserWarning")
def test_a_whole_model_equals_nn_transformer_between_embedding_and_logits(case: Case) -> None:
    ours = case.model
    theirs = pytorchs_transformer(case, ours)
    vectors = theirs(
        ours.source_embedding(case.source),
        ours.target_embedding(case.target),
        tgt_mask=causal(case.target),
        src_key_padding_mask=case.source == 0,
        tgt_key_padding_mask=case.target == 0,
        memory_key_padding_mask=case.source == 0,
    )
    expected = torch.log_softmax(vectors @ ours.source_embedding.tokens.weight.T, dim=-1)
    case.assert_equal(ours(case.source, case.target), expected, case.target)


@cases
@torch.no_grad()
def test_the_embedding_equals_pytorchs_times_root_d_model_plus_the_closed_form(case: Case) -> None:
    ours, d = case.model, case.sizes.d_model
    table = nn.Embedding(case.sizes.vocabulary, d, dtype=case.dtype)
    table.weight.copy_(ours.source_embedding.tokens.weight)
    places = torch.arange(case.source.shape[1], dtype=torch.float64)[:, None]
    angles = places / 10000 ** (torch.arange(0, d, 2, dtype=torch.float64) / d)
    waves = torch.stack([angles.sin(), angles.cos()], dim=-1).flatten(1)[:, :d]
    expected = table(case.source) * d**0.5 + waves
    case.assert_equal(ours.source_embedding(case.source), expected.to(case.dtype), case.source)


def test_the_cases_pad_batches_and_use_every_part() -> None:
    every = [
        drawn(seed, residual, torch.float32) for seed in range(8) for residual in ("post-norm", "pre-norm")
    ]
    assert any((case.source == 0).any() and (case.target == 0).any() for case in every)
    assert {(case.sizes.residual, case.sizes.activation) for case in every} == {
        (residual, activation) for residual in ("post-norm", "pre-norm") for activation in ("relu", "gelu")
    }
    assert any(case.sizes.d_model % 2 for case in every)
