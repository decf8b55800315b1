"""A number hidden and asked for: what the reader is told to begin with, and what of each answer."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from ...core.operations.arithmetic import named, number, one_line
from ...core.operations.expression import Cell, Choice, Expression, Index, Named, Source, Sum, Total, cells
from ...core.support.localization import _, plural
from ...core.trace import TraceError, explain
from ...core.trace.analysis.explain import MOST_UNFOLDED
from ...lessons.sums import read_sum, read_yes_or_no
from . import precision
from .mistakes import slips
from .navigator import Navigator
from .numbers import FALSE, TRUE, NumberFormat
from .text import safe

TRIES = 3
RIGHT, CLOSE = 0.01, 0.1  # so far off, as a part of the number
ALIKE = 0.005  # so near to what a mistake gives, it was that mistake
TERMS = 3  # of a long sum, the heaviest
SETTINGS = {
    "d_k": "d_k",
    "d_model": "d_model",
    "epsilon": "ε",
    "rate": "rate",
    "fill": "fill",
    "padding": "padding",
}


@dataclass(frozen=True)
class Verdict:
    """What is said of an answer.

    Attributes:
        kind: "right", "close" or "wrong".
    """

    kind: str
    text: str


class Guess:
    """One number, hidden until it is found or given up.

    Attributes:
        place: which one.
        name: as one reads it: "scaled[head 2, 爱, 爱]".
        tries: how many are left.
        said: what was said of the last answer.
        hinted: whether somebody asked for the arithmetic.

    Raises:
        TraceError: there is nothing to guess here.
    """

    def __init__(self, navigator: Navigator) -> None:
        if navigator.shown.step is None:
            raise TraceError(_("This was learned or typed, not computed: there is nothing to work out."))
        if navigator.empty:
            raise TraceError(_("There is no number here to guess."))
        self.navigator = navigator
        self.place: tuple[Source, Index] = (navigator.shown.source, navigator.cell)
        self.name = navigator.shown.cell_name(navigator.cell)
        self.value = float(navigator.shown.values[navigator.cell])
        self.is_boolean = navigator.shown.values.dtype.kind == "b"
        self.tries, self.said, self.hinted = TRIES, "", False
        self.expression = _of_itself(navigator)
        if isinstance(self.expression, Cell):
            taken = _("This number is taken over as it is from {cell}: there is nothing to work out.")
            raise TraceError(taken.format(cell=navigator.name(self.expression)))

    def is_here(self, navigator: Navigator) -> bool:
        """Whether the reader still stands at it."""
        return navigator is self.navigator and (navigator.shown.source, navigator.cell) == self.place

    # -------------------------------------------------------------------------- what is given
    def given(self) -> str:
        """What goes into the number: enough to work it out, but for sums too long to write down."""
        if self.expression is None:
            return ""
        if (total := _long_sum(self.expression)) is not None:
            terms = one_line(total, precision.explained(), TERMS)
            return _("given a sum of {n} terms: {terms}", n=len(total), terms=terms)
        step = self.navigator.shown.step
        assert step is not None
        known = [f"{self.navigator.name(cell)} = {self._value(cell)}" for cell in self._ingredients()]
        known += [
            f"{part.name} = {number(part.value, precision.explained())}" for part in named(self.expression)
        ]
        known += [
            f"{SETTINGS[name]} = {safe(str(n))}" for name, n in step.settings.items() if name in SETTINGS
        ]
        return _("given {numbers}", numbers=" · ".join(known)) if known else ""

    def _ingredients(self) -> list[Cell]:
        """The cells that it is made of, each once, but for those behind what has a name of its own, such as μ."""
        assert self.expression is not None
        used = (*self._before(), *_outside_of_names(self.expression))
        return list({(cell.source, cell.index): cell for cell in used}.values())

    def _value(self, cell: Cell) -> str:
        kind = self.navigator.trace.operand(cell.source).values.dtype.kind
        return f"{cell.value:.0f}" if kind in "iu" else _written(cell.value, kind == "b")

    def _before(self) -> list[Cell]:
        """Of inputs of the same shape, the number at the same place: what this one was before the step."""
        step, cell = self.navigator.shown.step, self.place[1]
        assert step is not None
        if self.expression is None:
            return []
        inputs = [self.navigator.trace.operand(source) for source in step.inputs if source.kind == "step"]
        return [operand.cell(*cell) for operand in inputs if operand.values.shape == step.shape]

    def arithmetic(self) -> str:
        """The sum to do, once a first answer was wrong or it was asked for; empty where it would be the answer."""
        if (self.tries == TRIES and not self.hinted) or not self._has_arithmetic:
            return ""
        assert self.expression is not None
        return one_line(self.expression, precision.explained(), TERMS)

    @property
    def _has_arithmetic(self) -> bool:
        return self.expression is not None and not isinstance(self.expression, Choice)

    def hint(self) -> bool:
        """Gives the arithmetic from now on; whether there is any."""
        self.hinted = True
        return self._has_arithmetic

    # -------------------------------------------------------------------------- answers
    def answer(self, text: str) -> Verdict:
        """What is to be said of an answer; each that can be read costs a try.

        Raises:
            Problem: it cannot be read.
        """
        guess = float(read_yes_or_no(text)) if self.is_boolean else read_sum(text)
        self.tries -= 1
        if self.is_right(guess):
            return Verdict("right", _("Right: {name} = {value}.", name=self.name, value=self.written()))
        verdict = self._missed(guess)
        if self.tries:
            left = plural("{n} try left", "{n} tries left", self.tries)
            self.said = f"{verdict.text} {left}."
        return verdict

    def is_right(self, guess: float) -> bool:
        """Within half of the last digit that the grid shows, or 1 %, whichever is wider."""
        return same(guess, self.value, max(self._half_a_digit(), RIGHT * abs(self.value)))

    def _half_a_digit(self) -> float:
        return half_a_digit(self.navigator.shown.format, self.value)

    def _missed(self, guess: float) -> Verdict:
        if self.is_boolean:
            return Verdict("wrong", _("It is the other way round."))
        finite = math.isfinite(guess) and math.isfinite(self.value)
        close = finite and abs(guess - self.value) <= CLOSE * abs(self.value)
        general = _("Close: less than 10 % off.") if close else off_by(guess, self.value)
        return Verdict("close" if close else "wrong", self._mistake(guess) or general)

    def _mistake(self, guess: float) -> str:
        """What went wrong, where it shows; otherwise empty."""
        for value, what in self._likely():
            near = max(self._half_a_digit() / 10, ALIKE * abs(value))
            if same(guess, value, near) and not self.is_right(value):
                return what
        return ""

    def _likely(self) -> Iterator[tuple[float, str]]:
        """What comes out when one makes a mistake that is easily made, and which."""
        yield -self.value, _("The size is right, the sign is not.")
        if self.value == -math.inf:
            for cell in self._before():
                yield cell.value, _("That is the score before the mask; here the mask forbids it.")
        if self.expression is not None:
            yield from slips(self.expression)
            for cell in (*self._before(), *cells(self.expression, TERMS)):
                name = self.navigator.name(cell)
                yield cell.value, _("That is {cell}, which goes into it.", cell=name)
        yield from self._elsewhere()

    def _elsewhere(self) -> Iterator[tuple[float, str]]:
        """Rows and columns taken for each other."""
        cell, values = self.place[1], self.navigator.shown.values
        if len(cell) < 2:
            return
        other = (*cell[:-2], cell[-1], cell[-2])
        if other != cell and all(place < size for place, size in zip(other, values.shape, strict=True)):
            name = self.navigator.shown.cell_name(other)
            what = _("That is {cell}: row and column changed places.", cell=name)
            if math.isfinite(values[other]):
                yield float(values[other]), what

    def written(self) -> str:
        """The number itself."""
        return _written(self.value, self.is_boolean)


def _of_itself(navigator: Navigator) -> Expression | None:
    """The arithmetic of the number from the step's own inputs; None where it cannot be told."""
    step = navigator.shown.step
    assert step is not None
    try:
        return explain(navigator.trace, step, navigator.cell, MOST_UNFOLDED).expression
    except TraceError:
        return None


def _outside_of_names(expression: Expression) -> Iterator[Cell]:
    if isinstance(expression, Cell):
        yield expression
    elif not isinstance(expression, Named):
        for part in expression.children:
            yield from _outside_of_names(part)


def _long_sum(expression: Expression) -> Total | None:
    """The sum of products that it is, or begins with; None where it is none, or a short one."""
    match expression:
        case Total() if len(expression) > TERMS:
            return expression
        case Sum((Total() as total, _bias)) if len(total) > TERMS:
            return total
    return None


def _written(value: float, is_boolean: bool) -> str:
    if is_boolean:
        return TRUE if value else FALSE
    return number(value, precision.explained())


def same(one: float, other: float, tolerance: float) -> bool:
    """Whether two numbers are so near; ∞ and NaN only to themselves."""
    if math.isnan(one) or math.isnan(other):
        return math.isnan(one) and math.isnan(other)
    return one == other or (math.isfinite(one) and math.isfinite(other) and abs(one - other) <= tolerance)


def half_a_digit(format: NumberFormat, value: float) -> float:
    """Half of the last digit with which a number is written."""
    if format.kind == "power":
        return 0.05 * 10.0 ** math.floor(math.log10(abs(value))) if value and math.isfinite(value) else 0.0
    return 0.5 * 10.0**-format.decimals * (1 + 1e-9) if format.kind == "decimal" else 0.0


def off_by(guess: float, value: float) -> str:
    """What is wrong with a number, when no more is known."""
    if math.isnan(guess) or math.isnan(value):
        return _("Not quite.") if math.isnan(guess) else _("It is no number at all.")
    if math.isinf(value):
        return _("No number so far from it: nothing may be left of it after softmax.")
    if math.isinf(guess):
        return _("It is a number: nothing forbids it here.")
    if guess and value and (guess < 0) != (value < 0):
        return _("Not quite: the sign is another one.")
    if value and guess and any(abs(guess / value / scale - 1) < RIGHT for scale in (10, 100, 0.1, 0.01)):
        return _("The digits are right, the decimal point is not.")
    return _("Too large in size.") if abs(guess) > abs(value) else _("Too small in size.")
