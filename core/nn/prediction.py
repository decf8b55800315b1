"""From the last layer's output to the probability of each token."""

from __future__ import annotations

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional as F

from .. import operations
from .leaf import Leaf

Logits = Float[Tensor, "batch position token"]


class OutputScale(Leaf):
    """x / √d_model, as in T5 before the logits."""

    operation = operations.scaled.output_scale
    setting_names = ("d_model",)

    def __init__(self, d_model: int) -> None:
        super().__init__()
        self.d_model = d_model

    def forward(self, x: Float[Tensor, "batch position d_model"]) -> Float[Tensor, "batch position d_model"]:
        return x * self.d_model**-0.5


class FinalBias(Leaf):
    """logits + bias, as in Marian. Parameter: bias [token]."""

    operation = operations.final_bias.final_bias

    def __init__(self, vocabulary: int) -> None:
        super().__init__()
        self.bias = nn.Parameter(torch.zeros(vocabulary))

    def forward(self, logits: Logits) -> Logits:
        return logits + self.bias


class LogProbabilities(Leaf):
    """Log-softmax over the vocabulary."""

    operation = operations.softmax.log_probabilities

    def forward(self, logits: Logits) -> Logits:
        return F.log_softmax(logits, dim=-1)
