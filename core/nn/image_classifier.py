"""Two models that say what an image shows: one looks with convolutions, the other with self-attention.

All else is alike. Each pixel is a token, its grey level; each pixel says what it takes the image to show, and the
image's answer is the mean of what they say.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from .. import operations
from ..operations.window import Window
from .configuration import Configuration
from .convolution import ConvolutionLayer2d, Convolutions
from .embedding import Embedding, EmbeddingScale, LearnedPositions, TokenEmbedding
from .image_attention import ImageOfPositions, ImagePositions
from .linear import Linear
from .transformer import Encoder

Ids = Int[Tensor, "batch position"]
Stream = Float[Tensor, "batch position feature"]
Said = Float[Tensor, "batch position class"]

PADDING = 0  # of which an image has none


@dataclass(frozen=True, kw_only=True)
class ImageSizes:
    """What both models have in common.

    Attributes:
        levels: how many grey levels there are, padding included.
        side: rows, and columns, of an image.
        classes: how many things an image can show.
    """

    levels: int
    side: int
    classes: int


@dataclass(frozen=True, kw_only=True)
class ConvolutionSizes:
    """Of the model that looks with convolutions, each of them 3 × 3 and padded with zeros."""

    embedding: int
    channels: int
    layers: int


@dataclass(frozen=True, kw_only=True)
class AttentionSizes:
    """Of the model that looks with self-attention."""

    d_model: int
    heads: int
    layers: int
    d_ff: int


class ImageClassifier(nn.Module):
    """From grey levels, row by row, to the logits that each pixel gives to each class."""

    def __init__(self, d_out: int, classes: int) -> None:
        super().__init__()
        self.logits = Linear(operations.linear.logits, d_out, classes)

    def look(self, ids: Ids) -> Stream:
        """What there is at each pixel, and around it."""
        raise NotImplementedError

    def forward(self, ids: Ids) -> Said:
        return self.logits(self.look(ids))

    def classify(self, ids: Ids) -> Float[Tensor, "batch class"]:
        """The logits of the image: the mean of its pixels'."""
        return self(ids).mean(dim=1)


class ConvolutionClassifier(ImageClassifier):
    """Its locality is built in: a pixel sees its neighbours alone, and all pixels look alike."""

    def __init__(self, image: ImageSizes, sizes: ConvolutionSizes) -> None:
        super().__init__(sizes.channels, image.classes)
        self.side = image.side
        self.tokens = TokenEmbedding(image.levels, sizes.embedding)
        self.scaled = EmbeddingScale(sizes.embedding)
        self.image = ImageOfPositions()
        windows = [Window.same(3)] * sizes.layers
        self.convolutions = Convolutions(sizes.embedding, sizes.channels, windows, ConvolutionLayer2d)
        self.positions = ImagePositions()

    def look(self, ids: Ids) -> Stream:
        image = self.image(self.scaled(self.tokens(ids)), self.side)
        return self.positions(self.convolutions(image))


class AttentionClassifier(ImageClassifier):
    """It is told where a pixel stands by a learned vector, and has to learn which pixels are neighbours.

    The positions begin as large as the grey levels are, not near 0 as in other models: else it is long before any
    pixel attends to another because of its place.
    """

    def __init__(self, image: ImageSizes, sizes: AttentionSizes) -> None:
        super().__init__(sizes.d_model, image.classes)
        positions = LearnedPositions(image.side**2, sizes.d_model)
        nn.init.normal_(positions.weight)
        self.embedding = Embedding(image.levels, sizes.d_model, positions, dropout=0.0)
        self.encoder = Encoder(
            Configuration(
                vocabulary=image.levels,
                d_model=sizes.d_model,
                layers=sizes.layers,
                heads=sizes.heads,
                d_ff=sizes.d_ff,
                dropout=0.0,
                longest=image.side**2,
                residual="pre-norm",
                positions="learned",
                padding=PADDING,
            )
        )

    def look(self, ids: Ids) -> Stream:
        return self.encoder(self.embedding(ids), ids)


FAMILIES: Mapping[str, Callable[[ImageSizes, Any], ImageClassifier]] = {
    "convolution": ConvolutionClassifier,
    "attention": AttentionClassifier,
}


def build(
    family: str, image: ImageSizes, sizes: ConvolutionSizes | AttentionSizes, seed: int
) -> ImageClassifier:
    """A model of a family with random weights: the same for the same seed. The global generator is left alone."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        return FAMILIES[family](image, sizes)
