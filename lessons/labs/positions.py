"""Sinusoidal positions, beside a mistake that is often copied.

Section 3.5.
Dimensions 2i and 2i+1 share the angle pos / 10000^(2i/d). The mistake gives the odd ones an angle of their own,
with the exponent (2i+1)/d.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...core.operations.positions import WAVELENGTH_BASE, sinusoids
from .lab import Parameter, Result, Table, Value

Floats = NDArray[np.float64]

PARAMETERS = (
    Parameter("d", 4, "how many features a position has", 2, 512, 2, whole=True),
    Parameter("count", 8, "how many positions", 2, 256, 1, whole=True),
)


def run(d: Value, count: Value) -> Result:
    """Both encodings, their squared lengths, and the dot product of each position with the next."""
    features, positions = int(d) // 2 * 2, int(count)
    right, wrong = sinusoids(positions, features), own_angles(positions, features)
    axes = ("position", "feature")
    labels = {
        "position": tuple(map(str, range(positions))),
        "feature": tuple(f"{'cos' if j % 2 else 'sin'} {j}" for j in range(features)),
    }
    tables = {
        "right": Table(right, axes, labels, "PE as in the paper."),
        "wrong": Table(wrong, axes, labels, "PE with an angle of its own for each odd feature."),
        "difference": Table(wrong - right, axes, labels, "How far the mistake is off."),
        "place": Table(np.arange(positions), ("position",), says="The positions."),
        "step": Table(np.arange(positions - 1), ("position",), says="The positions that have a next one."),
        "wavelengths": Table(
            2 * np.pi * WAVELENGTH_BASE ** (np.arange(0, features, 2) / features),
            ("pair",),
            says="After how many positions each pair begins anew.",
        ),
    }
    for name, encoding in (("right", right), ("wrong", wrong)):
        squares = (encoding**2).sum(-1)
        products = (encoding[:-1] * encoding[1:]).sum(-1)
        tables[f"{name}_squares"] = Table(squares, ("position",), says="‖PE(pos)‖² of each position.")
        tables[f"{name}_products"] = Table(products, ("position",), says="PE(t)·PE(t+1) of each t.")
    return Result(tables)


def own_angles(positions: int, features: int, first: int = 0) -> Floats:
    """The mistake: each feature j, odd ones too, has the angle pos / 10000^(j/d); see `sinusoids`."""
    feature = np.arange(features)
    angle = np.arange(first, first + positions)[:, None] / WAVELENGTH_BASE ** (feature / features)
    return np.where(feature % 2 == 0, np.sin(angle), np.cos(angle))
