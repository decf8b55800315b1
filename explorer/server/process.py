"""One explorer in a process of its own, and the packets that it exchanges with the server."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import NamedTuple, Self

from ...core.running.engine_address import VARIABLE
from .driver import DRIVER, REDRAW, RESIZE
from .starting import Running, Starts

PASSED = {  # the variables that an explorer gets from the server's environment, besides those that begin as in PREFIXES
    *("PATH", "HOME", "USER", "LOGNAME", "TMPDIR", "TEMP", "TMP", "TZ", "LANG", "LANGUAGE", "SYSTEMROOT"),
    *("XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR"),
    VARIABLE,  # where the engine is that they share
    *("USERPROFILE", "LOCALAPPDATA", "APPDATA", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "CUDA_VISIBLE_DEVICES"),
}
PREFIXES = ("LC_",)
DATA, META, PACKED = b"D", b"M", b"P"  # types of packets
READY = b"__GANGLION__\n"  # Textual's web driver writes this line before its packets
LINES = 10  # that may come before it
LARGEST = 16 << 20  # bytes of a packet: more than a full screen
LAST = 4096  # bytes of standard error that are kept
SMALLEST, WIDEST, HIGHEST = (20, 5), 500, 300  # of a screen, in cells


class Size(NamedTuple):
    """The size of a terminal in cells."""

    columns: int
    rows: int

    @classmethod
    def within_limits(cls, columns: int, rows: int) -> Self:
        """The nearest size that an explorer accepts."""
        return cls(min(max(columns, SMALLEST[0]), WIDEST), min(max(rows, SMALLEST[1]), HIGHEST))


@dataclass(frozen=True)
class Packet:
    """What an explorer sends: what it shows (DATA), JSON (META), or a part of a file (PACKED)."""

    kind: bytes
    payload: bytes


def passed(given: Mapping[str, str]) -> dict[str, str]:
    """Those of the `given` variables that an explorer needs."""
    return {name: value for name, value in given.items() if name in PASSED or name.startswith(PREFIXES)}


def environment(size: Size, given: Mapping[str, str], more: Mapping[str, str]) -> dict[str, str]:
    """The variables of an explorer: a few of the `given` ones, `more`, and what Textual needs to know."""
    return {
        **passed(given),
        **more,
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "TEXTUAL_DRIVER": DRIVER,
        "TEXTUAL_COLOR_SYSTEM": "truecolor",
        "COLUMNS": str(size.columns),
        "ROWS": str(size.rows),
    }


class ExplorerProcess:
    """A running explorer.

    Attributes:
        last_line: the last line that it wrote to standard error, such as why it ended.
    """

    def __init__(self, process: Running) -> None:
        self._process = process
        self._errors = b""
        self._reading_errors = asyncio.create_task(self._read_errors())

    @classmethod
    async def start(
        cls, starts: Starts, arguments: Sequence[str], size: Size, more: Mapping[str, str]
    ) -> Self:
        """Starts an explorer; OSError if that is impossible.

        Args:
            arguments: of `transformer-explore`.
            more: variables of its environment.
        """
        return cls(await starts.start(arguments, environment(size, os.environ, more)))

    @property
    def last_line(self) -> str:
        lines = self._errors.decode(errors="replace").split("\n")
        return next((line for line in reversed(lines) if line.strip()), "")

    async def packets(self) -> AsyncIterator[Packet]:
        """What it sends, until it ends."""
        stdout = self._process.stdout
        with suppress(asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionResetError):
            for _line in range(LINES):
                if await stdout.readuntil() == READY:
                    break
            else:
                return
            while True:
                head = await stdout.readexactly(5)
                kind, size = head[:1], int.from_bytes(head[1:], "big")
                if kind not in (DATA, META, PACKED) or size > LARGEST:
                    return
                yield Packet(kind, await stdout.readexactly(size))

    async def _read_errors(self) -> None:
        while more := await self._process.stderr.read(LAST):
            self._errors = (self._errors + more)[-LAST:]

    async def type(self, text: str) -> None:
        """Sends what was typed."""
        await self._send(DATA, text.encode(errors="replace"))

    async def resize(self, size: Size) -> None:
        await self._meta(RESIZE, width=size.columns, height=size.rows)

    async def redraw(self) -> None:
        """Makes it show everything again."""
        await self._meta(REDRAW)

    async def focus(self, focused: bool) -> None:
        """Says whether its tab has the keyboard."""
        await self._meta("focus" if focused else "blur")

    async def request_chunk(self, key: str, size: int) -> None:
        """Asks for the next bytes of a file that it delivers."""
        await self._meta("deliver_chunk_request", key=key, size=size)

    async def _meta(self, kind: str, **more: object) -> None:
        await self._send(META, json.dumps({"type": kind, **more}).encode())

    async def _send(self, kind: bytes, payload: bytes) -> None:
        stdin = self._process.stdin
        with suppress(ConnectionError, RuntimeError):  # it has ended, which `packets` reports
            stdin.write(kind + len(payload).to_bytes(4, "big") + payload)
            await stdin.drain()

    async def end(self, patience: float) -> int:
        """Ends it: asks, then insists after `patience` seconds. Returns its exit code."""
        self._process.stdin.close()  # the driver then leaves the program
        try:
            await asyncio.wait_for(self._process.wait(), patience)
        except TimeoutError:
            pass
        finally:
            await self._process.kill()
        await asyncio.wait([self._reading_errors], timeout=patience)
        return await self._process.wait()
