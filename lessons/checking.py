"""What is wrong with a lesson beyond its form: everything is computed, and the writing is looked at."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

import numpy as np

from .error import LessonError
from .expressions import ExpressionError, Scope
from .judging import AnswerError, Given, alike, answer, mistaken, offered, understood
from .labelled_array import sight
from .labs import LABS, lab
from .lesson import MAIN, LabOf, Lesson, Predict, Show
from .material import Bench, Material, material
from .prose import empty, minutes, texts, typed
from .taking import cell_of, worked
from .writing import filled, written


def check(lesson: Lesson, bench: Bench) -> Iterator[LessonError]:
    """Everything that is wrong, in order; nothing where all is well."""
    yield from minutes(lesson)
    yield from empty(lesson)
    for number, page in enumerate(lesson.pages):
        yield from typed(texts(page.blocks))
        try:
            found = material(lesson, number, bench)
        except LessonError as error:
            yield error
            continue
        for block in page.blocks:
            yield from _block(lesson, block, found)


def check_all(
    lessons: Sequence[Lesson], bench: Bench, beside: Sequence[Lesson] = ()
) -> Iterator[LessonError]:
    """Each lesson, and what they say of one another; those `beside` are there, but not looked at."""
    numbers = {lesson.id: lesson.number for lesson in (*beside, *lessons)}
    for lesson in lessons:
        yield from check(lesson, bench)
        for need in lesson.needs:
            if need not in numbers:
                yield LessonError(lesson.at, f"it needs lesson {need!r}, which there is not")
            elif numbers[need] >= lesson.number:
                yield LessonError(lesson.at, f"it needs lesson {need!r}, which does not come before it")
    for one, other in combinations((*beside, *lessons), 2):
        if other in lessons and (one.id == other.id or one.number == other.number):
            yield LessonError(other.at, f"{one.at.file} has the same id or number; each is there once")


# -------------------------------------------------------------------------- what is computed


def _block(lesson: Lesson, block: object, found: Material) -> Iterator[LessonError]:
    scope = found.scope()
    for text, at in texts((block,)):
        try:
            filled(text, scope, at)
        except LessonError as error:
            yield error
    try:
        if isinstance(block, LabOf):
            yield from _lab(block)
        if isinstance(block, Show):
            yield from _shown(block, found)
        if isinstance(block, Predict):
            yield from _predict(lesson, block, found)
    except LessonError as error:
        yield error


def _lab(block: LabOf) -> Iterator[LessonError]:
    known = {parameter.name for parameter in lab(block.lab).PARAMETERS} if block.lab in LABS else set()
    for slider in block.sliders:
        if slider not in known:
            there = ", ".join(sorted(known)) or "none"
            yield LessonError(
                block.at, f"lab {block.lab!r} has no parameter {slider!r} for a slider; it has {there}"
            )


def _shown(show: Show, found: Material) -> Iterator[LessonError]:
    if show.run != MAIN and show.run not in found.runs:
        yield LessonError(show.at, f"there is no run {show.run!r}; there is {', '.join(found.runs)}")
    elif show.kind == "formula":
        from ..core.operations import OPERATIONS

        if show.what not in OPERATIONS:
            yield LessonError(
                show.at, f"there is no operation {show.what!r}; there is {', '.join(OPERATIONS)}"
            )
    elif show.kind == "cell":
        worked(show, found)
    elif show.kind == "plot":
        yield from _plot(show, found.scope())
    elif show.kind == "arrows":
        yield from _arrows(show, found.scope())
    else:
        shape = sight(show, found).shape
        cell = cell_of(show, found)
        if not shape:
            yield LessonError(show.at, f"{show.what} is a single number; say it in the text: {{{{ … }}}}")
        elif cell and not _is_inside(cell, shape):
            yield LessonError(show.at, f"{show.what} has no cell {cell}; its shape is {shape}")


def _arrows(show: Show, scope: Scope) -> Iterator[LessonError]:
    for label, value in show.curves:
        try:
            shape = np.shape(value.value(scope))
        except ExpressionError as error:
            raise LessonError(show.at, str(error)) from None
        if shape != (2,):
            yield LessonError(
                show.at, f"arrow {label!r} has shape {shape}; it needs the two coordinates of its tip"
            )


def _plot(show: Show, scope: Scope) -> Iterator[LessonError]:
    try:
        across = None if show.across is None else np.asarray(show.across.value(scope))
        curves = [(label, np.asarray(curve.value(scope))) for label, curve in show.curves]
    except ExpressionError as error:
        raise LessonError(show.at, str(error)) from None
    shape = curves[0][1].shape if across is None else across.shape
    for label, curve in curves:
        if curve.ndim != 1 or curve.shape != shape or not curve.size or curve.dtype.kind not in "biuf":
            yield LessonError(
                show.at,
                f"curve {label!r} has shape {curve.shape}; it needs as many numbers as there are across, "
                f"{shape}",
            )
        elif "y" in show.logarithmic and not (curve > 0).any():
            yield LessonError(show.at, f"curve {label!r} has no number above 0 for a logarithmic axis")
    if "x" in show.logarithmic and (across is None or not (across > 0).all()):
        yield LessonError(show.at, 'log="x" needs across="…" with numbers above 0')


def _is_inside(cell: tuple[int, ...], shape: tuple[int, ...]) -> bool:
    return len(cell) == len(shape) and all(0 <= n < size for n, size in zip(cell, shape, strict=True))


# -------------------------------------------------------------------------- predictions


def _predict(lesson: Lesson, block: Predict, found: Material) -> Iterator[LessonError]:
    if not block.hints:
        yield LessonError(block.at, "a prediction has at least one ::: hint")
    if block.reveal is None:
        yield LessonError(block.at, "a prediction has a ::: reveal, which says why")
    if block.works is not None:
        worked(block.works, found)
    right = answer(block, found.scope(), lesson.id)
    if block.kind == "number":
        yield from _number(block, right)
    elif block.kind == "choice":
        yield from _choice(block, right)
    elif block.kind == "order":
        yield from _order(block, found.scope(), lesson.id)
    elif block.of is not None:
        shape = sight(block.of, found).shape
        if not _is_inside(_tuple(right), shape):
            yield LessonError(block.at, f"the answer {right} is no cell of an array of shape {shape}")
    yield from _mistakes(lesson, block, found.scope(), right)


def _tuple(right: Any) -> tuple[int, ...]:
    return right if isinstance(right, tuple) else ()


def _number(block: Predict, right: Any) -> Iterator[LessonError]:
    """What the solution says must be taken for right when it is typed."""
    if math.isnan(right):
        yield LessonError(block.at, "the answer is no number: NaN")
        return
    try:
        given = understood(block, written(right))
    except AnswerError as error:
        yield LessonError(
            block.at, f"the answer is written {written(right)}, and whoever types that is told: {error}"
        )
        return
    if not alike(given, right, block):
        yield LessonError(
            block.at,
            f'the answer is written {written(right)}, which is judged wrong; write tolerance=".01" or "1%"',
        )


def _choice(block: Predict, right: Any) -> Iterator[LessonError]:
    if len(right) != 1:
        yield LessonError(
            block.at, f"{len(right)} options are right: a distractor that is right too misleads"
        )
    for place, option in enumerate(block.options):
        if place not in right and not option.says:
            yield LessonError(option.at, 'nothing is said to whoever picks this; write says="…"')


def _order(block: Predict, scope: Scope, seed: str) -> Iterator[LessonError]:
    keys = [float(option.key.value(scope)) for option in offered(block, seed)]
    if len(set(keys)) < len(keys) or any(map(math.isnan, keys)):
        yield LessonError(block.at, "two options have the same place in the order")
    elif keys == sorted(keys):
        yield LessonError(
            block.at, "shuffled, the options happen to stand in their order; let two of them change places"
        )


def _mistakes(lesson: Lesson, block: Predict, scope: Scope, right: Any) -> Iterator[LessonError]:
    """Each leads somewhere else than the right answer, and than the others."""
    known: list[tuple[Given, int]] = []
    for wrong in block.wrong:
        found = mistaken(block, wrong, scope, lesson.id)
        if alike(found, right, block):
            yield LessonError(wrong.at, "this mistake leads to the right answer: it cannot be told apart")
        for other, line in known:
            if alike(found, other, block):
                yield LessonError(wrong.at, f"this mistake leads to the same as that of line {line}: {found}")
        known.append((found, wrong.at.line))
