"""A notice answers what the reader did: the next key takes it away, and a key that leads no further gives one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.pilot import Pilot
from textual.widgets import Input
from transformer_explore.core.checkpoints import find
from transformer_explore.explorer.app import Explorer
from transformer_explore.explorer.features.decode.options import ALPHAS, BEAMS, TEMPERATURES, TOP_KS, TOP_PS
from transformer_explore.explorer.features.decode.screen import DecodeScreen
from transformer_explore.explorer.features.walk.screen import WalkScreen
from transformer_explore.explorer.ui.memory import PACES
from transformer_explore.explorer.ui.screen import Screen

from tests.explorer.driver import FakeEngine

TRACE = find().shipped_trace()
WARNING = "this sentence is not in the training grammar; check the result"


@asynccontextmanager
async def walk(engine: FakeEngine | None = None) -> AsyncIterator[Pilot[None]]:
    async with Explorer(TRACE, engine).run_test(size=(80, 24)) as pilot:
        yield pilot


def notice(pilot: Pilot[None]) -> str:
    screen = pilot.app.screen
    assert isinstance(screen, Screen)
    return str(screen.query_one(screen.NOTICE).render()) if screen.has_notice() else ""  # type: ignore[attr-defined]


async def press(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


# ------------------------------------------------------------------------------------- the next key takes it away
@pytest.mark.parametrize("key", ["right", "v", "h", "L"])
async def test_that_a_step_has_no_heads_is_gone_with_the_next_key(key: str) -> None:
    async with walk() as pilot:
        await press(pilot, "m")
        assert "side by side" in notice(pilot)
        await press(pilot, key)
        assert notice(pilot) == ""
        await press(pilot, "right", "m")
        assert "side by side" in notice(pilot)


async def test_a_click_takes_it_away_too() -> None:
    async with walk() as pilot:
        await press(pilot, "m")
        assert notice(pilot)
        await pilot.click("#crumb")
        assert notice(pilot) == ""


async def test_escape_takes_it_away_and_stays() -> None:
    async with walk() as pilot:
        await press(pilot, "m", "escape")
        assert notice(pilot) == "" and isinstance(pilot.app.screen, WalkScreen)


async def test_the_answer_to_a_key_replaces_that_to_the_one_before() -> None:
    async with walk() as pilot:
        await press(pilot, "m", "b")
        assert notice(pilot).startswith("Nothing to go back to")
        await press(pilot, "b")
        assert notice(pilot).startswith("Nothing to go back to")


async def test_what_is_said_of_a_sentence_stays_as_long_as_that_is_shown() -> None:
    engine = FakeEngine(TRACE, (WARNING,))
    async with walk(engine) as pilot:
        await press(pilot, "t")
        pilot.app.screen.query_one(Input).value = "我爱北京"
        await press(pilot, "enter", "right", "h", "v")
        assert notice(pilot) == WARNING
        screen = pilot.app.screen
        assert isinstance(screen, WalkScreen)
        screen.read(find().shipped_trace())
        await press(pilot, "right")
        assert notice(pilot) == ""


async def test_what_is_busy_stays_until_it_is_done() -> None:
    async with walk() as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, WalkScreen)
        screen.show_notice("computing…", "busy")
        await press(pilot, "right", "right")
        assert notice(pilot) == "computing…"


# ------------------------------------------------------------------------------------- the end of a range
async def test_the_first_and_last_step_say_so() -> None:
    async with walk() as pilot:
        for key in ("left", "p"):
            await press(pilot, key)
            assert notice(pilot) == "This is the first step."
        await press(pilot, "end")
        assert notice(pilot) == ""
        for key in ("right", "n", "right_square_bracket"):
            await press(pilot, key)
            assert notice(pilot) == "This is the last step."


async def test_the_fastest_and_the_slowest_pace_say_so() -> None:
    async with walk() as pilot:
        for key, end in (("plus", "the fastest pace"), ("minus", "the slowest pace")):
            for _pace in PACES:
                await press(pilot, key)
            assert end in notice(pilot)


@pytest.mark.parametrize(
    ("key", "count", "said"),
    [
        ("t", len(TEMPERATURES), "temperature: 10 is the highest value."),
        ("T", len(TEMPERATURES), "temperature: 0.1 is the lowest value."),
        ("k", len(TOP_KS), "top-k: all is the highest value."),
        ("K", len(TOP_KS), "top-k: 1 is the lowest value."),
        ("p", len(TOP_PS), "top-p: all is the highest value."),
        ("P", len(TOP_PS), "top-p: 0.1 is the lowest value."),
        ("N", 1, "seed: 0 is the lowest value."),
    ],
)
async def test_a_setting_of_decoding_says_where_it_ends(key: str, count: int, said: str) -> None:
    async with walk() as pilot:
        await pilot.press("d")
        await pilot.pause()
        screen = pilot.app.screen
        assert isinstance(screen, DecodeScreen)
        await pilot.press(*([key] * count))
        await pilot.pause()
        assert notice(pilot) == said
        await pilot.press("t" if key.isupper() else "T")
        await pilot.pause()
        assert notice(pilot) == ""


@pytest.mark.parametrize(("key", "count"), [("W", len(BEAMS)), ("a", len(ALPHAS)), ("A", len(ALPHAS))])
async def test_a_setting_of_beam_search_says_where_it_ends(key: str, count: int) -> None:
    async with walk() as pilot:
        await press(pilot, "d", "B", *([key] * count))
        assert ("highest" if key == "a" else "lowest") in notice(pilot)


async def test_the_ends_of_attention_and_training_say_so() -> None:
    async with walk(FakeEngine(TRACE)) as pilot:
        await press(pilot, "a", *["left"] * 9)
        assert notice(pilot) == "This is the first token."
        await press(pilot, *["right"] * 9)
        assert notice(pilot) == "This is the last token."
        await press(pilot, "escape", "T", "home", "left")
        assert notice(pilot) == "This is the first moment."
        await press(pilot, "end", "right")
        assert notice(pilot) == "This is the last moment."
        await press(pilot, "right", "left")
        assert notice(pilot) == ""
