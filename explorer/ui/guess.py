"""Guessing a hidden number: the given numbers, the judgement of each answer, the feedback."""

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
from .numbers import FALSE, TRUE
from .step_facts import SIGNS
from .text import safe

TRIES = 3
RIGHT, CLOSE = 0.01, 0.1  # relative errors
ALIKE = 0.005  # relative distance within which an answer counts as a known mistake
TERMS = 3  # how many of a long sum's largest terms are shown
SETTINGS = ("d_k", "d_model", "epsilon", "rate", "fill", "padding")  # that the arithmetic of a step uses


@dataclass(frozen=True)
class Verdict:
    """The judgement of an answer.

    Attributes:
        kind: "right", "close" or "wrong".
    """

    kind: str
    text: str


class Guess:
    """One number, hidden until the reader guesses it or gives up.

    Attributes:
        place: its source and cell.
        name: its name: "scaled[head 2, 爱, 爱]".
        tries: number of tries left.
        said: the feedback on the last answer.
        hinted: whether the arithmetic was requested.

    Raises:
        TraceError: there is nothing to guess here.
    """

    def __init__(self, navigator: Navigator) -> None:
        if navigator.view.step is None:
            raise TraceError(
                _("This number was learned or given, not computed: there is nothing to work out.")
            )
        if navigator.empty:
            raise TraceError(_("There is no number here to guess."))
        self.navigator = navigator
        self.place: tuple[Source, Index] = (navigator.view.source, navigator.cell)
        self.name = navigator.view.cell_name(navigator.cell)
        self.value = float(navigator.view.values[navigator.cell])
        self.half_a_digit = navigator.view.format.half_a_digit(self.value)
        self.is_boolean = navigator.view.values.dtype.kind == "b"
        self.tries, self.said, self.hinted = TRIES, "", False
        self.expression = _of_itself(navigator)
        if isinstance(self.expression, Cell):
            taken = _("This number is copied from {cell}: there is nothing to work out.")
            raise TraceError(taken.format(cell=navigator.name(self.expression)))

    def is_here(self, navigator: Navigator) -> bool:
        """Whether the navigator is still at this number."""
        return navigator is self.navigator and (navigator.view.source, navigator.cell) == self.place

    # -------------------------------------------------------------------------- the given numbers
    def given(self) -> str:
        """The inputs of the number: enough to work it out, except for sums too long to write."""
        if self.expression is None:
            return ""
        if (total := _long_sum(self.expression)) is not None:
            terms = one_line(total, precision.explained, TERMS)
            return _("given a sum of {n} terms: {terms}", n=len(total), terms=terms)
        step = self.navigator.view.step
        assert step is not None
        known = [f"{self.navigator.name(cell)} = {self._value(cell)}" for cell in self._ingredients()]
        known += [
            f"{self._name_of(part.name)} = {number(part.value, precision.explained)}"
            for part in named(self.expression)
        ]
        known += [
            f"{SIGNS.get(name, name)} = {safe(str(n))}"
            for name, n in step.settings.items()
            if name in SETTINGS
        ]
        return _("given {numbers}", numbers=" · ".join(known)) if known else ""

    def _ingredients(self) -> list[Cell]:
        """The cells it is computed from, each once, without those inside named parts such as μ."""
        assert self.expression is not None
        used = (*self._before(), *_outside_of_names(self.expression))
        return list({(cell.source, cell.index): cell for cell in used}.values())

    def _name_of(self, part: str) -> str:
        """What a named part is: softmax's formula has a sum without the maximum, its arithmetic one with it."""
        assert self.expression is not None
        if part != "sum" or all(each.name != "max" for each in named(self.expression)):
            return part
        score = next((self.navigator.name(cell).partition("[")[0] for cell in self._before()), "x")
        return _("sum of exp({score} − max)", score=score)

    def _value(self, cell: Cell) -> str:
        kind = self.navigator.trace.operand(cell.source).values.dtype.kind
        return f"{cell.value:.0f}" if kind in "iu" else _written(cell.value, kind == "b")

    def _before(self) -> list[Cell]:
        """The numbers at the same position in inputs of the same shape: this number before the step."""
        step, cell = self.navigator.view.step, self.place[1]
        assert step is not None
        if self.expression is None:
            return []
        inputs = [self.navigator.trace.operand(source) for source in step.inputs if source.kind == "step"]
        return [operand.cell(*cell) for operand in inputs if operand.values.shape == step.shape]

    def arithmetic(self) -> str:
        """The arithmetic, after a first wrong answer or on request; "" if it would reveal the answer."""
        if (self.tries == TRIES and not self.hinted) or not self._has_arithmetic:
            return ""
        assert self.expression is not None
        return one_line(self.expression, precision.explained, TERMS)

    @property
    def _has_arithmetic(self) -> bool:
        return self.expression is not None and not isinstance(self.expression, Choice)

    def hint(self) -> bool:
        """Shows the arithmetic from now on; returns whether there is any."""
        self.hinted = True
        return self._has_arithmetic

    # -------------------------------------------------------------------------- answers
    def answer(self, text: str) -> Verdict:
        """Judges an answer; each valid answer costs a try.

        Raises:
            Problem: it is not a number or arithmetic.
        """
        guess = float(read_yes_or_no(text)) if self.is_boolean else read_sum(text)
        self.tries -= 1
        if self.is_right(guess):
            return Verdict("right", _("Right: {name} = {value}.", name=self.name, value=self.written()))
        verdict = self._missed(guess)
        if self.tries:
            left = plural("{n} try left", "{n} tries left", self.tries)
            self.said = _("{verdict} {left}.", verdict=verdict.text, left=left)
        return verdict

    def is_right(self, guess: float) -> bool:
        """Whether it is within half of the last digit in the grid, or 1 %, whichever is larger."""
        return same(guess, self.value, max(self.half_a_digit, RIGHT * abs(self.value)))

    def _missed(self, guess: float) -> Verdict:
        if self.is_boolean:
            return Verdict("wrong", _("The opposite is true."))
        finite = math.isfinite(guess) and math.isfinite(self.value)
        close = finite and abs(guess - self.value) <= CLOSE * abs(self.value)
        general = _("Close: less than 10 % off.") if close else off_by(guess, self.value)
        return Verdict("close" if close else "wrong", self._mistake(guess) or general)

    def _mistake(self, guess: float) -> str:
        """The mistake that leads to this guess; "" if none is known."""
        for value, what in self._likely():
            near = max(self.half_a_digit / 10, ALIKE * abs(value))
            if same(guess, value, near) and not self.is_right(value):
                return what
        return ""

    def _likely(self) -> Iterator[tuple[float, str]]:
        """The results of common mistakes, with their explanations."""
        yield -self.value, _("The absolute value is right, but the sign is wrong.")
        if self.value == -math.inf:
            for cell in self._before():
                yield cell.value, _("That is the score before masking; the mask hides it here.")
        if self.expression is not None:
            yield from slips(self.expression)
            for cell in (*self._before(), *cells(self.expression, TERMS)):
                name = self.navigator.name(cell)
                yield cell.value, _("That is {cell}, one of its inputs.", cell=name)
        yield from self._elsewhere()

    def _elsewhere(self) -> Iterator[tuple[float, str]]:
        """The number with row and column swapped."""
        cell, values = self.place[1], self.navigator.view.values
        if len(cell) < 2:
            return
        other = (*cell[:-2], cell[-1], cell[-2])
        if other != cell and self.navigator.view.has(other):
            name = self.navigator.view.cell_name(other)
            what = _("That is {cell}: row and column are swapped.", cell=name)
            if math.isfinite(values[other]):
                yield float(values[other]), what

    def written(self) -> str:
        """The number as text."""
        return _written(self.value, self.is_boolean)


def _of_itself(navigator: Navigator) -> Expression | None:
    """The arithmetic of the number from the step's own inputs; None if it is unknown."""
    step = navigator.view.step
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
    """The long sum of products that the arithmetic is or begins with; None if there is none."""
    match expression:
        case Total() if len(expression) > TERMS:
            return expression
        case Sum((Total() as total, _bias)) if len(total) > TERMS:
            return total
    return None


def _written(value: float, is_boolean: bool) -> str:
    if is_boolean:
        return TRUE if value else FALSE
    return number(value, precision.explained)


def same(one: float, other: float, tolerance: float) -> bool:
    """Whether two numbers differ by at most the tolerance; ∞ and NaN equal only themselves."""
    if math.isnan(one) or math.isnan(other):
        return math.isnan(one) and math.isnan(other)
    return one == other or (math.isfinite(one) and math.isfinite(other) and abs(one - other) <= tolerance)


def off_by(guess: float, value: float) -> str:
    """Feedback on a wrong number if the mistake is unknown."""
    if math.isnan(guess) or math.isnan(value):
        return _("Not quite.") if math.isnan(guess) else _("The result is not a number (NaN).")
    if math.isinf(value):
        return _(
            "Softmax turns every finite score into a weight above 0, but here the weight must be exactly 0."
        )
    if math.isinf(guess):
        return _("The result is a finite number: nothing is masked here.")
    if guess and value and (guess < 0) != (value < 0):
        return _("Not quite: the sign is different.")
    if value and guess and any(abs(guess / value / scale - 1) < RIGHT for scale in (10, 100, 0.1, 0.01)):
        return _("The digits are right, but the decimal point is misplaced.")
    return (
        _("The absolute value is too large.")
        if abs(guess) > abs(value)
        else _("The absolute value is too small.")
    )
