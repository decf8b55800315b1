"""The lessons of review cards, read from their files. No Textual."""

from __future__ import annotations

from collections.abc import Sequence

from ....lessons.contents import contents
from ....lessons.error import LessonError
from ....lessons.lesson import Lesson
from ....lessons.shelf import find


def lessons_of(names: Sequence[str]) -> dict[str, Lesson]:
    """The lessons of the named cards by id, without those that no longer exist or cannot be read."""
    there = {entry.id for entry in contents()}
    found: dict[str, Lesson] = {}
    for each in {name.rpartition("/")[0] for name in names} & there:
        try:
            lesson = find(each)
        except (LessonError, OSError):
            continue
        if lesson is not None:
            found[each] = lesson
    return found
