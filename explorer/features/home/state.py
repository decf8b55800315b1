"""The lines of the home screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ....core.support.localization import N_, _
from ...ui import strings
from ...ui.browser import in_browser
from ...ui.examples import EXAMPLES, about
from ...ui.memory import Memory
from ...ui.text import ELLIPSIS, safe, width

if TYPE_CHECKING:
    from ...ui.lesson_list import Offer

SENTENCE = N_(
    "A small, real Transformer translates Chinese into English. You can look at every number that it computes."
)
OTHER = N_("{name} is open. Type a text to look at every number that the model computes from it.")
Titles = Callable[[str, int], Sequence[str]]
MOST_TITLES = 8  # before the ellipsis in a shortened title
SEPARATOR = " › "  # as in ui.walk, which the first frame does not import
EXPLORE, CONTINUE, OWN, LEARN, OPEN = "explore", "continue", "own", "learn", "open"
LESSON, EXPERIMENT, FAMILIES, SETTINGS = "lesson", "experiment", "families", "settings"


@dataclass(frozen=True)
class Entry:
    """A line of the home screen.

    Attributes:
        what: what choosing it does; empty for a heading.
        title, note: safe texts.
        shorter: what to show instead of the note if there is no room for it, the longest first.
        text: the sentence that it is about.
        offer: the lesson that it is about.
    """

    what: str
    title: str
    note: str = ""
    text: str = ""
    offer: Offer | None = None
    shorter: tuple[str, ...] = ()

    def note_in(self, columns: int) -> str:
        """The longest of its notes that fits; else the shortest one."""
        notes = (self.note, *self.shorter)
        return next((note for note in notes if width(note) <= columns), notes[-1])


def introduction(other: str) -> str:
    """What the program shows; `other` is the name of a model that is no translator of ours."""
    return _(OTHER, name=safe(other)) if other else _(SENTENCE)


def _last(text: str, titles: Sequence[str]) -> Entry:
    """The line that continues at a step, with its title in the walk, which may be shortened in its middle."""
    most = min(len(titles) - 2, MOST_TITLES)
    shorter = [(*titles[:n], ELLIPSIS, titles[-1]) for n in range(most, -1, -1)]
    notes = [_("at {step}", step=SEPARATOR.join(each)) for each in (titles, *shorter) if each]
    return Entry(CONTINUE, safe(text), notes[0] if notes else "", text, shorter=tuple(notes[1:]))


def entries(
    memory: Memory, lessons: Sequence[Offer] = (), other: str = "", titles: Titles | None = None
) -> list[Entry]:
    """The lines from top to bottom; the lessons and the title of the last step are added after the first frame.

    Args:
        titles: gives the titles of a step by its name and visit.
        other: the name of a model that is no translator of ours: the saved sentences and the examples are not for it.
    """
    last = None if other else memory.last
    here = [_last(last.text, titles(last.step, last.visit) if titles else ())] if last else []
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
