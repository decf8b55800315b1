"""A class on a server: its teacher and learners as those whom the server serves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from ...core.support.localization import _
from ..server.access import Cookies
from ..server.learners import Learner
from .folder import ClassFolder
from .links import LIFETIME
from .links_file import hand_out
from .roster import Member
from .view import PAGE

STORED = "/stored"  # where learners see what is stored about them


class Classroom:
    """A class.

    Attributes:
        name: of the class.
        folder: what is stored about it.
        links_file: a new file for the links of learners who have none yet; without it, they are printed.
        teacher: who may open the page with all learners; the teacher's own explorers are those of the server's user.
    """

    def __init__(self, name: str, folder: ClassFolder, links_file: Path | None = None) -> None:
        self.name, self.folder, self.links_file = name, folder, links_file
        self.teacher = Learner(_("Teacher"), start=PAGE)
        self._learners = {
            member: Learner(member.name, folder.environment(member)) for member in folder.members
        }
        self._members = {learner: member for member, learner in self._learners.items()}

    def hand_out_links(self, address: str, say: Callable[[str], None]) -> None:
        """Makes links for learners who have none yet, for a server with this address; see `links_file.hand_out`."""
        links = self.folder.links
        hand_out(links, links.without_link(), address, self.links_file, say)

    def learner(self, member: Member) -> Learner:
        """A member of the class as the server knows it."""
        return self._learners[member]

    def start_link(self, learner: Learner) -> tuple[str, str]:
        """The address and the text of what the start page offers to those in a class, in the current language."""
        if learner is self.teacher:
            return PAGE, _("Class {name}", name=self.name)
        return STORED, _("What is stored about you")

    def member(self, learner: Learner) -> Member | None:
        """Who a learner is; None for the teacher."""
        return self._members.get(learner)


class ClassCookies(Cookies):
    """The cookies of a class: those of the teacher, and those stored in the class's folder, which last longer."""

    def __init__(self, lifetime: float, classroom: Classroom) -> None:
        super().__init__(lifetime)
        self._classroom = classroom

    def learner(self, value: str) -> Learner | None:
        member = self._classroom.folder.links.member(value, date.today())
        return super().learner(value) if member is None else self._classroom.learner(member)


MAX_AGE = int(LIFETIME.total_seconds())  # of a learner's cookie
