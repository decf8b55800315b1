"""Dropout that is not there when it does nothing."""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional as F


class Dropout(nn.Module):
    """Drops numbers while training; at inference it returns the very tensor it was given.

    No leaf: figures 1 and 2 have no box for it, and a step that changes nothing would only stand in the way.
    """

    def __init__(self, probability: float) -> None:
        super().__init__()
        self.probability = probability

    def forward(self, x: Tensor) -> Tensor:
        return F.dropout(x, self.probability) if self.training and self.probability else x
