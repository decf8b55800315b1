"""Self-attention over the positions of an image (Zhang et al. 2018, "SAGAN", arXiv 1805.08318, section 3)."""

from __future__ import annotations

from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor, nn

from .. import operations
from ..operations.operation import Setting
from .attention import Concat, DotProducts, Heads, Weights
from .leaf import Leaf
from .linear import HeadProjection, Linear
from .norm import Add

Stream = Float[Tensor, "batch position feature"]
Image = Float[Tensor, "batch channel row column"]


class ImagePositions(Leaf):
    """The pixels as positions of a sequence, row by row."""

    operation = operations.image.image_positions

    def forward(self, image: Image) -> Stream:
        return image.flatten(2).transpose(1, 2)


class ImageOfPositions(Leaf):
    """Positions arranged as an image, row by row, with the given number of columns."""

    operation = operations.image.image

    def settings(self, *inputs: Any) -> dict[str, Setting]:
        return {"columns": int(inputs[1])}

    def forward(self, x: Stream, columns: int) -> Image:
        return x.transpose(1, 2).reshape(x.shape[0], x.shape[2], -1, columns)


class LearnedScale(Leaf):
    """γ x. Parameter: weight [1], initially 0."""

    operation = operations.image.learned_scale

    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(1))

    def forward(self, x: Stream) -> Stream:
        return x * self.weight


class ImageAttention(nn.Module):
    """y = γ o + x, where o is the output of self-attention over all pixels; γ is learned and initially 0.

    There is one head, and the dot products are not divided by √d_k, as in the paper. The paper's 1 × 1 convolutions are
    linear maps of each pixel, without bias.

    Args:
        channels: of the input and output image.
        d_head: width of query, key and value; an eighth of the channels in the paper.
    """

    def __init__(self, channels: int, d_head: int) -> None:
        super().__init__()
        self.positions = ImagePositions()
        self.query = HeadProjection(operations.linear.query, channels, 1, d_head)
        self.key = HeadProjection(operations.linear.key, channels, 1, d_head)
        self.value = HeadProjection(operations.linear.value, channels, 1, d_head)
        self.dot_products = DotProducts()
        self.weights = Weights()
        self.heads = Heads()
        self.concat = Concat()
        self.output = Linear(operations.linear.attention_output, d_head, channels, bias=False)
        self.scale = LearnedScale()
        self.add = Add()
        self.image = ImageOfPositions()

    def forward(self, image: Image) -> Image:
        x = self.positions(image)
        query, key, value = self.query(x), self.key(x), self.value(x)
        heads = self.heads(self.weights(self.dot_products(query, key)), value)
        change = self.scale(self.output(self.concat(heads)))
        return self.image(self.add(x, change), image.shape[3])
