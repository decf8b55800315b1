"""A step in two runs: its formula, three grids with one cursor, their color scale, and the number under the cursor."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from ....core.operations.expression import Index
from ....core.support.localization import _
from ...ui.grid_layout import HEAD, MARK, Plane, numeric
from ...ui.tensor_view import TensorView
from ...ui.text import width as columns_of
from ...ui.widgets.grid import Grid
from ...ui.widgets.one_line import Legend
from ...ui.widgets.scaled_grid import ScaledGrid
from .run_pair import ArrayPair, difference_scale
from .strings import Runs, at_cell, grid_title

MANY = 64  # labels whose width is measured
TITLE = 1  # line above a grid


class Grids(Container):
    """A's array, B's array and their difference, those that exist, each with a title."""

    class Moved(Message):
        """The cursor is on another cell."""

    def __init__(self, shown: TensorView, runs: Runs, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.names = (runs.a, runs.b, runs.difference)
        self.cell: Index = (0,) * len(shown.values.shape)
        self.grids = [ScaledGrid(shown, self.cell, id=name) for name in ("a", "b", "difference")]
        self.pair: ArrayPair | None = None

    def compose(self) -> ComposeResult:
        yield from self.grids

    @property
    def main(self) -> Grid:
        """The grid that handles the keys."""
        return next((grid for grid in (self.grids[1], self.grids[0]) if grid.display), self.grids[1])

    @property
    def _arrays(self) -> tuple[TensorView | None, TensorView | None, TensorView | None]:
        return self.pair.arrays if self.pair else (None, None, None)

    def show(self, pair: ArrayPair | None, cell: Index) -> None:
        """Shows another step, with the cursor on a cell if the step has it."""
        self.pair = pair
        for grid, shown in zip(self.grids, self._arrays, strict=True):
            grid.display = shown is not None
            grid.can_focus = False
        self.main.can_focus = pair is not None
        if pair is not None:
            shape = pair.first.values.shape
            inside = len(cell) == len(shape) and all(n < size for n, size in zip(cell, shape, strict=True))
            self._arrange()
            self.cell = cell if inside else (0,) * len(shape)
            self.paint()

    def on_resize(self, event: events.Resize) -> None:
        self._arrange()

    def _arrange(self) -> None:
        """Arranges the grids horizontally or vertically, whichever shows more numbers."""
        shown = [each for each in self._arrays if each is not None]
        if shown and self.size:
            width, height = self.size
            number = max(each.format.width for each in shown)
            across = visible(shown[0], number, width // len(shown) - 1, height)
            down = visible(shown[0], number, width, height // len(shown))
            self.set_class(across >= down, "across")

    def paint(self) -> None:
        """Paints all grids in the colors of the current theme."""
        if self.pair is None:
            return
        dark = self.app.current_theme.dark
        both = self.pair.scale(dark)
        number = max(shown.format.width for shown in self._arrays if shown is not None)
        for grid, shown, name in zip(self.grids, self._arrays, self.names, strict=True):
            if shown is None:
                continue
            grid.use_scale(both if shown is not self.pair.difference else difference_scale(shown, dark))
            was_wide, grid.least = grid.least, number
            grid.show(shown, self.cell)
            if number != was_wide:  # another step, or another number of decimals
                grid.redraw()
            grid.border_title = Content(grid_title(_(name), shown, self.cell))

    def on_grid_moved(self, message: Grid.Moved) -> None:
        message.stop()
        if any(message.shown is shown for shown in self._arrays):
            self.set_cell(message.cell)

    def set_cell(self, cell: Index) -> None:
        """Moves the cursor of all grids."""
        self.cell = cell
        for grid, shown in zip(self.grids, self._arrays, strict=True):
            if shown is not None and grid.cell != cell:
                grid.show(shown, cell)
        self.post_message(self.Moved())

    def switch(self, switch: int, by: int) -> None:
        """Shows another head, or another index of an axis in front of rows and columns, in all grids."""
        if self.pair is not None and self.main.shown.values.size:
            self.cell = self.main.plane.switched(self.cell, switch, by)
            self.paint()
            self.post_message(self.Moved())

    def toggle_dense(self) -> None:
        """Shows numbers or only colors in all grids."""
        for grid in self.grids:
            grid.toggle_dense()


def visible(shown: TensorView, number: int, width: int, height: int) -> int:
    """How many numbers of an array, each `number` columns wide, fit in a grid of this size, including its title."""
    plane = Plane(shown.values.shape)
    gutter = MARK + max(1, _label(shown, len(shown.axes) - 2))
    columns = numeric(plane, gutter, number, _label(shown, len(shown.axes) - 1), width, height).seen
    return columns * min(plane.rows, max(0, height - HEAD - TITLE))


def _label(shown: TensorView, axis: int) -> int:
    """Columns of the longest label along an axis; if there are many, only the first are measured."""
    if axis < 0:
        return 0
    count = min(shown.values.shape[axis], MANY)
    return max((columns_of(shown.label(axis, n)) for n in range(count)), default=0)


class StepNumbers(Vertical):
    """The numbers of a step in two runs, with its formula, the color scale and the number under the cursor.

    Args:
        shown: any array; it is replaced before it is seen.
    """

    def __init__(self, shown: TensorView, runs: Runs, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.runs = runs
        self.grids = Grids(shown, runs, id="grids")
        self.formula, self.legend = Static(id="formula", markup=False), Legend(id="scale")
        self.here = Static(id="here", markup=False)

    def compose(self) -> ComposeResult:
        yield from (self.formula, self.grids, self.legend, self.here)

    @property
    def has_keys(self) -> bool:
        """Whether the arrow keys move the cursor in a grid."""
        return self.screen.focused in self.grids.grids

    def show(self, pair: ArrayPair | None, cell: Index = (), formula: str = "") -> None:
        """Shows another step, or none; a grid keeps the focus if one had it."""
        self.grids.show(pair, cell)
        self.formula.update(Content(formula))
        self.formula.set_class(not formula, "empty")
        self.show_cell()

    def show_cell(self) -> None:
        """Shows the number under the cursor."""
        pair = self.grids.pair
        for each in (self.legend, self.here):
            each.set_class(pair is None, "empty")
        if pair is None or not pair.first.values.size:
            self.here.update("")
            return
        self.here.update(Content(at_cell(pair, self.grids.cell, self.runs)))
        last = pair.difference or pair.first
        self.legend.show(last, next(grid for grid in self.grids.grids if grid.shown is last))

    def repaint(self) -> None:
        """Repaints the numbers after the theme changed."""
        self.grids.paint()
        self.show_cell()
