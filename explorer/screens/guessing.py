"""A number hidden and asked for, where one stands in the walk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...core.errors import Problem
from ...core.language import _
from ...core.trace import TraceError
from ..text import cut, safe
from ..widgets.explanation import ExplanationPanel
from . import said
from .following import Following

if TYPE_CHECKING:
    from ..guessing.guessing import Guess
    from ..widgets.prompt import Prompt

LEAST_QUESTION = 12  # columns
HIDING = "guessing"  # the screen's class as long as a number is hidden


class Guessing(Following):
    """A screen on which a number can be hidden; it stays hidden as long as the question stands."""

    panel: ExplanationPanel

    def __init__(self) -> None:
        super().__init__()
        self._guess: Guess | None = None
        self._question = ""

    def action_guess(self) -> None:
        """Hides the number under the cursor and asks for it."""
        from ..guessing.guessing import Guess

        self.leave_list()
        try:
            self._guess = Guess(self.reading)
        except TraceError as error:
            self.tell(safe(str(error)))
            return
        self.hush()
        self.add_class(HIDING)
        self.grid.hide(self.reading.cell)
        self.show_cell()
        self._put_question(_("a number, or 0.8/sqrt(16); F2 hint, F3 solution"))

    def show_cell(self) -> None:
        """Brings what depends on the cell alone to where the reading is."""
        raise NotImplementedError

    def guess_here(self) -> Guess | None:
        """What is being guessed where one stands; nothing any more, once one stands elsewhere."""
        guess = self._guess
        if guess is not None and not guess.is_here(self.reading):
            self._end()
            self.close_prompt()
        return self._guess

    @property
    def unfinished(self) -> str:
        """What is open here, for somebody who is about to quit; "" if nothing is."""
        return "" if self._guess is None else _("A number is hidden and still waits for your guess.")

    def action_hint(self) -> None:
        """The arithmetic of the hidden number, without its result."""
        if self._guess is None:
            self.tell(said.nothing_hidden())
        elif self._guess.hint():
            self.panel.look(self.reading, self._guess)
        else:
            self.tell(_("There is no hint for this number."))

    def action_solution(self) -> None:
        if self._guess is None:
            self.tell(said.nothing_hidden())
        else:
            self._reveal(self._guess)

    def _put_question(self, hint: str) -> None:
        assert self._guess is not None
        room = max(LEAST_QUESTION, self.size.width // 2)
        question = _("what is {name}?").format(name=cut(self._guess.name, room))
        self._question = question
        if self._guess.is_boolean:
            hint = _("true or false")
        self._prompt(question, hint)

    def on_prompt_answered(self, message: Prompt.Answered) -> None:
        if self._guess is None or message.question != self._question:
            return
        message.prevent_default()
        if message.answer.strip():
            self._judge(self._guess, message.answer)
        else:
            self._reveal(self._guess)

    def on_prompt_left(self, message: Prompt.Left) -> None:
        if self._guess is not None:
            message.prevent_default()
            self._reveal(self._guess)

    def _judge(self, guess: Guess, answer: str) -> None:
        try:
            verdict = guess.answer(answer)
        except Problem as error:
            guess.said = safe(str(error))
        else:
            if verdict.kind == "right" or not guess.tries:
                self._reveal(guess, verdict.text)
                return
        self.panel.look(self.reading, guess)
        self._put_question(_("try again; F2 is a hint, F3 shows it"))

    def _reveal(self, guess: Guess, said: str = "") -> None:
        self.close_prompt()
        self._end()
        self.show_cell()
        self.grid.focus()
        it_is = _("{name} = {value}").format(name=guess.name, value=guess.written())
        self.tell(said if it_is in said else f"{said} {it_is}".strip())

    def _end(self) -> None:
        self._guess = None
        self.remove_class(HIDING)
        self.grid.hide(None)
