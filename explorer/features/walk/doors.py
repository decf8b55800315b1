"""The ways out of the walk into the other screens, and back. Each screen is imported when somebody goes there."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ....core.operations.expression import Index, Source
from ....core.support.localization import _
from ....core.trace import TraceError
from ...ui.text import safe
from . import strings
from .guessing import Guessing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ....core.interventions import Intervention
    from ...app import Explorer
    from ...ui.telling import Opened
    from ..decode.state import DecodeState
    from ..run_pair.compare_state import CompareState
    from ..run_pair.what_if_state import WhatIfState
    from .commands import Command


class Doors(Guessing):
    """A walk from which one can go elsewhere."""

    app: Explorer

    def __init__(self) -> None:
        super().__init__()
        self._what_if: WhatIfState | None = None
        self.decoding: DecodeState | None = None
        self._comparing: CompareState | None = None

    def arrive(self, place: tuple[Source, Index] | None) -> None:
        """Back from a screen, at the cell that was chosen there, if any was."""
        if place is not None:
            self.follow(*place)
            self.grid.focus()

    def refuses(self, action: str) -> bool:
        """Whether something leads nowhere in this run; then the reader is told why."""
        why = self.navigator.impossible.get(action, "")
        if why:
            self.show_notice(why, "error")
        return bool(why)

    def action_decode(self, beam: bool = False) -> None:
        """The sentence decoded, token by token, or by beam search."""
        if self.refuses("decode"):
            return
        from ..decode.door import open_decode

        self.leave_list()
        self.decoding = open_decode(self, self.decoding, beam)

    def show_beam_search(self) -> None:
        """The sentence decoded by beam search."""
        self.action_decode(beam=True)

    def search_commands(self) -> Iterator[Command]:
        from .commands import actions

        yield from super().search_commands()
        yield from actions(self)

    def try_change(self, change: Intervention) -> None:
        """Changes inside the model, with this one on."""
        self.action_what_if(change)

    def action_what_if(self, change: Intervention | None = None) -> None:
        """Changes inside the model, tried on this sentence."""
        if self.refuses("what_if"):
            return
        if self.engine is None:
            self.show_notice(_("There is no model at hand to compute a changed run with."), "error")
            return
        from ..run_pair.what_if_screen import WhatIfScreen
        from ..run_pair.what_if_state import WhatIfState

        self.leave_list()
        if self._what_if is None or not self._what_if.is_about(self.navigator.trace):
            self._what_if = WhatIfState(self.navigator)
        self._what_if.come_from(self.navigator)
        switches = self._what_if.switches
        if change is not None and change not in switches.changes:
            switches.take((*switches.changes, change))
        self.app.push_screen(WhatIfScreen(self._what_if, self.navigator, self.engine), self._come_back)

    def _come_back(self, opened: Opened | None) -> None:
        if opened is not None:
            self.read(opened.trace)
            self.navigator.go_to(opened.source, opened.cell)
            self.show_step()
            self.show_notice(strings.which_run(opened.trace))

    def action_compare(self) -> None:
        """Another sentence beside this one."""
        from ..run_pair.compare_screen import CompareScreen
        from ..run_pair.compare_state import CompareState

        self.leave_list()
        navigator = self.navigator
        if self._comparing is None or not self._comparing.is_about(navigator.trace):
            self._comparing = CompareState(navigator.trace, navigator.shown.source, navigator.cell)
        self._comparing.walked(navigator.trace)
        self.app.push_screen(CompareScreen(self._comparing, navigator, self.engine), self._from_comparison)

    def _from_comparison(self, opened: Opened | None) -> None:
        if opened is None:
            return
        if opened.trace is not self.navigator.trace:
            self.read(opened.trace)
            self.navigator.go_to(opened.source, opened.cell)
            self.show_step()
            self.grid.focus()
            self.show_notice(strings.other_sentence())
        else:
            self.arrive((opened.source, opened.cell))

    def action_attention(self) -> None:
        """Where a token looks, on the words themselves."""
        from ..attention.screen import AttentionScreen
        from ..attention.state import AttentionState

        self.leave_list()
        try:
            self.app.push_screen(AttentionScreen(AttentionState(self.navigator)), self.arrive)
        except TraceError as error:
            self.show_notice(safe(str(error)), "error")

    def action_multiples(self) -> None:
        """This step in all its heads, or in all layers."""
        from ..heads.screen import HeadsScreen
        from ..heads.state import HeadsState

        self.leave_list()
        try:
            self.app.push_screen(HeadsScreen(HeadsState(self.navigator)), self.arrive)
        except TraceError as error:
            self.show_notice(safe(str(error)), "error")

    def action_training(self) -> None:
        """How the attention of this model came about."""
        if self.refuses("training"):
            return
        from ..training.door import model_of, open_training

        self.leave_list()
        model = model_of(self.navigator.trace, self.engine)
        self.app.go(partial(open_training, self, model))

    def action_lessons(self) -> None:
        """All lessons; from a walk that a lesson led to, back to that."""
        from ..lessons.screen import LessonScreen

        self.leave_list()
        if any(isinstance(screen, LessonScreen) for screen in self.app.screen_stack[-2:-1]):
            self.dismiss()
            return
        from ..lessons.door import open_lessons

        self.app.go(partial(open_lessons, self.app, self.engine))

    def action_help(self) -> None:
        from ...ui.help import HelpScreen

        self.app.push_screen(HelpScreen())
