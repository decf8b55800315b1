"""Quitting: a key quits at once if nothing is unfinished; else the program asks."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from textual.widgets import Input
from transformer_explore.explorer.features.lessons import cards_screen
from transformer_explore.explorer.features.lessons.cards_screen import CardsScreen
from transformer_explore.explorer.features.lessons.screen import LessonScreen
from transformer_explore.explorer.features.lessons.state import LessonState
from transformer_explore.explorer.quitting import QuitScreen
from transformer_explore.explorer.ui.lab_runner import LabRunner
from transformer_explore.lessons.parsing import read
from transformer_explore.lessons.progress import Progress

from tests.explorer.driver import Driver, FakeEngine, at_home, drive
from tests.shipped import shipped_trace

TRACE = shipped_trace()
LESSON = read(Path(__file__).parent / "lesson_files" / "90-everything.md")
NUMBER, CHOICE = 1, 2


async def press(driver: Driver, *keys: str) -> None:
    for key in keys:
        await driver.press(key)


def ended(driver: Driver) -> bool:
    return driver.app._exit


async def in_a_lesson(driver: Driver) -> None:
    await driver.app.push_screen(LessonScreen(LessonState(LESSON, CHOICE), LabRunner(None)))
    await driver.settle()


async def in_the_view_of_a_lesson(driver: Driver) -> None:
    await driver.app.push_screen(LessonScreen(LessonState(LESSON, NUMBER), LabRunner(None)))
    await driver.settle()
    await press(driver, "tab")


async def under_help(driver: Driver) -> None:
    await in_a_lesson(driver)
    await press(driver, "f1")


async def under_the_settings(driver: Driver) -> None:
    await in_the_view_of_a_lesson(driver)
    await press(driver, "comma")


async def while_guessing(driver: Driver) -> None:
    await press(driver, "enter", "enter", "n", "n", "n", "g")
    assert driver.app.screen.query(Input)
    driver.app.screen.set_focus(driver.app.screen.query_one("#grid"))
    await driver.settle()


Arrive = Callable[[Driver], Awaitable[None]]
UNFINISHED = [in_a_lesson, in_the_view_of_a_lesson, under_help, under_the_settings, while_guessing]


@pytest.mark.parametrize("key", ["q", "ctrl+c"])
@pytest.mark.parametrize("arrive", UNFINISHED)
async def test_no_single_key_quits_unfinished_work(arrive: Arrive, key: str, tmp_path: Path) -> None:
    async with drive(at_home(tmp_path)) as driver:
        await arrive(driver)
        await press(driver, key)
        assert not ended(driver)


@pytest.mark.parametrize(
    ("answer", "quits"), [("q", True), ("ctrl+c", True), ("escape", False), ("enter", False)]
)
async def test_it_asks_and_obeys_the_answer(answer: str, quits: bool, tmp_path: Path) -> None:
    async with drive(at_home(tmp_path)) as driver:
        await in_the_view_of_a_lesson(driver)
        lesson = driver.app.screen
        await press(driver, "q")
        assert isinstance(driver.app.screen, QuitScreen)
        assert "Question 1" in driver.app.screen.why
        await press(driver, answer)
        assert ended(driver) is quits
        if not quits:
            assert driver.app.screen is lesson


@pytest.mark.parametrize("button", ["#stay", "#quit"])
async def test_its_buttons_can_be_clicked(button: str, tmp_path: Path) -> None:
    async with drive(at_home(tmp_path)) as driver:
        await in_the_view_of_a_lesson(driver)
        await press(driver, "q")
        await driver.click(button)
        assert ended(driver) is (button == "#quit")


async def test_ctrl_q_quits_from_anywhere(tmp_path: Path) -> None:
    async with drive(at_home(tmp_path)) as driver:
        await in_the_view_of_a_lesson(driver)
        await press(driver, "ctrl+q")
        assert ended(driver)


async def test_q_quits_if_nothing_is_unfinished(tmp_path: Path) -> None:
    async with drive(at_home(tmp_path)) as driver:
        await press(driver, "enter", "q")
        assert ended(driver)


async def test_ctrl_c_in_a_text_field_copies_and_never_quits(tmp_path: Path) -> None:
    async with drive(at_home(tmp_path)) as driver:
        await press(driver, "enter", "t")
        field = driver.app.screen.query_one(Input)
        await press(driver, "a", "b", "ctrl+c")
        assert not ended(driver) and not isinstance(driver.app.screen, QuitScreen)
        field.select_all()
        await press(driver, "ctrl+c")
        assert driver.app.clipboard == field.value != ""
        assert not ended(driver)


async def test_letters_do_nothing_on_a_cards_front(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cards_screen, "by_id", lambda ids: {LESSON.id: LESSON})
    monkeypatch.setattr(Progress, "due", lambda self, today: [f"{LESSON.id}/{LESSON.cards[0].id}"])
    async with drive(at_home(tmp_path)) as driver:
        app = driver.app
        assert app.lesson_store is not None
        screen = CardsScreen(LabRunner(FakeEngine(TRACE)), app.lesson_store)
        await app.push_screen(screen)
        await driver.settle()
        assert screen.texts
        await press(driver, "q", "e", "y", "X", "comma")
        assert app.screen is screen and not ended(driver) and not screen.turned
        await press(driver, "f3")
        assert screen.turned
        await press(driver, "q")
        assert isinstance(app.screen, QuitScreen)
