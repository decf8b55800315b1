"""A monkey that goes wherever keys lead: over every screen, through every prompt, in windows of any size.

MONKEY_KEYS=5000 makes it a longer evening.
"""

from __future__ import annotations

import os
import random
import string
from contextlib import suppress
from pathlib import Path

import pytest
from textual.pilot import OutOfBounds
from transformer_explore.core.checkpoints import find
from transformer_explore.explorer.app import Explorer
from transformer_explore.explorer.features.walk.screen import WalkScreen
from transformer_explore.explorer.ui.memory import Store

from tests.explorer.driver import FakeEngine

pytestmark = pytest.mark.slow

PRESSES = int(os.environ.get("MONKEY_KEYS", "350"))
LETTERS = tuple(set(string.ascii_letters) - {"q"}) + tuple("0123456789")
SIGNS = (
    "up", "down", "left", "right", "enter", "enter", "escape", "escape", "tab", "shift+tab", "space", "backspace",
    "home", "end", "pageup", "pagedown", "slash", "comma", "plus", "minus", "full_stop", "left_square_bracket",
    "right_square_bracket", "question_mark", "f1", "ctrl+p", "ctrl+y", "ctrl+left", "ctrl+right", "shift+left",
    "shift+right", "我", "爱", "é", "[",
)  # fmt: skip
DOORS = (
    "d",
    "w",
    "c",
    "a",
    "m",
    "T",
    "X",
    "S",
    "l",
    "i",
    "u",
    "g",
    "e",
    "comma",
    "slash",
    "ctrl+p",
    "question_mark",
    "t",
)
SIZES = ((1, 1), (20, 5), (39, 20), (60, 12), (80, 24), (130, 40), (200, 60))


@pytest.mark.parametrize("seed", range(4))
async def test_random_keys_break_nothing(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # what it exports
    chance = random.Random(seed)
    seen: set[str] = set()
    app = Explorer(find().shipped_trace(), FakeEngine(), store=Store(tmp_path / "state.json"))
    async with app.run_test(size=(80, 24)) as pilot:
        for _ in range(PRESSES):
            what = chance.random()
            seen.add(type(app.screen).__name__)
            if what < 0.04:
                await pilot.resize_terminal(*chance.choice(SIZES))
            elif what < 0.10:
                place = chance.randrange(app.size.width), chance.randrange(app.size.height)
                with suppress(OutOfBounds):
                    await pilot.click(offset=place)
            elif what < 0.30:
                await pilot.press(chance.choice(DOORS))
            else:
                key = chance.choice(SIGNS if chance.random() < 0.6 else LETTERS)
                if chance.random() < 0.4:
                    app.simulate_key(key)  # before what the key before it did is done
                else:
                    await pilot.press(key)
        await pilot.resize_terminal(80, 24)
        for _ in range(12):
            if isinstance(app.screen, WalkScreen) and not app.screen.query("Prompt"):
                break
            await pilot.press("escape")
            await pilot.pause()
        assert isinstance(app.screen, WalkScreen)
        app.screen.to_walk()
        await pilot.press("home", "right")
        assert app.screen.navigator.number == 1
    assert len(seen) > 2  # how far it gets hangs on how fast the machine is
