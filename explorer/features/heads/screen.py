"""The heads screen: a step in all its heads, or in all layers, as small panels with one cursor."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from ....core.support.localization import N_, _
from ....core.trace.tags import of_traces
from ...ui.grid_layout import MARK
from ...ui.keys import Footer, Key, KeyTable
from ...ui.routes import WalkRoute
from ...ui.screen import Exported, Screen
from ...ui.strings import too_small
from ...ui.tags import before
from ...ui.text import safe
from ...ui.text import width as columns_of
from ...ui.walk import SEPARATOR
from ...ui.widgets.grid import Grid
from ...ui.widgets.key_bar import KeyBar
from ...ui.widgets.one_line import Legend, Spread
from ...ui.widgets.room import Room
from ...ui.widgets.scaled_grid import ScaledGrid
from .layout import panel_layout
from .state import MOST, HeadsState, cell_text

LEAST = (30, 10)  # columns and lines below which only a message is shown
LABELS = 64  # labels whose width is measured
SMALL = "-small"
WIDTHS = [(0, SMALL), (LEAST[0], "-wide")]  # minimum columns for each class
HEIGHTS = [(0, SMALL), (LEAST[1], "-high")]  # lines


def _can_turn(screen: Any) -> bool:
    return bool(screen.state.can_turn)


_CELL = Key(label=N_("cell"), shown="← ↑ ↓ →")
_LAYERS = Key("", "turn", N_("layers"), shown="m", when=_can_turn)
_HEADS = Key("", "turn", N_("heads"), shown="m", when=_can_turn)


class PanelView(Vertical):
    """One panel: its title, its grid, and the number under the cursor."""

    def __init__(self, grid: ScaledGrid) -> None:
        super().__init__()
        self.grid = grid
        self.grid.dense = True
        self.number = Static(markup=False)
        self._written = ""

    def compose(self) -> ComposeResult:
        yield self.grid
        yield self.number

    def show_number(self, number: str) -> None:
        """Shows the number under the cursor."""
        if number != self._written:
            self._written = number
            self.number.update(Content(number), layout=False)


class HeadsScreen(Screen[WalkRoute | None]):
    """Dismissed with the place where the walk continues, or with None."""

    CSS_PATH = "screen.tcss"
    HINTS = "multiples"
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    KEYS = KeyTable(
        Key(label=N_("cell"), about=N_("move to another cell in all panels"), shown="← ↑ ↓ →"),
        Key("n,right_square_bracket", "panel(1)", N_("panel"), N_("next panel"), "n p"),
        Key("p,left_square_bracket", "panel(-1)", about=N_("previous panel")),
        Key("h", "head(1)", N_("head"), N_("next head"), when=lambda screen: screen.state.heads > 1),
        Key("H", "head(-1)", about=N_("previous head")),
        Key("j", "layer(1)", N_("layer"), N_("next layer"), when=lambda screen: len(screen.state.layers) > 1),
        Key("J", "layer(-1)", about=N_("previous layer")),
        Key("m,tab,shift+tab", "turn", about=N_("show all layers instead of all heads, or back")),
        Key("v", "view", N_("numbers"), N_("show only colors, or numbers")),
        Key("enter,o", "open", N_("open in walk"), N_("open this cell in the walk")),
        Key(shown=N_("mouse"), about=N_("a click chooses a panel and a cell")),
        Key("escape", "leave", N_("back"), N_("go back to the walk")),
        footers={
            "heads": Footer(N_("HEADS"), (_CELL, "panel(1)", _LAYERS, "open", "layer(1)", "view")),
            "layers": Footer(N_("LAYERS"), (_CELL, "panel(1)", _HEADS, "open", "head(1)", "view")),
        },
        always=("leave", "help", "app.quit"),
        intro=N_("""\
One step in all its heads, or one head of it in every layer. The same color means the same number in
all panels, and the cursor is on the same cell in all of them; its number is below each."""),
    )

    def __init__(self, state: HeadsState) -> None:
        super().__init__()
        self.state = state
        self.dense = True
        most = min(MOST, max(state.heads, len(state.layers)))
        first = state.panel
        cell = first.near(state.row, state.column)
        self.panels = [PanelView(ScaledGrid(first.shown, cell)) for _panel in range(most)]

    def compose(self) -> ComposeResult:
        yield Spread(id="heading")
        with Room(id="panels"):
            yield from self.panels
        yield Static(id="cell", markup=False)
        yield Legend(id="legend")
        yield KeyBar(id="keys")
        yield Static(too_small(*LEAST), id="too-small", markup=False)

    def on_mount(self) -> None:
        self.show()
        self.redraw_with_theme(self.show)

    # -------------------------------------------------------------------------- what is shown
    @property
    def mode(self) -> str:
        return "layers" if self.state.by_layer else "heads"

    @property
    def here(self) -> ScaledGrid:
        """The grid of the current panel."""
        return self.panels[self.state.here - self.state.places.start].grid

    def show(self) -> None:
        """Shows the panels, and gives them their sizes."""
        state = self.state
        scale = state.scale(self.app.current_theme.dark)
        for view, panel in zip_longest(self.panels, state.panels):
            view.display = panel is not None
            if panel is not None:
                view.border_title = Content(panel.title)
                view.grid.use_scale(scale)
                view.grid.show(panel.shown, panel.near(state.row, state.column))
        self._arrange()
        self.here.focus()
        self.show_cell()
        self.show_keys()

    @on(Room.Resized)
    def _arrange(self) -> None:
        """Arranges the panels so that the most numbers are visible."""
        room = self.query_one(Room)
        shown = self.state.panel.shown
        rows, columns = shown.values.shape
        labels = (columns_of(shown.label(0, n)) for n in range(min(rows, LABELS)))
        found = panel_layout(
            count=len(self.state.places),
            rows=rows,
            columns=columns,
            gutter=max(labels, default=1) + MARK,
            least=1 if self.dense else self.state.format.width + 2,
            dense=self.dense,
            width=max(1, room.outer_size.width),
            height=max(1, room.outer_size.height),
        )
        room.styles.grid_size_columns = found.across
        room.styles.grid_rows = str(found.lines)

    def show_cell(self) -> None:
        """Shows what depends only on the cell."""
        state = self.state
        row, column, form = state.row, state.column, state.format
        for view, panel in zip(self.panels, state.panels, strict=False):
            view.grid.follow(panel.near(row, column))
            view.show_number(panel.number(row, column, form))
            view.set_class(view.grid is self.here, "here")
        *groups, name = state.title
        what = _("all layers") if state.by_layer else _("all heads")
        where = "".join(f"{safe(group)}{SEPARATOR}" for group in groups)
        head = ""
        if state.by_layer and state.heads:
            head = " · " + _("head {head} of {heads}", head=state.head + 1, heads=state.heads)
        shown, count = len(state.places), state.count
        self.query_one("#heading", Spread).show(
            [(what, "strong"), (f" · {where}", "faint"), (name, "accent"), (head, "strong")],
            before(
                of_traces(state.trace),
                [
                    (
                        f"{count}" if shown == count else _("{shown} of {count}", shown=shown, count=count),
                        "faint",
                    )
                ],
            ),
        )
        self.query_one("#cell", Static).update(Content(cell_text(state)))
        self.query_one(Legend).show(self.here.shown, self.here)

    def exported(self) -> Exported:
        """The current panel."""
        return Exported(self.state.trace, self.here.shown, self.here.cell)

    # -------------------------------------------------------------------------- keys and the mouse
    def action_panel(self, by: int) -> None:
        """Goes to another panel, which need not be among those shown."""
        before = self.state.places
        self.state.to_panel(self.state.here + by)
        if self.state.places == before:
            self.here.focus()
            self.show_cell()
        else:
            self.show()

    def action_head(self, by: int) -> None:
        if self.state.by_layer:
            self.state.to_head(by)
            self.show()
        else:
            self.action_panel(by)

    def action_layer(self, by: int) -> None:
        if self.state.by_layer:
            self.action_panel(by)
        else:
            self.state.to_layer(by)
            self.show()

    def action_turn(self) -> None:
        if self.state.turn():
            self.show()

    def action_view(self) -> None:
        self.dense = not self.dense
        for view in self.panels:
            view.grid.toggle_dense()
        self._arrange()

    @on(Grid.Moved)
    def _to_cell(self, message: Grid.Moved) -> None:
        if any(panel.shown is message.shown for panel in self.state.panels):
            self.state.to_cell(*message.cell)
            self.show_cell()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """A click chooses a panel."""
        grids = [view.grid for view in self.panels]
        if isinstance(event.widget, ScaledGrid) and event.widget is not self.here:
            self.state.to_panel(self.state.places.start + grids.index(event.widget))
            self.show_cell()

    def action_open(self) -> None:
        self.dismiss(WalkRoute(self.state.trace, *self.state.place))

    def action_leave(self) -> None:
        self.dismiss(None)
