"""The file with the learner's progress: `lessons.json` in the user's state folder.

The home screen reads it: it imports what runs a lesson only when a lesson begins.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ..core.support.localization import _
from ..core.support.state import StateFile
from .progress import LessonProgress, Progress, as_data, from_data

if TYPE_CHECKING:
    from .lesson import Lesson
    from .material import Material
    from .session import Session


class Store(StateFile[Progress]):
    """The progress file; see `StateFile`. Tests use a different `path`."""

    def __init__(self, path: Path | None = None) -> None:
        super().__init__("lessons.json", Progress(), from_data, as_data, path)

    def was_set_aside(self, file: str) -> str:
        return _(
            "Your progress in the lessons could not be read and was moved to {file}; all lessons "
            "start from the beginning.",
            file=file,
        )

    def is_left(self, file: str, why: str) -> str:
        return _(
            "Your progress in the lessons, {file}, could not be read ({why}). The file is left unchanged, "
            "and new progress is not saved.",
            file=file,
            why=why,
        )

    def begun(self, lesson: Lesson, material: Callable[[int], Material]) -> Session:
        """A session where the learner left the lesson; at the start if it is new or completed."""
        from .session import Session

        before = self.load().lesson(lesson.id)
        if before.done:
            return Session(lesson, material)
        return Session(lesson, material, lesson.place(before.page), dict(before.outcomes))

    def save(self, session: Session, today: date) -> None:
        """Saves the state of a session."""
        self.change(_updated(session, today))

    def save_soon(self, session: Session, today: date) -> None:
        """Saves the current state of a session in the background; see `change_soon`."""
        self.change_soon(_updated(session, today))


def _updated(session: Session, today: date) -> Callable[[Progress], Progress]:
    now = LessonProgress(session.here.id, session.done, dict(session.outcomes))
    return lambda progress: progress.with_lesson(session.lesson, now, today)
