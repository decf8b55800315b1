"""The arithmetic of an explanation, line by line and term by term, for plain text and HTML. No Textual."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...core.operations.arithmetic import named, number, one_line
from ...core.operations.expression import Cell, Choice, Expression, as_terms, cells, heaviest
from ...core.operations.operation import Floats

FEWEST_TERMS = 3  # a sum with fewer is written on one line
NAMED_DIGITS, NAMED_TERMS = 4, 4  # of an intermediate result


@dataclass(frozen=True)
class Intermediate:
    """A result with a name in the formula, such as μ; `how` is empty if it is only the number."""

    name: str
    how: str
    value: str


@dataclass(frozen=True)
class Term:
    """A term of a sum: how it is computed, its value, and the cells that it was computed from."""

    text: str
    value: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Arithmetic:
    """How a number was computed.

    Attributes:
        intermediates: the results that the formula names, in the order of computation.
        reason: why this number was chosen, such as a mask; empty if it was not chosen.
        lines: what follows the equals signs; empty if the number is a sum of `terms`.
        terms: the listed terms of a long sum.
        smaller, together: how many terms are not listed, and their sum.
        total: the sum of all `count` terms.
    """

    intermediates: tuple[Intermediate, ...]
    reason: str = ""
    lines: tuple[str, ...] = ()
    terms: tuple[Term, ...] = ()
    smaller: int = 0
    together: str = ""
    total: str = ""

    @property
    def count(self) -> int:
        return len(self.terms) + self.smaller


def arithmetic(expression: Expression, digits: int, most: int | None) -> Arithmetic:
    """The arithmetic of an expression.

    Args:
        digits: the number of digits after the decimal point.
        most: the number of terms of a long sum that are listed, the largest first; None for all, in their own order.
    """
    found = tuple(_intermediate(part.name, part.expression, digits) for part in named(expression))
    terms = as_terms(expression)
    if isinstance(expression, Choice):
        return Arithmetic(found, reason=expression.reason, lines=(one_line(expression, digits),))
    if terms is None or len(terms.values) < FEWEST_TERMS:
        lines = dict.fromkeys((one_line(expression, digits), number(expression.value, digits)))
        return Arithmetic(found, lines=tuple(lines))  # a number that was only moved is its own arithmetic
    order = list(range(len(terms.values))) if most is None else heaviest(terms.values)
    listed, left = order[:most], order[len(order[:most]) :]
    return Arithmetic(
        found,
        terms=tuple(_term(terms.term(i), float(terms.values[i]), digits) for i in listed),
        smaller=len(left),
        together=number(_sum(terms.values[left]), digits) if left else "",
        total=number(_sum(terms.values), digits),
    )


def _intermediate(name: str, expression: Expression, digits: int) -> Intermediate:
    fewer = min(NAMED_DIGITS, digits)
    how = one_line(expression, fewer, NAMED_TERMS)
    is_number = how == number(expression.value, fewer)
    return Intermediate(name, "" if is_number else how, number(expression.value, digits))


def _term(term: Expression, value: float, digits: int) -> Term:
    return Term(one_line(term, digits), number(value, digits), tuple(cells(term)))


def _sum(values: Floats) -> float:
    with np.errstate(all="ignore"):  # ∞ − ∞ is NaN, as it was in the model
        return float(values.sum())
