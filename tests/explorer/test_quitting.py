"""Quitting: a key quits at once if nothing is unfinished; else the program asks."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input
from transformer_explore.core.checkpoints import find
from transformer_explore.explorer.app import AtHand, Explorer
from transformer_explore.explorer.features.lessons import cards_screen
from transformer_explore.explorer.features.lessons.cards_screen import CardsScreen
from transformer_explore.explorer.features.lessons.screen import LessonScreen
from transformer_explore.explorer.features.lessons.state import LessonState
from transformer_explore.explorer.quitting import QuitScreen
from transformer_explore.explorer.ui.lab_runner import LabRunner
from transformer_explore.explorer.ui.memory import Store
from transformer_explore.lessons.parsing import read
from transformer_explore.lessons.progress import Progress

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
    await pilot.app.push_screen(LessonScreen(LessonState(LESSON, CHOICE), LabRunner(None)))
    await settled(pilot)


async def in_the_view_of_a_lesson(pilot: Pilot[None]) -> None:
    await pilot.app.push_screen(LessonScreen(LessonState(LESSON, NUMBER), LabRunner(None)))
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
async def test_no_single_key_quits_if_something_is_unfinished(
    arrive: Callable[[Pilot[None]], Awaitable[None]], key: str, tmp_path: Path
) -> None:
    async with running(tmp_path) as pilot:
        await arrive(pilot)
        await press(pilot, key)
        assert not ended(pilot)


@pytest.mark.parametrize(
    ("answer", "quits"), [("q", True), ("ctrl+c", True), ("escape", False), ("enter", False)]
)
async def test_it_asks_and_obeys_the_answer(answer: str, quits: bool, tmp_path: Path) -> None:
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


async def test_q_quits_if_nothing_is_unfinished(tmp_path: Path) -> None:
    async with running(tmp_path) as pilot:
        await press(pilot, "enter", "q")
        assert ended(pilot)


async def test_ctrl_c_in_a_text_field_copies_and_never_quits(tmp_path: Path) -> None:
    async with running(tmp_path) as pilot:
        await press(pilot, "enter", "t")
        field = pilot.app.screen.query_one(Input)
        await press(pilot, "a", "b", "ctrl+c")
        assert not ended(pilot) and not isinstance(pilot.app.screen, QuitScreen)
        field.select_all()
        await press(pilot, "ctrl+c")
        assert pilot.app.clipboard == field.value != ""
        assert not ended(pilot)


async def test_letters_are_not_commands_before_a_cards_answer_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cards_screen, "lessons_of", lambda names: {LESSON.id: LESSON})
    monkeypatch.setattr(Progress, "due", lambda self, today: [f"{LESSON.id}/1"])
    async with running(tmp_path) as pilot:
        app = pilot.app
        assert isinstance(app, Explorer) and app.lesson_store is not None
        screen = CardsScreen(LabRunner(FakeEngine(TRACE)), app.lesson_store)
        await app.push_screen(screen)
        await settled(pilot)
        assert screen.texts
        await press(pilot, "q", "e", "y", "X", "comma")
        assert app.screen is screen and not ended(pilot) and not screen.turned
        await press(pilot, "f3")
        assert screen.turned
        await press(pilot, "q")
        assert isinstance(app.screen, QuitScreen)
