"""A lesson: text and questions next to a live view."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from ....core.operations.expression import Index, Source
from ....core.support.localization import _
from ....core.trace import Trace
from ....lessons.error import LessonError
from ....lessons.lesson import Predict
from ....lessons.shelf import find
from ...ui.help import HelpScreen
from ...ui.routes import LabsRoute, WalkRoute
from ...ui.screen import Exported, Screen
from ...ui.strings import too_small
from ...ui.text import safe
from ...ui.widgets.dials import Dial, Dials
from ...ui.widgets.exhibits import ExhibitView, NumbersBox
from ...ui.widgets.grid import Grid
from ...ui.widgets.key_bar import KeyBar
from ...ui.widgets.one_line import Spread
from ...ui.widgets.prompt import AnswerLine
from . import strings
from .exhibits import exhibits, place_in_walk
from .keys import KEYS
from .state import LessonState
from .widgets import PageText, Sliders

if TYPE_CHECKING:
    from ....lessons.store import Store
    from ...ui.lab_runner import LabRunner

LEAST = (30, 8)  # columns and lines of the smallest usable window
# Below 88 columns text and view do not fit next to each other; in 36 lines they fit one above the other.
WIDTHS = [(0, "small"), (LEAST[0], "narrow"), (88, "wide")]
HEIGHTS = [(0, "tiny"), (LEAST[1], "short"), (20, "medium"), (36, "tall")]
SOON = 0.1  # seconds after which a page is shown without its live values


class LessonScreen(Screen[bool]):
    """A lesson; dismissed with True if the reader wants the list of all lessons. Without a store nothing is saved."""

    CSS_PATH = "screen.tcss"
    KEYS = KEYS
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS

    def __init__(self, state: LessonState, runner: LabRunner, store: Store | None = None) -> None:
        super().__init__()
        self.state, self.runner, self.store = state, runner, store

    def compose(self) -> ComposeResult:
        yield Spread(id="heading")
        with Horizontal(id="lesson"):
            with Vertical(id="page"):
                yield PageText(self.state, id="text")
                yield AnswerLine(id="answer")
            with Vertical(id="side"):
                yield ExhibitView(id="exhibits")
                yield Sliders(id="sliders")
        yield Static(id="notice", markup=False)
        yield KeyBar(id="keys")
        yield Static(too_small(*LEAST), id="too-small", markup=False)

    def on_mount(self) -> None:
        self.text = self.query_one(PageText)
        self.exhibits = self.query_one(ExhibitView)
        self.answer_line = self.query_one(AnswerLine)
        self.sliders = self.query_one(Sliders)
        self.sliders.border_title = Content(_("parameters"))
        self.to_text()
        self.open_page()

    def translate(self) -> None:
        self.run_worker(self._translate())

    async def _translate(self) -> None:
        lesson = await asyncio.to_thread(find, self.state.lesson.id)
        if lesson is not None:
            self.state.continue_in(lesson)
        await self.compose_again()

    # -------------------------------------------------------------------------- what is shown
    def open_page(self, notice: str = "") -> None:
        """Opens the current page, with a notice: its text at once, its live values as soon as they are computed."""
        self.clear_notice()
        self.answer_line.clear()
        self._show_answer_line()  # before the first key that belongs to it
        self.run_worker(self._open_page(notice), group="material", exclusive=True)

    async def _open_page(self, notice: str) -> None:
        page = self.state.session.page
        if not self.state.ready:
            await self._compute(page, show_waiting=True)
        await self.show(top=True)
        if notice:
            self.show_notice(notice)
        if not self.state.session.is_last:
            await self._compute(page + 1)

    async def _compute(self, page: int, show_waiting: bool = False) -> None:
        waiting = self.set_timer(SOON, self.show_waiting) if show_waiting else None
        try:
            self.state.receive(page, await self.runner.material(self.state.lesson, page))
        except (LessonError, ValueError, OSError) as error:
            if page == self.state.session.page:
                self.state.problem = str(error)
        finally:
            if waiting is not None:
                waiting.stop()
                self.clear_notice()

    def show_waiting(self) -> None:
        """Shows the text, and a notice that its live values are being computed."""
        self.show_text(top=True)
        self.show_notice(_("computing the numbers on this page…"), "busy")

    async def show(self, follow: bool = False, top: bool = False) -> None:
        """Shows text and view; see `PageText.show`."""
        self.show_text(follow, top)
        await self.exhibits.show(self.state.session.page, exhibits(self.state))
        self._show_sliders()
        self.set_class(not self.exhibits.children and not self.sliders.dials, "bare")
        self.show_keys()

    def show_text(self, follow: bool = False, top: bool = False) -> None:
        """Shows only the text."""
        self.query_one("#heading", Spread).show(*strings.heading(self.state))
        self._show_answer_line()
        self.text.show(follow, top)

    def _show_answer_line(self) -> None:
        question = self.state.question
        self.answer_line.set_class(question is not None and question.kind == "number", "asked")

    def _show_sliders(self) -> None:
        known = self.state.sliders()
        self.sliders.show([Dial(str(n), safe(each.says), each.written) for n, each in enumerate(known)])
        self.sliders.set_class(bool(known), "there")
        if not known and self.focused is self.sliders:
            self.to_text()

    @property
    def mode(self) -> str:
        if isinstance(self.focused, Grid):
            return "grid"
        if self.focused is self.sliders:
            return "slider"
        if self.is_typing:
            return "typing"
        return "page" if self.state.question is None else self.state.question.kind

    @property
    def is_bare(self) -> bool:
        """Whether nothing is shown next to the text."""
        return self.has_class("bare")

    @property
    def is_typing(self) -> bool:
        """Whether an answer is being typed."""
        return self.focused is not None and self.focused is self.answer_line.field

    @property
    def focused_box(self) -> NumbersBox | None:
        """The grid with the focus."""
        return self.exhibits.box_of(self.focused)

    @property
    def can_switch(self) -> bool:
        """Whether the focused grid has an axis to switch, such as the head."""
        return isinstance(self.focused, Grid) and self.focused.plane.switches > 0

    def is_asked(self, box: NumbersBox | None) -> bool:
        """Whether the open question asks for a cell of a grid."""
        question = self.state.question
        return box is not None and question is not None and box.exhibit.question is question

    @property
    def text_is_visible(self) -> bool:
        """Whether the text is visible while the view has the focus: a narrow window shows only one of them."""
        return self.has_class("wide") or self.has_class("tall")

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        if self.is_mounted:
            self.set_class(isinstance(self.focused, Grid) or self.focused is self.sliders, "beside")
            self.show_keys()

    @property
    def unfinished(self) -> str:
        question = self.state.question
        if question is None:
            return ""
        return _("Question {n} of this lesson is still open. Your place is saved.", n=question.number)

    def remember(self) -> None:
        if self.store is not None:
            self.store.save_soon(self.state.session, date.today())

    # -------------------------------------------------------------------------- pages
    def action_page(self, by: int) -> None:
        self._go_to(self.state.session.page + by)

    def action_end(self, last: bool) -> None:
        self._go_to(len(self.state.lesson.pages) - 1 if last else 0)

    def _go_to(self, page: int, notice: str = "") -> None:
        if self.state.go_to(page):
            self.to_text()
            self.open_page(notice)
            self.remember()
        elif page > 0:
            self.show_notice(strings.at_the_end(self.state))

    def action_on(self) -> None:
        if not self.text.scroll_page(1):
            self.action_page(1)

    def action_back(self) -> None:
        if not self.text.scroll_page(-1):
            self.action_page(-1)

    # -------------------------------------------------------------------------- answering
    def action_line(self, by: int, carrying: bool = False) -> None:
        question = self.state.question
        if question is not None and question.options:
            self.state.choose(by, carrying)
            self.text.show(follow=True)
        else:
            self.text.scroll_lines(by)

    def action_carry(self) -> None:
        question = self.state.question
        if question is not None and question.kind == "order":
            self.state.carry()
            self.text.show(follow=True)
        else:
            self.action_on()

    def on_key(self, event: events.Key) -> None:
        """While a question is open, every printable key on its page belongs to the answer."""
        character, question = event.character or "", self.state.question
        if not event.is_printable or question is None:
            return
        if self.is_typing:  # the key was on its way to the page when typing began
            event.stop()
            self.answer_line.field.insert_text_at_cursor(character)
        elif self._on_page() and not (event.key == "space" and question.options):
            event.stop()
            self._begin_to_answer(question, character)

    def _begin_to_answer(self, question: Predict, character: str) -> None:
        """Handles the first typed character of an answer."""
        self.age_notice()
        self.drop_stale_notice()  # the program does this only for keys that it sees
        if question.kind == "number":
            self.answer_line.begin(character)
        elif question.options and character.isdecimal() and int(character):  # also full-width digits
            self.on_page_text_chosen(PageText.Chosen(int(character) - 1))
        else:
            self.show_notice(strings.not_an_answer(question))

    def _on_page(self) -> bool:
        return self.focused is None or self.focused is self.text

    def on_page_text_more_changed(self) -> None:
        self.show_keys()

    def on_page_text_chosen(self, message: PageText.Chosen) -> None:
        self.to_text()
        self.state.choose_line(message.place)
        self.text.show(follow=True)

    async def action_enter(self) -> None:
        """Answers, or goes to where the answer is given; without a question, goes on."""
        question = self.state.question
        if isinstance(self.focused, Grid):
            await self._enter_cell(self.focused)
        elif question is None and self.state.session.is_last:
            self._finish()
        elif question is None:
            self.action_page(1)
        elif not self.state.ready:
            self.show_notice(_("This page is still being computed."))
        elif question.kind == "number":
            self._send_or_begin()
        elif question.kind == "cell":
            if box := self.exhibits.answering():
                self.set_focus(box.grid)
        else:
            await self._answer(self.state.send)

    def _finish(self) -> None:
        """Leaves a completed lesson; otherwise goes to the first open question and says why."""
        if open_pages := self.state.session.open_pages:
            self._go_to(open_pages[0], _(strings.NOT_COMPLETE))
        else:
            self.action_lessons()

    def _send_or_begin(self) -> None:
        """Sends the text on the answer line, even if Enter came before its focus; otherwise begins to type."""
        if self.is_typing and self.answer_line.field.value.strip():
            self.answer_line.send()
        else:
            self.answer_line.begin()

    async def _enter_cell(self, grid: Grid) -> None:
        if self.is_asked(self.focused_box):
            await self._answer(lambda: self.state.answer(grid.cell))
        else:
            self.action_explore()

    async def on_answer_line_sent(self, message: AnswerLine.Sent) -> None:
        if message.text.strip():
            await self._answer(lambda: self.state.answer(message.text))
        else:
            self.to_text()

    async def _answer(self, answer: Callable[[], bool]) -> None:
        """Judges an answer and shows the feedback; an error in the lesson itself is shown as a notice."""
        self.clear_notice()
        try:
            right = answer()
        except LessonError as error:
            self.show_notice(safe(str(error)), "error")
            return
        if right:
            self.answer_line.clear()
        stays = (isinstance(self.focused, Grid) and self.text_is_visible) or self.state.was_unclear
        if right or not stays:
            self.to_text()
        await self.show(follow=True)
        self.remember()

    def on_answer_line_left(self) -> None:
        self.to_text()

    async def action_hint(self) -> None:
        self.clear_notice()
        if self.state.question is None:
            self.show_notice(_("There is no open question on this page."))
        elif not self.state.ready:
            self.show_notice(_("This page is still being computed."))
        elif self.state.hint():
            if not self.text_is_visible:
                self.to_text()
            self.show_text(follow=True)
            self.remember()
        else:
            self.show_notice(_("There are no more hints. F3 shows the solution."))

    async def action_solution(self) -> None:
        if self.state.question is None:
            self.show_notice(_("There is no open question on this page."))
        else:
            await self._answer(self.state.give_up)

    # -------------------------------------------------------------------------- the view
    def to_text(self) -> None:
        """Moves the focus to the text, at once: the next key may be on its way."""
        self.set_focus(self.text)

    def action_side(self, by: int) -> None:
        """Moves the focus between text, grids and sliders."""
        stops = [self.text, *(box.grid for box in self.exhibits.boxes)]
        if self.sliders.dials:
            stops.append(self.sliders)
        here = stops.index(self.focused) if self.focused in stops else 0
        self.set_focus(stops[(here + by) % len(stops)])

    def action_switch(self, by: int) -> None:
        self.exhibits.switch(by)

    def action_view(self) -> None:
        self.exhibits.toggle_view()

    def on_dials_turned(self, message: Dials.Turned) -> None:
        if self.state.ready and self.state.change(int(message.name), message.by):
            self._show_sliders()
            self.run_worker(self._compute_changed(), group="changed", exclusive=True)

    async def _compute_changed(self) -> None:
        page, lesson = self.state.session.page, self.state.lesson
        try:
            found = await self.runner.material(lesson, page, self.state.changed())
        except (LessonError, ValueError, OSError) as error:
            self.show_notice(safe(str(error)), "error")
            return
        self.clear_notice()
        self.state.receive(page, found, changed=True)
        if page == self.state.session.page:
            await self.show()

    # -------------------------------------------------------------------------- leaving and exporting
    def action_explore(self) -> None:
        """Opens a walk at what is shown; Esc there returns to this page."""
        _box, cell = self.exhibits.place()
        try:
            place = place_in_walk(self.state, self.exhibits.looked_at(), cell)
        except LessonError as error:
            self.show_notice(safe(str(error)), "error")
            return
        self.run_worker(self._walk(*place), group="walk", exclusive=True)

    async def _walk(self, trace: Trace, source: Source, cell: Index) -> None:
        """Opens a walk of the run as computed on this machine, from which other runs can be computed."""
        here = await self.runner.here(trace)
        if self.is_current:
            self.program.open(WalkRoute(here, source, cell, self.runner.engine))

    def lab_here(self) -> LabsRoute | None:
        found = self.state.experiment()
        return LabsRoute(*found) if found else None

    def action_about(self) -> None:
        self.app.push_screen(HelpScreen(strings.about_page(self.state), _("commands")))

    def action_lessons(self) -> None:
        self.remember()
        self.dismiss(True)

    def action_leave(self) -> None:
        """Leaves the view for the text, or the text for the previous screen."""
        if self._on_page():
            self.remember()
            self.dismiss(False)
        else:
            self.to_text()

    def exported(self) -> Exported:
        box, cell = self.exhibits.place()
        runs = self.state.live.runs if self.state.ready else {}
        if box is None:
            return Exported(next(iter(runs.values()), None))
        navigator = box.exhibit.navigator
        trace = navigator.trace if navigator else next(iter(runs.values()), None)
        return Exported(trace, box.grid.shown, cell, box.grid.hidden)
