"""Where one is in a trace: the step, the cell, and the way back. Every screen moves through this."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

from ...core.operations.expression import Cell, Index, Source
from ...core.support.localization import _
from ...core.trace import Explanation, Trace, TraceError, explain
from ...core.trace.labels import Side
from .availability import impossible, translates
from .cell_inputs import Origin, origins
from .memory import LastPlace
from .tensor_view import TensorView, shown
from .text import safe
from .walk import Walk

LONGEST_TRAIL = 500
VOCABULARY = "token"  # the axis
SAME_AXIS = {"query": "position", "hidden": "feature"}  # a cursor keeps its place where one becomes the other


@dataclass(frozen=True)
class Place:
    """A cell of a step, a parameter or the tokens."""

    source: Source
    cell: Index


class Navigator:
    """One reader's way through one trace.

    Attributes:
        walk: the steps in order.
        number: which of them one stands at, or stood at before following a number into a parameter.
        shown: the array one looks at.
        cell: the number one looks at.
        visited: the places of the steps that have been seen.
        trail: where "back" leads, the nearest last.
    """

    def __init__(self, trace: Trace, start: Source | None = None) -> None:
        if not trace.steps:
            raise TraceError(_("this trace has no steps"))
        self.trace = trace
        self.walk = Walk(trace)
        self.sides: Mapping[Source, Mapping[str, Side]] = trace.sides
        self.visited: set[int] = set()
        self.trail: list[Place] = []
        self._along: dict[str, int] = {}  # where the cursor stands along each axis, by the axis's name
        self.number = 0
        self.shown: TensorView
        self.cell: Index = ()
        self._open(start if start in trace and start is not None else trace.steps[0].source)

    @classmethod
    def at(cls, trace: Trace, source: Source | None, cell: Index) -> Navigator:
        """A navigator at a place in a trace, as far as there is such a place."""
        found = cls(trace)
        if source is not None:
            with suppress(TraceError):
                found.follow(source, cell)
                found.trail.clear()
        return found

    def replace(self, trace: Trace) -> None:
        """The same run, computed once more: everything stays where it is."""
        self.trace, self.walk, self.sides = trace, Walk(trace), trace.sides
        self.shown = shown(trace, self.sides, self.shown.source)

    @cached_property
    def impossible(self) -> Mapping[str, str]:
        """The actions that lead nowhere here, with the reason."""
        return impossible(self.trace)

    # -------------------------------------------------------------------------- walking
    def step(self, by: int) -> bool:
        """So many steps forward or back, at most to the ends; whether that led anywhere else."""
        return self.go_to_step(min(max(self.number + by, 0), len(self.walk) - 1))

    def go_to_step(self, number: int) -> bool:
        """To a step by its number from 0; whether that is another place than this."""
        source = self.walk.steps[number].source
        if source == self.shown.source:
            return False
        self._open(source)
        return True

    def _open(self, source: Source, cell: Index | None = None) -> None:
        self.shown = shown(self.trace, self.sides, source)
        if source.kind == "step":
            self.number = self.walk.place(self.trace[source])
            self.visited.add(self.number)
        self.set_cell(self._kept() if cell is None else cell)

    def _kept(self) -> Index:
        """The cell nearest to where the cursor stood: the same head, the same words.

        In the vocabulary, where it has not been yet, it is on the word that the row predicts, not on the first of all.
        """
        places = (self._along.get(SAME_AXIS.get(axis, axis), 0) for axis in self.shown.axes)
        cell = tuple(
            max(0, min(place, size - 1)) for place, size in zip(places, self.shown.values.shape, strict=True)
        )
        return cell if VOCABULARY in self._along else self._on_prediction(cell)

    def _on_prediction(self, cell: Index) -> Index:
        rows, words = self.shown.rows, self.shown.words.get(VOCABULARY, ())
        predicted = self.trace.predicted if self.shown.predicts and self.shown.axes[-1] == VOCABULARY else ()
        if rows is None or cell[rows] >= len(predicted) or predicted[cell[rows]] not in words:
            return cell
        return (*cell[:-1], words.index(predicted[cell[rows]]))

    def go_to(self, source: Source, cell: Index) -> bool:
        """At a step and, where it has such a cell, at that; whether there is such a step."""
        if source not in self.trace:
            return False
        self._open(source)
        shape = self.shown.values.shape
        if len(cell) == len(shape) and all(0 <= n < size for n, size in zip(cell, shape, strict=True)):
            self.set_cell(cell)
        return True

    # -------------------------------------------------------------------------- cells
    def set_cell(self, cell: Index) -> None:
        """The cursor onto a cell of the array shown."""
        self.cell = cell
        for axis, place in zip(self.shown.axes, cell, strict=True):
            self._along[SAME_AXIS.get(axis, axis)] = place

    @property
    def empty(self) -> bool:
        """Whether the array shown holds no number at all."""
        return self.shown.values.size == 0

    def explanation(self) -> Explanation | None:
        """How the number under the cursor came about; None for a parameter or a token, which no step made.

        Raises:
            TraceError: it cannot be told, for example without the weights.
        """
        if self.shown.step is None or self.empty:
            return None
        return explain(self.trace, self.shown.step, self.cell)

    def origins(self) -> list[Origin]:
        """The cells that the number under the cursor was made of; see `explanation`."""
        found = self.explanation()
        return origins(found) if found else []

    def name(self, cell: Cell) -> str:
        """A cell of an explanation, as one reads it."""
        return shown(self.trace, self.sides, cell.source).cell_name(cell.index)

    # -------------------------------------------------------------------------- following and back
    def follow(self, source: Source, cell: Index) -> None:
        """To another number, with a way back.

        Raises:
            TraceError: there is no such number.
        """
        shape = shown(self.trace, self.sides, source).values.shape
        if len(cell) != len(shape) or not all(
            0 <= place < size for place, size in zip(cell, shape, strict=True)
        ):
            raise TraceError(_("{source} has no cell {cell}", source=source, cell=cell))
        here = Place(self.shown.source, self.cell)
        self._open(source, cell)
        self._leave_a_trail(here)

    def leap(self, number: int) -> bool:
        """To a step by its number from 0, with a way back; whether that is another place than this."""
        here = Place(self.shown.source, self.cell)
        if not self.go_to_step(number):
            return False
        self._leave_a_trail(here)
        return True

    def _leave_a_trail(self, here: Place) -> None:
        self.trail.append(here)
        del self.trail[:-LONGEST_TRAIL]

    def back(self) -> bool:
        """To where the last `follow` set out, cursor and all; False where there is nothing to go back to."""
        if not self.trail:
            return False
        place = self.trail.pop()
        self._open(place.source, place.cell)
        return True

    # -------------------------------------------------------------------------- what is said
    def prediction(self) -> str:
        """For a row of a target token: which token it predicts. Empty for anything else."""
        rows = self.shown.rows
        if rows is None or not self.shown.predicts or self.empty:
            return ""
        row, tokens = self.cell[rows], self.trace.tokens.get("target", ())
        if not tokens:
            return self._answer(rows, row)
        after = safe(tokens[row + 1].text) if row + 1 < len(tokens) else ""
        best = safe(self.trace.predicted[row]) if row < len(self.trace.predicted) else ""
        said = _("row {label} predicts the token after it", label=self.shown.label(rows, row))
        if after and best and after != best:
            return _(
                "{said}, {after}; the model finds {best} more probable", said=said, after=after, best=best
            )
        return f"{said}: {after or best}" if after or best else said

    def _answer(self, rows: int, row: int) -> str:
        """For a position of a model that answers where it is asked: what it says there."""
        if row >= len(self.trace.predicted):
            return ""
        label, best = self.shown.label(rows, row), safe(self.trace.predicted[row])
        if row in self.trace.asked:
            return _("asked at {label}, the model answers {best}", label=label, best=best)
        return _("nothing is asked at {label}; the model would say {best}", label=label, best=best)


def last_place(navigator: Navigator) -> LastPlace | None:
    """Where a reader is, so that one can come back another time; None in a run that a text alone does not make.

    A text alone makes a run of the model that translates: what is remembered does not say which model it was.
    """
    run = navigator.trace.run
    if not translates(navigator.trace):
        return None
    if run.get("kind") != "forward" or run.get("interventions") or not navigator.trace.source_text:
        return None
    step = navigator.walk.steps[navigator.number]
    cell = navigator.cell if navigator.shown.step is not None else ()
    return LastPlace(navigator.trace.source_text, step.name, step.visit, cell)
