"""Residual connections with layer normalization: post-norm, as in the paper, and pre-norm, as parts for one slot."""

from __future__ import annotations

from collections.abc import Callable

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional as F

from .. import operations
from .dropout import Dropout
from .leaf import Leaf

Stream = Float[Tensor, "batch position d_model"]


class Add(Leaf):
    """x + Sublayer(x)."""

    operation = operations.add.residual

    def forward(self, x: Stream, change: Stream) -> Stream:
        return x + change


class LayerNorm(Leaf):
    """Normalizes the features of each position to mean 0 and variance 1, then applies gain and bias.

    Parameters: weight, bias [d_model].
    """

    operation = operations.layer_norm.layer_norm
    setting_names = ("epsilon",)

    def __init__(self, d_model: int, epsilon: float = 1e-5) -> None:
        super().__init__()
        self.epsilon = epsilon
        self.weight = nn.Parameter(torch.ones(d_model))
        self.bias = nn.Parameter(torch.zeros(d_model))

    def forward(self, x: Stream) -> Stream:
        return F.layer_norm(x, self.weight.shape, self.weight, self.bias, self.epsilon)


class RmsNorm(Leaf):
    """Divides the features of each position by their root mean square, then applies a gain.

    Parameter: weight [d_model].

    Zhang & Sennrich 2019, arXiv 1910.07467.
    """

    operation = operations.layer_norm.rms_norm
    setting_names = ("epsilon",)

    def __init__(self, d_model: int, epsilon: float = 1e-6) -> None:
        super().__init__()
        self.epsilon = epsilon
        self.weight = nn.Parameter(torch.ones(d_model))

    def forward(self, x: Stream) -> Stream:
        return F.rms_norm(x, self.weight.shape, self.weight, self.epsilon)


class Residual(nn.Module):
    """A sub-layer with its residual connection, normalization and dropout; subclasses decide the order.

    Args:
        norm: the leaf that normalizes.
    """

    def __init__(self, norm: nn.Module, dropout: float) -> None:
        super().__init__()
        self.add = Add()
        self.norm = norm
        self.dropout = Dropout(dropout)

    def forward(self, x: Stream, sublayer: Callable[[Tensor], Tensor]) -> Stream:
        raise NotImplementedError


class PostNorm(Residual):
    """LayerNorm(x + Sublayer(x)), as in the paper (section 3.1)."""

    def forward(self, x: Stream, sublayer: Callable[[Tensor], Tensor]) -> Stream:
        return self.norm(self.add(x, self.dropout(sublayer(x))))


class PreNorm(Residual):
    """x + Sublayer(LayerNorm(x)), as in most later code (Xiong et al. 2020); a norm then ends the stack."""

    def forward(self, x: Stream, sublayer: Callable[[Tensor], Tensor]) -> Stream:
        return self.add(x, self.dropout(sublayer(self.norm(x))))
