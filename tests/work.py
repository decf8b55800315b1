"""Counts how much work a function does, independently of the speed of the machine."""

import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from cProfile import Profile
from dataclasses import dataclass


@dataclass
class Work:
    """The work of a block, known when it has ended.

    Attributes:
        calls: of functions, Python's and those written in C.
        peak: bytes of memory, NumPy's arrays among them, that were held at once beyond those held before.
    """

    calls: int = 0
    peak: int = 0


@contextmanager
def counted() -> Iterator[Work]:
    """Counts the calls of a block."""
    work, profile = Work(), Profile(builtins=True, subcalls=False)
    profile.enable()
    try:
        yield work
    finally:
        profile.disable()
        work.calls = sum(entry.callcount for entry in profile.getstats())


@contextmanager
def weighed() -> Iterator[Work]:
    """Measures how much memory a block needs at most."""
    work = Work()
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        tracemalloc.reset_peak()
        yield work
        work.peak = tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()


def calls(function: Callable[[], object]) -> int:
    """The number of functions that a call calls."""
    with counted() as work:
        function()
    return work.calls
