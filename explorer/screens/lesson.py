"""A lesson on the screen: text beside a live view, which move together."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from ...core.language import _
from ...lessons.error import LessonError
from ..lesson.desk import Desk
from ..lesson.exhibits import Arithmetic, Numbers, exhibits, way_out
from ..text import safe
from ..widgets.answer_line import AnswerLine
from ..widgets.dials import Dial, Dials
from ..widgets.exhibits import ArithmeticBox, ExhibitView, NumbersBox
from ..widgets.grid import Grid
from ..widgets.key_bar import KeyBar
from ..widgets.page_text import PageText
from ..widgets.spread import Spread
from . import lesson_keys as keys
from . import lesson_said, said
from .exportable import Exported
from .one_frame import OneFrame

if TYPE_CHECKING:
    from ...lessons.store import Store
    from ..app import Explorer
    from ..lesson.bench import Bench

LEAST = (30, 8)  # columns and lines below which there is nothing worth drawing
NARROW = 88  # columns below which text and view do not stand side by side
STACKED = 36  # lines from which they stand one below the other then
SHORT = 20
SOON = 0.1  # seconds after which a page is shown without its live values


class Sliders(Dials):
    """What may be turned in the experiments of a page."""

    value_columns = 9


class LessonScreen(OneFrame[str]):
    """Left with "lessons" if the reader wants to see all of them, else with nothing.

    Args:
        desk: the lesson and where one is in it.
        bench: who computes.
        store: where progress is kept; None if nowhere.
    """

    CSS_PATH = "lesson.tcss"
    BINDINGS: ClassVar[list[BindingType]] = keys.BINDINGS
    app: Explorer

    def __init__(self, desk: Desk, bench: Bench, store: Store | None = None) -> None:
        super().__init__()
        self.desk, self.bench, self.store = desk, bench, store

    def compose(self) -> ComposeResult:
        yield Spread(id="heading")
        with Horizontal(id="lesson"):
            with Vertical(id="page"):
                yield PageText(self.desk, id="text")
                yield AnswerLine(id="answer")
            with Vertical(id="side"):
                yield ExhibitView(id="shown")
                yield Sliders(id="sliders")
        yield Static(id="notice", markup=False)
        yield KeyBar(id="keys")
        yield Static(said.too_small(*LEAST), id="too-small", markup=False)

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
        self.hush()
        self.answer_line.clear()
        self.run_worker(self._open_page(), group="material", exclusive=True)

    async def _open_page(self) -> None:
        page = self.desk.taking.page
        if not self.desk.ready:
            await self._compute(page, show_waiting=True)
        await self.show(top=True)
        if page + 1 < len(self.desk.lesson.pages):
            await self._compute(page + 1)

    async def _compute(self, page: int, show_waiting: bool = False) -> None:
        waiting = self.set_timer(SOON, self.show_waiting) if show_waiting else None
        try:
            self.desk.receive(page, await self.bench.material(self.desk.lesson, page))
        except (LessonError, ValueError, OSError) as error:
            if page == self.desk.taking.page:
                self.desk.problem = str(error)
        finally:
            if waiting is not None:
                waiting.stop()
                self.hush()

    def show_waiting(self) -> None:
        """The text, and that its live values are being computed."""
        self.show_text(top=True)
        self.tell(_("computing what this page shows…"), "busy")

    async def show(self, follow: bool = False, top: bool = False) -> None:
        """Text and view as they are now; see `PageText.look`."""
        self.show_text(follow, top)
        desk = self.desk
        await self.shown.show(desk.taking.page, exhibits(desk))
        self._show_sliders()
        self.set_class(not self.shown.children and not self.sliders.dials, "bare")
        self.show_keys()

    def show_text(self, follow: bool = False, top: bool = False) -> None:
        """The text alone."""
        desk = self.desk
        self.query_one("#heading", Spread).say(*lesson_said.heading(desk))
        question = desk.question
        self.answer_line.set_class(question is not None and question.kind == "number" and desk.ready, "asked")
        self.text.look(follow, top)

    def _show_sliders(self) -> None:
        known = self.desk.sliders()
        self.sliders.say([Dial(str(n), safe(each.says), "", each.written) for n, each in enumerate(known)])
        self.sliders.set_class(bool(known), "there")
        if not known and self.focused is self.sliders:
            self.to_text()

    def show_keys(self) -> None:
        """The footer says what works now."""
        desk, focused = self.desk, self.focused
        if isinstance(focused, Grid):
            box = self.shown.box_of(focused)
            of_model = box is not None and box.exhibit.reading is not None
            mode, working = keys.in_grid(self._is_asked(box), of_model, focused.plane.switches > 0)
        elif focused is self.sliders:
            mode, working = keys.turning()
        elif self.is_typing:
            mode, working = keys.typing()
        else:
            last = desk.taking.page == len(desk.lesson.pages) - 1
            mode, working = keys.reading(desk.question, last, not self.has_class("bare"))
        self.query_one(KeyBar).say(mode, working, keys.ALWAYS)

    def _is_asked(self, box: NumbersBox | None) -> bool:
        question = self.desk.question
        return box is not None and question is not None and box.exhibit.question is question

    @property
    def is_typing(self) -> bool:
        """Whether an answer is being typed."""
        return self.focused is not None and self.focused is self.answer_line.field

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        if hasattr(self, "text"):
            self.set_class(isinstance(self.focused, Grid) or self.focused is self.sliders, "beside")
            self.show_keys()

    def tell(self, text: str, kind: str = "") -> None:
        """One line above the footer; `kind` is "error", "busy" or ""."""
        notice = self.query_one("#notice", Static)
        notice.update(Content(text))
        notice.set_classes(f"said {kind}".strip())

    def hush(self) -> None:
        self.query_one("#notice", Static).set_classes("")

    # -------------------------------------------------------------------------- pages
    def action_page(self, by: int) -> None:
        self._go(self.desk.taking.page + by)

    def action_end(self, last: bool) -> None:
        self._go(len(self.desk.lesson.pages) - 1 if last else 0)

    def _go(self, page: int) -> None:
        if self.desk.go(page):
            self.to_text()
            self.open_page()
            self.remember()
        elif page > 0:
            self.tell(lesson_said.at_the_end(self.desk))

    def action_on(self) -> None:
        if self.text.more:
            self.text.scroll_lines(max(1, self.text.content_size.height - 2))
        else:
            self.action_page(1)

    def action_back(self) -> None:
        if self.text.before:
            self.text.scroll_lines(-max(1, self.text.content_size.height - 2))
        else:
            self.action_page(-1)

    # -------------------------------------------------------------------------- answering
    def action_line(self, by: int, carrying: bool = False) -> None:
        question = self.desk.question
        if question is not None and question.options:
            self.desk.choose(by, carrying)
            self.text.look(follow=True)
        else:
            self.text.scroll_lines(by)

    def action_take(self) -> None:
        question = self.desk.question
        if question is not None and question.kind == "order":
            self.desk.take()
            self.text.look(follow=True)
        else:
            self.action_on()

    def on_key(self, event: events.Key) -> None:
        """A digit chooses, or begins a number."""
        character, question = event.character, self.desk.question
        if self.is_typing and event.is_printable:  # on its way to the page before one began to type
            event.stop()
            self.answer_line.field.insert_text_at_cursor(character or "")
            return
        if character is None or question is None or not self.desk.ready or not self._on_page():
            return
        if question.kind == "number" and character in "0123456789.-−+(":
            event.stop()
            self.answer_line.begin(character)
        elif question.options and character in "123456789":
            event.stop()
            self.on_page_text_chosen(PageText.Chosen(int(character) - 1))

    def _on_page(self) -> bool:
        return self.focused is None or self.focused is self.text

    def on_page_text_chosen(self, message: PageText.Chosen) -> None:
        self.to_text()
        self.desk.choose_line(message.place)
        self.text.look(follow=True)

    async def action_enter(self) -> None:
        """Answers, or leads to where one answers; without a question, goes on."""
        if isinstance(self.focused, Grid):
            await self._enter_cell(self.focused)
            return
        question = self.desk.question
        if question is None:
            self._go_on()
        elif not self.desk.ready:
            return
        elif question.kind == "number":
            self.answer_line.begin()
        elif question.kind == "cell":
            self.to_grid()
        else:
            await self._answered(self.desk.send)

    def _go_on(self) -> None:
        if self.desk.taking.page < len(self.desk.lesson.pages) - 1:
            self.action_page(1)
        else:
            self.remember()
            self.dismiss("lessons")

    async def _enter_cell(self, grid: Grid) -> None:
        if self._is_asked(self.shown.box_of(grid)):
            await self._answered(lambda: self.desk.answer(grid.cell))
        else:
            self.action_explore()

    async def on_answer_line_sent(self, message: AnswerLine.Sent) -> None:
        if not message.text.strip():
            self.to_text()
            return
        await self._answered(lambda: self.desk.type(message.text))

    async def _answered(self, answer: lesson_said.Answer) -> None:
        """An answer is judged; what is wrong with the lesson itself is said in a line."""
        try:
            right = answer()
        except LessonError as error:
            self.tell(safe(str(error)), "error")
            return
        if right:
            self.answer_line.clear()
        if right or not (isinstance(self.focused, Grid) or self.desk.was_unclear):
            self.to_text()
        await self.show(follow=True)
        self.remember()

    def on_answer_line_left(self) -> None:
        self.to_text()

    async def action_hint(self) -> None:
        if self.desk.question is None:
            self.tell(_("There is no question open on this page."))
        elif self.desk.ready and self.desk.hint():
            self.show_text(follow=True)
            self.remember()
        else:
            self.tell(_("There are no more hints; s shows the solution."))

    async def action_solution(self) -> None:
        await self._answered(self.desk.give_up)

    # -------------------------------------------------------------------------- the view
    def to_text(self) -> None:
        """The keys are the page's."""
        self.set_focus(self.text)  # at once: the next key may be on its way

    def to_grid(self) -> None:
        """Into the grid in which a cell is asked for, or the first."""
        box = self.shown.pointing()
        if box is not None:
            self.set_focus(box.grid)

    def action_side(self, by: int) -> None:
        """Text, grids, sliders, and round again."""
        stops = [self.text, *(box.grid for box in self.shown.boxes)]
        if self.sliders.dials:
            stops.append(self.sliders)
        here = stops.index(self.focused) if self.focused in stops else 0
        self.set_focus(stops[(here + by) % len(stops)])

    def on_grid_moved(self, message: Grid.Moved) -> None:
        for box in self.shown.boxes:
            if box.grid.shown is message.shown:
                box.show_cell()

    def action_switch(self, by: int) -> None:
        box, cell = self.shown.place()
        if box is not None:
            box.grid.look(box.grid.shown, box.grid.plane.switched(cell, 0, by))
            box.show_cell()

    def action_view(self) -> None:
        box, _cell = self.shown.place()
        if box is not None:
            box.grid.toggle_dense()

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
        from .explore import ExploreScreen

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
        walk = ExploreScreen(trace)
        walk.answers = self.bench.answers
        walk.reading.stand(source, cell)
        self.app.push_screen(walk)

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

    def remember(self) -> None:
        """How far one is, for another time."""
        if self.store is not None:
            self.store.keep(self.desk.taking, date.today())

    def action_help(self) -> None:
        from .help import HelpScreen

        self.app.push_screen(HelpScreen(keys.HELP))

    def on_key_bar_pressed(self, message: KeyBar.Pressed) -> None:
        self.call_later(self.run_action, message.action)
