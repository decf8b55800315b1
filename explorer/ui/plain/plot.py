"""Curves as lines of text, with a mark for each curve, so that neither color nor a special font is needed.

plotext would take a quarter of a second to import, as long as the whole program.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ....core.support.localization import _
from ..text import cut, fit, safe, width

MARKS = "ox+*#@"
SEVERAL = "&"  # where several curves meet
ROWS = 11  # odd, so that there is a middle row
NARROWEST = 16  # fewest columns of a readable plot
Floats = NDArray[np.float64]
Curve = tuple[str, Sequence[float] | Floats]


@dataclass(frozen=True)
class _Axis:
    """An axis from the smallest to the largest number; positions on it are from 0 to 1."""

    low: float
    high: float
    logarithmic: bool

    def place(self, values: Floats) -> Floats:
        """The positions of numbers; NaN for those that are not on the axis."""
        with np.errstate(all="ignore"):
            low, high, found = (
                np.log(each) if self.logarithmic else np.asarray(each, dtype=np.float64)
                for each in (self.low, self.high, values)
            )
            place = (found - low) / (high - low) if high > low else found * 0 + 0.5
        return np.where(np.isfinite(place), place, np.nan)

    def at(self, share: float) -> float:
        """The number at a position."""
        if self.logarithmic:
            return float(math.exp(math.log(self.low) + share * (math.log(self.high) - math.log(self.low))))
        return self.low + share * (self.high - self.low)

    def named(self) -> list[str]:
        """The numbers at the start, middle and end; only one if the axis has no length."""
        if self.low == self.high:
            return ["", _said(self.low, 0), ""]
        spread = 0 if self.logarithmic else self.high - self.low
        return [_said(self.low, spread), _said(self.at(0.5), spread), _said(self.high, spread)]


def plot(
    curves: Sequence[Curve],
    across: Sequence[float] | Floats | None = None,
    columns: int = 60,
    rows: int = ROWS,
    logarithmic: str = "",
    title: str = "",
) -> list[str]:
    """The curves in one plot, with numbers along both axes and a legend.

    Args:
        across: the positions along the horizontal axis; by default counted from 0.
        logarithmic: the logarithmic axes, "x", "y" or "xy"; numbers that are not positive are left out.
    """
    values = [np.asarray(curve, dtype=np.float64) for _label, curve in curves]
    count = max(map(len, values), default=0)
    places = np.asarray(range(count) if across is None else across, dtype=np.float64)
    x, y = _axis([places], "x" in logarithmic), _axis(values, "y" in logarithmic)
    if x is None or y is None:
        return [_("there is nothing to draw")]
    ends = y.named()[::-1]
    margin = max(map(width, ends)) + 1
    inside = max(NARROWEST, columns - margin - 2)
    area = [[" "] * inside for _row in range(rows)]
    for mark, curve in zip(MARKS * len(values), values, strict=False):
        _draw(area, mark, x.place(places[: len(curve)]), y.place(curve))
    named = {0: ends[0], (rows - 1) // 2: ends[1], rows - 1: ends[2]}
    return [
        *([cut(safe(title), columns)] if title else []),
        *(f"{fit(named.get(n, ''), margin, 'right')} |{''.join(row)}".rstrip() for n, row in enumerate(area)),
        " " * margin + " +" + "-" * inside,
        " " * (margin + 2) + _below(x, inside),
        *_legend(curves, columns),
    ]


def _axis(values: Sequence[Floats], logarithmic: bool) -> _Axis | None:
    """The axis from the smallest to the largest number; None without finite numbers."""
    found = np.concatenate([np.zeros(0), *values])
    found = found[np.isfinite(found) & (found > 0 if logarithmic else True)]
    return _Axis(float(found.min()), float(found.max()), logarithmic) if found.size else None


def _draw(area: list[list[str]], mark: str, x: Floats, y: Floats) -> None:
    """Draws a curve: its points with straight lines between them, interrupted at NaN."""
    rows, columns = len(area), len(area[0])
    order = np.argsort(x, kind="stable")
    points = [
        (round(float(x[n]) * (columns - 1)), (1 - float(y[n])) * (rows - 1))
        if x[n] == x[n] and y[n] == y[n]
        else None
        for n in order
    ]
    seen = {(point[0], round(point[1])) for point in points if point}
    for one, other in pairwise(points):
        if one and other:
            seen.update(between(one, other))
    for column, row in seen:
        area[row][column] = mark if area[row][column] in (" ", mark) else SEVERAL


def between(one: tuple[int, float], other: tuple[int, float]) -> Iterator[tuple[int, int]]:
    """The cells from one point to another, without gaps."""
    steps = max(abs(other[0] - one[0]), math.ceil(abs(other[1] - one[1])), 1)
    for step in range(steps + 1):
        share = step / steps
        yield round(one[0] + share * (other[0] - one[0])), round(one[1] + share * (other[1] - one[1]))


def _below(x: _Axis, columns: int) -> str:
    """The numbers at the start, middle and end, as far as they fit."""
    line = [" "] * columns
    for share, text in zip((0.0, 1.0, 0.5), (x.named()[n] for n in (0, 2, 1)), strict=True):
        start = max(0, min(round(share * columns - width(text) / 2), columns - width(text)))
        if not "".join(line[max(0, start - 1) : start + width(text) + 1]).strip():
            line[start : start + width(text)] = text
    return "".join(line).rstrip()


def _said(value: float, spread: float) -> str:
    """A number on an axis, with as many digits as the axis's length requires."""
    value = 0.0 if abs(value) < spread / 200 else value
    text = f"{value:.3g}" if 1e-4 <= abs(value) < 1e5 or not value else f"{value:.0e}"
    return text.replace("-", "−").replace("e+0", "e").replace("e−0", "e−")


def _legend(curves: Sequence[Curve], columns: int) -> Iterator[str]:
    marks = (MARKS * len(curves))[: len(curves)]
    names = [f"{mark} {safe(label)}" for mark, (label, _curve) in zip(marks, curves, strict=True)]
    if len(names) > 1:
        names.append(_("{mark} several", mark=SEVERAL))
    line = "   ".join(names)
    yield from [line] if width(line) <= columns else (cut(name, columns) for name in names)
