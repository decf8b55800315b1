"""Keys, clicks and sizes in no order at all on the what-if screen: nothing breaks, and one always gets back."""

from __future__ import annotations

import random
from contextlib import suppress

import pytest
from textual.pilot import OutOfBounds
from transformer_explore.core.decoding.strategy import Beam
from transformer_explore.core.running.request import Request
from transformer_explore.core.trace import statistics_only
from transformer_explore.explorer.app import Explorer
from transformer_explore.explorer.features.walk.screen import WalkScreen

from tests.explorer.driver import FakeEngine, ran

KEYS = (
    "right", "left", "up", "down", "space", "enter", "escape", "tab", "shift+tab", "0", "backspace", "h", "H", "j",
    "m", "v", "L", "w", "pageup", "pagedown", "left_square_bracket", "right_square_bracket", "question_mark",
)  # fmt: skip
SIZES = ((1, 1), (39, 20), (60, 12), (80, 24), (130, 40), (200, 60))


@pytest.mark.parametrize("kind", ["decoding", "statistics"])
async def test_a_monkey_at_the_switches(kind: str) -> None:
    chance = random.Random(kind)
    strategy = Beam(2) if kind == "decoding" else None
    trace = ran(Request(source="我爱你", device="cpu", strategy=strategy)).trace
    app = Explorer(statistics_only(trace) if kind == "statistics" else trace, FakeEngine())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("w")
        for _ in range(70):
            what = chance.random()
            if what < 0.05:
                await pilot.resize_terminal(*chance.choice(SIZES))
            elif what < 0.15:
                place = chance.randrange(app.size.width), chance.randrange(app.size.height)
                with suppress(OutOfBounds):
                    await pilot.click(offset=place)
            elif what < 0.5:
                app.simulate_key(chance.choice(KEYS))  # before what the key before it did is done
            else:
                await pilot.press(chance.choice(KEYS))
        await pilot.resize_terminal(80, 24)
        await pilot.press(*["escape"] * 6)
        await pilot.pause()
        assert isinstance(app.screen, WalkScreen)
