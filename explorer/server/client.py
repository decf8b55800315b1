"""A browser tab that shows an explorer: what it sends, and what it is sent."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import NamedTuple

import orjson
from aiohttp import WSMsgType, web

from ...core.support.localization import _, in_language
from .endings import Ending
from .process import Size
from .rate import Rate
from .settings import Limits


class Typed(NamedTuple):
    """What was typed, pasted, or done with the mouse."""

    text: str


class Focused(NamedTuple):
    """Whether the terminal has the keyboard."""

    focused: bool


class Client:
    """The connection to one tab.

    Args:
        language: of messages in the page.
    """

    def __init__(
        self, request: web.Request, socket: web.WebSocketResponse, language: str, limits: Limits
    ) -> None:
        self._request = request
        self._socket = socket
        self._language = language
        self._limits = limits

    async def messages(self) -> AsyncIterator[Typed | Focused | Size]:
        """What the tab sends, no faster than allowed, until the connection is closed.

        Raises:
            ValueError: it sent something else.
        """
        rate = Rate(self._limits.messages)
        async for message in self._socket:
            if wait := rate.delay():
                await asyncio.sleep(wait)
            if message.type is not WSMsgType.TEXT:
                raise ValueError("not a text message")
            match orjson.loads(message.data):
                case ["stdin", str(text)]:
                    yield Typed(text)
                case ["resize", {"width": int(columns), "height": int(rows)}]:
                    yield Size.within_limits(columns, rows)
                case ["focus"]:
                    yield Focused(True)
                case ["blur"]:
                    yield Focused(False)
                case ["ping", str(sent)]:
                    await self.tell("pong", sent)
                case _:
                    raise ValueError("an unknown message")

    async def show(self, output: bytes) -> None:
        """Sends what an explorer shows. A tab that takes nothing for too long is disconnected."""
        try:
            async with asyncio.timeout(self._limits.slow):
                await self._socket.send_bytes(output)
        except TimeoutError:
            self.disconnect()
        except (ConnectionError, RuntimeError):  # it is closed, which `messages` reports
            pass

    async def tell(self, kind: str, value: object) -> None:
        """Sends a message to the page."""
        with suppress(ConnectionError, RuntimeError):
            await self._socket.send_str(orjson.dumps([kind, value]).decode())

    async def leave(self, ending: Ending, line: str = "") -> None:
        """Says why the explorer is no longer here, and closes the connection.

        Args:
            line: a line of the explorer that says more.
        """
        with in_language(self._language):
            text = _(ending.value)
        try:
            async with asyncio.timeout(self._limits.closing):
                await self.tell("ended", {"why": ending.name.lower(), "text": text, "line": line})
                await self._socket.close()
        except TimeoutError:
            self.disconnect()

    def disconnect(self) -> None:
        """Ends the connection at once."""
        if self._request.transport is not None:
            self._request.transport.abort()
