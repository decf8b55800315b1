"""A screen that is left with a place to go on walking at, tells things in a line, and asks for one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from ...core.operations.expression import Index, Source
from ...core.trace import Trace
from .one_frame import OneFrame

Result = TypeVar("Result")


@dataclass(frozen=True)
class Opened:
    """Where the reader wants to go on walking."""

    trace: Trace
    source: Source
    cell: Index


class Telling(OneFrame[Result], Generic[Result]):
    """Its notices are in a line `#told`."""

    NOTICE = "#told"
