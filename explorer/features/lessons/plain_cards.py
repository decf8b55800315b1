"""The review cards that are due, at a prompt or printed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import NamedTuple

from rich.console import Console

from ....core.support.localization import _
from ....lessons.cards import DueCard, due_cards
from ....lessons.lesson import Lesson
from ....lessons.material import Material, MaterialCache, material
from ....lessons.progress import Progress
from ....lessons.shelf import readable
from ....lessons.store import Store
from ...ui.plain.page import FAINT, HEADING, print_line
from ...ui.plain.typed import Read
from ...ui.text import safe
from .plain import markdown
from .plain_prompt import columns, put_lines


class Texts(NamedTuple):
    """A card with its question and answer, in Markdown."""

    card: DueCard
    front: str
    back: str


def review(console: Console, store: Store, read: Read | None) -> None:
    """Asks each card: its question, its answer, and whether it was known. If printed, the answers come last."""
    today, cache = date.today(), MaterialCache()
    known = [each for each in readable() if isinstance(each, Lesson)]
    cards = due_cards(known, store.load(), today)
    due = [Texts(each, *each.texts(_material(each, cache))) for each in cards]
    if not due:
        print_line(console, _("No card is due today."))
    elif read is None:
        _print(console, due)
    else:
        _ask(console, store, due, read, today)


def _material(card: DueCard, cache: MaterialCache) -> Material:
    return material(card.lesson, card.page, cache) if card.is_live else Material()


def _print(console: Console, due: Sequence[Texts]) -> None:
    for number, card in enumerate(due, 1):
        _put_front(console, number, len(due), card)
    print_line(console)
    print_line(console, (_("Answers"), HEADING))
    for number, card in enumerate(due, 1):
        print_line(console)
        print_line(console, (str(number), HEADING))
        put_lines(console, markdown(card.back, columns(console)))


def _put_front(console: Console, number: int, count: int, texts: Texts) -> None:
    print_line(console)
    title = _("card {number} of {count}", number=number, count=count)
    print_line(console, (title, HEADING), (f"   {safe(texts.card.lesson.title)}", FAINT))
    put_lines(console, markdown(texts.front, columns(console)))


def _ask(console: Console, store: Store, due: Sequence[Texts], read: Read, today: date) -> None:
    for number, texts in enumerate(due, 1):
        _put_front(console, number, len(due), texts)
        print_line(console)
        typed = read(_("Enter shows the answer, q leaves> "))
        if typed is None or typed.strip().casefold() == "q":
            return
        put_lines(console, markdown(texts.back, columns(console)))
        known = _was_known(console, read)
        if known is None:
            return
        store.change(partial(Progress.reviewed, card=texts.card.name, known=known, today=today))


def _was_known(console: Console, read: Read) -> bool | None:
    """Whether the learner knew the answer; None if they quit."""
    answers = {"y": True, _("y"): True, "": True, "n": False, _("n"): False, "q": None}
    while True:
        print_line(console)
        typed = read(_("Did you know it? y, n, or q to leave> "))
        if typed is None:
            return None
        if typed.strip().casefold() in answers:
            return answers[typed.strip().casefold()]
        print_line(console, _("Type y or n."))
