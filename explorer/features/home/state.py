"""The lines of the home screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ....core.support.localization import N_, _
from ...ui import strings
from ...ui.browser import in_browser
from ...ui.examples import EXAMPLES, about
from ...ui.memory import Memory
from ...ui.text import safe

if TYPE_CHECKING:
    from ...ui.lesson_list import Offer

SENTENCE = N_(
    "A small, real Transformer translates Chinese into English. You can look at every number that it computes."
)
OTHER = N_("{name} is open. Type a text to look at every number that the model computes from it.")
EXPLORE, CONTINUE, OWN, LEARN, OPEN = "explore", "continue", "own", "learn", "open"
LESSON, EXPERIMENT, FAMILIES, SETTINGS = "lesson", "experiment", "families", "settings"


@dataclass(frozen=True)
class Entry:
    """A line of the home screen.

    Attributes:
        what: what choosing it does; empty for a heading.
        title, note: safe texts.
        text: the sentence that it is about.
        offer: the lesson that it is about.
    """

    what: str
    title: str
    note: str = ""
    text: str = ""
    offer: Offer | None = None


def introduction(other: str) -> str:
    """What the program shows; `other` is the name of a model that is no translator of ours."""
    return _(OTHER, name=safe(other)) if other else _(SENTENCE)


def entries(memory: Memory, lessons: Sequence[Offer] = (), other: str = "") -> list[Entry]:
    """The lines from top to bottom; the lessons are added after the first frame.

    Args:
        other: the name of a model that is no translator of ours: the saved sentences and the examples are not for it.
    """
    last = None if other else memory.last
    here = [Entry(CONTINUE, safe(last.text), _("at {step}", step=safe(last.step)), last.text)] if last else []
    known = dict(EXAMPLES)
    sentences = [Entry(EXPLORE, text, about(text), text) for text in known]
    sentences += [
        Entry(EXPLORE, safe(text), _("recent"), text) for text in memory.recent if text not in known
    ]
    sentences.append(Entry(OWN, _("your own sentence…"), _("type it")))
    if other:
        sentences = [Entry(OWN, _("your own text…"), _("type it"))]
    offers = [Entry(LESSON, offer.title, offer.note, offer=offer) for offer in lessons]
    training = Entry(LEARN, _("attention during training"), _("from random to aligned, on a timeline"))
    families = _("attention, CNN, RNN, LSTM on one input ({key})", key=strings.FAMILIES)
    experiments = _("change a number and see the result ({key})", key=strings.LABS)
    trials = [
        Entry(FAMILIES, _("model families"), families),
        Entry(EXPERIMENT, _("experiments"), experiments),
    ]
    lines: list[Entry] = []
    for title, section in (
        (_("continue"), here),
        (_("explore a text") if other else _("explore a sentence"), sentences),
        (_("take a lesson"), offers),
        (_("watch it learn"), [training]),
        (_("try it out"), trials),
        (
            _("open a file"),
            [] if in_browser() else [Entry(OPEN, _("an exported trace…"), _("type its path"))],
        ),
    ):
        lines += [Entry("", title), *section, Entry("", "")] if section else []
    return [*lines, Entry(SETTINGS, _("settings"), _("theme, colors, digits, pace (,)"))]
