"""Notices: the next key removes them, and a key that leads no further shows one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static
from transformer_explore.core.checkpoints import find
from transformer_explore.explorer.app import Explorer
from transformer_explore.explorer.features.walk.screen import WalkScreen
from transformer_explore.explorer.ui.memory import PACES

from tests.explorer.driver import FakeEngine

TRACE = find().shipped_trace()
WARNING = "this sentence is not in the training grammar; check the result"


@asynccontextmanager
async def walk(engine: FakeEngine | None = None) -> AsyncIterator[Pilot[None]]:
    async with Explorer(TRACE, engine).run_test(size=(80, 24)) as pilot:
        yield pilot


def notice(pilot: Pilot[None]) -> str:
    screen = pilot.app.screen
    return str(screen.query_one("#notice", Static).render()) if screen.has_notice() else ""


async def press(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


# ------------------------------------------------------------------------------------- the next key removes it
@pytest.mark.parametrize("key", ["right", "v", "h", "L"])
async def test_the_next_key_removes_a_notice(key: str) -> None:
    async with walk() as pilot:
        await press(pilot, "m")
        assert "heads" in notice(pilot)
        await press(pilot, key)
        assert notice(pilot) == ""
        await press(pilot, "right", "m")
        assert "heads" in notice(pilot)


async def test_a_click_removes_it() -> None:
    async with walk() as pilot:
        await press(pilot, "m")
        assert notice(pilot)
        await pilot.click("#crumb")
        assert notice(pilot) == ""


async def test_escape_removes_it_and_stays_on_the_screen() -> None:
    async with walk() as pilot:
        await press(pilot, "m", "escape")
        assert notice(pilot) == "" and isinstance(pilot.app.screen, WalkScreen)


async def test_a_notice_replaces_the_previous_one() -> None:
    async with walk() as pilot:
        await press(pilot, "m", "backspace")
        assert notice(pilot).startswith("There is nothing to go back to")
        await press(pilot, "backspace")
        assert notice(pilot).startswith("There is nothing to go back to")


async def test_a_notice_about_a_sentence_stays_while_the_sentence_is_shown() -> None:
    engine = FakeEngine(TRACE, (WARNING,))
    async with walk(engine) as pilot:
        await press(pilot, "t")
        pilot.app.screen.query_one(Input).value = "我爱北京"
        await press(pilot, "enter", "right", "h", "v")
        assert notice(pilot) == WARNING
        screen = pilot.app.screen
        screen.read(find().shipped_trace())
        await press(pilot, "right")
        assert notice(pilot) == ""


async def test_a_busy_notice_stays_until_the_work_is_done() -> None:
    async with walk() as pilot:
        screen = pilot.app.screen
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


async def test_a_long_notice_wraps_instead_of_losing_its_last_words() -> None:
    async with walk() as pilot:
        screen = pilot.app.screen
        screen.show_notice(f"{WARNING}, and {WARNING}, for example")
        await pilot.pause()
        assert screen.query_one("#notice").region.height == 2
