"""The lessons that come with the program."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from ..core.support.errors import Problem
from ..core.support.typed_numbers import whole_number
from .contents import contents, paths
from .error import LessonError
from .lesson import Lesson
from .parsing import read


def lessons() -> tuple[Lesson, ...]:
    """Every lesson, in order; LessonError if one of them cannot be read."""
    return tuple(map(read, paths()))


def readable() -> Iterator[Lesson | LessonError]:
    """Every lesson, or the error in its file."""
    for path in paths():
        try:
            yield read(path)
        except LessonError as error:
            yield error


def _number(wanted: str) -> int | None:
    try:
        return whole_number(wanted)
    except Problem:
        return None


def find(wanted: str) -> Lesson | None:
    """The lesson with this id or number, or None; LessonError if it cannot be read."""
    for path in paths():
        number, _, id = path.stem.partition("-")
        if wanted == id or (number.isdecimal() and _number(wanted) == int(number)):
            return read(path)
    return None


def by_id(ids: Collection[str]) -> dict[str, Lesson]:
    """The lessons with these ids, without those that do not exist or cannot be read."""
    found: dict[str, Lesson] = {}
    for each in {entry.id for entry in contents()} & set(ids):
        try:
            lesson = find(each)
        except (LessonError, OSError):
            continue
        if lesson is not None:
            found[each] = lesson
    return found
