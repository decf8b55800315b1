"""The settings of sampling and beam search, and the values that each can have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeVar

from ....core.decoding.strategy import Sample

TEMPERATURES = (
    *(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3, 1.4, 1.5),
    *(1.75, 2.0, 2.5, 3.0, 4.0, 5.0, 10.0),
)
TOP_KS = (1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 40, 50, 100, 200, 500, 0)  # 0 means all
TOP_PS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98, 0.99, 0.999, 1.0)
BEAMS = (1, 2, 3, 4, 5, 6, 8, 10, 12, 16)
ALPHAS = tuple(n / 10 for n in range(21))

SAMPLING: dict[str, Sequence[Any]] = {"temperature": TEMPERATURES, "top_k": TOP_KS, "top_p": TOP_PS}
BEAM_SEARCH = ("beams", "alpha")

Number = TypeVar("Number", int, float)


def turned(sample: Sample, name: str, by: int) -> Sample:
    """The same settings with one of them moved by this many values; each stops at its ends."""
    if name not in SAMPLING:
        return replace(sample, seed=max(0, sample.seed + by))
    changed: dict[str, Any] = {name: moved(SAMPLING[name], getattr(sample, name), by)}
    return replace(sample, **changed)


def moved(values: Sequence[Number], value: Number, by: int) -> Number:
    """The value this many places further in a list, counted from a value or the one nearest to it."""
    at = min(range(len(values)), key=lambda n: (values[n] != value, abs(values[n] - value)))
    return values[max(0, min(at + by, len(values) - 1))]
