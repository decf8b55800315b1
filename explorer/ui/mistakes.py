"""Mistakes that are easily made on the way to a number, read off its own arithmetic."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from ...core.operations.arithmetic import one_line
from ...core.operations.expression import (
    Apply,
    Cell,
    Choice,
    Constant,
    Difference,
    Expression,
    Largest,
    Named,
    Product,
    Quotient,
    Sum,
    Total,
)
from ...core.support.localization import _
from . import precision

Slip = tuple[float, str]  # what comes out, and what to say of it
DEEPEST = 6  # how far into the arithmetic one looks


def slips(expression: Expression) -> Iterator[Slip]:
    """The numbers that come out when a part of the arithmetic is left out or turned round, likeliest first."""
    whole = _unwrapped(expression)
    yield from _here(whole)
    yield from _parts(whole, DEEPEST)


def _unwrapped(expression: Expression) -> Expression:
    """The arithmetic itself, without its name or the condition that chose it."""
    while isinstance(expression, Named | Choice):
        expression = expression.expression if isinstance(expression, Named) else expression.chosen
    return expression


def _parts(expression: Expression, deepest: int) -> Iterator[Slip]:
    """Stopped half-way. Into long sums nobody looks: their terms are alike."""
    if not deepest or isinstance(expression, Total | Largest | Cell | Constant):
        return
    for part in expression.children:
        if not isinstance(part, Cell | Constant | Largest):
            yield part.value, _("That is {part}, which is only a part of it.", part=written(part))
        yield from _parts(part, deepest - 1)


def written(expression: Expression) -> str:
    """A part of the arithmetic, on a line."""
    if isinstance(expression, Named):
        return expression.name
    if isinstance(expression, Constant) and expression.text:
        return expression.text
    return one_line(expression, precision.explained(), 2)


def _here(expression: Expression) -> Iterator[Slip]:
    match expression:
        case Quotient(above, below):
            yield from _of_softmax(above, below)
            yield from _of_quotient(above, below)
        case Product(factors):
            yield from _of_product(factors)
        case Sum(parts) if len(parts) == 2:
            yield from _of_sum(*parts)
        case Difference(left, right):
            yield (
                left.value + right.value,
                _("Added, where {part} is to be taken away.", part=written(right)),
            )
            yield right.value - left.value, _("Taken away the wrong way round.")
            yield left.value, _("{part} is still to be taken away.", part=written(right))
        case Apply(function, argument):
            yield (
                argument.value,
                _(
                    "That is what stands inside of {function}; it is still to be applied.",
                    function="max(0, …)" if function == "relu" else f"{function}(…)",
                ),
            )
        case Total() if len(expression) > 1:
            (heaviest,) = expression.largest(1)
            yield (
                float(expression.values[heaviest]),
                _("That is its heaviest term alone; {n} more go into it.", n=len(expression) - 1),
            )
            yield float(np.abs(expression.values).sum()), _("Some of the terms are negative.")


def _of_quotient(above: Expression, below: Expression) -> Iterator[Slip]:
    divisor = written(below)
    yield (
        above.value,
        _("{part} is still to be divided by {divisor}.", part=written(above), divisor=divisor),
    )
    yield (
        above.value * below.value,
        _("Multiplied, where it is to be divided by {divisor}.", divisor=divisor),
    )
    if divisor.startswith("√"):
        squared = below.value * below.value
        yield (
            above.value / squared,
            _(
                "Divided by {square}, where it is to be divided by its root, {divisor}.",
                square=f"{squared:g}",
                divisor=divisor,
            ),
        )
    if above.value:
        yield below.value / above.value, _("The fraction is upside down.")


def _of_product(factors: tuple[Expression, ...]) -> Iterator[Slip]:
    for left_out in factors:
        rest = math.prod(factor.value for factor in factors if factor is not left_out)
        yield rest, _("{part} is still to be multiplied in.", part=written(left_out))
        if left_out.value:
            yield (
                rest / left_out.value,
                _("Divided by {part}, where it is to be multiplied.", part=written(left_out)),
            )
    yield math.fsum(factor.value for factor in factors), _("Added, where it is to be multiplied.")


def _of_sum(one: Expression, other: Expression) -> Iterator[Slip]:
    for part, missing in ((one, other), (other, one)):
        yield part.value, _("{part} is still to be added.", part=written(missing))
    for value in (one.value - other.value, other.value - one.value):
        yield value, _("Taken away, where it is to be added.")


def _of_softmax(above: Expression, below: Expression) -> Iterator[Slip]:
    """exp(x − max) / sum: without the sum, without the exponential."""
    match above, below:
        case Apply("exp", Difference(score, Named("max", Largest() as largest))), Named(name, _sum):
            not_yet = _("The exponential is right; divide it by the {name} of the row's.", name=name)
            yield above.value, not_yet
            yield _exp(score.value), not_yet
            yield score.value, _("That is the score itself: softmax takes its exponential first.")
            scores = largest.values[np.isfinite(largest.values)]
            if (total := float(scores.sum())) != 0:
                yield (
                    score.value / total,
                    _("The scores themselves were shared out; take their exponentials first."),
                )


def _exp(value: float) -> float:
    return math.exp(value) if value < 700 else math.inf
