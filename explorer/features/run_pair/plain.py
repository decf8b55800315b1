"""Two runs compared as plain text, for the commands `compare` and `diff`; and the list of interventions. No Textual."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import groupby

import numpy as np
from rich.console import Console

from ....core.interventions import SPECS
from ....core.support.localization import N_, _
from ....core.trace import Diff, Outside, StepDiff, Trace, TraceError
from ....core.trace.analysis.diff import DIFFERENT, ONLY_A, ONLY_B, SAME
from ....core.trace.analysis.gap import Gap
from ....core.trace.tags import of_traces
from ...ui.difference import (
    LONG,
    MEDIUM,
    SHORT,
    all_same,
    both,
    cell_of,
    how_many_differ,
    outside_only,
    part_of,
    remarks,
    verdict_of,
    within,
    written,
)
from ...ui.numbers import fitting
from ...ui.plain.array import side_by_side, table
from ...ui.plain.page import BAD, FAINT, GOOD, HEADING, NAME, STRONG, print_line
from ...ui.tags import in_parentheses
from ...ui.tensor_view import TensorView
from ...ui.text import cut, fit, safe, width, wrap
from ...ui.walk import SEPARATOR
from ...ui.words import read_and_said
from . import strings
from .run_pair import ArrayPair, RunPair, StepPair, predictions
from .strings import COMPARED

INDENT = "  "
HEADS = (N_("difference"), N_("at"), "A", "B", N_("cells"))
CELL = 2  # the column of the cell; that of the name is 0
NARROWEST, WIDEST = 8, 32  # columns of a cell on a narrow page, and of a name
MANY = 4  # this many or more consecutive steps in only one trace share a line
FEW = 3  # differences of one kind outside the steps that are printed
LABEL = 24  # columns of a label of two words
EXAMPLE = "transformer-explore walk 我爱你 --step '*.weights' --intervene no-scaling"

# -------------------------------------------------------------------------- the table of steps


@dataclass(frozen=True)
class Line:
    """A line of the table: a name and either numbers, one for each column, or words."""

    name: str
    numbers: tuple[str, ...] = ()
    words: str = ""


Group = tuple[str, list[Line]]  # a part of the model and its steps


def numbers_of(gap: Gap, cell: str) -> tuple[str, ...]:
    """The columns of a largest difference: its size, the cell, both numbers, and how many cells differ."""
    count = "" if gap.statistic else f"{gap.differing}/{gap.of}"
    return written(gap.size, SHORT), cell, written(gap.a, MEDIUM), written(gap.b, MEDIUM), count


def print_table(console: Console, groups: Sequence[Group]) -> None:
    """Steps in columns, below the part of the model that they belong to."""
    lines = [line for _part, group in groups for line in group]
    widths = _widths(lines, console.width - len(INDENT))
    if lines:
        print_line(console)
    if any(line.numbers for line in lines):
        print_line(console, (INDENT + _written(Line("", tuple(map(_, HEADS))), widths), FAINT))
    for part, group in groups:
        if part:
            print_line(console, (part, HEADING))
        for line in group:
            indent = INDENT if part else ""
            print_line(console, indent, _written(line, [widths[0] + len(INDENT) - len(indent), *widths[1:]]))


def _widths(lines: Sequence[Line], columns: int) -> list[int]:
    """The width of each column; the cell's is reduced on a narrow page."""
    numbers = [line.numbers for line in lines if line.numbers]
    widths = [min(WIDEST, max((width(line.name) for line in lines), default=0))]
    widths += [max(map(width, column)) for column in zip(map(_, HEADS), *numbers, strict=True)]
    widths[CELL] = max(NARROWEST, min(widths[CELL], columns - sum(widths) + widths[CELL] - len(INDENT) * 5))
    return widths


def _written(line: Line, widths: Sequence[int]) -> str:
    name = line.name if width(line.name) > widths[0] else fit(line.name, widths[0])
    if not line.numbers:
        return f"{name}{INDENT}{line.words}"
    columns = [
        fit(text, size, "left" if n == CELL else "right")
        for n, (text, size) in enumerate(zip(line.numbers, widths[1:], strict=True), 1)
    ]
    return INDENT.join([name, *columns]).rstrip()


# -------------------------------------------------------------------------- compare


def print_comparison(console: Console, pair: RunPair) -> None:
    """Sentences, predictions and all steps."""
    _sentences(console, pair)
    _predictions(console, pair)
    parts = groupby(pair.steps, key=lambda step: step.title[:-1])
    lines = ((SEPARATOR.join(part), [_step_line(pair, step) for step in steps]) for part, steps in parts)
    print_table(console, [(part or _("output"), some) for part, some in lines])
    print_line(console)
    print_line(console, (strings.how_many_differ(pair), STRONG))
    for name, step in ((_("first"), pair.first), (_("largest"), pair.largest)):
        if step is not None:
            print_line(console, f"{INDENT}{name}  {safe(str(step.step))}")


def _step_line(pair: RunPair, step: StepPair) -> Line:
    name, kind = step.title[-1], strings.kind_of_change(step, COMPARED)
    if step.gap is None:
        return Line(name, words=step.why or strings.largest_difference(step, COMPARED))
    if not step.differs:
        size = written(step.gap.size, SHORT)
        return Line(name, words=_("the same up to rounding ({size})", size=size))
    return Line(f"{name} ({kind})" if kind else name, numbers_of(step.gap, pair.where(step)))


def _sentences(console: Console, pair: RunPair) -> None:
    for name, trace in ((COMPARED.a, pair.a), (COMPARED.b, pair.b)):
        tags = in_parentheses(of_traces(trace))
        print_line(console, (name, STRONG), INDENT, _sentence(trace), (tags, FAINT))
    if differences := strings.other_differences(pair):
        print_line(console, (differences, FAINT))
    for side in strings.SIDES:
        if not any(pair.tokens(side)):
            continue
        print_line(console)
        print_line(console, (_(side), HEADING))
        columns = console.width - len(f"{INDENT}A{INDENT}")
        for line in list(strings.broken(strings.aligned_words(pair, side), columns, len(INDENT))) or [[]]:
            for index, name in enumerate((COMPARED.a, COMPARED.b)):
                print_line(console, f"{INDENT}{name}{INDENT}{INDENT.join(words[index] for words in line)}")


def _sentence(trace: Trace) -> str:
    """The sentence of a run and its translation."""
    return "".join(text for text, _style in read_and_said(trace))


def _predictions(console: Console, pair: RunPair) -> None:
    """The most probable token at each position that predicts, in both runs."""
    side = "target" if any(pair.tokens("target")) else "source"
    predicted = [_predicted(trace) for trace in (pair.a, pair.b)]
    if not all(predicted):
        return
    print_line(console)
    print_line(console, (_("what each position predicts"), HEADING))
    columns = [
        ["" if at is None else f"{safe(words[at])} → {tokens[at]}" for at in positions]
        for words, tokens, positions in zip(
            pair.tokens(side), predicted, zip(*pair.alignment(side), strict=True), strict=True
        )
    ]
    widest = max(map(width, columns[0]))
    for left, right in zip(*columns, strict=True):
        print_line(console, f"{INDENT}A  {fit(left, widest)}  {INDENT}B  {right}")


def _predicted(trace: Trace) -> tuple[str, ...]:
    try:
        return tuple(f"{safe(each.a[0])} {strings.probability(each.a[1])}" for each in predictions(trace))
    except TraceError:  # the array is damaged
        return ()


def print_arrays(console: Console, pair: RunPair, globs: Sequence[str]) -> None:
    """The steps whose names match: A, B and B − A on the words of both.

    Raises:
        TraceError: no step matches, or an array is damaged.
    """
    steps = [step for step in pair.steps if any(fnmatchcase(step.step.name, glob) for glob in globs)]
    if not steps:
        pair.a.select(globs)  # raises an error with the reason
    _sentences(console, pair)
    for step in steps:
        print_line(console)
        print_line(console, (SEPARATOR.join(step.title), NAME), (f"   {safe(str(step.step))}", FAINT))
        print_line(console, INDENT + strings.formulas(step, COMPARED))
        size = strings.size(step.size) if step.size else ""
        numbers = step.why or strings.largest_numbers(step, COMPARED)
        print_line(console, f"{INDENT}{size}  {pair.where(step)}  {numbers}".rstrip())
        if step.a is not None and step.b is not None and not step.why:
            for line in _arrays(pair.arrays(step), console.width - len(INDENT)):
                print_line(console, INDENT, line)


def _arrays(pair: ArrayPair, columns: int) -> Iterator[str]:
    """A, B and B − A of each head, side by side or one below the other."""
    names = (COMPARED.a, COMPARED.b, COMPARED.difference)
    for outer in np.ndindex(*pair.first.values.shape[:-2]):
        tables = [
            _array(shown, name, outer, columns)
            for shown, name in zip(pair.arrays, names, strict=True)
            if shown is not None
        ]
        yield ""
        yield from side_by_side(tables, columns)


def _array(shown: TensorView, name: str, outer: tuple[int, ...], columns: int) -> list[str]:
    values = shown.values[outer].reshape((1, -1) if shown.values.ndim < 2 else shown.values.shape[-2:])
    cell = (*outer, *(0,) * (shown.values.ndim - len(outer)))
    rows, across = (shown.words.get(axis, ()) for axis in ("", "", *shown.axes)[-2:])
    title = strings.grid_title(name, shown, cell) if outer else name
    form, blank = fitting(shown.values, shown.summary), shown.missing_lines(cell)
    return [title, *table(values, rows, across, form, columns, missing=blank, widest=LABEL)]


# -------------------------------------------------------------------------- diff


def print_diff(console: Console, found: Diff, a: str, b: str) -> None:
    """The differences of two traces, which were read from the files `a` and `b`."""
    for name, file, trace in (("A", a, found.a), ("B", b, found.b)):
        text = f"   {_sentence(trace)}" if trace.source_text else ""
        print_line(console, (name, STRONG), f"  {safe(file)}", (text, FAINT))
    if found.first:
        print_line(console)
        print_line(console, (_("the first step that differs"), HEADING))
        for line in _first(found.first, found.a):
            print_line(console, INDENT, line)
    if found.outside:
        print_line(console)
        print_line(console, (_("differences outside the steps"), HEADING))
        for line in _outside(found.outside, console.width):
            print_line(console, INDENT, line)
    names = found.a.names | found.b.names
    parts = groupby(found.differing, key=lambda step: part_of(step.step.name, names))
    lines = ((part, list(_diff_lines(list(steps), len(part), found.a))) for part, steps in parts)
    print_table(console, [(safe(part.removesuffix(".")), some) for part, some in lines])
    if any(each.part == "tokens" for each in found.outside) and found.counts[DIFFERENT]:
        print_line(console, (INDENT + _("cells are labeled with the words of A"), FAINT))
    print_line(console)
    _summary(console, found)


def _first(found: StepDiff, trace: Trace) -> Iterator[str]:
    yield safe(str(found.step))
    gap = found.gap
    if found.verdict != DIFFERENT or gap is None:
        yield verdict_of(found)
        return
    index = "" if gap.statistic else _(", which is {cell}", cell=",".join(map(str, gap.cell)))
    yield f"{cell_of(found, gap, trace)}{index}"
    largest = _("largest difference {number}", number=written(gap.size, SHORT))
    yield f"A {written(gap.a, LONG)}   B {written(gap.b, LONG)}   {largest}"
    if found.reason:
        yield safe(found.reason)


def _diff_lines(steps: Sequence[StepDiff], inside: int, trace: Trace) -> Iterator[Line]:
    """A line for each step, without the first `inside` characters; one for many steps only in A, or only in B."""
    for verdict, group in groupby(steps, key=lambda found: found.verdict):
        every = [(found, safe(str(found.step)[inside:])) for found in group]
        if verdict in (ONLY_A, ONLY_B) and len(every) >= MANY:
            name = f"{every[0][1]} … {every[-1][1]}"
            yield Line(name, words=_("{count} steps {verdict}", count=len(every), verdict=_(verdict)))
            continue
        for found, name in every:
            if found.verdict == DIFFERENT and found.gap is not None:
                yield Line(name, numbers_of(found.gap, cell_of(found, found.gap, trace)))
            else:
                yield Line(name, words=verdict_of(found))


def _outside(differences: Iterable[Outside], columns: int) -> Iterator[str]:
    """A line for each difference, a few of each kind."""
    for part, group in groupby(differences, key=lambda found: found.part):
        every = list(group)
        for found in every[:FEW]:
            note = "" if found.weighs else _("   (reported, but not counted as a difference)")
            a, b = both(found)
            head = f"{part} {safe(found.where)}  "
            room = columns - len(INDENT) - width(head + note) - len("A    B ")
            a = cut(a, max(NARROWEST, room // 2, room - width(b)))
            yield f"{head}A {a}   B {cut(b, max(NARROWEST, room - width(a)))}{note}"
        if len(every) > FEW:
            yield _("{part}: {count} more", part=part, count=len(every) - FEW)


def _summary(console: Console, found: Diff) -> None:
    """How many steps are the same, and how the others differ."""
    if found.counts[SAME] == len(found.steps):
        print_line(console, (all_same(found), GOOD if found.equal else STRONG), within(found))
    else:
        differ, kinds = how_many_differ(found)
        print_line(console, (differ, BAD), kinds, within(found))
    for line in remarks(found):
        print_line(console, line)
    if found.first is None and not found.equal:
        print_line(console, (outside_only(), BAD))


# -------------------------------------------------------------------------- interventions


def print_interventions(console: Console) -> None:
    """Each form of --intervene, and what it does."""
    print_line(console, (_("values of --intervene"), HEADING))
    print_line(console)
    for usage, what in SPECS:
        print_line(console, INDENT, (usage, NAME))
        for line in wrap(_(what), max(console.width - 6, 20), 9):
            print_line(console, "      ", line)
    print_line(console)
    print_line(
        console, _("Heads, layers, cells and visits are counted from 0; * means every index of an axis.")
    )
    print_line(console, _("Repeat --intervene for several changes; JSON as in a trace is also accepted."))
    print_line(console, (f"{INDENT}{EXAMPLE}", FAINT))
