"""The multiples screen: a step in all its heads, or in all layers, as small panels with one cursor."""

from __future__ import annotations

from itertools import zip_longest
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from ....core.support.localization import _
from ...ui.grid_layout import MARK
from ...ui.routes import WalkRoute
from ...ui.screen import Exported, Screen
from ...ui.strings import too_small
from ...ui.text import safe
from ...ui.text import width as columns_of
from ...ui.walk import SEPARATOR
from ...ui.widgets.grid import Grid
from ...ui.widgets.key_bar import KeyBar
from ...ui.widgets.legend import Legend
from ...ui.widgets.room import Room
from ...ui.widgets.scaled_grid import ScaledGrid
from ...ui.widgets.spread import Spread
from . import keys
from .panels import stand
from .state import MOST, HeadsState, cell_said

LEAST = (30, 10)  # columns and lines below which there is nothing worth drawing
LABELS = 64  # that are measured


class Small(Vertical):
    """One panel: its title, its grid, and the number under the cursor."""

    def __init__(self, grid: ScaledGrid) -> None:
        super().__init__()
        self.grid = grid
        self.grid.dense = True
        self.number = Static(markup=False)
        self._said = ""

    def compose(self) -> ComposeResult:
        yield self.grid
        yield self.number

    def say(self, number: str) -> None:
        """The number under the cursor."""
        if number != self._said:
            self._said = number
            self.number.update(Content(number), layout=False)


class HeadsScreen(Screen[WalkRoute | None]):
    """Left with a cell to go to in the walk, or with nothing."""

    CSS_PATH = "screen.tcss"
    BINDINGS: ClassVar[list[BindingType]] = keys.BINDINGS

    def __init__(self, multiples: HeadsState) -> None:
        super().__init__()
        self.multiples = multiples
        self.dense = True
        most = min(MOST, max(multiples.heads, len(multiples.layers)))
        first = multiples.panel
        cell = first.near(multiples.row, multiples.column)
        self.smalls = [Small(ScaledGrid(first.shown, cell)) for _small in range(most)]

    def compose(self) -> ComposeResult:
        yield Spread(id="heading")
        with Room(id="panels"):
            yield from self.smalls
        yield Static(id="cell", markup=False)
        yield Legend(id="legend")
        yield KeyBar(id="keys")
        yield Static(too_small(*LEAST), id="too-small", markup=False)

    def on_mount(self) -> None:
        self.show()
        self.app.theme_changed_signal.subscribe(self, lambda theme: self.call_after_refresh(self.show))

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.width < LEAST[0] or event.size.height < LEAST[1], "small")

    def on_room_resized(self) -> None:
        self._stand()

    # -------------------------------------------------------------------------- what is shown
    @property
    def here(self) -> ScaledGrid:
        """The panel that one is at."""
        return self.smalls[self._here].grid

    @property
    def _here(self) -> int:
        return self.multiples.here - self.multiples.places.start

    def show(self) -> None:
        """Brings the panels to what they are to show, and their sizes."""
        multiples = self.multiples
        scale = multiples.scale(self.app.current_theme.dark)
        for small, panel in zip_longest(self.smalls, multiples.panels):
            small.display = panel is not None
            if panel is not None:
                small.border_title = Content(panel.title)
                grid = small.grid
                grid.colour(scale)
                grid.show(panel.shown, panel.near(multiples.row, multiples.column))
        self._stand()
        self.here.focus()
        self.show_cell()
        self._show_keys()

    def _stand(self) -> None:
        """As many panels side by side as show the most."""
        panels = self.query_one(Room)
        shown = self.multiples.panel.shown
        rows, columns = shown.values.shape
        labels = (columns_of(shown.label(0, n)) for n in range(min(rows, LABELS)))
        found = stand(
            count=len(self.multiples.places),
            rows=rows,
            columns=columns,
            gutter=max(labels, default=1) + MARK,
            least=1 if self.dense else self.multiples.format.width + 2,
            dense=self.dense,
            width=max(1, panels.outer_size.width),
            height=max(1, panels.outer_size.height),
        )
        panels.styles.grid_size_columns = found.across
        panels.styles.grid_rows = str(found.lines)

    def show_cell(self) -> None:
        """Brings what depends on the cell alone to where one is."""
        multiples = self.multiples
        row, column, form = multiples.row, multiples.column, multiples.format
        here = self._here
        for n, (small, panel) in enumerate(zip(self.smalls, multiples.panels, strict=False)):
            small.grid.follow(panel.near(row, column))
            small.say(panel.number(row, column, form))
            small.set_class(n == here, "here")
        *groups, name = multiples.title
        what = _("all layers") if multiples.by_layer else _("all heads")
        self.query_one("#heading", Spread).say(
            [
                (what, "strong"),
                ("".join(f" · {safe(SEPARATOR.join(groups))}{SEPARATOR}" if groups else " · "), "faint"),
                (name, "accent"),
                (self._which_head(), "strong"),
            ],
            [(self._how_many(), "faint")],
        )
        self.query_one("#cell", Static).update(Content(cell_said(multiples)), layout=False)
        self.query_one(Legend).show(self.here.shown, self.here)

    def _which_head(self) -> str:
        multiples = self.multiples
        if not (multiples.by_layer and multiples.heads):
            return ""
        return " · " + _("head {head} of {heads}", head=multiples.head + 1, heads=multiples.heads)

    def _how_many(self) -> str:
        shown, count = len(self.multiples.places), self.multiples.count
        return f"{count}" if shown == count else _("{shown} of {count}", shown=shown, count=count)

    def _show_keys(self) -> None:
        """The footer says what works now."""
        multiples = self.multiples
        turn = (keys.TO_HEADS if multiples.by_layer else keys.TO_LAYERS,) * multiples.can_turn
        head = (keys.HEAD,) * (multiples.by_layer and multiples.heads > 1)
        working = (keys.CELL, keys.PANEL, *turn, keys.OPEN, *head, keys.VIEW)
        self.query_one(KeyBar).show(_("LAYERS") if multiples.by_layer else _("HEADS"), working, keys.ALWAYS)

    # -------------------------------------------------------------------------- keys
    def action_panel(self, by: int) -> None:
        self._go(self.multiples.here + by)

    def _go(self, place: int) -> None:
        """To another panel, which may not be among those that are shown."""
        before = self.multiples.places
        self.multiples.to_panel(place)
        if self.multiples.places == before:
            self.here.focus()
            self.show_cell()
        else:
            self.show()

    def action_head(self, by: int) -> None:
        if self.multiples.by_layer:
            self.multiples.to_head(by)
            self.show()
        else:
            self.action_panel(by)

    def action_turn(self) -> None:
        if self.multiples.turn():
            self.show()

    def action_view(self) -> None:
        self.dense = not self.dense
        for small in self.smalls:
            small.grid.toggle_dense()
        self._stand()

    def on_grid_moved(self, message: Grid.Moved) -> None:
        panels = self.multiples.panels
        place = next((n for n, panel in enumerate(panels) if panel.shown is message.shown), None)
        if place is not None:
            self.multiples.to_cell(*message.cell)
            self.show_cell()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """A click chooses a panel."""
        grids = [small.grid for small in self.smalls]
        if isinstance(event.widget, ScaledGrid) and event.widget is not self.here:
            self.multiples.to_panel(self.multiples.places.start + grids.index(event.widget))
            self.show_cell()

    def exported(self) -> Exported:
        """The panel one is at."""
        return Exported(self.multiples.trace, self.here.shown, self.here.cell)

    def action_open(self) -> None:
        self.dismiss(WalkRoute(self.multiples.trace, *self.multiples.place))

    def action_leave(self) -> None:
        self.dismiss(None)

    def on_key_bar_pressed(self, message: KeyBar.Pressed) -> None:
        self.call_later(self.run_action, message.action)

    def action_help(self) -> None:
        from ...ui.help import HelpScreen

        self.app.push_screen(HelpScreen(keys.HELP))
