"""The compare screen as one uses it: from `c` on the walk to the walk of either sentence."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static
from transformer_explore.core.checkpoints import find
from transformer_explore.core.operations.expression import Source
from transformer_explore.core.running.request import Request
from transformer_explore.core.trace import save
from transformer_explore.explorer.app import Explorer
from transformer_explore.explorer.features.run_pair.aligned_text import WordUnderWord
from transformer_explore.explorer.features.run_pair.compare import Comparison, Row
from transformer_explore.explorer.features.run_pair.compare_screen import CompareScreen
from transformer_explore.explorer.features.run_pair.run_pair import RunPair
from transformer_explore.explorer.features.walk.screen import WalkScreen
from transformer_explore.explorer.ui.engine_client import EngineError
from transformer_explore.explorer.ui.help import HelpScreen

from tests.explorer.clock import threads_wait
from tests.explorer.driver import Driver, FakeEngine, Gate, ran
from tests.explorer.outside import NASTY
from tests.process import PATIENCE

WEIGHTS = "encoder.layers.0.self_attention.weights"


class Use(Driver):
    """The screen in hand, come from a number of the walk."""

    def __init__(self, pilot: Pilot[None]) -> None:
        super().__init__(pilot)
        explore = pilot.app.screen
        assert isinstance(explore, WalkScreen)
        self.explore = explore

    async def type(self, text: str) -> None:
        self.screen.query_one(Input).value = text
        await self.press("enter")

    @property
    def screen(self) -> CompareScreen:
        assert isinstance(self.app.screen, CompareScreen)
        return self.app.screen

    @property
    def comparison(self) -> Comparison:
        found = self.screen.state.comparison
        assert found is not None
        return found

    @property
    def here(self) -> str:
        return str(self.screen.query_one("#here", Static).render())

    @property
    def step(self) -> str:
        assert self.screen.steps.row is not None
        return self.screen.steps.row.step.name


@pytest.fixture
async def use(request: pytest.FixtureRequest) -> AsyncIterator[Use]:
    size = getattr(request, "param", (80, 24))
    async with Explorer(find().shipped_trace(), FakeEngine()).run_test(size=size) as pilot:
        await pilot.pause()
        made = Use(pilot)
        made.explore.navigator.go_to(Source("step", WEIGHTS), (2, 1, 0))
        made.explore.show_step()
        await made.press("c")
        yield made


# -------------------------------------------------------------------------- the second sentence


async def test_it_asks_for_the_second_sentence_at_once_and_has_one_at_hand(use: Use) -> None:
    assert use.mode == "TYPE"
    assert "我爱猫" in use.screen.query_one(Input).placeholder
    await use.press("enter")
    assert use.comparison.b.source_text == "我爱猫"
    assert use.step == WEIGHTS
    assert use.here.startswith("weights[head 3, 爱, 我]   A ")
    assert not use.notice


async def test_for_another_sentence_the_suggestion_comes_when_it_is_found() -> None:

    trace = ran(Request(source="猫喜欢狗", device="cpu")).trace
    async with Explorer(trace, FakeEngine()).run_test() as pilot:
        use = Use(pilot)
        await use.press("c")
        await pilot.pause()
        assert "猫喜欢鸟" in use.screen.query_one(Input).placeholder


async def test_both_sentences_stand_word_under_word(use: Use) -> None:
    await use.type("老师爱你")
    drawn = str(use.screen.query_one(WordUnderWord).render()).splitlines()
    assert drawn[0].split() == ["A", "我", "爱", "你", "→", "[BOS]", "i", "love", "you"]
    assert drawn[1].split() == [
        "B",
        "/老",
        "+师",
        "爱",
        "你",
        "→",
        "[BOS]",
        "/the",
        "/teacher",
        "+loves",
        "you",
    ]
    heading = "".join(text for text, _ in use.screen.query_one("#heading").left)  # type: ignore[attr-defined]
    assert "我 爱 你 → i love you" in heading and "老 师 爱 你 → the teacher loves you" in heading


async def test_what_cannot_be_computed_is_said_and_one_may_try_again(use: Use) -> None:
    await use.type("   \t ")  # the suggestion is taken for nothing
    assert use.comparison.b.source_text == "我爱猫"
    await use.press("t")
    await use.type("我" * 100)
    assert "100 tokens are too many" in use.notice
    assert use.comparison.b.source_text == "我爱猫"  # what there was is still there
    await use.press("t")
    await use.type("老师爱你")
    assert use.comparison.b.source_text == "老师爱你" and not use.notice


async def test_a_sentence_outside_of_the_language_is_compared_and_told(use: Use) -> None:
    await use.type("爱我你")
    assert "not in the training grammar" in use.notice
    assert use.comparison.b.source_text == "爱我你"
    await use.press("tab")
    assert not use.notice


async def test_leaving_the_prompt_leaves_a_screen_that_says_what_can_be_done(use: Use) -> None:
    await use.press("escape")
    assert use.mode == "COMPARE"
    assert use.screen.query_one("#nothing").display
    await use.press("enter", "x", "f", "M", "m", "h", "v", "tab", "down")  # nothing to do yet
    assert use.app.screen is use.screen
    await use.press("escape")
    assert use.app.screen is use.explore


async def test_a_trace_in_a_file_can_be_the_second_one(use: Use, tmp_path: Path) -> None:

    path = tmp_path / "b.json"
    save(ran(Request(source="老师爱你", device="cpu")).trace, path)
    await use.press("escape", "o")
    await use.type(str(tmp_path / "none.json"))
    assert "none.json" in use.notice
    await use.press("o")
    await use.type(str(path))
    assert use.comparison.b.source_text == "老师爱你"


async def test_without_a_model_a_file_can_be_compared(tmp_path: Path) -> None:
    path = tmp_path / "b.json"
    save(find().shipped_trace(), path)
    async with Explorer(find().shipped_trace()).run_test() as pilot:
        use = Use(pilot)
        await use.press("c")
        assert "no model at hand" in use.notice
        await use.press("o")
        await use.type(str(path))
        assert use.screen.steps.border_title is not None and "0 of 108" in str(use.screen.steps.border_title)


async def test_one_waits_with_a_clock_and_may_stop_waiting() -> None:
    engine = FakeEngine(gate=Gate(closed=True))
    engine.ready = False
    async with Explorer(find().shipped_trace(), engine).run_test() as pilot:
        use = Use(pilot)
        await pilot.press("c", "enter")
        await pilot.pause(0.3)
        assert re.match(r"Loading PyTorch, then computing 我爱猫 … \d+ s · Esc cancels", use.notice)
        assert use.mode == "WAIT"
        await pilot.press("escape")
        await pilot.pause()
        assert use.notice.startswith("No longer waiting") and use.mode == "COMPARE"
        await pilot.press("t", "enter")
        await pilot.pause()
        assert use.mode == "WAIT"
        engine.gate.open()
        await use.press()
        assert use.comparison.b.source_text == "我爱猫"


async def test_an_engine_that_fails_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(*_: object) -> None:
        raise EngineError("The engine stopped\x1b[2J; the next text starts a new one.")

    engine = FakeEngine()
    monkeypatch.setattr(engine, "run", fail)
    async with Explorer(find().shipped_trace(), engine).run_test() as pilot:
        use = Use(pilot)
        await use.press("c", "enter")
        assert use.notice.startswith("The engine stopped␛[2J")
        assert use.mode == "COMPARE"


# -------------------------------------------------------------------------- steps and numbers


async def test_along_the_steps_to_the_first_and_the_one_that_differs_most(use: Use) -> None:
    await use.press("enter")
    rows = use.comparison.rows
    await use.press("f")
    assert use.step == rows[use.comparison.first or 0].step.name == "source_embedding.tokens"
    await use.press("M")
    assert use.comparison.most is not None
    assert use.step == rows[use.comparison.most].step.name
    assert use.screen.grids.cell == rows[use.comparison.most].cell
    await use.press("up")
    assert use.step == rows[use.comparison.most - 1].step.name


async def test_one_cursor_moves_in_all_three_grids(use: Use) -> None:
    await use.press("enter", "tab")
    assert use.mode == "CELL"
    await use.press("down", "right", "h")
    cells = {grid.cell for grid in use.screen.grids.grids}
    assert cells == {(3, 2, 1)}
    a, b = (trace[WEIGHTS].values[3, 2, 1] for trace in (use.comparison.a, use.comparison.b))
    assert use.here.endswith(f"A {a:.3f}   B {b:.3f}   B − A {b - a:+.3f}".replace("-", "−"))
    await use.press("m")
    row = use.screen.steps.row
    assert row is not None and use.screen.grids.cell == row.cell
    await use.press("v", "v", "L", "L", "escape")
    assert use.mode == "STEP"


async def test_what_stands_in_one_sentence_only_is_absent_in_the_other(use: Use) -> None:
    await use.type("老师爱你")
    await use.press("tab")
    a = use.screen.grids.grids[0]
    drawn = "".join(segment.text for segment in a.render_line(2))
    assert "░░░" in drawn
    use.screen.grids.put((0, 1, 0))
    await use.press()
    assert use.here.startswith("weights[head 1, +师, 我/老]   only in B: ")
    await use.press("v")
    assert "░" in "".join(segment.text for segment in a.render_line(2))


# -------------------------------------------------------------------------- into the walk


async def test_enter_goes_on_walking_through_the_first_sentence(use: Use) -> None:
    await use.press("enter", "tab", "right", "enter")
    assert use.app.screen is use.explore
    assert (use.explore.navigator.shown.source.name, use.explore.navigator.cell) == (WEIGHTS, (2, 1, 1))
    assert use.explore.navigator.trace.source_text == "我爱你"
    await use.press("c")  # and the comparison is as it was
    assert (use.step, use.screen.grids.cell) == (WEIGHTS, (2, 1, 1))
    assert use.mode == "STEP"


async def test_x_walks_through_the_second_one_which_then_is_the_first(use: Use) -> None:
    await use.type("老师爱你")
    await use.press("tab")
    use.screen.grids.put((1, 2, 1))  # 爱 looks at 师, which is only in B
    await use.press("enter")
    assert "x opens it there" in use.notice
    await use.press("x")
    assert use.app.screen is use.explore
    assert use.explore.navigator.trace.source_text == "老师爱你"
    assert (use.explore.navigator.shown.source.name, use.explore.navigator.cell) == (WEIGHTS, (1, 2, 1))
    assert "c leads back" in str(use.explore.query_one("#notice", Static).render())
    await use.press("c")
    assert use.comparison.a.source_text == "老师爱你" and use.comparison.b.source_text == "我爱你"
    assert use.step == WEIGHTS
    use.screen.grids.put((1, 2, 1))
    await use.press("x")
    assert "only in A" in use.notice


async def test_another_sentence_in_the_walk_is_another_comparison(use: Use) -> None:
    await use.press("enter", "escape")
    assert use.app.screen is use.explore
    use.explore.read(replace(use.explore.navigator.trace))
    await use.press("c")
    assert use.screen.state.b is None and use.mode == "TYPE"


# -------------------------------------------------------------------------- the rest


async def test_help_explains_the_screen(use: Use) -> None:
    await use.press("enter", "question_mark")
    assert isinstance(use.app.screen, HelpScreen)
    assert "word under word" in use.app.screen.text
    await use.press("escape", "c")
    assert use.app.screen is use.explore


async def test_large_arrays_are_subtracted_in_a_thread(use: Use, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("transformer_explore.explorer.features.run_pair.two_runs.MANY", 1)
    await use.press("enter", "down", "down")
    assert use.screen.grids.beside is not None and use.screen.steps.row is not None
    assert use.screen.grids.beside.first.source == use.screen.steps.row.step.source


async def test_numbers_that_come_too_late_are_not_shown_for_another_step(
    use: Use, monkeypatch: pytest.MonkeyPatch
) -> None:
    await use.press("enter", "home")
    go, beside = Event(), Comparison.beside

    def slowly(comparison: Comparison, row: Row) -> RunPair:
        assert go.wait(PATIENCE)
        return beside(comparison, row)

    with monkeypatch.context() as late:
        late.setattr("transformer_explore.explorer.features.run_pair.two_runs.MANY", 1)
        late.setattr(Comparison, "beside", slowly)
        use.screen.action_largest()
        with threads_wait():
            await use.pilot.pause()
    with threads_wait():
        await use.pilot.press("down")
    go.set()
    await use.press()
    assert use.screen.steps.row is not None and use.screen.grids.beside is not None
    assert use.screen.grids.beside.first.source == use.screen.steps.row.step.source


async def test_the_keys_stay_in_the_numbers_where_another_grid_takes_them(use: Use) -> None:
    await use.press("enter", "tab")
    was, beside = use.screen.focused, use.screen.grids.beside
    assert was is use.screen.grids.grids[1] and beside is not None
    use.screen.numbers.show(replace(beside, b=None, difference=None), use.screen.grids.cell)
    await use.press()
    assert use.screen.focused is use.screen.grids.grids[0]


async def test_the_numbers_are_painted_anew_in_another_theme(use: Use) -> None:
    await use.press("enter")
    by_night = use.screen.grids.main.palette.cell(30)
    await use.press("L")
    assert use.screen.grids.main.palette.cell(30) != by_night


@pytest.mark.parametrize("use", [(160, 50), (100, 30), (60, 16), (40, 12)], indirect=True)
async def test_it_is_drawn_at_any_size(use: Use) -> None:
    await use.type("老师不喜欢你的猫")
    assert use.screen.steps.size.height >= 1
    await use.press("tab", "down", "v", "h", "m")
    assert all(grid.size.height >= 1 for grid in use.screen.grids.grids)
    assert use.screen.query_one("#here").region.bottom <= use.screen.size.height


async def test_a_window_too_small_says_so_and_recovers(use: Use) -> None:
    await use.press("enter", "tab")
    await use.pilot.resize_terminal(1, 1)
    await use.press("h", "v")
    assert use.screen.query_one("#too-small").display
    await use.pilot.resize_terminal(80, 24)
    await use.press("down")
    assert not use.screen.query_one("#too-small").display
    assert use.screen.steps.display


async def test_hostile_words_do_not_reach_the_terminal(tmp_path: Path) -> None:
    trace = find().shipped_trace()
    words = [word for word in NASTY if word.isprintable() is False][:3]
    tokens = tuple(
        replace(token, text=word) for token, word in zip(trace.tokens["source"], words, strict=True)
    )
    nasty = replace(trace, tokens={**trace.tokens, "source": tokens})
    async with Explorer(nasty, FakeEngine()).run_test(size=(100, 30)) as pilot:
        use = Use(pilot)
        await use.press("c")
        await use.type("我爱你")
        await use.press("tab", "down")
        drawn = str(use.screen.query_one(WordUnderWord).render())
        assert not any(ord(character) < 32 and character != "\n" for character in drawn)
