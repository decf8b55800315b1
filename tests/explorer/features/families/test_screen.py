"""Side by side on the screen: walk through several models together, choose, type, open one, come back."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
import pytest
from textual.pilot import Pilot
from textual.widgets import Static
from transformer_explore.core.checkpoints import find
from transformer_explore.core.nn.sequence_configuration import FAMILIES
from transformer_explore.explorer.app import AtHand, Explorer
from transformer_explore.explorer.features.families.screen import FamiliesScreen
from transformer_explore.explorer.features.families.state import INFLUENCE
from transformer_explore.explorer.features.home.screen import HomeScreen
from transformer_explore.explorer.features.walk.screen import WalkScreen
from transformer_explore.explorer.ui.help import HelpScreen
from transformer_explore.explorer.ui.memory import Store
from transformer_explore.explorer.ui.widgets.key_bar import KeyBar

from tests.explorer.driver import FakeEngine, forget
from tests.sequences import shipped_from

TRACE = find().shipped_trace()


@pytest.fixture(scope="module", autouse=True)
def random_weights(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    forget()
    with shipped_from(tmp_path_factory.mktemp("sequences")):
        yield
    forget()


@asynccontextmanager
async def beside(
    size: tuple[int, int] = (100, 30), engine: FakeEngine | None = None
) -> AsyncIterator[Pilot[None]]:
    """Somebody in the walk who pressed S."""
    async with Explorer(TRACE, engine or FakeEngine()).run_test(size=size) as pilot:
        await press(pilot, "S")
        assert isinstance(pilot.app.screen, FamiliesScreen)
        yield pilot


async def press(pilot: Pilot[None], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()


def there(pilot: Pilot[None]) -> FamiliesScreen:
    screen = pilot.app.screen
    assert isinstance(screen, FamiliesScreen)
    return screen


def lines(pilot: Pilot[None]) -> list[str]:
    return [strip.text for strip in pilot.app.screen._compositor.render_strips()]


def told(pilot: Pilot[None]) -> str:
    notice = there(pilot).query_one("#notice", Static)
    return str(notice.render()) if notice.has_class("said") else ""


def drawn(pilot: Pilot[None], family: str) -> list[bool]:
    """For each position whether anything stands beside its label."""
    lane = there(pilot).columns[family].lane
    rows = (lane.render_line(lane.head + n * (lane.lines + lane.gap)) for n in range(len(lane.state.tokens)))
    return [bool(row.crop(lane.before, None).text.strip()) for row in rows]


# ------------------------------------------------------------------------------------- walking
async def test_one_sees_the_rnn_fill_position_after_position_while_attention_is_done() -> None:
    async with beside() as pilot:
        state = there(pilot).state
        await press(pilot, "right")
        for count in range(1, 9):
            assert drawn(pilot, "rnn") == [n < count for n in range(8)]
            assert drawn(pilot, "attention") == [True] * 8
            await press(pilot, "right")
        assert state.now.stage == 2 and drawn(pilot, "lstm") == [True] + [False] * 7
        await press(pilot, "left")
        assert state.now.stage == 1 and all(drawn(pilot, "lstm"))


async def test_beats_and_stages_end_at_both_ends() -> None:
    async with beside() as pilot:
        state = there(pilot).state
        await press(pilot, "left", "[", "home")
        assert state.tick == 0
        await press(pilot, "]", "]")
        assert (state.now.stage, state.now.beat) == (2, 1)
        await press(pilot, "right", "[")
        assert (state.now.stage, state.now.beat) == (2, 1)
        await press(pilot, "[", "end", "right", "]")
        assert state.tick == state.clock.last == 17
        assert any("✓" in line or "✗" in line for line in lines(pilot))


async def test_it_plays_by_itself_until_the_end_or_until_one_takes_over() -> None:
    async with beside() as pilot:
        screen = there(pilot)
        await press(pilot, "space")
        assert screen.playing and "pause" in str(screen.query_one(KeyBar).render())
        for _beat in range(16):
            screen._go_on()
        assert screen.playing
        screen._go_on()
        assert not screen.playing and screen.state.tick == 17
        await press(pilot, "space")
        assert screen.playing and screen.state.tick == 0
        await press(pilot, "plus", "right")
        assert not screen.playing and screen.state.tick == 1
        await press(pilot, "space", "question_mark")
        assert isinstance(pilot.app.screen, HelpScreen)
        screen._go_on()
        assert not screen.playing and screen.state.tick == 1


# ------------------------------------------------------------------------------------- looking
async def test_each_model_says_what_the_chosen_position_can_see() -> None:
    async with beside((160, 40)) as pilot:
        state = there(pilot).state
        await press(pilot, "end", "left", "pageup", "down", "down")
        assert (state.now.stage, state.position) == (2, 2)
        said = " ".join(lines(pilot))
        assert "sees all 8" in said and "sees 3 of 8: 他 们 看" in said
        await press(pilot, "pagedown")
        assert state.position == 7


async def test_the_other_view_shows_what_hangs_on_what_and_what_is_out_of_sight() -> None:
    async with beside() as pilot:
        await press(pilot, "v", "]", "]", "]", "left")
        assert there(pilot).state.view == INFLUENCE
        found = lines(pilot)
        assert any(line.count("他们看了旧的电影") == 4 for line in found)  # above the columns
        rows = [line for line in found if line.lstrip().startswith("们")]
        assert len(rows) == 1 and rows[0].count("·") == 2 * 6  # of two recurrent networks what is ahead
        await press(pilot, "end")
        assert there(pilot).state.answering
        await press(pilot, "v")
        assert any("✓" in line or "✗" in line for line in lines(pilot))


async def test_as_trained_and_as_before_training_are_different_models() -> None:
    async with beside() as pilot:
        await press(pilot, "]")
        state = there(pilot).state
        after = state.side("attention")
        await press(pilot, "o")
        assert "before training" in lines(pilot)[0]
        before = state.side("attention")
        assert before is not None and after is not None
        assert not np.array_equal(before.states[1], after.states[1])
        await press(pilot, "o")
        assert state.side("attention") is after


async def test_a_click_chooses_a_model_and_a_position() -> None:
    async with beside() as pilot:
        screen = there(pilot)
        await pilot.click(screen.columns["rnn"].lane, offset=(3, 4))
        await pilot.pause()
        assert (screen.state.here, screen.state.position) == ("rnn", 2)
        await press(pilot, "tab")
        assert screen.state.here == "lstm"
        await press(pilot, "tab", "shift+tab", "shift+tab")
        assert screen.state.here == "rnn"


# ------------------------------------------------------------------------------------- choosing
async def test_models_come_and_go_and_one_stays() -> None:
    async with beside() as pilot:
        state = there(pilot).state
        await press(pilot, "2", "4")
        assert state.families == ("attention", "rnn")
        assert "convolution" not in " ".join(lines(pilot))
        await press(pilot, "1", "3")
        assert state.families == ("rnn",) and "at least" in told(pilot)
        await press(pilot, "1", "2", "4")
        assert state.families == FAMILIES


async def test_every_task_comes_round_and_each_keeps_its_sequence() -> None:
    async with beside() as pilot:
        state = there(pilot).state
        tasks = [state.task]
        while True:
            await press(pilot, "k")
            assert state.given is not None and state.given.task == state.task and not told(pilot)
            if state.task == tasks[0]:
                break
            tasks.append(state.task)
        assert len(tasks) == len(set(tasks)) >= 4
        await press(pilot, "K")
        assert state.task == tasks[-1]


async def test_a_sequence_of_ones_own_is_walked_through_from_its_beginning() -> None:
    async with beside() as pilot:
        state = there(pilot).state
        await press(pilot, "end", "t", *["backspace"] * 8, "我", "爱", "你", "enter")
        assert state.tokens == ("我", "爱", "你") and state.tick == 0
        await press(pilot, "k", "K")
        assert state.text == "我爱你"


@pytest.mark.parametrize("typed", ["x", "[/]", " "])
async def test_nonsense_is_said_in_a_line_and_nothing_else_changes(typed: str) -> None:
    async with beside() as pilot:
        state = there(pilot).state
        await press(pilot, "right", "t", *["backspace"] * 8)
        for character in typed:
            await press(pilot, "space" if character == " " else character)
        await press(pilot, "enter")
        assert told(pilot) and "\n" not in told(pilot)
        assert (state.text, state.tick, len(state.tokens)) == ("他们看了旧的电影", 1, 8)
        await press(pilot, "right")
        assert state.tick == 2


async def test_escape_closes_what_is_typed_and_then_the_screen_and_everything_stays_for_the_next_time() -> (
    None
):
    async with beside() as pilot:
        state = there(pilot).state
        await press(pilot, "2", "right", "right", "t", "x", "escape")
        assert there(pilot) and not pilot.app.screen.query("Prompt")
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, WalkScreen)
        await press(pilot, "S")
        assert (
            there(pilot).state is state and state.tick == 2 and state.families == ("attention", "rnn", "lstm")
        )
        await press(pilot, "S")  # out again
        assert isinstance(pilot.app.screen, WalkScreen)


# ------------------------------------------------------------------------------------- taking away, going on
async def test_enter_walks_through_the_model_at_the_step_shown_and_escape_leads_back(tmp_path: Path) -> None:
    engine = FakeEngine()
    store = Store(tmp_path / "state.json")
    app = Explorer(TRACE, engine, store=store)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "S", "]", "right", "right", "pageup", "down", "tab", "tab", "enter")
        walk = pilot.app.screen
        assert isinstance(walk, WalkScreen)
        shown = walk.navigator.shown
        assert (shown.source.name, shown.source.visit) == ("encoder.layers.0.cell.state", 1)
        side = app.beside.side("rnn") if app.beside else None
        assert side is not None and np.array_equal(shown.values[0], side.states[1][1])
        await press(pilot, "escape")
        assert there(pilot).state.tick == 3
        assert store.load().last is None  # home leads to the model that translates
        await press(pilot, "shift+tab", "shift+tab", "end", "enter")
        walk = pilot.app.screen
        assert isinstance(walk, WalkScreen) and walk.navigator.shown.source.name == "log_probabilities"


async def test_the_command_and_the_array_are_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    copied: list[str] = []
    async with beside() as pilot:
        monkeypatch.setattr(pilot.app, "copy_to_clipboard", copied.append)
        await press(pilot, "o", "y", "]", "Y")
        assert copied[0] == "transformer-explore side-by-side '他们看了旧的电影' --task glossing --untrained"
        assert len(copied) == 2 and len(copied[1].split()) >= 28
        await press(pilot, "e")
        assert "Export" in type(pilot.app.screen).__name__


async def test_home_leads_there(tmp_path: Path) -> None:
    store = Store(tmp_path / "state.json")
    app = Explorer(prepare=lambda: AtHand(TRACE, FakeEngine()), store=store)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert isinstance(app.screen, HomeScreen)
        number = next(n for n, entry in enumerate(app.screen.places.entries) if entry.what == "side by side")
        app.screen.places.chosen(number)
        await pilot.pause()
        await app.workers.wait_for_complete()
        await press(pilot, "right")
        assert there(pilot).state.tick == 1
        await press(pilot, "escape")
        assert isinstance(app.screen, HomeScreen)


async def test_without_a_model_the_clock_goes_all_the_same_and_why_is_said() -> None:
    async with Explorer(TRACE).run_test(size=(100, 30)) as pilot:
        await press(pilot, "S")
        assert "no model" in told(pilot)
        await press(pilot, "right", "v", "enter", "y")
        assert there(pilot).state.tick == 1


# ------------------------------------------------------------------------------------- any window
@pytest.mark.parametrize("size", [(1, 1), (36, 13), (60, 20), (80, 24), (200, 60)])
async def test_it_is_drawn_in_any_window(size: tuple[int, int]) -> None:
    async with beside(size) as pilot:
        await press(
            pilot, "right", "v", "end", "v", "tab", "k", "right", "down", "1", "question_mark", "escape"
        )
        await pilot.resize_terminal(120, 40)
        await pilot.pause()
        assert not there(pilot).has_class("small")
        shown = [column for column in there(pilot).columns.values() if column.display]
        assert len(shown) == len(there(pilot).state.families)


async def test_at_80_columns_four_models_stand_below_each_other_where_all_is_seen() -> None:
    async with beside((80, 24)) as pilot:
        columns = there(pilot).columns.values()
        assert len({column.region.y for column in columns}) == 1
        await press(pilot, "t", *["backspace"] * 8, "我", "爱", "你", "enter")
        assert len({column.region.y for column in columns}) == 2
        assert all(column.display for column in columns)


async def test_what_has_no_room_is_reached_by_tab() -> None:
    async with beside((40, 16)) as pilot:
        screen = there(pilot)
        seen = set()
        for _column in FAMILIES:
            seen |= {family for family, column in screen.columns.items() if column.display}
            assert screen.columns[screen.state.here].display
            await press(pilot, "tab")
        assert seen == set(FAMILIES)
