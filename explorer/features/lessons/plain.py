"""A lesson as lines of text, for a pipe, a screen reader, a prompt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ....core.operations import OPERATIONS
from ....core.operations.expression import Source
from ....core.support.localization import _
from ....core.trace import sides
from ....lessons.judging import answer, offered
from ....lessons.labelled_array import LabelledArray, sight
from ....lessons.lesson import NAMED_VALUES, Block, Card, LabOf, Page, Predict, Prose, RunOf, Show
from ....lessons.material import Material
from ....lessons.taking import Taking, cell_of, worked
from ...ui.numbers import fitting, powers, spanning
from ...ui.plain.array import ROWS, WORDS, Written, roomy_table, side_by_side, table
from ...ui.plain.arrows import arrows
from ...ui.plain.page import FAINT, HEADING, NAME, STRONG
from ...ui.plain.plot import plot
from ...ui.prose import prose
from ...ui.tensor_view import shown
from ...ui.text import cut, safe, wrap
from ..labs.command import command

WIDTH = 80  # columns of a page, or fewer where there are fewer
INDENT = "  "
TABLES = 8  # slices of an array that are shown
POINTS = 6  # numbers of a curve that are written below a plot
STYLES = {"strong": STRONG, "emphasis": "italic", "code": NAME, "heading": STRONG, "faint": FAINT}

Line = tuple[tuple[str, str], ...]  # pieces with their styles


def heading(taking: Taking, page: Page) -> list[Line]:
    """Which page it is, and what it asks."""
    number, count = taking.lesson.pages.index(page) + 1, len(taking.lesson.pages)
    where = _("page {number} of {count}", number=number, count=count)
    return [_line(""), ((where + "  ", FAINT), (safe(page.title), HEADING)), _line("")]


def block_lines(taking: Taking, block: Block, columns: int) -> list[Line]:
    """One block of the page that somebody reads; nothing that tells the answer of a question.

    Raises:
        LessonError: a live value of it cannot be computed.
    """
    if isinstance(block, Prose):
        return markdown(taking.text(block.text), columns)
    if isinstance(block, RunOf | LabOf):
        return [_line(line, FAINT) for line in wrap(_about(block), columns, 9)]
    if isinstance(block, Show):
        return [_line(line) for line in show_lines(taking, block, columns)]
    if isinstance(block, Card):
        front = markdown(taking.text(block.front), columns)
        back = markdown(taking.text(block.back), columns - 2 * len(INDENT))
        return [_line(_("To remember:"), HEADING), *front, *(_indented(line, 2) for line in back)]
    return question_lines(taking, block, columns)


def question_lines(taking: Taking, predict: Predict, columns: int) -> list[Line]:
    """What is asked, in what it is pointed at, and between which answers."""
    lines = [_line(_("Question {number}", number=predict.number), HEADING)]
    lines += markdown(taking.text(predict.question), columns)
    if predict.of is not None and not _is_shown(taking, predict):
        lines += [_line(""), *map(_line, show_lines(taking, predict.of, columns))]
    for place, option in enumerate(offered(predict, taking.lesson.id), 1):
        said = markdown(taking.text(option.text), columns - 6)
        number = f"{place:>3}  "
        lines += [((number if n == 0 else " " * len(number), FAINT), *line) for n, line in enumerate(said)]
    return lines


def _is_shown(taking: Taking, predict: Predict) -> bool:
    """Whether the array in which a cell is pointed at stands on the page already."""
    of = predict.of
    return of is not None and any(
        isinstance(block, Show) and (block.kind, block.what, block.run) == (of.kind, of.what, of.run)
        for block in taking.blocks()
    )


def markdown(text: str, columns: int) -> list[Line]:
    """Markdown as lines."""
    return [tuple((piece, STYLES.get(kind, "")) for piece, kind in line) for line in prose(text, columns)]


def _line(text: str, style: str = "") -> Line:
    return ((text, style),)


def _indented(line: Line, by: int) -> Line:
    return ((INDENT * by, ""), *line)


def _about(block: RunOf | LabOf) -> str:
    """A run, or the command that repeats an experiment, and what the text may ask to turn in it."""
    if isinstance(block, LabOf):
        repeat = command(block.lab, block.parameters)
        if not block.sliders:
            return safe(_("[experiment: {command}]", command=repeat))
        turn = _("[experiment: {command}; try other values of {names}]")
        return safe(turn.format(command=repeat, names=", ".join(block.sliders)))
    parts = [*block.changes, *filter(None, (block.model, block.sentence, block.target, block.decode))]
    return safe(_("[run {name}: {changes}]", name=block.name, changes="; ".join(parts)))


# -------------------------------------------------------------------------- what is shown


def show_lines(taking: Taking, show: Show, columns: int) -> list[str]:
    """Something to look at, as text.

    Raises:
        LessonError: it is not there.
    """
    material = taking.material(taking.page)
    title = [cut(safe(show.title), columns)] if show.title and show.kind not in NAMED_VALUES else []
    if show.kind == "formula":
        return [*title, *(INDENT + line for line in OPERATIONS[show.what].formula.unicode())]
    if show.kind == "cell":
        return title + list(_cell(show, material, columns))
    if show.kind == "plot":
        return list(_plot(show, material, columns))
    if show.kind == "arrows":
        return arrows(_curves(show, material), columns, title=show.title)
    found, hidden = sight(show, material), _hidden(taking, show)
    about = title or wrap(_named(show, found), columns, 3)
    return [*about, *_numbers(found, hidden, columns), *_cursor(show, found, hidden, material)]


def _named(show: Show, found: LabelledArray) -> str:
    size = " × ".join(f"{safe(axis)} {n}".strip() for axis, n in zip(found.axes, found.shape, strict=True))
    name = f"{safe(show.what)} ({size})" if size else safe(show.what)
    return f"{name}: {safe(found.says)}" if found.says else name


def _hidden(taking: Taking, show: Show) -> set[tuple[int, ...]]:
    """The cells of this step whose numbers open questions of the page ask for."""
    found: set[tuple[int, ...]] = set()
    for each in taking.open():
        if each.works is None or (each.works.what, each.works.run) != (show.what, show.run):
            continue
        material = taking.material(taking.page)
        cell = cell_of(each.works, material)
        right = answer(each, material.scope(), taking.lesson.id)
        if isinstance(right, float) and np.isclose(right, sight(each.works, material).values[cell]):
            found.add(cell)
    return found


@dataclass(frozen=True)
class _Hiding:
    """Writes numbers as `written` does, but NaN, which stands for a cell that is asked for, as a question mark."""

    written: Written

    @property
    def width(self) -> int:
        return self.written.width

    def __call__(self, value: float | bool) -> str:
        return "?" if value != value else self.written(value)


def _numbers(found: LabelledArray, hidden: set[tuple[int, ...]], columns: int) -> list[str]:
    """The last two axes as tables, side by side where there is room."""
    values = np.asarray(found.values)
    written: Written = spanning(values, found.gaps)
    if hidden:
        values, written = values.astype(np.float64), _Hiding(spanning(values, found.gaps))
        for cell in hidden:
            values[cell] = np.nan
    labels: list[Sequence[str]] = [_labels(found, axis) for axis in range(values.ndim)]
    if values.ndim < 2:
        values, labels = values.reshape(1, -1), [[""], *(labels or [[""]])]
    outer = values.shape[:-2]
    tables = []
    for place in list(np.ndindex(*outer))[:TABLES]:
        name = ", ".join(f"{found.axes[axis]} {found.label(axis, n)}" for axis, n in enumerate(place))
        tables.append(roomy_table(values[place], labels, written, columns, ROWS, safe(name)))
    left = int(np.prod(outer)) - len(tables)
    more = [_("… {count} tables more", count=left)] if left > 0 else []
    return side_by_side(tables, columns) + more


def _labels(found: LabelledArray, axis: int) -> Sequence[str]:
    """What its rows or columns are called. Of a long axis without words that is what `table` does by itself."""
    name = found.axes[axis]
    if found.shape[axis] > WORDS:
        return found.words.get(name, ())
    return [found.label(axis, n) for n in range(found.shape[axis])]


def _cursor(
    show: Show, found: LabelledArray, hidden: set[tuple[int, ...]], material: Material
) -> Iterator[str]:
    """Where one should look."""
    if show.cell:
        cell = cell_of(show, material)
        values = np.asarray(found.values)
        value = "?" if cell in hidden else spanning(values, found.gaps)(values[cell]).strip()
        yield _("Look at {cell}: {value}", cell=safe(found.called(cell)), value=value)


def _cell(show: Show, material: Material, columns: int) -> Iterator[str]:
    trace = material.run(show.run)
    name = shown(trace, sides(trace), Source("step", show.what)).cell_name(cell_of(show, material))
    yield from wrap(f"{name} = {worked(show, material)}", columns, 9)


def _curves(show: Show, material: Material) -> list[tuple[str, NDArray[np.float64]]]:
    scope = material.scope()
    return [(label, np.asarray(value.value(scope), dtype=np.float64)) for label, value in show.curves]


def _plot(show: Show, material: Material, columns: int) -> Iterator[str]:
    scope = material.scope()
    across = None if show.across is None else np.asarray(show.across.value(scope), dtype=np.float64)
    curves = _curves(show, material)
    yield from plot(curves, across, columns, logarithmic=show.logarithmic, title=show.title)
    yield ""
    places = np.arange(len(curves[0][1]), dtype=np.float64) if across is None else across
    some = np.unique(np.linspace(0, len(places) - 1, min(POINTS, len(places))).round().astype(int))
    values = np.stack([curve[some] for _label, curve in curves])
    names = [label for label, _curve in curves]
    # On a logarithmic axis decimals would write most of a curve as 0.000.
    form = powers(values) if "y" in show.logarithmic else fitting(values)
    yield from table(values, names, [f"{each:g}" for each in places[some]], form, columns, widest=24)
