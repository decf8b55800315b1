"""An array with its axes, labels and meaning: the output of a step, a parameter, or the ids of the tokens."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from ...core.operations import OPERATIONS
from ...core.operations.expression import Index, Source
from ...core.support.localization import _
from ...core.trace import Step, Trace, TraceError
from ...core.trace.part_names import axis_name
from ...core.trace.tokens import COUNTED_FROM_1, Side
from .numbers import NumberFormat, Summary, fitting, summarise
from .text import safe, width, wrap
from .walk import SEPARATOR, path, place_read, titles

TABLE = re.compile(r"embedding\.parts\.([^.]+)\.weight")


@dataclass(frozen=True, eq=False)
class TensorView:
    """An array, its axes and words.

    Attributes:
        source: its place in the trace.
        title: its displayed name, the outermost group first.
        axes: one name for each axis.
        words: the labels of the axes that have labels; tokens are not yet safe for a screen.
        step: the step, if it is the output of one.
        meaning: a sentence about the numbers.
        side: the token sequence ("source", "target") that runs along an axis.
        form: returns the format of its numbers with the current settings, if this array does not determine it.
        why_empty: why there are no numbers, if the step's array cannot be read.
        missing: the entries along each axis that only the other of two aligned arrays has.
    """

    source: Source
    title: tuple[str, ...]
    axes: tuple[str, ...]
    values: NDArray[np.generic]
    words: Mapping[str, tuple[str, ...]]
    meaning: str = ""
    step: Step | None = None
    side: Mapping[str, Side] = field(default_factory=dict)
    missing: tuple[frozenset[int], ...] = ()
    form: Callable[[], NumberFormat] | None = None
    why_empty: str = ""

    @cached_property
    def summary(self) -> Summary:
        return summarise(self._there())

    def _there(self) -> NDArray[np.generic]:
        """The values without the missing entries."""
        there = self.values
        for axis, places in enumerate(self.missing):
            if places:
                there = np.delete(there, sorted(places), axis)
        return there

    def has(self, cell: Index) -> bool:
        """Whether there is such a cell."""
        shape = self.values.shape
        return len(cell) == len(shape) and all(0 <= n < size for n, size in zip(cell, shape, strict=True))

    def lacks(self, cell: Index) -> bool:
        """Whether only the other of two aligned arrays has this cell."""
        return any(place in places for place, places in zip(cell, self.missing, strict=False))

    def missing_lines(self, cell: Index) -> tuple[frozenset[int], frozenset[int]]:
        """The missing rows and columns of the plane that contains a cell."""
        if not any(self.missing):
            return frozenset(), frozenset()
        rows, columns = (frozenset(), *self.missing)[-2:]
        if self.lacks(cell[:-2]):
            columns = frozenset(range(self.values.shape[-1]))
        return rows, columns

    @property
    def format(self) -> NumberFormat:
        return self.form() if self.form is not None else fitting(self.values, self.summary)

    @property
    def name(self) -> str:
        """The innermost part of the title; for a parameter also the part it belongs to: "query weight".

        For a step of a recurrent network, its position too: "state #3".
        """
        if self.source.kind == "parameter":
            return " ".join(self.title[-2:])
        place = None if self.step is None else place_read(self.step)
        return self.title[-1] if place is None else f"{self.title[-1]} #{place + 1}"

    @property
    def breadcrumb(self) -> str:
        return SEPARATOR.join(self.title)

    @property
    def dimensions(self) -> tuple[str, str]:
        """The names of the axes, and their sizes; nothing if the array cannot be read."""
        if self.why_empty:
            return "", ""
        return " · ".join(safe(axis_name(axis)) for axis in self.axes), "×".join(map(str, self.values.shape))

    def label(self, axis: int, place: int) -> str:
        """The label of a row, column or slice: the token, or its number."""
        name = self.axes[axis]
        if self._has_word(name, place):
            return safe(self.words[name][place])
        place = self._part.get(name, place)  # if only one entry of the axis was recorded
        return str(place + 1) if name in COUNTED_FROM_1 else str(place)

    @property
    def _part(self) -> Mapping[str, int]:
        return {} if self.step is None else self.step.part

    def _has_word(self, axis: str, place: int) -> bool:
        """Whether an entry has a word."""
        return place < len(self.words.get(axis, ()))

    def where(self, axis: int, place: int) -> str:
        """A place on its axis, counted as in `cell_name`: "head 2 of 4", "d_k 6 of 0–15"; for words "key 1 of 3"."""
        name, size = self.axes[axis], self.values.shape[axis]
        if name in self._part:
            return f"{safe(axis_name(name))} {self.label(axis, place)}"
        if name in COUNTED_FROM_1 or self._has_word(name, place):
            return _("{axis} {place} of {of}", axis=safe(axis_name(name)), place=place + 1, of=size).strip()
        return _(
            "{axis} {place} of {of}", axis=safe(axis_name(name)), place=place, of=f"0–{size - 1}"
        ).strip()

    def cell_name(self, cell: Index) -> str:
        """The displayed name of a cell: "scaled[head 2, 爱, 爱]"."""
        return f"{self.name}[{', '.join(self._coordinate(axis, place) for axis, place in enumerate(cell))}]"

    def _coordinate(self, axis: int, place: int) -> str:
        name = self.axes[axis]
        if not self._has_word(name, place):
            return f"{safe(axis_name(name))} {self.label(axis, place)}".strip()  # an axis may have no name
        words = self.words[name]
        before = words[:place].count(words[place])
        more = before or words[place] in words[place + 1 :]
        return self.label(axis, place) + (f"#{before + 1}" if more else "")

    @property
    def rows(self) -> int | None:
        """The axis that runs downwards; None for a single row."""
        return len(self.axes) - 2 if len(self.axes) > 1 else None

    @property
    def predicts(self) -> bool:
        """Whether its rows predict something: the next target token, or in other models the answer."""
        rows = self.rows
        side = None if rows is None else self.side.get(self.axes[rows])
        return side == ("target",) or (side == ("source",) and self.axes[-1] == "token")


def tensor_view(trace: Trace, sides: Mapping[Source, Mapping[str, Side]], source: Source) -> TensorView:
    """The array that a source names; if a step's array is missing, an empty one with the reason as its meaning.

    Raises:
        TraceError: there is nothing with that name.
    """
    if source.kind == "step":
        step = trace[source]
        side = sides.get(source, {})
        try:
            values = step.values
        except TraceError as error:  # a damaged file, or one with statistics only: the walk continues
            return _without_numbers(step, path(step, trace), str(error))
        return TensorView(
            source=source,
            title=path(step, trace),
            axes=step.axes,
            values=values,
            words=trace.labels(step),
            meaning=_(step.kind.meaning) if step.kind else "",
            step=step,
            side=side,
        )
    values = trace.operand(source).values
    if source.kind == "tokens":
        words = {"position": tuple(token.label for token in trace.tokens[str(source)])}
        meaning = _("The id of each token: the number of its row in the embedding matrix.")
        return TensorView(source, (safe(str(source)), _("token ids")), ("position",), values, words, meaning)
    return _parameter(trace, source, values)


def _without_numbers(step: Step, title: tuple[str, ...], why: str) -> TensorView:
    axes = step.axes or ("",)
    why = safe(why)
    return TensorView(step.source, title, axes, np.zeros((0,) * len(axes)), {}, why, step, why_empty=why)


def _parameter(trace: Trace, source: Source, values: NDArray[np.generic]) -> TensorView:
    of_part = words_of_part(trace, source.name)
    vocabulary = of_part or trace.vocabulary
    table = _table(trace, source)
    if values.ndim == len(table):
        axes = table
    elif values.ndim == 2 and values.shape[0] == len(vocabulary):
        axes = ("token", "feature")
    else:
        axes = {1: ("feature",), 2: ("output", "input")}.get(
            values.ndim, tuple(_("axis {n}", n=n) for n in range(values.ndim))
        )
    words = {"token": vocabulary} if axes[:1] == ("token",) else {}
    meaning = _("Learned in training: no step computes a weight, so the trail of a number ends here.")
    return TensorView(source, titles(source.name), axes, values, words, meaning)


def _table(trace: Trace, parameter: Source) -> tuple[str, ...]:
    """The names of the axes of a table whose rows a step looks up; () for other parameters."""
    step = Source("step", parameter.name.rpartition(".")[0])
    kind = trace[step].kind if step in trace else None
    return () if kind is None else kind.table


def words_of_part(trace: Trace, parameter: str) -> tuple[str, ...]:
    """The words of the rows of an embedding table for one part of the tokens; empty for other parameters."""
    of_task, part = trace.model.configuration.get("task"), TABLE.fullmatch(parameter)
    if part is None or not isinstance(of_task, str):
        return ()
    from ...core.tasks import TaskError, task

    try:
        return task(of_task).streams.get(part[1], ())
    except TaskError:  # the file may come from elsewhere
        return ()


def cell_label(step: Step, cell: Index, words: Mapping[str, tuple[str, ...]]) -> str:
    """A cell of a step by its words: "[head 2, 我, 爱]". In a stored part, indices are those of the whole array."""
    whole = tuple(step.part.get(axis, index) for axis, index in zip(step.axes, cell, strict=True))
    return TensorView(step.source, ("",), step.axes, np.zeros(0), words).cell_name(whole)


def formula_lines(step: Step, columns: int, lines: int = 9) -> list[str]:
    """The formula of a step in this space: in two dimensions, else on one line, else cut off."""
    if step.kind is None:  # an operation that this version does not know: only its LaTeX is known
        return wrap(safe(step.formula), columns, max(1, lines))
    drawn, linear = _drawn(step.operation, len(step.inputs))
    if len(drawn) <= lines and width(drawn[0]) <= columns:
        return list(drawn)
    return wrap(linear, columns, max(1, lines))


@lru_cache
def _drawn(operation: str, inputs: int) -> tuple[tuple[str, ...], str]:
    """The formula of an operation with this number of inputs in two dimensions, and on one line."""
    formula = OPERATIONS[operation].formula_for(inputs)
    return tuple(formula.unicode()), formula.linear()
