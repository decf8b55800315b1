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


class GeluTanh(Leaf):
    """x Φ(x), approximated with tanh, as in GPT-2."""

    operation = operations.activation.gelu_tanh

    def forward(self, hidden: Hidden) -> Hidden:
        return F.gelu(hidden, approximate="tanh")


class Silu(Leaf):
    """x sigmoid(x)."""

    operation = operations.activation.silu

    def forward(self, hidden: Hidden) -> Hidden:
        return F.silu(hidden)


class Product(Leaf):
    """activation · up, number by number."""

    operation = operations.product.product

    def forward(self, activation: Hidden, up: Hidden) -> Hidden:
        return activation * up


class FeedForward(nn.Module):
    """activation(x W₁ + b₁) W₂ + b₂, at each position separately."""

    def __init__(self, d_model: int, d_ff: int, activation: Leaf, bias: bool = True) -> None:
        super().__init__()
        self.hidden = Linear(operations.linear.hidden, d_model, d_ff, bias)
        self.activation = activation
        self.output = Linear(operations.linear.feed_forward_output, d_ff, d_model, bias)

    def forward(self, x: Float[Tensor, "batch position d_model"]) -> Float[Tensor, "batch position d_model"]:
        return self.output(self.activation(self.hidden(x)))


class GatedFeedForward(nn.Module):
    """(activation(x W_gate) · x W_up) W_down, at each position separately (Shazeer 2020, arXiv 2002.05202)."""

    def __init__(self, d_model: int, d_ff: int, activation: Leaf, bias: bool = False) -> None:
        super().__init__()
        self.gate = Linear(operations.linear.gate, d_model, d_ff, bias)
        self.activation = activation
        self.up = Linear(operations.linear.up, d_model, d_ff, bias)
        self.product = Product()
        self.output = Linear(operations.linear.feed_forward_output, d_ff, d_model, bias)

    def forward(self, x: Float[Tensor, "batch position d_model"]) -> Float[Tensor, "batch position d_model"]:
        return self.output(self.product(self.activation(self.gate(x)), self.up(x)))
