"""The steps of two runs, each with its largest difference."""

from __future__ import annotations

from textual.content import Content

from ...ui.text import fit
from ...ui.text import width as columns_of
from ...ui.widgets.row_list import RowList
from . import compare_strings as said
from .compare import Comparison, Row
from .what_if_strings import short

FIRST, LARGEST = "▸ ", " ◂"
SIZE = 9  # columns of the largest difference
PLACE, NUMBERS = 26, 20  # columns of where it is, and of the two numbers that are there
LEAST = 30  # columns that a name keeps where all of these are to be shown


class CompareList(RowList[Row]):
    """A line for each step: its name, the largest difference, and, where there is room, where that is."""

    comparison: Comparison | None = None

    def show(self, comparison: Comparison | None, cursor: int) -> None:
        """The steps of another comparison."""
        self.comparison, self.cursor = comparison, cursor
        self.rows = comparison.rows if comparison else ()
        self.border_title = Content(said.how_many(comparison) if comparison else "")
        self.border_subtitle = Content(said.marks(comparison) if comparison else "")
        self.changed()

    def go(self, number: int) -> None:
        """The cursor onto a row."""
        self.action_line(number - self.cursor)

    def parts(self, number: int, width: int) -> list[tuple[str, str]]:
        if self.comparison is None or not self.rows:
            return [(" " * width, "")]
        row, comparison = self.rows[number], self.comparison
        faint = "" if row.differs else "list--faint"
        place = PLACE if width >= LEAST + SIZE + PLACE + 4 else 0
        numbers = NUMBERS if place and width >= LEAST + SIZE + PLACE + NUMBERS + 6 else 0
        size = said.apart(row) or said.told(row)
        broad = SIZE if place else max(SIZE, min(columns_of(size), width // 2))
        room = max(0, width - broad - len(LARGEST) - bool(place) - place - numbers)
        parts = [
            (fit(self._called(number, room), room), faint or "list--current" * (number == comparison.first)),
            (fit(said.apart(row) if row.why and place else size, broad, "right"), faint),
            (LARGEST if number == comparison.most else " " * len(LARGEST), "list--current"),
        ]
        if row.why:
            return [*parts, (f" {row.why}", "list--faint")] if place else parts
        where, between = comparison.where(row), said.told(row) if row.gap else ""
        told = [(f" {fit(where, place)}", "")] if place else []
        return [*parts, *told, *([(fit(between, numbers, "right"), "list--faint")] if numbers else [])]

    def _called(self, number: int, room: int) -> str:
        assert self.comparison is not None
        title = self.rows[number].title
        mark = FIRST if number == self.comparison.first else "  "
        name = f"{mark}{short(title)}"
        for skipped in range(1, len(title)):  # the end of a name tells more than its beginning
            if columns_of(name) <= room:
                break
            name = f"{mark}…{short(title[skipped:])}"
        return name
