"""Ways to start explorers: as forks of one process that has imported the program, or as programs of their own."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from ..forking.forks import ExplorerForks
from ..forking.pipes import start_piped

# -P: modules in the current folder are not imported
PROGRAM = (sys.executable, "-P", "-m", __package__.rpartition(".")[0])


class Running(Protocol):
    """A process, which leads a process group, and its standard streams."""

    @property
    def stdin(self) -> asyncio.StreamWriter: ...

    @property
    def stdout(self) -> asyncio.StreamReader: ...

    @property
    def stderr(self) -> asyncio.StreamReader: ...

    async def wait(self) -> int:
        """Waits until it has ended; returns its exit code, which is negative if a signal ended it."""

    async def kill(self) -> None:
        """Ends what is left of it and of the processes that it started."""


class Starts(Protocol):
    """Starts processes."""

    async def begin(self) -> None:
        """Prepares for the first process, without waiting until that is done."""

    async def start(self, arguments: Sequence[str], environment: Mapping[str, str]) -> Running:
        """Starts a process without a shell; OSError if that is impossible.

        Args:
            environment: all of its variables.
        """

    async def close(self) -> None:
        """Ends what starts processes, when they have ended."""


class Spawns:
    """Starts a program.

    Args:
        program: the beginning of a command.
    """

    def __init__(self, program: Sequence[str] = PROGRAM) -> None:
        self._program = program

    async def begin(self) -> None: ...

    async def start(self, arguments: Sequence[str], environment: Mapping[str, str]) -> Running:
        return Spawned(
            await asyncio.create_subprocess_exec(
                *self._program,
                *arguments,
                stdin=PIPE,
                stdout=PIPE,
                stderr=PIPE,
                env=environment,
                start_new_session=True,  # Ctrl-C reaches only the server, which then ends the explorers
            )
        )

    async def close(self) -> None: ...


class Spawned:
    """A program that was started."""

    def __init__(self, process: Process) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        self._process = process
        self.stdin, self.stdout, self.stderr = process.stdin, process.stdout, process.stderr

    async def wait(self) -> int:
        return await self._process.wait()

    async def kill(self) -> None:
        with suppress(ProcessLookupError, PermissionError):
            if sys.platform == "win32":
                self._process.kill()
            else:
                os.killpg(self._process.pid, signal.SIGKILL)


class Forks:
    """Starts explorers as forks, or as programs if that fails.

    Args:
        environment: variables of the process that they are forked from.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.forks = ExplorerForks(environment)
        self._spawns = Spawns()

    async def begin(self) -> None:
        await asyncio.to_thread(self.forks.begin)

    async def start(self, arguments: Sequence[str], environment: Mapping[str, str]) -> Running:
        try:
            return await start_piped(self.forks, arguments, environment, str(Path.cwd()))
        except OSError:
            return await self._spawns.start(arguments, environment)

    async def close(self) -> None:
        await asyncio.to_thread(self.forks.stop)


def starts_explorers(environment: Mapping[str, str]) -> Starts:
    """What starts explorers on this system.

    Args:
        environment: variables of the process that they are forked from.
    """
    return Forks(environment) if sys.platform == "linux" else Spawns()
