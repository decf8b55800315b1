"""The settings a reader turns while decoding, and where each of them stops."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from ....core.decoding.strategy import Sample

TEMPERATURES = (
    *(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3, 1.4, 1.5),
    *(1.75, 2.0, 2.5, 3.0, 4.0, 5.0, 10.0),
)
TOP_KS = (1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 40, 50, 100, 200, 500, 0)  # 0 is for all
TOP_PS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98, 0.99, 0.999, 1.0)
BEAMS = (1, 2, 3, 4, 5, 6, 8, 10, 12, 16)
ALPHAS = tuple(n / 10 for n in range(21))

NAMES = ("temperature", "top_k", "top_p", "seed")


def turned(sample: Sample, name: str, by: int) -> Sample:
    """The same settings with one of them so many places further; each stays at its ends."""
    if name == "temperature":
        return replace(sample, temperature=along(TEMPERATURES, sample.temperature, by))
    if name == "top_k":
        return replace(sample, top_k=along(TOP_KS, sample.top_k, by))
    if name == "top_p":
        return replace(sample, top_p=along(TOP_PS, sample.top_p, by))
    return replace(sample, seed=max(0, sample.seed + by))


Number = TypeVar("Number", int, float)


def along(places: Sequence[Number], here: Number, by: int) -> Number:
    """So many places further in a list, from where one is or from what is nearest to that."""
    at = min(range(len(places)), key=lambda n: (places[n] != here, abs(places[n] - here)))
    return places[max(0, min(at + by, len(places) - 1))]
