"""The frame of a lesson's screen: the text of a page, the view beside it, the footer, and where the keys go."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from ....core.support.localization import _
from ....lessons.error import LessonError
from ...ui.exhibiting import Exhibiting
from ...ui.exhibits import exhibits
from ...ui.strings import too_small
from ...ui.text import safe
from ...ui.widgets.answer_line import AnswerLine
from ...ui.widgets.dials import Dial, Dials
from ...ui.widgets.exhibits import ExhibitView, NumbersBox
from ...ui.widgets.grid import Grid
from ...ui.widgets.key_bar import KeyBar
from ...ui.widgets.spread import Spread
from . import keys, strings
from .page_text import PageText
from .state import LessonState

if TYPE_CHECKING:
    from ....lessons.store import Store
    from ...app import Explorer
    from ...ui.lab_runner import LabRunner

LEAST = (30, 8)  # columns and lines below which there is nothing worth drawing
NARROW = 88  # columns below which text and view do not stand side by side
STACKED = 36  # lines from which they stand one below the other then
SHORT = 20
SOON = 0.1  # seconds after which a page is shown without its live values


class Sliders(Dials):
    """What may be turned in the experiments of a page."""

    value_columns = 9


class LessonFrame(Exhibiting[str]):
    """Shows the page that a desk is at, computes what it needs, and remembers how far one is.

    Args:
        desk: the lesson and where one is in it.
        bench: who computes.
        store: where progress is kept; None if nowhere.
    """

    app: Explorer

    def __init__(self, state: LessonState, bench: LabRunner, store: Store | None = None) -> None:
        super().__init__()
        self.state, self.bench, self.store = state, bench, store

    def compose(self) -> ComposeResult:
        yield Spread(id="heading")
        with Horizontal(id="lesson"):
            with Vertical(id="page"):
                yield PageText(self.state, id="text")
                yield AnswerLine(id="answer")
            with Vertical(id="side"):
                yield ExhibitView(id="shown")
                yield Sliders(id="sliders")
        yield Static(id="notice", markup=False)
        yield KeyBar(id="keys")
        yield Static(too_small(*LEAST), id="too-small", markup=False)

    def on_mount(self) -> None:
        self.text = self.query_one(PageText)
        self.shown = self.query_one(ExhibitView)
        self.answer_line = self.query_one(AnswerLine)
        self.sliders = self.query_one(Sliders)
        self.sliders.border_title = Content(_("turn it"))
        self.to_text()
        self.open_page()

    def on_resize(self, event: events.Resize) -> None:
        width, height = event.size
        self.set_class(width < LEAST[0] or height < LEAST[1], "small")
        self.set_class(width < NARROW, "narrow")
        self.set_class(width < NARROW and height >= STACKED, "stacked")
        self.set_class(height < SHORT, "short")

    # -------------------------------------------------------------------------- what is shown
    def open_page(self) -> None:
        """Another page: its text at once, its live values as soon as they are computed."""
        self.clear_notice()
        self.answer_line.clear()
        self.answer_line.set_class(
            self._asks_for_a_number, "asked"
        )  # what is typed from now on has its place
        self.run_worker(self._open_page(), group="material", exclusive=True)

    async def _open_page(self) -> None:
        page = self.state.taking.page
        if not self.state.ready:
            await self._compute(page, show_waiting=True)
        await self.show(top=True)
        if page + 1 < len(self.state.lesson.pages):
            await self._compute(page + 1)

    async def _compute(self, page: int, show_waiting: bool = False) -> None:
        waiting = self.set_timer(SOON, self.show_waiting) if show_waiting else None
        try:
            self.state.receive(page, await self.bench.material(self.state.lesson, page))
        except (LessonError, ValueError, OSError) as error:
            if page == self.state.taking.page:
                self.state.problem = str(error)
        finally:
            if waiting is not None:
                waiting.stop()
                self.clear_notice()

    def show_waiting(self) -> None:
        """The text, and that its live values are being computed."""
        self.show_text(top=True)
        self.show_notice(_("computing what this page shows…"), "busy")

    async def show(self, follow: bool = False, top: bool = False) -> None:
        """Text and view as they are now; see `PageText.look`."""
        self.show_text(follow, top)
        state = self.state
        await self.shown.show(state.taking.page, exhibits(state))
        self._show_sliders()
        self.set_class(not self.shown.children and not self.sliders.dials, "bare")
        self.show_keys()

    def show_text(self, follow: bool = False, top: bool = False) -> None:
        """The text alone."""
        state = self.state
        self.query_one("#heading", Spread).say(*strings.heading(state))
        self.answer_line.set_class(self._asks_for_a_number, "asked")
        self.text.show(follow, top)

    def _show_sliders(self) -> None:
        known = self.state.sliders()
        self.sliders.say([Dial(str(n), safe(each.says), "", each.written) for n, each in enumerate(known)])
        self.sliders.set_class(bool(known), "there")
        if not known and self.focused is self.sliders:
            self.to_text()

    def show_keys(self) -> None:
        """The footer says what works now."""
        state, focused = self.state, self.focused
        if isinstance(focused, Grid):
            box = self.shown.box_of(focused)
            of_model = box is not None and box.exhibit.navigator is not None
            mode, working = keys.in_grid(
                state.question is not None, self._is_asked(box), of_model, focused.plane.switches > 0
            )
        elif focused is self.sliders:
            mode, working = keys.turning()
        elif self.is_typing:
            mode, working = keys.typing()
        else:
            last = state.taking.page == len(state.lesson.pages) - 1
            mode, working = keys.navigator(state.question, last, not self.has_class("bare"))
        self.query_one(KeyBar).show(mode, working, keys.ALWAYS)

    def _is_asked(self, box: NumbersBox | None) -> bool:
        question = self.state.question
        return box is not None and question is not None and box.exhibit.question is question

    @property
    def _asks_for_a_number(self) -> bool:
        question = self.state.question
        return question is not None and question.kind == "number"

    @property
    def unfinished(self) -> str:
        """What is open here, for somebody who is about to quit; "" if nothing is."""
        question = self.state.question
        if question is None:
            return ""
        return _("Question {n} of this lesson is still open. Your place is kept.", n=question.number)

    @property
    def is_typing(self) -> bool:
        """Whether an answer is being typed."""
        return self.focused is not None and self.focused is self.answer_line.field

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        if hasattr(self, "text"):
            self.set_class(isinstance(self.focused, Grid) or self.focused is self.sliders, "beside")
            self.show_keys()

    @property
    def text_is_beside(self) -> bool:
        """Whether the text can be read while the view has the keys: in a narrow window one of them is hidden."""
        return not self.has_class("narrow") or self.has_class("stacked")

    def to_text(self) -> None:
        """The keys are the page's."""
        self.set_focus(self.text)  # at once: the next key may be on its way

    def to_grid(self) -> None:
        """Into the grid in which a cell is asked for, or the first."""
        box = self.shown.pointing()
        if box is not None:
            self.set_focus(box.grid)

    def remember(self) -> None:
        """How far one is, for another time."""
        if self.store is not None:
            self.store.keep_soon(self.state.taking, date.today())
