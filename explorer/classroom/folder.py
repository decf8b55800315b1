"""The folder of a class, and everything that is stored in it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ...core.support.errors import Problem
from ...core.support.localization import N_, _
from ...core.support.os_errors import reason
from ...core.support.state import LARGEST, VARIABLE
from ...lessons.progress import Progress, from_data
from .links import FILE, ClassLinks
from .roster import Member, comparable, read_roster

SUFFIX = "-class"  # the folder of 7b.csv is 7b-class
LEARNERS = "learners"  # with a folder for each learner
LESSONS = "lessons.json"

# Every file that may be in the folder, as a pattern, and what it stores. Learners see these texts at their first visit.
# An unreadable file is set aside under a longer name; see `StateFile`.
STORED = {
    FILE: N_(
        "The day on which you first used your link, and codes by which the server recognizes the link and your "
        "browser, but not your name."
    ),
    f"{LEARNERS}/*/{LESSONS}*": N_(
        "The lessons and pages you have visited; for each question, whether you solved it, how many attempts and "
        "hints you needed, and your first wrong answers, as numbers; and which review cards you knew."
    ),
    f"{LEARNERS}/*/explorer.json*": N_(
        "Your settings, the last sentences you explored and where you were in the walk, and which hints were shown."
    ),
    f"{LEARNERS}/*/crashes/crash-*.txt": N_("If the program fails: an error report."),
}


@dataclass(frozen=True)
class Visit:
    """A learner's progress, and when it last changed; None if there is none yet."""

    progress: Progress
    when: datetime | None


class ClassFolder:
    """The folder of a class with these learners; Problem if it cannot be used."""

    def __init__(self, path: Path, members: Iterable[Member]) -> None:
        self.path, self.members = path, tuple(members)
        self.links = ClassLinks(path, self.members)

    def state(self, member: Member) -> Path:
        """The state folder of a learner's explorers."""
        return self.path / LEARNERS / member.folder

    def environment(self, member: Member) -> dict[str, str]:
        """The variables of a learner's explorers."""
        return {VARIABLE: str(self.state(member).absolute())}

    def visit(self, member: Member) -> Visit:
        """What a learner has done; nothing if it cannot be read: the learner's own explorer reports that."""
        path = self.state(member) / LESSONS
        try:
            found = path.stat()
            if found.st_size > LARGEST:
                return Visit(Progress(), None)
            progress = from_data(json.loads(path.read_text(encoding="utf-8-sig")))
        except (OSError, ValueError, RecursionError):
            return Visit(Progress(), None)
        return Visit(progress, datetime.fromtimestamp(found.st_mtime).astimezone())

    def former(self) -> list[str]:
        """The folders of learners that are no longer in the roster."""
        known = {member.folder for member in self.members}
        folders = self.path / LEARNERS
        return (
            sorted(each.name for each in folders.iterdir() if each.name not in known)
            if folders.is_dir()
            else []
        )

    def find(self, wanted: str) -> Member:
        """The learner with this name or id; Problem if there is none, or several."""
        found = [
            member
            for member in self.members
            if comparable(wanted) in map(comparable, (member.name, member.id))
        ]
        if len(found) == 1:
            return found[0]
        if found:
            raise Problem(_("several learners are called {name}; use their ids", name=wanted))
        raise Problem(_("there is no learner {name!r} in the roster", name=wanted))

    def delete(self, member: Member) -> bool:
        """Deletes everything that is stored about a learner, and the link.

        Returns:
            Whether anything was stored.

        Raises:
            Problem: it cannot be deleted.
        """
        had_link = member not in self.links.without_link()
        self.links.remove(member)
        try:
            shutil.rmtree(self.state(member))
        except FileNotFoundError:
            return had_link
        except OSError as error:
            raise Problem(
                _("{folder} could not be deleted: {why}", folder=self.state(member), why=reason(error))
            ) from None
        return True


def class_folder(roster: Path) -> ClassFolder:
    """The folder of a class, next to its roster.

    Raises:
        Problem: the roster or the folder cannot be used.
        OSError: the roster cannot be read.
    """
    members = read_roster(roster)
    return ClassFolder(roster.with_name(roster.stem + SUFFIX), members)
