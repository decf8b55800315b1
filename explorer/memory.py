"""What the explorer remembers from one time to the next: recent sentences, and where one was. Nothing else is kept."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

RECENT = 6  # sentences that are remembered
LONGEST = 200  # characters of one
VERSION = 1


@dataclass(frozen=True)
class LastPlace:
    """Where one was: a sentence, a step by its name and visit, a cell."""

    text: str
    step: str
    visit: int
    cell: tuple[int, ...]


@dataclass(frozen=True)
class Memory:
    """What is remembered; see `Store`."""

    recent: tuple[str, ...] = ()
    last: LastPlace | None = None
    theme: str = ""

    def with_sentence(self, text: str) -> Memory:
        """The same, with a sentence that somebody explores now in the first place."""
        if not text or len(text) > LONGEST:
            return self
        return replace(self, recent=(text, *(known for known in self.recent if known != text))[:RECENT])


class Store:
    """A small file in the user's state folder. Not to be able to read or write it is no reason to trouble anybody.

    Args:
        path: another file.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path

    @property
    def path(self) -> Path:
        """Where it is kept."""
        if self._path is None:
            from platformdirs import user_state_path

            self._path = user_state_path("transformer-explore", appauthor=False) / "explorer.json"
        return self._path

    def load(self) -> Memory:
        """What is remembered; nothing where there is no such file, or one that is none of ours."""
        try:
            return _memory(json.loads(self.path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return Memory()

    def change(self, change: Callable[[Memory], Memory]) -> None:
        """Reads, changes and writes it."""
        before = self.load()
        after = change(before)
        if after == before:
            return
        from ..core.trace.atomic import write_atomically

        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            data = json.dumps({"version": VERSION, **asdict(after)}, ensure_ascii=False, indent=1)
            write_atomically(self.path, data.encode("utf-8", "replace"))
        except OSError:
            return


def _memory(data: Any) -> Memory:
    if data["version"] != VERSION:
        return Memory()
    last = data["last"]
    recent = tuple(str(text)[:LONGEST] for text in data["recent"] if isinstance(text, str))
    return Memory(recent[:RECENT], None if last is None else _last(last), str(data["theme"]))


def _last(data: Any) -> LastPlace:
    cell = tuple(int(place) for place in data["cell"])
    return LastPlace(str(data["text"])[:LONGEST], str(data["step"]), int(data["visit"]), cell)
