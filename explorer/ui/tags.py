"""Where the tags of views are shown: at the right end of a line, or in parentheses. No Textual."""

from __future__ import annotations

from collections.abc import Iterable

from ...core.support.localization import _
from ...core.trace.tags import Tag, written
from .text import width
from .words import Piece

APART = "   "  # between a line and its tag


def before(tags: Iterable[Tag], right: list[Piece]) -> list[Piece]:
    """The tags and what follows them at the right end of a line, where `Spread` leaves out the tags first."""
    text = written(tags)
    if not text:
        return right
    gap = "  " if any(piece for piece, _style in right) else ""
    return [(f"{text}{gap}", "faint"), *(right or [("", "")])]


def in_parentheses(tags: Iterable[Tag]) -> str:
    """The tags after a name: " (trained model)"; "" without tags."""
    text = written(tags)
    return _(" ({tags})", tags=text) if text else ""


def above(lines: list[str], tags: Iterable[Tag], columns: int) -> list[str]:
    """Lines with the tags at the end of the first one; on a line of their own above it if they do not fit."""
    text = written(tags)
    if not text or not lines:
        return lines
    first, *others = lines
    if width(first) + len(APART) + width(text) <= columns:
        return [f"{first}{APART}{text}", *others]
    return [text, *lines]


def at_right(line: str, tags: Iterable[Tag], columns: int) -> str:
    """A line with its tags at the right edge; without them if they do not fit into this many columns."""
    text = written(tags)
    gap = columns - width(line) - width(text)
    return f"{line}{' ' * gap}{text}" if text and gap >= len(APART) else line
