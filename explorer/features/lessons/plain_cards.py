"""The cards that are due, at a prompt or printed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from rich.console import Console

from ....core.support.localization import _
from ....lessons.cards import DueCard, due_cards
from ....lessons.in_process import InProcess
from ....lessons.lesson import Lesson
from ....lessons.progress import Progress
from ....lessons.shelf import readable
from ....lessons.store import Store
from ...ui.plain.page import FAINT, HEADING, put
from ...ui.plain.typed import Read
from ...ui.text import safe
from .plain import markdown
from .plain_prompt import columns, put_lines


def review(console: Console, store: Store, read: Read | None) -> None:
    """Card by card: the question, then its answer, then whether one knew it. Printed, the answers stand at the end."""
    today = date.today()
    found = [each for each in readable() if isinstance(each, Lesson)]
    due = due_cards(found, store.load(), today, InProcess())
    if not due:
        put(console, _("No card is due today."))
    elif read is None:
        _printed(console, due)
    else:
        _asked(console, store, due, read, today)


def _printed(console: Console, due: Sequence[DueCard]) -> None:
    for number, card in enumerate(due, 1):
        _front(console, number, len(due), card)
    put(console)
    put(console, (_("Answers"), HEADING))
    for number, card in enumerate(due, 1):
        put(console)
        put(console, (str(number), HEADING))
        put_lines(console, markdown(card.back, columns(console)))


def _front(console: Console, number: int, count: int, card: DueCard) -> None:
    put(console)
    title = _("card {number} of {count}", number=number, count=count)
    put(console, (title, HEADING), (f"   {safe(card.lesson.title)}", FAINT))
    put_lines(console, markdown(card.front, columns(console)))


def _asked(console: Console, store: Store, due: Sequence[DueCard], read: Read, today: date) -> None:
    for number, card in enumerate(due, 1):
        _front(console, number, len(due), card)
        put(console)
        typed = read(_("Enter: the answer; q leaves> "))
        if typed is None or typed.strip().casefold() == "q":
            return
        put_lines(console, markdown(card.back, columns(console)))
        known = _known(console, read)
        if known is None:
            return
        store.change(partial(Progress.reviewed, card=card.name, known=known, today=today))


def _known(console: Console, read: Read) -> bool | None:
    """Whether one knew it; None to leave."""
    answers = {"y": True, _("y"): True, "": True, "n": False, _("n"): False, "q": None}
    while True:
        put(console)
        typed = read(_("Did you know it? y, n, or q to leave> "))
        if typed is None:
            return None
        if typed.strip().casefold() in answers:
            return answers[typed.strip().casefold()]
        put(console, _("Type y or n."))
