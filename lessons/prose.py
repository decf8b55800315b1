"""Checks the prose: numbers typed by hand that could be computed, reading time, empty pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass

from .error import LessonError
from .lesson import Card, Lesson, Predict, Prose, RunOf, Show
from .writing import LIVE

WORDS_A_MINUTE = 130  # for an adult who follows the reasoning, perhaps in a foreign language
MINUTES_A_QUESTION = 0.75
# A number in prose that a model or formula could produce: with a decimal point, or three or more digits.
TYPED = re.compile(r"(?<![\w.#-])\d*\.\d+(?!\.?\d)|(?<![\w.#-])\d{3,}(?![\w-]|\.\d)")
CODE = re.compile(r"`[^`]*`|\$[^$]*\$")
PLACE = re.compile(r"(?i)(?:sections?|table|figure|equation|chapter|page|§)\s*\d[\d.]*")

REFERENCE = re.compile(r"(?i)\blessons?\s+\d+|第\s*\d+\s*课")


def texts(part: object) -> Iterator[Prose]:
    """Every text that the learner reads in a part of a lesson."""
    if isinstance(part, Prose):
        yield part
    elif isinstance(part, tuple):
        for each in part:
            yield from texts(each)
    elif is_dataclass(part):
        for each in fields(part):
            yield from texts(getattr(part, each.name))


def typed(found: Iterable[Prose]) -> Iterator[LessonError]:
    """Numbers that are typed by hand but could be computed."""
    for text in found:
        bare = text.text
        for left_out in (LIVE, CODE, PLACE):
            bare = left_out.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), bare)
        for number in TYPED.finditer(bare):
            fix = f'compute it: {{{{ … }}}}, or name its source: {{{{ fact({number[0]}, "source") }}}}'
            yield LessonError(text.at.after(bare[: number.start()]), f"{number[0]} is typed; {fix}")


def references(found: Iterable[Prose]) -> Iterator[LessonError]:
    """References to lessons by a typed number, which changes when lessons are reordered."""
    for text in found:
        bare = LIVE.sub(lambda live: re.sub(r"[^\n]", "x", live[0]), text.text)
        for reference in REFERENCE.finditer(bare):
            what = f'{reference[0]!r} types the number of a lesson; use its id: {{{{ lesson("softmax") }}}}'
            yield LessonError(text.at.after(bare[: reference.start()]), what)


def minutes(lesson: Lesson) -> Iterator[LessonError]:
    """An error if the lesson takes longer to read than it claims."""
    words = sum(len(each.text.split()) for each in texts(lesson.pages))
    needed = words / WORDS_A_MINUTE + MINUTES_A_QUESTION * len(lesson.predictions)
    if needed > lesson.minutes:
        what = f"the lesson takes about {needed:.0f} minutes to read, but minutes is {lesson.minutes}"
        yield LessonError(lesson.at, what)


def empty(lesson: Lesson) -> Iterator[LessonError]:
    """An error for each empty page."""
    for page in lesson.pages:
        if not any(isinstance(block, Prose | Predict | Show | RunOf | Card) for block in page.blocks):
            yield LessonError(page.at, "this page is empty; write its text below the heading")
