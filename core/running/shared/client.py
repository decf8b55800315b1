"""The executor that reaches the shared engine over its socket."""

from __future__ import annotations

import pickle
import socket
import struct
import threading
from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from ...support import localization
from ...support.errors import Problem, Unavailable
from ...support.localization import _
from ...support.os_errors import reason
from ...support.progress import Progress
from .frames import (
    FROM_SERVER,
    GREETING,
    HEADER,
    MOST_CALL,
    MOST_RESULT,
    PROGRESS,
    Call,
    FrameError,
    Header,
    Kind,
    frame,
)
from .private import is_same_user, require_private

P = ParamSpec("P")
T = TypeVar("T")

PATIENCE = 10  # seconds for the server to greet, and to accept what is sent to it


class EngineUnreachable(Unavailable):
    """No engine answers at the address."""


class SharedExecutor:
    """Sends calls to the shared engine. It connects with the first call, and again if the connection was lost.

    A call fails with `EngineUnreachable` if there is no engine, and with `BrokenProcessPool` if the worker died or the
    connection was lost meanwhile. Cancelling a future also cancels the engine's work, even if it has begun.

    Args:
        path: of the socket.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection: _Connection | None = None
        self._lock = threading.Lock()

    def connect(self) -> None:
        """Connects now, if it is not connected.

        Raises:
            EngineUnreachable: no engine answers.
            Problem: the socket is not this user's alone.
        """
        self._connected()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Sends a call.

        Raises:
            EngineUnreachable: no engine answers.
            Problem: the call is too large, or the socket is not this user's alone.
        """
        pickled = pickle.dumps((fn, args, kwargs), pickle.HIGHEST_PROTOCOL)
        content = Call(_label(fn, args), localization.current(), pickled).content()
        if len(content) > MOST_CALL:
            raise Problem(_("the request is larger than {most:,} bytes, too large to send", most=MOST_CALL))
        return self._connected().call(content)

    def progress(self, future: Future[Any]) -> Progress | None:
        """The progress of a call; None if it reports none or has not begun."""
        return self._connection.progress.get(future) if self._connection is not None else None

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Disconnects, which cancels all calls. A later call connects again."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _connected(self) -> _Connection:
        with self._lock:
            if self._connection is None or not self._connection.is_open:
                self._connection = _Connection(_greeted(self._path))
            return self._connection


def _label(function: Callable[..., Any], args: tuple[Any, ...]) -> str:
    """Names calls that take about as long: the function, the model, lab or task that comes first, and the strategy."""
    first = args[0] if args else ""
    kind = first if isinstance(first, str) else getattr(first, "model", "")
    strategy = getattr(getattr(first, "strategy", None), "name", "")
    return " ".join(
        filter(None, (getattr(function, "__qualname__", type(function).__name__), kind, strategy))
    )


def _greeted(path: Path) -> socket.socket:
    """A new connection on which the engine has sent its greeting."""
    connection = socket.socket(socket.AF_UNIX)
    try:
        require_private(path.parent)
        connection.settimeout(PATIENCE)
        connection.connect(str(path))
        if not is_same_user(connection):
            raise Problem(_("the engine at {path} belongs to another user, so it is not used", path=path))
        greeting = frame(Kind.GREETING, 0, GREETING)
        if _received(connection, len(greeting)) != greeting:
            raise EngineUnreachable(_("what answers at {path} is not an engine of this version", path=path))
    except OSError as error:
        connection.close()
        why = reason(error) or _("no answer")
        raise EngineUnreachable(_("no engine answers at {path} ({reason})", path=path, reason=why)) from None
    except Problem:
        connection.close()
        raise
    # A send must not wait forever, but the thread that receives must: one timeout of Python's would apply to both.
    connection.settimeout(None)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("@ll", PATIENCE, 0))
    return connection


def _received(connection: socket.socket, size: int) -> bytes:
    """So many bytes; ConnectionResetError if the other end closes first."""
    received = bytearray()
    while len(received) < size:
        part = connection.recv(min(size - len(received), 1 << 20))
        if not part:
            raise ConnectionResetError
        received += part
    return bytes(received)


class _Connection:
    """A connection to the engine, and the calls that were sent on it.

    Attributes:
        is_open: whether calls can be sent.
        progress: of calls that have begun.
    """

    def __init__(self, connection: socket.socket) -> None:
        self.is_open = True
        self.progress: dict[Future[Any], Progress] = {}
        self._socket = connection
        self._numbers = count(1)
        self._waiting: dict[int, Future[Any]] = {}
        self._lock = threading.Lock()  # of what is sent: frames of several threads must not mix
        threading.Thread(target=self._receive, name="engine client", daemon=True).start()

    def call(self, content: bytes) -> Future[Any]:
        """Sends the content of a CALL frame."""
        future: Future[Any] = Future()
        with self._lock:
            number = next(self._numbers)
            self._waiting[number] = future
            self._send(Kind.CALL, number, content)
        if not self.is_open:  # it may have been closed before the call was among those that wait
            self._lose()
        future.add_done_callback(lambda done: self._done(number, done))
        return future

    def close(self) -> None:
        """Ends the connection; the calls that wait fail."""
        self.is_open = False
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)  # ends the thread that receives

    def _done(self, number: int, future: Future[Any]) -> None:
        self.progress.pop(future, None)
        if self._waiting.pop(number, None) is not None and future.cancelled():
            with self._lock:
                self._send(Kind.CANCEL, number)

    def _send(self, kind: Kind, number: int, content: bytes = b"") -> None:
        try:
            self._socket.sendall(frame(kind, number, content))
        except OSError:  # closed, or the server did not read for a long time
            self.close()

    def _receive(self) -> None:
        """Receives frames until the connection ends."""
        try:
            while True:
                header = Header.read(_received(self._socket, HEADER.size), FROM_SERVER, MOST_RESULT)
                self._receive_frame(header, _received(self._socket, header.length))
        except (OSError, FrameError):
            pass
        finally:
            self.close()
            self._socket.close()
            self._lose()

    def _lose(self) -> None:
        for number in tuple(self._waiting):
            if (future := self._waiting.pop(number, None)) is not None:
                _fail(future, BrokenProcessPool("the connection to the engine was lost"))

    def _receive_frame(self, header: Header, content: bytes) -> None:
        if header.kind is Kind.PROGRESS:
            if (future := self._waiting.get(header.number)) is not None and len(content) == PROGRESS.size:
                self.progress[future] = Progress(*PROGRESS.unpack(content))
            return
        future = self._waiting.pop(header.number, None)
        if future is None:  # it was cancelled
            return
        match header.kind:
            case Kind.RESULT | Kind.FAILED:
                try:
                    loaded = pickle.loads(content)
                except Exception as error:  # such as a class that only the worker could import
                    _fail(future, error)
                    return
                if header.kind is Kind.FAILED:
                    _fail(future, loaded)
                    return
                with suppress(InvalidStateError):  # cancelled meanwhile
                    future.set_result(loaded)
            case Kind.DIED:
                _fail(future, BrokenProcessPool("the worker died"))
            case Kind.REFUSED:
                why = _("You have asked for too much at once; wait until some of it is computed.")
                _fail(future, Problem(why))


def _fail(future: Future[Any], error: Exception) -> None:
    with suppress(InvalidStateError):  # cancelled meanwhile
        future.set_exception(error)
