"""A lesson's page as plain text, for a pipe, a screen reader, a prompt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from ....core.support.localization import _
from ....core.trace.part_names import axis_name
from ....lessons.error import LessonError
from ....lessons.judging import offered
from ....lessons.labelled_array import labelled_array
from ....lessons.labs.lab import Table
from ....lessons.labs.typed import command
from ....lessons.lesson import NAMED_VALUES, Block, Card, LabOf, Lesson, Page, Predict, Prose, RunOf, Show
from ....lessons.session import Session, cell_of, worked
from ....lessons.shows import shows
from ....lessons.where import where_map
from ...ui.exhibits import Arithmetic, Arrows, Curves, FormulaOf
from ...ui.numbers import fitting, powers, spanning
from ...ui.plain.array import WORDS, array_lines, table
from ...ui.plain.arrows import arrows
from ...ui.plain.page import FAINT, HEADING, NAME, STRONG
from ...ui.plain.plot import plot
from ...ui.prose import Line, prose
from ...ui.tags import above
from ...ui.text import cut, safe, wrap
from .exhibits import ERRORS, exhibit
from .strings import in_the_model

WIDTH = 80  # maximum columns of a page
INDENT = "  "
TABLES = 8  # slices of an array that are shown
POINTS = 6  # numbers of a curve that are written below a plot
STYLES = {"strong": STRONG, "emphasis": "italic", "code": NAME, "heading": STRONG, "faint": FAINT}


def heading(session: Session, page: Page) -> list[Line]:
    """The number and the title of a page."""
    number, count = session.lesson.pages.index(page) + 1, len(session.lesson.pages)
    where = _("page {number} of {count}", number=number, count=count)
    lines = [_line(""), ((where + "  ", FAINT), (safe(page.title), HEADING)), _line("")]
    return lines + _in_the_model(session.lesson) if number == 1 else lines


def _in_the_model(lesson: Lesson) -> list[Line]:
    """Where in the model the lesson takes place, and an empty line; nothing if it names no part."""
    lines = [*in_the_model(lesson), *(INDENT + line for line in where_map(lesson))]
    return [_line(line, FAINT) for line in (*lines, "")] if lines else []


def block_lines(session: Session, block: Block, columns: int) -> list[Line]:
    """One block of the current page, without anything that reveals the answer of a question.

    Raises:
        LessonError: a live value of it cannot be computed.
    """
    if isinstance(block, Prose):
        return markdown(session.text(block), columns)
    if isinstance(block, RunOf | LabOf):
        return [_line(line, FAINT) for line in wrap(_about(block), columns, 9)]
    if isinstance(block, Show):
        return [_line(line) for line in show_lines(session, block, columns)]
    if isinstance(block, Card):
        front = markdown(session.text(block.front), columns)
        back = markdown(session.text(block.back), columns - 2 * len(INDENT))
        return [_line(_("Remember:"), HEADING), *front, *(((INDENT * 2, ""), *line) for line in back)]
    return question_lines(session, block, columns)


def question_lines(session: Session, predict: Predict, columns: int) -> list[Line]:
    """The question, the array that it asks about, and its options."""
    lines = [_line(_("Question {number}", number=predict.number), HEADING)]
    lines += markdown(session.text(predict.question), columns)
    arrays = {block.array for block in session.blocks() if isinstance(block, Show)}
    if predict.of is not None and predict.of.array not in arrays:
        lines += [_line(""), *map(_line, show_lines(session, predict.of, columns))]
    for place, option in enumerate(offered(predict, session.lesson.id), 1):
        number = f"{place:>3}  "
        for n, line in enumerate(markdown(session.text(option.text), columns - 6)):
            lines.append(((number if n == 0 else " " * len(number), FAINT), *line))
    return lines


def markdown(text: str, columns: int) -> list[Line]:
    """Markdown as lines."""
    return [tuple((piece, STYLES.get(kind, "")) for piece, kind in line) for line in prose(text, columns)]


def _line(text: str, style: str = "") -> Line:
    return ((text, style),)


def _about(block: RunOf | LabOf) -> str:
    """A run, or the command that reproduces an experiment with the parameters that can be changed."""
    if isinstance(block, LabOf):
        repeat = command(block.lab, block.parameters)
        if not block.sliders:
            return safe(_("[experiment: {command}]", command=repeat))
        names = ", ".join(block.sliders)
        return safe(_("[experiment: {command}; try other values of {names}]", command=repeat, names=names))
    parts = [*block.changes, *filter(None, (block.model, block.sentence, block.target, block.decode))]
    return safe(_("[run {name}: {changes}]", name=block.name, changes="; ".join(parts)))


# -------------------------------------------------------------------------- exhibits


def show_lines(session: Session, show: Show, columns: int) -> list[str]:
    """An exhibit as text, with its tags; LessonError if it cannot be shown."""
    lines = _show_lines(session, show, columns)
    return above(lines, shows(show, session.material(session.page)), columns)


def _show_lines(session: Session, show: Show, columns: int) -> list[str]:
    title = [cut(safe(show.title), columns)] if show.title and show.kind not in NAMED_VALUES else []
    material = session.material(session.page)
    if show.kind in ("step", "array"):
        found, hidden = labelled_array(show, material), session.hidden_cells(show)
        about = title or wrap(_named(show, found), columns, 3)
        cursor = _cursor(found, hidden, cell_of(show, material)) if show.cell else []
        return [*about, *_numbers(found, hidden, columns), *cursor]
    try:
        drawn = exhibit(session, show, material)
    except ERRORS as error:
        if isinstance(error, LessonError):
            raise
        raise LessonError(show.at, str(error.args[0] if error.args else error)) from None
    match drawn:
        case FormulaOf():
            return [*title, *(INDENT + line for line in drawn.drawn)]
        case Arithmetic():
            name = drawn.navigator.view.cell_name(drawn.navigator.cell)
            return title + wrap(f"{name} = {worked(show, material)}", columns, 9)
        case Arrows():
            return arrows(drawn.arrows, columns, title=drawn.title)
        case Curves():
            return list(_plot(drawn, columns))
    return []


def _named(show: Show, found: Table) -> str:
    size = " × ".join(
        f"{safe(axis_name(axis))} {n}".strip() for axis, n in zip(found.axes, found.values.shape, strict=True)
    )
    name = _("{name} ({size})", name=safe(show.what), size=size) if size else safe(show.what)
    return _("{name}: {says}", name=name, says=safe(found.says)) if found.says else name


def _numbers(found: Table, hidden: set[tuple[int, ...]], columns: int) -> list[str]:
    """The last two axes as tables, next to each other if they fit."""
    values = np.asarray(found.values)
    form = spanning(values, found.gaps, found.words)
    if hidden:
        values, form = values.astype(np.float64), replace(form, nan="?")
        for cell in hidden:
            values[cell] = np.nan
    labels: list[Sequence[str]] = [_labels(found, axis) for axis in range(values.ndim)]

    def name(place: tuple[int, ...]) -> str:
        return safe(
            ", ".join(f"{axis_name(found.axes[axis])} {found.label(axis, n)}" for axis, n in enumerate(place))
        )

    return array_lines(values, labels, name, form, columns, most=TABLES)


def _labels(found: Table, axis: int) -> Sequence[str]:
    """The labels of an axis; for a long axis without words, `table` numbers the positions itself."""
    if found.values.shape[axis] > WORDS:
        return found.labels.get(found.axes[axis], ())
    return [found.label(axis, n) for n in range(found.values.shape[axis])]


def _cursor(found: Table, hidden: set[tuple[int, ...]], cell: tuple[int, ...]) -> Iterator[str]:
    """The number under the cursor."""
    values = np.asarray(found.values)
    value = "?" if cell in hidden else spanning(values, found.gaps, found.words)(values[cell]).strip()
    yield _("Look at {cell}: {value}", cell=safe(found.cell_name(cell)), value=value)


def _plot(curves: Curves, columns: int) -> Iterator[str]:
    yield from plot(curves.curves, curves.across, columns, logarithmic=curves.logarithmic, title=curves.title)
    yield ""
    places, values = curves.sample(POINTS)
    # On a logarithmic axis, decimals would write most of a curve as 0.000.
    form = powers(values) if "y" in curves.logarithmic else fitting(values)
    names = [label for label, _curve in curves.curves]
    yield from table(values, names, [f"{each:g}" for each in places], form, columns, widest=24)
