"""With the same weights, our layers and models compute the same as PyTorch's.

PyTorch's attention has biases, unlike the paper's; they are zero here. Only positions of real tokens are compared:
PyTorch may compute anything at padding (its fast path writes zeros there).
"""

from typing import Any, NamedTuple

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F
from transformer_explore.core.nn.configuration import Configuration
from transformer_explore.core.nn.convolution import Convolution, Convolution2d
from transformer_explore.core.nn.image_attention import ImageAttention
from transformer_explore.core.nn.layers import DecoderLayer, EncoderLayer
from transformer_explore.core.nn.recurrent import Gru, Lstm, RecurrentLayers, Rnn
from transformer_explore.core.nn.transformer import Transformer
from transformer_explore.core.operations.window import Window

from tests.models import made, scatter, tiny
from tests.nn.pytorch import TOLERANCE, assert_equal, copy

pytestmark = pytest.mark.numbers

each_dtype = pytest.mark.parametrize("dtype", TOLERANCE, ids=["float32", "float64"])
SEEDS = range(6)


class Case(NamedTuple):
    """Random sizes, lengths, parts and weights."""

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
        """The same sizes and parts under PyTorch's names."""
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
        assert_equal(ours[real], theirs[real])


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


def causal(ids: Tensor) -> Tensor:
    """PyTorch's masks are True where attention is forbidden, ours where it is allowed."""
    return torch.ones(ids.shape[1], ids.shape[1], dtype=torch.bool).triu(1)


@cases
@torch.no_grad()
def test_an_encoder_layer_equals_pytorchs(case: Case) -> None:
    ours = EncoderLayer(case.sizes.parts.encoder).to(case.dtype).eval()
    scatter(ours, case.seed)
    theirs = nn.TransformerEncoderLayer(**case.options).train()  # dropout is 0; its fast path is for eval()
    copy(ours, theirs)
    x = case.vectors(case.source)
    expected = theirs(x, src_key_padding_mask=case.source == 0)
    case.assert_equal(ours(x, case.source), expected, case.source)


@cases
@torch.no_grad()
def test_a_decoder_layer_equals_pytorchs(case: Case) -> None:
    ours = DecoderLayer(case.sizes.parts.decoder, case.sizes.padding).to(case.dtype).eval()
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

    By default it ends each stack with a norm, unlike the paper; so for post-norm it gets stacks without one.
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
def test_a_model_equals_nn_transformer_between_embedding_and_logits(case: Case) -> None:
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
def test_the_embedding_equals_pytorchs_times_root_d_model_plus_sinusoids(case: Case) -> None:
    ours, d = case.model, case.sizes.d_model
    table = nn.Embedding(case.sizes.vocabulary, d, dtype=case.dtype)
    table.weight.copy_(ours.source_embedding.tokens.weight)
    positions = torch.arange(case.source.shape[1], dtype=torch.float64)[:, None]
    angles = positions / 10000 ** (torch.arange(0, d, 2, dtype=torch.float64) / d)
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


# ------------------------------------------------------------------------- convolution, recurrence, images
def numbers(seed: int, *shape: int, dtype: torch.dtype) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64).to(dtype)


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
        copy(ours, theirs)
        x = numbers(seed, 2, 7, 3, dtype=dtype)
        assert_equal(ours(x), theirs(x.transpose(1, 2)).transpose(1, 2))

        over_image = Convolution2d(3, 4, window).to(dtype)
        scatter(over_image, seed)
        theirs_2d = nn.Conv2d(3, 4, window.width, **options)
        copy(over_image, theirs_2d)
        image = numbers(seed, 2, 3, 6, 5, dtype=dtype)
        assert_equal(over_image(image), theirs_2d(image))


@torch.no_grad()
def test_a_causal_convolution_is_pytorchs_with_padding_before_only() -> None:
    ours = Convolution(3, 4, Window.causal(3, dilation=2)).double()
    x = numbers(0, 2, 7, 3, dtype=torch.float64)
    padded = F.pad(x.transpose(1, 2), (4, 0))
    assert_equal(ours(x), F.conv1d(padded, ours.weight, ours.bias, dilation=2).transpose(1, 2))


@each_dtype
@pytest.mark.parametrize(("kind", "pytorchs"), [(Rnn, nn.RNN), (Lstm, nn.LSTM), (Gru, nn.GRU)])
@torch.no_grad()
def test_a_recurrent_network_equals_pytorchs(kind: Any, pytorchs: Any, dtype: torch.dtype) -> None:
    for seed in SEEDS:
        ours = RecurrentLayers(kind, 3, 5, layers=2).to(dtype)
        scatter(ours, seed)
        theirs = pytorchs(3, 5, num_layers=2, batch_first=True, dtype=dtype)
        copy(ours, theirs)
        x = numbers(seed, 2, 9, 3, dtype=dtype)
        assert_equal(ours(x), theirs(x)[0])


@each_dtype
@torch.no_grad()
def test_attention_over_an_image_equals_its_formula_with_1_by_1_convolutions(dtype: torch.dtype) -> None:
    ours = ImageAttention(6, 2).to(dtype)
    image = numbers(1, 2, 6, 3, 4, dtype=dtype)
    assert (ours(image) == image).all(), "γ is initially 0"
    scatter(ours, 1)

    def convolved(weight: Tensor, x: Tensor) -> Tensor:
        return F.conv2d(x, weight[:, :, None, None]).flatten(2)  # batch, channel, pixel

    f, g, h = (convolved(part.weight, image) for part in (ours.key, ours.query, ours.value))
    beta = torch.softmax(f.transpose(1, 2) @ g, dim=1)  # weights of pixel i for pixel j
    gathered = convolved(ours.output.weight, (h @ beta).unflatten(2, (3, 4))).unflatten(2, (3, 4))
    assert_equal(ours(image), ours.scale.weight * gathered + image)
