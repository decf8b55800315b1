"""The shipped curves of *little data*, read with NumPy alone: accuracy by number of examples, family and seed."""

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
    """What came of one family.

    Attributes:
        parameters: how many its model has.
        rate: the highest learning rate, and `tuning` the accuracy on the dev set by the rates that were tried.
        accuracy: [examples, seed], the share of right answers on the test set.
        by_heart: [examples, seed], the same on images that it learned from.
        seconds: of CPU time, for all of it.
    """

    parameters: int
    rate: float
    tuning: Mapping[float, float]
    accuracy: Numbers
    by_heart: Numbers
    seconds: float


@dataclass(frozen=True)
class Curves:
    """All families, and how the curves were made; `examples` and `seeds` are those of the arrays' axes."""

    command: str
    examples: tuple[int, ...]
    seeds: tuple[int, ...]
    updates: int
    chance: float
    families: Mapping[str, Curve]
    versions: Mapping[str, str]


def read(file: Path) -> Curves:
    """What `train --task shapes` wrote."""
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
        versions=data["versions"],
    )


@cache
def shipped() -> Curves:
    """The curves that come with the program."""
    return read(SHIPPED)
