"""The table of contents, read quickly from the first lines of the lessons' files without checking them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..core.support.localization import ENGLISH, current

CONTENT = Path(__file__).parent / "content"
NAME = re.compile(r"(\d\d)-[a-z0-9-]+\.md")
ID = r"([a-z0-9-]+)"
FRONT = re.compile(r"---\n(.*?)\n---\n", re.DOTALL)
FIELD = re.compile(r"^(id|title|minutes):\s*(.+?)\s*$", re.MULTILINE)
PAGE = re.compile(rf"^ {{0,3}}# .*\{{#{ID}\}}[ ]*$", re.MULTILINE)
CARD = re.compile(rf"^ {{0,3}}:{{3,}} *card +id=[\"']?{ID}", re.MULTILINE)


@dataclass(frozen=True)
class Entry:
    """A lesson in the table of contents, with the ids of its pages and its cards."""

    number: int
    id: str
    title: str
    minutes: int
    pages: tuple[str, ...]
    cards: tuple[str, ...]


def paths() -> list[Path]:
    """The files of the lessons in order, each in the current language or, if it is not translated yet, in English."""
    return [translation(path) or path for path in sorted((CONTENT / ENGLISH).glob("*.md"))]


def translation(path: Path, language: str = "") -> Path | None:
    """The file of a lesson in a language, by default the current one; None if it is not translated yet."""
    found = CONTENT / (language or current()) / path.name
    return found if found.is_file() else None


def is_translated(id: str) -> bool:
    """Whether the lesson with this id exists in the current language."""
    return any(path.parent.name == current() for path in paths() if path.stem.partition("-")[2] == id)


def contents() -> tuple[Entry, ...]:
    """Every lesson, in order, without files that are not lessons; `lessons check` reports those."""
    return tuple(filter(None, map(entry_of, paths())))


def number_of(id: str) -> int:
    """The number of a lesson; KeyError with a message if there is no such lesson."""
    found = next((entry.number for entry in contents() if entry.id == id), None)
    if found is None:
        raise KeyError(f"there is no lesson {id!r}")
    return found


def entry_of(path: Path) -> Entry | None:
    """The entry of a file; None if it is not a lesson."""
    name = NAME.fullmatch(path.name)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return None
    front = FRONT.match(text)
    if name is None or front is None:
        return None
    fields: Mapping[str, str] = {field: _unquoted(value) for field, value in FIELD.findall(front[1])}
    if not {"id", "title", "minutes"} <= fields.keys() or not fields["minutes"].isdecimal():
        return None
    pages, cards = (tuple(each.findall(text, front.end())) for each in (PAGE, CARD))
    return Entry(int(name[1]), fields["id"], fields["title"], int(fields["minutes"]), pages, cards)


def _unquoted(text: str) -> str:
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text
