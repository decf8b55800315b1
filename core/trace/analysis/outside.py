"""Differences between two traces that are not in their steps."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from ..files.fields import worded
from ..iterations import token_as_data
from ..trace import Trace


@dataclass(frozen=True)
class Outside:
    """A difference outside the steps.

    Attributes:
        part: "tokens", "model", "configuration", "run", "vocabulary", "iterations" or "order".
        where: the path inside this part: "source", "sha256", "interventions.0.kind".
        a, b: the two values as JSON data; None for a missing value.
    """

    part: str
    where: str
    a: Any
    b: Any

    @property
    def weighs(self) -> bool:
        """Whether this difference makes the traces unequal. The name of a model and the circumstances of a run
        (device, precision, software) do not: they can explain differences, but are not differences themselves."""
        if self.part == "run":
            return self.where.split(".")[0] == "interventions"
        return (self.part, self.where) != ("model", "name")

    def as_data(self) -> dict[str, Any]:
        """For JSON."""
        return {**worded(vars(self)), "weighs": self.weighs}


def outside(a: Trace, b: Trace, tolerance: float, relative: float = 0.0) -> Iterator[Outside]:
    """Differences in the tokens, model, configuration, run, vocabulary and iterations.

    Args:
        tolerance: for the numbers in the iterations; `relative`, a share of the number, applies where it is larger.
    """
    for name in dict.fromkeys([*a.tokens, *b.tokens]):
        if a.tokens.get(name) != b.tokens.get(name):
            yield Outside("tokens", name, _tokens(a, name), _tokens(b, name))
    for name in ("name", "architecture", "sha256"):
        if getattr(a.model, name) != getattr(b.model, name):
            yield Outside("model", name, getattr(a.model, name), getattr(b.model, name))
    exact = 0.0, 0.0
    for part, mine, theirs, allowed in (
        ("configuration", a.model.configuration, b.model.configuration, exact),
        ("run", a.run, b.run, exact),
        ("vocabulary", a.vocabulary, b.vocabulary, exact),
        ("iterations", _iterations(a), _iterations(b), (tolerance, relative)),
    ):
        for where, value_a, value_b in _leaves(mine, theirs, allowed):
            yield Outside(part, ".".join(where), value_a, value_b)


def _tokens(trace: Trace, name: str) -> list[dict[str, Any]] | None:
    return [token_as_data(token) for token in trace.tokens[name]] if name in trace.tokens else None


def _iterations(trace: Trace) -> list[dict[str, Any]]:
    return [iteration.as_data() for iteration in trace.iterations]


def _leaves(
    a: Any, b: Any, allowed: tuple[float, float], where: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Any, Any]]:
    """The paths and values at which two pieces of JSON data differ; None for a missing value."""
    if isinstance(a, Mapping) and isinstance(b, Mapping):
        for key in dict.fromkeys([*a, *b]):
            yield from _leaves(a.get(key), b.get(key), allowed, (*where, str(key)))
    elif isinstance(a, list | tuple) and isinstance(b, list | tuple):
        for place, (mine, theirs) in enumerate(zip_longest(a, b)):
            yield from _leaves(mine, theirs, allowed, (*where, str(place)))
    elif not _is_close(a, b, *allowed):
        yield where, a, b


def _is_close(a: Any, b: Any, tolerance: float, relative: float) -> bool:
    if isinstance(a, float) and isinstance(b, float):
        if not (math.isfinite(a) and math.isfinite(b)):
            return a == b or (a != a and b != b)
        return abs(a - b) <= max(tolerance, relative * max(1.0, abs(a), abs(b)))
    return bool(a == b)
