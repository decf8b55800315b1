"""Turns a forked process into an explorer, as if it had been started on its own."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress

from ...core.support import localization


def run_explorer(
    arguments: Sequence[str], environment: Mapping[str, str], folder: str, streams: Sequence[int]
) -> int:
    """Runs the command line and returns its exit code.

    Args:
        environment: all of its variables.
        streams: standard input, output and error.
    """
    _start_over(environment, folder, streams)
    from ..cli import main

    return main(arguments)


def _start_over(environment: Mapping[str, str], folder: str, streams: Sequence[int]) -> None:
    os.setsid()  # signals for its group do not reach other explorers
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for wanted, stream in enumerate(streams):
        os.dup2(stream, wanted)
    for stream in streams:
        if stream > 2:
            os.close(stream)
    with suppress(OSError, ImportError):  # no terminal: the browser's explorers use pipes
        import fcntl
        import termios

        fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    for name, descriptor, mode in (("stdin", 0, "r"), ("stdout", 1, "w"), ("stderr", 2, "w")):
        buffering = 1 if name == "stderr" else -1  # by line, as Python does
        file = open(descriptor, mode, buffering, encoding="utf-8", closefd=False)  # noqa: SIM115
        setattr(sys, name, file)
        setattr(sys, f"__{name}__", file)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    localization.start()
    gc.enable()
