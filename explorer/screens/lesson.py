"""A lesson on the screen: text beside a live view, which move together."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType

from ...core.language import _
from ...core.operations.expression import Index, Source
from ...core.trace import Trace
from ...lessons.error import LessonError
from ...lessons.labs.lab import Value
from ..lesson.exhibits import Arithmetic, Numbers, way_out
from ..lesson.repeating import experiment, said
from ..text import safe
from ..widgets.dials import Dials
from ..widgets.exhibits import ArithmeticBox
from ..widgets.key_bar import KeyBar
from . import lesson_keys as keys
from .exportable import Exported
from .help import HelpScreen
from .lesson_answering import Answering


class LessonScreen(Answering):
    """Left with "lessons" if the reader wants to see all of them, else with nothing.

    Args:
        desk: the lesson and where one is in it.
        bench: who computes.
        store: where progress is kept; None if nowhere.
    """

    CSS_PATH = "lesson.tcss"
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
        if self.desk.ready and self.desk.turn(int(message.name), message.by):
            self._show_sliders()
            self.run_worker(self._turned(), group="turned", exclusive=True)

    async def _turned(self) -> None:
        page, lesson = self.desk.taking.page, self.desk.lesson
        try:
            found = await self.bench.material(lesson, page, self.desk.turned())
        except (LessonError, ValueError, OSError) as error:
            self.tell(safe(str(error)), "error")
            return
        self.hush()
        self.desk.receive(page, found, turned=True)
        if page == self.desk.taking.page:
            await self.show()

    # -------------------------------------------------------------------------- out and back
    def action_explore(self) -> None:
        """Into the walk of what is shown; Esc there comes back to this page as it is."""
        box, cell = self.shown.place()
        looked_at: Numbers | Arithmetic | None = box.exhibit if box is not None else None
        alone = self.shown.query(ArithmeticBox)
        if box is None and alone:
            looked_at = Arithmetic(alone.first().reading)
        try:
            trace, source, cell = way_out(self.desk, looked_at, cell)
        except LessonError as error:
            self.tell(safe(str(error)), "error")
            return
        self.run_worker(self._walk(trace, source, cell), group="walk", exclusive=True)

    async def _walk(self, trace: Trace, source: Source, cell: Index) -> None:
        """Into the walk of a run as this machine computes it: from there one goes on to other runs."""
        from .explore import ExploreScreen

        walk = ExploreScreen(await self.bench.here(trace))
        if self.is_current:
            walk.answers = self.bench.answers
            walk.reading.stand(source, cell)
            self.app.push_screen(walk)

    def experiment(self) -> tuple[str, dict[str, Value]] | None:
        """What X leads to: the experiment of this page as its sliders stand."""
        return experiment(self.desk)

    def action_repeat(self) -> None:
        self.app.push_screen(HelpScreen(said(self.desk), _("again")))

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
        runs = self.desk.live.runs if self.desk.ready else {}
        trace = box.exhibit.reading.trace if box and box.exhibit.reading else next(iter(runs.values()), None)
        if box is None:
            return Exported(trace)
        return Exported(trace, box.grid.shown, cell, box.grid.hidden)

    def action_help(self) -> None:
        self.app.push_screen(HelpScreen(keys.HELP))

    def on_key_bar_pressed(self, message: KeyBar.Pressed) -> None:
        self.call_later(self.run_action, message.action)
