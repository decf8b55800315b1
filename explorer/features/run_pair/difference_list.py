"""The steps that are not the same in the normal run and in the changed one."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from ...ui.text import fit
from ...ui.text import width as columns_of
from ...ui.walk import SEPARATOR
from ...ui.widgets.row_list import RowList
from . import what_if_strings as said
from .what_if import Row

FIRST = "▸ "
LEAST, SIZE = 7, 15  # columns of the largest difference, or of what stands in its place
NUMBERS, KIND = 24, 16  # columns of the two numbers that are so far apart, and of what else is other
NAME = 50  # columns of a name where all of these are shown


class DifferenceList(RowList[Row]):
    """A line for each step: its name, the largest difference, and, where there is room, where from and where to."""

    empty = ""

    def show(self, rows: Sequence[Row], of: int, cursor: int, empty: str) -> None:
        """Other steps, of so many; `empty` is said where there are none."""
        self.rows, self.empty, self.cursor = rows, empty, cursor
        self.border_title = Content(said.steps_title(rows, of))
        self.border_subtitle = Content(said.first(rows))
        self.changed()

    def parts(self, number: int, width: int) -> list[tuple[str, str]]:
        if not self.rows:
            return [(fit(self.empty, width), "list--faint")]
        row = self.rows[number]
        wide = width >= SIZE + NUMBERS + KIND + NAME
        name = f"{FIRST if number == 0 else '  '}{said.short(row.title)}"
        apart = said.apart(row)
        size = SIZE if wide else max(LEAST, columns_of(apart))
        room = NAME if wide else max(0, width - size - 1)
        if columns_of(name) > room:  # the end of a name tells more than its beginning
            name = f"  …{name.partition(SEPARATOR)[2]}"
        parts = [
            (fit(name, room), "" if number else "list--current"),
            (fit(apart, size, "right") + " ", "list--current" if said.kind_of_change(row) else ""),
        ]
        if wide:
            kind = said.kind_of_change(row) if row.size is not None else ""
            parts += [(fit(said.largest(row), NUMBERS), "list--faint"), (kind, "list--current")]
        return parts
