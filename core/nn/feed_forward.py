"""The position-wise feed-forward network (Vaswani et al. 2017, section 3.3)."""

from __future__ import annotations

from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional as F

from .. import operations
from .leaf import Leaf
from .linear import Linear

Hidden = Float[Tensor, "batch position hidden"]


class Relu(Leaf):
    """max(0, x)."""

    operation = operations.activation.relu

    def forward(self, hidden: Hidden) -> Hidden:
        return F.relu(hidden)


class Gelu(Leaf):
    """x Φ(x), exactly."""

    operation = operations.activation.gelu

    def forward(self, hidden: Hidden) -> Hidden:
        return F.gelu(hidden)


class FeedForward(nn.Module):
    """activation(x W₁ + b₁) W₂ + b₂, at each position separately."""

    def __init__(self, d_model: int, d_ff: int, activation: Leaf) -> None:
        super().__init__()
        self.hidden = Linear(operations.linear.hidden, d_model, d_ff)
        self.activation = activation
        self.output = Linear(operations.linear.feed_forward_output, d_ff, d_model)

    def forward(self, x: Float[Tensor, "batch position d_model"]) -> Float[Tensor, "batch position d_model"]:
        return self.output(self.activation(self.hidden(x)))
