"""Checks a parsed lesson: computes everything in it, and checks the prose."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

import numpy as np

from .error import LessonError
from .expressions import ExpressionError, Scope
from .judging import AnswerError, Given, alike, answer, mistaken, offered, understood
from .labelled_array import labelled_array
from .labs import LABS, lab
from .lesson import MAIN, Block, LabOf, Lesson, Predict, Show
from .material import Material, MaterialCache, material
from .prose import empty, minutes, references, texts, typed
from .session import cell_of, worked
from .writing import filled, written


def check(lesson: Lesson, cache: MaterialCache) -> Iterator[LessonError]:
    """All errors in a lesson, in order."""
    yield from minutes(lesson)
    yield from empty(lesson)
    for number, page in enumerate(lesson.pages):
        found_texts = tuple(texts(page.blocks))
        yield from typed(found_texts)
        yield from references(found_texts)
        try:
            found = material(lesson, number, cache)
        except LessonError as error:
            yield error
            continue
        for block in page.blocks:
            yield from _block(lesson, block, found)


def check_all(
    lessons: Sequence[Lesson], cache: MaterialCache, others: Sequence[Lesson] = ()
) -> Iterator[LessonError]:
    """All errors in the lessons and their references; `others` exist but are not checked."""
    numbers = {lesson.id: lesson.number for lesson in (*others, *lessons)}
    for lesson in lessons:
        yield from check(lesson, cache)
        for need in lesson.needs:
            if need not in numbers:
                yield LessonError(lesson.at, f"it needs lesson {need!r}, which does not exist")
            elif numbers[need] >= lesson.number:
                yield LessonError(lesson.at, f"it needs lesson {need!r}, which does not come before it")
    for one, other in combinations((*others, *lessons), 2):
        if other in lessons and (one.id == other.id or one.number == other.number):
            yield LessonError(other.at, f"{one.at.file} has the same id or number; both must be unique")


# -------------------------------------------------------------------------- what is computed


def _block(lesson: Lesson, block: Block, found: Material) -> Iterator[LessonError]:
    scope = found.scope()
    for text in texts(block):
        try:
            filled(text, scope)
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
            what = f"lab {block.lab!r} has no parameter {slider!r} for a slider; it has {there}"
            yield LessonError(block.at, what)


def _shown(show: Show, found: Material) -> Iterator[LessonError]:
    if show.run != MAIN and show.run not in found.runs:
        yield LessonError(show.at, f"there is no run {show.run!r}; the runs are {', '.join(found.runs)}")
    elif show.kind == "formula":
        from ..core.operations import OPERATIONS

        if show.what not in OPERATIONS:
            known = ", ".join(OPERATIONS)
            yield LessonError(show.at, f"there is no operation {show.what!r}; the operations are {known}")
    elif show.kind == "cell":
        worked(show, found)
    elif show.kind == "plot":
        yield from _plot(show, found.scope())
    elif show.kind == "arrows":
        yield from _arrows(show, found.scope())
    else:
        shape = labelled_array(show, found).values.shape
        cell = cell_of(show, found)
        if not shape:
            yield LessonError(show.at, f"{show.what} is a single number; write it in the text: {{{{ … }}}}")
        elif cell and not _is_inside(cell, shape):
            yield LessonError(show.at, f"{show.what} has no cell {cell}; its shape is {shape}")


def _arrows(show: Show, scope: Scope) -> Iterator[LessonError]:
    for label, value in show.curves:
        try:
            shape = np.shape(value.value(scope))
        except ExpressionError as error:
            raise LessonError(show.at, str(error)) from None
        if shape != (2,):
            what = f"arrow {label!r} has shape {shape}; it needs the two coordinates of its tip"
            yield LessonError(show.at, what)


def _plot(show: Show, scope: Scope) -> Iterator[LessonError]:
    try:
        across = None if show.across is None else np.asarray(show.across.value(scope))
        curves = [(label, np.asarray(curve.value(scope))) for label, curve in show.curves]
    except ExpressionError as error:
        raise LessonError(show.at, str(error)) from None
    shape = curves[0][1].shape if across is None else across.shape
    for label, curve in curves:
        if curve.ndim != 1 or curve.shape != shape or not curve.size or curve.dtype.kind not in "biuf":
            needed = f"it needs one number for each position across, {shape}"
            yield LessonError(show.at, f"curve {label!r} has shape {curve.shape}; {needed}")
        elif "y" in show.logarithmic and not (curve > 0).any():
            yield LessonError(show.at, f"curve {label!r} has no positive number for a logarithmic axis")
    if "x" in show.logarithmic and (across is None or not (across > 0).all()):
        yield LessonError(show.at, 'log="x" needs across="…" with numbers above 0')


def _is_inside(cell: tuple[int, ...], shape: tuple[int, ...]) -> bool:
    return len(cell) == len(shape) and all(0 <= n < size for n, size in zip(cell, shape, strict=True))


# -------------------------------------------------------------------------- predictions


def _predict(lesson: Lesson, block: Predict, found: Material) -> Iterator[LessonError]:
    if not block.hints:
        yield LessonError(block.at, "a prediction needs at least one ::: hint")
    if block.reveal is None:
        yield LessonError(block.at, "a prediction needs a ::: reveal that explains the answer")
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
        shape = labelled_array(block.of, found).values.shape
        if not isinstance(right, tuple) or not _is_inside(right, shape):
            yield LessonError(block.at, f"the answer {right} is not a cell of an array of shape {shape}")
    yield from _mistakes(lesson, block, found.scope(), right)


def _number(block: Predict, right: Any) -> Iterator[LessonError]:
    """The answer as the solution writes it must be accepted when typed."""
    if math.isnan(right):
        yield LessonError(block.at, "the answer is NaN")
        return
    try:
        given = understood(block, written(right))
    except AnswerError as error:
        yield LessonError(block.at, f"the answer is written {written(right)}, but typing that gives: {error}")
        return
    if not alike(given, right, block):
        what = f'the answer is written {written(right)}, which is judged wrong; add tolerance=".01" or "1%"'
        yield LessonError(block.at, what)


def _choice(block: Predict, right: Any) -> Iterator[LessonError]:
    if len(right) != 1:
        yield LessonError(block.at, f"{len(right)} options are right; exactly one must be")
    for place, option in enumerate(block.options):
        if place not in right and not option.feedback.text:
            yield LessonError(option.at, 'this wrong option has no feedback; write says="…"')


def _order(block: Predict, scope: Scope, seed: str) -> Iterator[LessonError]:
    keys = [float(option.key.value(scope)) for option in offered(block, seed)]
    if len(set(keys)) < len(keys) or any(map(math.isnan, keys)):
        yield LessonError(block.at, "two options have the same position in the order")
    elif keys == sorted(keys):
        yield LessonError(block.at, "the shuffled options happen to be in order; swap two of them")


def _mistakes(lesson: Lesson, block: Predict, scope: Scope, right: Any) -> Iterator[LessonError]:
    """Each mistake must lead to a different answer, and not to the right one."""
    known: list[tuple[Given, int]] = []
    for wrong in block.wrong:
        found = mistaken(block, wrong, scope, lesson.id)
        if alike(found, right, block):
            yield LessonError(wrong.at, "this mistake leads to the right answer")
        for other, line in known:
            if alike(found, other, block):
                what = f"this mistake leads to the same answer as the one in line {line}: {found}"
                yield LessonError(wrong.at, what)
        known.append((found, wrong.at.line))
