"""A temporary folder that is removed at the end of the process, or by the next process if this one is killed."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import IO

try:
    import fcntl
except ImportError:  # Windows does not let a file be removed while it is open, which serves as the lock
    fcntl = None  # type: ignore[assignment]

PREFIX = "transformer-explore-"
LOCK = "in-use"  # a file that its process keeps locked


class ScratchFolder:
    """A new temporary folder; creating it removes those that killed processes left behind."""

    def __init__(self) -> None:
        _remove_abandoned(Path(tempfile.gettempdir()))
        # A worker that was killed may still write while the folder is removed.
        self._folder = tempfile.TemporaryDirectory(prefix=PREFIX, ignore_cleanup_errors=True)
        self.name = self._folder.name
        self._lock = _locked(Path(self.name))

    def cleanup(self) -> None:
        """Removes the folder."""
        self._lock.close()
        self._folder.cleanup()


def _locked(folder: Path) -> IO[str]:
    """Creates the lock file under another name first, so that no process sees it unlocked."""
    path = folder / f"{LOCK}.new"
    file = path.open("w")  # stays open as long as the folder is in use
    if fcntl is not None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        path.rename(folder / LOCK)
    return file


def _remove_abandoned(parent: Path) -> None:
    """Removes the folders whose process has ended."""
    if fcntl is None:
        return
    for lock in parent.glob(f"{PREFIX}*/{LOCK}"):
        with suppress(OSError), lock.open("r+") as file:  # an error: locked, gone, or another user's
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(lock.parent, ignore_errors=True)
