"""Whether an answer is right, and what to say to one that is not."""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np

from ..core.language import _
from .error import LessonError
from .expressions import ExpressionError, Scope, parse
from .lesson import Option, Predict
from .writing import filled, written

EXACT = 1e-6  # what rounding may do, relative to the answer
CLOSE = 0.1  # a share of the answer, within which a wrong number is called close

Given = float | int | tuple[int, ...]


class AnswerError(ValueError):
    """What was typed is no answer to this question; one line that says what would be."""


@dataclass(frozen=True)
class Verdict:
    """What an answer is worth.

    Attributes:
        says: what is said to it; of a wrong one, what speaks to its mistake where it shows one.
    """

    right: bool
    says: str = ""


def offered(predict: Predict, seed: str) -> tuple[Option, ...]:
    """The options in the order in which they are shown; what is to be put in order is not in it, for any seed."""
    if predict.kind != "order":
        return predict.options
    shuffled = list(predict.options)
    Random(f"{seed}/{predict.number}").shuffle(shuffled)
    return tuple(shuffled)


def answer(predict: Predict, scope: Scope, seed: str) -> Given | frozenset[int]:
    """The right answer: a number; a cell; the right options' places; the places in their order.

    Raises:
        LessonError: it cannot be computed, or no option is right.
    """
    try:
        if predict.answer is not None:
            value = predict.answer.value(scope)
            return cell_index(value) if predict.kind == "cell" else float(np.asarray(value))
        keys = [option.key.value(scope) for option in offered(predict, seed)]
        if predict.kind == "order":
            return tuple(sorted(range(len(keys)), key=lambda place: float(keys[place])))
        right = frozenset(place for place, key in enumerate(keys) if bool(np.all(key)))
    except (ExpressionError, TypeError, ValueError) as error:
        raise LessonError(predict.at, f"the answer cannot be computed: {error}") from None
    if not right:
        raise LessonError(predict.at, "no option is right; see what their live values come to")
    return right


def cell_index(value: Any) -> tuple[int, ...]:
    """A live value as the index of a cell."""
    return tuple(int(place) for place in np.atleast_1d(value))


def understood(predict: Predict, typed: str) -> Given:
    """An answer as somebody types it: arithmetic on numbers; the number of an option; places, counted from 1.

    Raises:
        AnswerError: it is none.
    """
    typed = typed.strip()
    if predict.kind == "number":
        return _arithmetic(typed)
    try:
        places = tuple(int(each) - 1 for each in typed.replace(",", " ").split())
    except ValueError:
        places = ()
    if predict.kind == "choice":
        if len(places) != 1 or not 0 <= places[0] < len(predict.options):
            raise AnswerError(
                _("Type the number of one answer, 1 to {count}.").format(count=len(predict.options))
            )
        return places[0]
    if predict.kind == "order":
        if sorted(places) != list(range(len(predict.options))):
            raise AnswerError(_("Type all the numbers in their order, such as 2 1 3."))
        return places
    if not places or min(places) < 0:
        raise AnswerError(_("Type where the cell is, counted from 1: its row and its column, such as 2 3."))
    return places


def _arithmetic(typed: str) -> float:
    named = {
        "yes": 1.0,
        "true": 1.0,
        "no": 0.0,
        "false": 0.0,
        "-inf": -math.inf,
        "-∞": -math.inf,
        "−∞": -math.inf,
    }
    if typed.casefold() in named:
        return named[typed.casefold()]
    try:
        return float(np.asarray(parse(typed.replace(",", ".") if typed.count(",") == 1 else typed).value({})))
    except (ExpressionError, TypeError, ValueError):
        raise AnswerError(_("Type a number, or arithmetic such as 3/4 or exp(-1).")) from None


def judge(predict: Predict, given: Given, scope: Scope, seed: str) -> Verdict:
    """What an answer is worth.

    Raises:
        LessonError: the right answer cannot be computed.
    """
    right = answer(predict, scope, seed)
    if predict.kind == "number":
        assert isinstance(right, float)
        assert isinstance(given, float | int)
        return _number(predict, float(given), right, scope)
    if predict.kind == "choice":
        assert isinstance(right, frozenset)
        option = predict.options[given] if isinstance(given, int) else predict.options[0]
        good = given in right
        return Verdict(good, "" if good else filled(option.says, scope, option.at))
    if given == right:
        return Verdict(True)
    return Verdict(False, _mistake(predict, given, scope) or _partly(predict, given, right))


def _number(predict: Predict, given: float, right: float, scope: Scope) -> Verdict:
    if equal(given, right, predict):
        return Verdict(True)
    if said := _mistake(predict, given, scope):
        return Verdict(False, said)
    if equal(-given, right, predict):
        return Verdict(False, _("The size is right, the sign is not."))
    if math.isfinite(right) and abs(given - right) <= CLOSE * abs(right):
        return Verdict(False, _("Close, but not close enough."))
    if math.isfinite(given) and math.isfinite(right):
        return Verdict(False, _("It is more than that.") if given < right else _("It is less than that."))
    return Verdict(False)


def equal(given: float, right: float, predict: Predict) -> bool:
    """Whether a number is within the tolerance of another, and within that of rounding."""
    if math.isnan(right) or math.isinf(right):
        return given == right or (math.isnan(given) and math.isnan(right))
    allowed = predict.tolerance * abs(right) if predict.relative else predict.tolerance
    return abs(given - right) <= max(allowed * (1 + EXACT), EXACT * abs(right))


def _mistake(predict: Predict, given: Given, scope: Scope) -> str:
    for wrong in predict.wrong:
        try:
            value = wrong.answer.value(scope)
        except ExpressionError as error:
            raise LessonError(wrong.at, str(error)) from None
        same = (
            cell_index(value) == given
            if isinstance(given, tuple)
            else equal(float(given), float(np.asarray(value)), predict)
        )
        if same:
            return filled(wrong.says, scope, wrong.at)
    return ""


def _partly(predict: Predict, given: Given, right: Any) -> str:
    if not isinstance(given, tuple) or len(given) != len(right):
        return ""
    good = sum(one == other for one, other in zip(given, right, strict=True))
    if predict.kind == "order":
        return _("{good} of {count} stand where they belong.").format(good=good, count=len(right))
    return _("The row is right, the column is not.") if given[:-1] == right[:-1] else ""


def said_answer(predict: Predict, scope: Scope, seed: str) -> str:
    """The right answer as one reads it."""
    right = answer(predict, scope, seed)
    options = offered(predict, seed)
    if isinstance(right, frozenset):
        return " / ".join(options[place].text for place in sorted(right))
    if isinstance(right, tuple) and predict.kind == "order":
        return " < ".join(options[place].text for place in right)
    if isinstance(right, tuple):
        return ", ".join(str(place + 1) for place in right)
    return written(right)
