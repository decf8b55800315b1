"""Measures startup: help and first frame, compared with Python, a minimal Textual program and torch.

    python benchmarks/startup.py [--rounds 7]

Each candidate is a new process; they take turns, so that a machine that slows down slows all of them. Frames are
detected in a real pseudo-terminal: "first frame" is when the home screen is painted, "first numbers" when Enter was
pressed there and the map of the first example is painted. CPU is the time that the process itself has used when the
bytes of that frame arrive. Quote the ratio of CPU times, because wall time depends on other programs.

All candidates run from bytecode files, as installed programs do, even where PYTHONDONTWRITEBYTECODE is set: otherwise
Python would compile our modules, but not Textual's, at each start.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from latency import cpu_of
from ptyprocess import PtyProcess

MINIMAL = """
from textual.app import App
from textual.widgets import Static
class Minimal(App):
    def compose(self):
        yield Static("minimal program")
Minimal().run()
"""
EXPLORER = [sys.executable, "-m", "transformer_explore.explorer.cli"]
HOME = "explore a sentence"
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


@dataclass(frozen=True)
class Moment:
    """The time until an event, in seconds."""

    wall: float
    cpu: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    contestants: dict[str, Callable[[], Moment]] = {
        "python -c pass": lambda: finished([sys.executable, "-c", "pass"]),
        "--help": lambda: finished([*EXPLORER, "--help"]),
        "minimal Textual program, first frame": lambda: painted(
            [sys.executable, "-c", MINIMAL], "minimal program"
        ),
        "explorer, first frame": lambda: painted(EXPLORER, HOME),
        "explorer, first numbers": lambda: painted(EXPLORER, HOME, "MAP"),
        "import torch": lambda: finished([sys.executable, "-c", "import torch"]),
    }
    times: dict[str, list[Moment]] = {name: [] for name in contestants}
    for number in range(rounds + 1):  # the first round warms the disk cache and is not counted
        for name, run in contestants.items():
            moment = run()
            if number:
                times[name].append(moment)
    print(f"{'':38} {'wall ms':>8} {'CPU ms':>8} {'CPU / minimal':>14} {'CPU / torch':>12}")
    for name, moments in times.items():
        minimal = ratio(moments, times["minimal Textual program, first frame"])
        torch = ratio(moments, times["import torch"])
        wall, cpu = (1000 * statistics.median(getattr(m, what) for m in moments) for what in ("wall", "cpu"))
        print(f"{name:38} {wall:>8.0f} {cpu:>8.0f} {minimal:>14.2f} {torch:>12.2f}")


def ratio(ours: Sequence[Moment], theirs: Sequence[Moment]) -> float:
    """The median of the CPU ratios within a round."""
    return statistics.median(a.cpu / b.cpu for a, b in zip(ours, theirs, strict=True))


def finished(command: Sequence[str]) -> Moment:
    """The time until the process has ended."""
    began = time.perf_counter()
    pid = os.posix_spawn(
        command[0],
        list(command),
        ENVIRONMENT,
        file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)],
    )
    _, _, used = os.wait4(pid, 0)
    return Moment(time.perf_counter() - began, used.ru_utime + used.ru_stime)


def painted(command: Sequence[str], text: str, after_enter: str | None = None) -> Moment:
    """The time until `text` is painted; with `after_enter`, presses Enter then and waits for that text."""
    began = time.perf_counter()
    memory = tempfile.TemporaryDirectory()  # nothing is remembered between runs
    process = PtyProcess.spawn(
        list(command),
        dimensions=(40, 120),
        env=ENVIRONMENT | {"TERM": "xterm-256color", "XDG_STATE_HOME": memory.name},
    )
    try:
        used = wait_for(process, text)
        if after_enter is not None:
            process.write(b"\r")
            used = wait_for(process, after_enter)
        return Moment(time.perf_counter() - began, used)
    finally:
        process.terminate(force=True)
        memory.cleanup()


def wait_for(process: PtyProcess, text: str) -> float:
    """Reads the output until the text is on the screen; returns the CPU time at the last read."""
    import pyte

    screen = pyte.Screen(120, 40)
    stream = pyte.ByteStream(screen)
    used = 0.0
    while not any(text in line for line in screen.display):
        received = process.read(65536)
        used = cpu_of(process.pid)  # before the terminal draws: the program continues meanwhile
        stream.feed(received)
    return used


if __name__ == "__main__":
    main()
