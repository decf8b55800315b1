"""What the home screen offers, without a screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ....core.support.localization import _
from ...ui.examples import EXAMPLES
from ...ui.memory import Memory
from ...ui.program_keys import FAMILIES, LABS
from ...ui.text import safe

if TYPE_CHECKING:
    from ...ui.lesson_list import Offer

SENTENCE = _(
    "A small, real Transformer translates Chinese into English, and every number that it computes can be opened."
)
EXPLORE, CONTINUE, OWN, LEARN, OPEN = "explore", "continue", "own", "learn", "open"
LESSON, EXPERIMENT, BESIDE = "lesson", "experiment", "side by side"
SETTINGS = "settings"


@dataclass(frozen=True)
class Entry:
    """A line of the home screen.

    Attributes:
        what: what choosing it does; empty for a heading.
        title, note: what it says, safe for a screen.
        text: the sentence that it is about.
        offer: of a line about lessons, what it leads to.
    """

    what: str
    title: str
    note: str = ""
    text: str = ""
    offer: Offer | None = None


def entries(memory: Memory, lessons: Sequence[Offer] = ()) -> list[Entry]:
    """The lines from top to bottom; what is said of the lessons comes up behind the first frame."""
    lines: list[Entry] = []
    if memory.last is not None:
        step = safe(memory.last.step)
        lines += [
            Entry("", _("go on where you were")),
            Entry(CONTINUE, safe(memory.last.text), _("at {step}", step=step), memory.last.text),
            Entry("", ""),
        ]
    lines.append(Entry("", _("explore a sentence")))
    lines += [Entry(EXPLORE, text, _(note), text) for text, note in EXAMPLES]
    known = dict(EXAMPLES)
    lines += [Entry(EXPLORE, safe(text), _("lately"), text) for text in memory.recent if text not in known]
    lines += [Entry(OWN, _("a sentence of your own…"), _("type it")), Entry("", "")]
    if lessons:
        lines.append(Entry("", _("take a lesson")))
        lines += [Entry(LESSON, offer.title, offer.note, offer=offer) for offer in lessons]
        lines.append(Entry("", ""))
    lines.append(Entry("", _("watch it learn")))
    lines.append(Entry(LEARN, _("attention during training"), _("from random to aligned, on a slider")))
    lines.append(Entry("", ""))
    lines.append(Entry("", _("try it out")))
    beside = _("attention, a CNN, an RNN, an LSTM in step; anywhere with {key}", key=FAMILIES)
    lines.append(Entry(BESIDE, _("side by side"), beside))
    lines.append(
        Entry(
            EXPERIMENT,
            _("experiments"),
            _("numbers to turn, and what comes of them; anywhere with {key}", key=LABS),
        )
    )
    lines.append(Entry("", ""))
    lines += [Entry("", _("open a file")), Entry(OPEN, _("a trace that was exported…"), _("type its path"))]
    lines += [
        Entry("", ""),
        Entry(SETTINGS, _("settings"), _("light or dark, digits, pace; anywhere with ,")),
    ]
    return lines
