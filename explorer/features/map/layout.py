"""Where the boxes of a column are: lines are counted upwards from the bottom of the figure, as data flows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from ....core.trace.diagram import Column, Diagram, Edge

BORDERS = 2  # lines of a box besides its content
ENTRY = None  # where a line branches off: at the entry of the layers, rather than above a box
EXIT = -1  # the same above all layers


@dataclass(frozen=True)
class Spot:
    """The place of a box: columns from the left of the figure, lines from its bottom."""

    x: int
    bottom: int
    columns: int
    top: int

    @property
    def middle(self) -> int:
        """The line at which arrows from the side arrive."""
        return (self.bottom + self.top) // 2


@dataclass(frozen=True)
class Lane:
    """A line that passes boxes by, such as a residual connection.

    Attributes:
        branch: the box above which it begins, or ENTRY or EXIT.
        end: the box that it leads to.
    """

    branch: int | None
    end: int


@dataclass(frozen=True, eq=False)
class Stack:
    """The boxes of a column that the figure shows, and what connects them.

    Attributes:
        layer: the layer that is shown; None if the column has no layers.
    """

    diagram: Diagram
    column: Column
    layer: int | None

    @cached_property
    def beside(self) -> Mapping[int, int]:
        """The box that stands beside another one."""
        return self.diagram.side_of(self.column)

    @cached_property
    def main(self) -> tuple[int, ...]:
        """The boxes above each other, from the bottom."""
        aside = set(self.beside.values())
        return tuple(n for n in self.column.shown(self.layer) if n not in aside)

    @cached_property
    def inside(self) -> frozenset[int]:
        """The boxes of the layer."""
        return frozenset() if self.layer is None else frozenset(self.column.layers.get(self.layer, ()))

    @cached_property
    def _below(self) -> Mapping[int, int]:
        return dict(zip(self.main[1:], self.main, strict=False))

    def follows(self, above: int) -> bool:
        """Whether a box reads the box right below it, or comes first in, or after, the layers."""
        below = self._below.get(above)
        return below is not None and (
            (above in self.inside) != (below in self.inside) or self._edge(below, above) is not None
        )

    def _edge(self, start: int, end: int) -> Edge | None:
        return next((e for e in self.diagram.edges if (e.start, e.end) == (start, end)), None)

    @cached_property
    def loops(self) -> frozenset[int]:
        """The boxes that read their own results."""
        return frozenset(e.start for e in self.diagram.edges if e.start == e.end and e.start in self.main)

    @cached_property
    def lanes(self) -> tuple[Lane, ...]:
        """The lines that pass boxes by."""
        found: dict[Lane, None] = {}
        for edge in self.diagram.edges:
            start, end = edge.start, edge.end
            if end not in self.main or start == end or self.diagram.boxes[start].column != self.column.name:
                continue
            if start in self.beside.values() or self._below.get(end) == start or self._is_first(end):
                continue
            goes_in = end in self.inside and start not in self.inside
            if end in self.column.after and self.diagram.boxes[start].layer is not None:
                found[Lane(EXIT, end)] = None
            elif goes_in or start in self.main:
                found[Lane(ENTRY if goes_in else start, end)] = None
        return tuple(found)

    def _is_first(self, number: int) -> bool:
        """Whether it is the first box of the layers, or the first after them: it reads what comes from below."""
        below = self._below.get(number)
        return (number in self.inside) != (below in self.inside) if below is not None else True

    @cached_property
    def tracks(self) -> Mapping[Lane, int]:
        """The place of each lane next to the boxes, 0 for the nearest; lanes on one track do not overlap."""
        found: dict[Lane, int] = {}
        for lane in self.lanes:
            taken = {found[other] for other in found if self._overlap(lane, other)}
            found[lane] = next(n for n in range(len(found) + 1) if n not in taken)
        return found

    def _overlap(self, one: Lane, other: Lane) -> bool:
        (low, high), (least, most) = self._span(one), self._span(other)
        return low < most and least < high

    def _span(self, lane: Lane) -> tuple[int, int]:
        inside = [n for n, box in enumerate(self.main) if box in self.inside] or [0]
        ends = {ENTRY: inside[0], EXIT: inside[-1] + 1}
        first = ends[lane.branch] if lane.branch in ends else self.main.index(lane.branch) + 1
        return first, self.main.index(lane.end)

    def touches(self, above: int) -> bool:
        """Whether a box has a border in common with the one below: nothing else reads that one."""
        below = self._below.get(above)
        if below is None or not self.follows(above) or {above, below} & self.beside.keys():
            return False
        return (above in self.inside) == (below in self.inside) and not self.branches(below)

    def branches(self, number: int) -> bool:
        """Whether a lane begins above a box, or at the EXIT of the layers."""
        return any(lane.branch == number for lane in self.lanes)


@dataclass
class Arrangement:
    """The lines of a stack.

    Attributes:
        rows: for each box of the stack its bottom and top line.
        junctions: the line above a box, or at the ENTRY or EXIT of the layers, from which lanes branch off.
        frame: the bottom and the top line of the frame around the layers; None without layers.
        top: the highest line.
    """

    rows: dict[int, tuple[int, int]] = field(default_factory=dict)
    junctions: dict[int | None, int] = field(default_factory=dict)
    frame: tuple[int, int] | None = None
    top: int = -1


def arranged(stack: Stack, content: Callable[[int], int], first: int) -> Arrangement:
    """Piles the boxes up.

    Args:
        content: the lines of a box between its borders.
        first: the line of the lowest border.
    """
    found, frame = Arrangement(top=first - 1), -1
    previous: int | None = None
    for number in stack.main:
        goes_in = number in stack.inside and previous not in stack.inside
        goes_out = number not in stack.inside and previous in stack.inside
        bottom = found.top + 1
        if goes_in:
            frame, found.junctions[ENTRY], bottom = bottom, bottom + 1, bottom + 2
        elif goes_out:
            found.frame, bottom = (frame, bottom), bottom + 1
            if stack.branches(EXIT):
                found.junctions[EXIT], bottom = bottom, bottom + 1
        elif previous is not None and stack.branches(previous):
            found.junctions[previous], bottom = bottom, bottom + 1
        elif stack.touches(number):
            bottom = found.top
        found.top = bottom + content(number) + BORDERS - 1
        found.rows[number] = bottom, found.top
        previous = number
    if previous in stack.inside:
        found.top += 1
        found.frame = frame, found.top
    return found
