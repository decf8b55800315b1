"""The experiments: choose one, change its parameters, look at its numbers, copy its command."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static

from ....core.support.errors import Problem
from ....core.support.localization import _
from ...ui.help import HelpScreen
from ...ui.screen import Exported, Screen
from ...ui.strings import too_small
from ...ui.text import safe
from ...ui.widgets.cursor_list import CursorList
from ...ui.widgets.dials import Dial, Dials
from ...ui.widgets.exhibits import CurvesBox, ExhibitView
from ...ui.widgets.grid import Grid
from ...ui.widgets.key_bar import KeyBar
from ...ui.widgets.one_line import Spread
from ...ui.widgets.prompt import Prompt
from .keys import KEYS
from .state import LabsState
from .widgets import Labs, Parameters, Tables

if TYPE_CHECKING:
    from ...ui.lab_runner import LabRunner

LEAST = (40, 14)  # columns and lines of the smallest usable window
WIDTHS = [(0, "small"), (LEAST[0], "narrow"), (92, "medium"), (140, "wide")]
HEIGHTS = [(0, "tiny"), (LEAST[1], "low"), (20, "short"), (32, "tall")]
REST = 0.15  # seconds that the cursor rests on a lab before it is computed
SOON = 0.1  # seconds after which a notice says that something is being computed


class LabsScreen(Screen[None]):
    """All labs on the left, the current one on the right; `inside` if the reader wants this one."""

    CSS_PATH = "screen.tcss"
    HINTS = "experiments"
    KEYS = KEYS
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS

    def __init__(self, state: LabsState, runner: LabRunner, inside: bool = False) -> None:
        super().__init__(classes="inside" if inside else None)
        self.state, self.runner, self.comes_inside = state, runner, inside
        self._rest: Timer | None = None

    def compose(self) -> ComposeResult:
        yield Spread(id="heading")
        with Horizontal(id="body"):
            yield Labs(self.state, id="labs")
            with Vertical(id="lab"):
                yield Static(id="title", markup=False)
                yield Static(id="command", markup=False)
                yield Tables(self.state, id="tables")
                yield ExhibitView(id="exhibits")
                yield Parameters(id="parameters")
        yield Static(id="notice", markup=False)
        yield KeyBar(id="keys")
        yield Static(too_small(*LEAST), id="too-small", markup=False)

    async def on_mount(self) -> None:
        self.labs, self.tables = self.query_one(Labs), self.query_one(Tables)
        self.exhibits, self.parameters = self.query_one(ExhibitView), self.query_one(Parameters)
        self.parameters.border_title = Content(_("parameters"))
        self.labs.follow()
        self.set_focus(self.tables if self.comes_inside else self.labs)
        await self.show()
        self._compute()

    # -------------------------------------------------------------------------- what is shown
    async def show(self) -> None:
        """Shows the current state."""
        self._show_settings()
        self.tables.follow()
        await self.exhibits.show((self.state.name, self.state.table), self.state.exhibits())
        self.show_keys()

    def _show_settings(self) -> None:
        """Shows the heading, the command and the parameters."""
        state = self.state
        place = _("{n} / {of}", n=state.here + 1, of=len(state.names))
        self.query_one("#heading", Spread).show(
            [(_("experiments"), "strong"), (f" · {state.place}", "accent")], [(place, "strong")]
        )
        self.query_one("#title", Static).update(Content(state.titles[state.name]))
        self.query_one("#command", Static).update(Content(safe(state.command)))
        known = state.settings()
        self.parameters.show([Dial(str(n), title, value) for n, (title, value) in enumerate(known)])
        self.parameters.set_class(bool(known), "there")
        if not known and self.focused is self.parameters:
            self.set_focus(self.tables)

    @property
    def mode(self) -> str:
        if self.query(Prompt):
            return "typing"
        if isinstance(self.focused, Grid):
            return "grid"
        parts: dict[Widget | None, str] = {self.parameters: "parameters", self.tables: "tables"}
        return parts.get(self.focused, "labs")

    @property
    def can_switch(self) -> bool:
        """Whether the focused grid has more than two axes."""
        return isinstance(self.focused, Grid) and self.focused.plane.switches > 0

    @property
    def has_curves(self) -> bool:
        """Whether the current table has curves."""
        return bool(self.exhibits.query(CurvesBox))

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        if self.is_mounted:
            self.set_class(self.focused is not self.labs, "inside")
            self.show_keys()

    # -------------------------------------------------------------------------- computing
    def _compute(self) -> None:
        self.run_worker(self._computed(), group="lab", exclusive=True)

    async def _computed(self) -> None:
        """Performs the experiment in the background."""
        state = self.state
        if not state.ready:
            name, values = state.name, state.values
            waiting = self.set_timer(SOON, self._show_computing)
            try:
                if not state.is_open:
                    await asyncio.to_thread(state.open, name)
                    self._show_settings()
                    values = state.values
                state.receive(name, values, await self.runner.perform(name, values))
            except (ValueError, OSError) as error:
                state.receive(name, values, str(error))
            finally:
                waiting.stop()
        self.clear_notice()
        await self.show()

    def _show_computing(self) -> None:
        self.show_notice(_("computing…"), "busy")

    # -------------------------------------------------------------------------- choosing
    async def on_cursor_list_moved(self, message: CursorList.Moved) -> None:
        if message.lines is self.labs:
            await self._to_lab(message.number)
        elif self.state.to_table(message.number):
            await self.show()
        if message.enter:
            self.action_into()

    async def action_lab(self, by: int) -> None:
        await self._to_lab(self.state.here + by)
        self.labs.follow()

    async def _to_lab(self, number: int) -> None:
        if not self.state.to(number):
            return
        self.workers.cancel_group(self, "lab")
        if isinstance(self.focused, Grid):
            self.set_focus(self.tables)
        if self._rest is not None:
            self._rest.stop()
        self._rest = self.set_timer(REST, self._compute)
        self.clear_notice()
        await self.show()

    def action_into(self) -> None:
        """Goes from the list into an experiment, and from its tables into the numbers."""
        if self.focused is self.labs:
            self._inside(self.tables)
        elif self.focused is self.tables:
            boxes = self.exhibits.boxes
            if boxes:
                self._inside(boxes[0].grid)
            elif not self.state.ready:
                self._show_computing()

    def _inside(self, part: Widget) -> None:
        self.add_class("inside")  # in a narrow window, only this shows the part
        self.set_focus(part)

    def action_out(self) -> None:
        if self.focused is self.tables:
            self._to_labs()

    def _to_labs(self) -> None:
        self.remove_class("inside")
        self.set_focus(self.labs)

    def action_region(self, by: int) -> None:
        """Moves the focus between labs, tables, numbers and parameters."""
        stops: list[Widget] = [self.labs, self.tables, *(box.grid for box in self.exhibits.boxes)]
        if self.parameters.dials:
            stops.append(self.parameters)
        here = stops.index(self.focused) if self.focused in stops else 0
        following = stops[(here + by) % len(stops)]
        if following is self.labs:
            self._to_labs()
        else:
            self._inside(following)

    # -------------------------------------------------------------------------- parameters
    def action_turn(self) -> None:
        if self.parameters.dials:
            self._inside(self.parameters)
        else:
            self.show_notice(_("This experiment has no parameters."))

    def on_dials_turned(self, message: Dials.Turned) -> None:
        place = int(message.name)
        if self.state.change(place, message.by):
            self._changed()
        elif self.state.sliders()[place].is_text:
            self.show_notice(_("Press ⏎ to type another value."))
        else:
            title, value = self.state.settings()[place]
            self.show_limit(title, value, message.by)

    def _changed(self) -> None:
        self._show_settings()
        self._compute()

    def action_reset(self) -> None:
        if self.state.reset():
            self._changed()

    def on_parameters_typed(self, message: Parameters.Typed) -> None:
        slider = self.state.sliders()[message.number]
        self.open_prompt(slider.title, safe(slider.says), self.state.typed(message.number), replace=True)
        self.call_after_refresh(self.show_keys)

    def close_prompt(self) -> None:
        super().close_prompt()
        self.set_focus(self.parameters)
        self.call_after_refresh(self.show_keys)

    def on_prompt_left(self) -> None:
        self.close_prompt()

    def on_prompt_answered(self, message: Prompt.Answered) -> None:
        titles = [each.title for each in self.state.sliders()]
        try:
            if type(message) is Prompt.Answered and message.question in titles:
                self.state.type(titles.index(message.question), message.answer)
        except Problem as error:
            self.show_notice(safe(str(error)), "error")
            return
        self.clear_notice()
        self.close_prompt()
        self._changed()

    # -------------------------------------------------------------------------- looking and leaving
    def action_switch(self, by: int) -> None:
        self.exhibits.switch(by)

    def action_view(self) -> None:
        self.exhibits.toggle_view()

    def action_curves(self) -> None:
        """Scrolls to the curves, or back to the numbers."""
        if self.has_curves:
            at_top = self.exhibits.scroll_offset.y == 0
            self.exhibits.scroll_to(y=self.exhibits.max_scroll_y if at_top else 0, animate=False)

    async def action_copy(self) -> None:
        """Copies the command that reproduces what is shown; in the grid, the number under the cursor."""
        if isinstance(self.focused, Grid):
            await self.run_action("app.copy('cell')")
            return
        self.app.copy_to_clipboard(self.state.command)
        self.show_notice(_("copied: {command}", command=safe(self.state.command)))

    def exported(self) -> Exported:
        box, cell = self.exhibits.place()
        return Exported(None, box.grid.shown, cell) if box is not None else Exported()

    def action_about(self) -> None:
        self.app.push_screen(HelpScreen(self.state.description, _("about this experiment")))

    def action_leave(self) -> None:
        """Leaves the current part, or the screen."""
        if self.focused is None or self.focused is self.labs:
            self.dismiss()
        elif self.focused is self.tables:
            self._to_labs()
        else:
            self._inside(self.tables)
