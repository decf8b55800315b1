"""Two image classifiers: one with convolutions, the other with self-attention.

They are the same otherwise. Each pixel is a token, its gray level; each pixel gives logits for the class of the image,
and the logits of the image are their mean.
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
from .convolution import ConvolutionLayer2d, Convolutions
from .embedding import Embedding, EmbeddingScale, LearnedPositions, TokenEmbedding
from .image_attention import ImageOfPositions, ImagePositions
from .layers import Encoder
from .linear import Linear
from .stack import paper_stack

Ids = Int[Tensor, "batch position"]
Stream = Float[Tensor, "batch position feature"]
Logits = Float[Tensor, "batch position class"]

PADDING = 0  # an image contains no padding


@dataclass(frozen=True, kw_only=True)
class ImageSizes:
    """Sizes that both models share.

    Attributes:
        levels: number of gray levels, including padding.
        side: number of rows, and of columns, of an image.
        classes: number of classes.
    """

    levels: int
    side: int
    classes: int


@dataclass(frozen=True, kw_only=True)
class ConvolutionSizes:
    """Sizes of the model with convolutions, each 3 × 3 and padded with zeros."""

    embedding: int
    channels: int
    layers: int


@dataclass(frozen=True, kw_only=True)
class AttentionSizes:
    """Sizes of the model with self-attention."""

    d_model: int
    heads: int
    layers: int
    d_ff: int


class ImageClassifier(nn.Module):
    """Converts gray levels, row by row, to the logits that each pixel gives for each class."""

    def __init__(self, d_out: int, classes: int) -> None:
        super().__init__()
        self.logits = Linear(operations.linear.logits, d_out, classes)

    def encode(self, ids: Ids) -> Stream:
        """A vector for each pixel that describes it and its surroundings."""
        raise NotImplementedError

    def forward(self, ids: Ids) -> Logits:
        return self.logits(self.encode(ids))

    def classify(self, ids: Ids) -> Float[Tensor, "batch class"]:
        """The logits of the image: the mean over its pixels."""
        return self(ids).mean(dim=1)


class ConvolutionClassifier(ImageClassifier):
    """Has locality built in: a pixel depends only on its neighbors, in the same way everywhere."""

    def __init__(self, image: ImageSizes, sizes: ConvolutionSizes) -> None:
        super().__init__(sizes.channels, image.classes)
        self.side = image.side
        self.tokens = TokenEmbedding(image.levels, sizes.embedding)
        self.scaled = EmbeddingScale(sizes.embedding)
        self.image = ImageOfPositions()
        windows = [Window.same(3)] * sizes.layers
        self.convolutions = Convolutions(sizes.embedding, sizes.channels, windows, ConvolutionLayer2d)
        self.positions = ImagePositions()

    def encode(self, ids: Ids) -> Stream:
        image = self.image(self.scaled(self.tokens(ids)), self.side)
        return self.positions(self.convolutions(image))


class AttentionClassifier(ImageClassifier):
    """Knows a pixel's position from a learned vector, and has to learn which pixels are neighbors.

    The position vectors are initially as large as those of the gray levels, not close to 0 as in other models:
    otherwise it takes a long time before pixels attend to others because of their positions.
    """

    def __init__(self, image: ImageSizes, sizes: AttentionSizes) -> None:
        super().__init__(sizes.d_model, image.classes)
        positions = LearnedPositions(image.side**2, sizes.d_model)
        nn.init.normal_(positions.weight)
        self.embedding = Embedding(image.levels, sizes.d_model, positions, dropout=0.0)
        self.encoder = Encoder(
            paper_stack(
                sizes.layers,
                sizes.d_model,
                sizes.heads,
                sizes.d_ff,
                residual="pre-norm",
                last_norm="norm",
                padding=PADDING,
            )
        )

    def encode(self, ids: Ids) -> Stream:
        return self.encoder(self.embedding(ids), ids)


FAMILIES: Mapping[str, Callable[[ImageSizes, Any], ImageClassifier]] = {
    "convolution": ConvolutionClassifier,
    "attention": AttentionClassifier,
}


def build(
    family: str, image: ImageSizes, sizes: ConvolutionSizes | AttentionSizes, seed: int
) -> ImageClassifier:
    """A model with random weights: the same for the same seed. The global random generator does not change."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        return FAMILIES[family](image, sizes)
