"""What is shown beside the text of a page: grids, arithmetic, curves, formulas. No Textual."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...core.operations import OPERATIONS
from ...core.operations.expression import Index, Source
from ...core.support.localization import _
from ...core.trace import Trace, TraceError
from ...lessons.error import LessonError
from ...lessons.expressions import ExpressionError
from ...lessons.judging import answer
from ...lessons.labelled_array import sight
from ...lessons.lesson import Predict, Show
from ...lessons.material import Material
from ...lessons.taking import cell_of
from ...lessons.writing import written
from ..features.lessons.state import LessonState
from .navigator import Navigator
from .numbers import spanning
from .tensor_view import TensorView
from .text import safe

TABLE = re.compile(r"(\w+)\.(\w+)")
SAME = 1e-5  # numbers of a trace are single precision


@dataclass(frozen=True, eq=False)
class Numbers:
    """An array in a grid.

    Attributes:
        cell: where the cursor begins.
        reading: of a step, somebody who stands at that cell; None for an array of a lab.
        says: a sentence on what the numbers are.
        question: the one that is answered by pointing into this array.
        hidden: a cell that is asked for: it is not to be seen before that is answered.
    """

    title: str
    shown: TensorView
    cell: Index
    navigator: Navigator | None = None
    says: str = ""
    question: Predict | None = None
    hidden: Index | None = None


@dataclass(frozen=True, eq=False)
class Arithmetic:
    """How one number came about."""

    navigator: Navigator

    def is_under(self, numbers: Numbers) -> bool:
        """Whether it stands below that grid anyway, where its cursor begins."""
        other = numbers.navigator
        if other is None or other.trace is not self.navigator.trace:
            return False
        return (other.shown.source, other.cell) == (self.navigator.shown.source, self.navigator.cell)


@dataclass(frozen=True)
class FormulaOf:
    """A formula, drawn in two dimensions and, for a narrow place, on one line."""

    drawn: tuple[str, ...]
    linear: str


@dataclass(frozen=True, eq=False)
class Curves:
    """A plot.

    Attributes:
        across: the places along the horizontal axis; None where they are counted.
        logarithmic: which axes are, of "x" and "y".
    """

    title: str
    curves: tuple[tuple[str, NDArray[np.float64]], ...]
    across: NDArray[np.float64] | None = None
    logarithmic: str = ""


@dataclass(frozen=True, eq=False)
class Arrows:
    """Arrows in the plane, each with a name."""

    title: str
    arrows: tuple[tuple[str, NDArray[np.float64]], ...]


@dataclass(frozen=True)
class Broken:
    """Something that cannot be shown, and why."""

    why: str


Exhibit = Numbers | Arithmetic | FormulaOf | Curves | Arrows | Broken


def exhibits(state: LessonState) -> list[Exhibit]:
    """What a page shows, from top to bottom; nothing while it is being computed."""
    if not state.ready:
        return []
    found = list(_exhibits(state))
    grids = [each for each in found if isinstance(each, Numbers)]
    return [each for each in found if not (isinstance(each, Arithmetic) and any(map(each.is_under, grids)))]


def _exhibits(state: LessonState) -> Iterator[Exhibit]:
    blocks = state.blocks()
    asked = [block for block in blocks if isinstance(block, Predict)]
    pointed = {id(each): each for each in asked if each.of is not None}
    for block in blocks:
        try:
            if isinstance(block, Show):
                question = next((each for each in pointed.values() if _same(each.of, block)), None)
                if question is not None:
                    del pointed[id(question)]
                yield _exhibit(state, block, question)
        except (LessonError, ExpressionError, TraceError, KeyError, ValueError) as error:
            yield Broken(str(error.args[0] if error.args else error))
    for question in pointed.values():
        assert question.of is not None
        try:
            yield _numbers(state, question.of, question)
        except (LessonError, ExpressionError, TraceError, KeyError, ValueError) as error:
            yield Broken(str(error.args[0] if error.args else error))


def _same(of: Show | None, show: Show) -> bool:
    return of is not None and (of.kind, of.what, of.run) == (show.kind, show.what, show.run)


def _exhibit(state: LessonState, show: Show, question: Predict | None) -> Exhibit:
    if show.kind == "formula":
        return formula(show.what)
    if show.kind == "plot":
        return _curves(show, state.live)
    if show.kind == "arrows":
        return Arrows(show.title, _named(show, state.live))
    if show.kind == "cell":
        return Arithmetic(_reading(state.live, show))
    return _numbers(state, show, question)


def formula(operation: str) -> FormulaOf:
    """That of an operation.

    Raises:
        ValueError: there is no such operation.
    """
    if operation not in OPERATIONS:
        raise ValueError(_("there is no operation {name}", name=operation))
    found = OPERATIONS[operation].formula
    return FormulaOf(tuple(found.unicode()), found.linear())


# ------------------------------------------------------------------------------------- numbers
def _numbers(state: LessonState, show: Show, question: Predict | None) -> Numbers:
    # What is pointed at is as the lesson has it, whatever the sliders say.
    material = state.live if question is None else state.material(state.taking.page)
    if show.kind == "step":
        navigator = _reading(material, show)
        title = show.title or navigator.shown.breadcrumb
        hidden = _hidden(state, show)
        return Numbers(title, navigator.shown, navigator.cell, navigator, "", question, hidden)
    shown, says = _table(show, material)
    cell = _inside(cell_of(show, material), shown.values.shape)
    return Numbers(show.title or shown.name, shown, cell, None, says, question)


def _reading(material: Material, show: Show) -> Navigator:
    trace = material.run(show.run)
    source = Source("step", show.what)
    if source not in trace:
        raise ValueError(_("there is no step {name}", name=show.what))
    navigator = Navigator(trace, source)
    navigator.go_to(source, cell_of(show, material))
    return navigator


def _hidden(state: LessonState, show: Show) -> Index | None:
    """The cell of this step whose very number an open question asks for."""
    asked = state.question
    if asked is None or asked.kind != "number" or asked.works is None:
        return None
    works = asked.works
    if (works.what, works.run) != (show.what, show.run):
        return None
    material = state.material(state.taking.page)
    cell = cell_of(works, material)
    right, there = answer(asked, material.scope(), state.lesson.id), sight(works, material).values[cell]
    return cell if isinstance(right, float) and math.isclose(right, float(there), rel_tol=SAME) else None


def _table(show: Show, material: Material) -> tuple[TensorView, str]:
    """A table of a lab with its words, or whatever array a live value comes to."""
    found = sight(show, material)
    values, axes = np.asarray(found.values), found.axes
    if values.ndim == 0:
        values, axes = values.reshape(1), ("",)
    named = TABLE.fullmatch(show.what)
    title = tuple(part.replace("_", " ") for part in named.groups()) if named else (show.title or show.what,)
    source = Source("lab", show.what)
    form = spanning(values, found.gaps)
    return TensorView(
        source, tuple(map(safe, title)), axes, values, found.words, found.says, form=form
    ), found.says


def _inside(cell: Sequence[int], shape: tuple[int, ...]) -> Index:
    if len(cell) != len(shape):
        return (0,) * len(shape)
    return tuple(max(0, min(place, size - 1)) for place, size in zip(cell, shape, strict=True))


def said_of(numbers: Numbers, cell: Index) -> str:
    """One number of a lab's array, and what it is."""
    shown = numbers.shown
    if not shown.values.size or numbers.hidden == cell:
        return numbers.says
    said = written(shown.values[cell].item())
    name = shown.name if shown.axes == ("",) else shown.cell_name(cell)
    return f"{name} = {said}"


# ------------------------------------------------------------------------------------- curves
def _curves(show: Show, material: Material) -> Curves:
    across = None if show.across is None else _line(show.across.value(material.scope()))
    return Curves(show.title, _named(show, material), across, show.logarithmic)


def _named(show: Show, material: Material) -> tuple[tuple[str, NDArray[np.float64]], ...]:
    scope = material.scope()
    return tuple((label, _line(value.value(scope))) for label, value in show.curves)


def _line(values: object) -> NDArray[np.float64]:
    found = np.asarray(values, dtype=np.float64)
    if found.ndim != 1:
        raise ValueError(_("a curve or an arrow is a row of numbers"))
    return found


# ------------------------------------------------------------------------------------- into the walk
def way_out(
    state: LessonState, looked_at: Numbers | Arithmetic | None, cell: Index
) -> tuple[Trace, Source, Index]:
    """Where free exploring of what is shown begins: a run, a step, a cell.

    Raises:
        NotYetError: nothing is there yet.
    """
    if looked_at is not None and looked_at.navigator is not None:
        navigator = looked_at.navigator
        return navigator.trace, navigator.shown.source, cell or navigator.cell
    material = state.material(state.taking.page)
    for block in state.blocks():
        if isinstance(block, Show) and block.kind in ("step", "cell"):
            navigator = _reading(material, block)
            return navigator.trace, navigator.shown.source, navigator.cell
    trace = next(iter(material.runs.values()))
    return trace, trace.steps[0].source, ()
