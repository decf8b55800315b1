"""One step in two runs and their difference: three grids, one cursor."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.message import Message

from ....core.operations.expression import Index
from ...ui.grid_layout import HEAD, MARK, numeric
from ...ui.plane import Plane
from ...ui.tensor_view import TensorView
from ...ui.text import width as columns_of
from ...ui.widgets.grid import Grid
from ...ui.widgets.scaled_grid import ScaledGrid
from .run_pair import RunPair, difference_scale, grid_title

MANY = 64  # labels that are measured
TITLE = 1  # line above a grid


class Grids(Container):
    """One run, another and their difference, each under its name; those that there are."""

    class Moved(Message):
        """The cursor is on another cell."""

    def __init__(self, shown: TensorView, names: tuple[str, str, str], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.names = names
        zero = (0,) * len(shown.values.shape)
        self.grids = [ScaledGrid(shown, zero, id=name) for name in ("a", "b", "difference")]
        self.beside: RunPair | None = None
        self.cell: Index = zero

    def compose(self) -> ComposeResult:
        yield from self.grids

    @property
    def main(self) -> Grid:
        """The one that takes the keys."""
        return next((grid for grid in (self.grids[1], self.grids[0]) if grid.display), self.grids[1])

    def show(self, beside: RunPair | None, cell: Index) -> None:
        """Another step; the cursor on that cell where it has it."""
        self.beside = beside
        arrays = self._arrays()
        for grid, shown in zip(self.grids, arrays, strict=True):
            grid.display = shown is not None
            grid.can_focus = False
        self.main.can_focus = beside is not None
        if beside is not None:
            shape = beside.first.values.shape
            inside = len(cell) == len(shape) and all(n < size for n, size in zip(cell, shape, strict=True))
            self._stand()
            self.cell = cell if inside else (0,) * len(shape)
            self.paint()

    def on_resize(self, event: events.Resize) -> None:
        self._stand()

    def _stand(self) -> None:
        """Side by side or above each other: whichever shows more of the numbers."""
        shown = [each for each in self._arrays() if each is not None]
        if shown and self.size:
            width, height = self.size
            number = max(each.format.width for each in shown)
            across = seen(shown[0], number, width // len(shown) - 1, height)
            down = seen(shown[0], number, width, height // len(shown))
            self.set_class(across >= down, "across")

    def _arrays(self) -> tuple[TensorView | None, TensorView | None, TensorView | None]:
        beside = self.beside
        return (beside.a, beside.b, beside.difference) if beside else (None, None, None)

    def paint(self) -> None:
        """Everything to where the cursor is, in the colours of this hour."""
        if self.beside is None:
            return
        dark = self.app.current_theme.dark
        both = self.beside.scale(dark)
        number = max(shown.format.width for shown in self._arrays() if shown is not None)
        for grid, shown, name in zip(self.grids, self._arrays(), self.names, strict=True):
            if shown is None:
                continue
            grid.scale = both if shown is not self.beside.difference else difference_scale(shown, dark)
            grid.least = number
            grid.__dict__.pop("palette", None)  # so that it is drawn anew, even if the array is the same
            grid.show(shown, self.cell)
            grid.border_title = Content(grid_title(name, shown, self.cell))

    def on_grid_moved(self, message: Grid.Moved) -> None:
        message.stop()
        if any(message.shown is shown for shown in self._arrays()):
            self.put(message.cell)

    def put(self, cell: Index) -> None:
        """The cursor onto a cell, in all of them."""
        self.cell = cell
        for grid, shown in zip(self.grids, self._arrays(), strict=True):
            if shown is not None and grid.cell != cell:
                grid.show(shown, cell)
        self.post_message(self.Moved())

    def switch(self, switch: int, by: int) -> None:
        """Another head, in all of them."""
        if self.beside is not None and self.main.shown.values.size:
            self.cell = self.main.plane.switched(self.cell, switch, by)
            self.paint()
            self.post_message(self.Moved())

    def toggle_dense(self) -> None:
        """Numbers, or colour alone, in all of them."""
        for grid in self.grids:
            grid.toggle_dense()


def seen(shown: TensorView, number: int, width: int, height: int) -> int:
    """How many numbers of an array, each so wide, are to be seen at once in a grid of that size, title included."""
    plane = Plane(shown.values.shape)
    gutter = MARK + max(1, _label(shown, len(shown.axes) - 2))
    columns = numeric(plane, gutter, number, _label(shown, len(shown.axes) - 1), width, height).seen
    return columns * min(plane.rows, max(0, height - HEAD - TITLE))


def _label(shown: TensorView, axis: int) -> int:
    """Columns of the longest label along an axis; of many the first are measured."""
    if axis < 0:
        return 0
    size = min(shown.values.shape[axis], MANY)
    return max((columns_of(shown.label(axis, n)) for n in range(size)), default=0)
