"""Sinusoidal positional encoding, compared with a frequently copied mistake.

Section 3.5.
Dimensions 2i and 2i+1 share the angle pos / 10000^(2i/d). The mistake gives odd dimensions a different angle,
with the exponent (2i+1)/d.
"""

from __future__ import annotations

import numpy as np

from ...core.operations.positions import WAVELENGTH_BASE, sinusoids
from ...core.trace.tags import Tag
from .lab import Floats, Parameter, Result, labelled, result, table

SHOWS = Tag.BY_HAND
PARAMETERS = (
    Parameter("d", 4, "number of features", 2, 512, 2, whole=True),
    Parameter("count", 8, "number of positions", 2, 256, 1, whole=True),
)


def run(d: int, count: int) -> Result:
    """Both encodings, their squared lengths, and the dot product of each position with the next."""
    features = d // 2 * 2
    encodings = {"right": sinusoids(count, features), "wrong": own_angles(count, features)}
    labels = {
        "position": range(count),
        "feature": (f"{'cos' if j % 2 else 'sin'} {j}" for j in range(features)),
    }
    wavelengths = 2 * np.pi * WAVELENGTH_BASE ** (np.arange(0, features, 2) / features)
    tables = {}
    for name, encoding in encodings.items():
        squares, products = (encoding**2).sum(-1), (encoding[:-1] * encoding[1:]).sum(-1)
        tables[f"{name}_squares"] = table(squares, "position", "‖PE(pos)‖² at each position.")
        tables[f"{name}_products"] = table(products, "position", "PE(t)·PE(t+1) for each t.")
    right, wrong = encodings.values()
    return result(
        **labelled(
            labels,
            right=table(right, "position, feature", "PE as in the paper."),
            wrong=table(wrong, "position, feature", "PE with a different angle for each odd feature."),
            difference=table(
                wrong - right,
                "position, feature",
                "The difference between the mistake and the paper's encoding.",
            ),
        ),
        place=table(np.arange(count), "position", "The positions."),
        step=table(np.arange(count - 1), "position", "The positions except the last."),
        wavelengths=table(wavelengths, "pair", "The wavelength of each pair, in positions."),
        **tables,
    )


def own_angles(positions: int, features: int, first: int = 0) -> Floats:
    """The mistake: every feature j, odd or even, has the angle pos / 10000^(j/d); see `sinusoids`."""
    feature = np.arange(features)
    angle = np.arange(first, first + positions)[:, None] / WAVELENGTH_BASE ** (feature / features)
    return np.where(feature % 2 == 0, np.sin(angle), np.cos(angle))
