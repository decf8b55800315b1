"""The lesson screen: text and view, questions of every kind, exploring and coming back; the list and the cards."""

import asyncio
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from textual import events
from textual.keys import _character_to_key
from textual.widgets import Static
from transformer_explore.core.support import atomic, localization
from transformer_explore.explorer.app import AtHand, Explorer
from transformer_explore.explorer.features.home.screen import HomeScreen
from transformer_explore.explorer.features.lessons import cards_screen
from transformer_explore.explorer.features.lessons.cards_screen import CardsScreen
from transformer_explore.explorer.features.lessons.contents_screen import LessonsScreen
from transformer_explore.explorer.features.lessons.page import page_rows
from transformer_explore.explorer.features.lessons.screen import LessonScreen
from transformer_explore.explorer.features.lessons.state import LessonState
from transformer_explore.explorer.features.settings.applying import apply
from transformer_explore.explorer.features.walk.screen import WalkScreen
from transformer_explore.explorer.ui.engine_client import EngineClient
from transformer_explore.explorer.ui.help import HelpScreen
from transformer_explore.explorer.ui.lab_runner import LabRunner
from transformer_explore.explorer.ui.memory import Store
from transformer_explore.explorer.ui.prose import prose
from transformer_explore.explorer.ui.routes import LessonRoute
from transformer_explore.explorer.ui.sliders import Slider
from transformer_explore.explorer.ui.widgets.exhibits import ArithmeticBox, CurvesBox, FormulaBox
from transformer_explore.explorer.ui.widgets.grid import Grid
from transformer_explore.lessons import shelf
from transformer_explore.lessons.labs import lab
from transformer_explore.lessons.labs.lab import Parameter
from transformer_explore.lessons.material import Material
from transformer_explore.lessons.parsing import read
from transformer_explore.lessons.progress import OPEN, RIGHT, SKIPPED, Outcome
from transformer_explore.lessons.session import Session
from transformer_explore.lessons.store import Store as LessonStore

from tests.explorer.driver import Driver, FakeEngine, Gate, at_home, drive
from tests.explorer.outside import NASTY
from tests.shipped import shipped_trace

TRACE = shipped_trace()
LESSON = read(Path(__file__).parents[2] / "lesson_files" / "90-everything.md")
WEIGHTS = "encoder.layers.0.self_attention.weights"
SCALED = "encoder.layers.0.self_attention.scaled"
LOOK, NUMBER, CHOICE, CELL, ORDER, TURN, RUN = range(7)


class Learner(Driver):
    """Drives the lesson screen."""

    async def open(self, engine: EngineClient | None, page: int | None = 0, settle: bool = True) -> None:
        """Opens the lesson at a page, or where the learner left it."""
        state, store = LessonState(LESSON), self.app.lesson_store
        if store is not None:
            state.resume(store.begun(LESSON, state.material))
        if page is not None:
            state.go_to(page)
        await self.app.push_screen(LessonScreen(state, LabRunner(engine), store))
        if settle:
            await self.settle()

    @property
    def screen(self) -> LessonScreen:
        assert isinstance(self.app.screen, LessonScreen)
        return self.app.screen

    @property
    def read(self) -> str:
        """The text of the page on one line."""
        return " ".join(" ".join("".join(t for t, _ in row.pieces) for row in self.screen.text.rows).split())

    @property
    def state(self) -> str:
        """The state of the question of this page."""
        session = self.screen.state.session
        predict = next(block for block in session.here.blocks if block in LESSON.predictions)
        return session.outcome(predict).state

    @property
    def grid(self) -> Grid:
        return self.screen.exhibits.boxes[0].grid


@asynccontextmanager
async def learning(folder: Path, page: int = 0, engine: Any = None, **more: Any) -> AsyncIterator[Learner]:
    async with drive(at_home(folder), kind=Learner, **more) as learner:
        await learner.open(engine, page)
        yield learner


# ------------------------------------------------------------------------------------- pages
async def test_text_and_view_move_together(tmp_path: Path) -> None:
    async with learning(tmp_path) as learner:
        weight = TRACE[WEIGHTS].values[1, 2, 0]
        assert f"The token 我 gets {weight:.4f} of all attention." in learner.read
        assert (learner.grid.shown.step.name, learner.grid.cell) == (WEIGHTS, (1, 2, 0))
        await learner.press("right")
        assert "A number" in learner.read
        assert learner.grid.shown.step.name == SCALED
        await learner.press("left")
        assert learner.grid.shown.step.name == WEIGHTS


async def test_a_long_title_keeps_its_end(tmp_path: Path) -> None:
    async with learning(tmp_path) as learner:
        assert str(learner.grid.border_title) == "… › layer 1 › self-attention › weights"
        await learner.resize(160, 50)
        assert str(learner.grid.border_title) == "encoder › layer 1 › self-attention › weights"


async def test_every_key_that_changes_the_page(tmp_path: Path) -> None:
    async with learning(tmp_path) as learner:
        session = learner.screen.state.session
        for key, page in (
            ("n", 1), ("pagedown", 2), ("left", 1), ("pageup", 0), ("left", 0), ("end", RUN), ("home", 0), ("enter", 1),
        ):  # fmt: skip
            await learner.press(key)
            assert session.page == page, key


async def test_the_text_is_shown_at_once_and_its_live_values_follow(tmp_path: Path) -> None:
    slow = FakeEngine(gate=Gate(closed=True))
    async with learning(tmp_path) as learner:
        await learner.open(slow, RUN, settle=False)
        await asyncio.sleep(0.3)
        assert "Without the scale it is …." in learner.read
        assert "computing" in learner.notice
        assert not learner.screen.exhibits.children
        slow.gate.open()
        await learner.settle()
        assert "…" not in learner.read
        assert learner.screen.exhibits.query(ArithmeticBox)


async def test_a_page_that_needs_a_missing_engine_says_so(tmp_path: Path) -> None:
    async with learning(tmp_path, RUN) as learner:
        assert "90-everything.md" in learner.read
        assert "No model is loaded" in learner.read
        await learner.press("left")
        assert "its weight 0.665" in learner.read
        assert "No model" not in learner.read


# ------------------------------------------------------------------------------------- questions
async def test_a_number_is_typed_and_feedback_explains_the_mistake(tmp_path: Path) -> None:
    async with learning(tmp_path, NUMBER) as learner:
        right = float(TRACE[SCALED].values[0, 1, 2])
        assert "stands after" not in learner.read
        await learner.press(*_keys(f"{4 * right:.4f}"), "enter")
        assert "The scale was forgotten." in learner.read
        assert learner.state == OPEN
        await learner.press(*_keys("1/4"), "enter")
        assert learner.screen.state.session.outcomes["score"].attempts == 2
        await learner.press(*_keys("1/0"), "enter")
        assert "divides by 0" in learner.read
        assert learner.screen.state.session.outcomes["score"].attempts == 2
        await learner.press("escape")
        await learner.press(*_keys("(4"), "enter")
        assert "Type a number" in learner.read
        assert learner.screen.state.session.outcomes["score"].attempts == 2
        await learner.press("escape", *_keys(f"{right:.4f}"), "enter")
        assert learner.state == RIGHT
        assert learner.screen.answer_line.field.value == ""
        assert learner.screen.answer_line.field.placeholder == "for example 0.25, 3/4 or exp(-1)"
        assert "divided by the root of 16" in learner.read
        assert "/ √16" in learner.read
        assert "This stands after the question." in learner.read


EVERY_KEY = "".join(map(chr, range(33, 127))) + "√∞π−＋（１．５。）"


@pytest.mark.parametrize("in_a_hurry", [True, False])
async def test_every_printable_key_belongs_to_the_answer(in_a_hurry: bool, tmp_path: Path) -> None:
    async with learning(tmp_path, NUMBER) as learner:
        screen = learner.screen
        for typed in ("sqrt(2)", "sin(1)", "e", "q", "?", "max(1, 2)", *EVERY_KEY):
            for key, character in zip(_keys(typed), typed, strict=True):
                learner.app.post_message(events.Key(key, character))
                if not in_a_hurry:
                    await learner.pilot.pause()
            await learner.settle()
            assert learner.app.screen is screen, typed
            assert screen.answer_line.field.value == typed
            assert learner.state == OPEN, typed
            assert not learner.app._exit, typed
            screen.answer_line.field.value = ""


@pytest.mark.parametrize("page", [CHOICE, CELL, ORDER])
async def test_letters_are_not_commands_while_options_are_offered(page: int, tmp_path: Path) -> None:
    async with learning(tmp_path, page) as learner:
        screen, session = learner.screen, learner.screen.state.session
        for character in set(EVERY_KEY) - set("123456789１５"):
            learner.app.post_message(events.Key(_keys(character)[0], character))
        await learner.settle()
        assert learner.app.screen is screen
        assert session.page == page and not session.outcomes
        assert not learner.app._exit
        assert "F1" in str(screen.query_one("#notice", Static).render())


async def test_an_answer_and_enter_in_one_burst_are_sent(tmp_path: Path) -> None:
    async with learning(tmp_path, NUMBER) as learner:
        for key, character in (("1", "1"), ("slash", "/"), ("4", "4"), ("enter", "\r")):
            learner.app.post_message(events.Key(key, character))
        await learner.settle()
        assert learner.screen.state.session.outcomes["score"].attempts == 1


@pytest.mark.parametrize(
    "typed", ["１／４", "（１）÷４", "０．２５", "０。２５", "ｅｘｐ（０）／４", "＋0.25"]
)
async def test_an_answer_may_be_typed_with_a_chinese_input_method(typed: str, tmp_path: Path) -> None:
    async with learning(tmp_path, NUMBER) as learner:
        for character in typed:
            learner.app.post_message(events.Key(_keys(character)[0], character))
        await learner.settle()
        await learner.press("enter")
        assert learner.screen.state.session.outcomes["score"].attempts == 1, learner.read


async def test_python_number_syntax_is_not_an_answer(tmp_path: Path) -> None:
    async with learning(tmp_path, NUMBER) as learner:
        await learner.press(*_keys("1_0"), "enter")
        assert not learner.screen.state.session.outcomes
        assert "'_0' cannot be used in a calculation" in learner.read


async def test_the_number_that_the_question_asks_for_is_hidden_until_it_is_closed(tmp_path: Path) -> None:
    async with learning(tmp_path, NUMBER) as learner:
        assert learner.grid.hidden == (0, 1, 2)
        assert learner.screen.exported().hidden == (0, 1, 2)
        await learner.press("f3")
        assert learner.grid.hidden is None


async def test_hints_are_shown_one_by_one_before_the_solution(tmp_path: Path) -> None:
    async with learning(tmp_path, NUMBER) as learner:
        await learner.press("f2")
        assert "Look at the dot product." in learner.read
        assert "Divide by a root." not in learner.read
        await learner.press("f2", "ctrl+t")
        assert "Divide by a root." in learner.read
        assert "no more hints" in learner.notice
        await learner.press("f3")
        assert learner.state == SKIPPED
        assert "the answer:" in learner.read
        assert not learner.screen.query_one("#notice", Static).has_class("said"), "the notice about hints"
        await learner.press("enter")
        assert learner.screen.state.session.page == CHOICE


@pytest.mark.parametrize("keys", [("down",), ("2",), ("f2",), ("2", "enter"), ("right",)])
async def test_a_notice_disappears_with_the_next_key(keys: tuple[str, ...], tmp_path: Path) -> None:
    async with learning(tmp_path, CHOICE) as learner:
        notice = learner.screen.query_one("#notice", Static)
        await learner.press("z")
        assert notice.has_class("said")
        await learner.press(*keys)
        assert not notice.has_class("said") or "hints" in str(notice.render())


async def test_the_notice_about_hints_disappears_with_the_right_answer(tmp_path: Path) -> None:
    async with learning(tmp_path, NUMBER) as learner:
        notice = learner.screen.query_one("#notice", Static)
        await learner.press("f2", "f2", "f2")
        assert notice.has_class("said") and "no more hints" in str(notice.render())
        await learner.press(*_keys(f"{float(TRACE[SCALED].values[0, 1, 2]):.4f}"), "enter")
        assert learner.state == RIGHT
        assert not notice.has_class("said")


async def test_a_choice_by_arrows_digits_and_mouse(tmp_path: Path) -> None:
    async with learning(tmp_path, CHOICE) as learner:
        await learner.press("enter")
        assert "That is the last one." in learner.read
        await learner.press("2")
        assert learner.screen.state.selection(LESSON.predictions[1]).cursor == 1
        line = next(n for n, row in enumerate(learner.screen.text.rows) if row.option == 0)
        await learner.pilot.click("#text", offset=(3, line))
        assert learner.screen.state.selection(LESSON.predictions[1]).cursor == 0
        await learner.press("down", "enter")
        assert learner.state == RIGHT
        assert "right: 我" in learner.read


async def test_a_cell_is_answered_in_the_grid(tmp_path: Path) -> None:
    async with learning(tmp_path, CELL) as learner:
        largest = np.unravel_index(int(np.argmax(TRACE[WEIGHTS].values)), TRACE[WEIGHTS].shape)
        await learner.press("enter")
        assert learner.screen.focused is learner.grid
        learner.grid.point(tuple(2 - n if axis else n for axis, n in enumerate(map(int, largest))))
        if learner.grid.cell == largest:
            learner.grid.point((0, 0, 0))
        await learner.press("enter")
        assert "✗" in learner.read
        assert learner.screen.focused is learner.grid
        learner.grid.point(tuple(map(int, largest)))
        await learner.press("enter")
        assert learner.state == RIGHT
        assert learner.screen.focused is learner.screen.text


async def test_in_a_narrow_window_feedback_and_hints_move_the_focus_to_the_text(tmp_path: Path) -> None:
    async with learning(tmp_path, CELL, size=(80, 24)) as learner:
        for key in ("f2", "enter"):
            await learner.press("enter")
            assert learner.screen.focused is learner.grid
            smallest = np.unravel_index(int(np.argmin(TRACE[WEIGHTS].values)), TRACE[WEIGHTS].shape)
            learner.grid.point(tuple(map(int, smallest)))
            await learner.press(key)
            assert learner.screen.focused is learner.screen.text
            assert learner.screen.text.is_on_screen
        assert "✗" in learner.read


@pytest.mark.parametrize("carry", [("space", "{}", "space"), ("shift+{}",)])
async def test_options_are_put_in_order(carry: tuple[str, ...], tmp_path: Path) -> None:
    async with learning(tmp_path, ORDER) as learner:
        state, predict = learner.screen.state, LESSON.predictions[3]
        await learner.press("enter")
        assert "In the right position" in learner.read
        for place, wanted in enumerate(("one", "two", "three")):
            at = [option.text.text for option in state.options(predict)].index(wanted)
            await learner.press(str(at + 1))
            for _step in range(at - place):
                await learner.press(*(key.format("up") for key in carry))
        await learner.press("enter")
        assert learner.state == RIGHT


async def test_a_question_can_be_left_open(tmp_path: Path) -> None:
    async with learning(tmp_path, NUMBER) as learner:
        await learner.press("right", "right", "left", "left")
        assert learner.state == OPEN


async def test_enter_at_the_end_of_an_incomplete_lesson_leads_to_its_open_question(tmp_path: Path) -> None:
    async with learning(tmp_path, RUN) as learner:
        session = learner.screen.state.session
        for predict in LESSON.predictions:
            if session.page_of(predict) != CHOICE:
                session.outcomes[predict.id] = Outcome(SKIPPED)
        await learner.screen.show()
        assert "finish" not in learner.footer and "open question" in learner.footer
        await learner.press("enter")
        assert session.page == CHOICE and "The lesson is complete when" in learner.notice
        await learner.press("f3", "end")
        assert "finish" in learner.footer
        screen = learner.app.screen
        await learner.press("enter")
        assert learner.app.screen is not screen


# ------------------------------------------------------------------------------------- sliders
async def test_a_slider_changes_text_and_view_but_not_the_question(tmp_path: Path) -> None:
    async with learning(tmp_path, TURN, size=(120, 50)) as learner:
        screen = learner.screen
        assert screen.exhibits.query(CurvesBox) and screen.exhibits.query(FormulaBox)
        box, curves = screen.exhibits.boxes[0], screen.exhibits.query_one(CurvesBox)
        before = str(curves.render())
        await learner.press("tab", "tab")
        assert screen.focused is screen.sliders
        await learner.press("down", "right", "right")
        assert "The last score is 6," in learner.read
        assert box.grid.shown.values[2] == 6
        assert screen.exhibits.boxes[0] is box, "the same widget"
        assert str(curves.render()) != before
        await learner.press("escape", "3", "enter")
        assert learner.screen.state.session.outcomes["last-score"].state == RIGHT
        assert "It is 3." in learner.read


@pytest.mark.parametrize("begin", [-1000.0, -995.0, 3.0, 0.0, 1000.0])
def test_a_slider_moves_by_whole_steps_within_its_bounds(begin: float) -> None:
    parameter = next(each for each in lab("softmax").PARAMETERS if each.name == "shift")
    value = begin
    for _step in range(250):
        after = Slider("soft", parameter, value).moved(-1)
        assert after == max(parameter.low, value - parameter.step)
        value = after
    assert value == parameter.low
    assert Slider("soft", parameter, parameter.high).moved(1) == parameter.high


def test_booleans_and_choices_wrap_around() -> None:
    switch = Parameter("causal", True, "the mask")
    assert Slider("lab", switch, True).moved(1) is False
    choice = Parameter("kind", "a", "which", choices=("a", "b", "c"))
    assert [Slider("lab", choice, "c").moved(by) for by in (1, -1)] == ["a", "b"]
    heads = Parameter("heads", "2", "how many", choices=("1", "2", "4"))
    assert [Slider("lab", heads, 2.0).moved(by) for by in (1, -1)] == ["4", "1"], "lessons write heads=2"


def test_no_line_ends_or_begins_with_punctuation_next_to_a_wide_letter() -> None:
    def lines(text: str, columns: int) -> list[str]:
        return ["".join(part for part, _ in line) for line in prose(text, columns)]

    assert lines("the product of 我's query", 16) == ["the product of", "我's query"]
    assert lines("turned round, 你, it is", 16) == ["turned round,", "你, it is"]
    assert lines("我爱你，我(你)。", 6) == ["我爱", "你，我", "(你)。"]


# ------------------------------------------------------------------------------------- out and back
async def test_exploring_returns_to_the_unchanged_page(tmp_path: Path) -> None:
    async with learning(tmp_path, NUMBER, engine=FakeEngine()) as learner:
        screen = learner.screen
        await learner.press("f2", "tab", "right", "down", "f4")
        walk = learner.app.screen
        assert (walk.navigator.view.source.name, walk.navigator.cell) == (SCALED, (0, 1, 1))
        await learner.press("right", "escape")
        assert learner.screen is screen
        assert learner.grid.cell == (0, 1, 1)
        assert screen.focused is learner.grid
        assert "Look at the dot product." in learner.read
        await learner.press("f4", "l")
        assert learner.app.screen is screen, "l returns to the lesson"


async def test_a_lesson_continues_where_it_was_left(tmp_path: Path) -> None:
    async with learning(tmp_path) as learner:
        await learner.press("right", "right", "down", "enter", "right", "f2", "escape")
        assert isinstance(learner.app.screen, HomeScreen)
    async with learning(tmp_path) as learner:
        session = learner.app.lesson_store.begun(LESSON, learner.screen.state.material)
        assert (
            session.outcomes["first-token"].state == RIGHT and session.outcomes["largest-weight"].hints == 1
        )
        learner.app.pop_screen()
        await learner.open(None, None)
        assert learner.screen.state.session.page == CELL
        await learner.press("home", "right", "right")
        assert "right: 我" in learner.read


async def test_an_open_lesson_changes_its_language_and_keeps_the_answers(tmp_path: Path) -> None:
    async with learning(tmp_path) as learner:
        lesson = shelf.find("softmax")
        assert lesson is not None
        state = LessonState(lesson, page=1)
        await learner.app.push_screen(LessonScreen(state, LabRunner(FakeEngine()), None))
        await learner.settle()
        await learner.press(*".665", "enter")
        before = dict(state.session.outcomes)
        assert before and "What does adding 100 change?" in "\n".join(learner.lines())
        try:
            apply(learner.app, {"language": "zh"})
            await learner.settle()
            text = "\n".join(learner.lines())
            assert state.lesson.pages[1].title in text
            assert "What does" not in text and "正确" in text
            assert state.session.outcomes == before and state.session.page == 1
        finally:
            localization.use(localization.ENGLISH)


async def test_closing_the_terminal_saves_progress(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = atomic.write_atomically

    def slowly(path: Path, data: bytes) -> None:
        time.sleep(0.2)
        write(path, data)

    async with learning(tmp_path) as learner:
        kept: list[str] = []
        monkeypatch.setattr(atomic, "write_atomically", slowly)
        monkeypatch.setattr(
            os,
            "_exit",
            lambda code: kept.append(LessonStore(tmp_path / "lessons.json").load().lesson(LESSON.id).page),
        )
        learner.screen.state.go_to(CELL)
        learner.app._hung_up()
        assert kept == ["a-cell"]


async def test_lessons_work_without_a_store() -> None:
    async with Explorer(TRACE).run_test(size=(100, 30)) as pilot:
        learner = Learner(pilot)
        await learner.open(None)
        await learner.press("right", "f3", "escape")
        assert isinstance(learner.app.screen, WalkScreen)


# ------------------------------------------------------------------------------------- anywhere
@pytest.mark.slow
@pytest.mark.parametrize("size", [(1, 1), (40, 12), (80, 45), (200, 60)])
async def test_it_is_drawn_at_any_size(size: tuple[int, int], tmp_path: Path) -> None:
    async with learning(tmp_path, size=size, engine=FakeEngine()) as learner:
        for page in range(len(LESSON.pages)):
            await learner.pilot.press("tab")
            learner.screen.to_text()
            await learner.press("f2", "right")
            assert learner.screen.state.session.page == min(page + 1, RUN)
            assert learner.read
        await learner.press("f1")
        assert isinstance(learner.app.screen, HelpScreen)


async def test_in_a_narrow_window_tab_switches_between_text_and_view(tmp_path: Path) -> None:
    async with learning(tmp_path, size=(80, 24)) as learner:
        assert learner.screen.text.region.area and not learner.grid.region.area
        await learner.press("tab")
        assert learner.grid.region.area and not learner.screen.text.region.area
        await learner.press("escape")
        assert learner.screen.text.region.area


@pytest.mark.parametrize("text", [*NASTY, "a\n\n# not a heading\n\n* nor a list", "**bold**", "{{ 1 + 1 }}"])
def test_a_live_value_is_never_read_as_markdown(text: str) -> None:
    tokens = TRACE.tokens["source"]
    hostile = replace(TRACE, tokens={**TRACE.tokens, "source": (replace(tokens[0], text=text), *tokens[1:])})
    state = LessonState(LESSON)
    state.receive(0, Material({"main": hostile}))
    plain = LessonState(LESSON)
    plain.receive(0, Material({"main": TRACE}))
    for columns in (1, 7, 40):
        rows = page_rows(state, columns)
        for row in rows:
            assert all(piece.isprintable() for piece, _ in row.pieces), row
    kinds = [{style for _, style in row.pieces} for row in page_rows(state, 10_000)]
    assert kinds == [{style for _, style in row.pieces} for row in page_rows(plain, 10_000)]


# ------------------------------------------------------------------------------------- home, list, cards
async def test_home_and_the_walk_lead_to_the_lessons(tmp_path: Path) -> None:
    async with drive(at_home(tmp_path), size=(100, 40), kind=Learner) as learner:
        app = learner.app
        home = app.screen
        assert any("all lessons" in entry.title for entry in home.places.entries)
        await learner.press("enter")
        assert isinstance(app.screen, WalkScreen)
        await learner.press("l")
        assert isinstance(app.screen, LessonsScreen)
        await learner.press("down", "up", "end", "home", "enter")
        assert learner.screen.state.lesson.number == 1
        await learner.press("right")
        learner.screen.action_lessons()
        await learner.settle()
        assert isinstance(app.screen, LessonsScreen)
        await learner.press("escape", "escape")
        assert app.screen is home
        assert any("lesson 1, page 2" in entry.title for entry in home.places.entries)


async def test_a_lesson_opened_in_the_list_returns_there(tmp_path: Path) -> None:
    async with drive(at_home(tmp_path), size=(100, 40), kind=Learner) as learner:
        home = learner.app.screen
        await learner.press("l", "down", "down")
        for _again in range(2):
            lesson = learner.app.screen.list.offers[learner.app.screen.list.cursor].lesson
            await learner.press("enter")
            assert learner.screen.state.lesson.id == lesson
            await learner.press("escape")
            assert isinstance(learner.app.screen, LessonsScreen)
            assert learner.app.screen.list.offers[learner.app.screen.list.cursor].lesson == lesson
        await learner.press("escape")
        assert learner.app.screen is home


async def test_an_unknown_lesson_is_reported_at_home(tmp_path: Path) -> None:
    app = Explorer(
        prepare=lambda: AtHand(TRACE, FakeEngine(TRACE)),
        store=Store(tmp_path / "explorer.json"),
        route=LessonRoute("nothing"),
    )
    async with app.run_test() as pilot:
        await Learner(pilot).settle()
        assert "no lesson nothing" in str(app.screen.query_one("#notice", Static).render())


async def test_unreadable_progress_is_set_aside_and_reported_at_home(tmp_path: Path) -> None:
    (tmp_path / "lessons.json").write_text("no JSON", encoding="utf-8")
    app = Explorer(prepare=lambda: AtHand(TRACE, FakeEngine(TRACE)), store=Store(tmp_path / "explorer.json"))
    async with app.run_test() as pilot:
        await Learner(pilot).settle()
        assert any("moved to" in notice.message for notice in app._notifications)
    assert (tmp_path / "lessons.json.broken").exists()


async def test_due_cards_are_reviewed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cards_screen, "by_id", lambda ids: {LESSON.id: LESSON})
    async with drive(at_home(tmp_path), size=(80, 24), kind=Learner) as learner:
        app = learner.app
        store = app.lesson_store
        outcomes = {predict.id: Outcome(RIGHT) for predict in LESSON.predictions}
        done = Session(LESSON, lambda page: pytest.fail("no material is wanted"), RUN, outcomes)
        store.save(done, date.today() - timedelta(days=2))
        await app.push_screen(CardsScreen(LabRunner(FakeEngine()), store))
        await learner.settle()
        screen = app.screen
        assert isinstance(screen, CardsScreen)
        front, back = screen.query_one("#front", Static), screen.query_one("#back", Static)
        assert "What is the first token?" in str(front.render())
        assert not back.display
        await learner.press("y")
        assert store.load().cards["everything/what-is-first"].known == 0, "not before the answer is shown"
        await learner.press("enter")
        assert "It is 我." in str(back.render())
        await learner.press("y")
        assert store.load().cards["everything/what-is-first"].known == 1
        assert "No card is due" in str(front.render())
        await learner.press("escape")
        assert isinstance(app.screen, HomeScreen)


def _keys(text: str) -> list[str]:
    return [_character_to_key(letter) for letter in text]


async def test_a_page_that_is_cut_off_says_so_and_names_the_key_that_scrolls(tmp_path: Path) -> None:
    lesson = shelf.find("3")
    assert lesson is not None
    async with drive(at_home(tmp_path), size=(80, 24)) as driver:
        screen = LessonScreen(LessonState(lesson), LabRunner(None), None)
        await driver.app.push_screen(screen)
        await driver.press("end")
        assert driver.lines("#text")[-1].strip() == "▾ more"
        assert "PgDn scroll" in driver.footer
        while screen.text.has_more:
            await driver.press("pagedown")
        assert "▾" not in driver.lines("#text")[-1]
        assert "PgDn" not in driver.footer
