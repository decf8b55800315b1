"""How states and models are laid out: arithmetic, without a terminal."""

from __future__ import annotations

from dataclasses import dataclass

HALF, WHOLE = 1, 2  # height of a feature in half lines
TALLEST = 6  # most lines of a state
COMFORTABLE, NARROWEST = 24, 19  # columns of a model, including a gap


@dataclass(frozen=True)
class Layout:
    """The features of a state, row by row.

    Attributes:
        columns: features in a row.
        height: of a feature, in half lines.
        width: of a feature, in columns.
    """

    columns: int
    height: int
    width: int

    def features_at(self, line: int, column: int) -> tuple[int, ...]:
        """The features drawn at a place; if their height is half a line, the upper and the lower one."""
        at = column // self.width
        if self.height == WHOLE:
            return (line * self.columns + at,)
        return (2 * line * self.columns + at, (2 * line + 1) * self.columns + at)


def state_layout(features: int, room: int, lines: int, halves: bool = True) -> Layout:
    """The layout in which the features are largest. If they do not fit, the last ones of each row are left out.

    Args:
        room: columns for the state.
        lines: lines for the state.
        halves: whether half lines can be drawn.
    """
    for height in (WHOLE, HALF) if halves else (WHOLE,):
        columns = -(-features // (WHOLE * lines // height))
        if columns * height <= room:
            return Layout(columns, height, min(room // columns, 2 * height))
    return Layout(columns, height, 1)


def position_lines(positions: int, room: int) -> tuple[int, int]:
    """The lines of a position, and the blank lines below it, if there are `room` lines for all positions."""
    each = room // max(1, positions)
    return (1, 0) if each < 2 else (min(TALLEST, each - 1), 1)


def model_layout(models: int, width: int, height: int, lines: int) -> tuple[int, int]:
    """How many models are shown in a row, and the number of rows. Models that do not fit are reached with Tab.

    There is a second row only if every model is fully visible; otherwise the models move closer together.

    Args:
        width, height: of the area for all models.
        lines: the lines that a model takes.
    """
    comfortable = max(1, (width + 1) // COMFORTABLE)
    rows = -(-models // comfortable)
    if rows == 1:
        return models, 1
    if rows * lines <= height:
        return -(-models // rows), rows
    return max(1, min(models, (width + 1) // NARROWEST)), 1
