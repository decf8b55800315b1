"""Runs that a shared engine has computed, so that it computes what a whole class asks for only once.

A known run's file is linked to the name that its caller wants. All processes that open it then share its memory.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..support import localization

if TYPE_CHECKING:
    from .request import Request

MOST_BYTES = 1 << 26  # of all files; the folder for temporary files may be in memory
MOST_FILE = 1 << 23
Notices = tuple[str, ...]

_folder: Path | None = None


def keep_in(folder: Path | None) -> None:
    """Keeps runs from now on; several processes may use the same folder. None: keeps none, as at first."""
    global _folder
    _folder = folder


def take(request: Request, file: Path) -> Notices | None:
    """Links the file of a known run to `file` and returns the notices; None if the run is not known."""
    known = _path(request)
    if known is None:
        return None
    linked = file.with_name(f"{file.name}.link")
    try:
        notices = tuple(map(str, json.loads(known.with_suffix(".json").read_text(encoding="utf-8"))))
        os.link(known, linked)
        linked.replace(file)
        os.utime(known)  # it was used recently
    except (OSError, ValueError):  # not known, or no longer, or on another file system
        with suppress(OSError):
            linked.unlink(missing_ok=True)
        return None
    return notices


def keep(request: Request, file: Path, notices: Notices) -> None:
    """Keeps a run that was just computed. It is not kept if that fails: it can be computed again."""
    known = _path(request)
    if known is None:
        return
    with suppress(OSError):
        known.parent.mkdir(exist_ok=True)
        if file.stat().st_size > MOST_FILE:
            return
        _make_room(known.parent, file.stat().st_size)
        known.with_suffix(".json").write_text(json.dumps(notices), encoding="utf-8")
        os.link(file, known)


def _path(request: Request) -> Path | None:
    """Where the file of a run is kept; None if it cannot be."""
    if _folder is None:
        return None
    from ..checkpoints import find_any  # not at the top, so that a worker starts faster
    from ..interventions.kinds_of_changes import Patch

    if any(isinstance(change, Patch) for change in request.interventions):
        return None  # it reads a file that may change
    about: tuple[Any, ...] = (request, find_any(request.model).files, localization.current())
    return _folder / f"{hashlib.sha256(repr(about).encode()).hexdigest()}.safetensors"


def _make_room(folder: Path, size: int) -> None:
    """Removes the files that were not used for the longest time."""
    files = [(path.stat(), path) for path in folder.glob("*.safetensors")]
    total = size + sum(found.st_size for found, _path in files)
    for found, path in sorted(files, key=lambda each: each[0].st_mtime_ns):
        if total <= MOST_BYTES:
            return
        path.unlink(missing_ok=True)
        path.with_suffix(".json").unlink(missing_ok=True)
        total -= found.st_size
