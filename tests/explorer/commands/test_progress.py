"""The progress line on a terminal."""

import io
import os
import subprocess
import sys

import pytest
from transformer_explore.core.support.progress import Progress
from transformer_explore.explorer.commands.progress import PATIENCE, PAUSE, progress_shown

from tests.process import PATIENCE as PATIENCE_OF_TESTS

LATE = PATIENCE + 1
FIRST, SECOND = (f"decoding: token {n} of at most 58" for n in (10, 12))


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "moments", "written"),
    [
        (Terminal, (0.0, PATIENCE - 0.01), ""),  # a quick computation
        (
            Terminal,
            (0.0, LATE, LATE + PAUSE / 2, LATE + PAUSE),
            f"\r{FIRST}\r{SECOND}\r{' ' * len(SECOND)}\r",
        ),
        (io.StringIO, (99.0,), ""),  # a pipe
    ],
)
def test_only_a_long_computation_shows_its_progress_on_a_terminal_and_removes_the_line(
    stream: type[io.StringIO], moments: tuple[float, ...], written: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "__stderr__", terminal := stream())
    now = 0.0
    with progress_shown(lambda: now) as show:
        for number, now in enumerate(moments, start=9):  # noqa: B007  the clock reads it
            show(Progress(number, 58))
    assert terminal.getvalue() == written


def test_the_line_is_removed_after_ctrl_c(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "__stderr__", terminal := Terminal())
    now = 0.0
    with pytest.raises(KeyboardInterrupt), progress_shown(lambda: now) as show:
        now = PATIENCE
        show(Progress(1, 2))
        raise KeyboardInterrupt
    assert terminal.getvalue().endswith("\r")


@pytest.mark.terminal
def test_a_real_terminal_returns_to_the_start_of_the_line() -> None:
    """With the program's own streams, whose standard error prints control characters as text."""
    code = (
        "from itertools import count\n"
        "from transformer_explore.core.support.progress import Progress\n"
        "from transformer_explore.explorer.commands.progress import progress_shown\n"
        "from transformer_explore.explorer.process import prepared_streams\n"
        "with prepared_streams(), progress_shown(count(step=9).__next__) as show: show(Progress(3, 58))"
    )
    ours, theirs = os.openpty()
    try:
        subprocess.run([sys.executable, "-c", code], stderr=theirs, check=True, timeout=PATIENCE_OF_TESTS)
        written = os.read(ours, 4096).decode()
    finally:
        os.close(ours)
        os.close(theirs)
    line = "decoding: token 3 of at most 58"
    assert written == f"\r{line}\r{' ' * len(line)}\r"
