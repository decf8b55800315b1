"""A number hidden and asked for, where one stands in the walk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....core.support.errors import Problem
from ....core.support.localization import _
from ....core.trace import TraceError
from ...ui.text import cut, safe
from ...ui.widgets.explanation import ExplanationPanel
from . import strings as said
from .following import Following

if TYPE_CHECKING:
    from ...ui.guess import Guess
    from ...ui.widgets.prompt import Prompt

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
        from ...ui.guess import Guess

        self.leave_list()
        try:
            self._guess = Guess(self.navigator)
        except TraceError as error:
            self.show_notice(safe(str(error)))
            return
        self.clear_notice()
        self.add_class(HIDING)
        self.grid.hide(self.navigator.cell)
        self.show_cell()
        self._put_question(_("a number, or 0.8/sqrt(16); F2 hint, F3 solution"))

    def show_cell(self) -> None:
        """Brings what depends on the cell alone to where the reading is."""
        raise NotImplementedError

    def guess_here(self) -> Guess | None:
        """What is being guessed where one stands; nothing any more, once one stands elsewhere."""
        guess = self._guess
        if guess is not None and not guess.is_here(self.navigator):
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
            self.show_notice(said.nothing_hidden())
        elif self._guess.hint():
            self.panel.show(self.navigator, self._guess)
        else:
            self.show_notice(_("There is no hint for this number."))

    def action_solution(self) -> None:
        if self._guess is None:
            self.show_notice(said.nothing_hidden())
        else:
            self._reveal(self._guess)

    def _put_question(self, hint: str) -> None:
        assert self._guess is not None
        room = max(LEAST_QUESTION, self.size.width // 2)
        question = _("what is {name}?", name=cut(self._guess.name, room))
        self._question = question
        if self._guess.is_boolean:
            hint = _("true or false")
        self._ask_for(question, hint)

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
        self.panel.show(self.navigator, guess)
        self._put_question(_("try again; F2 is a hint, F3 shows it"))

    def _reveal(self, guess: Guess, said: str = "") -> None:
        self.close_prompt()
        self._end()
        self.show_cell()
        self.grid.focus()
        it_is = _("{name} = {value}", name=guess.name, value=guess.written())
        self.show_notice(said if it_is in said else f"{said} {it_is}".strip())

    def _end(self) -> None:
        self._guess = None
        self.remove_class(HIDING)
        self.grid.hide(None)
