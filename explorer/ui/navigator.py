"""Where the reader is in a trace: the step, the cell, and the way back."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

from ...core.operations.expression import Cell, Index, Source
from ...core.support.localization import _
from ...core.trace import Explanation, Token, Trace, TraceError, explain
from ...core.trace.tokens import Side
from .availability import continues, impossible, reads_examples
from .cell_inputs import Origin, cell_inputs
from .memory import LastPlace
from .tensor_view import TensorView, tensor_view
from .text import safe
from .walk import Walk
from .words import Piece, read_and_said

LONGEST_TRAIL = 500
LARGE = 2**20  # numbers whose statistics take several milliseconds
VOCABULARY = "token"  # the axis
SAME_AXIS = {"query": "position", "hidden": "feature"}  # the cursor keeps its position from one to the other


@dataclass(frozen=True)
class Place:
    """A cell of a step, a parameter or the tokens."""

    source: Source
    cell: Index


class Navigator:
    """The position of a reader in one trace, and how it got there.

    Attributes:
        walk: the steps in order.
        number: the current step, or the one before the reader followed a number into a parameter.
        view: the current array.
        cell: the current cell of the array.
        visited: the numbers of the steps that the reader has seen.
        trail: the cells that `back` returns to, the most recent last.
    """

    def __init__(self, trace: Trace, start: Source | None = None) -> None:
        if not trace.steps:
            raise TraceError(_("this trace has no steps"))
        self.trace = trace
        self.walk = Walk(trace)
        self.sides: Mapping[Source, Mapping[str, Side]] = trace.sides
        self.visited: set[int] = set()
        self.trail: list[Place] = []
        self._near: dict[
            Source, TensorView
        ] = {}  # large arrays here and one step away, with their statistics
        self._along: dict[str, int] = {}  # the cursor's position along each axis, by the axis's name
        self.number = 0
        self.view: TensorView
        self.cell: Index = ()
        self._open(start if start in trace and start is not None else trace.steps[0].source)

    @classmethod
    def at(cls, trace: Trace, source: Source | None, cell: Index) -> Navigator:
        """A navigator at a place in a trace, or at its first step if there is no such place.

        Args:
            cell: () for the first cell.
        """
        found = cls(trace, source)
        if source is not None and cell:
            with suppress(TraceError):
                found.follow(source, cell)
                found.trail.clear()
        return found

    def replace(self, trace: Trace) -> None:
        """Replaces the trace with the same run, computed again; step and cell stay."""
        self.trace, self.walk, self.sides = trace, Walk(trace), trace.sides
        self.__dict__.pop("sentence", None)
        self._near = {}
        self.view = tensor_view(trace, self.sides, self.view.source)

    @cached_property
    def sentence(self) -> list[Piece]:
        """The text of the trace and the model's answer, for a heading."""
        return read_and_said(self.trace)

    @cached_property
    def impossible(self) -> Mapping[str, str]:
        """The actions that are impossible in this run, with the reason."""
        return impossible(self.trace)

    # -------------------------------------------------------------------------- walking
    def step(self, by: int) -> bool:
        """Goes `by` steps forward or back, stopping at the ends; returns whether the step changed."""
        return self.go_to_step(min(max(self.number + by, 0), len(self.walk) - 1))

    def go_to_step(self, number: int) -> bool:
        """Goes to a step by its number, counted from 0; returns whether the place changed."""
        source = self.walk.steps[number].source
        if source == self.view.source:
            return False
        self._open(source)
        return True

    def prepare_neighbors(self) -> None:
        """Computes the statistics of large arrays one step away before the reader goes there."""
        near = self.walk.steps[max(0, self.number - 1) : self.number + 2]
        large = [step.source for step in near if math.prod(step.shape) >= LARGE and not step.derived]
        self._near = {source: self._near.get(source) or self._opened(source) for source in large}
        for view in self._near.values():
            view.summary  # noqa: B018 (computed once)

    def _opened(self, source: Source) -> TensorView:
        return self.view if source == self.view.source else tensor_view(self.trace, self.sides, source)

    def _open(self, source: Source, cell: Index | None = None) -> None:
        self.view = self._near.get(source) or tensor_view(self.trace, self.sides, source)
        if source.kind == "step":
            self.number = self.walk.place(self.trace[source])
            self.visited.add(self.number)
        self.set_cell(self._kept() if cell is None else cell)

    def _kept(self) -> Index:
        """The cell nearest to the previous one: the same head, the same words.

        Along a vocabulary axis that the cursor has not visited, it is the word that the row predicts.
        """
        places = (self._along.get(SAME_AXIS.get(axis, axis), 0) for axis in self.view.axes)
        cell = tuple(
            max(0, min(place, size - 1)) for place, size in zip(places, self.view.values.shape, strict=True)
        )
        return cell if VOCABULARY in self._along else self._on_prediction(cell)

    def _on_prediction(self, cell: Index) -> Index:
        if not self.view.predicts or self.view.axes[-1] != VOCABULARY or self.empty:
            return cell
        return (
            *cell[:-1],
            int(self.view.values[cell[:-1]].argmax()),
        )  # without a search through the vocabulary

    def go_to(self, source: Source, cell: Index) -> bool:
        """Goes to a step and, if it exists, to the cell; returns whether there is such a step."""
        if source not in self.trace:
            return False
        self._open(source)
        if self.view.has(cell):
            self.set_cell(cell)
        return True

    # -------------------------------------------------------------------------- cells
    def set_cell(self, cell: Index) -> None:
        """Moves the cursor to a cell of the current array."""
        self.cell = cell
        for axis, place in zip(self.view.axes, cell, strict=True):
            self._along[SAME_AXIS.get(axis, axis)] = place

    @property
    def empty(self) -> bool:
        """Whether the current array has no numbers."""
        return self.view.values.size == 0

    def explanation(self) -> Explanation | None:
        """The arithmetic of the current number; None for a parameter or a token, which no step computed.

        Raises:
            TraceError: it cannot be computed, for example because the weights are missing.
        """
        if self.view.step is None or self.empty:
            return None
        return explain(self.trace, self.view.step, self.cell)

    def cell_inputs(self) -> list[Origin]:
        """The cells that the current number was computed from; see `explanation`."""
        found = self.explanation()
        return cell_inputs(found) if found else []

    def name(self, cell: Cell) -> str:
        """The name of a cell in an explanation, as it is displayed."""
        return tensor_view(self.trace, self.sides, cell.source).cell_name(cell.index)

    # -------------------------------------------------------------------------- following and back
    def follow(self, source: Source, cell: Index) -> None:
        """Goes to another number, with a way back.

        Raises:
            TraceError: there is no such number.
        """
        if not tensor_view(self.trace, self.sides, source).has(cell):
            raise TraceError(_("{source} has no cell {cell}", source=source, cell=cell))
        here = Place(self.view.source, self.cell)
        self._open(source, cell)
        self._leave_a_trail(here)

    def leap(self, number: int) -> bool:
        """Goes to a step by its number, counted from 0, with a way back; returns whether the place changed."""
        here = Place(self.view.source, self.cell)
        if not self.go_to_step(number):
            return False
        self._leave_a_trail(here)
        return True

    def _leave_a_trail(self, here: Place) -> None:
        self.trail.append(here)
        del self.trail[:-LONGEST_TRAIL]

    def back(self) -> bool:
        """Goes back to the cell from which `follow` or `leap` started; returns False if there is none."""
        if not self.trail:
            return False
        place = self.trail.pop()
        self._open(place.source, place.cell)
        return True

    # -------------------------------------------------------------------------- predictions
    def prediction(self) -> str:
        """Which token a row of a target token predicts; "" for other rows."""
        rows = self.view.rows
        if rows is None or not self.view.predicts or self.empty:
            return ""
        row, tokens = self.cell[rows], _read(self.trace)
        if not tokens:
            return self._answer(rows, row)
        after = safe(tokens[row + 1].text) if row + 1 < len(tokens) else ""
        best = safe(self.trace.predicted[row]) if row < len(self.trace.predicted) else ""
        label = self.view.label(rows, row)
        if after and best and after != best:
            text = _("row {label}: the next token is {after}; the most probable is {best}")
            return text.format(label=label, after=after, best=best)
        if after or best:
            return _("row {label} predicts the next token: {token}", label=label, token=after or best)
        return _("row {label} predicts the next token", label=label)

    def _answer(self, rows: int, row: int) -> str:
        """What a model of the architecture "sequence" predicts at a position."""
        if row >= len(self.trace.predicted):
            return ""
        label, best = self.view.label(rows, row), safe(self.trace.predicted[row])
        if row in self.trace.answer_positions:
            return _("question at {label}: the model answers {best}", label=label, best=best)
        return _("no question at {label}; the model would answer {best}", label=label, best=best)


def _read(trace: Trace) -> Sequence[Token]:
    """The tokens whose next one each row predicts; none for models that answer."""
    return trace.tokens.get("target", trace.tokens.get("source", ()) if continues(trace) else ())


def last_place(navigator: Navigator) -> LastPlace | None:
    """Where the reader is, to continue there later; None for a run that its text does not determine.

    What is saved does not name the model, so only runs of the translator are saved.
    """
    run = navigator.trace.run
    if not reads_examples(navigator.trace):
        return None
    if run.get("kind") != "forward" or run.get("interventions") or not navigator.trace.source_text:
        return None
    step = navigator.walk.steps[navigator.number]
    cell = navigator.cell if navigator.view.step is not None else ()
    return LastPlace(navigator.trace.source_text, step.name, step.visit, cell)
