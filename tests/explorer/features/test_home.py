"""The home screen: where it leads, and what it remembers."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static
from transformer_explore.core.checkpoints import find
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
from transformer_explore.explorer.features.walk.screen import WalkScreen
from transformer_explore.explorer.ui.examples import EXAMPLES
from transformer_explore.explorer.ui.memory import RECENT, LastPlace, Memory, Store

from tests.explorer.clock import threads_wait
from tests.explorer.driver import FakeEngine
from tests.explorer.outside import NASTY
from tests.process import PATIENCE, python

TRACE = find().shipped_trace()
SCALED = LastPlace("我爱你", "encoder.layers.0.self_attention.scaled", 0, (1, 2, 0))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "state" / "explorer.json")


@pytest.fixture
async def home(store: Store) -> AsyncIterator[Pilot[None]]:
    app = Explorer(prepare=lambda: AtHand(TRACE, FakeEngine(TRACE)), store=store)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        yield pilot


async def arrived(pilot: Pilot[None]) -> WalkScreen:
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
    screen = pilot.app.screen
    assert isinstance(screen, WalkScreen)
    return screen


async def test_enter_opens_the_first_example(home: Pilot[None]) -> None:
    assert isinstance(home.app.screen, HomeScreen)
    await home.press("enter")
    assert (await arrived(home)).navigator.trace is TRACE


async def test_right_opens_it_too(home: Pilot[None]) -> None:
    await home.press("right")
    assert (await arrived(home)).navigator.number == 0


async def test_escape_goes_home_and_the_first_line_continues(home: Pilot[None], store: Store) -> None:
    await home.press("enter")
    screen = await arrived(home)
    screen.to_place(SCALED)
    await home.press("escape")
    await home.pause()
    assert isinstance(home.app.screen, HomeScreen)
    assert store.load().last == SCALED
    assert home.app.screen.places.entries[1].what == CONTINUE
    await home.press("enter")
    screen = await arrived(home)
    assert screen.navigator.view.name == "scaled"
    assert screen.navigator.cell == SCALED.cell


async def test_your_own_sentence_is_computed_and_remembered(home: Pilot[None], store: Store) -> None:
    await home.press("t")
    await home.pause()
    home.app.screen.query_one(Input).value = "猫爱我"
    await home.press("enter")
    screen = await arrived(home)
    assert screen.engine.asked[-1].source == "猫爱我"
    assert store.load().recent[0] == "猫爱我"


async def test_a_file_is_opened_or_an_error_keeps_the_path(home: Pilot[None], tmp_path: Path) -> None:
    save(TRACE, tmp_path / "t.json")
    (tmp_path / "other.json").write_text("[]", encoding="utf-8")
    await home.press("o")
    for name, said in (("missing.json", "No such file"), ("other.json", "not a trace")):
        await home.pause()
        home.app.screen.query_one(Input).value = str(tmp_path / name)
        await home.press("enter")
        await home.app.workers.wait_for_complete()
        await home.pause()
        assert isinstance(home.app.screen, HomeScreen)
        assert said in str(home.app.screen.query_one("#notice", Static).render())
        assert home.app.screen.query_one(Input).value == str(tmp_path / name)  # it can be corrected
    home.app.screen.query_one(Input).value = str(tmp_path / "t.json")
    await home.press("enter")
    assert len((await arrived(home)).navigator.walk) == len(TRACE)


async def test_an_error_of_the_preparation_is_shown_when_something_is_opened(store: Store) -> None:
    def broken() -> AtHand:
        raise OSError("weights.safetensors: no readable file")

    async with Explorer(prepare=broken, store=store).run_test() as pilot:
        await pilot.press("enter")
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert isinstance(pilot.app.screen, HomeScreen)
        assert "weights.safetensors" in str(pilot.app.screen.query_one("#notice", Static).render())


async def test_the_theme_is_remembered(home: Pilot[None], store: Store) -> None:
    before = home.app.theme
    await home.press("L")
    assert home.app.theme != before
    assert Explorer(prepare=lambda: AtHand(TRACE, None), store=store).theme == home.app.theme


def test_the_lines_begin_with_continuing_and_all_lead_somewhere() -> None:
    fresh = entries(Memory())
    assert [entry.text for entry in fresh if entry.what == EXPLORE] == [text for text, _ in EXAMPLES]
    again = entries(Memory(("猫爱我", "我爱你"), SCALED))
    assert next(entry.what for entry in again if entry.what) == CONTINUE
    assert [entry.text for entry in again].count("我爱你") == 2  # going on, and the example; not a third time
    assert {CONTINUE, FAMILIES, EXPERIMENT, EXPLORE, OWN, LEARN, OPEN, SETTINGS} == {
        entry.what for entry in again if entry.what
    }


def test_sentences_are_remembered_once_the_latest_first() -> None:
    memory = Memory()
    for text in ("a", "b", "a", *map(str, range(10)), "", "x" * 300):
        memory = memory.with_sentence(text)
    assert memory.recent == tuple(map(str, range(9, 9 - RECENT, -1)))


async def test_no_remembered_text_reaches_the_terminal_unchecked(store: Store) -> None:
    for text in NASTY:
        store.change(lambda memory, text=text: memory.with_sentence(text))
    async with Explorer(prepare=lambda: AtHand(TRACE, None), store=store).run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        places = pilot.app.screen.places
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
        assert (await arrived(pilot)).navigator.trace is TRACE


def test_the_first_frame_waits_for_neither_numpy_nor_a_model() -> None:
    done = python(
        "import sys\n"
        "from transformer_explore.explorer import app, start\n"
        "app.Explorer.run = lambda self: sys.exit(int(bool({'numpy', 'torch'} & set(sys.modules))))\n"
        "start.open_explorer()\n"
    )
    assert done.returncode == 0, done.stderr
