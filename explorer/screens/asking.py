"""What the explore screen asks the reader, a text and which step, and the line that answers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ...core.language import _
from ..possible import text_hint, translates
from ..text import safe
from .one_frame import OneFrame

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...core.trace import Trace
    from ..memory import LastPlace
    from ..own_text import Answers
    from ..reading import Reading
    from ..widgets.prompt import Prompt
    from .acting import Command

OWN_TEXT = _("your text")


class Asking(OneFrame[None]):
    """A screen with prompts and notices that waits for the engine; what it shows is a subclass's."""

    takes_text = True
    answers: Answers | None = None
    reading: Reading

    def show_step(self) -> None:
        """Brings everything on the screen to where the reading is."""
        raise NotImplementedError

    def look(self, reading: Reading) -> None:
        """What another reading stands at, in place of this one's."""
        raise NotImplementedError

    def read(self, trace: Trace) -> None:
        """Another trace in place of this one."""
        raise NotImplementedError

    def to_place(self, place: LastPlace) -> None:
        """To where one was another time."""
        raise NotImplementedError

    def show_keys(self) -> None:
        """The footer says what works now."""
        raise NotImplementedError

    def leave_list(self) -> None:
        """Closes the list of what a number was made of, if it is open."""
        raise NotImplementedError

    def to_walk(self) -> None:
        """Gives the keys back to walking."""
        raise NotImplementedError

    # -------------------------------------------------------------------------- prompts
    def action_text(self) -> None:
        self._prompt(OWN_TEXT, text_hint(self.reading.trace))

    def action_find(self) -> None:
        from .finding import FindScreen  # Textual's Input is only loaded when somebody types

        self.leave_list()
        commands = list(self.search_commands())

        def found(place: int | None) -> None:
            if place is not None and place < len(self.reading.walk):
                self.leap(place)
            elif place is not None:
                commands[place - len(self.reading.walk)].run()

        self.app.push_screen(FindScreen(self.reading, commands), found)

    def search_commands(self) -> Iterator[Command]:
        """What is found here besides the steps and what a key does."""
        from .acting import heads

        yield from heads(self)

    def leap(self, number: int, head: int | None = None) -> None:
        """To a step that was picked, and in it to a head; `b` leads back."""
        reading = self.reading
        moved = reading.leap(number)
        if head is not None and reading.cell[:1] != (head,) and not reading.empty:
            reading.put((head, *reading.cell[1:]))
            moved = True
        if moved:
            self.show_step()
            self.show_keys()

    def _prompt(self, question: str, hint: str) -> None:
        from ..widgets.prompt import Prompt  # Textual's Input is only loaded when somebody types

        self.close_prompt()
        self.leave_list()
        self.mount(Prompt(question, hint))

    def on_prompt_left(self, message: Prompt.Left) -> None:
        self.close_prompt()
        self.to_walk()

    def on_prompt_answered(self, message: Prompt.Answered) -> None:
        self.close_prompt()
        self.to_walk()
        self.ask(message.answer)

    # -------------------------------------------------------------------------- own text
    def ask(self, text: str, place: LastPlace | None = None) -> None:
        """Has the engine compute a text; the trace on the screen stays until the new one is there.

        Args:
            place: where to stand in it then.
        """
        if self.answers is None:
            self.tell(_("There is no model at hand to compute a text with."), "error")
            return
        self.start_computing(text, partial(self._answer, text, place), self.answers, "own text")

    async def _answer(self, text: str, place: LastPlace | None) -> bool:
        from ..own_text import OwnTextError

        assert self.answers is not None
        if (first_frame := getattr(self.app, "first_frame", None)) is not None:
            await first_frame.wait()
        try:
            trace, notices = await self.answers.ask(text)
        except OwnTextError as error:
            self.tell(safe(str(error)), "error")
            return False
        self.read(trace)
        if place is not None:
            self.to_place(place)
        remember = getattr(self.app, "remember_sentence", None)
        if remember is not None and translates(trace):
            remember(text)
        if notices:
            self.tell(safe(" · ".join(notices)), about=lambda: self.reading.trace)
        else:
            self.hush()
        return True
