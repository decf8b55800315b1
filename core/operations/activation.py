"""Activation functions: of the feed-forward network, and those of recurrent cells."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ..support.localization import N_
from .expression import Apply, Constant, Expression, Index, Operand, Product, Quotient, Sum
from .formula import call, equation, fraction, row, sup
from .operation import Array, Elementwise, Floats, Setting, floats


@dataclass(frozen=True, kw_only=True)
class Relu(Elementwise):
    """max(0, x), number by number. Input: hidden [position, hidden]."""

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        return np.maximum(floats(inputs[0]), 0.0)

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        return Apply("relu", inputs[0].cell(*cell))


@dataclass(frozen=True, kw_only=True)
class Gelu(Elementwise):
    """x Φ(x), Φ the exact normal distribution function, cell by cell. Input: hidden [position, hidden]."""

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        x = floats(inputs[0])
        erf = np.vectorize(math.erf, otypes=[np.float64])
        normal: Floats = erf(x / math.sqrt(2))
        return x / 2 * (1 + normal)

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        x = inputs[0].cell(*cell)
        inner = Apply("erf", Quotient(x, Constant(math.sqrt(2), "√2")))
        return Product((Quotient(x, Constant(2.0, "2")), Sum((Constant(1.0, "1"), inner))))


def logistic(x: Floats) -> Floats:
    """1 / (1 + exp(−x)) without overflow."""
    small = np.exp(-np.abs(x))
    return np.where(x >= 0, 1.0, small) / (1.0 + small)


@dataclass(frozen=True, kw_only=True)
class Tanh(Elementwise):
    """tanh x, number by number. Input: an array of any axes."""

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        return np.tanh(floats(inputs[0]))

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        return Apply("tanh", inputs[0].cell(*cell))


@dataclass(frozen=True, kw_only=True)
class Sigmoid(Elementwise):
    """1 / (1 + exp(−x)), number by number. Input: an array of any axes."""

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        return logistic(floats(inputs[0]))

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        return Apply("sigmoid", inputs[0].cell(*cell))


@dataclass(frozen=True, kw_only=True)
class Silu(Elementwise):
    """x sigmoid(x), number by number. Input: hidden [position, hidden]."""

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        x = floats(inputs[0])
        return x * logistic(x)

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        x = inputs[0].cell(*cell)
        return Product((x, Apply("sigmoid", x)))


relu = Relu(
    name="relu",
    title="ReLU",
    formula=equation("activation", call("max", row("0, ", "hidden"))),
    axes=("position", "hidden"),
    meaning=N_("Detectors that came out negative are switched off; the others pass unchanged."),
    paper="section 3.3",
    cheap=True,
)

gelu = Gelu(
    name="gelu",
    title="GELU",
    formula=equation("activation", row("hidden", "·", call("Φ", "hidden"))),
    axes=("position", "hidden"),
    meaning=N_("A smooth ReLU: each detector is multiplied by how likely a normal number is to be smaller."),
    paper="Hendrycks & Gimpel 2016, arXiv 1606.08415",
    cheap=True,
)

silu = Silu(
    name="silu",
    title="SiLU",
    formula=equation("activation", row("hidden", "·", call("sigmoid", "hidden"))),
    axes=("position", "hidden"),
    meaning=N_("A smooth ReLU: each number is multiplied by its own sigmoid. Also called swish."),
    paper="Ramachandran et al. 2017, arXiv 1710.05941",
    cheap=True,
)

tanh = Tanh(
    name="tanh",
    title="tanh",
    formula=equation("y", call("tanh", "x")),
    axes=("position", "feature"),
    meaning=N_(
        "Each number is squeezed between −1 and 1: small ones hardly change, large ones all look alike."
    ),
    paper="section 4, table 1; Elman 1990",
    cheap=True,
)

sigmoid = Sigmoid(
    name="sigmoid",
    title="sigmoid",
    formula=equation(call("sigmoid", "x"), fraction("1", row("1", "+", sup("e", "−x")))),
    axes=("position", "feature"),
    meaning=N_(
        "Each number is squeezed between 0 and 1, so that it can say how much of something is let through."
    ),
    paper="section 4; Greff et al. 2015, arXiv 1503.04069",
    cheap=True,
)
