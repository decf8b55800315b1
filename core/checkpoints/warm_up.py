"""The shipped learning curves with and without warm-up. Read with NumPy only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import orjson
from numpy.typing import NDArray

from ..support.files import content

Losses = NDArray[np.float64]

SHIPPED = Path(__file__).parent / "curves" / "warm-up.json"


@dataclass(frozen=True)
class WarmUpCurves:
    """The curves, and how they were recorded.

    Attributes:
        frequencies: the loss of a model that knows only the word frequencies.
        averaged: updates whose mean loss is a point of a curve.
        losses: each curve, by the place of LayerNorm and whether there was a warm-up.
    """

    command: str
    d_model: int
    warmup: int
    updates: int
    averaged: int
    vocabulary: int
    frequencies: float
    losses: Mapping[tuple[str, bool], Losses]


def read(file: Path) -> WarmUpCurves:
    """The curves that `train --record warm-up` wrote."""
    data = orjson.loads(content(file))
    model = data["recipe"]["model"]
    return WarmUpCurves(
        command=data["command"],
        d_model=model["d_model"],
        warmup=model["warmup"],
        updates=model["updates"],
        averaged=data["recipe"]["averaged"],
        vocabulary=data["vocabulary"],
        frequencies=data["frequencies"],
        losses={
            (run["residual"], run["warm_up"]): np.array(run["losses"], dtype=np.float64)
            for run in data["runs"]
        },
    )


@cache
def shipped() -> WarmUpCurves:
    """The curves that come with the program."""
    return read(SHIPPED)
