"""The line on a terminal that says how far a long computation has come."""

from __future__ import annotations

import io
import os
import subprocess
import sys

import pytest
from transformer_explore.core.support.progress import Progress
from transformer_explore.explorer.commands.progress import PATIENCE, PAUSE, progress_shown

from tests.process import PATIENCE as PATIENCE_OF_TESTS


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def shown(monkeypatch: pytest.MonkeyPatch, stream: io.StringIO, *moments: float) -> str:
    """What is written while a token is chosen at each of these moments after the beginning."""
    now = 0.0
    monkeypatch.setattr(sys, "__stderr__", stream)
    with progress_shown(lambda: now) as show:
        for number, moment in enumerate(moments, start=9):
            now = moment
            show(Progress(number, 58))
    return stream.getvalue()


def test_what_is_quick_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(monkeypatch, Terminal(), 0.0, PATIENCE - 0.01) == ""


def test_what_takes_long_says_how_far_it_has_come_in_one_line_that_goes_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    late = PATIENCE + 1
    told = shown(monkeypatch, Terminal(), 0.0, late, late + PAUSE / 2, late + PAUSE)
    first, second = (f"translating: token {n} of at most 58" for n in (10, 12))
    assert told == f"\r{first}\r{second}\r{' ' * len(second)}\r"


def test_a_pipe_hears_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(monkeypatch, io.StringIO(), 99.0) == ""


def test_after_ctrl_c_the_line_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    stream, now = Terminal(), 0.0
    monkeypatch.setattr(sys, "__stderr__", stream)
    with pytest.raises(KeyboardInterrupt), progress_shown(lambda: now) as show:
        now = PATIENCE
        show(Progress(1, 2))
        raise KeyboardInterrupt
    assert stream.getvalue().endswith("\r")


@pytest.mark.terminal
def test_a_real_terminal_returns_to_the_start_of_the_line() -> None:
    """Under the streams of the whole program, whose standard error shows control characters instead of obeying them."""
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
        told = os.read(ours, 4096).decode()
    finally:
        os.close(ours)
        os.close(theirs)
    line = "translating: token 3 of at most 58"
    assert told == f"\r{line}\r{' ' * len(line)}\r"
