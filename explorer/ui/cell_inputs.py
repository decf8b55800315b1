"""The cells that a number was computed from, the largest contributions first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...core.operations.arithmetic import one_line
from ...core.operations.expression import Cell, Expression, Index, Source, as_terms, cells, heaviest
from ...core.trace import Explanation

MOST = 32  # terms of a long sum that are listed; no others are computed


@dataclass(frozen=True)
class Origin:
    """A cell that a number was computed from.

    Attributes:
        cell: its place and value.
        term: the arithmetic of its term; empty for further cells of the same term.
        contribution: what that term adds to the number; None if the number is not a sum.
    """

    cell: Cell
    term: str = ""
    contribution: float | None = None

    @property
    def place(self) -> tuple[Source, Index]:
        return self.cell.source, self.cell.index


def cell_inputs(explanation: Explanation, most: int = MOST) -> list[Origin]:
    """The cells in an explanation; for a sum, only those in its `most` largest terms."""
    terms = as_terms(explanation.expression)
    if terms is None:
        return [Origin(cell) for cell in _each_once(cells(explanation.expression, most))][: 2 * most]
    found: list[Origin] = []
    for place in heaviest(terms.values, most):
        found += _of_term(terms.term(place), float(terms.values[place]))
    return found


def _of_term(term: Expression, contribution: float) -> Iterator[Origin]:
    text = "" if isinstance(term, Cell) else one_line(term)
    for number, cell in enumerate(_each_once(cells(term, 3))):
        yield Origin(cell, "" if number else text, None if number else contribution)


def _each_once(found: Iterator[Cell]) -> list[Cell]:
    return list({(cell.source, cell.index): cell for cell in found}.values())
