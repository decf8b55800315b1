"""How far a computation has come, said while it runs, and the place where it can be stopped. Needs no torch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

from .errors import Problem
from .localization import _


class Progress(NamedTuple):
    """Tokens that were chosen, and the most that there may be."""

    done: int
    most: int

    def __str__(self) -> str:
        return _("token {done} of at most {most}", done=self.done, most=self.most)


class Cancelled(Problem):
    """Somebody stopped the computation."""


_report: ContextVar[Callable[[Progress], None] | None] = ContextVar("report", default=None)


@contextmanager
def reporting(to: Callable[[Progress], None]) -> Iterator[None]:
    """Has what is computed inside the block, in this thread, call `to` at each token; to stop it, `to` raises."""
    before = _report.set(to)
    try:
        yield
    finally:
        _report.reset(before)


def report(done: int, most: int) -> None:
    """Says how far a computation has come, to whom wants to know.

    Raises:
        Cancelled, or whatever who wants to know raises: the computation is to stop.
    """
    if (to := _report.get()) is not None:
        to(Progress(done, most))
