"""Activation functions of the feed-forward network."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ..language import N_
from .expression import Apply, Constant, Expression, Index, Operand, Product, Quotient, Sum
from .formula import call, equation, row
from .operation import Array, Floats, Operation, Setting, floats


@dataclass(frozen=True, kw_only=True)
class Relu(Operation):
    """max(0, x), number by number. Input: hidden [position, hidden]."""

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        return np.maximum(floats(inputs[0]), 0.0)

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        return Apply("relu", inputs[0].cell(*cell))


@dataclass(frozen=True, kw_only=True)
class Gelu(Operation):
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
