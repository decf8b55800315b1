"""Turns a forked process into an explorer, as if it had been started on its own."""

from __future__ import annotations

import gc
import os
import signal
import sys
import traceback
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import NoReturn

from ...core.support import localization
from ..ui.errors import CRASH


def become_explorer(
    arguments: Sequence[str], environment: Mapping[str, str], folder: str, streams: Sequence[int]
) -> NoReturn:
    """Runs the command line and ends the process.

    Args:
        environment: all of its variables.
        streams: standard input, output and error.
    """
    code = CRASH
    try:
        _start_over(environment, folder, streams)
        from ..cli import main

        code = main(arguments)
    except BaseException:
        traceback.print_exc()
    finally:
        with suppress(Exception):
            sys.stdout.flush()
        os._exit(code)  # nothing of the process that it was forked from may run


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
