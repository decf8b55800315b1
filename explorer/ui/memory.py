"""What the explorer saves: recent sentences, the last position, the settings, the hints that were shown.

Nothing else is kept. Each field is read separately, so that an invalid one does not affect the others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from ...core.support.localization import _
from ...core.support.state import StateFile, versioned
from .text import safe

RECENT = 6  # sentences that are remembered
LONGEST = 200  # characters of a sentence
HINTS = 100  # hints that are remembered
VERSION = 1

COLORS = ("auto", "full", "256", "16", "none")
THEMES = ("", "night", "day")
DECIMALS = range(1, 7)
PACES = (0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 5.0)  # seconds


@dataclass(frozen=True)
class Settings:
    """What the reader has chosen.

    Attributes:
        theme: "night" or "day"; empty until the reader has chosen one.
        colors: one of `COLORS`: how many are used; "auto" is what the terminal reports.
        decimals: digits after the point in the grid.
        motion: whether anything may move by itself; False means reduced motion.
        pace: seconds per step while the walk plays.
        language: such as "en"; empty for the one that the program was started in.
    """

    theme: str = ""
    colors: str = "auto"
    decimals: int = 2
    motion: bool = True
    pace: float = 1.5
    language: str = ""


@dataclass(frozen=True)
class LastPlace:
    """A position in a walk: a sentence, a step by its name and visit, a cell."""

    text: str
    step: str
    visit: int
    cell: tuple[int, ...]


@dataclass(frozen=True)
class Memory:
    """What is remembered; see `Store`.

    Attributes:
        hints: the names of those that were shown.
    """

    recent: tuple[str, ...] = ()
    last: LastPlace | None = None
    settings: Settings = field(default_factory=Settings)
    hints: tuple[str, ...] = ()

    def with_sentence(self, text: str) -> Memory:
        """A copy with a sentence as the most recent one."""
        if not text or len(text) > LONGEST:
            return self
        return replace(self, recent=(text, *(known for known in self.recent if known != text))[:RECENT])


def written(memory: Memory) -> dict[str, Any]:
    """The data to store."""
    return {"version": VERSION, **asdict(memory)}


def read(data: object) -> Memory:
    """What was stored. A field that is missing or invalid counts as never set.

    Raises:
        NewerVersionError: a newer version of the program wrote it.
        ValueError: this program did not write it.
    """
    data = versioned(data, VERSION)
    return Memory(
        recent=_texts(data.get("recent"), RECENT),
        last=_last(data.get("last")),
        settings=_settings(data),
        hints=_texts(data.get("hints"), HINTS),
    )


FITS: Mapping[str, Callable[[Any], bool]] = {  # the valid values of each setting
    "theme": lambda value: value in THEMES,
    "colors": lambda value: value in COLORS,
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
    given = found if isinstance(found, dict) else {"theme": data.get("theme")}  # formerly at the top level
    given = {"colors": given.get("colours"), **given}  # its former name
    good: dict[str, Any] = {
        name: given[name] for name, fits in FITS.items() if name in given and fits(given[name])
    }
    return Settings(**good)


class Store(StateFile[Memory]):
    """The file in which it is stored: `explorer.json` in the user's state folder.

    Args:
        path: another file.
    """

    def __init__(self, path: Path | None = None) -> None:
        super().__init__("explorer.json", Memory(), read, written, path)

    def was_set_aside(self, file: str) -> str:
        return _(
            "Your settings could not be read and were moved to {file}; the defaults are used.",
            file=safe(file),
        )

    def is_left(self, file: str, why: str) -> str:
        return _(
            "Your settings in {file} could not be read ({why}); they are left unchanged, "
            "and what you choose now applies until you quit.",
            file=safe(file),
            why=why,
        )
