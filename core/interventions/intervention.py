"""What every intervention is: plain data that can be sent, typed, said and kept in a trace."""

from __future__ import annotations

import math
import shlex
from abc import ABC, abstractmethod
from dataclasses import dataclass, fields
from typing import Any, ClassVar

INFINITIES = {math.inf: "Infinity", -math.inf: "-Infinity"}  # JSON has no number for them


@dataclass(frozen=True)
class Intervention(ABC):
    """A change inside a run. `str` of it is what one types; `said` is for a screen.

    Raises:
        InterventionError: when it is made, of parts that are not what they should be.
    """

    kind: ClassVar[str]

    @abstractmethod
    def words(self) -> tuple[str, ...]:
        """What one types after the kind."""

    @property
    @abstractmethod
    def said(self) -> str:
        """The change in a few words."""

    def __str__(self) -> str:
        return " ".join(map(_typed, (self.kind, *self.words())))

    def as_data(self) -> dict[str, Any]:
        """For JSON; `from_data` reads it again. What is left open is left out."""
        parts = {field.name: getattr(self, field.name) for field in fields(self)}
        return {"kind": self.kind} | {name: _plain(part) for name, part in parts.items() if part is not None}


def _plain(part: Any) -> Any:
    if isinstance(part, tuple):
        return list(part)
    return INFINITIES.get(part, part) if isinstance(part, float) else part


def _typed(word: str) -> str:
    """A word, in quotes where `parse` would else see several."""
    return shlex.quote(word) if not word or set(word) & set(" \t\r\n\"'\\") else word


def number(value: float) -> str:
    """A number as short as it can be without becoming another."""
    short = f"{value:g}"
    return short if float(short) == value else repr(value)


def at(name: str, visit: int | None) -> str:
    """A name with its visit, as one types it."""
    return name if visit is None else f"{name}#{visit}"
