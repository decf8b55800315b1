"""Play and pause: the walk goes on by itself, and stops for whoever does something else."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.widgets import Input, Static
from transformer_explore.explorer.app import Explorer
from transformer_explore.explorer.features.walk.screen import WalkScreen
from transformer_explore.explorer.ui.memory import PACES, Store
from transformer_explore.explorer.ui.playing import other_pace

from tests.explorer.driver import FakeEngine
from tests.explorer.features.walk.test_screen import Use
from tests.shipped import shipped_trace

TRACE = shipped_trace()
TICKS = 0.35  # seconds in which at the fastest pace one step is taken, at the slowest none


@pytest.fixture
async def use(tmp_path: Path) -> AsyncIterator[Use]:
    app = Explorer(TRACE, FakeEngine(TRACE), store=Store(tmp_path / "explorer.json"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        app.change_settings(pace=PACES[0])
        yield Use(pilot)


@given(st.sampled_from(PACES), st.integers(-9, 9))
def test_faster_is_fewer_seconds_and_there_is_a_fastest_and_a_slowest(pace: float, by: int) -> None:
    other = other_pace(pace, by)
    assert other in PACES
    assert (other <= pace) if by >= 0 else (other >= pace)
    assert other_pace(pace, 0) == pace


async def test_space_plays_and_space_pauses(use: Use) -> None:
    await use.press("space")
    assert use.screen.player.is_playing and "▶" in use.mode
    await use.pilot.pause(TICKS)
    assert use.screen.navigator.number > 0
    await use.press("space")
    number = use.screen.navigator.number
    await use.pilot.pause(TICKS)
    assert use.screen.navigator.number == number
    assert use.mode == "WALK"


@pytest.mark.parametrize(
    "key", ["right", "enter", "escape", "home", "t", "slash", "question_mark", "ctrl+p", "a"]
)
async def test_whatever_moves_leaves_or_covers_the_screen_pauses_it(use: Use, key: str) -> None:
    await use.press("space", key)
    assert not use.screen.player.is_playing


async def test_changing_the_view_does_not_pause(use: Use) -> None:
    await use.press("space", "v", "h", "L", "plus", "minus")
    assert use.screen.player.is_playing


async def test_another_pace_applies_while_it_plays(use: Use, monkeypatch: pytest.MonkeyPatch) -> None:
    await use.press("space")
    played: list[float] = []
    monkeypatch.setattr(use.screen.player, "play", played.append)
    await use.press("minus", "minus", "plus")
    assert played == [PACES[1], PACES[2], PACES[1]]


async def test_a_click_pauses(use: Use) -> None:
    await use.press("space")
    await use.pilot.click("#map", offset=(6, 4))
    number = use.screen.navigator.number
    await use.pilot.pause(TICKS)
    assert not use.screen.player.is_playing
    assert use.screen.navigator.number == number


async def test_it_stops_at_the_end_says_so_and_begins_again(use: Use) -> None:
    await use.press("end", "left", "space")
    await use.pilot.pause(TICKS)
    assert use.screen.navigator.number == len(TRACE) - 1
    assert not use.screen.player.is_playing and "last step" in use.notice
    await use.press("space")
    assert use.screen.player.is_playing and use.screen.navigator.number == 0


async def test_the_pace_is_chosen_and_remembered(use: Use) -> None:
    await use.press("minus")
    assert "0.5 s" in use.notice
    await use.press("space", "minus")
    assert use.mode == "▶ 1 s"
    assert use.app.store is not None and use.app.store.load().settings.pace == 1.0  # type: ignore[attr-defined]


async def test_typing_a_sentence_is_not_disturbed(use: Use) -> None:
    await use.press("space", "t", *"a b")
    await use.pilot.pause(TICKS)
    assert use.screen.query_one(Input).value == "a b"
    assert use.screen.navigator.number == 0


async def test_another_trace_that_arrives_while_it_plays_is_not_played_over(use: Use) -> None:
    await use.press("space")
    assert isinstance(use.screen, WalkScreen)
    use.screen.read(TRACE)
    await use.pilot.pause(TICKS)
    assert not use.screen.player.is_playing
    assert "▶" not in str(use.screen.query_one("#notice", Static).render())
