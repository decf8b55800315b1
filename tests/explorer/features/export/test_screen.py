"""The export dialog: from every screen, whole files or none, and nothing lost on the way."""

import errno
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from textual.widgets import Input
from transformer_explore.core.support import localization
from transformer_explore.core.support.errors import Problem
from transformer_explore.core.trace import load
from transformer_explore.explorer.app import Explorer
from transformer_explore.explorer.features.export.dialog import Choices
from transformer_explore.explorer.features.export.screen import ExportScreen
from transformer_explore.explorer.features.export.state import (
    FORMS,
    Offer,
    Stopped,
    about,
    base_name,
    free,
    npy,
    of_array,
    of_page,
    of_trace,
    path_of,
    write,
)
from transformer_explore.explorer.ui.html.page import page
from transformer_explore.explorer.ui.sizes import in_bytes
from transformer_explore.explorer.ui.widgets.key_bar import KeyBar

from tests.explorer.clock import threads_wait
from tests.explorer.driver import Driver, drive
from tests.explorer.showing import array
from tests.process import PATIENCE
from tests.shipped import shipped_trace

TRACE = shipped_trace()
TSV, NPY, READABLE = 3, 4, 6  # the offers on the walk, after the three forms of the view


def offer(content: bytes = b"new", name: str = "x.txt") -> Offer:
    return Offer("it", "as text", name, len(content), True, lambda: [content])


def names(folder: Path) -> list[str]:
    """What is in it, temporary files and all."""
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of the test's own, in which one is."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


async def choose(driver: Driver, number: int) -> None:
    """Opens the dialog and chooses one of its offers."""
    await driver.press("e", *["down"] * number)
    choices = driver.screen.query_one(Choices)
    assert isinstance(choices.lines[choices.cursor], Offer)
    await driver.press("enter")


# ------------------------------------------------------------------------------------- on the walk
async def test_each_form_of_the_view_is_written_under_a_name_from_the_sentence(here: Path) -> None:
    async with drive(Explorer(TRACE)) as driver:
        for number, suffix in enumerate(("txt", "svg", "html")):
            await choose(driver, number)
            await driver.press("enter")
            path = here / f"我爱你-tokens.{suffix}"
            assert all(word in path.read_text("utf-8") for word in ("我", "love", "WALK"))
            assert "safetensors" not in path.read_text("utf-8")  # the dialog itself is not in the view
            assert driver.notice == f"written: {path} ({in_bytes(path.stat().st_size)})"
            await driver.press("escape")
        assert not isinstance(driver.screen, ExportScreen)


async def test_the_array_in_the_grid_is_written_with_every_axis(here: Path) -> None:
    step = TRACE["encoder.layers.0.self_attention.scaled"]
    async with drive(Explorer(TRACE)) as driver:
        driver.screen.navigator.go_to(step.source, (1, 1, 2))
        driver.screen.show_step()
        await choose(driver, NPY)
        await driver.press("enter")
        assert np.array_equal(np.load(here / "我爱你-scaled.npy"), step.values)
        await driver.press("escape")
        await choose(driver, TSV)
        await driver.press("enter")
        lines = (here / "我爱你-scaled.tsv").read_text("utf-8").splitlines()
        assert lines[0] == "head\tquery\t我\t爱\t你"
        assert len(lines) == 1 + step.shape[0] * step.shape[1]


@pytest.mark.parametrize("number", [READABLE, READABLE + 1, READABLE + 2])
async def test_a_trace_is_written_in_each_form_and_reads_back_the_same(number: int) -> None:
    async with drive(Explorer(TRACE)) as driver:
        await choose(driver, number)
        path = Path(driver.screen.query_one(Input).value)
        await driver.press("enter")
    again = load(path)
    assert len(again) == len(TRACE)
    assert all(np.array_equal(a.values, b.values, equal_nan=True) for a, b in zip(again, TRACE, strict=True))


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_the_page_is_that_of_the_command(language: str, here: Path) -> None:
    before = localization.current()
    try:
        localization.use(language)
        expected = b"".join(page(TRACE))
        async with drive(Explorer(TRACE)) as driver:
            await choose(driver, READABLE + len(FORMS))
            await driver.press("enter")
        assert (here / "我爱你.html").read_bytes() == expected
    finally:
        localization.use(before)


def test_a_page_of_a_long_run_says_what_it_leaves_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("transformer_explore.explorer.ui.html.page.STEPS", 10)
    assert of_page(TRACE, "x", "").does == "as HTML, a page that shows the first 10 steps"


async def test_from_home_only_the_view_can_be_exported(tmp_path: Path) -> None:
    async with drive(Explorer(), size=(80, 24)) as driver:
        await driver.press("e")
        offers = [line for line in driver.screen.query_one(Choices).lines if isinstance(line, Offer)]
        assert [each.name for each in offers] == [f"transformer-explore.{s}" for s in ("txt", "svg", "html")]


async def test_the_attention_screen_exports_the_weights_of_the_token() -> None:
    async with drive(Explorer(TRACE)) as driver:
        await driver.press("a", "e")
        said = " ".join(map(str, driver.screen.query_one(Choices).lines))
        assert "attention" in said
        assert "108 steps" in said


# ------------------------------------------------------------------------------------- nothing is lost
async def test_an_existing_file_is_replaced_only_after_a_second_enter(here: Path) -> None:
    (here / "mine.txt").write_text("mine")
    async with drive(Explorer(TRACE)) as driver:
        await choose(driver, 0)
        await driver.answer("mine.txt")
        assert "exists (4 B): press Enter again to replace it" in driver.notice
        assert (here / "mine.txt").read_text() == "mine"
        await driver.press("x", "backspace")  # thought about it: it is asked again
        await driver.press("enter")
        assert (here / "mine.txt").read_text() == "mine"
        await driver.press("enter")
        assert "i love you" in (here / "mine.txt").read_text("utf-8")


async def test_an_error_is_one_line_and_the_path_can_be_corrected(here: Path) -> None:
    (here / "folder").mkdir()
    async with drive(Explorer(TRACE)) as driver:
        await choose(driver, 0)
        for path, why in (
            ("", "Type a file name"),
            ("folder", "is a folder"),
            ("no/where.txt", "there is no folder"),
            ("a\0b", "is not a file name"),
            ("~nobody-at-all/x", "home"),
            ("x" * 300, "too long"),
        ):
            await driver.answer(path)
            assert why in driver.notice, path
        await driver.answer("folder/at last")
        await driver.press("escape")
        assert (here / "folder" / "at last.txt").exists()
    assert names(here) == ["folder"]


async def test_without_permission_the_path_is_kept(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*given: object, **named: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    async with drive(Explorer(TRACE)) as driver:
        await choose(driver, 0)
        with monkeypatch.context() as meanwhile:
            meanwhile.setattr("transformer_explore.core.support.atomic._partial_file", refused)
            await driver.answer("mine.txt")
        assert driver.notice == f"not written: {here / 'mine.txt'}: Permission denied"
        assert driver.screen.query_one(Input).value == "mine.txt"
        await driver.press("enter")
        assert (here / "mine.txt").exists()


async def test_escape_closes_the_path_and_then_the_dialog() -> None:
    async with drive(Explorer(TRACE)) as driver:
        await choose(driver, 2)
        await driver.press("escape")
        assert not driver.screen.query(Input)
        assert isinstance(driver.screen, ExportScreen)
        await driver.press("e")
        assert not isinstance(driver.screen, ExportScreen)


async def test_writing_that_takes_long_says_how_far_it_is_and_escape_stops_it(here: Path) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow() -> Iterator[bytes]:
        yield b"half"
        begun.set()
        assert go_on.wait(PATIENCE)
        yield b"whole"

    async with drive(Explorer(TRACE)) as driver:
        await driver.press("e")
        screen = driver.screen
        screen.run_worker(screen._write(Offer("", "", "x", 9, True, slow), here / "x", "x"), group="export")
        with threads_wait():
            while not begun.is_set():
                await driver.pilot.pause()
            await driver.pilot.pause(0.15)
            assert "writing… 4 B of about 9 B" in driver.notice
            assert screen.query_one(KeyBar).mode == "WRITING"
            await driver.pilot.press("escape")
        go_on.set()
        await driver.settle()
        assert driver.notice == "stopped: nothing was written"
        assert names(here) == []
        await driver.press("escape")
        assert driver.screen is not screen


# ------------------------------------------------------------------------------------- without a screen
def test_a_disk_that_is_full_leaves_what_was_there(here: Path) -> None:
    (here / "x.txt").write_text("old")

    def full() -> Iterator[bytes]:
        yield b"half"
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(Problem, match=r"x\.txt: No space left"):
        write(Offer("", "", "x", 1, True, full), here / "x.txt", lambda _: None, lambda: False)
    assert names(here) == ["x.txt"]
    assert (here / "x.txt").read_text() == "old"


def test_stopping_leaves_what_was_there(here: Path) -> None:
    (here / "x.txt").write_text("old")
    with pytest.raises(Stopped):
        write(offer(), here / "x.txt", lambda _: None, lambda: True)
    assert names(here) == ["x.txt"]
    assert (here / "x.txt").read_text() == "old"


@pytest.mark.skipif(not Path("/dev/null").exists() or os.name == "nt", reason="devices are a Unix matter")
def test_a_device_is_no_file_to_replace(here: Path) -> None:
    os.mkfifo(here / "pipe.txt")
    for path in ("/dev/null", str(here / "pipe.txt")):
        with pytest.raises(Problem, match="is not a file"):
            path_of(path, offer())


def test_a_name_of_another_format_is_refused(here: Path) -> None:
    for typed in ("x.npz", "x.JSON", "x.json.gz", "x.csv"):
        with pytest.raises(Problem, match=r"suffix of another format: this export writes \.safetensors"):
            path_of(typed, offer(name="t.safetensors"))
    assert path_of("x.dat", offer(name="t.safetensors")).name == "x.dat"


def test_tilde_means_home_and_a_missing_suffix_is_added(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(here))
    monkeypatch.setenv("USERPROFILE", str(here))
    assert path_of(" ~/a b ", offer()) == here / "a b.txt"
    assert path_of("c.dat", offer()) == Path.cwd() / "c.dat"


def test_names_are_safe_and_free(here: Path) -> None:
    from dataclasses import replace

    from transformer_explore.core.trace import Token

    def named(text: str) -> str:
        typed = replace(TRACE, run=TRACE.run | {"text": text}, tokens={})
        untyped = replace(
            TRACE,
            run={name: value for name, value in TRACE.run.items() if name != "text"},
            tokens={"source": (Token(0, text),)},
        )
        (name,) = {base_name(trace, "scaled") for trace in (typed, untyped)}
        return name

    assert named("我爱你") == "我爱你-scaled"
    assert named("../../etc/passwd") == "etc-passwd-scaled"
    assert named('a\x1b[31m/\\:*?"<>|b\u202e') == "a-31m-b-scaled"
    assert len(named("猫" * 500).encode()) < 200
    assert base_name(None) == "transformer-explore"
    for name in ("a.tsv", "a-2.tsv"):
        (here / name).touch()
    assert free("a.tsv", here) == "a-3.tsv"


def test_the_estimated_size_is_about_right() -> None:
    *traces, a_page = of_trace(TRACE, "x")
    assert [each.size for each in traces] == [about(TRACE, form) for form in FORMS]
    for each in (*traces, a_page):
        assert 0.8 < each.size / sum(map(len, each.pieces())) < 1.25
    for each in of_array(array(np.random.default_rng(0).normal(size=(3, 50, 50)).astype(np.float32)), "x"):
        assert 0.8 < each.size / sum(map(len, each.pieces())) < 1.25


@pytest.mark.parametrize(
    "values", [np.float32(3), np.arange(7), np.eye(3) > 0, np.ones((2, 3, 4)).swapaxes(0, 2)]
)
def test_npy_is_what_numpy_reads(values: np.ndarray, here: Path) -> None:
    (here / "x.npy").write_bytes(b"".join(npy(np.asarray(values))))
    assert np.array_equal(np.load(here / "x.npy"), values)
