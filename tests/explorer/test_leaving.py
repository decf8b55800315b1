"""Screens that are left while something is computed for them: at every stage, and at every turn of their removal."""

import asyncio
import gc
import weakref
from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.screen import Screen
from transformer_explore.core.checkpoints import find
from transformer_explore.explorer.app import Explorer
from transformer_explore.explorer.features.walk.screen import WalkScreen
from transformer_explore.explorer.ui.memory import Store

from tests.explorer.driver import FakeEngine, Gate, drive, release_all, turns

pytestmark = pytest.mark.slow

STAGES = 3  # answers that a screen waits for, one after the other
OPENED_BY = {
    "decode": ("d",),
    "beam search": ("d", "B"),
    "what if": ("w",),
    "compare": ("c", "我", "enter"),
    "about": ("i",),
    "training": ("T",),
    "experiments": ("X",),
    "side by side": ("S",),
    "lessons": ("l",),
}


async def opened(app: App[None], gate: Gate, keys: tuple[str, ...], stage: int) -> bool:
    """Whether those keys lead to another screen that still waits for something after so many answers."""
    gate.closed = True
    for key in keys:
        app.simulate_key(key)
        await turns()
        while isinstance(app.screen, WalkScreen) and gate.release():
            await turns()
    for _answer in range(stage):
        gate.release()
        await turns()
    return any(not future.done() for future in gate.waiting)


def at_once(screen: Screen[None]) -> bool:
    return True


def its_widgets_are_gone(screen: Screen[None]) -> bool:
    return not screen.query("#heading, #facts, #title")


def it_is_gone(screen: Screen[None]) -> bool:
    return not screen.is_attached


@pytest.mark.parametrize("name", OPENED_BY)
async def test_any_screen_can_be_left(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = Gate()
    gate.hold_threads(monkeypatch)
    app = Explorer(find().shipped_trace(), FakeEngine(gate=gate), store=Store(tmp_path / "state.json"))
    async with app.run_test(size=(100, 30)) as pilot:
        walk = app.screen
        assert isinstance(walk, WalkScreen)
        for stage in range(STAGES):
            for moment in (at_once, its_widgets_are_gone, it_is_gone):
                app.router.forget()  # so that everything is computed again
                waits = await opened(app, gate, OPENED_BY[name], stage)
                screen = app.screen
                assert screen is not walk
                screen.dismiss()
                while not moment(screen):
                    await asyncio.sleep(0)
                gate.open()
                await turns()
                assert app.screen is walk
            if not waits:
                break
        await release_all(pilot, gate)


async def test_screens_that_were_left_are_freed_with_their_widgets() -> None:
    trace = find().shipped_trace()
    opened: dict[str, weakref.ref[Screen[Any]]] = {}
    async with drive(Explorer(trace, FakeEngine(trace))) as driver:
        for key in (*"dwiTXSlae", "comma", "question_mark", "slash", "d"):
            await driver.press(key)  # the last screen may be kept until the next one is opened
            assert not isinstance(driver.screen, WalkScreen)
            opened.setdefault(key, weakref.ref(driver.screen))
            await driver.press("escape")
            while not isinstance(driver.screen, WalkScreen):
                await driver.press("escape")
        await driver.press("right", "left")
        gc.collect()
        assert not [key for key, screen in opened.items() if screen() is not None]
