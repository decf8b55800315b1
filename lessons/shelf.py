"""All lessons that come with the program."""

from __future__ import annotations

from pathlib import Path

from .error import LessonError
from .lesson import Lesson
from .parsing import read

CONTENT = Path(__file__).parent / "content"


def lessons(language: str = "en") -> tuple[Lesson, ...]:
    """Every lesson, in the order of the curriculum.

    Raises:
        LessonError: one of them cannot be read.
    """
    return tuple(read(path) for path in sorted((CONTENT / language).glob("*.md")))


def find(wanted: str, language: str = "en") -> Lesson | None:
    """The lesson of an id or a number."""
    for path in sorted((CONTENT / language).glob("*.md")):
        number, _, name = path.stem.partition("-")
        if wanted in (name, number, number.lstrip("0")):
            return read(path)
    return next((lesson for lesson in lessons(language) if lesson.id == wanted), None)


__all__ = ["CONTENT", "LessonError", "find", "lessons"]
