"""How the state of a position is drawn: its features folded into a small picture. Arithmetic, without a terminal."""

from __future__ import annotations

from dataclasses import dataclass

HALF, WHOLE = 1, 2  # lines of a feature, counted in halves
TALLEST = 6  # lines of a strip
ROOMY, NARROWEST = 24, 19  # columns of a model, with one between it and the next: easily read; at all


@dataclass(frozen=True)
class Fold:
    """Features row by row, as one reads.

    Attributes:
        lines: of the whole.
        rows, columns: of features.
        tall: of a feature, in half lines.
        wide: of a feature, in columns.
    """

    lines: int
    rows: int
    columns: int
    tall: int
    wide: int

    def features_at(self, line: int, column: int) -> tuple[int, ...]:
        """Which features stand at a place of the picture, the upper one first; two where half lines are used."""
        at = column // self.wide
        if self.tall == WHOLE:
            return (line * self.columns + at,)
        return (2 * line * self.columns + at, (2 * line + 1) * self.columns + at)


def fold(features: int, room: int, lines: int, halves: bool = True) -> Fold:
    """The way to fold so many features into so many lines of so many columns in which each is largest.

    Where there is no room for all, the last ones of each row stand outside.

    Args:
        halves: whether half a line can be drawn.
    """
    for tall in (WHOLE, HALF) if halves else (WHOLE,):
        rows = WHOLE * lines // tall
        columns = -(-features // rows)
        if columns * tall <= room:
            return Fold(lines, rows, columns, tall, min(room // columns, 2 * tall))
    return Fold(lines, rows, columns, tall, 1)


def lines_of(positions: int, room: int) -> tuple[int, int]:
    """Lines of a position's strip, and blank lines below it, where there are so many lines for all positions."""
    each = room // max(1, positions)
    return (1, 0) if each < 2 else (min(TALLEST, each - 1), 1)


def stand(models: int, width: int, height: int, each: int) -> tuple[int, int]:
    """How many models stand side by side, and how many rows of them there are.

    Below each other they only stand where all of each is to be seen; else closer together, and the others on the next
    page.

    Args:
        width, height: of the whole.
        each: lines that all of a model takes.
    """
    roomy = max(1, (width + 1) // ROOMY)
    rows = -(-models // roomy)
    if rows == 1:
        return models, 1
    if rows * each <= height:
        return -(-models // rows), rows
    return max(1, min(models, (width + 1) // NARROWEST)), 1
