"""The line on a terminal that says how far a long computation has come."""

from __future__ import annotations

import io
import sys

import pytest
from transformer_explore.core.progress import Progress
from transformer_explore.explorer.commands.progress import PATIENCE, PAUSE, progress_shown


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def shown(monkeypatch: pytest.MonkeyPatch, stream: io.StringIO, *moments: float) -> str:
    """What is written while a token is chosen at each of these moments after the beginning."""
    now = 0.0
    monkeypatch.setattr(sys, "stderr", stream)
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
    monkeypatch.setattr(sys, "stderr", stream)
    with pytest.raises(KeyboardInterrupt), progress_shown(lambda: now) as show:
        now = PATIENCE
        show(Progress(1, 2))
        raise KeyboardInterrupt
    assert stream.getvalue().endswith("\r")
