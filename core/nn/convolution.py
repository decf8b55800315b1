"""Convolution along a sequence and over an image, and stacks of such layers, for comparison with attention."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional as F

from .. import operations
from ..operations import Operation
from ..operations.operation import Setting
from ..operations.window import ZEROS, Window, receptive_field
from .feed_forward import Relu
from .leaf import Leaf

Stream = Float[Tensor, "batch position in"]
Image = Float[Tensor, "batch channel row column"]


class Convolution(Leaf):
    """The same weights at every position. Parameters: weight [out, in, width], bias [out], as in nn.Conv1d."""

    operation: Operation = operations.convolution.convolution
    axes = 1  # the number of axes along which the window moves

    def __init__(self, d_in: int, d_out: int, window: Window) -> None:
        super().__init__()
        self.window = window
        self.weight = nn.Parameter(torch.empty(d_out, d_in, *[window.width] * self.axes))
        self.bias = nn.Parameter(torch.zeros(d_out))
        nn.init.xavier_uniform_(self.weight)

    def settings(self, *inputs: Any) -> dict[str, Setting]:
        return self.window.settings()

    def forward(self, x: Stream) -> Float[Tensor, "batch output out"]:
        window = self.window
        padded = _padded(x.transpose(1, 2), window, axes=1)  # batch, in, position
        convolved = F.conv1d(padded, self.weight, self.bias, window.stride, dilation=window.dilation)
        return convolved.transpose(1, 2)


class Convolution2d(Convolution):
    """The same weights everywhere in an image; the window is square.

    Parameters: weight [out, in, height, width], bias [out], as in `nn.Conv2d`.
    """

    operation = operations.convolution.convolution_2d
    axes = 2

    def forward(self, x: Image) -> Image:
        window = self.window
        padded = _padded(x, window, axes=2)
        return F.conv2d(padded, self.weight, self.bias, window.stride, dilation=window.dilation)


def _padded(x: Tensor, window: Window, axes: int) -> Tensor:
    sides = [window.before, window.after] * axes
    return F.pad(x, sides, "constant" if window.edge == ZEROS else window.edge)


class ImageRelu(Relu):
    """max(0, x) at each pixel."""

    operation = replace(operations.activation.relu, axes=operations.convolution.convolution_2d.axes)


class ConvolutionLayer(nn.Module):
    """A convolution along a sequence, then ReLU."""

    parts: tuple[type[Convolution], type[Relu]] = Convolution, Relu

    def __init__(self, d_in: int, d_out: int, window: Window) -> None:
        super().__init__()
        convolution, activation = self.parts
        self.convolution = convolution(d_in, d_out, window)
        self.activation = activation()

    def forward(self, x: Tensor) -> Tensor:
        return self.activation(self.convolution(x))


class ConvolutionLayer2d(ConvolutionLayer):
    """A convolution over an image, then ReLU."""

    parts = Convolution2d, ImageRelu


class Convolutions(nn.Module):
    """A stack of convolutional layers; the receptive field grows with each layer.

    Args:
        d_in: width of the input vectors, or number of channels.
        d_out: width of the output vectors of every layer.
        windows: one for each layer.
        layer: ConvolutionLayer along a sequence, ConvolutionLayer2d over an image.

    Attributes:
        receptive_field: how many input positions (in an image: rows and columns) an output depends on.
    """

    def __init__(
        self,
        d_in: int,
        d_out: int,
        windows: Sequence[Window],
        layer: type[ConvolutionLayer] = ConvolutionLayer,
    ) -> None:
        super().__init__()
        widths = [d_in, *[d_out] * len(windows)]
        self.layers = nn.ModuleList(
            layer(width, d_out, window) for width, window in zip(widths, windows, strict=False)
        )
        self.receptive_field = receptive_field(windows)

    def forward(self, x: Tensor) -> Tensor:
        for layer in self.layers:
            x = layer(x)
        return x
