"""Small files in the user's state folder, which store data between sessions."""

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
from .os_errors import reason

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

try:
    import fcntl
except ImportError:  # Windows: the last of two simultaneous changes wins
    fcntl = None  # type: ignore[assignment]

VARIABLE = "TRANSFORMER_EXPLORE_STATE"  # a folder to use instead of the user's state folder
LARGEST = 1 << 20  # the most bytes of such a file
PATIENCE = 2.0  # seconds to wait for another program that holds the lock; it may be suspended

Value = TypeVar("Value")


class NewerVersionError(ValueError):
    """A newer version of the program wrote the data."""


def versioned(data: object, newest: int) -> dict[str, Any]:
    """Stored data with a "version" from 1 to `newest`.

    Raises:
        NewerVersionError: the version is newer.
        ValueError: there is none.
    """
    if not isinstance(data, dict) or type(data.get("version")) is not int or data["version"] < 1:
        raise ValueError("this program did not write it")
    if data["version"] > newest:
        raise NewerVersionError
    return data


def state_folder() -> Path:
    """The state folder, which may not exist yet; OSError if the user has no home folder, as in some containers."""
    if chosen := os.environ.get(VARIABLE):
        return Path(chosen)
    from platformdirs import user_state_path

    try:
        folder = user_state_path("transformer-explore", appauthor=False)
    except (KeyError, RuntimeError):  # the system does not know the user
        folder = Path("~")
    if folder.parts[:1] == ("~",):
        raise FileNotFoundError(errno.ENOENT, _("no home folder; set HOME or XDG_STATE_HOME"))
    return folder


class StateFile(Generic[Value]):
    """A JSON file that stores one value. Failures to read or write it do not interrupt the program.

    A value that cannot be stored is kept as long as the program runs. An invalid file is renamed, never overwritten.
    A file of a newer version of the program stays as it is.
    Two programs may use the file at the same time: each change is applied, under a lock, to the current content of
    the file, so that none is lost.

    Args:
        name: of the file.
        nothing: the initial value.
        parse: converts JSON to the value; raises ValueError for invalid data, NewerVersionError for newer data.
        data: converts the value to JSON.
        path: a path to use instead of the default one.

    Attributes:
        notice: a message about the file to show once; "" if there is none.
        problem: why the last change could not be stored; "" if it was stored.
    """

    def __init__(
        self,
        name: str,
        nothing: Value,
        parse: Callable[[object], Value],
        data: Callable[[Value], Any],
        path: Path | None = None,
    ) -> None:
        self._name, self._nothing, self._parse, self._data = name, nothing, parse, data
        self._path = path
        self._unstored: list[Callable[[Value], Value]] = []  # changes that are not stored yet
        self._untouchable = self._noticed = ""  # why the existing file must not be replaced
        self._writer: ThreadPoolExecutor | None = None
        self._last: Future[None] | None = None  # the last pending change
        self.notice = self.problem = ""

    def was_set_aside(self, file: str) -> str:
        """The notice for an invalid file that was renamed to `file`."""
        return _("Your saved data could not be read and was moved to {file}.", file=file)

    def is_left(self, file: str, why: str) -> str:
        """The notice for a file that cannot be read and is not changed."""
        return _(
            "{file} could not be read ({why}). It was not changed, and nothing new will be saved in it.",
            file=file,
            why=why,
        )

    @property
    def path(self) -> Path:
        """The path of the file; OSError if the user has no home folder."""
        if self._path is None:
            self._path = state_folder() / self._name
        return self._path

    def sibling(self, name: str) -> Path | None:
        """The path of another file in the same folder; None for the default folder."""
        return None if self._path is None else self._path.with_name(name)

    def load(self) -> Value:
        """The stored value; the initial value if there is no readable file."""
        self.settle()
        return self._changed(self._stored())

    def change(self, change: Callable[[Value], Value]) -> None:
        """Reads, changes and writes the value."""
        self.settle()
        self._change(change)

    def change_soon(self, change: Callable[[Value], Value]) -> None:
        """Like `change`, in another thread and in the order of the calls, so that drawing does not wait for the disk.

        Python exits only after the change is done. Call `settle` before forcing it to exit.
        """
        if self._writer is None:
            from concurrent.futures import ThreadPoolExecutor

            self._writer = ThreadPoolExecutor(1, thread_name_prefix=self._name)
        self._last = self._writer.submit(self._change, change)

    def settle(self) -> None:
        """Waits until all pending changes are done."""
        if self._last is not None:
            self._last.result()

    def _changed(self, value: Value) -> Value:
        for change in self._unstored:
            value = change(value)
        return value

    def _stored(self) -> Value:
        self._untouchable = ""
        try:
            return self._parse(json.loads(self._content()))
        except (FileNotFoundError, NotADirectoryError):
            return self._nothing
        except OSError as error:
            self._leave(reason(error))
        except NewerVersionError:
            self._leave(_("it was written by a newer version of the program"))
        except (ValueError, RecursionError):
            self._set_aside()
        return self._nothing

    def _change(self, change: Callable[[Value], Value]) -> None:
        with self._locked():
            self._unstored.append(change)
            before = self._stored()
            after = self._changed(before)
            try:
                if after != before:
                    self._write(after)
            except OSError as error:
                self.problem = reason(error)
            else:
                self._unstored, self.problem = [], ""

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Prevents other programs from changing files in the folder; continues without a lock if that fails."""
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
        if not stat.S_ISREG(found.st_mode):  # reading a pipe could wait forever
            raise OSError(_("it is not a file"))
        if found.st_size > LARGEST:
            raise ValueError("too large")
        return self.path.read_text(encoding="utf-8-sig")  # Notepad adds a byte order mark

    def _write(self, value: Value) -> None:
        if self._untouchable:
            raise OSError(self._untouchable)
        from .atomic import write_atomically

        data = json.dumps(self._data(value), ensure_ascii=False, indent=1)
        write_atomically(self.path, data.encode("utf-8", "replace"))

    def _set_aside(self) -> None:
        aside = self.path.with_name(f"{self.path.name}.broken")
        try:
            self.path.replace(aside)
        except OSError as error:
            self._leave(reason(error))
            return
        self.notice = self.was_set_aside(str(aside))

    def _leave(self, why: str) -> None:
        self._untouchable = why
        if why != self._noticed:
            self.notice, self._noticed = self.is_left(str(self.path), why), why


def _lock(handle: int) -> None:
    """Locks an open folder; OSError if that is impossible, or another program did not release it in time."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > end:
                raise
            time.sleep(0.005)
