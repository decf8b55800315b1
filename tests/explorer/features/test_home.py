"""The home screen: where it leads, and what it remembers."""

import threading
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from textual.widgets import Input
from transformer_explore.core.support import localization
from transformer_explore.core.trace import save
from transformer_explore.explorer.app import AtHand, Explorer
from transformer_explore.explorer.features.home.screen import HomeScreen
from transformer_explore.explorer.features.home.state import (
    CONTINUE,
    EXPERIMENT,
    EXPLORE,
    FAMILIES,
    LEARN,
    OPEN,
    OWN,
    SETTINGS,
    entries,
)
from transformer_explore.explorer.ui.examples import EXAMPLES
from transformer_explore.explorer.ui.memory import RECENT, LastPlace, Memory, Store
from transformer_explore.explorer.ui.walk import titles

from tests.explorer.clock import threads_wait
from tests.explorer.driver import Driver, FakeEngine, drive, knowing
from tests.explorer.outside import NASTY
from tests.process import PATIENCE, python
from tests.shipped import shipped_trace

TRACE = shipped_trace()
SCALED = LastPlace("我爱你", "encoder.layers.0.self_attention.scaled", 0, (1, 2, 0))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return knowing(tmp_path / "state" / "explorer.json")


@pytest.fixture
async def home(store: Store) -> AsyncIterator[Driver]:
    async with drive(Explorer(prepare=lambda: AtHand(TRACE, FakeEngine(TRACE)), store=store)) as driver:
        yield driver


@pytest.mark.parametrize("key", ["enter", "right"])
async def test_enter_and_right_open_the_first_example(home: Driver, key: str) -> None:
    assert isinstance(home.screen, HomeScreen)
    await home.press(key)
    assert (home.screen.navigator.trace, home.screen.navigator.number) == (TRACE, 0)


async def test_escape_goes_home_and_the_first_line_continues(home: Driver, store: Store) -> None:
    await home.press("enter")
    home.screen.to_place(SCALED)
    await home.press("escape")
    assert isinstance(home.screen, HomeScreen)
    assert store.load().last == SCALED
    assert home.screen.places.entries[1].what == CONTINUE
    await home.press("enter")
    navigator = home.screen.navigator
    assert (navigator.view.name, navigator.cell) == ("scaled", SCALED.cell)


async def test_your_own_sentence_is_computed_and_remembered(home: Driver, store: Store) -> None:
    await home.press("t")
    await home.answer("猫爱我")
    assert home.screen.engine.asked[-1].source == "猫爱我"
    assert store.load().recent[0] == "猫爱我"


async def test_a_file_is_opened_or_an_error_keeps_the_path(home: Driver, tmp_path: Path) -> None:
    save(TRACE, tmp_path / "t.json")
    (tmp_path / "other.json").write_text("[]", encoding="utf-8")
    await home.press("o")
    for name, said in (("missing.json", "No such file"), ("other.json", "not a trace")):
        await home.answer(str(tmp_path / name))
        assert isinstance(home.screen, HomeScreen)
        assert said in home.notice
        assert home.screen.query_one(Input).value == str(tmp_path / name)  # it can be corrected
    await home.answer(str(tmp_path / "t.json"))
    assert len(home.screen.navigator.walk) == len(TRACE)


async def test_an_error_of_the_preparation_is_shown_when_something_is_opened(store: Store) -> None:
    def broken() -> AtHand:
        raise OSError("weights.safetensors: no readable file")

    async with drive(Explorer(prepare=broken, store=store), size=(80, 24)) as driver:
        await driver.press("enter")
        assert isinstance(driver.screen, HomeScreen)
        assert "weights.safetensors" in driver.notice


def test_the_lines_begin_with_continuing_and_all_lead_somewhere() -> None:
    fresh = entries(Memory())
    assert [entry.text for entry in fresh if entry.what == EXPLORE] == [text for text, _ in EXAMPLES]
    again = entries(Memory(("猫爱我", "我爱你"), SCALED))
    assert next(entry.what for entry in again if entry.what) == CONTINUE
    assert [entry.text for entry in again].count("我爱你") == 2  # going on, and the example; not a third time
    assert {CONTINUE, FAMILIES, EXPERIMENT, EXPLORE, OWN, LEARN, OPEN, SETTINGS} == {
        entry.what for entry in again if entry.what
    }


def test_the_last_step_has_its_title_in_the_walk_shortened_in_the_middle() -> None:
    last = entries(
        Memory(last=replace(SCALED, step="decoder.layers.1.cross_attention.value")), titles=titles
    )[1]
    assert last.note_in(60) == "at decoder › layer 2 › cross-attention › value"
    assert last.note_in(40) == "at decoder › layer 2 › … › value"
    assert last.note_in(5) == "at … › value"
    with localization.in_language("zh"):
        last = entries(Memory(last=SCALED), titles=titles)[1]
    assert last.note_in(60) == "停在：编码器 › 层 1 › 自注意力 › scaled"


async def test_a_list_that_does_not_fit_says_that_there_is_more(store: Store) -> None:
    async with drive(Explorer(prepare=lambda: AtHand(TRACE, None), store=store), size=(80, 24)) as driver:
        places = driver.screen.places

        def ends() -> tuple[bool, bool]:
            lines = (places.render_line(0), places.render_line(places.content_size.height - 1))
            assert all(line.cell_length == places.content_size.width for line in lines)
            return "▴ more" in lines[0].text, "▾ more" in lines[1].text

        assert ends() == (False, True)
        await driver.press(*["down"] * len(places.entries))
        assert ends() == (True, False)
        await driver.pilot.resize_terminal(80, 60)
        await driver.settle()
        assert ends() == (False, False)


def test_sentences_are_remembered_once_the_latest_first() -> None:
    memory = Memory()
    for text in ("a", "b", "a", *map(str, range(10)), "", "x" * 300):
        memory = memory.with_sentence(text)
    assert memory.recent == tuple(map(str, range(9, 9 - RECENT, -1)))


async def test_no_remembered_text_reaches_the_terminal_unchecked(store: Store) -> None:
    for text in NASTY:
        store.change(lambda memory, text=text: memory.with_sentence(text))
    async with drive(Explorer(prepare=lambda: AtHand(TRACE, None), store=store), size=(60, 20)) as driver:
        places = driver.screen.places
        for number in range(len(places.entries)):
            line = places.render_line(number)
            assert line.cell_length == places.content_size.width
            assert "\x1b" not in line.text


async def test_other_screens_opened_and_left_meanwhile_do_not_matter(store: Store) -> None:
    ready = threading.Event()

    def prepare() -> AtHand:
        assert ready.wait(PATIENCE)
        return AtHand(TRACE, FakeEngine(TRACE))

    app = Explorer(prepare=prepare, store=store)
    async with app.run_test(size=(100, 30)) as pilot:
        with threads_wait():
            await pilot.press("X", "escape", "T", "escape", "enter")
        ready.set()
        await Driver(pilot).settle()
        assert app.screen.navigator.trace is TRACE


def test_the_first_frame_waits_for_neither_numpy_nor_a_model() -> None:
    done = python(
        "import sys\n"
        "from transformer_explore.explorer import app, start\n"
        "app.Explorer.run = lambda self: sys.exit(int(bool({'numpy', 'torch'} & set(sys.modules))))\n"
        "start.open_explorer()\n"
    )
    assert done.returncode == 0, done.stderr
