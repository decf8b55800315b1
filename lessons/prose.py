"""Checks of the writing: typed numbers that could be computed, reading time, empty pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from .error import LessonError, Place
from .lesson import Card, Lesson, Predict, Prose, RunOf, Show
from .writing import LIVE

WORDS_A_MINUTE = 130  # for an adult who thinks along, perhaps in a foreign language
MINUTES_A_QUESTION = 0.75
# A number in prose that a model or formula could produce: with a decimal point, or three or more digits.
TYPED = re.compile(r"(?<![\w.#-])\d*\.\d+(?!\.?\d)|(?<![\w.#-])\d{3,}(?![\w-]|\.\d)")
CODE = re.compile(r"`[^`]*`|\$[^$]*\$")
PLACE = re.compile(r"(?i)(?:sections?|table|figure|equation|chapter|lesson|page|§)\s*\d[\d.]*")


def texts(blocks: Iterable[object]) -> Iterator[tuple[str, Place]]:
    """Every text that the learner reads, and where it begins."""
    for block in blocks:
        if isinstance(block, Prose):
            yield block.text, block.at
        elif isinstance(block, Card):
            yield block.front, block.at
            yield block.back, block.below
        elif isinstance(block, Predict):
            yield from _of_question(block)


def _of_question(predict: Predict) -> Iterator[tuple[str, Place]]:
    yield predict.question, predict.below
    for option in predict.options:
        yield option.says, option.at
        yield option.text, option.below
    for wrong in predict.wrong:
        yield wrong.says, wrong.below
    for text in filter(None, (*predict.hints, predict.reveal)):
        yield text.text, text.at


def typed(found: Iterable[tuple[str, Place]]) -> Iterator[LessonError]:
    """Numbers that are typed but could be computed."""
    for text, at in found:
        bare = text
        for left_out in (LIVE, CODE, PLACE):
            bare = left_out.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), bare)
        for number in TYPED.finditer(bare):
            fix = f'compute it: {{{{ … }}}}, or name its source: {{{{ fact({number[0]}, "source") }}}}'
            yield LessonError(at.after(bare[: number.start()]), f"{number[0]} is typed; {fix}")


def minutes(lesson: Lesson) -> Iterator[LessonError]:
    """An error if the lesson takes longer to read than it claims."""
    words = sum(len(text.split()) for page in lesson.pages for text, _ in texts(page.blocks))
    needed = words / WORDS_A_MINUTE + MINUTES_A_QUESTION * len(lesson.predictions)
    if needed > lesson.minutes:
        what = f"the lesson takes about {needed:.0f} minutes to read, but minutes is {lesson.minutes}"
        yield LessonError(lesson.at, what)


def empty(lesson: Lesson) -> Iterator[LessonError]:
    """An error for each empty page."""
    for page in lesson.pages:
        if not any(isinstance(block, Prose | Predict | Show | RunOf | Card) for block in page.blocks):
            yield LessonError(page.at, "this page is empty; write its text below the heading")
