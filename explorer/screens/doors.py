"""The ways out of the walk into the other screens, and back. Each screen is imported when somebody goes there."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ...core.language import _
from ...core.operations.expression import Index, Source
from ...core.trace import TraceError
from ..text import safe
from . import said
from .guessing import Guessing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...core.interventions import Intervention
    from ..app import Explorer
    from ..compare.desk import Compare
    from ..decoding.desk import Desk
    from ..what_if.desk import WhatIf
    from .acting import Command
    from .telling import Opened


class Doors(Guessing):
    """A walk from which one can go elsewhere."""

    app: Explorer

    def __init__(self) -> None:
        super().__init__()
        self._what_if: WhatIf | None = None
        self.decoding: Desk | None = None
        self._comparing: Compare | None = None

    def arrive(self, place: tuple[Source, Index] | None) -> None:
        """Back from a screen, at the cell that was chosen there, if any was."""
        if place is not None:
            self.follow(*place)
            self.grid.focus()

    def refuses(self, action: str) -> bool:
        """Whether something leads nowhere in this run; then the reader is told why."""
        why = self.reading.impossible.get(action, "")
        if why:
            self.tell(why, "error")
        return bool(why)

    def action_decode(self, beam: bool = False) -> None:
        """The sentence decoded, token by token, or by beam search."""
        if self.refuses("decode"):
            return
        from .decode_door import open_decode

        self.leave_list()
        self.decoding = open_decode(self, self.decoding, beam)

    def show_beam_search(self) -> None:
        """The sentence decoded by beam search."""
        self.action_decode(beam=True)

    def search_commands(self) -> Iterator[Command]:
        from .acting import actions

        yield from super().search_commands()
        yield from actions(self)

    def try_change(self, change: Intervention) -> None:
        """Changes inside the model, with this one on."""
        self.action_what_if(change)

    def action_what_if(self, change: Intervention | None = None) -> None:
        """Changes inside the model, tried on this sentence."""
        if self.refuses("what_if"):
            return
        if self.answers is None:
            self.tell(_("There is no model at hand to compute a changed run with."), "error")
            return
        from ..what_if.desk import WhatIf
        from .what_if import WhatIfScreen

        self.leave_list()
        if self._what_if is None or not self._what_if.is_about(self.reading.trace):
            self._what_if = WhatIf(self.reading)
        self._what_if.come_from(self.reading)
        switches = self._what_if.switches
        if change is not None and change not in switches.changes:
            switches.take((*switches.changes, change))
        self.app.push_screen(WhatIfScreen(self._what_if, self.reading, self.answers), self._come_back)

    def _come_back(self, opened: Opened | None) -> None:
        if opened is not None:
            self.read(opened.trace)
            self.reading.stand(opened.source, opened.cell)
            self.show_step()
            self.tell(said.which_run(opened.trace))

    def action_compare(self) -> None:
        """Another sentence beside this one."""
        from ..compare.desk import Compare
        from .compare import CompareScreen

        self.leave_list()
        reading = self.reading
        if self._comparing is None or not self._comparing.is_about(reading.trace):
            self._comparing = Compare(reading.trace, reading.shown.source, reading.cell)
        self._comparing.walked(reading.trace)
        self.app.push_screen(CompareScreen(self._comparing, reading, self.answers), self._from_comparison)

    def _from_comparison(self, opened: Opened | None) -> None:
        if opened is None:
            return
        if opened.trace is not self.reading.trace:
            self.read(opened.trace)
            self.reading.stand(opened.source, opened.cell)
            self.show_step()
            self.grid.focus()
            self.tell(said.other_sentence())
        else:
            self.arrive((opened.source, opened.cell))

    def action_attention(self) -> None:
        """Where a token looks, on the words themselves."""
        from ..looks import Looks
        from .attention import AttentionScreen

        self.leave_list()
        try:
            self.app.push_screen(AttentionScreen(Looks(self.reading)), self.arrive)
        except TraceError as error:
            self.tell(safe(str(error)), "error")

    def action_multiples(self) -> None:
        """This step in all its heads, or in all layers."""
        from ..multiples.multiples import Multiples
        from .multiples import MultiplesScreen

        self.leave_list()
        try:
            self.app.push_screen(MultiplesScreen(Multiples(self.reading)), self.arrive)
        except TraceError as error:
            self.tell(safe(str(error)), "error")

    def action_training(self) -> None:
        """How the attention of this model came about."""
        if self.refuses("training"):
            return
        from .training_door import model_of, open_training

        self.leave_list()
        model = model_of(self.reading.trace, self.answers)
        self.app.go(partial(open_training, self, model))

    def action_lessons(self) -> None:
        """All lessons; from a walk that a lesson led to, back to that."""
        from .lesson import LessonScreen

        self.leave_list()
        if any(isinstance(screen, LessonScreen) for screen in self.app.screen_stack[-2:-1]):
            self.dismiss()
            return
        from .lesson_door import open_lessons

        self.app.go(partial(open_lessons, self.app, self.answers))

    def action_help(self) -> None:
        from .help import HelpScreen

        self.app.push_screen(HelpScreen())
