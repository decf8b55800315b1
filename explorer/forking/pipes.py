"""Forked explorers whose standard streams are pipes to this process's event loop."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from .forks import ExplorerForks, Forked


@dataclass(frozen=True)
class Piped:
    """A running explorer and its standard streams."""

    explorer: Forked
    stdin: asyncio.StreamWriter
    stdout: asyncio.StreamReader
    stderr: asyncio.StreamReader
    transports: Sequence[asyncio.BaseTransport] = field(repr=False)

    async def wait(self) -> int:
        """Waits until it has ended; returns its exit code, which is negative if a signal ended it."""
        return await asyncio.wrap_future(self.explorer.done)

    async def kill(self) -> None:
        """Ends it and the processes that it started, and closes the streams."""
        await asyncio.to_thread(self.explorer.signal, signal.SIGKILL)
        await self.wait()
        for transport in self.transports:
            transport.close()


async def start_piped(
    forks: ExplorerForks, arguments: Sequence[str], environment: Mapping[str, str], folder: str = "/"
) -> Piped:
    """Starts an explorer with pipes; arguments as for `ExplorerForks.start`."""
    theirs: list[int] = []
    ours: list[int] = []
    try:
        for is_input in (True, False, False):
            reading, writing = os.pipe()
            theirs.append(reading if is_input else writing)
            ours.append(writing if is_input else reading)
        stdin, stdout, stderr = theirs
        start = partial(forks.start, arguments, environment, stdin, stdout, stderr, folder)
        explorer = await asyncio.to_thread(start)
    except BaseException:
        for descriptor in ours:
            os.close(descriptor)
        raise
    finally:
        for descriptor in theirs:
            os.close(descriptor)
    stdin, stdout, stderr = ours
    writer = await _writer(stdin)
    (output, output_transport), (errors, errors_transport) = await _reader(stdout), await _reader(stderr)
    return Piped(explorer, writer, output, errors, (writer.transport, output_transport, errors_transport))


async def _reader(descriptor: int) -> tuple[asyncio.StreamReader, asyncio.BaseTransport]:
    reader = asyncio.StreamReader()
    file = os.fdopen(descriptor, "rb", 0)
    protocol = asyncio.StreamReaderProtocol(reader)
    transport, _protocol = await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, file)
    return reader, transport


async def _writer(descriptor: int) -> asyncio.StreamWriter:
    loop = asyncio.get_running_loop()
    file = os.fdopen(descriptor, "wb", 0)
    transport, protocol = await loop.connect_write_pipe(asyncio.streams.FlowControlMixin, file)
    return asyncio.StreamWriter(transport, protocol, None, loop)
