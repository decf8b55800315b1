"""A server that runs for a test, and browsers that visit it."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
from transformer_explore.explorer.server.keys import LINKS, SESSIONS, SETTINGS
from transformer_explore.explorer.server.learners import Learner
from transformer_explore.explorer.server.serving import Serving
from transformer_explore.explorer.server.session import Session
from transformer_explore.explorer.server.settings import Limits, Settings

from tests.process import PATIENCE

SMALL = (sys.executable, "-S", str(Path(__file__).with_name("small_explorer.py")))


class Browser:
    """What a browser does at a site: it keeps cookies, and a websocket carries the page's origin."""

    def __init__(self, address: str, http: aiohttp.ClientSession) -> None:
        self._address = address
        self.http = http

    async def get(self, path: str, **more: Any) -> tuple[int, str]:
        """The status and the text at a path."""
        async with self.http.get(self._address + path, **more) as answer:
            return answer.status, await answer.text()

    async def follow(self, link: str) -> int:
        """Opens a link; returns the status."""
        async with self.http.get(link) as answer:
            return answer.status

    async def open(self, query: str = "width=80&height=24", **headers: str) -> "Tab":
        """Opens a tab; aiohttp.WSServerHandshakeError if the server refuses it."""
        headers = {"Origin": self._address} | headers
        socket = await self.http.ws_connect(f"{self._address}/ws?{query}", headers=headers)
        return Tab(socket)


class Tab:
    """A tab that shows an explorer."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.id = ""  # of the session

    async def type(self, text: str) -> None:
        await self.socket.send_json(["stdin", text])

    async def until(self, wanted: str) -> Any:
        """The next value that the explorer shows, or the server says, in which `wanted` occurs."""
        async with asyncio.timeout(PATIENCE):
            while True:
                message = await self.socket.receive()
                assert message.type in (aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY), message
                text = message.data if isinstance(message.data, str) else message.data.decode()
                if '"instance_id"' in text:
                    self.id = json.loads(text)[1]
                if wanted in text:
                    return json.loads(text)

    async def shows(self, wanted: str) -> None:
        """Reads what a real explorer shows until `wanted` occurs."""
        async with asyncio.timeout(PATIENCE):
            while True:
                message = await self.socket.receive()
                assert message.type in (aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY), message
                if message.type is aiohttp.WSMsgType.BINARY and wanted in message.data.decode():
                    return
                if message.type is aiohttp.WSMsgType.TEXT and '"instance_id"' in message.data:
                    self.id = json.loads(message.data)[1]

    async def ended(self) -> dict[str, str]:
        """Why the explorer is no longer there; then the connection is closed."""
        _kind, value = await self.until('"ended"')
        async with asyncio.timeout(PATIENCE):
            message = await self.socket.receive()
        assert message.type in (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED)
        return dict(value)

    async def close_code(self) -> int | None:
        """Reads until the connection is closed."""
        async with asyncio.timeout(PATIENCE):
            async for _message in self.socket:
                pass
        return self.socket.close_code


class Address:
    """Where a server is."""

    def __init__(self, address: str) -> None:
        self.address = address

    @asynccontextmanager
    async def stranger(self) -> AsyncIterator[Browser]:
        """A browser without a cookie."""
        jar = aiohttp.CookieJar(unsafe=True)  # which accepts cookies of addresses without a name
        async with aiohttp.ClientSession(cookie_jar=jar) as http:
            yield Browser(self.address, http)


class Site(Address):
    """A running server.

    Attributes:
        reports: what it said to its operator.
    """

    def __init__(self, serving: Serving, reports: list[str]) -> None:
        super().__init__(f"http://127.0.0.1:{serving.port}")
        self.serving = serving
        self.reports = reports

    def session(self, id: str) -> Session | None:
        """The first learner's explorer with this id."""
        app = self.serving.app
        return app[SESSIONS].find(app[SETTINGS].learners[0], id)

    def link(self, learner: Learner | None = None) -> str:
        """A new link, of the first learner or another one."""
        app = self.serving.app
        return f"{self.address}/?token={app[LINKS].new(learner or app[SETTINGS].learners[0])}"

    @asynccontextmanager
    async def browser(self, learner: Learner | None = None) -> AsyncIterator[Browser]:
        """A browser that has used a link."""
        async with self.stranger() as browser:
            assert await browser.follow(self.link(learner)) == 200
            yield browser


@asynccontextmanager
async def site(limits: Limits | None = None, **settings: Any) -> AsyncIterator[Site]:
    """A server at a free port, whose explorers are small programs."""
    reports: list[str] = []
    settings = {"program": SMALL, "limits": limits or Limits(), "port": 0} | settings
    async with Serving(Settings(**settings), reports.append) as serving:
        yield Site(serving, reports)
