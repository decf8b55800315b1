"""What runs in a worker of the shared engine."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import pickle
import sys
import time
from collections.abc import Callable
from functools import cache
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import NamedTuple

from ...support import localization
from ...support.errors import Problem
from ...support.localization import _
from .. import known_runs
from .frames import MOST_RESULT, Kind


def context() -> BaseContext:
    """How workers start: on Linux as forks of one process that has imported torch, so that they share its memory."""
    if sys.platform != "linux":
        return multiprocessing.get_context("spawn")
    found = multiprocessing.get_context("forkserver")
    found.set_forkserver_preload([f"{__package__}.preloaded"])
    return found


def begin(threads: int, folder: Path) -> None:
    """Prepares a worker.

    Args:
        threads: how many torch may use, unless the user has set another number.
        folder: where runs are kept that several clients ask for.
    """
    if "OMP_NUM_THREADS" not in os.environ:
        os.environ["OMP_NUM_THREADS"] = str(threads)
        if (torch := sys.modules.get("torch")) is not None:
            torch.set_num_threads(threads)
    if hasattr(os, "setsid"):
        os.setsid()  # Linux divides the processor's time among sessions, and each explorer has one of its own
    known_runs.keep_in(folder)


def warm_up() -> None:
    """Loads torch and the shipped model, so that the first explorer does not wait for them."""
    from ...checkpoints import find
    from ..request import Request
    from ..runs import run

    stored = find().first_trace()
    run(Request(source=stored.source_text if stored is not None else "", device="cpu"))


class Answer(NamedTuple):
    """What a call returned or raised, pickled, and the seconds of CPU it took."""

    kind: Kind
    content: bytes
    seconds: float


def perform(pickled: bytes, language: str) -> Answer:
    """The answer of a pickled call; texts in it are in the given language."""
    began = time.process_time()  # how long it takes does not depend on other programs
    kind, content = _performed(pickled, language)
    _trim()
    return Answer(kind, content, time.process_time() - began)


def _trim() -> None:
    """Returns freed memory to the system, where the C library can: some calls need far more than the others."""
    if (trim := _malloc_trim()) is not None:
        trim(0)


@cache
def _malloc_trim() -> Callable[[int], int] | None:
    found: Callable[[int], int] | None = getattr(ctypes.CDLL(None), "malloc_trim", None)
    return found


def _performed(pickled: bytes, language: str) -> tuple[Kind, bytes]:
    localization.use(localization.known(language) or localization.ENGLISH)
    try:
        function, args, kwargs = pickle.loads(pickled)
        result = pickle.dumps(function(*args, **kwargs), pickle.HIGHEST_PROTOCOL)
        if len(result) > MOST_RESULT:
            raise Problem(_("the result is larger than {most:,} bytes, too large to send", most=MOST_RESULT))
        return Kind.RESULT, result
    except Exception as error:  # whatever it is, it belongs to the caller
        return Kind.FAILED, _pickled(error)


def _pickled(error: Exception) -> bytes:
    """A pickled exception, or one with the same message if it cannot be pickled and read again."""
    try:
        pickled = pickle.dumps(error, pickle.HIGHEST_PROTOCOL)
        pickle.loads(pickled)
    except Exception:  # an exception may have any state and constructor
        return pickle.dumps(RuntimeError(f"{type(error).__name__}: {error}"))
    return pickled
