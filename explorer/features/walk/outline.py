"""The walk as lines of an outline, some groups open and some closed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...ui.walk import Group, Walk


@dataclass(frozen=True)
class Line:
    """A line of the outline: a group, or a step by its place in the walk."""

    item: Group | int
    depth: int
    title: str
    open: bool = False


class Outline:
    """Which lines there are.

    The groups around the current step are open, so that walking opens each part of the model as one comes to
    it and closes it behind. A group opened by hand stays open; one closed by hand opens when it is entered.
    """

    def __init__(self, walk: Walk) -> None:
        self.walk = walk
        self.current = 0
        self._opened: set[Group] = set()
        self._closed: set[Group] = set()
        self.lines: list[Line] = []
        self.enter(0)

    def enter(self, place: int) -> None:
        """The walk has come to a step."""
        if self.walk.group_of[place] is not self.walk.group_of[self.current]:
            self._closed.clear()
        self.current = place
        self._arrange()

    def toggle(self, group: Group) -> None:
        """Opens a closed group, closes an open one."""
        if self.is_open(group):
            self._closed.add(group)
            self._opened.discard(group)
        else:
            self._opened.add(group)
            self._closed.discard(group)
        self._arrange()

    def is_open(self, group: Group) -> bool:
        if group in self._closed:
            return False
        return group in self._opened or group in self.walk.ancestors(self.current)

    def line_of(self, place: int) -> int:
        """The line of a step, or of the closed group that it is in."""
        found = 0
        around = set(self.walk.ancestors(place))
        for number, line in enumerate(self.lines):
            if line.item == place:
                return number
            if isinstance(line.item, Group) and line.item in around:
                found = number
        return found

    def line_of_group(self, group: Group) -> int:
        return next((n for n, line in enumerate(self.lines) if line.item is group), 0)

    def lines_around(self, place: int) -> set[int]:
        """The lines that say something of a step: its own, and those of the groups around it."""
        items: list[Group | int] = [place, *self.walk.ancestors(place)]
        return {number for number, line in enumerate(self.lines) if line.item in items}

    def _arrange(self) -> None:
        self.lines = list(self._inside(self.walk.root, 0))

    def _inside(self, group: Group, depth: int) -> Iterator[Line]:
        for child in group.children:
            if isinstance(child, int):
                yield Line(child, depth, self.walk.titles[child][-1])
            else:
                opened = self.is_open(child)
                yield Line(child, depth, child.title, opened)
                if opened:
                    yield from self._inside(child, depth + 1)


def span(group: Group) -> range:
    """The places of all steps inside of a group: they follow one another."""
    return range(_end(group, 0), _end(group, -1) + 1)


def _end(group: Group, which: int) -> int:
    """The first (0) or the last (−1) step."""
    child = group.children[which]
    while isinstance(child, Group):
        child = child.children[which]
    return child
