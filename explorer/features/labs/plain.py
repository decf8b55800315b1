"""Experiments as plain text: all of them, what can be turned in one, and what came of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby, islice

import numpy as np
from rich.console import Console

from ....core.operations.operation import Array
from ....core.support.localization import _, plural
from ....lessons.contents import Entry
from ....lessons.lab_uses import lab_uses
from ....lessons.labs import about, lab, title
from ....lessons.labs.lab import Parameter, Result, Table, Value
from ....lessons.labs.typed import words_of
from ....lessons.writing import written
from ...ui.exhibits import Curves
from ...ui.numbers import GAP, NumberFormat, powers, spanning
from ...ui.plain.array import LABEL, ROW, ROWS, WORDS, roomy_table, side_by_side, table
from ...ui.plain.page import FAINT, HEADING, NAME, STRONG, put
from ...ui.plain.plot import plot
from ...ui.text import cut, fit, safe, width, wrap
from .command import command
from .curves import curves, is_axis
from .tables import heading, whole, words

INDENT = "    "
PLOT = 76  # columns
SOME = 7  # numbers of a long curve that are written
FEW = 150  # numbers of a lab that are all printed
TABLES = 8  # slices of an array that are shown


def print_labs(console: Console) -> None:
    """Each lab with what it is about and its name, lesson by lesson."""

    def lesson_of(name: str) -> Entry | None:
        return next(iter(uses[name].lessons), None)

    uses = lab_uses()
    for lesson, names in groupby(uses, lesson_of):
        put(console, (heading(lesson), HEADING))
        for name in names:
            mark = f"  {name}"
            put(console, "  ", _short(console, safe(title(name)), len(mark) + 2), (mark, NAME))
        put(console)
    put(
        console, (_("do one: transformer-explore lab NAME; what can be turned: lab NAME --parameters"), FAINT)
    )


def _short(console: Console, line: str, before: int) -> str:
    """On a terminal one line each; into a pipe all of it."""
    return cut(line, max(20, console.width - before)) if console.is_terminal else line


def print_parameters(console: Console, name: str) -> None:
    """What can be turned in a lab: each with its value, its bounds, and what it is."""
    _head(console, name)
    put(console)
    known = lab(name).PARAMETERS
    rows = [(f"{each.name}={words_of(each.default)}", _bounds(each), safe(each.says)) for each in known]
    widths = [max((width(row[n]) for row in rows), default=0) for n in (0, 1)]
    for row, parameter in zip(rows, known, strict=True):
        if sum(widths) + width(row[2]) + 6 <= console.width:
            put(
                console,
                "  ",
                (fit(row[0], widths[0]), NAME),
                "  ",
                (fit(row[1], widths[1]), FAINT),
                "  ",
                row[2],
            )
        else:
            put(console, "  ", (row[0], NAME), "  ", (_bounds(parameter), FAINT))
            put(console, INDENT, row[2])
    if not rows:
        put(console, "  ", _("Nothing can be turned in it."))
    put(console)
    put(console, (_example(name), FAINT))


def _example(name: str) -> str:
    """The command with the first parameter that there is."""
    known = [f"{each.name}={words_of(each.default)}" for each in lab(name).PARAMETERS[:1]]
    return " ".join((command(name, {}), *known))


def _bounds(parameter: Parameter) -> str:
    if isinstance(parameter.default, bool):
        return _("true or false")
    if isinstance(parameter.default, str):
        return " | ".join(map(safe, parameter.choices)) if parameter.choices else _("text")
    form = _("whole, {low} to {high}") if parameter.whole else _("{low} to {high}")
    return form.format(low=_bound(parameter.low), high=_bound(parameter.high))


def _bound(value: float) -> str:
    return f"{value:,.0f}".replace("-", "−") if float(value).is_integer() else f"{value:g}".replace("-", "−")


def print_result(
    console: Console, name: str, given: Mapping[str, Value], result: Result, only: Collection[str] = ()
) -> None:
    """Its tables, or those of these names, each with its sentence; single numbers stand together in lines."""
    _head(console, name)
    put(console, (command(name, given), FAINT))
    shown = [each for each in result.tables if not only or each in only]
    for single, names in groupby(shown, lambda each: result.tables[each].values.ndim == 0):
        if single:
            _numbers(console, {each: result.tables[each] for each in names})
        else:
            for each in names:
                _table(console, result, each)


def print_left_out(console: Console, result: Result, shown: Collection[str]) -> None:
    """Which tables were not printed, and how to see them."""
    left_out = [safe(each) for each in result.tables if each not in shown]
    if left_out:
        put(console)
        names = ", ".join(left_out)
        said = plural("{n} more table: {names}", "{n} more tables: {names}", len(left_out), names=names)
        for line in (*wrap(said, console.width, 9), _("--all prints all tables, --table NAME one of them")):
            put(console, (line, FAINT))


def needed(name: str, result: Result) -> list[str]:
    """The tables to print: all where they are short or no lesson uses the lab; else those that lessons use.

    Those along which others run are not: their numbers stand above or beside the others.
    """
    if sum(table.values.size for table in result.tables.values()) <= FEW:
        return list(result.tables)
    used = lab_uses()[name].tables
    return [each for each in result.tables if each in used and not is_axis(result, each)] or list(
        result.tables
    )


def _head(console: Console, name: str) -> None:
    first, *rest = about(name).split("\n\n")
    for line in wrap(safe(" ".join(first.split())), console.width, 9):
        put(console, (line, HEADING))
    for paragraph in rest:
        for line in wrap(safe(" ".join(paragraph.split())), console.width, 99):
            put(console, line)


def _numbers(console: Console, tables: Mapping[str, Table]) -> None:
    put(console)
    said = {name: _single(each) for name, each in tables.items()}
    names, numbers = max(map(width, said)), max(map(width, said.values()))
    for name, each in tables.items():
        room = console.width - names - numbers - 4
        first, *more = wrap(safe(each.says), max(20, room), 9) or [""]
        put(
            console,
            (fit(safe(name), names), NAME),
            "  ",
            (fit(said[name], numbers, "right"), STRONG),
            "  ",
            first,
        )
        for line in more:
            put(console, " " * (names + numbers + 4), line)


def _single(table: Table) -> str:
    value = table.values.item()
    return GAP if table.gaps and value != value else written(value)


def _table(console: Console, result: Result, name: str) -> None:
    each = result.tables[name]
    columns = console.width - len(INDENT)
    size = " × ".join(f"{safe(axis)} {n}" for axis, n in zip(each.axes, each.values.shape, strict=True))
    put(console)
    put(console, (safe(name), NAME), "  ", (size, FAINT))
    for line in wrap(safe(each.says), max(20, columns), 9):
        put(console, INDENT, line)
    drawn = None if is_axis(result, name) else curves(result, name)
    for line in lines(result, each, columns) if drawn is None else _drawn(result, each, drawn, columns):
        put(console, INDENT, line)


def _drawn(result: Result, each: Table, drawn: Curves, columns: int) -> Iterator[str]:
    """Curves and their numbers: all of them if they are few, else some from one end to the other."""
    assert drawn.across is not None
    if len(drawn.across) <= ROWS:
        yield from lines(result, each, columns)
    else:
        some = np.unique(np.linspace(0, len(drawn.across) - 1, SOME).round().astype(int))
        values = whole(np.stack([curve[some] for _name, curve in drawn.curves]))
        places = [f"{place:.6g}".replace("-", "−") for place in drawn.across[some]]
        names = [safe(name) for name, _curve in drawn.curves]
        form = powers(values) if "y" in drawn.logarithmic else spanning(values, each.gaps)
        yield from table(values, names, places, form, columns, widest=ROW)
    yield ""
    yield from plot(drawn.curves, drawn.across, min(PLOT, columns), logarithmic=drawn.logarithmic)


def lines(result: Result, each: Table, columns: int) -> list[str]:
    """The numbers of a table as lines; what does not fit is left out and said."""
    values = whole(each.values)
    if not values.size:
        return [_("no numbers")]
    labels = [_labels(words(result, each, axis), size) for axis, size in enumerate(values.shape)]
    if values.ndim == 1 and len(values) > 1 and max(map(width, map(safe, labels[0])), default=0) > LABEL:
        return list(_one_a_line(values, labels[0], columns, spanning(values, each.gaps)))
    if values.ndim < 2:
        values, labels = values.reshape(1, -1), [[""], *labels]
    form, tables = spanning(values, each.gaps), []
    for place in islice(np.ndindex(*values.shape[:-2]), TABLES):
        named = ", ".join(_place(each.axes[n], labels[n], k) for n, k in enumerate(place))
        tables.append(roomy_table(values[place], labels, form, columns, ROWS, named))
    left = int(np.prod(values.shape[:-2], dtype=np.int64)) - len(tables)
    return [
        *side_by_side(tables, columns),
        *([_("… {count} tables more", count=left)] if left > 0 else []),
    ]


def _labels(named: Sequence[str], size: int) -> Sequence[str]:
    """What the rows or columns are called. Of a long axis without words that is what `table` does by itself."""
    return named or ([str(number) for number in range(size)] if size <= WORDS else ())


def _place(axis: str, labels: Sequence[str], place: int) -> str:
    word = safe(labels[place]) if labels else str(place)
    return f"{safe(axis)} {word}" if word.isdecimal() else word


def _one_a_line(values: Array, words: Sequence[str], columns: int, form: NumberFormat) -> Iterator[str]:
    """A label and its number; of many those with the largest numbers, in their order."""
    most = 2 * ROWS
    order = np.argsort(-np.nan_to_num(np.abs(values.astype(np.float64)), nan=-1), kind="stable")[:most]
    room = max(ROW, columns - form.width - 2)
    widest = min(room, max(width(safe(words[n])) for n in order))
    for n in sorted(int(place) for place in order):
        yield f"{fit(safe(words[n]), widest)}  {form(values[n])}"
    if len(words) > most:
        yield _("… {count} more, all smaller", count=len(words) - most)
