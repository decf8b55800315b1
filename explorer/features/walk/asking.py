"""What the explore screen asks the reader, a text and which step, and the line that answers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ....core.support.localization import _
from ...ui.availability import text_hint, translates
from ...ui.screen import Screen
from ...ui.text import safe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ....core.trace import Trace
    from ...ui.engine_client import EngineClient
    from ...ui.memory import LastPlace
    from ...ui.navigator import Navigator
    from ...ui.search import Command
    from ...ui.widgets.prompt import Prompt

OWN_TEXT = _("your text")


class Asking(Screen[None]):
    """A screen with prompts and notices that waits for the engine; what it shows is a subclass's."""

    takes_text = True
    engine: EngineClient | None = None
    navigator: Navigator

    def show_step(self) -> None:
        """Brings everything on the screen to where the reading is."""
        raise NotImplementedError

    def show_navigator(self, navigator: Navigator) -> None:
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
        self._ask_for(OWN_TEXT, text_hint(self.navigator.trace))

    def action_find(self) -> None:
        from .find_screen import FindScreen  # Textual's Input is only loaded when somebody types

        self.leave_list()
        commands = list(self.commands())

        def found(place: int | None) -> None:
            if place is not None and place < len(self.navigator.walk):
                self.leap(place)
            elif place is not None:
                commands[place - len(self.navigator.walk)].run()

        self.app.push_screen(FindScreen(self.navigator, commands), found)

    def commands(self) -> Iterator[Command]:
        """What is found here besides the steps and what a key does."""
        from .commands import heads

        yield from heads(self)

    def leap(self, number: int, head: int | None = None) -> None:
        """To a step that was picked, and in it to a head; `b` leads back."""
        navigator = self.navigator
        moved = navigator.leap(number)
        if head is not None and navigator.cell[:1] != (head,) and not navigator.empty:
            navigator.set_cell((head, *navigator.cell[1:]))
            moved = True
        if moved:
            self.show_step()
            self.show_keys()

    def _ask_for(self, question: str, hint: str) -> None:
        self.leave_list()
        self.open_prompt(question, hint)

    def explore_sentence(self) -> Callable[[str], object] | None:
        return self.compute_sentence if self.engine is not None else None

    def on_prompt_left(self, message: Prompt.Left) -> None:
        self.close_prompt()
        self.to_walk()

    def on_prompt_answered(self, message: Prompt.Answered) -> None:
        self.close_prompt()
        self.to_walk()
        self.compute_sentence(message.answer)

    # -------------------------------------------------------------------------- own text
    def compute_sentence(self, text: str, place: LastPlace | None = None) -> None:
        """Has the engine compute a text; the trace on the screen stays until the new one is there.

        Args:
            place: where to stand in it then.
        """
        if self.engine is None:
            self.show_notice(_("There is no model at hand to compute a text with."), "error")
            return
        self.start_computing(text, partial(self._answer, text, place), self.engine, "own text")

    async def _answer(self, text: str, place: LastPlace | None) -> bool:
        from ...ui.engine_client import EngineError

        assert self.engine is not None
        await self.program.first_frame.wait()
        try:
            trace, notices = await self.engine.ask(text)
        except EngineError as error:
            self.show_notice(safe(str(error)), "error")
            return False
        self.read(trace)
        if place is not None:
            self.to_place(place)
        if translates(trace):
            self.program.remember_sentence(text)
        if notices:
            self.show_notice(safe(" · ".join(notices)), about=lambda: self.navigator.trace)
        else:
            self.clear_notice()
        return True
