"""The arithmetic behind one number, term by term, with links to the steps that the terms came from."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ....core.operations.arithmetic import number
from ....core.operations.expression import Cell, Expression, Source, cells, taken_from
from ....core.support.localization import _
from ....core.trace import Explanation, Trace
from ..arithmetic import Arithmetic, arithmetic
from ..plain.array import MORE
from ..tensor_view import TensorView, tensor_view
from .markup import NOTHING, Html, element, joined, listing, numeric, paragraph, table

DIGITS = 5
CELLS = 6  # that are listed for a number that is not a long sum
Links = Callable[[Source], str]  # the address of an array on the same page; "" if it has none


def no_links(source: Source) -> str:
    """For places where nothing can be linked, such as notebooks."""
    return ""


def linked(text: str, address: str) -> Html:
    """A text that leads to an address, if there is one."""
    return element("a", text, href=address) if address else element("span", text)


class Names:
    """The names of cells, as links to their arrays."""

    def __init__(self, trace: Trace, links: Links) -> None:
        self._trace, self._links = trace, links
        self._views: dict[Source, TensorView] = {}

    def view(self, source: Source) -> TensorView:
        """The array of a source, made once."""
        if source not in self._views:
            self._views[source] = tensor_view(self._trace, self._trace.sides, source)
        return self._views[source]

    def cell(self, used: Cell) -> Html:
        """The name of a cell, such as "scaled[head 2, 爱, 爱]"."""
        return linked(self.view(used.source).cell_name(used.index), self._links(used.source))

    def cells(self, used: Iterable[Cell]) -> Html:
        """Several cells, each once."""
        each = {(cell.source, cell.index): cell for cell in used}
        return joined(map(self.cell, each.values()), " · ")


def explanation(trace: Trace, found: Explanation, most: int, links: Links = no_links) -> Html:
    """How a number was computed.

    Args:
        most: terms of a long sum that are listed.
        links: to the steps that it was computed from.
    """
    names = Names(trace, links)
    view = names.view(found.step.source)
    how = arithmetic(found.expression, DIGITS, most)
    result = element("strong", f"{view.cell_name(found.cell)} = {number(found.recorded, DIGITS)}")
    return joined(
        [
            paragraph(result, class_="result"),
            _intermediates(how),
            _terms(how, names) if how.terms else _short(found, how, names),
            paragraph(_rounding(found), class_="faint"),
        ]
    )


def _intermediates(how: Arithmetic) -> Html:
    lines = [
        element(
            "code", f"{part.name} = {part.how} = {part.value}" if part.how else f"{part.name} = {part.value}"
        )
        for part in how.intermediates
    ]
    return listing(lines) if lines else NOTHING


def _short(found: Explanation, how: Arithmetic, names: Names) -> Html:
    """A number that is not a long sum: its arithmetic, and the cells in it."""
    taken = taken_from(found.expression)
    lines = [
        element("code", f"{how.reason}: {line}" if how.reason else f"= {line}")
        for line in how.lines
        if line != number(found.recorded, DIGITS) or taken is None
    ]
    return joined([listing(lines) if lines else NOTHING, _origin(found.expression, names)])


def _origin(expression: Expression, names: Names) -> Html:
    """The cells of an expression, those in the largest terms first; an ellipsis if there are more."""
    used = list({(cell.source, cell.index): cell for cell in cells(expression, CELLS)}.values())
    if not used:
        return NOTHING
    parts: list[str] = [names.cell(cell) for cell in used[:CELLS]]
    more = [MORE] if len(used) > CELLS or _is_longer(expression, len(parts)) else []
    return paragraph(_("computed from"), " ", joined([*parts, *more], " · "))


def _is_longer(expression: Expression, count: int) -> bool:
    """Whether an expression has more than `count` different cells."""
    found = set()
    for used in cells(expression):
        found.add((used.source, used.index))
        if len(found) > count:
            return True
    return False


def _terms(how: Arithmetic, names: Names) -> Html:
    rows: list[list[str]] = [
        [element("code", term.text), numeric(term.value), names.cells(term.cells)] for term in how.terms
    ]
    if how.smaller:
        rows.append([_("{count} smaller terms, together", count=how.smaller), numeric(how.together), "–"])
    total: list[str] = [_("   the sum of {count} terms", count=how.count).strip(), numeric(how.total), "–"]
    heads = (_("term"), _("value"), _("computed from"))
    return table(_("the terms of the sum, the largest first"), heads, rows, total, class_="terms")


def _rounding(found: Explanation) -> str:
    """The difference between what the model computed and the arithmetic, if there is one."""
    value, recorded = found.expression.value, found.recorded
    gap = abs(value - recorded)
    if not gap or gap != gap:
        return ""
    return _(
        "  The model computed {recorded:.9g} in {dtype}; in float64 it is {value:.9g}, a "
        "difference of {gap:.0e}.",
        recorded=recorded,
        dtype=found.step.dtype,
        value=value,
        gap=gap,
    ).strip()
