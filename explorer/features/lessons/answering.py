"""The questions of a lesson on its screen: chosen, typed, pointed at, put in order; hints, and the solution."""

from __future__ import annotations

from textual import events

from ....core.support.localization import _
from ....lessons.error import LessonError
from ....lessons.lesson import Predict
from ...ui.text import safe
from ...ui.widgets.answer_line import AnswerLine
from ...ui.widgets.grid import Grid
from . import strings
from .frame import LessonFrame
from .page_text import PageText


class Answering(LessonFrame):
    """Turns pages and answers what they ask."""

    # -------------------------------------------------------------------------- pages
    def action_page(self, by: int) -> None:
        self._go(self.state.taking.page + by)

    def action_end(self, last: bool) -> None:
        self._go(len(self.state.lesson.pages) - 1 if last else 0)

    def _go(self, page: int) -> None:
        if self.state.go(page):
            self.to_text()
            self.open_page()
            self.remember()
        elif page > 0:
            self.show_notice(strings.at_the_end(self.state))

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
        question = self.state.question
        if question is not None and question.options:
            self.state.choose(by, carrying)
            self.text.show(follow=True)
        else:
            self.text.scroll_lines(by)

    def action_take(self) -> None:
        question = self.state.question
        if question is not None and question.kind == "order":
            self.state.take()
            self.text.show(follow=True)
        else:
            self.action_on()

    def on_key(self, event: events.Key) -> None:
        """As long as a question is open, every printable key on its page belongs to the answer."""
        self.forget_notice()
        character, question = event.character or "", self.state.question
        if not event.is_printable or question is None:
            return
        if self.is_typing:  # on its way to the page before one began to type
            event.stop()
            self.answer_line.field.insert_text_at_cursor(character)
        elif self._on_page() and not (event.key == "space" and question.options):
            event.stop()
            self._begin_to_answer(question, character)

    def _begin_to_answer(self, question: Predict, character: str) -> None:
        """With the first character that somebody types."""
        if question.kind == "number":
            self.answer_line.begin(character)
        elif question.options and character.isdecimal() and int(character):  # full-width digits too
            self.on_page_text_chosen(PageText.Chosen(int(character) - 1))
        else:
            self.show_notice(strings.how_to_answer(question))

    def _on_page(self) -> bool:
        return self.focused is None or self.focused is self.text

    def on_page_text_chosen(self, message: PageText.Chosen) -> None:
        self.to_text()
        self.state.choose_line(message.place)
        self.text.show(follow=True)

    async def action_enter(self) -> None:
        """Answers, or leads to where one answers; without a question, goes on."""
        if isinstance(self.focused, Grid):
            await self._enter_cell(self.focused)
            return
        question = self.state.question
        if question is None:
            self._go_on()
        elif not self.state.ready:
            return
        elif question.kind == "number":
            self._send_or_begin()
        elif question.kind == "cell":
            self.to_grid()
        else:
            await self._answered(self.state.send)

    def _send_or_begin(self) -> None:
        """Enter on an answer line with something on it sends that, also where it was pressed in a hurry."""
        if self.is_typing and self.answer_line.field.value.strip():
            self.answer_line.send()
        else:
            self.answer_line.begin()

    def _go_on(self) -> None:
        if self.state.taking.page < len(self.state.lesson.pages) - 1:
            self.action_page(1)
        else:
            self.remember()
            self.dismiss("lessons")

    def action_explore(self) -> None:
        """Into the walk of what is shown."""
        raise NotImplementedError

    async def _enter_cell(self, grid: Grid) -> None:
        if self._is_asked(self.shown.box_of(grid)):
            await self._answered(lambda: self.state.answer(grid.cell))
        else:
            self.action_explore()

    async def on_answer_line_sent(self, message: AnswerLine.Sent) -> None:
        if not message.text.strip():
            self.to_text()
            return
        await self._answered(lambda: self.state.type(message.text))

    async def _answered(self, answer: strings.Answer) -> None:
        """An answer is judged; what is wrong with the lesson itself is said in a line."""
        self.clear_notice()
        try:
            right = answer()
        except LessonError as error:
            self.show_notice(safe(str(error)), "error")
            return
        if right:
            self.answer_line.clear()
        stays = (isinstance(self.focused, Grid) and self.text_is_beside) or self.state.was_unclear
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
            if not self.text_is_beside:
                self.to_text()
            self.show_text(follow=True)
            self.remember()
        else:
            self.show_notice(_("There are no more hints. F3 shows the solution."))

    async def action_solution(self) -> None:
        if self.state.question is None:
            self.show_notice(_("There is no open question on this page."))
        else:
            await self._answered(self.state.give_up)
