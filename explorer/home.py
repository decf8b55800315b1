"""What the home screen offers, without a screen."""

from __future__ import annotations

from dataclasses import dataclass

from .memory import Memory
from .text import safe

SENTENCE = "A small, real Transformer translates Chinese into English, and every number that it computes can be opened."
FIRST = "我爱你"
EXAMPLES = (
    (FIRST, "i love you: the first example, there at once"),
    ("猫喜欢狗", "three words, three roles"),
    ("老师给学生一本书", "who gives what to whom"),
    ("书包里有一只兔子", "where beam search and greedy decoding differ"),
)

EXPLORE, CONTINUE, OWN, OPEN = "explore", "continue", "own", "open"


@dataclass(frozen=True)
class Entry:
    """A line of the home screen.

    Attributes:
        what: what choosing it does; empty for a heading.
        title, note: what it says, safe for a screen.
        text: the sentence that it is about.
    """

    what: str
    title: str
    note: str = ""
    text: str = ""


def entries(memory: Memory) -> list[Entry]:
    """The lines from top to bottom."""
    lines: list[Entry] = []
    if memory.last is not None:
        step = safe(memory.last.step)
        lines += [
            Entry("", "go on where you were"),
            Entry(CONTINUE, safe(memory.last.text), f"at {step}", memory.last.text),
            Entry("", ""),
        ]
    lines.append(Entry("", "explore a sentence"))
    lines += [Entry(EXPLORE, text, note, text) for text, note in EXAMPLES]
    known = {text for text, _ in EXAMPLES}
    lines += [Entry(EXPLORE, safe(text), "lately", text) for text in memory.recent if text not in known]
    lines += [Entry(OWN, "a sentence of your own…", "type it"), Entry("", "")]
    lines += [Entry("", "open a file"), Entry(OPEN, "a trace that was exported…", "type its path")]
    return lines
