"""What runs in a worker of the shared engine."""

from __future__ import annotations

import os
import pickle
import time
from pathlib import Path
from typing import NamedTuple

from ...support import localization
from ...support.errors import Problem
from ...support.localization import _
from .. import known_runs
from .frames import MOST_RESULT, Kind


def begin(threads: int, folder: Path) -> None:
    """Prepares a worker, before it loads torch.

    Args:
        threads: how many torch may use, unless the user has set another number.
        folder: where runs are kept that several clients ask for.
    """
    os.environ.setdefault("OMP_NUM_THREADS", str(threads))
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
    return Answer(kind, content, time.process_time() - began)


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
