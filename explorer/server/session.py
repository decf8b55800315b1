"""One explorer and the tab that shows it, which may lose its connection and come back."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Sequence

from ..ui.errors import LACKING, OK, USAGE
from ..ui.text import safe
from .client import Client, Focused, Typed
from .downloads import Download, Downloads
from .endings import Ending
from .learners import Learner
from .process import DATA, PACKED, ExplorerProcess, Size
from .settings import Limits
from .starting import Starts


class Session:
    """An explorer of a learner.

    Args:
        report: gets a line for the operator of the server.

    Attributes:
        id: a name that nobody can guess; it is accepted only from the learner's browsers.
        over: set when the explorer has ended.
        downloads: the files that the explorer offers to its browser.
    """

    def __init__(self, learner: Learner, limits: Limits, report: Callable[[str], None]) -> None:
        self.id = secrets.token_urlsafe(16)
        self.learner = learner
        self.over = asyncio.Event()
        self.downloads = Downloads()
        self._limits = limits
        self._report = report
        self._process: ExplorerProcess | None = None
        self._client: Client | None = None
        self._running: asyncio.Task[None] | None = None
        self._timers: dict[Ending, asyncio.TimerHandle] = {}
        self._asked_to_end = asyncio.Event()
        self._ending = Ending.CRASHED  # why it ends

    @property
    def attached(self) -> bool:
        """Whether a tab shows it."""
        return self._client is not None

    @property
    def waits(self) -> bool:
        """Whether its tab was lost, so that nobody sees it."""
        return Ending.LOST in self._timers

    async def start(self, starts: Starts, arguments: Sequence[str], size: Size, language: str) -> None:
        """Starts the explorer.

        Args:
            arguments: of `transformer-explore`.
            language: for learners who have not chosen one in the settings.

        Raises:
            OSError: the machine has no memory or process left for it.
        """
        try:
            more = {"LANGUAGE": language, **self.learner.environment}
            self._process = await ExplorerProcess.start(starts, arguments, size, more)
        except BaseException:
            self.over.set()
            raise
        self._running = asyncio.create_task(self._run(self._process))
        self._end_after(self._limits.lifetime, Ending.LIFETIME)
        self._end_after(self._limits.idle, Ending.IDLE)

    def end(self, ending: Ending) -> None:
        """Makes the explorer end; `over` is set when it has ended."""
        if not self._asked_to_end.is_set():
            self._ending = ending
            self._asked_to_end.set()

    def _end_after(self, seconds: float, ending: Ending) -> None:
        self._call_off(ending)
        self._timers[ending] = asyncio.get_running_loop().call_later(seconds, self.end, ending)

    def _call_off(self, ending: Ending) -> None:
        if ending in self._timers:
            self._timers.pop(ending).cancel()

    # ------------------------------------------------------------------------------ from the explorer
    async def _run(self, process: ExplorerProcess) -> None:
        """Shows what the explorer sends until it ends, or is to end; then says why in its tab."""
        showing = asyncio.create_task(self._show(process))
        asked = asyncio.create_task(self._asked_to_end.wait())
        await asyncio.wait({showing, asked}, return_when=asyncio.FIRST_COMPLETED)
        left = not asked.done()
        asked.cancel()
        code = await process.end(self._limits.closing)
        showing.cancel()
        for ending in list(self._timers):
            self._call_off(ending)
        line = ""
        if left and code == OK:
            self._ending = Ending.LEFT
        elif left and (line := process.last_line):
            line = safe(line)
            self._report(line)
            line = line if code in (USAGE, LACKING) else ""
        self.over.set()
        if self._client is not None:
            await self._client.leave(self._ending, line)

    async def _show(self, process: ExplorerProcess) -> None:
        async for packet in process.packets():
            if packet.kind == PACKED:
                self.downloads.receive(packet.payload)
            elif self._client is None:
                continue  # what it shows without a tab is dropped: a new one gets everything
            elif packet.kind == DATA:
                await self._client.show(packet.payload)
            elif (key := self.downloads.offered(packet.payload)) is not None:
                await self._client.tell("deliver_file_start", key)

    # ------------------------------------------------------------------------------ from the tab
    def download(self, key: str) -> Download | None:
        """The file that the explorer offers under this key, once; None if there is none."""
        return None if self._process is None else self.downloads.take(key, self._process)

    async def serve(self, client: Client, size: Size) -> None:
        """Shows the explorer in a tab until the tab or the explorer is gone. Another tab that shows it loses it."""
        process = self._process
        assert process is not None
        previous, self._client = self._client, client
        self._call_off(Ending.LOST)
        if previous is not None:
            await previous.leave(Ending.TAKEN)
        if self.over.is_set():  # it ended before the tab was connected
            await client.leave(self._ending)
            return
        await client.tell("instance_id", self.id)
        await process.resize(size)
        await process.redraw()
        try:
            await self._listen(client, process)
        finally:
            if self._client is client:
                self._client = None
                if not self.over.is_set():
                    self._end_after(self._limits.reconnect, Ending.LOST)

    async def _listen(self, client: Client, process: ExplorerProcess) -> None:
        try:
            async for message in client.messages():
                match message:
                    case Typed(text):
                        self._end_after(self._limits.idle, Ending.IDLE)
                        await process.type(text)
                    case Focused(focused):
                        await process.focus(focused)
                    case Size():
                        await process.resize(message)
        except ValueError:
            await client.leave(Ending.REFUSED)
