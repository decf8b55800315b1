"""The base class of interventions: plain data that can be sent, typed, described and stored in a trace."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar

from ..support.localization import N_, _
from ..trace.files.fields import worded
from .checks import require_count, require_number, require_region, require_text

# The check of each field and its name in messages; kinds add checks for fields of their own.
CHECKS: Mapping[str, tuple[Callable[[Any, str], None], str]] = {
    "attention": (require_text, N_("the name of an attention layer")),
    "head": (require_count, N_("a head")),
    "visit": (require_count, N_("a visit")),
    "step": (require_text, N_("the name of a step")),
    "cell": (require_region, N_("a cell")),
    "value": (require_number, N_("the value")),
    "file": (require_text, N_("the file of the other trace")),
    "sha256": (require_text, N_("the SHA-256 of the other trace")),
    "origin": (require_text, N_("the name of the step in the other trace")),
    "parameter": (require_text, N_("the name of a parameter")),
    "rate": (require_number, N_("the dropout rate")),
}


@dataclass(frozen=True)
class Intervention:
    """A change inside a run. `str` gives what to type, `description` a text for readers.

    Creating one raises InterventionError if a part is invalid.
    """

    kind: ClassVar[str]
    says: ClassVar[str] = ""  # the description, with the words to type in place of the fields' names

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name in CHECKS and (value is not None or field.default is not None):
                check, what = CHECKS[field.name]
                check(value, _(what))

    def words(self) -> tuple[str, ...]:
        """The words to type after the kind, in the order of the fields."""
        return ()

    @property
    def description(self) -> str:
        """The change in a few words."""
        names = (field.name for field in fields(self))
        return _(self.says, **dict(zip(names, self.words(), strict=False)))

    def __str__(self) -> str:
        return " ".join(map(_typed, (self.kind, *self.words())))

    def as_data(self) -> dict[str, Any]:
        """For JSON; `from_data` is the inverse. Parts that are None are omitted."""
        parts = {field.name: getattr(self, field.name) for field in fields(self)}
        return {"kind": self.kind} | {name: worded(part) for name, part in parts.items() if part is not None}


def _typed(word: str) -> str:
    """A word, quoted if `parse` would otherwise split it."""
    return shlex.quote(word) if not word or set(word) & set(" \t\r\n\"'\\") else word


def number(value: float) -> str:
    """The shortest text that gives the same number."""
    short = f"{value:g}"
    return short if float(short) == value else repr(value)


def at(name: str, visit: int | None) -> str:
    """A name with its visit, as it is typed."""
    return name if visit is None else f"{name}#{visit}"
