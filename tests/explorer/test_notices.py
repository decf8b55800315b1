"""Notices: the next key removes them, and a key that leads no further shows one."""

from collections.abc import AsyncIterator

import pytest
from textual.widgets import Input
from transformer_explore.core.checkpoints import find
from transformer_explore.explorer.app import Explorer
from transformer_explore.explorer.features.walk.screen import WalkScreen
from transformer_explore.explorer.ui.memory import PACES
from transformer_explore.explorer.ui.screen import Screen
from transformer_explore.explorer.ui.widgets.prompt import Prompt

from tests.explorer.driver import Driver, FakeEngine, drive
from tests.shipped import shipped_trace

TRACE = shipped_trace()
WARNING = "this sentence is not covered by the training grammar; check the result"


@pytest.fixture
async def walk() -> AsyncIterator[Driver]:
    async with drive(Explorer(TRACE), size=(80, 24)) as driver:
        yield driver


# ------------------------------------------------------------------------------------- the next key removes it
@pytest.mark.parametrize("key", ["right", "v", "h", "L"])
async def test_the_next_key_removes_a_notice(walk: Driver, key: str) -> None:
    await walk.press("m")
    assert "heads" in walk.notice
    await walk.press(key)
    assert walk.notice == ""
    await walk.press("right", "m")
    assert "heads" in walk.notice


async def test_a_click_removes_it(walk: Driver) -> None:
    await walk.press("m")
    assert walk.notice
    await walk.click("#crumb")
    assert walk.notice == ""


async def test_escape_removes_it_and_stays_on_the_screen(walk: Driver) -> None:
    await walk.press("m", "escape")
    assert walk.notice == "" and isinstance(walk.screen, WalkScreen)


async def test_a_notice_replaces_the_previous_one(walk: Driver) -> None:
    await walk.press("m", "backspace")
    assert walk.notice.startswith("There is nothing to go back to")
    await walk.press("backspace")
    assert walk.notice.startswith("There is nothing to go back to")


async def test_a_notice_about_a_sentence_stays_while_the_sentence_is_shown() -> None:
    async with drive(Explorer(TRACE, FakeEngine(TRACE, (WARNING,)))) as walk:
        await walk.press("t")
        walk.screen.query_one(Input).value = "我爱北京"
        await walk.press("enter", "right", "h", "v")
        assert walk.notice == WARNING
        walk.screen.read(find().shipped_trace())
        await walk.press("right")
        assert walk.notice == ""


async def test_a_busy_notice_stays_until_the_work_is_done(walk: Driver) -> None:
    walk.screen.show_notice("computing…", "busy")
    await walk.press("right", "right")
    assert walk.notice == "computing…"


# ------------------------------------------------------------------------------------- the end of a range
async def test_the_first_and_last_step_say_so(walk: Driver) -> None:
    for key in ("left", "p"):
        await walk.press(key)
        assert walk.notice == "This is the first step."
    await walk.press("end")
    assert walk.notice == ""
    for key in ("right", "n", "right_square_bracket"):
        await walk.press(key)
        assert walk.notice == "This is the last step."


async def test_the_fastest_and_the_slowest_pace_say_so(walk: Driver) -> None:
    for key, end in (("plus", "the fastest pace"), ("minus", "the slowest pace")):
        for _pace in PACES:
            await walk.press(key)
        assert end in walk.notice


async def test_a_long_notice_wraps_instead_of_losing_its_last_words(walk: Driver) -> None:
    walk.screen.show_notice(f"{WARNING}, and {WARNING}")
    await walk.settle()
    assert walk.screen.query_one("#notice").region.height == 2


@pytest.mark.parametrize("keys", [("t",), ("w",)])
async def test_a_long_notice_is_not_covered_by_an_open_prompt(keys: tuple[str, ...]) -> None:
    async with drive(Explorer(TRACE, FakeEngine()), size=(80, 24)) as driver:
        await driver.press(*keys)
        screen = driver.app.screen
        assert isinstance(screen, Screen)
        screen.open_prompt("change", "hint")
        screen.show_notice("word " * 40, "error")
        await driver.settle()
        notice, prompt = screen.query_one("#notice"), screen.query_one(Prompt)
        assert notice.region.height == 3 and notice.region.bottom <= prompt.region.y
