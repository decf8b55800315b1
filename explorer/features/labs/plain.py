"""Experiments as plain text: the list, the parameters of one, and its result."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby

import numpy as np
from rich.console import Console

from ....core.operations.operation import Array
from ....core.support.localization import _, plural
from ....core.trace.part_names import axis_name
from ....core.trace.tags import Tag, written
from ....lessons.contents import Entry
from ....lessons.lab_uses import lab_uses
from ....lessons.labs import about, lab, title
from ....lessons.labs.lab import Parameter, Result, Table, Value
from ....lessons.labs.typed import command, words_of
from ...ui.exhibits import Curves
from ...ui.numbers import NumberFormat, powers, spanning
from ...ui.plain.array import LABEL, ROW, ROWS, WORDS, array_lines, table
from ...ui.plain.page import FAINT, HEADING, NAME, STRONG, print_line
from ...ui.plain.plot import plot
from ...ui.tags import APART
from ...ui.text import fit, safe, width, wrap
from .tables import curves, heading, is_axis, position_names, single_text, size_of, whole

INDENT = "    "
PLOT = 76  # columns
SOME = 7  # numbers of a long curve that are written
FEW = 150  # numbers up to which all tables of a lab are printed
TABLES = 8  # slices of an array that are shown


def print_labs(console: Console) -> None:
    """Prints each lab with its title and name, lesson by lesson."""
    uses = lab_uses()

    def lesson_of(name: str) -> Entry | None:
        return next(iter(uses[name].lessons), None)

    for lesson, names in groupby(uses, lesson_of):
        print_line(console, (heading(lesson), HEADING))
        for name in names:
            mark = f"  {name}"
            *others, last = wrap(safe(title(name)), max(20, console.width - len(mark) - 2), 9)
            for line in others:
                print_line(console, "  ", line)
            print_line(console, "  ", last, (mark, NAME))
        print_line(console)
    run = _("run one: transformer-explore lab NAME; its parameters: lab NAME --parameters")
    print_line(console, (run, FAINT))


def print_parameters(console: Console, name: str) -> None:
    """Prints the parameters of a lab, each with its default, its bounds and its description."""
    _head(console, name)
    print_line(console)
    known = lab(name).PARAMETERS
    rows = [(f"{each.name}={words_of(each.default)}", _bounds(each), safe(_(each.says))) for each in known]
    widths = [max((width(row[n]) for row in rows), default=0) for n in (0, 1)]
    for setting, bounds, says in rows:
        if sum(widths) + width(says) + 6 <= console.width:
            setting, bounds = fit(setting, widths[0]), fit(bounds, widths[1])
            print_line(console, "  ", (setting, NAME), "  ", (bounds, FAINT), "  ", says)
        else:
            print_line(console, "  ", (setting, NAME), "  ", (bounds, FAINT))
            print_line(console, INDENT, says)
    if not rows:
        print_line(console, "  ", _("It has no parameters."))
    print_line(console)
    print_line(console, (" ".join((command(name, {}), *(row[0] for row in rows[:1]))), FAINT))


def _bounds(parameter: Parameter) -> str:
    if isinstance(parameter.default, bool):
        return _("true or false")
    if isinstance(parameter.default, str):
        return " | ".join(map(safe, parameter.choices)) if parameter.choices else _("text")
    low, high = _bound(parameter.low), _bound(parameter.high)
    if parameter.whole:
        return _("whole number, {low} to {high}", low=low, high=high)
    return _("{low} to {high}", low=low, high=high)


def _bound(value: float) -> str:
    return (f"{value:,.0f}" if float(value).is_integer() else f"{value:g}").replace("-", "−")


def print_result(
    console: Console, name: str, given: Mapping[str, Value], result: Result, only: Collection[str] = ()
) -> None:
    """Prints the tables, or those in `only`, each with its description; single numbers are grouped."""
    result = result.localized()
    chosen = [each for each in result.tables if not only or each in only]
    tags = [tag for each in chosen for tag in result.tables[each].shows]
    _head(console, name, tags)
    print_line(console, (command(name, given), FAINT))
    for single, names in groupby(chosen, lambda each: result.tables[each].values.ndim == 0):
        if single:
            _numbers(console, {each: result.tables[each] for each in names})
        else:
            for each in names:
                _table(console, result, each)


def print_left_out(console: Console, result: Result, printed: Collection[str]) -> None:
    """Prints the names of the tables that were left out, and how to see them."""
    left_out = [safe(each) for each in result.tables if each not in printed]
    if left_out:
        print_line(console)
        names = _(", ").join(left_out)
        more = plural("{n} more table: {names}", "{n} more tables: {names}", len(left_out), names=names)
        for line in (*wrap(more, console.width, 9), _("--all prints all tables, --table NAME one of them")):
            print_line(console, (line, FAINT))


def needed(name: str, result: Result) -> list[str]:
    """The tables to print: all if they are small or no lesson uses the lab; else those that lessons use.

    Tables that only give positions are left out: their numbers are the labels of the others.
    """
    if sum(table.values.size for table in result.tables.values()) <= FEW:
        return list(result.tables)
    used = lab_uses()[name].tables
    found = [each for each in result.tables if each in used and not is_axis(result, each)]
    return found or list(result.tables)


def _head(console: Console, name: str, tags: Sequence[Tag] = ()) -> None:
    """The title, the tags, and the description."""
    first, *others = about(name).split("\n\n")
    for line in wrap(safe(" ".join(first.split())), console.width, 99):
        print_line(console, (line, HEADING))
    if tags:
        print_line(console, (written(tags), FAINT))
    for paragraph in others:
        for line in wrap(safe(" ".join(paragraph.split())), console.width, 99):
            print_line(console, line)


def _numbers(console: Console, tables: Mapping[str, Table]) -> None:
    print_line(console)
    texts = {name: single_text(each) for name, each in tables.items()}
    names, numbers = max(map(width, texts)), max(map(width, texts.values()))
    for name, each in tables.items():
        room = console.width - names - numbers - 4
        first, *more = wrap(safe(each.says), max(20, room), 9) or [""]
        number = fit(texts[name], numbers, "right")
        print_line(console, (fit(safe(name), names), NAME), "  ", (number, STRONG), "  ", first)
        for line in more:
            print_line(console, " " * (names + numbers + 4), line)


def _table(console: Console, result: Result, name: str) -> None:
    each = result.tables[name]
    columns = console.width - len(INDENT)
    print_line(console)
    several = len({tag for other in result.tables.values() for tag in other.shows}) > 1
    tags = f"{APART}{written(each.shows)}" if several else ""
    print_line(console, (safe(name), NAME), "  ", (f"{size_of(each)}{tags}", FAINT))
    for line in wrap(safe(each.says), max(20, columns), 9):
        print_line(console, INDENT, line)
    drawn = curves(result, name)
    for line in lines(result, each, columns) if drawn is None else _drawn(result, each, drawn, columns):
        print_line(console, INDENT, line)


def _drawn(result: Result, each: Table, drawn: Curves, columns: int) -> Iterator[str]:
    """Curves and their numbers: all if they are few, else a selection from the first to the last."""
    assert drawn.across is not None
    if len(drawn.across) <= ROWS:
        yield from lines(result, each, columns)
    else:
        across, points = drawn.sample(SOME)
        values = whole(points)
        places = [f"{place:.6g}".replace("-", "−") for place in across]
        names = [safe(name) for name, _curve in drawn.curves]
        form = powers(values) if "y" in drawn.logarithmic else spanning(values, each.gaps, each.words)
        yield from table(values, names, places, form, columns, widest=ROW)
    yield ""
    yield from plot(drawn.curves, drawn.across, min(PLOT, columns), logarithmic=drawn.logarithmic)


def lines(result: Result, each: Table, columns: int) -> list[str]:
    """The numbers of a table as lines; a line says how much is left out."""
    values = whole(each.values)
    if not values.size:
        return [_("no numbers")]
    labels = [_labels(position_names(result, each, axis), size) for axis, size in enumerate(values.shape)]
    form = spanning(values, each.gaps, each.words)
    if values.ndim == 1 and len(values) > 1 and max(map(width, map(safe, labels[0])), default=0) > LABEL:
        return list(_one_per_line(values, labels[0], columns, form))

    def name(place: tuple[int, ...]) -> str:
        return ", ".join(_place(each.axes[n], labels[n], k) for n, k in enumerate(place))

    return array_lines(values, labels, name, form, columns, most=TABLES)


def _labels(named: Sequence[str], size: int) -> Sequence[str]:
    """The labels of an axis; for a long axis without words, `table` numbers the positions itself."""
    return named or ([str(number) for number in range(size)] if size <= WORDS else ())


def _place(axis: str, labels: Sequence[str], place: int) -> str:
    word = safe(labels[place]) if labels else str(place)
    return f"{safe(axis_name(axis))} {word}" if word.isdecimal() else word


def _one_per_line(values: Array, words: Sequence[str], columns: int, form: NumberFormat) -> Iterator[str]:
    """A label and its number on each line; if there are many, only the largest, in their order."""
    most = 2 * ROWS
    order = np.argsort(-np.nan_to_num(np.abs(values.astype(np.float64)), nan=-1), kind="stable")[:most]
    room = max(ROW, columns - form.width - 2)
    widest = min(room, max(width(safe(words[n])) for n in order))
    for n in sorted(int(place) for place in order):
        yield f"{fit(safe(words[n]), widest)}  {form(values[n])}"
    if len(words) > most:
        yield _("… {count} more, all smaller", count=len(words) - most)
