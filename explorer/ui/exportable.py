"""What a screen tells of itself, so that what it shows can be exported and copied.

A screen with a trace or a grid has one method, `exported`; every key that exports or copies then works on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from textual.screen import Screen

from ...core.operations.expression import Index
from ...core.trace import Trace
from .tensor_view import TensorView


@dataclass(frozen=True)
class Exported:
    """What a screen shows, besides its picture.

    Attributes:
        trace: the run one looks at.
        shown: the array in the grid; `cell` is where its cursor is.
        hidden: a cell that the reader is to guess: nothing that tells it leaves the screen.
    """

    trace: Trace | None = None
    shown: TensorView | None = None
    cell: Index = ()
    hidden: Index | None = None


@runtime_checkable
class Exportable(Protocol):
    """A screen of which more than its picture can be exported."""

    def exported(self) -> Exported:
        """The trace one looks at, and the array and cell in the grid, as far as there are any."""


def exported(screen: Screen[Any]) -> Exported:
    """What a screen shows besides its picture; nothing, where it does not say."""
    return screen.exported() if isinstance(screen, Exportable) else Exported()
