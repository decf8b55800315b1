"""The process that explorers are forked from: `python -m transformer_explore.explorer.forking DESCRIPTOR`.

It imports the program once, without torch and without starting a thread, and then forks an explorer for each message on
the socket that it inherits. When the socket is closed, it ends its explorers and itself.
"""

from __future__ import annotations

import gc
import os
import select
import signal
import socket
import sys
import time
from contextlib import suppress
from importlib import import_module
from pkgutil import walk_packages
from typing import NamedTuple

from .child import run_explorer
from .messages import receive, send

PATIENCE = 3.0  # seconds for explorers to save where the reader is before they are killed
PRELOADED = ("explorer.features", "explorer.ui", "lessons")  # with all their modules
NOT = "lessons.labs."  # many labs import torch
ALSO = (
    *("explorer.cli", "explorer.start", "explorer.app", "explorer.server.driver"),
    *("core.running.shared.client", "core.running.engine", "core.running.code", "core.running.families"),
    *("core.running.engine_address", "core.running.shared.address", "core.trace.files.safetensors_file"),
)
"""Modules of the program that are imported when they are needed."""


FORBIDDEN = {"torch", f"{__package__.removesuffix('.explorer.forking')}.core.grammar"}
"""Large modules that only the engine needs: what explorers use of them is copied for each, reference counts and all."""


class Order(NamedTuple):
    """What a new explorer is started with."""

    arguments: list[str]
    environment: dict[str, str]
    folder: str
    streams: list[int]


def serve(descriptor: int) -> Order | None:
    """Serves the socket until it is closed. In a new explorer, returns what that was started with."""
    preload()
    woken, waker = os.pipe()
    for end in (woken, waker):
        os.set_blocking(end, False)
    signal.set_wakeup_fd(waker, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    explorers: set[int] = set()
    with suppress(EOFError, OSError), socket.socket(fileno=descriptor) as server:
        send(server, {"ready": os.getpid()})
        while True:
            readable, _writable, _failed = select.select([descriptor, woken], [], [])
            if woken in readable:
                os.read(woken, 1 << 16)
            for pid, code in ended(explorers):
                send(server, {"ended": pid, "code": code})
            if descriptor not in readable:
                continue
            message, streams = receive(server)
            if "signal" in message:
                if message["pid"] in explorers:  # not yet waited for, so it is still ours
                    signal_group(message["pid"], message["signal"])
                continue
            try:
                pid = os.fork()
            except OSError as error:  # no memory or process is left; the explorers that run go on
                send(server, {"failed": str(error), "number": message["number"]})
                for stream in streams:
                    os.close(stream)
                continue
            if pid == 0:
                signal.set_wakeup_fd(-1)
                os.close(woken)
                os.close(waker)
                return Order(message["arguments"], message["environment"], message["folder"], streams)
            explorers.add(pid)
            for stream in streams:
                os.close(stream)
            send(server, {"started": pid, "number": message["number"]})
    end_all(explorers)
    return None


def preload() -> None:
    """Imports what explorers need. Nothing of it is freed later, so the garbage collector need not touch it."""
    gc.disable()
    program = __package__.removesuffix(".explorer.forking")
    for part in PRELOADED:
        package = import_module(f"{program}.{part}")
        for module in walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.startswith(f"{program}.{NOT}"):
                import_module(module.name)
    for name in ALSO:
        import_module(f"{program}.{name}")
    warm_up()
    assert not FORBIDDEN & sys.modules.keys()
    gc.collect()
    gc.freeze()


def warm_up() -> None:
    """Loads what most explorers load sooner or later, which depends on no language."""
    from textual import scrollbar  # noqa: F401
    from textual.layouts import factory, stream  # noqa: F401

    from ...core.checkpoints import find

    _parameters = find().parameters


def ended(explorers: set[int]) -> list[tuple[int, int]]:
    """The explorers that have ended, with their exit codes (negative: the signal); ends what they started."""
    found = []
    for pid in tuple(explorers):
        if os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None:
            explorers.discard(pid)
            signal_group(pid, signal.SIGKILL)  # before its number can belong to another process
            _pid, status = os.waitpid(pid, 0)
            found.append((pid, os.waitstatus_to_exitcode(status)))
    return found


def signal_group(pid: int, number: int) -> None:
    """Sends a signal to an explorer that was not yet waited for, and to the processes that it started."""
    try:
        os.killpg(pid, number)
    except (ProcessLookupError, PermissionError):  # it has only just been forked, and has no group yet
        with suppress(ProcessLookupError):
            os.kill(pid, number)


def end_all(explorers: set[int]) -> None:
    """Lets all explorers save where the reader is, then kills those that are left."""
    for number in (signal.SIGHUP, signal.SIGKILL):
        for pid in explorers:
            signal_group(pid, number)
        end = time.monotonic() + PATIENCE
        while explorers and time.monotonic() < end:
            ended(explorers)
            time.sleep(0.02)


if __name__ == "__main__":
    order = serve(int(sys.argv[1]))
    if order is not None:  # here, so that nothing of the process that it was forked from is left to run
        sys.exit(run_explorer(*order))
