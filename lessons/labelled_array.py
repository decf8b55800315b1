"""An array with axis names and labels, as lessons show it."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

import numpy as np

from ..core.operations.expression import Source
from ..core.support.localization import _
from ..core.support.typed_numbers import half_width
from ..core.trace import Trace, TraceError
from ..core.trace.labels import COUNTED_FROM_1
from .error import LessonError
from .expressions import Expression, ExpressionError, parse
from .judging import AnswerError
from .labs.lab import Table
from .lesson import Show
from .material import Material

MOST_NAMES = 6  # labels of an axis in a message
MOST_WORDS = 16  # words that may name a cell


@dataclass(frozen=True)
class LabelledArray:
    """An array with axis names and labels.

    Attributes:
        axes: one name for each axis; "" if it has no name.
        words: the labels along the axes that have any.
        says: one sentence that describes the numbers.
        gaps: whether NaN means that a cell has no number.
    """

    values: Any
    axes: tuple[str, ...]
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    says: str = ""
    gaps: bool = False

    @property
    def shape(self) -> tuple[int, ...]:
        return np.shape(self.values)

    def label(self, axis: int, place: int) -> str:
        """The label of a row or column: its word, or its number; repeated words are numbered "#2"."""
        words = self.words.get(self.axes[axis], ())
        if place >= len(words):
            return str(place + 1 if self.axes[axis] in COUNTED_FROM_1 else place)
        before = words[:place].count(words[place])
        return words[place] + (f"#{before + 1}" if before or words[place] in words[place + 1 :] else "")

    def cell_name(self, cell: tuple[int, ...]) -> str:
        """The name of a cell: "head 2, 爱, 我"."""
        return ", ".join(self._called(axis, place) for axis, place in enumerate(cell))

    def _called(self, axis: int, place: int) -> str:
        name = self.axes[axis]
        label = self.label(axis, place)
        return label if place < len(self.words.get(name, ())) else f"{name} {label}".strip()

    def cell_named(self, typed: str) -> tuple[int, ...]:
        """The cell with this name: a label for each axis, or for each axis of more than one position.

        Raises:
            AnswerError: there is no such cell.
        """
        words = [each for each in re.split(r"[\s,;，；]+", typed.strip()) if each not in ("", *self.axes)]
        every = list(range(len(self.shape)))
        several = [axis for axis in every if self.shape[axis] > 1]
        for axes in (every, several):
            places = self._places(words, axes) if len(words) <= MOST_WORDS else None
            if places is not None:
                return tuple(dict(zip(axes, places, strict=True)).get(axis, 0) for axis in every)
        raise self._unclear()

    def _places(self, words: list[str], axes: list[int]) -> list[int] | None:
        """One position for each axis, from labels of one or more words; None if the words do not fit."""
        if not axes:
            return None if words else []
        for many in range(1, len(words) - len(axes) + 2):
            place = self._place(axes[0], " ".join(words[:many]))
            rest = None if place is None else self._places(words[many:], axes[1:])
            if place is not None and rest is not None:
                return [place, *rest]
        return None

    def _place(self, axis: int, name: str) -> int | None:
        """The position of a label; on an axis with words also of a number, counted from 1."""
        size = self.shape[axis]
        for place in range(size):
            if self.label(axis, place) in (name, half_width(name)):
                return place
        name = half_width(name)
        number = int(name) - 1 if name.isascii() and name.isdecimal() and len(name) < 9 else -1
        return number if self.words.get(self.axes[axis]) and 0 <= number < size else None

    def _unclear(self) -> AnswerError:
        axes = "; ".join(f"{name}: {self._names(axis)}" for axis, name in enumerate(self.axes))
        return AnswerError(_("Name the cell with one label for each axis ({axes}).", axes=axes))

    def _names(self, axis: int) -> str:
        size = self.shape[axis]
        names = [self.label(axis, n) for n in range(min(size, MOST_NAMES))]
        return " ".join(names) + (f" … {self.label(axis, size - 1)}" if size > MOST_NAMES else "")


def labelled_array(show: Show, material: Material) -> LabelledArray:
    """The step or table that an exhibit shows, or that a question asks about.

    Raises:
        LessonError: it does not exist.
    """
    try:
        if show.kind in ("step", "cell"):
            return _of_step(material.run(show.run), show.what)
        return _of_value(show.what, material)
    except (KeyError, TraceError, ExpressionError) as error:
        raise LessonError(show.at, str(error.args[0] if error.args else error)) from None


def _of_step(trace: Trace, name: str) -> LabelledArray:
    step = trace[Source("step", name)]
    words = trace.labels(step)
    return LabelledArray(step.values, step.axes, words, _(step.kind.meaning) if step.kind else "")


def _of_value(text: str, material: Material) -> LabelledArray:
    """A live value; with axes and labels if it is a lab's table or a part of one."""
    if (table := _table(text, material)) is not None:
        return LabelledArray(table.values, table.axes, table.labels, table.says, table.gaps)
    expression = parse(text)
    values = np.asarray(expression.value(material.scope()))
    if values.dtype.kind not in "biuf":
        raise ExpressionError(f"{text} is not an array of numbers")
    axes, words, says = _along(expression, material)
    return (
        LabelledArray(values, axes, words, says)
        if len(axes) == values.ndim
        else LabelledArray(values, ("",) * values.ndim)
    )


def _table(text: str, material: Material) -> Table | None:
    name, dot, field_name = text.strip().partition(".")
    result = material.labs.get(name)
    return result.tables.get(field_name) if dot and result is not None else None


def _along(
    expression: Expression, material: Material
) -> tuple[tuple[str, ...], Mapping[str, tuple[str, ...]], str]:
    """Axes, labels and description of a part of a lab's table, such as `soft.weights[0, 1:]`."""
    tree = expression.tree
    table = _table(ast.unparse(tree.value), material) if isinstance(tree, ast.Subscript) else None
    if table is None or not isinstance(tree, ast.Subscript):
        return (), {}, ""
    index = Expression(expression.text, tree.slice).value(material.scope())
    places = index if isinstance(index, tuple) else (index,)
    whole = LabelledArray(table.values, table.axes, table.labels)
    axes, words = [], {}
    for number, (axis, cut) in enumerate(zip_longest(table.axes, places, fillvalue=slice(None))):
        if not isinstance(axis, str) or not isinstance(cut, slice):
            continue
        axes.append(axis)
        if axis in table.labels or cut != slice(None):  # positions are numbered as in the whole table
            words[axis] = tuple(whole.label(number, place) for place in range(whole.shape[number]))[cut]
    return tuple(axes), words, table.says
