"""The explore screen: a walk through a trace, step by step and number by number."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical
from textual.content import Content
from textual.widgets import Static

from ....core.operations.expression import Source
from ....core.support.localization import _
from ....core.trace import Trace
from ...ui.engine_client import EngineClient
from ...ui.memory import LastPlace
from ...ui.navigator import Navigator, last_place
from ...ui.screen import Exported
from ...ui.strings import too_small
from ...ui.widgets.explanation import ExplanationPanel
from ...ui.widgets.formula_view import FormulaView
from ...ui.widgets.grid import Grid
from ...ui.widgets.key_bar import KeyBar
from ...ui.widgets.legend import Legend
from ...ui.widgets.room import Room
from ...ui.widgets.spread import Spread
from . import keys, strings
from .cell_list import OriginList
from .doors import Doors
from .guessing import HIDING
from .model_map import ModelMap
from .playing import Playing

LEAST = (40, 12)  # columns and lines below which there is nothing worth drawing
READS = "enter used_by find about guess hint solution attention heads palette copy"
MIXED = frozenset({"decode", "what_if", "compare", "export"})
NARROW, WIDE = 70, 120  # columns
LOWEST, LOW, SHORT, TALL = 9, 12, 18, 34  # lines between the heading and what is docked below


class WalkScreen(Playing, Doors):
    """Three regions: the map of the model, the numbers of a step, the number under the cursor."""

    CSS_PATH = "screen.tcss"
    BINDINGS: ClassVar[list[BindingType]] = keys.BINDINGS
    needs_result = MIXED | set(READS.split())

    def __init__(
        self, trace: Trace, engine: EngineClient | None = None, stored: bool = False, asked: str = ""
    ) -> None:
        super().__init__()
        self.engine = engine
        self.set_class(bool(asked), "asked")
        self.navigator = Navigator(trace)
        self.stored, self.asked = stored, asked
        self._switches = ""

    def compose(self) -> ComposeResult:
        navigator = self.navigator
        yield Spread(id="heading")
        with Room(id="body"):
            yield ModelMap(navigator, id="map")
            with Vertical(id="step"):
                yield Spread(id="crumb")
                with Container(id="about"):
                    yield FormulaView(navigator.shown, id="formula")
                    yield Static(id="meaning", markup=False)
                yield Grid(navigator.shown, navigator.cell, id="grid")
                yield Legend(id="legend")
                yield ExplanationPanel(navigator, id="number")
            yield Static(strings.being_computed(self.asked), id="instead", markup=False)
        yield OriginList(id="origins")
        yield Static(id="notice", markup=False)
        yield KeyBar(id="keys")
        yield Static(too_small(*LEAST), id="too-small", markup=False)

    def on_mount(self) -> None:
        self.grid = self.query_one(Grid)
        self.map = self.query_one(ModelMap)
        self.panel = self.query_one(ExplanationPanel)
        self.origin_list = self.query_one(OriginList)
        self.show_step()
        self.to_walk()
        if self.asked:
            self.compute_sentence(self.asked)
        self.app.theme_changed_signal.subscribe(self, lambda theme: self.call_after_refresh(self.show_step))

    # -------------------------------------------------------------------------- what is being computed
    def waits(self, action: str) -> bool:
        """What goes with other runs waits also until the run that came with the model is computed here."""
        return super().waits(action) or (self.stored and action in MIXED)

    def wait_first(self) -> None:
        if not self.computing:
            self.start_computing(
                self.navigator.trace.source_text, self._wait_for_this, self.engine, "own text"
            )
        super().wait_first()

    async def _wait_for_this(self) -> bool:
        await self.program.computed_here(self.navigator.trace.source_text)
        self.clear_notice()
        return True

    def replace_stored(self, text: str, computed: Trace | None) -> None:
        """The run that came with the model, computed here; None where that cannot be: then it stays."""
        if not self.stored or text != self.navigator.trace.source_text:
            return
        if computed is not None:
            self.navigator.replace(computed)
            self.grid.show(self.navigator.shown, self.navigator.cell)
        self.stored = False

    def _end_computing(self, is_there: bool) -> None:
        if self.asked:
            self.asked = ""
            self.remove_class("asked")
            self.show_step()
        super()._end_computing(is_there)

    # -------------------------------------------------------------------------- what is shown
    def read(self, trace: Trace) -> None:
        """Another trace in place of this one, at the same step where it has that."""
        self.stored = False
        step = self.navigator.walk.steps[self.navigator.number]
        self.show_navigator(Navigator(trace, step.source))

    def show_navigator(self, navigator: Navigator) -> None:
        """What another reading stands at, in place of this one's."""
        self.navigator = navigator
        self.map.show(navigator)
        self.show_step()
        self.show_keys()

    def show_step(self) -> None:
        """Brings everything to where the reading is."""
        self.leave_list()
        navigator, shown = self.navigator, self.navigator.shown
        self.query_one("#heading", Spread).say(*strings.heading(navigator, self.asked))
        self.query_one("#crumb", Spread).say(*strings.crumb(shown))
        self.query_one(FormulaView).show(shown)
        self.query_one("#meaning", Static).update(Content(strings.meaning(shown)), layout=False)
        self.map.follow()
        self.grid.show(shown, navigator.cell)
        self.query_one(Legend).show(shown, self.grid)
        self.show_cell()

    def show_cell(self) -> None:
        """Brings what depends on the cell alone to where the reading is."""
        self.panel.show(self.navigator, self.guess_here())
        self.panel.border_title = Content(
            _("this number · {position}", position=strings.position(self.navigator))
        )
        if (switches := strings.switches(self.navigator)) != self._switches:
            self._switches = switches
            self.grid.border_title = Content(switches)

    def show_keys(self) -> None:
        """The footer says what works now."""
        switches = self.grid.plane.switches > 0
        if self.has_class(HIDING):
            mode, working = keys.while_guessing()
        elif self.playing:
            mode, working = keys.while_playing(self.pace, switches)
        else:
            mode, working = keys.working(self.focused, bool(self.navigator.trail), switches)
            working = tuple(key for key in working if key.action not in self.navigator.impossible)
        self.query_one(KeyBar).show(mode, working, keys.ALWAYS)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        self.show_keys()

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        self.show_keys()

    def on_resize(self, event: events.Resize) -> None:
        width, height = event.size
        self.set_class(width < LEAST[0] or height < LEAST[1], "small")
        self.set_class(width < NARROW, "narrow")
        self.set_class(width >= WIDE, "wide")

    def on_room_resized(self, message: Room.Resized) -> None:
        """What is said of a step gives way to its numbers, and those to the number that is explained."""
        lines = message.room.size.height
        for name, holds in (
            ("lowest", lines < LOWEST),
            ("low", lines < LOW),
            ("short", lines < SHORT),
            ("tall", lines >= TALL),
        ):
            self.set_class(holds, name)

    # -------------------------------------------------------------------------- walking
    def action_step(self, by: int) -> None:
        self._go(self.navigator.step(by), by)

    def action_group(self, by: int) -> None:
        """To the first step of the next part of the model, or of the one before."""
        self._go(self.navigator.go_to_step(self.navigator.walk.group(self.navigator.number, by)), by)

    def _go(self, moved: bool, by: int) -> None:
        self.show_step()
        if not moved:
            self.show_end(_("step"), by)

    def action_end(self, last: bool) -> None:
        self.navigator.go_to_step(len(self.navigator.walk) - 1 if last else 0)
        self.show_step()

    def on_model_map_chosen(self, message: ModelMap.Chosen) -> None:
        self.navigator.go_to_step(min(message.place, len(self.navigator.walk) - 1))
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
        if self.computing:
            self.stop_computing()
            return
        walking = not isinstance(self.focused, Grid | OriginList) and not self.has_notice()
        self.clear_notice()
        if walking and len(self.app.screen_stack) > 1:
            self.remember()
            self.dismiss()
        else:
            self.to_walk()

    def to_place(self, place: LastPlace) -> None:
        """To where one was, as far as that is there."""
        if self.navigator.go_to(Source("step", place.step, place.visit), place.cell):
            self.show_step()

    def exported(self) -> Exported:
        return Exported(self.navigator.trace, self.navigator.shown, self.navigator.cell, self.grid.hidden)

    def on_unmount(self) -> None:
        self.remember()

    def remember(self) -> None:
        """Where one is, for another time."""
        place = last_place(self.navigator)
        if place is not None:
            self.program.remember_place(place)

    def to_walk(self) -> None:
        if self.map.display and not self.has_class("narrow"):
            self.map.focus()
        else:
            self.set_focus(None)
        self.show_keys()

    # -------------------------------------------------------------------------- numbers
    def on_grid_moved(self, message: Grid.Moved) -> None:
        if message.shown is self.navigator.shown:  # not when a step was taken before the message came
            self.navigator.set_cell(message.cell)
            self.show_cell()

    def action_switch(self, switch: int, by: int) -> None:
        self.leave_list()
        cell = self.grid.plane.switched(self.navigator.cell, switch, by)
        self.navigator.set_cell(cell)
        self.grid.show(self.navigator.shown, cell)
        self.show_cell()

    def action_view(self) -> None:
        self.grid.toggle_dense()

    # -------------------------------------------------------------------------- the rest
    def on_key_bar_pressed(self, message: KeyBar.Pressed) -> None:
        self.call_later(self.run_action, message.action)
