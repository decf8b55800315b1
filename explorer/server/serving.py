"""Runs the server until it is stopped."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

from aiohttp import web

from ...core.running.engine_address import VARIABLE
from ...core.support.localization import _
from .app import make_app
from .keys import CONNECTIONS, LINKS, ORIGINS, SESSIONS, SETTINGS
from .settings import Settings

BACKLOG = 128  # connections that wait to be accepted


class Serving:
    """A server that answers at its port.

    Attributes:
        app: the application.
        port: where it listens.
    """

    def __init__(self, settings: Settings, report: Callable[[str], None]) -> None:
        self._settings = settings
        self._report = report

    async def __aenter__(self) -> Serving:
        """Starts it.

        Raises:
            OSError: the address is in use, or not one of this machine.
        """
        settings = self._settings
        self._entrance = await asyncio.get_running_loop().create_server(
            self._protocol, settings.host, settings.port, backlog=BACKLOG, start_serving=False
        )
        self.port = self._entrance.sockets[0].getsockname()[1]
        self.app = make_app(replace(settings, port=self.port), self._report)
        self._runner = web.AppRunner(
            self.app,
            access_log=None,  # it would contain tokens
            keepalive_timeout=settings.limits.headers,
            handler_cancellation=True,
            shutdown_timeout=settings.limits.closing,
        )
        await self._runner.setup()
        await self._entrance.start_serving()
        await self.app[SESSIONS].begin()
        return self

    async def __aexit__(self, *error: object) -> None:
        """Ends all explorers and connections."""
        self._entrance.close()
        await self.app[SESSIONS].close()
        await self._runner.cleanup()

    def _protocol(self) -> asyncio.Protocol:
        """What handles a new connection."""
        server = self._runner.server
        assert server is not None
        return server() if self.app[CONNECTIONS].make_room(server.connections) else _Refusal()


class _Refusal(asyncio.Protocol):
    """Closes a connection at once."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport.close()


async def serve(settings: Settings, say: Callable[[str], None], report: Callable[[str], None]) -> None:
    """Serves until SIGINT or SIGTERM. Prints links at the start, and new ones whenever Enter is pressed.

    Args:
        say: prints a line.
        report: prints a line about something that went wrong.

    Raises:
        OSError: the address cannot be used.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        with suppress(AttributeError, NotImplementedError):  # Windows: Ctrl-C raises KeyboardInterrupt
            loop.add_signal_handler(getattr(signal, name), stop.set)
    with _shared_engine():
        async with Serving(settings, report) as serving:
            if settings.classroom is not None:
                settings.classroom.hand_out_links(str(serving.app[ORIGINS].first), say)
            print_links(serving.app, say)
            with _enter(lambda: print_links(serving.app, say)):
                say(_("Ctrl-C stops the server and all its explorers."))
                await stop.wait()


@contextmanager
def _shared_engine() -> Iterator[None]:
    """One engine for all explorers, which they find through the environment; it starts with the first of them."""
    if (
        os.environ.get(VARIABLE) or sys.platform == "win32"
    ):  # there is one already, or there are no such sockets
        yield
        return
    from ...core.running.shared.server import EngineServer

    with EngineServer() as engine:
        os.environ[VARIABLE] = engine.address
        try:
            yield
        finally:
            del os.environ[VARIABLE]


def print_links(app: web.Application, say: Callable[[str], None]) -> None:
    """Prints a new link for each learner."""
    address = app[ORIGINS].first
    for learner in app[SETTINGS].learners:
        link = f"{address}{learner.start}?token={app[LINKS].new(learner)}"
        say(f"{learner.name}: {link}" if learner.name else _("Open {link} in a browser.", link=link))
    say(_("Each link works once. Press Enter for new ones."))


@contextmanager
def _enter(act: Callable[[], None]) -> Iterator[None]:
    """Calls a function whenever Enter is pressed in the terminal, if there is one."""
    loop = asyncio.get_running_loop()

    def read() -> None:
        if sys.stdin.readline():
            act()
        else:
            loop.remove_reader(sys.stdin)

    watched = False
    if sys.stdin.isatty():
        with suppress(NotImplementedError, OSError):  # Windows
            loop.add_reader(sys.stdin, read)
            watched = True
    try:
        yield
    finally:
        if watched:
            loop.remove_reader(sys.stdin)
