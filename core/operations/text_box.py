"""Boxes of text, from which two-dimensional formulas are composed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import category, east_asian_width

TALL = {"(": "⎛⎜⎝", ")": "⎞⎟⎠", "[": "⎡⎢⎣", "]": "⎤⎥⎦"}


def width(line: str) -> int:
    """The columns of a line in a terminal: wide East Asian characters take two, combining characters none."""
    return sum(0 if category(c) in ("Mn", "Me") else 1 + (east_asian_width(c) in "WF") for c in line)


@dataclass(frozen=True)
class Box:
    """Lines of equal width; `baseline` is the line on which text to the left and right continues."""

    lines: tuple[str, ...]
    baseline: int = 0

    @property
    def width(self) -> int:
        return width(self.lines[0])

    @property
    def height(self) -> int:
        return len(self.lines)


def joined(*boxes: Box | str) -> Box:
    """Boxes from left to right, on one baseline."""
    columns = [Box((box,)) if isinstance(box, str) else box for box in boxes]
    above = max(box.baseline for box in columns)
    below = max(box.height - box.baseline for box in columns)
    for n, box in enumerate(columns):
        blank, missing = (" " * box.width,), below - (box.height - box.baseline)
        columns[n] = Box(blank * (above - box.baseline) + box.lines + blank * missing)
    return Box(tuple(map("".join, zip(*(box.lines for box in columns), strict=True))), above)


def stacked(lines: Sequence[str], baseline: int, centred: bool = False) -> Box:
    """Lines below each other, padded to equal width."""
    widest = max(map(width, lines))
    spare = [widest - width(line) for line in lines]
    left = [n // 2 if centred else 0 for n in spare]
    padded = (" " * a + line + " " * (n - a) for a, line, n in zip(left, lines, spare, strict=True))
    return Box(tuple(padded), baseline)


def fenced(box: Box, brackets: str) -> Box:
    """A box between brackets of the same height."""
    if box.height == 1:
        return joined(brackets[0], box, brackets[1])
    tall = (TALL[brackets[0]], TALL[brackets[1]])
    left, right = (Box((ends[0], *[ends[1]] * (box.height - 2), ends[2]), box.baseline) for ends in tall)
    return joined(left, box, right)
