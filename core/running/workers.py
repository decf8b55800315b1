"""Workers run a plain function for many items of plain data: in this process, or on the machines of a cluster.

What spreads over a cluster is written as a function of an item, and gives its results in the order in which they are
ready. Importing this needs no torch; running something does.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from typing import Any, Protocol, TypeVar

from .torch_settings import threads_set

I = TypeVar("I")  # noqa: E741
T = TypeVar("T")

OWN_THREADS = 0  # the number of CPU threads that torch has in the process where a function runs
Message = tuple[float, ...]
"""What a function reports while it runs, such as the number of an update and its loss."""

Send = Callable[[Message], None]
Work = Callable[[I, Send], T]
"""A function of an item. It belongs to a module, so that other machines can import it, and may report progress."""


def ignore(number: int, message: Message) -> None:
    """Drops a message."""


class Workers(Protocol):
    """Where functions run.

    Attributes:
        shares_files: whether they see this machine's files.
    """

    shares_files: bool

    def results(
        self,
        work: Work[I, T],
        items: Sequence[I],
        report: Callable[[int, Message], None] = ignore,
        threads: int = 1,
    ) -> Generator[tuple[int, T], None, None]:
        """The index of each item and its result, as they become ready. Closing the iterator cancels the rest.

        Args:
            report: called in this thread with the index of an item and what its function reports.
            threads: CPU threads for torch, or `OWN_THREADS`. The last digits of a result may depend on their number.

        Raises:
            Exception: what a function raised.
        """


class Here:
    """Runs functions in this process, one after the other."""

    shares_files = True

    def results(
        self,
        work: Work[I, T],
        items: Sequence[I],
        report: Callable[[int, Message], None] = ignore,
        threads: int = 1,
    ) -> Generator[tuple[int, T], None, None]:
        def sending(number: int) -> Send:
            return lambda message: report(number, message)

        for number, item in enumerate(items):
            with nullcontext() if threads == OWN_THREADS else threads_set(threads):
                result = work(item, sending(number))
            yield number, result


_workers: ContextVar[Workers] = ContextVar("workers", default=Here())  # noqa: B039 (it has no state)


@contextmanager
def using(workers: Workers) -> Iterator[None]:
    """Inside the block, `current` returns these workers."""
    before = _workers.set(workers)
    try:
        yield
    finally:
        _workers.reset(before)


def current() -> Workers:
    """The workers for an experiment that may spread its work: this process, unless `using` says otherwise."""
    return _workers.get()


def in_order(ready: Iterator[tuple[int, Any]]) -> list[Any]:
    """The results in the order of their items, when all are ready."""
    return [result for _number, result in sorted(ready, key=lambda pair: pair[0])]
