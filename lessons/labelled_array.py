"""The arrays that lessons show or ask about, and cells named by their labels."""

from __future__ import annotations

import ast
import re
from itertools import zip_longest

import numpy as np

from ..core.operations.expression import Source
from ..core.support.localization import _
from ..core.support.typed_numbers import half_width
from ..core.trace import Trace, TraceError
from ..core.trace.part_names import axis_name
from .error import LessonError
from .expressions import Expression, ExpressionError, parse
from .judging import AnswerError
from .labs.lab import Table
from .lesson import MAIN, Show
from .material import Material

MOST_NAMES = 6  # labels of an axis in a message
MOST_WORDS = 16  # words that may name a cell


def labelled_array(show: Show, material: Material) -> Table:
    """The step or table that an exhibit shows, or that a question asks about; LessonError if it does not exist."""
    try:
        if show.kind in ("step", "cell"):
            return _of_step(material.run(show.run), show.what)
        return _of_value(show.what, material)
    except (KeyError, TraceError, ExpressionError) as error:
        raise LessonError(show.at, str(error.args[0] if error.args else error)) from None


def _of_step(trace: Trace, name: str) -> Table:
    step = trace[Source("step", name)]
    words = dict(trace.labels(step))
    return Table(np.asarray(step.values), step.axes, words, _(step.kind.meaning) if step.kind else "")


def _of_value(text: str, material: Material) -> Table:
    """A live value; with axes and labels if it is a lab's table, a part of one, or a part of a step."""
    if (table := _table(text, material)) is not None:
        return table
    expression = parse(text)
    values = np.asarray(expression.value(material.scope()))
    if values.dtype.kind not in "biuf":
        raise ExpressionError(f"{text} is not an array of numbers")
    axes, labels, says = _along(expression, material)
    if len(axes) == values.ndim:
        return Table(values, axes, labels, says)
    return Table(values, ("",) * values.ndim)


def _table(text: str, material: Material) -> Table | None:
    name, dot, field_name = text.strip().partition(".")
    result = material.labs.get(name)
    table = result.tables.get(field_name) if dot and result is not None else None
    return None if table is None else table.localized()


def _step(tree: ast.expr, material: Material) -> Table | None:
    """The step that `step("name")` or `step("name", "run")` reads."""
    if not isinstance(tree, ast.Call) or not isinstance(tree.func, ast.Name) or tree.func.id != "step":
        return None
    words = [each.value for each in tree.args if isinstance(each, ast.Constant)]
    if len(words) != len(tree.args) or len(words) not in (1, 2):
        return None
    name, run = (*map(str, words), MAIN)[:2]
    return _of_step(material.run(run), name)


def _along(
    expression: Expression, material: Material
) -> tuple[tuple[str, ...], dict[str, tuple[str, ...]], str]:
    """Axes, labels and description of a part: of a lab's table, `soft.weights[0, 1:]`, or of a step, `step("x")[0]`."""
    tree = expression.tree
    if not isinstance(tree, ast.Subscript):
        return (), {}, ""
    table = _table(ast.unparse(tree.value), material) or _step(tree.value, material)
    if table is None:
        return (), {}, ""
    index = Expression(expression.text, tree.slice).value(material.scope())
    cuts = index if isinstance(index, tuple) else (index,)
    axes, labels = [], {}
    for number, (axis, cut) in enumerate(zip_longest(table.axes, cuts, fillvalue=slice(None))):
        if not isinstance(axis, str) or not isinstance(cut, slice):
            continue
        axes.append(axis)
        if axis in table.labels or cut != slice(None):  # positions are numbered as in the whole table
            size = table.values.shape[number]
            labels[axis] = tuple(table.label(number, place) for place in range(size))[cut]
    return tuple(axes), labels, table.says


def cell_named(array: Table, typed: str) -> tuple[int, ...]:
    """The cell with this name: a label for each axis, or for each axis with more than one position.

    Raises:
        AnswerError: there is no such cell.
    """
    words = [
        each
        for each in re.split(r"[\s,;，；]+", typed.strip())
        if each not in ("", *array.axes, *map(axis_name, array.axes))
    ]
    every = list(range(array.values.ndim))
    several = [axis for axis in every if array.values.shape[axis] > 1]
    for axes in (every, several):
        places = _places(array, words, axes) if len(words) <= MOST_WORDS else None
        if places is not None:
            return tuple(dict(zip(axes, places, strict=True)).get(axis, 0) for axis in every)
    each = (
        _("{axis}: {labels}", axis=axis_name(name), labels=_names(array, axis))
        for axis, name in enumerate(array.axes)
    )
    known = _("; ").join(each)
    raise AnswerError(_("Name the cell with one label for each axis ({axes}).", axes=known))


def _places(array: Table, words: list[str], axes: list[int]) -> list[int] | None:
    """One position for each axis, from labels of one or more words; None if the words do not fit."""
    if not axes:
        return None if words else []
    for many in range(1, len(words) - len(axes) + 2):
        place = _place(array, axes[0], " ".join(words[:many]))
        rest = None if place is None else _places(array, words[many:], axes[1:])
        if place is not None and rest is not None:
            return [place, *rest]
    return None


def _place(array: Table, axis: int, name: str) -> int | None:
    """The position of a label; on an axis with labels, a number counted from 1 is also accepted."""
    size, plain = array.values.shape[axis], half_width(name)
    for place in range(size):
        if array.label(axis, place) in (name, plain):
            return place
    number = int(plain) - 1 if plain.isascii() and plain.isdecimal() and len(plain) < 9 else -1
    return number if array.labels.get(array.axes[axis]) and 0 <= number < size else None


def _names(array: Table, axis: int) -> str:
    size = array.values.shape[axis]
    names = [array.label(axis, n) for n in range(min(size, MOST_NAMES))]
    return " ".join(names) + (f" … {array.label(axis, size - 1)}" if size > MOST_NAMES else "")
