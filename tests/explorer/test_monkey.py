"""Keys, clicks and sizes in no order at all: nothing breaks, and one always gets back to walking."""

from __future__ import annotations

import random
from contextlib import suppress
from pathlib import Path

import pytest
from textual.pilot import OutOfBounds
from transformer_explore.core.checkpoints import find
from transformer_explore.explorer.app import Explorer
from transformer_explore.explorer.features.walk.screen import WalkScreen

pytestmark = pytest.mark.slow

KEYS = (
    *("right", "left", "up", "down", "n", "p", "space", "home", "end", "enter", "escape", "tab", "shift+tab"),
    *(
        "h",
        "H",
        "j",
        "v",
        "L",
        "pageup",
        "pagedown",
        "shift+right",
        "ctrl+right",
        "ctrl+left",
        "b",
        "backspace",
    ),
    *("t", "slash", "question_mark", "f1", "a", "e", "y", "Y", "ctrl+y"),
)
SIZES = ((1, 1), (39, 20), (60, 12), (80, 24), (130, 40), (200, 60))


@pytest.mark.parametrize("seed", [2, 3])
async def test_a_monkey_at_the_keyboard(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # what it exports
    chance = random.Random(seed)
    app = Explorer(find().shipped_trace())
    async with app.run_test(size=(80, 24)) as pilot:
        for _ in range(120):
            if chance.random() < 0.05:
                await pilot.resize_terminal(*chance.choice(SIZES))
            elif chance.random() < 0.1:
                with suppress(OutOfBounds):
                    await pilot.click(
                        offset=(chance.randrange(app.size.width), chance.randrange(app.size.height))
                    )
            elif chance.random() < 0.5:
                app.simulate_key(chance.choice(KEYS))  # before what the key before it did is done
            else:
                await pilot.press(chance.choice(KEYS))
        await pilot.resize_terminal(80, 24)
        await pilot.press(*["escape"] * 6, "home", "right")
        await pilot.pause()
        assert isinstance(app.screen, WalkScreen)
        assert app.screen.navigator.number == 1
