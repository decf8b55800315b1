"""What a lesson's page shows next to its text, as data for the screen and for plain text. No Textual."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ....core.operations.expression import Index, Source
from ....core.support.localization import _
from ....core.trace import Trace, TraceError
from ....lessons.error import LessonError
from ....lessons.expressions import ExpressionError
from ....lessons.labelled_array import labelled_array
from ....lessons.lesson import Predict, Show
from ....lessons.material import Material
from ....lessons.session import Session, cell_of
from ....lessons.shows import shows
from ...ui.exhibits import (
    Arithmetic,
    Arrows,
    Broken,
    Curves,
    Exhibit,
    Named,
    Numbers,
    formula,
    numbers_of,
    row,
)
from ...ui.navigator import Navigator
from .state import LessonState

TABLE = re.compile(r"(\w+)\.(\w+)(?:\[[^\]]*\])?")  # "soft.weights", or a part of it
STEP = re.compile(r"""step\(\s*["'](?:[^"']*\.)?([^"'.]+)["'][^()]*\)(?:\[[^\]]*\])?""")
ERRORS = (LessonError, ExpressionError, TraceError, KeyError, ValueError)


def exhibits(state: LessonState) -> list[Exhibit]:
    """The exhibits of a page, from top to bottom; none while they are being computed."""
    if not state.ready:
        return []
    found = list(_exhibits(state))
    grids = [each for each in found if isinstance(each, Numbers)]
    return [each for each in found if not (isinstance(each, Arithmetic) and any(map(each.is_under, grids)))]


def _exhibits(state: LessonState) -> Iterator[Exhibit]:
    blocks = state.blocks()
    pointed = [block for block in blocks if isinstance(block, Predict) and block.of is not None]
    for block in blocks:
        if isinstance(block, Show):
            question = next((each for each in pointed if each.of and each.of.array == block.array), None)
            if question is not None:
                pointed.remove(question)
            yield _exhibit(state, block, question)
    for question in pointed:
        assert question.of is not None
        yield _exhibit(state, question.of, question)


def _exhibit(state: LessonState, show: Show, question: Predict | None) -> Exhibit:
    # An array with a question is as the lesson defines it, independent of the sliders.
    material = state.live if question is None else state.material(state.session.page)
    try:
        return exhibit(state.session, show, material, question)
    except ERRORS as error:
        return Broken(str(error.args[0] if error.args else error))


def exhibit(session: Session, show: Show, material: Material, question: Predict | None = None) -> Exhibit:
    """One exhibit; `question` is the one that is answered in it.

    Raises:
        LessonError, ExpressionError, TraceError, KeyError, ValueError: it cannot be shown.
    """
    if show.kind == "formula":
        return formula(show.what)
    return replace(_of_numbers(session, show, material, question), tags=shows(show, material))


def _of_numbers(
    session: Session, show: Show, material: Material, question: Predict | None
) -> Numbers | Arithmetic | Curves | Arrows:
    if show.kind == "plot":
        across = None if show.across is None else row(show.across.value(material.scope()))
        return Curves(show.title, _named(show, material), across, show.logarithmic)
    if show.kind == "arrows":
        return Arrows(show.title, _named(show, material))
    if show.kind == "cell":
        return Arithmetic(_navigator(material, show))
    return _numbers(session, show, material, question)


def _numbers(session: Session, show: Show, material: Material, question: Predict | None) -> Numbers:
    if show.kind == "step":
        navigator = _navigator(material, show)
        title = show.title or navigator.view.breadcrumb
        hidden = next(iter(session.hidden_cells(show)), None)
        return Numbers(title, navigator.view, navigator.cell, navigator, "", question, hidden)
    found, cell = labelled_array(show, material), cell_of(show, material)
    return numbers_of(found, show.what, path_of(show), show.title, cell, question)


def path_of(show: Show) -> tuple[str, ...]:
    """The name of an array, also in front of a cell: "weights[head 1, key 1]". A title may be a whole sentence."""
    named = TABLE.fullmatch(show.what) or STEP.fullmatch(show.what)
    return tuple(part.replace("_", " ") for part in named.groups()) if named else (show.title or show.what,)


def _navigator(material: Material, show: Show) -> Navigator:
    trace, source = material.run(show.run), Source("step", show.what)
    if source not in trace:
        raise ValueError(_("there is no step {name}", name=show.what))
    navigator = Navigator(trace, source)
    navigator.go_to(source, cell_of(show, material))
    return navigator


def _named(show: Show, material: Material) -> Named:
    scope = material.scope()
    return tuple((label, row(value.value(scope))) for label, value in show.curves)


def place_in_walk(
    state: LessonState, exhibit: Numbers | Arithmetic | None, cell: Index
) -> tuple[Trace, Source, Index]:
    """The place in a walk that corresponds to an exhibit: a run, a step, a cell.

    Raises:
        NotYetError: the page is still being computed.
    """
    if exhibit is not None and exhibit.navigator is not None:
        navigator = exhibit.navigator
        return navigator.trace, navigator.view.source, cell or navigator.cell
    material = state.material(state.session.page)
    for block in state.blocks():
        if isinstance(block, Show) and block.kind in ("step", "cell"):
            navigator = _navigator(material, block)
            return navigator.trace, navigator.view.source, navigator.cell
    trace = next(iter(material.runs.values()))
    return trace, trace.steps[0].source, ()
