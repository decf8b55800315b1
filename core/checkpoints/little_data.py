"""The shipped curves of *little data*: accuracy by number of examples, family and seed. Read with NumPy only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import orjson
from numpy.typing import NDArray

from ..support.files import content

Numbers = NDArray[np.float64]

SHIPPED = Path(__file__).parent / "curves" / "little-data.json"


@dataclass(frozen=True)
class Curve:
    """The results of one family.

    Attributes:
        parameters: the number of parameters of its model.
        rate: the highest learning rate.
        tuning: the accuracy on the dev set for each rate that was tried.
        accuracy: [examples, seed], the share of correct answers on the test set.
        by_heart: [examples, seed], the share of correct answers on training images.
        seconds: CPU time of all training runs.
    """

    parameters: int
    rate: float
    tuning: Mapping[float, float]
    accuracy: Numbers
    by_heart: Numbers
    seconds: float


@dataclass(frozen=True)
class Curves:
    """The curves of all families, and how they were made; `examples` and `seeds` label the arrays' axes."""

    command: str
    examples: tuple[int, ...]
    seeds: tuple[int, ...]
    updates: int
    chance: float
    families: Mapping[str, Curve]


def read(file: Path) -> Curves:
    """The curves that `train --task shapes` wrote."""
    data = orjson.loads(content(file))
    recipe = data["recipe"]
    return Curves(
        command=data["command"],
        examples=tuple(recipe["examples"]),
        seeds=tuple(recipe["seeds"]),
        updates=recipe["updates"],
        chance=data["chance"],
        families={
            name: Curve(
                parameters=found["parameters"],
                rate=found["rate"],
                tuning={each["rate"]: each["accuracy"] for each in found["tuning"]},
                accuracy=np.array(found["accuracy"], dtype=np.float64),
                by_heart=np.array(found["by_heart"], dtype=np.float64),
                seconds=found["cpu_seconds"],
            )
            for name, found in data["families"].items()
        },
    )


@cache
def shipped() -> Curves:
    """The curves that come with the program."""
    return read(SHIPPED)
