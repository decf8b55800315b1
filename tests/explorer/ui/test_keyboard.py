"""Keys that are pressed faster than screens open: each acts on what the one before it brought about."""

from pathlib import Path

import pytest
from textual import events
from textual.app import App
from textual.keys import _character_to_key
from textual.widgets import Input
from transformer_explore.explorer.app import AtHand, Explorer
from transformer_explore.explorer.features.decode.screen import DecodeScreen
from transformer_explore.explorer.features.heads.screen import HeadsScreen
from transformer_explore.explorer.features.walk.find_screen import FindScreen
from transformer_explore.explorer.features.walk.screen import WalkScreen

from tests.explorer.driver import FakeEngine, knowing, turns
from tests.shipped import shipped_trace

NAMED = {"enter", "escape", "right", "backspace"}
TRACE = shipped_trace()


def burst(app: App[None], *keys: str) -> None:
    """Keys that arrive together, before the program gets to any of them; a text is typed letter by letter."""
    for key in keys:
        if key in NAMED:
            app.post_message(events.Key(key, None))
        else:
            for character in key:
                app.post_message(events.Key(_character_to_key(character), character))


async def test_text_and_enter_in_one_burst_with_the_key_that_asks_for_it() -> None:
    engine = FakeEngine()
    async with Explorer(TRACE, engine).run_test() as pilot:
        burst(pilot.app, "t", "猫喜欢狗", "enter", "right")
        await pilot.pause()
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert [request.source for request in engine.asked] == ["猫喜欢狗"]
        assert isinstance(pilot.app.screen, WalkScreen)
        assert pilot.app.screen.navigator.trace.source_text == "猫喜欢狗"
        assert pilot.app.screen.navigator.number == 1


async def test_letters_typed_with_the_key_that_opens_a_box_arrive_in_it() -> None:
    async with Explorer(TRACE).run_test() as pilot:
        burst(pilot.app, "/", "crs wts 2")
        await pilot.pause()
        assert isinstance(pilot.app.screen, FindScreen)
        assert pilot.app.screen.query_one(Input).value == "crs wts 2"


@pytest.mark.parametrize("keys", ["u", "h", "v", "b", "g"])
async def test_a_key_for_a_screen_that_is_not_there_yet_waits_for_it(keys: str, tmp_path: Path) -> None:
    app = Explorer(prepare=lambda: AtHand(TRACE, FakeEngine()), store=knowing(tmp_path / "state.json"))
    async with app.run_test() as pilot:
        burst(app, "enter", *keys)
        await pilot.pause()
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert any(isinstance(screen, WalkScreen) for screen in app.screen_stack)
        assert isinstance(app.screen, {"m": HeadsScreen, "d": DecodeScreen}.get(keys, WalkScreen))


async def test_a_second_escape_does_not_leave_the_screen_below() -> None:
    async with Explorer(TRACE, FakeEngine()).run_test() as pilot:
        await pilot.press("d")
        screen = pilot.app.screen
        assert isinstance(screen, DecodeScreen)
        screen.dismiss()
        screen.dismiss()
        await turns()
        assert isinstance(pilot.app.screen, WalkScreen)


@pytest.mark.parametrize("at_home", [True, False])
async def test_chinese_typed_or_pasted_begins_a_sentence(at_home: bool, tmp_path: Path) -> None:
    if at_home:
        app = Explorer(prepare=lambda: AtHand(TRACE, FakeEngine()), store=knowing(tmp_path / "state.json"))
    else:
        app = Explorer(TRACE, FakeEngine())
    async with app.run_test() as pilot:
        burst(app, "猫喜欢", "狗")
        await pilot.pause()
        assert app.screen.query_one(Input).value == "猫喜欢狗"
        await pilot.press("escape")
        assert not app.screen.query(Input)
        app.post_message(events.Paste("老师给\n学生一本书"))
        await pilot.pause()
        assert app.screen.query_one(Input).value == "老师给 学生一本书"
