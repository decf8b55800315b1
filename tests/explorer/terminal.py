"""The program in a real pseudo-terminal, and its screen."""

import os
import select
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pyte
from ptyprocess import PtyProcess
from transformer_explore.explorer.features.hints.state import HINTS
from transformer_explore.explorer.ui.memory import Store

from tests.process import PATIENCE

COMMAND = (sys.executable, "-m", "transformer_explore.explorer.cli")
ARROWS = {"up": "A", "down": "B", "right": "C", "left": "D"}
KEYS = {"enter": "\r", "escape": "\x1b"} | {name: f"\x1b[{letter}" for name, letter in ARROWS.items()}


class Terminal:
    """A running program and its screen."""

    def __init__(
        self, command: Sequence[str], columns: int, lines: int, variables: Mapping[str, str] | None = None
    ) -> None:
        self.state = tempfile.TemporaryDirectory()  # its saved state is its own
        # No hints: they appear when the reader pauses, over the line above the footer.
        Store(Path(self.state.name) / "transformer-explore" / "explorer.json").change(
            lambda memory: replace(memory, hints=tuple(hint.name for hint in HINTS))
        )
        environment = dict(os.environ)
        for name in ("NO_COLOR", "TEXTUAL_COLOR_SYSTEM", "COLORTERM", "COLUMNS", "LINES"):
            environment.pop(name, None)  # the last two would override the terminal's size
        environment |= variables or {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
        environment["XDG_STATE_HOME"] = self.state.name
        self.screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self.screen)
        self.sent = bytearray()  # everything that the program has written
        self.process = PtyProcess.spawn([*command], dimensions=(lines, columns), env=environment)

    @property
    def text(self) -> str:
        # Not `Screen.display`, which fails if a wide character has lost its second column.
        columns = range(self.screen.columns)
        return "\n".join(
            "".join(self.screen.buffer[line][column].data for column in columns)
            for line in range(self.screen.lines)
        )

    def press(self, *keys: str) -> None:
        """Presses keys by name, or types text."""
        for key in keys:
            self.process.write(KEYS.get(key, key).encode())

    def resize(self, columns: int, lines: int) -> None:
        self.screen.resize(lines, columns)
        self.process.setwinsize(lines, columns)

    def shows(self, *texts: str) -> None:
        """Waits until all the texts are on the screen."""
        self._until(lambda: all(self._has(text) for text in texts), f"{texts} never appeared")

    def hides(self, text: str) -> None:
        """Waits until a text has left the screen."""
        self._until(lambda: not self._has(text), f"{text!r} never left")

    def writes(self, text: str, after: int = 0) -> None:
        """Waits until the program has written a text anywhere after so many bytes."""
        self._until(lambda: text.encode() in self.sent[after:], f"{text!r} was never written")

    def _until(self, happens: Callable[[], bool], otherwise: str) -> None:
        end = time.monotonic() + PATIENCE
        while not happens():
            assert time.monotonic() < end, f"{otherwise}:\n{self.text}"
            self._read(0.1)

    def _has(self, text: str) -> bool:
        # A wide character takes two columns, the second of which is empty.
        return text in self.text or text in self.text.replace("\x00", "")

    def _read(self, seconds: float) -> None:
        if select.select([self.process.fd], [], [], seconds)[0]:
            try:
                sent = self.process.read(65536)
                self.sent += sent
                self._stream.feed(sent)
            except EOFError:
                time.sleep(seconds)

    def ends(self) -> int:
        """Waits until the program has ended; returns its exit code, 128 + n for signal n."""
        self._until(lambda: not self.process.isalive(), "it does not end")
        return int(
            self.process.exitstatus
            if self.process.exitstatus is not None
            else 128 + self.process.signalstatus
        )


@contextmanager
def terminal(
    *arguments: str, columns: int = 100, lines: int = 30, variables: Mapping[str, str] | None = None
) -> Iterator[Terminal]:
    """Runs the program, and ends it with the block.

    Args:
        variables: TERM and others that describe the terminal.
    """
    with spawned([*COMMAND, *arguments], columns, lines, variables) as running:
        yield running


@contextmanager
def shell(columns: int = 100, lines: int = 30) -> Iterator[Terminal]:
    """A shell with job control, in which a program can be suspended and resumed."""
    with spawned(["bash", "--norc", "--noprofile", "-i"], columns, lines) as running:
        yield running


@contextmanager
def spawned(
    command: Sequence[str], columns: int, lines: int, variables: Mapping[str, str] | None = None
) -> Iterator[Terminal]:
    """A command in its own terminal."""
    running = Terminal(command, columns, lines, variables)
    try:
        yield running
    finally:
        running.process.terminate(force=True)
        running.state.cleanup()
