"""Random keys, clicks and window sizes break nothing, and Escape always leads back to the walk.

MONKEY_KEYS=5000 presses more keys.
"""

import os
import random
import string
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from textual.pilot import OutOfBounds
from transformer_explore.core.checkpoints import find
from transformer_explore.core.decoding.strategy import Beam
from transformer_explore.core.running.request import Request
from transformer_explore.core.trace import Trace, statistics_only
from transformer_explore.explorer.app import Explorer
from transformer_explore.explorer.features.walk.screen import WalkScreen
from transformer_explore.explorer.ui.memory import Store

from tests.explorer.driver import Driver, FakeEngine, drive, ran

pytestmark = pytest.mark.slow

PRESSES = int(os.environ.get("MONKEY_KEYS", "0"))
SIZES = ((1, 1), (20, 5), (39, 20), (60, 12), (80, 24), (130, 40), (200, 60))
MOVES = (
    "up", "down", "left", "right", "enter", "escape", "tab", "shift+tab", "space", "backspace", "home", "end",
    "pageup", "pagedown", "left_square_bracket", "right_square_bracket", "question_mark", "f1", "ctrl+left",
    "ctrl+right",
)  # fmt: skip
WALK = (*MOVES, *"npbhHjvLtaeyY", "shift+right", "slash", "ctrl+y")
DECODE = (*MOVES, *"s0BvofehHjJdL")
TWO_RUNS = (*MOVES, *"0npFhHjMvLw")
OPENING = (*"dwcamTXSliuget", "comma", "slash", "ctrl+p", "question_mark")
ANYTHING = (
    *MOVES, "enter", "escape", *OPENING, *OPENING, *sorted(set(string.ascii_letters + string.digits) - {"q"}), "plus",
    "minus", "full_stop", "ctrl+y", "shift+left", "shift+right", "我", "爱", "é", "[",
)  # fmt: skip


async def play(driver: Driver, keys: Sequence[str], count: int, seed: int | str) -> None:
    """Presses keys, some before the previous one has taken effect, clicks anywhere, and changes the size."""
    chance, app = random.Random(seed), driver.app
    for _ in range(PRESSES or count):
        what = chance.random()
        if what < 0.05:
            await driver.pilot.resize_terminal(*chance.choice(SIZES))
        elif what < 0.12:
            place = chance.randrange(app.size.width), chance.randrange(app.size.height)
            with suppress(OutOfBounds):
                await driver.pilot.click(offset=place)
        elif what < 0.5:
            app.simulate_key(chance.choice(keys))
        else:
            await driver.pilot.press(chance.choice(keys))


async def back_in_the_walk(driver: Driver) -> None:
    """Leaves every prompt and screen with Escape."""
    await driver.pilot.resize_terminal(80, 24)
    for _ in range(12):
        if isinstance(driver.screen, WalkScreen) and not driver.screen.query("Prompt"):
            break
        await driver.press("escape")
    assert isinstance(driver.screen, WalkScreen)
    driver.screen.to_walk()
    await driver.press("home", "right")
    assert driver.screen.navigator.number == 1


def shipped() -> Trace:
    return find().shipped_trace()


def decoded() -> Trace:
    return ran(Request(source="我爱你", strategy=Beam(2), device="cpu")).trace


@pytest.mark.parametrize(
    ("start", "keys", "trace", "seed"),
    [
        ("", WALK, shipped, 2),
        ("", WALK, shipped, 3),
        ("d", DECODE, shipped, 1),
        ("d", DECODE, shipped, 2),
        ("w", TWO_RUNS, decoded, 0),
        ("w", TWO_RUNS, lambda: statistics_only(shipped()), 0),
        *(("", ANYTHING, shipped, seed) for seed in range(4)),
    ],
)
async def test_random_input_breaks_nothing_and_escape_leads_back(
    start: str, keys: Sequence[str], trace, seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # what is exported goes there
    app = Explorer(trace(), FakeEngine(), store=Store(tmp_path / "state.json"))
    async with drive(app, *start, size=(80, 24)) as driver:
        await play(driver, keys, 350 if keys is ANYTHING else 120, seed)
        await back_in_the_walk(driver)
