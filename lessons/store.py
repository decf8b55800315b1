"""Where a learner's progress is kept, as the explorer's own state is: `lessons.json` in the user's state folder."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from ..core.support.localization import _
from ..core.support.state import StateFile
from .lesson import Lesson
from .material import Material
from .progress import Progress, Taken, as_data, from_data
from .taking import Taking


class Store(StateFile[Progress]):
    """The file; see `StateFile` for what it promises.

    Args:
        path: another file.
    """

    def __init__(self, path: Path | None = None) -> None:
        super().__init__("lessons.json", Progress(), from_data, as_data, path)

    def was_set_aside(self, file: str) -> str:
        return _(
            "Your progress in the lessons could not be read and was set aside in {file}; "
            "all lessons are as new.",
            file=file,
        )

    def is_left(self, file: str, why: str) -> str:
        return _(
            "Your progress in the lessons, {file}, could not be read ({why}); it is left as it is, "
            "and what you do now is not kept.",
            file=file,
            why=why,
        )

    def begun(self, lesson: Lesson, material: Callable[[int], Material]) -> Taking:
        """A lesson where one left it; from the start where one is new to it or has been through it."""
        before = self.load().taken(lesson.id)
        if before.done:
            return Taking(lesson, material)
        return Taking(lesson, material, before.page, dict(before.outcomes))

    def keep(self, taking: Taking, today: date) -> None:
        """How far one is now. To be called whenever something was answered or a page turned."""
        self.change(_reached(taking, today))

    def keep_soon(self, taking: Taking, today: date) -> None:
        """The same as it is now, written while one goes on; see `change_soon`."""
        self.change_soon(_reached(taking, today))


def _reached(taking: Taking, today: date) -> Callable[[Progress], Progress]:
    now = Taken(taking.page, taking.done, dict(taking.outcomes))
    return lambda progress: progress.with_lesson(taking.lesson, now, today)
