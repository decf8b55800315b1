"""Random keys, clicks and window sizes break nothing, and Escape always leads back to the walk.

MONKEY_KEYS=5000 presses more keys.
"""

import os
import random
import string
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from textual.pilot import OutOfBounds
from transformer_explore.core.checkpoints import find, find_any
from transformer_explore.core.decoding.strategy import Beam
from transformer_explore.core.running.request import Request
from transformer_explore.core.trace import Trace, statistics_only
from transformer_explore.explorer.app import Explorer
from transformer_explore.explorer.features.walk.screen import WalkScreen
from transformer_explore.explorer.ui.memory import Store

from tests.explorer.driver import Driver, FakeEngine, drive, ran
from tests.hugging_face import random_model, write

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("painted_at_once")]

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


AtHand = tuple[Trace, FakeEngine]


def shipped(_folder: Path) -> AtHand:
    return find().shipped_trace(), FakeEngine()


def statistics(_folder: Path) -> AtHand:
    return statistics_only(find().shipped_trace()), FakeEngine()


def decoded(_folder: Path) -> AtHand:
    return ran(Request(source="我爱你", strategy=Beam(2), device="cpu")).trace, FakeEngine()


def foreign(folder: Path) -> AtHand:
    """A checkpoint of another program, which continues a text."""
    write(folder, "gpt2", random_model("gpt2", n_positions=64))
    engine = FakeEngine()
    engine.model, engine.parameters = str(folder), find_any(str(folder)).parameters
    return ran(engine.request("the cat sat on the mat")).trace, engine


@pytest.mark.parametrize(
    ("start", "keys", "opened", "seed"),
    [
        ("", WALK, shipped, 3),
        ("d", DECODE, shipped, 2),
        ("w", TWO_RUNS, decoded, 0),
        ("w", TWO_RUNS, statistics, 0),
        *(("", ANYTHING, shipped, seed) for seed in (0, 1)),
        ("", ANYTHING, foreign, 4),
    ],
)
async def test_random_input_breaks_nothing_and_escape_leads_back(
    start: str,
    keys: Sequence[str],
    opened: Callable[[Path], AtHand],
    seed: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)  # what is exported goes there
    app = Explorer(*opened(tmp_path / "model"), store=Store(tmp_path / "state.json"))
    async with drive(app, *start, size=(80, 24)) as driver:
        await play(driver, keys, 350 if keys is ANYTHING else 120, seed)
        await back_in_the_walk(driver)
