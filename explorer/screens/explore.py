"""The explore screen: a walk through a trace, step by step and number by number."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from ...core.operations.expression import Index, Source
from ...core.trace import Trace, TraceError
from ..memory import LastPlace
from ..reading import Reading, last_place
from ..text import safe
from ..widgets.explanation import ExplanationPanel
from ..widgets.formula_view import FormulaView
from ..widgets.grid import Grid
from ..widgets.key_bar import KeyBar
from ..widgets.legend import Legend
from ..widgets.model_map import ModelMap
from ..widgets.origin_list import OriginList
from ..widgets.spread import Spread
from . import keys, said
from .asking import Asking

if TYPE_CHECKING:
    from ..decoding.desk import Desk
    from ..what_if_desk import WhatIf
    from .what_if_trying import Opened

LEAST = (40, 12)  # columns and lines below which there is nothing worth drawing
NARROW, WIDE = 70, 120  # columns
SHORT, TALL = 20, 36  # lines


class ExploreScreen(Asking):
    """Three regions: the map of the model, the numbers of a step, the number under the cursor."""

    CSS_PATH = "explore.tcss"
    BINDINGS: ClassVar[list[BindingType]] = keys.BINDINGS

    def __init__(self, trace: Trace) -> None:
        super().__init__()
        self.reading = Reading(trace)
        self._switches = ""
        self._what_if: WhatIf | None = None
        self.decoding: Desk | None = None

    def compose(self) -> ComposeResult:
        reading = self.reading
        yield Spread(id="heading")
        with Horizontal(id="body"):
            yield ModelMap(reading, id="map")
            with Vertical(id="step"):
                yield Spread(id="crumb")
                with Container(id="about"):
                    yield FormulaView(reading.shown, id="formula")
                    yield Static(id="meaning", markup=False)
                yield Grid(reading.shown, reading.cell, id="grid")
                yield Legend(id="legend")
                yield ExplanationPanel(reading, id="number")
        yield OriginList(id="origins")
        yield Static(id="notice", markup=False)
        yield KeyBar(id="keys")
        yield Static(said.too_small(*LEAST), id="too-small", markup=False)

    def on_mount(self) -> None:
        self.grid = self.query_one(Grid)
        self.map = self.query_one(ModelMap)
        self.panel = self.query_one(ExplanationPanel)
        self.origin_list = self.query_one(OriginList)
        self.show_step()
        self.to_walk()
        self.app.theme_changed_signal.subscribe(self, lambda _: self.call_after_refresh(self.show_step))

    # -------------------------------------------------------------------------- what is shown
    def read(self, trace: Trace) -> None:
        """Another trace in place of this one, at the same step where it has that."""
        step = self.reading.walk.steps[self.reading.number]
        self.reading = Reading(trace, step.source)
        self.map.look(self.reading)
        self.show_step()

    def show_step(self) -> None:
        """Brings everything to where the reading is."""
        self.leave_list()
        reading, shown = self.reading, self.reading.shown
        self.query_one("#heading", Spread).say(*said.heading(reading))
        self.query_one("#crumb", Spread).say(*said.crumb(shown))
        self.query_one(FormulaView).look(shown)
        self.query_one("#meaning", Static).update(Content(said.meaning(shown)), layout=False)
        self.map.follow()
        self.grid.look(shown, reading.cell)
        self.query_one(Legend).look(shown, self.grid.palette)
        self.show_cell()

    def show_cell(self) -> None:
        """Brings what depends on the cell alone to where the reading is."""
        self.panel.look(self.reading)
        self.panel.border_title = Content(f"this number · {said.position(self.reading)}")
        if (switches := said.switches(self.reading)) != self._switches:
            self._switches = switches
            self.grid.border_title = Content(switches)

    def show_keys(self) -> None:
        """The footer says what works now."""
        mode, working = keys.working(self.focused, bool(self.reading.trail), self.grid.plane.switches > 0)
        self.query_one(KeyBar).say(mode, working, keys.ALWAYS)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        self.show_keys()

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        self.show_keys()

    def on_resize(self, event: events.Resize) -> None:
        width, height = event.size
        self.set_class(width < LEAST[0] or height < LEAST[1], "small")
        self.set_class(width < NARROW, "narrow")
        self.set_class(width >= WIDE, "wide")
        self.set_class(height < SHORT, "short")
        self.set_class(height >= TALL, "tall")

    # -------------------------------------------------------------------------- walking
    def action_step(self, by: int) -> None:
        self.reading.step(by)
        self.show_step()

    def action_end(self, last: bool) -> None:
        self.reading.go(len(self.reading.walk) - 1 if last else 0)
        self.show_step()

    def on_model_map_chosen(self, message: ModelMap.Chosen) -> None:
        self.reading.go(min(message.place, len(self.reading.walk) - 1))
        self.show_step()
        if message.enter:
            self.action_enter()

    def action_enter(self) -> None:
        """From walking into the numbers; from the numbers, to what the number was made of."""
        if self.focused is not self.grid:
            self.grid.focus()
        else:
            self.open_list()

    def action_leave(self) -> None:
        """Out of whatever one is in, back to walking; from walking, home."""
        walking = not isinstance(self.focused, Grid | OriginList) and not self.is_telling()
        self.hush()
        if walking and len(self.app.screen_stack) > 1:
            self.remember()
            self.dismiss()
        else:
            self.to_walk()

    def to_place(self, place: LastPlace) -> None:
        """To where one was, as far as that is there."""
        if self.reading.stand(Source("step", place.step, place.visit), place.cell):
            self.show_step()

    def on_unmount(self) -> None:
        self.remember()

    def remember(self) -> None:
        """Where one is, for another time."""
        remember = getattr(self.app, "remember_place", None)
        place = last_place(self.reading)
        if remember is not None and place is not None:
            remember(place)

    def to_walk(self) -> None:
        if self.map.display and not self.has_class("narrow"):
            self.map.focus()
        else:
            self.set_focus(None)
        self.show_keys()

    # -------------------------------------------------------------------------- numbers
    def on_grid_moved(self, message: Grid.Moved) -> None:
        if message.shown is self.reading.shown:  # not when a step was taken before the message came
            self.reading.put(message.cell)
            self.show_cell()

    def action_switch(self, switch: int, by: int) -> None:
        self.leave_list()
        cell = self.grid.plane.switched(self.reading.cell, switch, by)
        self.reading.put(cell)
        self.grid.look(self.reading.shown, cell)
        self.show_cell()

    def action_view(self) -> None:
        self.grid.toggle_dense()

    # -------------------------------------------------------------------------- following and back
    def open_list(self) -> None:
        """The cells that the number under the cursor was made of."""
        try:
            found = self.reading.origins()
        except TraceError as error:
            self.tell(safe(str(error)), "error")
            return
        if not found:
            self.tell(said.no_origin(self.reading))
            return
        self.origin_list.styles.height = min(len(found), max(4, self.size.height // 3)) + 2
        self.origin_list.add_class("open")
        self.origin_list.offer(self.reading, found)
        self.origin_list.focus()

    def leave_list(self) -> None:
        if self.origin_list.has_class("open"):
            self.origin_list.remove_class("open")
            self.grid.focus()

    def on_origin_list_left(self) -> None:
        self.leave_list()

    def on_origin_list_chosen(self, message: OriginList.Chosen) -> None:
        try:
            self.reading.follow(*message.origin.place)
        except TraceError as error:
            self.tell(safe(str(error)), "error")
        self.show_step()
        self.show_keys()

    def action_back(self) -> None:
        if not self.reading.back():
            self.tell("Nothing to go back to: Enter on a number follows it to where it came from.")
        self.show_step()
        self.show_keys()

    # -------------------------------------------------------------------------- the rest
    def on_key_bar_pressed(self, message: KeyBar.Pressed) -> None:
        self.call_later(self.run_action, message.action)

    def action_decode(self) -> None:
        """The sentence decoded, token by token."""
        from .decode_door import open_decode

        self.leave_list()
        self.decoding = open_decode(self, self.decoding)

    def action_what_if(self) -> None:
        """Changes inside the model, tried on this sentence."""
        if self.answers is None:
            self.tell("There is no model at hand to compute a changed run with.", "error")
            return
        from ..what_if_desk import WhatIf
        from .what_if import WhatIfScreen

        self.leave_list()
        if self._what_if is None or not self._what_if.is_about(self.reading.trace):
            self._what_if = WhatIf(self.reading)
        self._what_if.come_from(self.reading)
        self.app.push_screen(WhatIfScreen(self._what_if, self.reading, self.answers), self._come_back)

    def action_attention(self) -> None:
        """Where a token looks, on the words themselves."""
        from ..looks import Looks
        from .attention import AttentionScreen

        self.leave_list()
        try:
            self.app.push_screen(AttentionScreen(Looks(self.reading)), self._look_there)
        except TraceError as error:
            self.tell(safe(str(error)), "error")

    def _look_there(self, place: tuple[Source, Index] | None) -> None:
        if place is not None:
            self.reading.follow(*place)
            self.show_step()
            self.grid.focus()

    def _come_back(self, opened: Opened | None) -> None:
        if opened is not None:
            self.read(opened.trace)
            self.reading.stand(opened.source, opened.cell)
            self.show_step()
            self.tell(said.which_run(opened.trace))

    def action_help(self) -> None:
        from .help import HelpScreen

        self.app.push_screen(HelpScreen())
