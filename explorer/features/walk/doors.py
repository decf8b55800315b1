"""The ways out of the walk into the other screens, and back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeVar

from ...ui.navigator import Navigator
from ...ui.routes import (
    AttentionRoute,
    CompareRoute,
    DecodeRoute,
    HeadsRoute,
    LessonsRoute,
    TraceRoute,
    TrainingRoute,
    WalkRoute,
    WhatIfRoute,
)
from . import strings
from .guessing import Guessing

if TYPE_CHECKING:
    from ....core.interventions import Intervention
    from ...ui.search import Command

R = TypeVar("R", bound=TraceRoute)
KEPT = 8  # navigators of other traces


class Doors(Guessing):
    """A walk from which one can go elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self._navigators: list[Navigator] = []

    def route(self, kind: type[R]) -> R:
        """A route to another screen about this place in the trace."""
        navigator = self.navigator
        return kind(navigator.trace, navigator.shown.source, navigator.cell, self.engine)

    def arrive(self, route: WalkRoute | None) -> None:
        """Back from a screen, at the place that was chosen there, if any was."""
        if route is None or route.source is None:
            return
        navigator = self.navigator
        if route.trace is navigator.trace:
            if (route.source, route.cell) != (navigator.shown.source, navigator.cell):
                self.follow(route.source, route.cell)
            self.grid.focus()
            return
        known = next((each for each in self._navigators if each.trace is route.trace), None)
        self._navigators = [*(each for each in self._navigators[-KEPT:] if each is not known), navigator]
        self.stored = False
        navigator = known or Navigator(route.trace)
        navigator.go_to(route.source, route.cell)
        self.show_navigator(navigator)
        self.grid.focus()

    def refuses(self, action: str) -> bool:
        """Whether something leads nowhere in this run; then the reader is told why."""
        why = self.navigator.impossible.get(action, "")
        if why:
            self.show_notice(why, "error")
        return bool(why)

    def action_decode(self, beam: bool = False) -> None:
        """The sentence decoded, token by token, or by beam search."""
        if not self.refuses("decode"):
            self.leave_list()
            navigator = self.navigator
            self.program.open(
                DecodeRoute(navigator.trace, navigator.shown.source, navigator.cell, self.engine, beam),
                self.arrive,
            )

    def show_beam_search(self) -> None:
        """The sentence decoded by beam search."""
        self.action_decode(beam=True)

    def commands(self) -> Iterator[Command]:
        from .commands import actions

        yield from super().commands()
        yield from actions(self)

    def try_change(self, change: Intervention) -> None:
        """Interventions, with this one on."""
        self.action_what_if(change)

    def action_what_if(self, change: Intervention | None = None) -> None:
        """Interventions on this run."""
        if not self.refuses("what_if"):
            self.leave_list()
            navigator = self.navigator
            self.program.open(
                WhatIfRoute(navigator.trace, navigator.shown.source, navigator.cell, self.engine, change),
                self._from_what_if,
            )

    def _from_what_if(self, route: WalkRoute | None) -> None:
        self.arrive(route)
        if route is not None:
            self.show_notice(strings.which_run(route.trace))

    def action_compare(self) -> None:
        """Another sentence next to this one."""
        self.leave_list()
        self.program.open(self.route(CompareRoute), self._from_comparison)

    def _from_comparison(self, route: WalkRoute | None) -> None:
        before = self.navigator.trace
        self.arrive(route)
        if self.navigator.trace is not before:
            self.show_notice(strings.other_sentence())

    def action_attention(self) -> None:
        """Attention as text."""
        self.leave_list()
        self.program.open(self.route(AttentionRoute), self.arrive)

    def action_heads(self) -> None:
        """This step in all its heads, or in all layers."""
        self.leave_list()
        self.program.open(self.route(HeadsRoute), self.arrive)

    def action_training(self) -> None:
        """How attention developed while the model was trained."""
        if self.refuses("training"):
            return
        self.leave_list()
        name = self.engine.model if self.engine is not None else self.navigator.trace.model.name
        self.program.open(TrainingRoute(name))

    def action_lessons(self) -> None:
        """All lessons; from a walk that a lesson opened, back to that."""
        self.leave_list()
        self.program.open(LessonsRoute())

    def action_help(self) -> None:
        from ...ui.help import HelpScreen

        self.app.push_screen(HelpScreen())
