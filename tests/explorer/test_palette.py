"""The command palette: what works on a screen, sentences and steps, by a few letters."""

from __future__ import annotations

import sys
from pathlib import Path

from textual.pilot import Pilot
from transformer_explore.core.checkpoints import find
from transformer_explore.explorer.app import AtHand, Explorer
from transformer_explore.explorer.memory import Memory, Store
from transformer_explore.explorer.screens.attention import AttentionScreen
from transformer_explore.explorer.screens.explore import ExploreScreen
from transformer_explore.explorer.screens.help import HelpScreen
from transformer_explore.explorer.screens.home import HomeScreen
from transformer_explore.explorer.screens.keys import BINDINGS

from tests.explorer.test_explore import Canned

TRACE = find().shipped_trace()


async def titles(pilot: Pilot[None]) -> list[str]:
    """What the palette offers here; it stays open."""
    await pilot.press("ctrl+p")
    await pilot.pause()
    return [command.line.title for command in pilot.app.screen.commands]  # type: ignore[attr-defined]


async def choose(pilot: Pilot[None], wanted: str) -> None:
    await pilot.press("ctrl+p", *wanted, "enter")
    await pilot.pause()
    await pilot.pause()


async def test_it_does_what_a_key_does_goes_to_a_step_and_leaves_with_escape() -> None:
    async with Explorer(TRACE).run_test(size=(80, 24)) as pilot:
        walk = pilot.app.screen
        assert isinstance(walk, ExploreScreen)
        await choose(pilot, "last step")
        assert walk.reading.number == len(TRACE) - 1
        await choose(pilot, "crs wts 2")
        assert walk.reading.shown.name == "weights"
        await pilot.press("b")
        assert walk.reading.number == len(TRACE) - 1
        await choose(pilot, "light")
        assert pilot.app.theme == "day"
        await choose(pilot, "help")
        assert isinstance(pilot.app.screen, HelpScreen)
        await pilot.press("escape", "ctrl+p", "q", "escape")
        await pilot.pause()
        assert pilot.app.screen is walk


async def test_every_key_of_the_walk_that_does_something_is_in_it_with_its_key() -> None:
    async with Explorer(TRACE).run_test(size=(80, 24)) as pilot:
        walk = pilot.app.screen
        offered = await titles(pilot)
        for binding in BINDINGS:
            assert binding.description, f"{binding.key} does not say what it does"
            there = hasattr(walk, f"action_{binding.action.partition('(')[0]}")
            assert (binding.description in offered) == there
        assert {"quit", "light or dark"} <= set(offered)
        assert not any(title.startswith("Scroll") for title in offered)  # of Textual's own nobody asked
        notes = {c.line.title: c.note for c in pilot.app.screen.commands}  # type: ignore[attr-defined]
        assert (notes["find a step"], notes["next step"]) == ("/", "→ n")


async def test_among_the_numbers_the_arrows_are_not_said_to_walk() -> None:
    async with Explorer(TRACE).run_test(size=(80, 24)) as pilot:
        await pilot.press("enter")
        await titles(pilot)
        notes = {c.line.title: c.note for c in pilot.app.screen.commands}  # type: ignore[attr-defined]
        assert notes["next step"] == "n"


async def test_on_other_screens_it_offers_what_works_there() -> None:
    async with Explorer(TRACE).run_test(size=(80, 24)) as pilot:
        await pilot.press("a")
        await pilot.pause()
        assert isinstance(pilot.app.screen, AttentionScreen)
        offered = await titles(pilot)
        assert "turn round" in offered
        assert "find a step" not in offered
        await pilot.press("escape")
        screen = pilot.app.screen
        await choose(pilot, "turn round")
        assert isinstance(screen, AttentionScreen) and screen.looks.backwards


async def test_sentences_are_explored_from_home_and_from_the_walk(tmp_path: Path) -> None:
    store = Store(tmp_path / "explorer.json")
    store.change(lambda _: Memory(recent=("[/] 我 \x1b[2J",)))
    answers = Canned(TRACE)
    app = Explorer(prepare=lambda: AtHand(TRACE, answers), store=store)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        assert isinstance(app.screen, HomeScreen)
        offered = await titles(pilot)
        assert "explore 猫喜欢狗" in offered and "explore [/] 我 ␛[2J" in offered
        await pilot.press("escape")
        await choose(pilot, "three roles")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert isinstance(app.screen, ExploreScreen)
        assert answers.asked[-1] == "猫喜欢狗"
        await choose(pilot, "explore [/]")
        await app.workers.wait_for_complete()
        assert answers.asked[-1] == "[/] 我 \x1b[2J"


def test_it_is_not_loaded_before_somebody_opens_it() -> None:
    import subprocess

    code = (
        "import sys, transformer_explore.explorer.app, transformer_explore.explorer.screens.explore;"
        "print([m for m in sys.modules if m.endswith(('.palette', '.picker')) and '.screens.' in m])"
    )
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        == "[]\n"
    )
