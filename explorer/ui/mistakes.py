"""Common mistakes in computing a number, derived from its arithmetic."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from ...core.operations.arithmetic import number, one_line
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

Slip = tuple[float, str]  # the result, and its explanation
DEEPEST = 6  # depth of the search in the arithmetic


def slips(expression: Expression) -> Iterator[Slip]:
    """The results when a part of the arithmetic is omitted or reversed, the most likely first."""
    whole = _unwrapped(expression)
    yield from _here(whole)
    yield from _parts(whole, DEEPEST)


def _unwrapped(expression: Expression) -> Expression:
    """The arithmetic without its name or the condition that selected it."""
    while isinstance(expression, Named | Choice):
        expression = expression.expression if isinstance(expression, Named) else expression.chosen
    return expression


def _parts(expression: Expression, deepest: int) -> Iterator[Slip]:
    """Results of parts of the arithmetic, without the terms of long sums, which are alike."""
    if not deepest or isinstance(expression, Total | Largest | Cell | Constant):
        return
    for part in expression.children:
        if not isinstance(part, Cell | Constant | Largest):
            yield part.value, _("That is {part}, which is only part of it.", part=written(part))
        yield from _parts(part, deepest - 1)


def written(expression: Expression) -> str:
    """A part of the arithmetic on one line."""
    if isinstance(expression, Named):
        return expression.name
    if isinstance(expression, Constant) and expression.text:
        return expression.text
    return one_line(expression, precision.explained, 2)


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
            if isinstance(left, Difference) and isinstance(left.right, Named) and left.right.name == "max":
                yield left.left.value - right.value, _("max must still be subtracted.")
            yield (left.value + right.value, _("{part} must be subtracted, not added.", part=written(right)))
            yield right.value - left.value, _("The subtraction is reversed.")
            yield left.value, _("{part} must still be subtracted.", part=written(right))
        case Apply(function, argument):
            yield (
                argument.value,
                _(
                    "That is the argument of {function}, which must still be applied.",
                    function="max(0, …)" if function == "relu" else f"{function}(…)",
                ),
            )
        case Total() if len(expression) > 1:
            (heaviest,) = expression.largest(1)
            yield (
                float(expression.values[heaviest]),
                _("That is only its largest term; {n} more must be added.", n=len(expression) - 1),
            )
            yield float(np.abs(expression.values).sum()), _("Some of the terms are negative.")


def _of_quotient(above: Expression, below: Expression) -> Iterator[Slip]:
    divisor = written(below)
    yield (above.value, _("{part} must still be divided by {divisor}.", part=written(above), divisor=divisor))
    yield (above.value * below.value, _("Divide by {divisor} instead of multiplying.", divisor=divisor))
    if divisor.startswith("√"):
        squared = below.value * below.value
        yield (
            above.value / squared,
            _(
                "Divide by the square root, {divisor}, not by {square}.",
                square=f"{squared:g}",
                divisor=divisor,
            ),
        )
    if above.value:
        yield below.value / above.value, _("The fraction is upside down.")


def _of_product(factors: tuple[Expression, ...]) -> Iterator[Slip]:
    for left_out in factors:
        rest = math.prod(factor.value for factor in factors if factor is not left_out)
        yield rest, _("{part} is missing from the product.", part=written(left_out))
        if left_out.value:
            yield (
                rest / left_out.value,
                _("Multiply by {part} instead of dividing.", part=written(left_out)),
            )
    yield math.fsum(factor.value for factor in factors), _("Multiply the factors instead of adding them.")


def _of_sum(one: Expression, other: Expression) -> Iterator[Slip]:
    for part, missing in ((one, other), (other, one)):
        yield part.value, _("{part} must still be added.", part=written(missing))
    for value in (one.value - other.value, other.value - one.value):
        yield value, _("Add the terms instead of subtracting.")


def _of_softmax(above: Expression, below: Expression) -> Iterator[Slip]:
    """Mistakes in exp(x − max) / sum: without the sum, without the exponential."""
    match above, below:
        case Apply("exp", Difference(score, Named("max", Largest() as largest))), Named(name, _sum):
            not_yet = _("The exponential is right; divide it by the {name} of the row.", name=name)
            yield above.value, not_yet
            yield _exp(score.value), not_yet
            yield (
                _exp(score.value) / below.value,
                _("The {name} uses exp(… − max), so subtract max = {max} from the score too.").format(
                    name=name, max=number(largest.value, precision.explained)
                ),
            )
            yield score.value, _("That is the score itself: softmax takes its exponential first.")
            scores = largest.values[np.isfinite(largest.values)]
            if (total := float(scores.sum())) != 0:
                yield (score.value / total, _("That is the score's share; take the exponentials first."))


def _exp(value: float) -> float:
    return math.exp(value) if value < 700 else math.inf
