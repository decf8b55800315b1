"""Linear maps of each position, and of each position in each head."""

from __future__ import annotations

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional as F

from ..operations import Operation
from .leaf import Leaf


class Linear(Leaf):
    """x Wᵀ + b. Parameters: weight [out, in] and, if `bias` is true, bias [out]."""

    def __init__(self, operation: Operation, d_in: int, d_out: int, bias: bool = True) -> None:
        super().__init__(operation)
        self.weight = nn.Parameter(torch.empty(d_out, d_in))
        self.bias = nn.Parameter(torch.zeros(d_out)) if bias else None
        nn.init.xavier_uniform_(self.weight)

    def forward(self, x: Float[Tensor, "batch position in"]) -> Float[Tensor, "batch position out"]:
        return F.linear(x, self.weight, self.bias)


class HeadProjection(Leaf):
    """x W_hᵀ + b_h for each head h; without a bias in the paper.

    Parameters: weight [heads · d_head, d_model] and, if `bias` is true, bias [heads · d_head], head by head.
    """

    setting_names = ("heads",)

    def __init__(
        self, operation: Operation, d_model: int, heads: int, d_head: int, bias: bool = False
    ) -> None:
        super().__init__(operation)
        self.heads = heads
        self.weight = nn.Parameter(torch.empty(heads * d_head, d_model))
        self.bias = nn.Parameter(torch.zeros(heads * d_head)) if bias else None
        nn.init.xavier_uniform_(self.weight)

    def forward(
        self, x: Float[Tensor, "batch position d_model"]
    ) -> Float[Tensor, "batch head position d_head"]:
        heads = F.linear(x, self.weight, self.bias).view(
            *x.shape[:2], self.heads, -1
        )  # batch, position, head, d_head
        return heads.transpose(1, 2)
