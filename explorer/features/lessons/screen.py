"""A lesson on the screen: text beside a live view, which move together."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType

from ....core.operations.expression import Index, Source
from ....core.support.localization import _
from ....core.trace import Trace
from ....lessons.error import LessonError
from ...ui.exhibits import Arithmetic, Numbers, way_out
from ...ui.help import HelpScreen
from ...ui.routes import LabsRoute, WalkRoute
from ...ui.screen import Exported
from ...ui.text import safe
from ...ui.widgets.dials import Dials
from ...ui.widgets.exhibits import ArithmeticBox
from ...ui.widgets.key_bar import KeyBar
from . import keys
from .answering import Answering
from .repeating import experiment, said


class LessonScreen(Answering):
    """Left with "lessons" if the reader wants to see all of them, else with nothing.

    Args:
        desk: the lesson and where one is in it.
        bench: who computes.
        store: where progress is kept; None if nowhere.
    """

    CSS_PATH = "screen.tcss"
    BINDINGS: ClassVar[list[BindingType]] = keys.BINDINGS

    # -------------------------------------------------------------------------- the view
    def action_side(self, by: int) -> None:
        """Text, grids, sliders, and round again."""
        stops = [self.text, *(box.grid for box in self.shown.boxes)]
        if self.sliders.dials:
            stops.append(self.sliders)
        here = stops.index(self.focused) if self.focused in stops else 0
        self.set_focus(stops[(here + by) % len(stops)])

    def on_dials_turned(self, message: Dials.Turned) -> None:
        if self.state.ready and self.state.turn(int(message.name), message.by):
            self._show_sliders()
            self.run_worker(self._turned(), group="turned", exclusive=True)

    async def _turned(self) -> None:
        page, lesson = self.state.taking.page, self.state.lesson
        try:
            found = await self.bench.material(lesson, page, self.state.turned())
        except (LessonError, ValueError, OSError) as error:
            self.show_notice(safe(str(error)), "error")
            return
        self.clear_notice()
        self.state.receive(page, found, turned=True)
        if page == self.state.taking.page:
            await self.show()

    # -------------------------------------------------------------------------- out and back
    def action_explore(self) -> None:
        """Into the walk of what is shown; Esc there comes back to this page as it is."""
        box, cell = self.shown.place()
        looked_at: Numbers | Arithmetic | None = box.exhibit if box is not None else None
        alone = self.shown.query(ArithmeticBox)
        if box is None and alone:
            looked_at = Arithmetic(alone.first().navigator)
        try:
            trace, source, cell = way_out(self.state, looked_at, cell)
        except LessonError as error:
            self.show_notice(safe(str(error)), "error")
            return
        self.run_worker(self._walk(trace, source, cell), group="walk", exclusive=True)

    async def _walk(self, trace: Trace, source: Source, cell: Index) -> None:
        """Into the walk of a run as this machine computes it: from there one goes on to other runs."""
        here = await self.bench.here(trace)
        if self.is_current:
            self.program.open(WalkRoute(here, source, cell, self.bench.engine))

    def lab_here(self) -> LabsRoute | None:
        """The experiment of this page with its sliders' values."""
        found = experiment(self.state)
        return LabsRoute(*found) if found else None

    def action_repeat(self) -> None:
        self.app.push_screen(HelpScreen(said(self.state), _("again")))

    def action_lessons(self) -> None:
        self.remember()
        self.dismiss("lessons")

    def action_leave(self) -> None:
        """Out of what one is in, back to the page; from the page, out of the lesson."""
        if self._on_page():
            self.remember()
            self.dismiss("")
        else:
            self.to_text()

    def exported(self) -> Exported:
        box, cell = self.shown.place()
        runs = self.state.live.runs if self.state.ready else {}
        trace = (
            box.exhibit.navigator.trace if box and box.exhibit.navigator else next(iter(runs.values()), None)
        )
        if box is None:
            return Exported(trace)
        return Exported(trace, box.grid.shown, cell, box.grid.hidden)

    def action_help(self) -> None:
        self.app.push_screen(HelpScreen(keys.HELP))

    def on_key_bar_pressed(self, message: KeyBar.Pressed) -> None:
        self.call_later(self.run_action, message.action)
