"""A lesson as plain text: at a prompt, from a pipe, or printed whole with its answers at the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from rich.console import Console

from ....core.support.localization import _, plural
from ....core.support.typed_numbers import half_width
from ....lessons.contents import is_translated
from ....lessons.judging import AnswerError
from ....lessons.lesson import Block, Card, Lesson, Predict
from ....lessons.material import MaterialCache, material
from ....lessons.progress import RIGHT
from ....lessons.session import Session
from ....lessons.store import Store
from ...ui.plain.page import BAD, FAINT, GOOD, HEADING, print_line
from ...ui.plain.typed import Read
from ...ui.prose import Line
from ...ui.text import safe, wrap
from .plain import WIDTH, block_lines, heading, markdown
from .strings import NOT_TRANSLATED

LONGEST = 20  # lines of a message
BLANK: Line = (("", ""),)
NEXT, HINT, SOLUTION, BACK, LEAVE, HELP, ANSWER = "", "h", "s", "b", "q", "?", "answer"
WORDS = {"hint": HINT, "solution": SOLUTION, "back": BACK, "quit": LEAVE, "leave": LEAVE, "help": HELP}


def session_of(lesson: Lesson, store: Store | None = None) -> Session:
    """The stored session of a lesson, or a new one; each page is computed once, in this process."""
    materials = MaterialCache()
    found = cache(lambda page: material(lesson, page, materials))
    return Session(lesson, found) if store is None else store.begun(lesson, found)


def put_lines(console: Console, lines: Sequence[Line]) -> None:
    """Prints lines."""
    for line in lines:
        print_line(console, *line)


def columns(console: Console) -> int:
    """The width of a lesson's text."""
    return max(20, min(WIDTH, console.width))


def print_lesson(console: Console, session: Session, pages: Sequence[int]) -> None:
    """Prints pages with their questions; then the answers, and everything that would have revealed them.

    That is the rest of each page after its question, the pages after the last question, and the cards.
    """
    # A copy: printing the answers does not skip the questions.
    session = replace(session, outcomes=dict(session.outcomes))
    print_line(console, (session.lesson.title, HEADING))
    if not is_translated(session.lesson.id):
        print_line(console, (_(NOT_TRANSLATED), FAINT))
    asking = [page for page in pages if session.open(page)]
    last = max(asking, default=-1)
    for page in (page for page in pages if page <= last):
        _print_page(console, session, page)
    if asking:
        print_line(console)
        print_line(console, (_("Answers"), HEADING))
    for page in asking:
        _print_answers(console, session, page)
    for page in (page for page in pages if page > last):
        _print_page(console, session, page)
    for page in pages:
        session.go_to(page)
        _put_blocks(console, session, [each for each in session.here.blocks if isinstance(each, Card)])


def _print_page(console: Console, session: Session, page: int) -> None:
    """Prints a page up to its question."""
    session.go_to(page)
    put_lines(console, heading(session, session.here)[:-1])
    _put_blocks(console, session, _without_cards(session.blocks()))


def _print_answers(console: Console, session: Session, page: int) -> None:
    """Prints the answers to the questions of a page, and the rest of the page."""
    session.go_to(page)
    while still_open := session.open():
        before, predict = len(session.blocks()), still_open[0]
        print_line(console)
        where = _("Question {number}, page {page}", number=predict.number, page=page + 1)
        print_line(console, (where, HEADING))
        put_lines(console, markdown(session.skip(predict).markdown, columns(console)))
        _put_blocks(console, session, _without_cards(session.blocks()[before:]))


def _without_cards(blocks: Sequence[Block]) -> list[Block]:
    return [each for each in blocks if not isinstance(each, Card)]


def _put_blocks(console: Console, session: Session, blocks: Sequence[Block]) -> None:
    """Prints blocks of the current page, with an empty line before each."""
    for block in blocks:
        put_lines(console, [BLANK, *block_lines(session, block, columns(console))])


@dataclass
class PromptLesson:
    """A lesson at a prompt; it is saved after every line. `begun` is whether anything has been typed."""

    console: Console
    session: Session
    store: Store
    read: Read
    begun: bool = False

    def run(self) -> bool:
        """Continues from the current page to the end, or until the learner leaves; returns `begun`."""
        print_line(self.console, (self.session.lesson.title, HEADING))
        self._put(_help(), FAINT)
        while True:
            before = self.session.page
            way = self._page()
            if way == LEAVE:
                self._save()
                self._put_how_to_continue()
                return self.begun
            self.session.go_to(before + (-1 if way == BACK else 1))
            self._save()
            if way == NEXT and self.session.page == before:
                self._put_summary()
                return self.begun

    def _page(self) -> str:
        """Shows a page up to its first open question, and the rest once that is closed; returns how it is left."""
        put_lines(self.console, heading(self.session, self.session.here))
        for number, block in enumerate(self.session.here.blocks):
            lines = block_lines(self.session, block, columns(self.console))
            put_lines(self.console, ([BLANK] if number else []) + lines)
            if not isinstance(block, Predict):
                continue
            if block not in self.session.open():
                self._put_titled(self.session.solution(block).markdown, _("You have answered it:"), FAINT)
                continue
            way = self._ask(block)
            if way != NEXT or block in self.session.open():
                return way  # the rest of the page may reveal the answer
        return self._ask(None)

    def _ask(self, predict: Predict | None) -> str:
        """Asks until the question is closed or left open; returns NEXT, BACK or LEAVE."""
        while True:
            print_line(self.console)
            typed = self.read(_prompt(self.session, predict))
            if typed is None:
                return LEAVE
            self.begun = True
            typed = typed.strip()
            way = NEXT if not typed else self._command(typed, predict)
            if way in (NEXT, BACK, LEAVE):
                return way
            closed = self._perform(way, typed, predict)
            self._save()
            if closed:
                return NEXT

    def _command(self, typed: str, predict: Predict | None) -> str:
        """The typed command; ANSWER for an answer to the open question, or anything that is not a command."""
        word = half_width(typed).casefold()
        command = WORDS.get(word, word if word in WORDS.values() else ANSWER)
        is_letter = len(word) == 1 and command != HELP
        is_answer = is_letter and predict is not None and self.session.understands(predict, typed)
        return ANSWER if is_answer else command

    def _perform(self, way: str, typed: str, predict: Predict | None) -> bool:
        """Performs a command; returns whether the question is closed now."""
        if way == HELP:
            self._put(_help(), FAINT)
        elif predict is None:
            self._put(_("There is no question here. Enter continues, ? lists the commands."))
        elif way == HINT:
            hint = self.session.hint(predict)
            self._put_titled(hint or _("There are no more hints. s shows the solution."), _("Hint:"), HEADING)
        elif way == SOLUTION:
            self._put_titled(self.session.skip(predict).markdown, _("The answer:"), HEADING)
            return True
        else:
            return self._answer(predict, typed)
        return False

    def _answer(self, predict: Predict, typed: str) -> bool:
        try:
            verdict = self.session.answer(predict, typed)
        except AnswerError as error:
            self._put(str(error), FAINT)
            return False
        if verdict.right:
            self._put_titled(self.session.solution(predict).markdown, _("Right."), GOOD)
            return True
        more = len(predict.hints) - self.session.outcome(predict).hints
        self._put_titled(verdict.says or _("Not that one."), _("Not yet."), BAD)
        if more:
            self._put(plural("h gives a hint ({n} left).", "h gives a hint ({n} left).", more), FAINT)
        return False

    def _put_titled(self, text: str, title: str, style: str) -> None:
        print_line(self.console, (title, style))
        put_lines(self.console, markdown(text, columns(self.console)))

    def _put(self, text: str, style: str = "") -> None:
        for line in wrap(safe(text), columns(self.console), LONGEST):
            print_line(self.console, (line, style))

    def _save(self) -> None:
        self.store.save(self.session, date.today())

    def _put_how_to_continue(self) -> None:
        if self.begun:
            number, id = self.session.page + 1, self.session.lesson.id
            text = _(
                "You are on page {number}. Continue with: transformer-explore lesson {id}",
                number=number,
                id=id,
            )
            self._put(text, FAINT)

    def _put_summary(self) -> None:
        lesson = self.session.lesson
        print_line(self.console)
        if pages := _(", ").join(str(page + 1) for page in self.session.open_pages):
            self._put(_("Pages with open questions: {pages}. The lesson is not complete.", pages=pages))
            return
        print_line(self.console, (_("Done."), GOOD))
        self._put(lesson.able)
        if count := len(lesson.predictions):
            right = sum(self.session.outcome(each).state == RIGHT for each in lesson.predictions)
            self._put(_("{right} of {count} questions answered correctly.", right=right, count=count))
        if lesson.cards:
            self._put(_("Its cards become due tomorrow: transformer-explore lessons cards"))


def _help() -> str:
    return _("Type an answer, or Enter: continue, h: hint, s: solution, b: back, q: leave, ?: this help.")


def _prompt(session: Session, predict: Predict | None) -> str:
    if predict is not None:
        return _("answer {number}> ", number=predict.number)
    return _("Enter: done> ") if session.is_last else _("Enter: next page> ")
