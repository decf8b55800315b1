"""What the explorer remembers from one time to the next: recent sentences, where one was, settings, hints seen.

Nothing else is kept. Each field is read by itself, so that one that cannot be used costs no other.
"""

from __future__ import annotations

import json
import stat
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from ..core.language import _
from .text import safe

RECENT = 6  # sentences that are remembered
LONGEST = 200  # characters of one
HINTS = 100  # hints that are remembered
LARGEST = 1 << 20  # bytes that such a file may have
VERSION = 1

COLOURS = ("auto", "full", "256", "16", "none")
THEMES = ("", "night", "day")
DECIMALS = range(1, 7)
PACES = (0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 5.0)  # seconds


@dataclass(frozen=True)
class Settings:
    """What the reader has chosen.

    Attributes:
        theme: "night" or "day"; empty until somebody has chosen.
        colours: how many the terminal is given: one of `COLOURS`, where "auto" is what it says it can do.
        decimals: digits after the point in the grid.
        motion: whether anything may move by itself; False is what is called reduced motion.
        pace: seconds that a step stands while the walk plays.
        language: such as "en"; empty is the one that the program is started in.
    """

    theme: str = ""
    colours: str = "auto"
    decimals: int = 2
    motion: bool = True
    pace: float = 1.5
    language: str = ""


@dataclass(frozen=True)
class LastPlace:
    """Where one was: a sentence, a step by its name and visit, a cell."""

    text: str
    step: str
    visit: int
    cell: tuple[int, ...]


@dataclass(frozen=True)
class Memory:
    """What is remembered; see `Store`.

    Attributes:
        hints: the names of those that have been seen.
    """

    recent: tuple[str, ...] = ()
    last: LastPlace | None = None
    settings: Settings = field(default_factory=Settings)
    hints: tuple[str, ...] = ()

    def with_sentence(self, text: str) -> Memory:
        """The same, with a sentence that somebody explores now in the first place."""
        if not text or len(text) > LONGEST:
            return self
        return replace(self, recent=(text, *(known for known in self.recent if known != text))[:RECENT])


def written(memory: Memory) -> dict[str, Any]:
    """As it is stored."""
    return {"version": VERSION, **asdict(memory)}


def read(data: object) -> Memory:
    """What was stored. A field that is missing or holds what it cannot is as if it had never been set.

    Raises:
        ValueError: this is none of ours.
    """
    if not isinstance(data, dict) or data.get("version") != VERSION:
        raise ValueError("it is not what this program writes")
    return Memory(
        recent=_texts(data.get("recent"), RECENT),
        last=_last(data.get("last")),
        settings=_settings(data),
        hints=_texts(data.get("hints"), HINTS),
    )


FITS: Mapping[str, Callable[[Any], bool]] = {  # what each setting can be
    "theme": lambda value: value in THEMES,
    "colours": lambda value: value in COLOURS,
    "decimals": lambda value: type(value) is int and value in DECIMALS,
    "motion": lambda value: type(value) is bool,
    "pace": lambda value: type(value) in (int, float) and PACES[0] <= value <= PACES[-1],
    "language": lambda value: isinstance(value, str) and len(value) <= LONGEST,
}


def _texts(data: object, most: int) -> tuple[str, ...]:
    if not isinstance(data, list):
        return ()
    return tuple(text for text in data if isinstance(text, str) and len(text) <= LONGEST)[:most]


def _last(data: object) -> LastPlace | None:
    match data:
        case {"text": str(text), "step": str(step), "visit": int(visit), "cell": list(cell)}:
            if len(text) <= LONGEST and all(type(place) is int for place in cell):
                return LastPlace(text, step, visit, tuple(cell))
    return None


def _settings(data: Mapping[str, Any]) -> Settings:
    found = data.get("settings")
    given = found if isinstance(found, dict) else {"theme": data.get("theme")}  # at the top once
    good: dict[str, Any] = {
        name: given[name] for name, fits in FITS.items() if name in given and fits(given[name])
    }
    return Settings(**good)


class Store:
    """A small file in the user's state folder. Not to be able to read or write it is no reason to trouble anybody.

    What cannot be stored holds as long as the program runs. A file that cannot be understood is renamed, never
    overwritten. Two programs may use the file at once: each change reads it first and replaces it whole.

    Args:
        path: another file.

    Attributes:
        notice: what the reader should be told of the file, once; "" if nothing.
        problem: why the last change could not be stored; "" if it was.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._unstored: Memory | None = None
        self._untouchable = ""  # why the file that is there must not be replaced
        self.notice = self.problem = ""

    @property
    def path(self) -> Path:
        """Where it is kept."""
        if self._path is None:
            from platformdirs import user_state_path

            self._path = user_state_path("transformer-explore", appauthor=False) / "explorer.json"
        return self._path

    def load(self) -> Memory:
        """What is remembered; nothing where there is no such file, or one that cannot be read."""
        if self._unstored is not None:
            return self._unstored
        self._untouchable = ""
        try:
            return read(json.loads(self._content()))
        except (FileNotFoundError, NotADirectoryError):
            return Memory()
        except OSError as error:
            self._leave(error.strerror or str(error))
        except (ValueError, RecursionError):
            self._set_aside()
        return Memory()

    def change(self, change: Callable[[Memory], Memory]) -> None:
        """Reads, changes and writes it."""
        before = self.load()
        after = change(before)
        if after == before:
            return
        try:
            self._write(after)
        except OSError as error:
            self._unstored, self.problem = after, error.strerror or str(error)
        else:
            self._unstored, self.problem = None, ""

    def _content(self) -> str:
        found = self.path.stat()
        if not stat.S_ISREG(found.st_mode):  # to read a pipe would be to wait for ever
            raise OSError(_("it is no file"))
        if found.st_size > LARGEST:
            raise ValueError("no file of ours is so large")
        return self.path.read_text(encoding="utf-8")

    def _write(self, memory: Memory) -> None:
        if self._untouchable:
            raise OSError(self._untouchable)
        from ..core.trace.atomic import write_atomically

        self.path.parent.mkdir(parents=True, exist_ok=True)
        data = json.dumps(written(memory), ensure_ascii=False, indent=1)
        write_atomically(self.path, data.encode("utf-8", "replace"))

    def _set_aside(self) -> None:
        aside = self.path.with_name(f"{self.path.name}.broken")
        try:
            self.path.replace(aside)
        except OSError as error:
            self._leave(error.strerror or str(error))
            return
        self.notice = _(
            "Your settings could not be read and were set aside in {file}; all is as at first."
        ).format(file=safe(str(aside)))

    def _leave(self, why: str) -> None:
        self._untouchable = why
        self.notice = _(
            "Your settings in {file} could not be read ({why}); they are left as they are, "
            "and what you choose now holds until you quit."
        ).format(file=safe(str(self.path)), why=why)
