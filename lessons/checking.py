"""What is wrong with a lesson beyond its form: everything is computed, and the writing is looked at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Any

import numpy as np

from .error import LessonError, Place
from .expressions import ExpressionError, Scope
from .judging import answer, cell_index, equal, offered
from .labs import LABS, lab
from .lesson import Card, LabOf, Lesson, Predict, Prose, RunOf, Show
from .material import Bench, Material, material
from .taking import cell_of, worked
from .writing import LIVE, filled

WORDS_A_MINUTE = 130  # of an adult who thinks along, in a foreign language perhaps
MINUTES_A_QUESTION = 0.75
# A number in prose that a model or formula could produce: with a decimal point, or of three digits and more.
TYPED = re.compile(r"(?<![\w.#-])\d*\.\d+|(?<![\w.#-])\d{3,}(?![\w-])")
CODE = re.compile(r"`[^`]*`|\$[^$]*\$")


def check(lesson: Lesson, bench: Bench) -> Iterator[LessonError]:
    """Everything that is wrong, in order; nothing where all is well."""
    yield from _minutes(lesson)
    for number, page in enumerate(lesson.pages):
        yield from _typed(_texts(page.blocks))
        try:
            found = material(lesson, number, bench)
        except LessonError as error:
            yield error
            continue
        for block in page.blocks:
            yield from _block(lesson, block, found)


def check_all(lessons: Sequence[Lesson], bench: Bench) -> Iterator[LessonError]:
    """Each lesson, and what they say of one another."""
    known = {lesson.id for lesson in lessons}
    for lesson in lessons:
        yield from check(lesson, bench)
        for need in lesson.needs:
            if need not in known:
                yield LessonError(lesson.at, f"it needs lesson {need!r}, which there is not")
    for one, other in combinations(lessons, 2):
        if one.id == other.id or one.number == other.number:
            yield LessonError(other.at, f"{one.at.file} has the same id or number; each is there once")


# -------------------------------------------------------------------------- what is computed


def _block(lesson: Lesson, block: object, found: Material) -> Iterator[LessonError]:
    scope = found.scope()
    for text, at in _texts((block,)):
        try:
            filled(text, scope, at)
        except LessonError as error:
            yield error
    if isinstance(block, LabOf):
        yield from _lab(block)
    if isinstance(block, Show):
        yield from _shown(block, found)
    if isinstance(block, Predict):
        yield from _predict(lesson, block, found)


def _lab(block: LabOf) -> Iterator[LessonError]:
    known = {parameter.name for parameter in lab(block.lab).PARAMETERS} if block.lab in LABS else set()
    for slider in block.sliders:
        if slider not in known:
            yield LessonError(block.at, f"lab {block.lab!r} has no parameter {slider!r} for a slider")


def _shown(show: Show, found: Material) -> Iterator[LessonError]:
    try:
        if show.kind == "formula":
            from ..core.operations import OPERATIONS

            if show.what not in OPERATIONS:
                yield LessonError(show.at, f"there is no operation {show.what!r}")
        elif show.kind == "cell":
            worked(show, found)
        elif show.kind == "plot":
            yield from _plot(show, found.scope())
        else:
            shape = np.shape(shown_values(show, found))
            cell = cell_of(show, found)
            if cell and (
                len(cell) != len(shape) or any(not 0 <= n < size for n, size in zip(cell, shape, strict=True))
            ):
                yield LessonError(show.at, f"{show.what} has no cell {cell}; its shape is {shape}")
    except LessonError as error:
        yield error


def shown_values(show: Show, found: Material) -> Any:
    """The array that is shown.

    Raises:
        LessonError: there is none.
    """
    from .expressions import parse

    text = f"step({show.what!r}, {show.run!r})" if show.kind == "step" else show.what
    try:
        return parse(text).value(found.scope())
    except ExpressionError as error:
        raise LessonError(show.at, str(error)) from None


def _plot(show: Show, scope: Scope) -> Iterator[LessonError]:
    try:
        across = None if show.across is None else np.shape(show.across.value(scope))
        for label, curve in show.curves:
            shape = np.shape(curve.value(scope))
            if len(shape) != 1 or (across is not None and shape != across):
                yield LessonError(
                    show.at, f"curve {label!r} has shape {shape}, and there are {across} places for it"
                )
    except ExpressionError as error:
        yield LessonError(show.at, str(error))


def _predict(lesson: Lesson, block: Predict, found: Material) -> Iterator[LessonError]:
    scope = found.scope()
    try:
        right = answer(block, scope, lesson.id)
        if block.of is not None:
            yield from _inside(block, right, np.shape(shown_values(block.of, found)))
        if block.works is not None:
            worked(block.works, found)
    except LessonError as error:
        yield error
        return
    if block.kind == "choice" and isinstance(right, frozenset) and len(right) != 1:
        yield LessonError(
            block.at, f"{len(right)} options are right: a distractor that is right too misleads"
        )
    if block.kind == "order":
        keys = [float(option.key.value(scope)) for option in offered(block, lesson.id)]
        if len(set(keys)) < len(keys):
            yield LessonError(block.at, "two options have the same place in the order")
    for wrong in block.wrong:
        if mistaken_for_right(block, wrong.answer.value(scope), right):
            yield LessonError(wrong.at, "this mistake leads to the right answer: it cannot be told apart")
    if not block.hints:
        yield LessonError(block.at, "a prediction has at least one ::: hint")
    if not block.reveal:
        yield LessonError(block.at, "a prediction has a ::: reveal, which says why")


def mistaken_for_right(block: Predict, value: Any, right: Any) -> bool:
    """Whether what a mistake leads to would be taken for the right answer."""
    if isinstance(right, tuple):
        return cell_index(value) == right
    return isinstance(right, float) and equal(float(np.asarray(value)), right, block)


def _inside(block: Predict, right: Any, shape: tuple[int, ...]) -> Iterator[LessonError]:
    if len(right) != len(shape) or any(
        not 0 <= place < size for place, size in zip(right, shape, strict=True)
    ):
        yield LessonError(block.at, f"the answer {right} is no cell of an array of shape {shape}")


# -------------------------------------------------------------------------- the writing


def _texts(blocks: Iterable[object]) -> Iterator[tuple[str, Place]]:
    """Every text that a learner reads."""
    for block in blocks:
        if isinstance(block, Prose):
            yield block.text, block.at
        elif isinstance(block, Card):
            yield block.front, block.at
            yield block.back, block.at
        elif isinstance(block, Predict):
            yield block.question, block.at
            for text in (*block.hints, block.reveal):
                yield text, block.at
            for option in block.options:
                yield option.text, option.at
                yield option.says, option.at
            for wrong in block.wrong:
                yield wrong.says, wrong.at


def _typed(texts: Iterable[tuple[str, Place]]) -> Iterator[LessonError]:
    for text, at in texts:
        bare = CODE.sub("", LIVE.sub("", text))
        for found in TYPED.finditer(bare):
            live = f'{{{{ fact({found[0]}, "source") }}}}'
            yield LessonError(at, f"{found[0]} is typed; compute it: {{{{ … }}}}, or say whose it is: {live}")


def _minutes(lesson: Lesson) -> Iterator[LessonError]:
    words = sum(len(text.split()) for page in lesson.pages for text, _ in _texts(page.blocks))
    needed = words / WORDS_A_MINUTE + MINUTES_A_QUESTION * len(lesson.predictions)
    if needed > lesson.minutes:
        yield LessonError(
            lesson.at, f"to read it takes about {needed:.0f} minutes; minutes says {lesson.minutes}"
        )
    for page in lesson.pages:
        if not any(isinstance(block, Prose | Predict | Show | RunOf | Card) for block in page.blocks):
            yield LessonError(page.at, "this page is empty")
