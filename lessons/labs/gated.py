"""SwiGLU, a gated feed-forward network: one projection decides how much of another passes through.

Shazeer 2020, arXiv 2002.05202. Without biases, as in that paper and in Llama.
"""

from __future__ import annotations

import numpy as np

from ...core.operations.activation import logistic, relu, silu
from ...core.operations.operation import Operation
from ...core.support.errors import Problem
from ...core.support.localization import _
from ...core.trace.tags import Tag
from .lab import Floats, Parameter, Result, counted, numbers, result, single, table

WIDEST, POINTS = 6, 49  # the curves reach from −6 to 6
SHOWS = Tag.BY_HAND
PARAMETERS = (
    Parameter("gate", "2, 0, -1, 4", "the gate: x · W_gate"),
    Parameter("up", "3, 3, 3, -1", "the other projection: x · W_up; as many numbers as in the gate"),
    Parameter("d_model", 512, "the model's width", 1, 16_384, 64, whole=True),
    Parameter("d_ff", 2048, "the width inside the feed-forward network", 1, 65_536, 64, whole=True),
)


def run(gate: str, up: str, d_model: int, d_ff: int) -> Result:
    """The product of the activated gate and the other projection; and the sizes of both kinds of network."""
    g, u = numbers("gate", gate), numbers("up", up)
    if len(g) != len(u):
        raise Problem(
            _("gate has {gate} numbers and up has {up}; they must be as many", gate=len(g), up=len(u))
        )
    x = np.linspace(-WIDEST, WIDEST, POINTS)
    return result(
        gate=counted(g, "hidden", "The gate."),
        up=counted(u, "hidden", "The other projection."),
        activation=counted(_of(silu, g), "hidden", "SiLU of the gate: x · sigmoid(x)."),
        sigmoid=counted(logistic(g), "hidden", "The sigmoid of the gate."),
        product=counted(_of(silu, g) * u, "hidden", "SiLU of the gate · the other projection."),
        x=table(x, "input", "Inputs of the two activation functions."),
        relu=table(_of(relu, x), "input", "ReLU: max(0, x)."),
        silu=table(_of(silu, x), "input", "SiLU: x · sigmoid(x)."),
        plain_parameters=single(2 * d_model * d_ff, "Parameters of a plain network: two matrices."),
        gated_parameters=single(
            3 * d_model * d_ff, "Parameters of a gated network of this width: three matrices."
        ),
        equal_width=single(2 / 3 * d_ff, "The width at which a gated network has as many as the plain one."),
    )


def _of(activation: Operation, x: Floats) -> Floats:
    """An activation function of a row of numbers."""
    return np.asarray(activation.reference(x[None])[0])
