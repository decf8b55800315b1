"""Small files in the user's state folder: what is remembered from one time to the next."""

from __future__ import annotations

import errno
import json
import os
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from .localization import _

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

try:
    import fcntl
except ImportError:  # Windows: the last of two changes in the same moment wins
    fcntl = None  # type: ignore[assignment]

LARGEST = 1 << 20  # bytes that such a file may have
PATIENCE = 2.0  # seconds to wait for another program, which may have been suspended while it held the lock

Kept = TypeVar("Kept")


def state_folder() -> Path:
    """The folder for what is remembered; it need not be there yet.

    Raises:
        OSError: the user has no home folder, as in some containers.
    """
    from platformdirs import user_state_path

    try:
        folder = user_state_path("transformer-explore", appauthor=False)
    except (KeyError, RuntimeError):  # a user that the system does not know
        folder = Path("~")
    if folder.parts[:1] == ("~",):
        raise FileNotFoundError(errno.ENOENT, _("no home folder; set HOME or XDG_STATE_HOME"))
    return folder


class StateFile(Generic[Kept]):
    """One JSON file that keeps one value. Not to be able to read or write it is no reason to trouble anybody.

    What cannot be stored holds as long as the program runs. A file that cannot be understood is renamed, never
    overwritten. Two programs may use the file at once: each change is made, under a lock, to what the file holds then,
    so that none is lost.

    Args:
        name: of the file.
        nothing: what is remembered at first.
        parse: from JSON to the value; a ValueError where it is none of ours.
        data: from the value to JSON.
        path: another file.

    Attributes:
        notice: what the reader should be told of the file, once; "" if nothing. It names the file as it is called.
        problem: why the last change could not be stored; "" if it was.
    """

    def __init__(
        self,
        name: str,
        nothing: Kept,
        parse: Callable[[object], Kept],
        data: Callable[[Kept], Any],
        path: Path | None = None,
    ) -> None:
        self._name, self._nothing, self._parse, self._data = name, nothing, parse, data
        self._path = path
        self._unstored: list[Callable[[Kept], Kept]] = []  # changes that are not in the file yet
        self._untouchable = self._noticed = ""  # why the file that is there must not be replaced
        self._writer: ThreadPoolExecutor | None = None
        self._last: Future[None] | None = None  # of the changes that are to be made soon
        self.notice = self.problem = ""

    def was_set_aside(self, file: str) -> str:
        """What to say when the file could not be understood and is now called `file`."""
        return _("What was remembered could not be read and was set aside in {file}.", file=file)

    def is_left(self, file: str, why: str) -> str:
        """What to say when the file cannot be read and stays as it is."""
        return _(
            "{file} could not be read ({why}); it is left as it is, and nothing new is kept in it.",
            file=file,
            why=why,
        )

    @property
    def path(self) -> Path:
        """Where it is kept.

        Raises:
            OSError: the user has no home folder.
        """
        if self._path is None:
            self._path = state_folder() / self._name
        return self._path

    def beside(self, name: str) -> Path | None:
        """Where another file in the same folder is; None for the usual folder."""
        return None if self._path is None else self._path.with_name(name)

    def load(self) -> Kept:
        """What is remembered; nothing where there is no such file, or one that cannot be read."""
        self.settle()
        return self._load()

    def change(self, change: Callable[[Kept], Kept]) -> None:
        """Reads, changes and writes it."""
        self.settle()
        self._change(change)

    def change_soon(self, change: Callable[[Kept], Kept]) -> None:
        """The same in a thread of its own, in the order of the calls: who draws must not wait for a disk.

        Python does not end before it is done. Who ends it by force calls `settle` first.
        """
        if self._writer is None:
            from concurrent.futures import ThreadPoolExecutor

            self._writer = ThreadPoolExecutor(1, thread_name_prefix=self._name)
        self._last = self._writer.submit(self._change, change)

    def settle(self) -> None:
        """Waits until all that was to be changed soon has been."""
        if self._last is not None:
            self._last.result()

    def _load(self) -> Kept:
        return self._changed(self._stored())

    def _changed(self, kept: Kept) -> Kept:
        for change in self._unstored:
            kept = change(kept)
        return kept

    def _stored(self) -> Kept:
        self._untouchable = ""
        try:
            return self._parse(json.loads(self._content()))
        except (FileNotFoundError, NotADirectoryError):
            return self._nothing
        except OSError as error:
            self._leave(error.strerror or str(error))
        except (ValueError, RecursionError):
            self._set_aside()
        return self._nothing

    def _change(self, change: Callable[[Kept], Kept]) -> None:
        with self._locked():
            self._unstored.append(change)
            before = self._stored()
            after = self._changed(before)
            try:
                if after != before:
                    self._write(after)
            except OSError as error:
                self.problem = error.strerror or str(error)
            else:
                self._unstored, self.problem = [], ""

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Keeps other programs from changing files in the folder; where it cannot be locked, goes on without."""
        handle = None
        with suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            if fcntl is not None:
                handle = os.open(self.path.parent, os.O_RDONLY)
                _lock(handle)
        try:
            yield
        finally:
            if handle is not None:
                os.close(handle)

    def _content(self) -> str:
        found = self.path.stat()
        if not stat.S_ISREG(found.st_mode):  # to read a pipe would be to wait for ever
            raise OSError(_("it is no file"))
        if found.st_size > LARGEST:
            raise ValueError("no file of ours is so large")
        return self.path.read_text(encoding="utf-8-sig")  # Notepad adds a byte order mark

    def _write(self, kept: Kept) -> None:
        if self._untouchable:
            raise OSError(self._untouchable)
        from ..trace.files.atomic import write_atomically

        data = json.dumps(self._data(kept), ensure_ascii=False, indent=1)
        write_atomically(self.path, data.encode("utf-8", "replace"))

    def _set_aside(self) -> None:
        aside = self.path.with_name(f"{self.path.name}.broken")
        try:
            self.path.replace(aside)
        except OSError as error:
            self._leave(error.strerror or str(error))
            return
        self.notice = self.was_set_aside(str(aside))

    def _leave(self, why: str) -> None:
        self._untouchable = why
        if why != self._noticed:
            self.notice, self._noticed = self.is_left(str(self.path), why), why


def _lock(handle: int) -> None:
    """Locks an open folder.

    Raises:
        OSError: it cannot be locked, or another program did not give it back in time.
    """
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > end:
                raise
            time.sleep(0.005)
