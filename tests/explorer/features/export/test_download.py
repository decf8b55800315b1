"""The export dialog in a browser: the browser gets the file, and none is left on the server."""

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from transformer_explore.core.support.errors import Problem
from transformer_explore.core.trace import load
from transformer_explore.explorer.app import Explorer
from transformer_explore.explorer.features.export.dialog import Choices
from transformer_explore.explorer.features.export.download import DownloadScreen
from transformer_explore.explorer.features.export.state import Offer

from tests.explorer.driver import Driver, drive
from tests.explorer.features.export.test_screen import READABLE, TRACE, names, offer


class Delivered(dict[str, bytes]):
    """The files that a browser was given, by name."""

    def __call__(self, file: BinaryIO, *, save_filename: str, **_more: Any) -> None:
        with file:
            self[save_filename] = file.read()


@pytest.fixture
def delivered(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Delivered:
    found = Delivered()
    monkeypatch.setattr(Explorer, "is_web", property(lambda app: True))
    monkeypatch.setattr(Explorer, "deliver_binary", lambda app, *given, **named: found(*given, **named))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return found


async def download(driver: Driver, number: int) -> Offer:
    """Opens the dialog and chooses one of its offers."""
    await driver.press("e", *["down"] * number)
    assert isinstance(driver.screen, DownloadScreen)
    choices = driver.screen.query_one(Choices)
    chosen = choices.lines[choices.cursor]
    assert isinstance(chosen, Offer)
    await driver.press("enter")
    await driver.settle()
    return chosen


async def test_a_trace_is_downloaded_and_no_file_is_left(delivered: Delivered, tmp_path: Path) -> None:
    async with drive(Explorer(TRACE)) as driver:
        chosen = await download(driver, READABLE)
        assert driver.notice.startswith(f"downloading with your browser: {chosen.name} (")
        assert names(tmp_path) == []
        await driver.press("escape")
        assert not isinstance(driver.screen, DownloadScreen)
    (content,) = delivered.values()
    copy = tmp_path / chosen.name
    copy.write_bytes(content)
    assert len(load(copy)) == len(TRACE)


async def test_a_failure_is_one_line_and_nothing_is_downloaded(delivered: Delivered, tmp_path: Path) -> None:
    def fails() -> Iterable[bytes]:
        raise Problem("no more room")

    broken = Offer("it", "as text", "x.txt", 3, True, fails)
    async with drive(Explorer(TRACE)) as driver:
        await driver.app.push_screen(DownloadScreen([broken, offer()], False))
        await driver.settle()
        await driver.press("enter")
        await driver.settle()
        assert driver.notice == "not written: x.txt: no more room"
        await driver.press("down", "enter")
        await driver.settle()
    assert delivered == {"x.txt": b"new"}
    assert names(tmp_path) == []
