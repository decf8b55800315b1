"""Quitting: one key ends the program only where nothing is left unfinished; elsewhere it asks."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input
from transformer_explore.core.checkpoints import find
from transformer_explore.explorer.app import AtHand, Explorer
from transformer_explore.explorer.features.lessons.cards_screen import CardsScreen
from transformer_explore.explorer.features.lessons.door import show_lesson
from transformer_explore.explorer.quitting import QuitScreen
from transformer_explore.explorer.ui.memory import Store
from transformer_explore.lessons.parsing import read

from tests.explorer.driver import FakeEngine

TRACE = find().shipped_trace()
LESSON = read(Path(__file__).parent / "lesson_files" / "90-everything.md")
NUMBER, CHOICE = 1, 2


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[Pilot[None]]:
    app = Explorer(prepare=lambda: AtHand(TRACE, FakeEngine(TRACE)), store=Store(folder / "explorer.json"))
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        yield pilot


async def settled(pilot: Pilot[None]) -> None:
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def press(pilot: Pilot[None], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await settled(pilot)


def ended(pilot: Pilot[None]) -> bool:
    return pilot.app._exit


async def in_a_lesson(pilot: Pilot[None]) -> None:
    assert isinstance(pilot.app, Explorer)
    await show_lesson(pilot.app, None, LESSON, CHOICE)
    await settled(pilot)


async def in_the_view_of_a_lesson(pilot: Pilot[None]) -> None:
    assert isinstance(pilot.app, Explorer)
    await show_lesson(pilot.app, None, LESSON, NUMBER)
    await settled(pilot)
    await press(pilot, "tab")


async def under_help(pilot: Pilot[None]) -> None:
    await in_a_lesson(pilot)
    await press(pilot, "f1")


async def under_the_settings(pilot: Pilot[None]) -> None:
    await in_the_view_of_a_lesson(pilot)
    await press(pilot, "comma")


async def while_guessing(pilot: Pilot[None]) -> None:
    await press(pilot, "enter", "enter", "n", "n", "n", "g")
    assert pilot.app.screen.query(Input)
    pilot.app.screen.set_focus(pilot.app.screen.query_one("#grid"))
    await settled(pilot)


UNFINISHED = [in_a_lesson, in_the_view_of_a_lesson, under_help, under_the_settings, while_guessing]


@pytest.mark.parametrize("key", ["q", "ctrl+c"])
@pytest.mark.parametrize("arrive", UNFINISHED)
async def test_no_single_key_quits_where_something_is_unfinished(
    arrive: Callable[[Pilot[None]], Awaitable[None]], key: str, tmp_path: Path
) -> None:
    async with running(tmp_path) as pilot:
        await arrive(pilot)
        await press(pilot, key)
        assert not ended(pilot)


@pytest.mark.parametrize(
    ("answer", "quits"), [("q", True), ("ctrl+c", True), ("escape", False), ("enter", False)]
)
async def test_it_asks_and_does_what_one_answers(answer: str, quits: bool, tmp_path: Path) -> None:
    async with running(tmp_path) as pilot:
        await in_the_view_of_a_lesson(pilot)
        lesson = pilot.app.screen
        await press(pilot, "q")
        assert isinstance(pilot.app.screen, QuitScreen)
        assert "Question 1" in pilot.app.screen.why
        await press(pilot, answer)
        assert ended(pilot) is quits
        if not quits:
            assert pilot.app.screen is lesson


@pytest.mark.parametrize("button", ["#stay", "#quit"])
async def test_its_buttons_can_be_clicked(button: str, tmp_path: Path) -> None:
    async with running(tmp_path) as pilot:
        await in_the_view_of_a_lesson(pilot)
        await press(pilot, "q")
        await pilot.click(button)
        await settled(pilot)
        assert ended(pilot) is (button == "#quit")


async def test_ctrl_q_quits_from_anywhere(tmp_path: Path) -> None:
    async with running(tmp_path) as pilot:
        await in_the_view_of_a_lesson(pilot)
        await press(pilot, "ctrl+q")
        assert ended(pilot)


async def test_where_nothing_is_unfinished_q_quits(tmp_path: Path) -> None:
    async with running(tmp_path) as pilot:
        await press(pilot, "enter", "q")
        assert ended(pilot)


async def test_ctrl_c_on_a_line_of_text_copies_and_never_quits(tmp_path: Path) -> None:
    async with running(tmp_path) as pilot:
        await press(pilot, "enter", "t")
        field = pilot.app.screen.query_one(Input)
        await press(pilot, "a", "b", "ctrl+c")
        assert not ended(pilot) and not isinstance(pilot.app.screen, QuitScreen)
        field.select_all()
        await press(pilot, "ctrl+c")
        assert pilot.app.clipboard == field.value != ""
        assert not ended(pilot)


async def test_a_card_takes_no_letter_for_a_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from transformer_explore.explorer.features.lessons import cards_screen as cards
    from transformer_explore.explorer.features.lessons.cards import Asked

    async def asked(*_: object) -> Asked:
        return Asked("everything/1", "a lesson", "How many heads?", "Eight.")

    async with running(tmp_path) as pilot:
        app = pilot.app
        assert isinstance(app, Explorer) and app.store is not None
        from transformer_explore.explorer.features.lessons.door import bench_of, store_of

        store = store_of(app)
        assert store is not None
        monkeypatch.setattr(cards, "asked", asked)
        monkeypatch.setattr(type(store.load()), "due", lambda self, today: ["everything/1"])
        await app.push_screen(CardsScreen(bench_of(app, None), store))
        await settled(pilot)
        screen = app.screen
        await press(pilot, "q", "e", "y", "X", "comma")
        assert app.screen is screen and not ended(pilot)
        assert isinstance(screen, CardsScreen) and not screen.turned
        await press(pilot, "f3")
        assert screen.turned
        await press(pilot, "q")
        assert isinstance(app.screen, QuitScreen)
