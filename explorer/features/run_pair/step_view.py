"""One step in two runs: its formula, the numbers of both, what their colours mean, and the number under the cursor."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from ....core.operations.expression import Index
from ...ui.tensor_view import TensorView
from ...ui.widgets.legend import Legend
from .grids import Grids
from .run_pair import RunPair


class StepBeside(Vertical):
    """Three grids with one cursor, and what there is to say of them.

    Args:
        shown: any array, until there is a step.
        names: what the two runs and their difference are called.
        at_cell: says what stands at a cell in both runs.
    """

    DEFAULT_CSS = """
    StepBeside {
        & > .empty { display: none; }
        & > #formula { padding: 0 1; color: $text-primary; }
        & > #scale { padding: 0 1; }
        & > #here { height: 1; padding: 0 1; text-style: bold; }
        Grids { height: 1fr; layout: vertical; }
        Grids.across { layout: horizontal; }
        Grids.across Grid { width: 1fr; height: 100%; margin: 0 1 0 0; }
        Grid {
            height: 1fr; min-height: 3; border-top: solid $foreground 25%; border-title-color: $faint;
        }
        Grid:focus { border-top: heavy $accent; border-title-color: $text-accent; border-title-style: bold; }
    }
    """

    def __init__(
        self,
        shown: TensorView,
        names: tuple[str, str, str],
        at_cell: Callable[[RunPair, Index], str],
        *,
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self.at_cell = at_cell
        self.grids = Grids(shown, names, id="grids")
        self.formula, self.legend = Static(id="formula", markup=False), Legend(id="scale")
        self.here = Static(id="here", markup=False)

    def compose(self) -> ComposeResult:
        yield from (self.formula, self.grids, self.legend, self.here)

    @property
    def has_keys(self) -> bool:
        """Whether the arrows move the cursor in the numbers."""
        return self.screen.focused in self.grids.grids

    def show(self, beside: RunPair | None, cell: Index = (), formula: str = "") -> None:
        """Another step, or none; the keys stay in the numbers where they were there."""
        self.grids.show(beside, cell)
        self.formula.update(Content(formula))
        self.formula.set_class(not formula, "empty")
        self.show_cell()

    def show_cell(self) -> None:
        """What depends on the cell alone."""
        beside = self.grids.beside
        for each in (self.legend, self.here):
            each.set_class(beside is None, "empty")
        if beside is None or not beside.first.values.size:
            self.here.update("")
            return
        self.here.update(Content(self.at_cell(beside, self.grids.cell)))
        last = beside.difference or beside.first
        grid = next(grid for grid in self.grids.grids if grid.shown is last)
        self.legend.show(last, grid)

    def repaint(self) -> None:
        """In the colours of this hour."""
        self.grids.paint()
        self.show_cell()
