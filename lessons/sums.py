"""The parser for typed numbers and arithmetic: lesson answers, guesses of hidden numbers, lab parameters.

It accepts what people type, such as 0,5 and √16. The expressions of lesson authors, over arrays, are in `expressions`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable

from ..core.operations.expression import sigmoid, summed
from ..core.support.errors import Problem
from ..core.support.localization import _
from ..core.support.typed_numbers import half_width

LONGEST = 200  # characters
DEEPEST = 40  # nested brackets and consecutive signs

OF_MATH = ("sqrt", "exp", "log", "log2", "sin", "cos", "tanh", "erf", "degrees", "radians")
FUNCTIONS: dict[str, Callable[..., float]] = {
    **{name: getattr(math, name) for name in OF_MATH},
    "√": math.sqrt,
    "ln": math.log,
    "sigmoid": sigmoid,
    "abs": abs,
    "round": lambda value, digits=0.0: round(value, int(digits)),
    "max": lambda *values: max(values),
    "min": lambda *values: min(values),
    "sum": lambda *values: summed(values),
    "mean": lambda *values: summed(values) / len(values),
}
CONSTANTS = {
    "inf": math.inf,
    "infinity": math.inf,
    "∞": math.inf,
    "nan": math.nan,
    "pi": math.pi,
    "π": math.pi,
    "e": math.e,
}
YES = {"true", "yes", "✓", "may", "1", "y", "t", "是", "对", "真", "能", "可以"}
NO = {"false", "no", "⋅", "may not", "0", "n", "f", "否", "不", "不是", "错", "不对", "假", "不能", "不可以"}

SIGNS = str.maketrans({"−": "-", "–": "-", "×": "*", "·": "*", "÷": "/", "²": None})
ANGLE = re.compile(r"(?i)\b(?:sin|cos)\s*\(?[^°]*$")
_TOKEN = re.compile(
    r"\s*(?:(\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?)|(log2|[A-Za-z]+|√|∞|π)|(\*\*|[-+*/^(),°]))"
)


def read_sum(text: str) -> float:
    """The value of `0.83/sqrt(16)`; also of `exp(-1)`, `3/4`, `2^3`, `−∞`, `0,5`, `12 288`.

    Raises:
        Problem: it is not arithmetic, is ambiguous, or has no result.
    """
    text = " ".join(half_width(text).split())
    if len(text) > LONGEST:
        raise Problem(_("That is too long: type a number or a short expression."))
    try:
        return _Reader(_with_points(text.replace("²", "^2").translate(SIGNS))).result()
    except ZeroDivisionError:
        raise Problem(_("That divides by 0.")) from None
    except OverflowError:
        raise Problem(_("That number is too large.")) from None
    except ValueError as error:
        if isinstance(error, Problem):
            raise
        raise Problem(_("That has no result. For example, a negative number has no square root.")) from None


def takes_radians(text: str) -> bool:
    """Whether typed arithmetic has the sine or cosine of an angle without a degree sign."""
    return bool(ANGLE.search(text)) and "radians" not in text.casefold()


def _with_points(text: str) -> str:
    """Replaces decimal commas with points and removes spaces within numbers."""
    text = re.sub(r"(?<=\d) (?=\d{3}(?!\d))", "", text)  # 12 288
    if not re.search(r"[^\d,.+-]", text) and re.search(r"[1-9]\d{0,2},\d{3}(?!\d)", text):
        raise Problem(_("The comma is ambiguous: type 1234, or 1.234."))
    if re.search(r"[a-z]2?\(", text):  # here a comma separates arguments
        return text
    return re.sub(r"(?<=\d),(?=\d)", ".", text)


def read_yes_or_no(text: str) -> bool:
    """Parses the value of a mask; Problem if it is neither yes nor no."""
    said = " ".join(half_width(text).casefold().split()).rstrip(".")
    if said in YES | NO:
        return said in YES
    raise Problem(_("The value is yes or no: type true or false."))


class _Reader:
    """A recursive-descent parser: one method for each level, from sums to atoms."""

    def __init__(self, text: str) -> None:
        self.left, self.depth = self._tokens(text), 0

    @staticmethod
    def _tokens(text: str) -> list[str]:
        """The tokens in reverse order."""
        found, at = [], 0
        while text[at:].strip():
            match = _TOKEN.match(text, at)
            if match is None:
                what = repr(text[at:].strip()[:12])
                raise Problem(_("{what} cannot be used in a calculation here.", what=what))
            found.append(match.group().strip())
            at = match.end()
        return found[::-1]

    def result(self) -> float:
        value = self.sum()
        if self.left:
            raise Problem(_("Unexpected text at the end: {what}", what=" ".join(self.left[::-1])[:20]))
        return value

    def take(self, *wanted: str) -> str:
        return self.left.pop() if self.left and self.left[-1] in wanted else ""

    def sum(self) -> float:
        value = self.product()
        while sign := self.take("+", "-"):
            other = self.product()
            value = value + other if sign == "+" else value - other
        return value

    def product(self) -> float:
        value = self.signed()
        while sign := self.take("*", "/"):
            other = self.signed()
            value = value * other if sign == "*" else value / other
        return value

    def signed(self) -> float:
        self._deeper()
        if self.take("-"):
            value = -self.signed()
        elif self.take("+"):
            value = self.signed()
        else:
            value = self.power()
        self.depth -= 1
        return value

    def power(self) -> float:
        base = self.atom()
        if self.take("°"):
            base = math.radians(base)
        if not self.take("^", "**"):
            return base
        raised = base ** self.signed()
        if isinstance(raised, complex):
            raise ValueError
        return float(raised)

    def atom(self) -> float:
        if not self.left:
            raise Problem(_("The calculation is incomplete."))
        token = self.left.pop()
        word = token.casefold()
        if token == "(":
            value, *others = self._closed()
            if others:
                raise Problem(_("A comma in brackets needs a function, such as max(1, 2)."))
            return value
        if word in FUNCTIONS:
            return self._called(word)
        if word in CONSTANTS:
            return CONSTANTS[word]
        if token[0].isdigit() or token[0] == ".":
            return float(token)
        raise Problem(_("{what} cannot be used in a calculation here.", what=repr(token[:12])))

    def _called(self, function: str) -> float:
        values = self._closed() if self.take("(") else [self.signed()]
        try:
            return float(FUNCTIONS[function](*values))
        except TypeError:
            raise Problem(_("{what} does not take this many values.", what=function)) from None

    def _closed(self) -> list[float]:
        """The values up to the closing bracket, separated by commas."""
        self._deeper()
        values = [self.sum()]
        while self.take(","):
            values.append(self.sum())
        if not self.take(")"):
            raise Problem(_("A bracket is not closed."))
        self.depth -= 1
        return values

    def _deeper(self) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise Problem(_("That is too long: type a number or a short expression."))
