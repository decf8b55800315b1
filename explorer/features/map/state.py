"""Where the reader is on the map: the current box, the layers and the pass of a decoding that are shown. No Textual."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from ....core.operations.expression import Source
from ....core.support.localization import _
from ....core.trace import Step, Trace, TraceError
from ....core.trace.diagram import Box, Column, Diagram
from ....core.trace.part_names import part_name
from ...ui.availability import impossible
from ...ui.text import safe
from ...ui.walk import LAYER, SEPARATOR, path

HEAD = "head"  # the axis


@dataclass(frozen=True)
class Moment:
    """A box in the order in which the model computes.

    Attributes:
        visit: the pass of a decoding; None for a box that is computed once.
    """

    box: Box
    visit: int | None


class MapState:
    """The map of the model that made a trace.

    Args:
        source: the step that the reader comes from.

    Attributes:
        box: the current box.
        here: the box of that step.
        visit: which pass of a decoding is shown.
        layers: the layer of each column that is shown, by the column's name.

    Raises:
        TraceError: the trace has no steps.
    """

    def __init__(self, trace: Trace, source: Source | None = None) -> None:
        if not trace.steps:
            raise TraceError(_("this trace has no steps"))
        self.trace, self.diagram = trace, Diagram(trace)
        self.here = self.diagram.box_of(source) if source is not None else None
        self.visit = 0
        self.layers: dict[str, int | None] = {
            column.name: next(iter(column.layers), None) for column in self.diagram.columns
        }
        if source is not None and source in trace and trace[source].iteration is not None:
            self.visit = min(source.visit, self.diagram.passes - 1)
        self.box = self.diagram.boxes[0]
        self.go_to(self.here or self.box)

    @cached_property
    def impossible(self) -> Mapping[str, str]:
        """The actions that are impossible in this run, with the reason."""
        return impossible(self.trace)

    def replace(self, trace: Trace) -> None:
        """Replaces the trace with the same run, computed again."""
        here = None if self.here is None else self.here.number
        self.trace, self.diagram = trace, Diagram(trace)
        self.__dict__.pop("moments", None)
        self.box = self.diagram.boxes[self.box.number]
        self.here = None if here is None else self.diagram.boxes[here]

    # -------------------------------------------------------------------------- moving along the data flow
    def go_to(self, box: Box) -> bool:
        """Makes a box the current one, and shows its layer; returns whether it was another one."""
        moved = box is not self.box
        self.box = box
        if box.layer is not None:
            self.layers[box.column] = box.layer
        return moved

    @property
    def column(self) -> Column:
        """The column of the current box."""
        return self._column(self.box.column)

    def _column(self, name: str) -> Column:
        return next(column for column in self.diagram.columns if column.name == name)

    def show_only(self, column: Column) -> None:
        """Goes to the first box of a column, unless the current box is in it."""
        if self.box.column != column.name:
            self.go_to(self.diagram.boxes[column.shown(self.layers[column.name])[0]])

    def _flow(self, column: Column) -> tuple[int, ...]:
        """The boxes of all layers above each other, without those beside another one."""
        inside = (n for layer in column.layers.values() for n in layer)
        aside = set(self.diagram.side_of(column).values())
        return tuple(n for n in (*column.before, *inside, *column.after) if n not in aside)

    def up(self, by: int) -> bool:
        """Goes to the box that reads this one (1), or to the one that it reads (-1); returns whether there is one."""
        beside = self.diagram.side_of(self.column)
        main = next((main for main, aside in beside.items() if aside == self.box.number), None)
        if main is not None:
            return by > 0 and self.go_to(self.diagram.boxes[main])
        flow = self._flow(self.column)
        place = flow.index(self.box.number) + by
        if 0 <= place < len(flow):
            return self.go_to(self.diagram.boxes[flow[place]])
        return by > 0 and self._cross()

    def _cross(self) -> bool:
        """Goes to a box in another column that reads this one, in the layer that is shown."""
        ends = (self.diagram.boxes[edge.end] for edge in self.diagram.outputs(self.box))
        others = [box for box in ends if box.column != self.box.column]
        shown = [box for box in others if box.layer == self.layers[box.column]]
        return any(self.go_to(box) for box in (shown or others)[:1])

    def right(self, by: int) -> bool:
        """Goes to the box on the right (1) or on the left (-1): beside this one, or in the other column.

        An arrow leads to the box at its other end, otherwise the way is to the box of the same kind.
        """
        names = [column.name for column in self.diagram.columns]
        place = names.index(self.box.column)
        outside = -1 if place == 0 else 1  # where the positional encoding is
        beside = self.diagram.side_of(self.column)
        if by == outside and self.box.number in beside:
            return self.go_to(self.diagram.boxes[beside[self.box.number]])
        if by == -outside and self.box.number in beside.values():
            return self.up(1)
        if not 0 <= place + by < len(names):
            return False
        return self.go_to(self._across(self._column(names[place + by])))

    def _across(self, column: Column) -> Box:
        boxes = self.diagram.boxes
        shown = [boxes[n] for n in column.shown(self.layers[column.name])]
        starts = [boxes[edge.start] for edge in self.diagram.inputs(self.box)]
        ends = [boxes[edge.end] for edge in self.diagram.outputs(self.box)]
        joined = [box for box in (*starts, *ends) if box.column == column.name]
        alike = [box for box in shown if box.title == self.box.title or _kind(box) == _kind(self.box)]
        same = [box for box in alike if _kind(box) == _kind(self.box)]
        return next(iter([*(box for box in joined if box in shown), *joined, *same, *alike, shown[-1]]))

    # -------------------------------------------------------------------------- layers, passes, playing
    def to_layer(self, by: int) -> bool:
        """Shows another layer, with the same box of it as the current one; returns whether there is one."""
        numbers = [*self.column.layers]
        shown = self.layers[self.column.name]
        if shown is None or not 0 <= (place := numbers.index(shown) + by) < len(numbers):
            return False
        self.layers[self.column.name] = numbers[place]
        inside = [self.diagram.boxes[n] for n in self.column.layers[numbers[place]]]
        if self.box.layer is not None:
            self.box = next((box for box in inside if box.part == self.box.part), inside[0])
        return True

    def to_pass(self, by: int) -> bool:
        """Shows another pass of a decoding; returns whether there is one."""
        visit = self.visit + by
        if not 0 <= visit < self.diagram.passes:
            return False
        self.visit = visit
        return True

    @cached_property
    def moments(self) -> tuple[Moment, ...]:
        """Every box, once per pass, in the order in which the model computes."""
        numbers = {step.source: number for number, step in enumerate(self.trace)}
        found: dict[int, Moment] = {}
        for box in self.diagram.boxes:
            visits = {step.visit for step in box.steps if step.iteration is not None}
            for visit in sorted(visits) or (None,):
                steps = box.steps if visit is None else box.at(visit)
                found[numbers[steps[-1].source]] = Moment(box, visit)
        return tuple(found[number] for number in sorted(found))

    @property
    def moment(self) -> int:
        """The place of the current box among the moments."""
        return next(
            (
                place
                for place, moment in enumerate(self.moments)
                if moment.box is self.box and moment.visit in (None, self.visit)
            ),
            0,
        )

    def step(self, by: int) -> bool:
        """Goes to the box that is computed next (1), or before (-1); returns whether there is one."""
        return self.to_moment(self.moment + by)

    def to_moment(self, place: int) -> bool:
        """Goes to a moment by its place; returns whether there is one."""
        if not 0 <= place < len(self.moments):
            return False
        moment = self.moments[place]
        self.go_to(moment.box)
        if moment.visit is not None:
            self.visit = moment.visit
        return True

    @property
    def is_last(self) -> bool:
        """Whether nothing is computed after the current box."""
        return self.moment + 1 >= len(self.moments)

    # -------------------------------------------------------------------------- boxes
    def path(self, box: Box) -> str:
        """The titles of a box: "encoder › layer 1 › self-attention"."""
        return SEPARATOR.join(self.titles(box))

    def titles(self, box: Box) -> tuple[str, ...]:
        """The titles of a box, the outermost first."""
        if box.layer is None:
            return (safe(box.title),)
        return safe(part_name(box.column)), _(LAYER, number=box.layer + 1), safe(box.title)

    def shape(self, box: Box) -> str:
        """The sizes of what a box computes: "3×64"."""
        return "×".join(map(str, self.output(box).shape))

    def steps(self, box: Box) -> tuple[Step, ...]:
        """The steps of a box in the pass that is shown; of all passes if it did not run in this one."""
        return box.at(self.visit) or box.steps

    def output(self, box: Box) -> Step:
        """The step whose numbers a box shows: its last one."""
        return self.steps(box)[-1]

    @property
    def with_heads(self) -> Step:
        """The last step of the current box that has heads, or its output."""
        steps = self.steps(self.box)
        return next((step for step in reversed(steps) if step.axes[:1] == (HEAD,)), steps[-1])

    def names(self, box: Box) -> Iterator[str]:
        """The titles of the steps of a box inside it."""
        paths = [path(step, self.trace) for step in self.steps(box)]
        shared = 0
        while all(len(each) > shared + 1 and each[shared] == paths[0][shared] for each in paths):
            shared += 1
        return (SEPARATOR.join(each[shared:]) for each in paths)


def _kind(box: Box) -> str:
    """What a box has in common with one in the other column: "self_attention", "embedding"."""
    last = box.part.rpartition(".")[2]
    return last.rpartition("_")[2] if box.layer is None else last
