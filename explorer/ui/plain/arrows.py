"""Arrows in the plane as lines of text: to scale from the origin, each with a mark and its name at the tip."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from ....lessons.writing import written
from ..text import cut, safe, width
from .plot import MARKS, SEVERAL, Curve, between

ASPECT = 2  # columns per line height
AXIS = "·"
MARGIN = 7  # columns at each side for names at the tips
NAME = 6  # maximum columns of such a name
ROWS = 13


def arrows(drawn: Sequence[Curve], columns: int = 60, rows: int = ROWS, title: str = "") -> list[str]:
    """The arrows and the axes through the origin, then the coordinates of each arrow.

    Args:
        drawn: the names, and the two coordinates of each tip.
    """
    rows, columns = max(rows, 3), max(columns, 2 * MARGIN + 4)
    tips = np.array([tip for _name, tip in drawn], dtype=np.float64).reshape(-1, 2)
    tips = np.where(np.isfinite(tips), tips, 0.0)
    low, high = np.minimum(tips.min(0, initial=0.0), 0.0), np.maximum(tips.max(0, initial=0.0), 0.0)
    spans = np.maximum(high - low, 1e-12)
    unit = min((columns - 2 * MARGIN) / spans[0], ASPECT * (rows - 1) / spans[1])  # columns per unit length
    area = [[" "] * columns for _row in range(rows)]
    spare = columns - round(spans[0] * unit)
    start = (spare / 2 - low[0] * unit, high[1] * unit / ASPECT)
    _axes(area, start)
    for mark, (name, _tip), tip in zip(MARKS * len(drawn), drawn, tips, strict=False):
        _arrow(area, mark, safe(name), start, (start[0] + tip[0] * unit, start[1] - tip[1] * unit / ASPECT))
    return [
        *([cut(safe(title), columns)] if title else []),
        *("".join(row).rstrip() for row in area),
        *_named(drawn, columns),
    ]


def _axes(area: list[list[str]], start: tuple[float, float]) -> None:
    column, row = _inside(area, start)
    for x in range(len(area[0])):
        area[row][x] = AXIS
    for each in area:
        each[column] = AXIS


def _arrow(
    area: list[list[str]], mark: str, name: str, start: tuple[float, float], tip: tuple[float, float]
) -> None:
    """Draws an arrow, and its name beyond the tip if there is room."""
    for x, y in between((round(start[0]), start[1]), (round(tip[0]), tip[1])):
        column, row = _inside(area, (x, y))
        area[row][column] = mark if area[row][column] in (" ", AXIS, mark) else SEVERAL
    column, row = _inside(area, tip)
    text = cut(name, NAME)
    if width(text) != len(text):
        return
    begin = column + 2 if tip[0] >= start[0] else column - 1 - len(text)
    if begin >= 0 and begin + len(text) <= len(area[0]):
        area[row][begin : begin + len(text)] = text


def _inside(area: list[list[str]], point: tuple[float, float]) -> tuple[int, int]:
    """The cell of a point: column and line, inside the area."""
    column, row = round(point[0]), round(point[1])
    return max(0, min(column, len(area[0]) - 1)), max(0, min(row, len(area) - 1))


def _named(drawn: Sequence[Curve], columns: int) -> Iterator[str]:
    for mark, (name, tip) in zip(MARKS * len(drawn), drawn, strict=False):
        numbers = ", ".join(written(float(each)) for each in tip)
        yield cut(f"{mark} {safe(name)} = ({numbers})", columns)
