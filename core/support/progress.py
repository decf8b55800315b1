"""Report the progress of a computation while it runs, and cancel it. Does not import torch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

from .errors import Problem
from .localization import _


class Progress(NamedTuple):
    """The number of tokens chosen so far, and the maximum."""

    done: int
    most: int

    def __str__(self) -> str:
        return _("token {done} of at most {most}", done=self.done, most=self.most)


class Cancelled(Problem):
    """The user canceled the computation."""


_report: ContextVar[Callable[[Progress], None] | None] = ContextVar("report", default=None)


@contextmanager
def reporting(to: Callable[[Progress], None]) -> Iterator[None]:
    """Calls `to` at each token computed inside the block, in this thread; `to` raises to cancel the computation."""
    before = _report.set(to)
    try:
        yield
    finally:
        _report.reset(before)


def report(done: int, most: int) -> None:
    """Reports progress to the function set by `reporting`, if any, which raises an error such as Cancelled to stop."""
    if (to := _report.get()) is not None:
        to(Progress(done, most))
