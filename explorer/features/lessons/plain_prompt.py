"""A lesson, line by line: at a prompt, from a pipe, or printed whole with its answers at the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from rich.console import Console

from ....core.support.localization import _, plural
from ....core.support.typed_numbers import half_width
from ....lessons.in_process import InProcess
from ....lessons.judging import AnswerError
from ....lessons.lesson import Block, Card, Lesson, Predict
from ....lessons.material import material
from ....lessons.store import Store
from ....lessons.taking import RIGHT, Taking
from ...ui.plain.page import BAD, FAINT, GOOD, HEADING, put
from ...ui.plain.typed import Read
from ...ui.text import safe, wrap
from .plain import WIDTH, Line, block_lines, heading, markdown

LONGEST = 20  # lines of a message
BLANK: Line = (("", ""),)
NEXT, HINT, SOLUTION, BACK, LEAVE, HELP, ANSWER = "", "h", "s", "b", "q", "?", "answer"
WORDS = {"hint": HINT, "solution": SOLUTION, "back": BACK, "quit": LEAVE, "leave": LEAVE, "help": HELP}


def taken(lesson: Lesson, store: Store | None = None) -> Taking:
    """A lesson as far as somebody is, or from the start; everything is computed in this process, each page once."""
    bench = InProcess()
    found = cache(lambda page: material(lesson, page, bench))
    return Taking(lesson, found) if store is None else store.begun(lesson, found)


def put_lines(console: Console, lines: Sequence[Line]) -> None:
    """Lines, one below another."""
    for line in lines:
        put(console, *line)


def columns(console: Console) -> int:
    """How wide a lesson is written."""
    return max(20, min(WIDTH, console.width))


def print_lesson(console: Console, taking: Taking, pages: Sequence[int]) -> None:
    """Pages with their questions; then the answers, with all that would have given them away.

    That is what follows a question on its page, pages after the last question, and the cards.
    """
    taking = replace(taking, outcomes=dict(taking.outcomes))  # to print the answers is not to have given up
    put(console, (taking.lesson.title, HEADING))
    asking = [page for page in pages if taking.open(page)]
    last = max(asking, default=-1)
    for page in (page for page in pages if page <= last):
        _print_page(console, taking, page)
    if asking:
        put(console)
        put(console, (_("Answers"), HEADING))
    for page in asking:
        _print_answer(console, taking, page)
    for page in (page for page in pages if page > last):
        _print_page(console, taking, page)
    for page in pages:
        taking.go(page)
        _put_blocks(console, taking, [each for each in taking.here.blocks if isinstance(each, Card)])


def _print_page(console: Console, taking: Taking, page: int) -> None:
    """A page up to its question."""
    taking.go(page)
    put_lines(console, heading(taking, taking.here)[:-1])
    _put_blocks(console, taking, _without_cards(taking.blocks()))


def _print_answer(console: Console, taking: Taking, page: int) -> None:
    """The answer to the question of a page, and what follows there."""
    taking.go(page)
    while left_open := taking.open():
        before, predict = len(taking.blocks()), left_open[0]
        put(console)
        where = _("Question {number}, page {page}", number=predict.number, page=page + 1)
        put(console, (where, HEADING))
        put_lines(console, markdown(taking.skip(predict), columns(console)))
        _put_blocks(console, taking, _without_cards(taking.blocks()[before:]))


def _without_cards(blocks: Sequence[Block]) -> list[Block]:
    return [each for each in blocks if not isinstance(each, Card)]


def _put_blocks(console: Console, taking: Taking, blocks: Sequence[Block]) -> None:
    """Blocks of the page that one is on, with an empty line before each."""
    for block in blocks:
        put_lines(console, [BLANK, *block_lines(taking, block, columns(console))])


@dataclass
class Sitting:
    """One learner at a prompt. What was done is kept at once, so that one may leave at any moment.

    Attributes:
        read: asks for a line.
        begun: whether anything has been typed.
    """

    console: Console
    taking: Taking
    store: Store
    read: Read
    begun: bool = False

    def go_on(self) -> bool:
        """From the page one is on to the end, or until one leaves; False if nobody ever typed anything."""
        put(self.console, (self.taking.lesson.title, HEADING))
        self._tell(_help(), FAINT)
        while True:
            before = self.taking.page
            way = self._page()
            if way == LEAVE:
                self._keep()
                self._left()
                return self.begun
            self.taking.go(before + (-1 if way == BACK else 1))
            self._keep()
            if way == NEXT and self.taking.page == before:
                self._done()
                return self.begun

    def _page(self) -> str:
        """A page, up to its first open question, and on from there once that is closed; by which way it is left."""
        put_lines(self.console, heading(self.taking, self.taking.here))
        for number, block in enumerate(self.taking.here.blocks):
            lines = block_lines(self.taking, block, columns(self.console))
            put_lines(self.console, ([BLANK] if number else []) + lines)
            if not isinstance(block, Predict):
                continue
            if block not in self.taking.open():
                self._say(self.taking.solution(block), _("You have answered it:"), FAINT)
                continue
            way = self._asked(block)
            if way != NEXT or block in self.taking.open():
                return way  # what follows may give the answer away
        return self._asked(None)

    def _asked(self, predict: Predict | None) -> str:
        """Asks until the question is closed or left open; NEXT, BACK or LEAVE."""
        while True:
            put(self.console)
            typed = self.read(_prompt(self.taking, predict))
            if typed is None:
                return LEAVE
            self.begun = True
            typed = typed.strip()
            way = NEXT if not typed else self._command(typed, predict)
            if way in (NEXT, BACK, LEAVE):
                return way
            if self._did(way, typed, predict):
                self._keep()
                return NEXT
            self._keep()

    def _command(self, typed: str, predict: Predict | None) -> str:
        """Which command was typed; "answer" for what is an answer to the question that is open, or no command."""
        word = half_width(typed).casefold()
        command = WORDS.get(word, word if word in WORDS.values() else ANSWER)
        is_short = len(word) == 1 and command != HELP
        return (
            ANSWER
            if is_short and predict is not None and self.taking.understands(predict, typed)
            else command
        )

    def _did(self, way: str, typed: str, predict: Predict | None) -> bool:
        """Does what was typed; whether the question is closed now."""
        if way == HELP:
            self._tell(_help(), FAINT)
        elif predict is None:
            self._tell(_("Nothing is asked here. Enter goes on, ? says what else there is."))
        elif way == HINT:
            hint = self.taking.hint(predict)
            self._say(hint or _("There is no further hint. s shows the solution."), _("Hint:"), HEADING)
        elif way == SOLUTION:
            self._say(self.taking.skip(predict), _("The answer:"), HEADING)
            return True
        else:
            return self._answered(predict, typed)
        return False

    def _answered(self, predict: Predict, typed: str) -> bool:
        try:
            verdict = self.taking.type(predict, typed)
        except AnswerError as error:
            self._tell(str(error), FAINT)
            return False
        if verdict.right:
            self._say(self.taking.solution(predict), _("Right."), GOOD)
            return True
        more = len(predict.hints) - self.taking.outcome(predict).hints
        says = verdict.says or _("That is not it.")
        self._say(says, _("Not yet."), BAD)
        if more:
            left = plural("h gives a hint; there is {n}.", "h gives a hint; there are {n}.", more)
            self._tell(left, FAINT)
        return False

    def _say(self, text: str, title: str, style: str) -> None:
        put(self.console, (title, style))
        put_lines(self.console, markdown(text, columns(self.console)))

    def _tell(self, text: str, style: str = "") -> None:
        for line in wrap(safe(text), columns(self.console), LONGEST):
            put(self.console, (line, style))

    def _keep(self) -> None:
        self.store.keep(self.taking, date.today())

    def _left(self) -> None:
        if self.begun:
            where = _("You are on page {number}: transformer-explore lesson {id} goes on there.")
            self._tell(where.format(number=self.taking.page + 1, id=self.taking.lesson.id), FAINT)

    def _done(self) -> None:
        lesson = self.taking.lesson
        put(self.console)
        left = [str(page + 1) for page in range(len(lesson.pages)) if self.taking.open(page)]
        if left:
            said = _("Questions are still open on page {pages}; the lesson is kept as begun.")
            self._tell(said.format(pages=", ".join(left)))
            return
        put(self.console, (_("Done."), GOOD))
        self._tell(lesson.able)
        if lesson.predictions:
            right = sum(self.taking.outcome(each).state == RIGHT for each in lesson.predictions)
            said = _("{right} of {count} questions answered right.")
            self._tell(said.format(right=right, count=len(lesson.predictions)))
        if lesson.cards:
            self._tell(_("Its cards come from tomorrow on: transformer-explore lessons cards"))


def _help() -> str:
    return _("Enter goes on; type an answer; h a hint, s the solution, b back, q leave, ? this.")


def _prompt(taking: Taking, predict: Predict | None) -> str:
    if predict is not None:
        return _("answer {number}> ", number=predict.number)
    last = taking.page == len(taking.lesson.pages) - 1
    return _("Enter: done> ") if last else _("Enter: next page> ")
