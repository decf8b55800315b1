"""Keys that are pressed while a sentence is being computed: they wait for it, and none acts on the one before."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from textual.widgets import Static
from transformer_explore.core.checkpoints import checkpoint, find
from transformer_explore.core.running.request import Request
from transformer_explore.core.trace import Trace
from transformer_explore.explorer.app import AtHand, Explorer
from transformer_explore.explorer.features.attention.screen import AttentionScreen
from transformer_explore.explorer.features.decode.screen import DecodeScreen
from transformer_explore.explorer.features.export.screen import ExportScreen
from transformer_explore.explorer.features.home.screen import HomeScreen
from transformer_explore.explorer.features.run_pair.compare_screen import CompareScreen
from transformer_explore.explorer.features.run_pair.what_if_screen import WhatIfScreen
from transformer_explore.explorer.features.walk.screen import WalkScreen
from transformer_explore.explorer.ui.examples import EXAMPLES
from transformer_explore.explorer.ui.widgets.one_line import Spread

from tests.explorer.driver import Driver, FakeEngine, Gate, drive, knowing, ran, release_all
from tests.shipped import shipped_trace

pytestmark = pytest.mark.usefixtures("painted_at_once")

TRACE = shipped_trace()
ASKED = "猫喜欢狗"


def trace_of(screen: Any) -> Trace | None:
    """The run that a screen is about."""
    match screen:
        case DecodeScreen():
            return screen.state.home.trace
        case CompareScreen():
            return screen.state.a
        case AttentionScreen():
            return screen.state.trace
        case WhatIfScreen() | WalkScreen():
            return screen.navigator.trace
    return None


@asynccontextmanager
async def started(gate: Gate, text: str | None = ASKED, **more: Any) -> AsyncIterator[Driver]:
    """As with a sentence on the command line."""
    gate.closed = True
    async with drive(Explorer(TRACE, FakeEngine(gate=gate), text, **more)) as driver:
        yield driver


@pytest.mark.parametrize(
    ("key", "screen"),
    [
        ("d", DecodeScreen),
        ("w", WhatIfScreen),
        ("c", CompareScreen),
        ("a", AttentionScreen),
        ("e", ExportScreen),
    ],
)
async def test_what_a_key_opens_is_about_the_sentence_that_was_asked_for(key: str, screen: type[Any]) -> None:
    gate = Gate()
    async with started(gate) as driver:
        walk = driver.screen
        await driver.press(key)
        assert driver.screen is walk
        assert driver.notice.startswith(f"Computing {ASKED} … ")
        assert "keys queued" in driver.notice
        await release_all(driver.pilot, gate)
        assert isinstance(driver.screen, screen)
        assert isinstance(walk, WalkScreen)
        assert walk.navigator.trace.source_text == ASKED
        assert (trace_of(driver.screen) or walk.navigator.trace).source_text == ASKED


async def test_while_it_is_computed_the_screen_shows_no_other_sentence() -> None:
    gate = Gate()
    async with started(gate) as driver:
        screen = driver.screen
        assert ASKED in str(screen.query_one("#heading", Spread).left)
        assert TRACE.source_text not in str(screen.query_one("#heading", Spread).left)
        assert not screen.query_one("#step").display
        assert ASKED in str(screen.query_one("#instead", Static).render())
        await release_all(driver.pilot, gate)
        assert screen.query_one("#step").display
        assert driver.notice == ""


async def test_the_keys_after_one_that_waits_are_for_what_it_opens() -> None:
    gate = Gate()
    async with started(gate) as driver:
        await driver.press("d", "B")
        await release_all(driver.pilot, gate)
        assert isinstance(driver.screen, DecodeScreen)
        assert driver.screen.beam


async def test_after_stopping_or_failing_a_notice_names_the_sentence_whose_numbers_are_shown() -> None:
    for asked, key in ((ASKED, "escape"), ("我" * 500, "d")):
        gate = Gate()
        async with started(gate, asked) as driver:
            await driver.press(key)
            await release_all(driver.pilot, gate)
            assert trace_of(driver.screen) is TRACE
            assert driver.notice.endswith("The numbers shown are those of 我爱你.")


async def test_escape_cancels_it_and_what_waits_for_it() -> None:
    gate = Gate()
    async with started(gate) as driver:
        await driver.press("d", "s", "escape")
        screen = driver.screen
        assert driver.notice == f"Stopped computing {ASKED}. The numbers shown are those of 我爱你."
        await release_all(driver.pilot, gate)
        assert driver.screen is screen
        assert trace_of(screen) is TRACE
        await driver.press("right")
        assert isinstance(screen, WalkScreen)
        assert screen.navigator.number == 1


async def test_an_error_is_shown_and_nothing_waits_any_longer() -> None:
    gate = Gate()
    async with started(gate, "我" * 500) as driver:
        await driver.press("d")
        await release_all(driver.pilot, gate)
        screen = driver.screen
        assert screen.query_one("#notice").has_class("error")
        await driver.press("right")
        assert screen.navigator.number == 1


async def test_from_home_one_waits_for_a_sentence_at_home(tmp_path: Path) -> None:
    gate = Gate(closed=True)
    async with drive(
        Explorer(prepare=lambda: AtHand(TRACE, FakeEngine(gate=gate)), store=knowing(tmp_path / "state.json"))
    ) as driver:
        await driver.press("down", "enter", "d")
        assert isinstance(driver.screen, HomeScreen)
        assert driver.notice.startswith(f"Computing {ASKED} … ")
        await driver.press("escape")
        assert driver.notice == f"Stopped computing {ASKED}."
        await driver.press("enter", "d")
        await release_all(driver.pilot, gate)
        assert isinstance(driver.screen, DecodeScreen)
        assert driver.screen.state.text == ASKED


async def test_the_run_that_came_with_the_model_only_serves_until_it_is_computed_here(tmp_path: Path) -> None:
    gate = Gate(closed=True)
    engine = FakeEngine(gate=gate)
    at_hand = AtHand(TRACE, engine, stored=True)
    async with drive(Explorer(prepare=lambda: at_hand, store=knowing(tmp_path / "state.json"))) as driver:
        await driver.press("enter", "right", "d")
        walk = driver.screen
        assert walk.navigator.trace is TRACE
        assert walk.navigator.number == 1
        assert driver.notice.startswith(f"Computing {TRACE.source_text} … ")
        await release_all(driver.pilot, gate)
        assert isinstance(driver.screen, DecodeScreen)
        assert walk.navigator.trace is not TRACE
        assert walk.navigator.number == 1
        assert trace_of(driver.screen) is walk.navigator.trace
        await driver.press("escape", "escape")
        for text, _about in EXAMPLES:
            assert engine.knows(text)
        gate.closed = True
        await driver.press("down", "down", "enter")
        assert isinstance(driver.screen, WalkScreen)
        assert driver.screen.navigator.trace.source_text == EXAMPLES[1][0]


async def test_a_change_that_is_still_computed_is_opened_when_it_is_there() -> None:
    gate = Gate()
    async with started(gate, None) as driver:
        gate.open()
        await driver.press("w", "space")
        await release_all(driver.pilot, gate)
        screen = driver.screen
        gate.closed = True
        await driver.press("down", "space")
        changes = screen.state.switches.changes
        await driver.press("escape")
        assert screen.state.pair is None, "it would belong to other switches"
        await driver.press("space", "space")
        assert len(screen.state.switches.changes) == len(changes)
        await release_all(driver.pilot, gate)
        assert screen.state.pair is not None
        assert screen.state.changes == screen.state.switches.changes


async def test_a_key_pressed_before_the_engine_starts_waits_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    gate = Gate(closed=True)
    app = Explorer(TRACE, FakeEngine(gate=gate), stored=True)
    begin = app.preparation.begin
    monkeypatch.setattr(app.preparation, "begin", lambda: None)
    async with drive(app) as driver:
        await driver.press("d")
        walk = app.screen
        assert isinstance(walk, WalkScreen) and "keys queued" in driver.notice
        begin()
        await release_all(driver.pilot, gate)
        assert isinstance(app.screen, DecodeScreen)


@pytest.mark.parametrize("text", [text for text, _about in EXAMPLES])
async def test_every_example_opens_before_anything_is_computed(text: str, tmp_path: Path) -> None:
    gate = Gate(closed=True)
    at_hand = AtHand(TRACE, FakeEngine(gate=gate), stored=True)
    async with drive(Explorer(prepare=lambda: at_hand, store=knowing(tmp_path / "state.json"))) as driver:
        await driver.press(*["down"] * [text for text, _about in EXAMPLES].index(text), "enter", "right", "d")
        walk = driver.screen
        assert walk.navigator.trace.source_text == text
        stored = walk.navigator.trace
        await release_all(driver.pilot, gate)
        assert isinstance(driver.screen, DecodeScreen)
        assert driver.screen.state.home.trace is not stored
        assert driver.screen.state.text == text
        assert walk.navigator.number == 1


def test_what_comes_with_the_model_is_what_home_offers_and_what_it_computes() -> None:
    model = find()
    assert tuple(text for text, _about in EXAMPLES) == checkpoint.EXAMPLES
    for text in checkpoint.EXAMPLES:
        stored, computed = model.stored_trace(text), ran(Request(source=text, device="cpu")).trace
        assert model.belongs_to(stored)
        assert stored.tokens == computed.tokens
        assert list(map(str, stored)) == list(map(str, computed))
        for step in computed:
            assert np.allclose(stored[step.source].values, step.values, rtol=1e-3, atol=1e-4), step
