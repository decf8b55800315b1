"""Errors in a lesson's file."""

from __future__ import annotations

from dataclasses import dataclass

from ..core.support.errors import Problem


@dataclass(frozen=True)
class Place:
    """A line of a lesson's file, counted from 1."""

    file: str
    line: int

    def after(self, text: str) -> Place:
        """The place where a text that begins here ends."""
        return Place(self.file, self.line + text.count("\n"))

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


class LessonError(Problem):
    """An error in a lesson; the message names the file, the line and the fix."""

    def __init__(self, place: Place, what: str) -> None:
        super().__init__(f"{place}: {what}")
        self.place = place
