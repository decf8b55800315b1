"""Judges answers and chooses the feedback."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np

from ..core.support.errors import Problem
from ..core.support.localization import _, sentences
from ..core.support.typed_numbers import half_width
from .error import LessonError
from .expressions import ExpressionError, Scope
from .lesson import Option, Predict, Wrong
from .sums import read_sum
from .writing import filled, written

EXACT = 1e-6  # allowed rounding error, relative to the answer
CLOSE = 0.1  # relative error below which a wrong number is called close

Given = float | int | tuple[int, ...]


class AnswerError(ValueError):
    """The typed text is not an answer to this question; one line says what to type."""


@dataclass(frozen=True)
class Verdict:
    """The judgement of an answer; `says` is feedback on the mistake, in Markdown.

    `known` is whether the lesson itself describes this mistake.
    """

    right: bool
    says: str = ""
    known: bool = False


def offered(predict: Predict, seed: str) -> tuple[Option, ...]:
    """The options as shown: shuffled reproducibly if they are to be put in order."""
    if predict.kind != "order":
        return predict.options
    shuffled = list(predict.options)
    Random(f"{seed}/{predict.id}").shuffle(shuffled)
    return tuple(shuffled)


def answer(predict: Predict, scope: Scope, seed: str) -> Given | frozenset[int]:
    """The right answer: a number, a cell, the set of right options, or the options' positions in order.

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
    except (ExpressionError, TypeError, ValueError, OverflowError) as error:
        raise LessonError(predict.at, f"the answer cannot be computed: {error}") from None
    if not right:
        raise LessonError(predict.at, "no option is right; check their live values")
    return right


def cell_index(value: Any) -> tuple[int, ...]:
    """A live value as the index of a cell; TypeError, ValueError or OverflowError if it is not one."""
    return tuple(int(place) for place in np.atleast_1d(value))


def understood(predict: Predict, typed: str) -> Given:
    """Parses a typed answer: arithmetic; the number of an option; or the options' numbers in order, from 1.

    A cell is named by its labels; see `labelled_array.cell_named`.

    Raises:
        AnswerError: it is not an answer.
    """
    typed = " ".join(half_width(typed).split())
    if predict.kind == "number":
        return _number_typed(typed)
    try:
        places = tuple(int(each) - 1 for each in re.split(r"[\s,;<]+", typed))
    except ValueError:
        places = ()
    options = len(predict.options)
    if predict.kind == "choice":
        if len(places) != 1 or not 0 <= places[0] < options:
            raise AnswerError(_("Type the number of one answer, 1 to {count}.", count=options))
        return places[0]
    if sorted(places) != list(range(options)):
        example = " ".join(map(str, range(options, 0, -1)))
        what = _(
            "Type all the numbers from 1 to {count}, smallest item first, such as {example}.",
            count=options,
            example=example,
        )
        raise AnswerError(what)
    return places


def _number_typed(typed: str) -> float:
    named = {_("yes"): 1.0, _("no"): 0.0, "true": 1.0, "false": 0.0}
    if typed.casefold() in named:
        return named[typed.casefold()]
    if typed.endswith("%"):
        what = _(
            "Type the number without a percent sign, in the unit that the question asks for: for example, 0.25 for a "
            "share or 25 for a percentage."
        )
        raise AnswerError(what)
    try:
        return read_sum(typed)
    except Problem as problem:
        expected = _("Type a number, or arithmetic such as 3/4 or exp(-1).")
        raise AnswerError(sentences(str(problem), expected)) from None


def stored(predict: Predict, given: Given) -> str:
    """An answer as it is stored, in any language: numbers only, never what else was typed.

    That is a number; the number of an option, counted from 1; the options' numbers in order; or the index of a cell.
    """
    if predict.kind == "cell":
        return ",".join(map(str, given)) if isinstance(given, tuple) else str(given)
    if isinstance(given, tuple):
        return " ".join(str(place + 1) for place in given)
    return str(int(given) + 1) if predict.kind == "choice" else f"{given:.9g}"


def from_stored(predict: Predict, text: str) -> Given:
    """The inverse of `stored`; ValueError if the question takes no such answer."""
    if predict.kind == "number":
        return float(text)
    if predict.kind == "cell":
        return tuple(map(int, text.split(",")))
    places = tuple(int(each) - 1 for each in text.split())
    if predict.kind == "choice" and len(places) == 1 and 0 <= places[0] < len(predict.options):
        return places[0]
    if predict.kind == "order" and sorted(places) == list(range(len(predict.options))):
        return places
    raise ValueError(f"{text!r} is no answer to this question")


def judge(predict: Predict, given: Given, scope: Scope, seed: str) -> Verdict:
    """Judges an answer; LessonError if the right answer cannot be computed."""
    right: Any = answer(predict, scope, seed)
    if predict.kind == "choice":
        assert isinstance(given, int)
        good = given in right
        says = "" if good else filled(predict.options[given].feedback, scope)
        return Verdict(good, says, bool(says))
    if alike(given, right, predict):
        return Verdict(True)
    if says := _mistake(predict, given, scope, seed):
        return Verdict(False, says, known=True)
    difference = _size if predict.kind == "number" else _partly
    return Verdict(False, difference(predict, given, right))


def _size(predict: Predict, given: Any, right: float) -> str:
    """How a wrong number differs from the right one."""
    if equal(-given, right, predict):
        return _("The absolute value is right, but the sign is wrong.")
    if math.isfinite(right) and abs(given - right) <= CLOSE * abs(right):
        return _("Close, but not close enough.")
    if math.isfinite(given) and math.isfinite(right):
        return _("The answer is larger.") if given < right else _("The answer is smaller.")
    return ""


def equal(given: float, right: float, predict: Predict) -> bool:
    """Whether two numbers agree within the question's tolerance and rounding."""
    if math.isnan(right) or math.isinf(right):
        return given == right or (math.isnan(given) and math.isnan(right))
    allowed = predict.tolerance * abs(right) if predict.relative else predict.tolerance
    return abs(given - right) <= max(allowed * (1 + EXACT), EXACT * abs(right))


def mistaken(predict: Predict, wrong: Wrong, scope: Scope, seed: str) -> Given:
    """The answer that a mistake leads to, as the learner would give it; LessonError if it cannot be computed."""
    try:
        value = wrong.answer.value(scope)
        if predict.kind == "number":
            return float(np.asarray(value))
        places = cell_index(value)
        if predict.kind == "order":  # positions in the file; the learner sees them shuffled
            seen = offered(predict, seed)
            return tuple(seen.index(predict.options[place]) for place in places)
        return places
    except (ExpressionError, TypeError, ValueError, OverflowError, IndexError) as error:
        raise LessonError(wrong.at, f"what this mistake leads to cannot be computed: {error}") from None


def _mistake(predict: Predict, given: Given, scope: Scope, seed: str) -> str:
    for wrong in predict.wrong:
        if alike(given, mistaken(predict, wrong, scope, seed), predict):
            return filled(wrong.feedback, scope)
    return ""


def alike(one: Given, other: Given, predict: Predict) -> bool:
    """Whether two answers are the same within the question's tolerance."""
    if isinstance(one, tuple) or isinstance(other, tuple):
        return one == other
    return equal(float(one), float(other), predict)


def _partly(predict: Predict, given: Given, right: Any) -> str:
    if not isinstance(given, tuple) or len(given) != len(right):
        return ""
    good = sum(one == other for one, other in zip(given, right, strict=True))
    if predict.kind == "order":
        return _("In the right position: {good} of {count}.", good=good, count=len(right))
    return _("The row is right, but the column is wrong.") if given[:-1] == right[:-1] else ""


def answer_text(predict: Predict, scope: Scope, seed: str) -> str:
    """The right answer in Markdown; see `given_text`."""
    return given_text(predict, answer(predict, scope, seed), scope, seed)


def given_text(predict: Predict, given: Given | frozenset[int], scope: Scope, seed: str) -> str:
    """An answer, or a set of options, in Markdown; a cell as its index (`Session.given` uses its labels)."""
    options = offered(predict, seed)

    def joined(places: Iterable[int], between: str) -> str:
        return between.join(filled(options[place].text, scope) for place in places)

    if isinstance(given, frozenset):
        return joined(sorted(given), " / ")
    if isinstance(given, int) and predict.kind == "choice":
        return joined([given], "")
    if isinstance(given, tuple) and predict.kind == "order":
        return joined(given, " < ")
    if isinstance(given, tuple):
        return ", ".join(map(str, given))
    return written(given)
