"""What lessons and experiments show next to their text: grids, arithmetic, curves, formulas. No Textual."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from ...core.operations import OPERATIONS
from ...core.operations.expression import Index, Source
from ...core.support.localization import _
from ...core.trace.tags import Tags
from ...lessons.labs.lab import Table
from ...lessons.lesson import Predict
from ...lessons.writing import written
from .navigator import Navigator
from .numbers import spanning
from .tensor_view import TensorView
from .text import safe

Floats = NDArray[np.float64]
Named = tuple[tuple[str, Floats], ...]  # rows of numbers with their names


@dataclass(frozen=True, eq=False)
class Numbers:
    """An array in a grid.

    Attributes:
        cell: the initial position of the cursor.
        navigator: a navigator at that cell of a step; None for an array of a lab.
        says: a sentence that describes the numbers.
        question: the question that is answered by choosing a cell of this array.
        hidden: a cell that an open question asks for.
        tags: where the numbers come from.
    """

    title: str
    shown: TensorView
    cell: Index
    navigator: Navigator | None = None
    says: str = ""
    question: Predict | None = None
    hidden: Index | None = None
    tags: Tags = ()


@dataclass(frozen=True, eq=False)
class Arithmetic:
    """The arithmetic of one number."""

    navigator: Navigator
    tags: Tags = ()

    def is_under(self, numbers: Numbers) -> bool:
        """Whether a grid already shows it, under the cursor's initial position."""
        other = numbers.navigator
        if other is None or other.trace is not self.navigator.trace:
            return False
        return (other.view.source, other.cell) == (self.navigator.view.source, self.navigator.cell)


@dataclass(frozen=True)
class FormulaOf:
    """A formula in two dimensions, and on one line for narrow windows."""

    drawn: tuple[str, ...]
    linear: str


@dataclass(frozen=True, eq=False)
class Curves:
    """A plot.

    Attributes:
        across: the positions along the horizontal axis; None to count them from 0.
        logarithmic: the logarithmic axes: "x", "y" or "xy".
    """

    title: str
    curves: Named
    across: Floats | None = None
    logarithmic: str = ""
    tags: Tags = ()

    def sample(self, most: int) -> tuple[Floats, Floats]:
        """At most this many positions, from the first to the last, and the values there, [curve, position]."""
        across = np.arange(len(self.curves[0][1]), dtype=np.float64) if self.across is None else self.across
        some = np.unique(np.linspace(0, len(across) - 1, min(most, len(across))).round().astype(int))
        return across[some], np.stack([curve[some] for _name, curve in self.curves])


@dataclass(frozen=True, eq=False)
class Arrows:
    """Arrows in the plane from the origin."""

    title: str
    arrows: Named
    tags: Tags = ()


@dataclass(frozen=True)
class Broken:
    """Something that cannot be shown, and why."""

    why: str


Exhibit = Numbers | Arithmetic | FormulaOf | Curves | Arrows | Broken


def formula(operation: str) -> FormulaOf:
    """The formula of an operation; ValueError if there is no such operation."""
    if operation not in OPERATIONS:
        raise ValueError(_("there is no operation {name}", name=operation))
    found = OPERATIONS[operation].formula
    return FormulaOf(tuple(found.unicode()), found.linear())


def row(values: object) -> Floats:
    """A row of numbers; ValueError if there is not exactly one axis."""
    found = np.asarray(values, dtype=np.float64)
    if found.ndim != 1:
        raise ValueError(_("a curve or an arrow must be a row of numbers"))
    return found


def numbers_of(
    table: Table,
    source: str,
    path: Iterable[str],
    title: str,
    cell: Index = (),
    question: Predict | None = None,
) -> Numbers:
    """A table as a grid, a single number as a row; `cell` is clipped, or ignored if it has too few or many axes."""
    values, axes = table.values, table.axes
    if values.ndim == 0:
        values, axes = values.reshape(1), ("",)
    view = TensorView(
        Source("lab", source),
        tuple(map(safe, path)),
        tuple(map(safe, axes)),
        values,
        {safe(axis): words for axis, words in table.labels.items() if words},
        safe(table.says),
        form=partial(spanning, values, table.gaps, table.words),
    )
    if len(cell) != values.ndim:
        cell = (0,) * values.ndim
    cell = tuple(max(0, min(place, size - 1)) for place, size in zip(cell, values.shape, strict=True))
    return Numbers(title or view.name, view, cell, None, table.says, question, tags=table.shows)


def about_cell(numbers: Numbers, cell: Index) -> str:
    """One number of a lab's array with its name; the description of the array if the number is hidden."""
    shown = numbers.shown
    if not shown.values.size or numbers.hidden == cell:
        return numbers.says
    name = shown.name if shown.axes == ("",) else shown.cell_name(cell)
    value = shown.values[cell].item()
    plain = value == value and shown.format.kind != "word"
    return f"{name} = {written(value) if plain else shown.format.write(value)}"
