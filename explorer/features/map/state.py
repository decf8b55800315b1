"""What the map knows and decides: the current box, the layers that are shown, the pass of a decoding. No Textual."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from ....core.operations.expression import Source
from ....core.support.localization import _
from ....core.trace import Step, Trace, TraceError
from ....core.trace.diagram import Box, Column, Diagram
from ....core.trace.part_names import part_name
from ....core.trace.trace import OUTPUT
from ...ui.text import safe
from ...ui.walk import LAYER, SEPARATOR
from .figure import Fact, View
from .thumbnail import Glyph, thumbnail

MOST_WORDS = 64  # of a sentence in the figure
VOCABULARY = "token"  # the axis
NO_ANSWER = "·"  # where nothing is asked


class MapState:
    """The map of the model that made a trace.

    Args:
        source: the step that the reader comes from.

    Attributes:
        box: the current box.
        here: the box of that step.
        visit: which pass of a decoding is shown.

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
        self._picture = lru_cache(maxsize=512)(self._make_picture)

    # -------------------------------------------------------------------------- moving
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
        return next(column for column in self.diagram.columns if column.name == self.box.column)

    def show_only(self, column: Column) -> None:
        """Goes to the first box of a column, which is shown without the others."""
        if self.box.column != column.name:
            self.go_to(self.diagram.boxes[column.shown(self.layers[column.name])[0]])

    # -------------------------------------------------------------------------- what a box shows
    def path(self, box: Box) -> str:
        """The titles of a box: "encoder › layer 1 › self-attention"."""
        if box.layer is None:
            return safe(box.title)
        return SEPARATOR.join((safe(part_name(box.column)), _(LAYER, number=box.layer + 1), safe(box.title)))

    def shape(self, box: Box) -> str:
        """The sizes of what a box computes: "3×64"."""
        return "×".join(map(str, self.output(box).shape))

    def steps(self, box: Box) -> tuple[Step, ...]:
        """The steps of a box in the pass that is shown; of all passes if it did not run in this one."""
        return box.at(self.visit) or box.steps

    def output(self, box: Box) -> Step:
        """The step whose numbers a box shows: its last one."""
        return self.steps(box)[-1]

    def view(self, halves: bool = True, dark: bool = True, only: bool = False) -> View:
        """What the figure shows.

        Args:
            halves, dark: how thumbnails are drawn.
            only: whether only the column of the current box is shown.
        """

        def fact(number: int) -> Fact:
            box = self.diagram.boxes[number]
            step = self.output(box)
            return Fact(
                safe(box.title),
                self.shape(box),
                lambda columns, lines: self._picture(step, columns, lines, halves, dark),
            )

        return View(
            diagram=self.diagram,
            layers=self.layers,
            facts=fact,
            read={column.name: words for column in self.diagram.columns if (words := self._read(column))},
            said={column.name: words for column in self.diagram.columns if (words := self._said(column))},
            here=self.here.number if self.here is not None else None,
            only=self.box.column if only else None,
        )

    def _make_picture(
        self, step: Step, columns: int, lines: int, halves: bool, dark: bool
    ) -> list[list[Glyph]]:
        try:
            return thumbnail(step.values, columns, lines, halves, dark, step.axes[-1:] == (VOCABULARY,))
        except TraceError:  # only statistics were stored, or the file is damaged
            return []

    def _read(self, column: Column) -> tuple[str, str] | None:
        """The label and the words at the bottom of a column."""
        boxes = (self.diagram.boxes[n] for n in column.before)
        sources = [each for box in boxes for step in self.steps(box) for each in step.inputs]
        names = [str(each) for each in sources if each.kind == "tokens" and str(each) in self.trace.tokens]
        if not names:
            return None
        name = names[0]
        own, mark, visit = name.partition("#")
        if own == "latest" and f"prefix{mark}{visit}" in self.trace.tokens:
            name = f"prefix{mark}{visit}"  # the earlier tokens are in the cache
        elif own not in ("source", "target", "prefix", "latest") and "source" in self.trace.tokens:
            name = "source"  # a token whose parts are embedded one by one
        labels = {"target": _("outputs (shifted right)"), "source": _("inputs")}
        words = (safe(token.label) for token in self.trace.tokens[name][:MOST_WORDS])
        return labels.get(name, _("outputs so far")), " ".join(words)

    def _said(self, column: Column) -> tuple[str, str] | None:
        """The label and the words at the top of a column: the most probable token at each position."""
        last = [self.diagram.boxes[n] for n in column.shown(self.layers[column.name])][-1:]
        step = next((self.output(box) for box in last if self.output(box).name == OUTPUT), None)
        if step is None or not self.trace.vocabulary or step.shape[-1:] != (len(self.trace.vocabulary),):
            return None
        try:
            best = np.asarray(step.values).reshape(-1, step.shape[-1])[:MOST_WORDS].argmax(-1).tolist()
        except TraceError:
            return None
        words = [safe(self.trace.vocabulary[n]) for n in best]
        if asked := self.trace.answer_positions:
            words = [word if place in asked else NO_ANSWER for place, word in enumerate(words)]
        return _("most probable"), " ".join(words)
