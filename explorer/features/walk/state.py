"""What the walk knows and decides without a screen: the traces, the hidden number, the lines of the map."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ....core.trace import Trace
from ...ui.navigator import Navigator
from ...ui.routes import TraceRoute
from ...ui.walk import Group, Walk

if TYPE_CHECKING:
    from ...ui.engine_client import EngineClient
    from ...ui.guess import Guess

KEPT = 8  # navigators of other traces


class WalkState:
    """The trace that is walked, and those that were walked before.

    Args:
        engine: computes other runs; None without a model.
        stored: whether the trace came with the model and has not been computed on this machine yet.
        asked: a sentence that the screen opens with while it is being computed.
    """

    def __init__(
        self, trace: Trace, engine: EngineClient | None = None, stored: bool = False, asked: str = ""
    ) -> None:
        self.navigator, self.engine, self.stored, self.asked = Navigator(trace), engine, stored, asked
        self.guess: Guess | None = None
        self._others: list[Navigator] = []

    def read(self, trace: Trace) -> None:
        """Walks another trace, at the same step where it has that step."""
        step = self.navigator.walk.steps[self.navigator.number]
        self.stored, self.navigator = False, Navigator(trace, step.source)

    def computed_here(self, text: str, trace: Trace | None) -> bool:
        """Replaces the model's shipped trace with the same run, computed on this machine.

        Args:
            trace: None if it could not be computed; the stored trace stays then.

        Returns:
            whether the numbers were replaced.
        """
        if not self.stored or text != self.navigator.trace.source_text:
            return False
        self.stored = False
        if trace is not None:
            self.navigator.replace(trace)
        return trace is not None

    def leap(self, number: int, head: int | None = None) -> bool:
        """Goes to a step by its number, counted from 0, and to one of its heads; returns whether the place changed."""
        navigator = self.navigator
        moved = navigator.leap(number)
        if head is not None and navigator.cell[:1] != (head,) and not navigator.empty:
            navigator.set_cell((head, *navigator.cell[1:]))
            moved = True
        return moved

    def arrive(self, route: TraceRoute) -> None:
        """Goes to a place in this trace or another one; a navigator of a trace seen before is used again.

        Raises:
            TraceError: there is no such place in this trace.
        """
        here, source = self.navigator, route.source
        if source is None:
            return
        if route.trace is here.trace:
            if not route.cell and source in here.trace:
                here.leap(here.walk.place(here.trace[source]))
            elif (source, route.cell) != (here.view.source, here.cell):
                here.follow(source, route.cell)
            return
        known = next((each for each in self._others if each.trace is route.trace), None)
        self._others = [*(each for each in self._others[-KEPT:] if each is not known), here]
        self.stored, self.navigator = False, known or Navigator(route.trace)
        self.navigator.go_to(source, route.cell)


# ---------------------------------------------------------------------------------- the map
@dataclass(frozen=True)
class OutlineLine:
    """A line of the outline: a group, or a step by its place in the walk."""

    item: Group | int
    depth: int
    title: str
    open: bool = False


class Outline:
    """The walk as lines, some groups open and some closed.

    The groups around the current step are open: each part of the model opens when the reader enters it and closes
    afterwards. A group opened by hand stays open; one closed by hand opens when it is entered.
    """

    def __init__(self, walk: Walk) -> None:
        self.walk = walk
        self.current = 0
        self._opened: set[Group] = set()
        self._closed: set[Group] = set()
        self.lines: list[OutlineLine] = []
        self.enter(0)

    def enter(self, place: int) -> None:
        """Makes a step the current one."""
        if self.walk.group_of[place] is not self.walk.group_of[self.current]:
            self._closed.clear()
        self.current = place
        self._arrange()

    def toggle(self, group: Group) -> None:
        """Opens a closed group, closes an open one."""
        now, before = (self._closed, self._opened) if self.is_open(group) else (self._opened, self._closed)
        now.add(group)
        before.discard(group)
        self._arrange()

    def is_open(self, group: Group) -> bool:
        if group in self._closed:
            return False
        return group in self._opened or group in self.walk.ancestors(self.current)

    def line_of(self, place: int) -> int:
        """The line of a step, or of the closed group that it is in."""
        around = {place, *self.walk.ancestors(place)}
        return max((number for number, line in enumerate(self.lines) if line.item in around), default=0)

    def line_of_group(self, group: Group) -> int:
        return next((n for n, line in enumerate(self.lines) if line.item is group), 0)

    def lines_around(self, place: int) -> set[int]:
        """The lines of a step and of the groups around it."""
        items: list[Group | int] = [place, *self.walk.ancestors(place)]
        return {number for number, line in enumerate(self.lines) if line.item in items}

    def _arrange(self) -> None:
        self.lines = list(self._inside(self.walk.root, 0))

    def _inside(self, group: Group, depth: int) -> Iterator[OutlineLine]:
        for child in group.children:
            if isinstance(child, int):
                yield OutlineLine(child, depth, self.walk.titles[child][-1])
            else:
                opened = self.is_open(child)
                yield OutlineLine(child, depth, child.title, opened)
                if opened:
                    yield from self._inside(child, depth + 1)
