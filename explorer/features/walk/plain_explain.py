"""One number, down to its arithmetic, so that a reader can check it with a pocket calculator."""

from __future__ import annotations

import shlex

from rich.console import Console

from ....core.operations.arithmetic import number
from ....core.operations.expression import Cell, Expression, Index, Source, cells, taken_from
from ....core.support.localization import _
from ....core.trace import Explanation, Trace
from ...ui.arithmetic import Arithmetic, arithmetic
from ...ui.plain.array import size
from ...ui.plain.page import FAINT, HEADING, NAME, STRONG, print_line
from ...ui.plain.title import print_title
from ...ui.step_facts import source_of
from ...ui.tensor_view import formula_lines, tensor_view
from ...ui.text import fit, safe, width, wrap
from ...ui.walk import breadcrumb

DIGITS = 7
MOST = 64  # most terms of a sum that are shown without --all


def print_explanation(
    console: Console,
    trace: Trace,
    explanation: Explanation,
    every: bool = False,
    digits: int = DIGITS,
) -> None:
    """The formula, what goes into it, and the number that comes out.

    Args:
        every: show all terms of a long sum, in their own order, instead of the largest first.
        digits: the number of digits after the decimal point.
    """
    step = explanation.step
    print_title(console, trace)
    print_line(console, (breadcrumb(step, trace), HEADING), (f"   {size(step)}", FAINT))
    print_line(console)
    for line in formula_lines(step, console.width - 2):
        print_line(console, "  ", line)
    print_line(console)
    if step.kind is not None:
        for line in wrap(_(step.kind.meaning), console.width, 9):
            print_line(console, line)
        print_line(console, (source_of(step.kind.paper), FAINT))
        print_line(console)
    print_line(
        console,
        (_name(trace, step.source, explanation.cell), STRONG),
        " = ",
        (number(explanation.recorded, min(6, digits)), STRONG),
    )
    print_line(console)
    taken = taken_from(explanation.expression)
    origin = f"{_name(trace, taken.source, taken.index)} = " if taken is not None else ""
    _arithmetic(console, explanation.expression, origin, every, digits)
    _check(console, explanation)


def _name(trace: Trace, source: Source, cell: Index) -> str:
    return tensor_view(trace, trace.sides, source).cell_name(cell)


def _arithmetic(console: Console, expression: Expression, origin: str, every: bool, digits: int) -> None:
    """How the number came about; `origin` is the other cell that it was taken from, with an equals sign, if any."""
    found = arithmetic(expression, digits, None if every else MOST)
    for part in found.intermediates:
        how = f"{part.how} = " if part.how else ""
        print_line(console, f"  {part.name} = {how}{part.value}")
    for line in found.lines:
        print_line(console, f"  {found.reason}: {origin}{line}" if found.reason else f"  = {origin}{line}")
    if found.terms:
        _terms(console, found)


def _terms(console: Console, found: Arithmetic) -> None:
    """A sum, a term on each line: what it is made of, its value, the cells it came from."""
    widest = max(width(term.text) for term in found.terms)
    widest_value = max(width(term.value) for term in found.terms)
    for sign, term in zip([" ", *"+" * len(found.terms)], found.terms, strict=False):
        origin = " · ".join(reference(cell) for cell in term.cells)
        print_line(
            console,
            f"  {sign} {fit(term.text, widest)} = {fit(term.value, widest_value, 'right')}",
            (f"   {origin}", FAINT),
        )
    if found.smaller:
        print_line(
            console,
            _(
                "  + … {count} smaller terms, together {together}",
                count=found.smaller,
                together=found.together,
            ),
            (_("   (--all shows them)"), FAINT),
        )
    print_line(
        console,
        f"  = {found.total}",
        (_("   the sum of {count} terms", count=found.count), FAINT),
    )


def reference(cell: Cell) -> str:
    """A short reference to a cell, for the end of a line: the last part of its name, and its index."""
    parts = cell.source.name.split(".")
    name = ".".join(parts[-2:]) if cell.source.kind == "parameter" else parts[-1]
    return f"{safe(name)}[{','.join(map(str, cell.index))}]"


def _check(console: Console, explanation: Explanation) -> None:
    gap = abs(explanation.expression.value - explanation.recorded)
    if gap == gap and gap:
        print_line(console)
        print_line(
            console,
            _(
                "  The model computed {recorded:.9g} in {dtype}; in float64 it is {value:.9g}, a "
                "difference of {gap:.0e}.",
                recorded=explanation.recorded,
                dtype=explanation.step.dtype,
                value=explanation.expression.value,
                gap=gap,
            ),
        )


def print_further_commands(console: Console, trace: Trace, explanation: Explanation, options: str) -> None:
    """The commands that explain the first cell of each step that was used.

    Args:
        options: those of the command that made this trace, which are repeated.
    """
    first: dict[str, Cell] = {}
    for cell in cells(explanation.expression, most=1):
        if cell.source.kind == "step":
            first.setdefault(str(cell.source), cell)
    if not first:
        return
    text = shlex.quote(safe(trace.source_text))
    print_line(console)
    print_line(console, (_("explain its inputs"), HEADING))
    for name, cell in first.items():
        where = ",".join(map(str, cell.index))
        print_line(
            console, "  ", (f"transformer-explore explain {text} {safe(name)} {where}{safe(options)}", NAME)
        )
