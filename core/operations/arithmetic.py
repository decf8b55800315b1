"""Write an explanation on one line: numbers, signs and parentheses."""

from __future__ import annotations

import math
from collections.abc import Iterator

from ..support.localization import _
from .expression import (
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

# The precedence of a written expression: a sum needs parentheses in a product, a product in a denominator, a negative
# number after any sign.
SUM, PRODUCT, NEGATIVE, ATOM = range(4)


def number(value: float, digits: int) -> str:
    """A number with this many decimals; very small numbers in scientific notation, to distinguish them from zero."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    text = f"{value:.{digits}f}"
    if value and float(text) == 0.0:
        text = f"{value:.0e}".replace("e-0", "e-")
    return text.replace("-", "−") if text.strip("-0.") != "" else text.lstrip("-")


def one_line(expression: Expression, digits: int = 2, most: int = 3) -> str:
    """The arithmetic on one line; long sums show only their `most` largest terms and an ellipsis."""
    return _Writer(digits, most).write(expression)[0]


def named(expression: Expression) -> Iterator[Named]:
    """The intermediate results that have a name (μ, σ², max, sum), each once, in the order of computation."""
    seen: set[str] = set()
    for found in _named(expression):
        if found.name not in seen:
            seen.add(found.name)
            yield found


def _named(expression: Expression) -> Iterator[Named]:
    # All terms of a long sum have the same form, so the first is enough.
    children = (expression.term(0),) if isinstance(expression, Total) and len(expression) else ()
    for child in children or (expression.children if not isinstance(expression, Total) else ()):
        yield from _named(child)
    if isinstance(expression, Named):
        yield expression


class _Writer:
    def __init__(self, digits: int, most: int) -> None:
        self.digits, self.most = digits, most

    def write(self, expression: Expression) -> tuple[str, int]:
        """The text and its precedence."""
        match expression:
            case Constant(_, text) if text:
                return text, ATOM
            case Cell() | Constant() | Named() | Largest():
                return self.value(expression.value)
            case Choice(chosen, _, _):
                return self.write(chosen)
            case Sum(parts):
                return self.joined([self.write(part) for part in parts]), SUM
            case Total():
                return self.total(expression)
            case Difference(left, right):
                taken = self.inside(right, PRODUCT)
                return f"{self.inside(left, SUM)} − {f'({taken})' if taken.startswith('−') else taken}", SUM
            case Product(factors):
                first, *others = factors
                rest = "".join(f" × {self.inside(factor, ATOM)}" for factor in others)
                return self.inside(first, PRODUCT) + rest, PRODUCT
            case Quotient(above, below):
                return f"{self.inside(above, PRODUCT)} / {self.inside(below, ATOM)}", PRODUCT
            case Apply("relu", argument):
                return f"max(0, {self.write(argument)[0]})", ATOM
            case Apply("square", argument):
                return f"{self.inside(argument, ATOM)}²", ATOM
            case Apply("cube", argument):
                return f"{self.inside(argument, ATOM)}³", ATOM
            case Apply(function, argument):
                return f"{function}({self.write(argument)[0]})", ATOM
        raise TypeError(f"cannot write a {type(expression).__name__}")

    def value(self, value: float) -> tuple[str, int]:
        text = number(value, self.digits)
        return text, NEGATIVE if text.startswith("−") else ATOM

    def inside(self, expression: Expression, at_least: int) -> str:
        text, level = self.write(expression)
        return text if level >= at_least else f"({text})"

    def total(self, total: Total) -> tuple[str, int]:
        parts = [self.write(total.term(i)) for i in total.largest(self.most)]
        left = len(total) - len(parts)
        if left:
            parts.append((_("… {n} more", n=left), ATOM))
        return (self.joined(parts), SUM) if len(parts) > 1 else parts[0] if parts else ("0", ATOM)

    @staticmethod
    def joined(parts: list[tuple[str, int]]) -> str:
        """A sum; a part that begins with a minus sign is subtracted."""
        text = parts[0][0]
        for part, level in parts[1:]:
            negative = part.startswith("−") and level >= PRODUCT
            text += f" − {part[1:]}" if negative else f" + {part}"
        return text
