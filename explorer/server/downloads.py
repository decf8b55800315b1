"""Files that an explorer exports, on their way to its browser."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator
from pathlib import PurePath

import orjson
from textual._binary_encode import load

from .process import ExplorerProcess

MOST = 8  # files that are offered at the same time; an older one is no longer available
CHUNK = 64 * 1024  # bytes that are requested at once
PATIENCE = 20.0  # seconds to wait for them


class Download:
    """A file that a browser downloads.

    Attributes:
        name: of the file, without folders.
    """

    def __init__(self, key: str, name: str, process: ExplorerProcess) -> None:
        self.key = key
        self.name = name
        self._process = process
        self._chunks: asyncio.Queue[bytes] = asyncio.Queue(1)  # each one is requested

    def receive(self, chunk: bytes) -> None:
        """Takes the bytes that were requested last."""
        if not self._chunks.full():
            self._chunks.put_nowait(chunk)

    async def chunks(self) -> AsyncIterator[bytes]:
        """The content of the file.

        Raises:
            TimeoutError: the explorer sends no more.
        """
        while True:
            await self._process.request_chunk(self.key, CHUNK)
            async with asyncio.timeout(PATIENCE):
                chunk = await self._chunks.get()
            if not chunk:
                return
            yield chunk


class Downloads:
    """The files that an explorer offers, and those that are being downloaded."""

    def __init__(self) -> None:
        self._offered: OrderedDict[str, str] = OrderedDict()  # their names
        self._running: dict[str, Download] = {}

    def offered(self, message: bytes) -> str | None:
        """The key of the file that a message of the explorer offers. None if it is about something else.

        Only files are passed on: a request to open another page in the browser is not.
        """
        match orjson.loads(message):
            case {"type": "deliver_file_start", "key": str(key), "path": str(path)}:
                self._offered[key] = PurePath(path).name
                while len(self._offered) > MOST:
                    self._offered.popitem(last=False)
                return key
        return None

    def take(self, key: str, process: ExplorerProcess) -> Download | None:
        """The file with this key, once; None if it is not offered."""
        if (name := self._offered.pop(key, None)) is None:
            return None
        self._running[key] = Download(key, name, process)
        return self._running[key]

    def end(self, download: Download) -> None:
        """Forgets a file that was downloaded, or whose browser has left."""
        self._running.pop(download.key, None)

    def receive(self, message: bytes) -> None:
        """Takes bytes that an explorer sends."""
        match load(message):
            case ["deliver_chunk", str(key), bytes(chunk)] if key in self._running:
                self._running[key].receive(chunk)
