"""Activation functions of the feed-forward network and of recurrent cells."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..support.localization import N_
from .expression import Apply, Constant, Expression, Index, Operand, Product, Quotient, Sum
from .formula import call, equation, fraction, root, row
from .operation import Array, Elementwise, Floats, Setting, floats

CUBIC = 0.044715  # the factor of x³ in the approximation of GELU


def logistic(x: Floats) -> Floats:
    """1 / (1 + exp(−x)) without overflow."""
    small = np.exp(-np.abs(x))
    return np.where(x >= 0, 1.0, small) / (1.0 + small)


FUNCTIONS: dict[str, Callable[[Floats], Floats]] = {
    "relu": lambda x: np.maximum(x, 0.0),
    "tanh": np.tanh,
    "sigmoid": logistic,
}


@dataclass(frozen=True, kw_only=True)
class Function(Elementwise):
    """A function of each number, one of FUNCTIONS. Input: an array with any axes."""

    function: str

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        return FUNCTIONS[self.function](floats(inputs[0]))

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        return Apply(self.function, inputs[0].cell(*cell))


@dataclass(frozen=True, kw_only=True)
class Gelu(Elementwise):
    """x Φ(x) for each number, where Φ is the exact normal distribution function. Input: hidden [position, hidden]."""

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        x = floats(inputs[0])
        erf = np.vectorize(math.erf, otypes=[np.float64])
        normal: Floats = erf(x / math.sqrt(2))
        return x / 2 * (1 + normal)

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        x = inputs[0].cell(*cell)
        inner = Apply("erf", Quotient(x, Constant(math.sqrt(2), "√2")))
        return Product((Quotient(x, Constant(2.0, "2")), Sum((Constant(1.0, "1"), inner))))


@dataclass(frozen=True, kw_only=True)
class GeluTanh(Elementwise):
    """0.5 x (1 + tanh(√(2/π) (x + 0.044715 x³))) for each number. Input: hidden [position, hidden]."""

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        x = floats(inputs[0])
        inner: Floats = np.tanh(math.sqrt(2 / math.pi) * (x + CUBIC * (x * x * x)))
        return 0.5 * x * (1 + inner)

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        x = inputs[0].cell(*cell)
        cubic = Product((Constant(CUBIC, str(CUBIC)), Apply("cube", x)))
        inner = Product((Constant(math.sqrt(2 / math.pi), "√(2/π)"), Sum((x, cubic))))
        return Product((Constant(0.5, "0.5"), x, Sum((Constant(1.0, "1"), Apply("tanh", inner)))))


@dataclass(frozen=True, kw_only=True)
class Silu(Elementwise):
    """x sigmoid(x) for each number. Input: hidden [position, hidden]."""

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        x = floats(inputs[0])
        return x * logistic(x)

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        x = inputs[0].cell(*cell)
        return Product((x, Apply("sigmoid", x)))


relu = Function(
    function="relu",
    name="relu",
    title="ReLU",
    formula=equation("activation", call("max", "0, hidden")),
    axes=("position", "hidden"),
    meaning=N_("Negative numbers become 0; the others stay unchanged."),
    paper=N_("section 3.3"),
)

gelu = Gelu(
    name="gelu",
    title="GELU",
    formula=equation("activation", row("hidden ·", call("Φ", "hidden"))),
    axes=("position", "hidden"),
    meaning=N_(
        "A smooth ReLU: each number is multiplied by the probability that a standard normal variable "
        "is smaller."
    ),
    paper="Hendrycks & Gimpel 2016, arXiv 1606.08415",
)

gelu_tanh = GeluTanh(
    name="gelu_tanh",
    title="GELU (tanh)",
    formula=equation(
        "activation",
        row(
            "0.5 x",
            row("1 +", call("tanh", row(root(fraction("2", "π")), row(f"x + {CUBIC} x^3")))),
        ),
    ),
    axes=("position", "hidden"),
    meaning=N_(
        "An approximation of GELU with tanh instead of Φ, as in GPT-2. The two differ by less than 0.001."
    ),
    paper="Hendrycks & Gimpel 2016, arXiv 1606.08415",
)

silu = Silu(
    name="silu",
    title="SiLU",
    formula=equation("activation", row("hidden ·", call("sigmoid", "hidden"))),
    axes=("position", "hidden"),
    meaning=N_("A smooth ReLU: each number is multiplied by its own sigmoid. Also called swish."),
    paper="Ramachandran et al. 2017, arXiv 1710.05941",
)

tanh = Function(
    function="tanh",
    name="tanh",
    title="tanh",
    formula=equation("y", call("tanh", "x")),
    meaning=N_(
        "Each number is squashed into the range −1 to 1: small numbers hardly change, large ones become nearly equal."
    ),
    paper="Elman 1990; Devlin et al. 2018, arXiv 1810.04805",
)

sigmoid = Function(
    function="sigmoid",
    name="sigmoid",
    title="sigmoid",
    formula=equation(call("sigmoid", "x"), fraction("1", "1 + e^−x")),
    meaning=N_(
        "Each number is squashed into the range 0 to 1, so that it can control how much of another number "
        "passes through."
    ),
    paper=N_("section 4; Greff et al. 2015, arXiv 1503.04069"),
)
