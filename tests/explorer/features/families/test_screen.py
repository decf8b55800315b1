"""The screen of model families: moving along the clock, choosing, typing a sequence, opening a model, coming back."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from textual.widgets import Input
from transformer_explore.core.nn.sequence_configuration import FAMILIES
from transformer_explore.core.tasks import TASKS
from transformer_explore.explorer.app import Explorer
from transformer_explore.explorer.features.families import strings
from transformer_explore.explorer.features.families.screen import FamiliesScreen
from transformer_explore.explorer.features.families.state import INFLUENCE, FamiliesState
from transformer_explore.explorer.features.home.screen import HomeScreen
from transformer_explore.explorer.features.walk.screen import WalkScreen
from transformer_explore.explorer.ui.help import HelpScreen
from transformer_explore.explorer.ui.memory import Store
from transformer_explore.explorer.ui.widgets.one_line import Legend

from tests.explorer.driver import Driver, FakeEngine, Gate, at_home, drive, forget
from tests.sequences import shipped_from
from tests.shipped import shipped_trace

TRACE = shipped_trace()
CLEAR = ("backspace",) * 8  # what is in the prompt at first


@pytest.fixture(scope="module", autouse=True)
def random_weights(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    forget()
    with shipped_from(tmp_path_factory.mktemp("sequences")):
        yield
    forget()


class Use(Driver):
    """Drives the screen of model families."""

    async def press(self, *keys: str) -> None:
        for key in keys:
            await super().press(key)

    @property
    def families(self) -> FamiliesScreen:
        assert isinstance(self.app.screen, FamiliesScreen)
        return self.app.screen

    @property
    def state(self) -> FamiliesState:
        return self.families.state

    def drawn(self, family: str) -> list[bool]:
        """Whether anything is drawn next to the label of each position."""
        column = self.families.panels[family].column
        each = column.lines + column.gap
        rows = (column.render_line(column.head + n * each) for n in range(len(self.state.tokens)))
        return [bool(row.crop(column.label_width, None).text.strip()) for row in rows]


@asynccontextmanager
async def opened(*keys: str, engine: Any = None, store: Any = None, **more: Any) -> AsyncIterator[Use]:
    """The screen of model families, opened from the walk."""
    async with drive(Explorer(TRACE, engine or FakeEngine(), store=store), "S", kind=Use, **more) as use:
        assert use.families
        await use.press(*keys)
        yield use


# ------------------------------------------------------------------------------------- time
async def test_recurrent_networks_fill_position_by_position_and_attention_at_once() -> None:
    async with opened("right") as use:
        for count in range(1, 9):
            assert use.drawn("rnn") == [n < count for n in range(8)]
            assert use.drawn("attention") == [True] * 8
            await use.press("right")
        assert use.state.now.stage == 2 and use.drawn("lstm") == [True] + [False] * 7
        await use.press("left")
        assert use.state.now.stage == 1 and all(use.drawn("lstm"))


async def test_ticks_and_stages_end_at_both_ends() -> None:
    async with opened("left") as use:
        assert use.notice == "This is the first tick."
        await use.press("[", "home")
        assert use.state.tick == 0
        await use.press("]", "]")
        assert (use.state.now.stage, use.state.now.tick) == (2, 1)
        await use.press("right", "[")
        assert (use.state.now.stage, use.state.now.tick) == (2, 1)
        await use.press("[", "end", "right", "]")
        assert use.state.tick == use.state.clock.last == 17
        assert any("✓" in line or "✗" in line for line in use.lines())


async def test_it_plays_to_the_end_or_until_the_reader_does_something_else() -> None:
    async with opened() as use:
        player, state, pace = use.families.player, use.state, use.app.settings.pace
        await use.press("space")
        assert player.is_playing and "pause" in use.footer and use.mode == "▶ 1.5 s"
        await use.pilot.pause(16.5 * pace)
        assert player.is_playing and state.tick == 16
        await use.pilot.pause(pace)
        assert not player.is_playing and state.tick == 17
        await use.press("space")
        assert player.is_playing and state.tick == 0
        await use.press("plus", "right")
        assert not player.is_playing and state.tick == 1
        await use.press("space", "question_mark")
        assert isinstance(use.app.screen, HelpScreen)
        await use.pilot.pause(3 * pace)
        assert not player.is_playing and state.tick == 1


# ------------------------------------------------------------------------------------- positions and views
async def test_each_model_says_what_the_chosen_position_can_see() -> None:
    async with opened("end", "left", "pageup", "down", "down", size=(160, 40)) as use:
        assert (use.state.now.stage, use.state.position) == (2, 2)
        text = " ".join(use.lines())
        assert "sees all 8" in text and "sees 3 of 8: 他 们 看" in text
        await use.press("pagedown")
        assert use.state.position == 7


async def test_the_view_of_influence_marks_what_cannot_be_seen() -> None:
    async with opened("v", "]", "]", "]", "left") as use:
        assert use.state.view == INFLUENCE
        lines = use.lines()
        assert any(line.count("他们看了旧的电影") == 4 for line in lines)  # above the columns
        rows = [line for line in lines if line.lstrip().startswith("们")]
        assert len(rows) == 1 and rows[0].count("·") == 2 * 6  # later positions, in two recurrent networks
        await use.press("end")
        assert use.state.answering and "answers" in use.footer
        await use.press("v")
        assert any("✓" in line or "✗" in line for line in use.lines())


async def test_trained_and_untrained_models_differ() -> None:
    async with opened("]") as use:
        after = use.state.run_of("attention")
        await use.act("trained")
        assert "untrained" in use.lines()[0]
        before = use.state.run_of("attention")
        assert not np.array_equal(before.states[1], after.states[1])
        await use.act("trained")
        assert use.state.run_of("attention") is after


async def test_the_legend_of_influence_explains_both_marks_without_a_dot_as_separator() -> None:
    async with opened("right", "v", size=(80, 24)) as use:
        assert use.state.view == INFLUENCE
        shown = use.screen.query_one(Legend).render().plain
        assert "+ own token" in shown and shown.count("·") == 1 and "· not seen" in shown


async def test_the_gloss_of_a_character_without_a_word_is_explained() -> None:
    async with opened("end") as use:
        assert "· means that no English word corresponds" in strings.tick(use.state)
        await use.act("task('cards')")
        await use.press("end")
        assert "·" not in strings.tick(use.state)


async def test_a_click_chooses_a_model_and_a_position_and_tab_the_next_model() -> None:
    async with opened() as use:
        await use.click(use.families.panels["rnn"].column, offset=(3, 4))
        assert (use.state.family, use.state.position) == ("rnn", 2)
        await use.press("tab")
        assert use.state.family == "lstm"
        await use.press("tab", "shift+tab", "shift+tab")
        assert use.state.family == "rnn"


# ------------------------------------------------------------------------------------- models and sequences
async def test_models_are_hidden_and_shown_but_one_stays() -> None:
    async with opened("2", "4") as use:
        assert use.state.families == ("attention", "rnn")
        assert "convolution" not in " ".join(use.lines())
        await use.press("1", "3")
        assert use.state.families == ("rnn",) and "At least" in use.notice
        await use.press("1", "2", "4")
        assert use.state.families == FAMILIES


async def test_every_task_is_in_the_palette_and_keeps_its_sequence() -> None:
    async with opened() as use:
        for task in TASKS:
            await use.act(f"task('{task}')")
            assert use.state.given is not None and use.state.given.task == use.state.task == task
            assert not use.notice
        tables = [key.action for key in FamiliesScreen.KEYS.commands(use.screen)]
        assert {f"task('{task}')" for task in TASKS} <= set(tables) and "trained" in tables


async def test_a_typed_sequence_starts_at_its_first_tick() -> None:
    async with opened("end", "t", *CLEAR, "我", "爱", "你", "enter") as use:
        assert use.state.tokens == ("我", "爱", "你") and use.state.tick == 0
        await use.act("task('cards')")
        await use.act("task('glossing')")
        assert use.state.text == "我爱你"


@pytest.mark.parametrize("typed", ["x", "[/]", " "])
async def test_an_invalid_sequence_is_refused_in_a_line_and_changes_nothing(typed: str) -> None:
    async with opened("right", "t", *CLEAR) as use:
        await use.press(*("space" if character == " " else character for character in typed), "enter")
        assert use.notice and "\n" not in use.notice
        assert (use.state.text, use.state.tick, len(use.state.tokens)) == ("他们看了旧的电影", 1, 8)
        await use.press("escape", "escape", "S", "right")
        assert use.state.tick == 2


async def test_a_refused_sequence_stays_in_the_prompt_to_be_corrected() -> None:
    async with opened("t", *CLEAR, "x", "enter") as use:
        assert "'x' is not a character" in use.notice
        assert use.screen.query_one(Input).value == "x"
        await use.press("backspace", "我", "enter")
        assert use.state.tokens == ("我",) and not use.screen.query("Prompt")


async def test_escape_closes_the_prompt_then_the_screen_whose_state_is_kept() -> None:
    async with opened("2", "right", "right", "t", "x", "escape") as use:
        state = use.state
        assert not use.screen.query("Prompt")
        await use.press("escape")
        assert isinstance(use.screen, WalkScreen)
        await use.press("S")
        assert use.state is state and state.tick == 2 and state.families == ("attention", "rnn", "lstm")
        await use.press("S")
        assert isinstance(use.screen, WalkScreen)


async def test_escape_first_cancels_what_is_being_computed() -> None:
    engine = FakeEngine(gate=Gate(closed=True))
    async with opened("escape", engine=engine) as use:
        assert use.notice.startswith("Stopped computing")
        await use.press("escape")
        assert isinstance(use.screen, WalkScreen)


# ------------------------------------------------------------------------------------- opening and copying
async def test_enter_opens_the_model_in_the_walk_at_the_step_shown_and_escape_returns(tmp_path: Path) -> None:
    store = Store(tmp_path / "state.json")
    keys = ("]", "right", "right", "pageup", "down", "tab", "tab")
    async with opened(*keys, store=store) as use:
        run = use.state.run_of("rnn")
        await use.press("enter")
        assert isinstance(use.screen, WalkScreen)
        view = use.screen.navigator.view
        assert (view.source.name, view.source.visit) == ("encoder.layers.0.cell.state", 1)
        assert run is not None and np.array_equal(view.values[0], run.states[1][1])
        await use.press("escape")
        assert use.state.tick == 3
        assert store.load().last is None  # home leads to the model that translates
        await use.press("shift+tab", "shift+tab", "end", "enter")
        assert isinstance(use.screen, WalkScreen)
        assert use.screen.navigator.view.source.name == "log_probabilities"


async def test_the_command_and_the_array_are_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    copied: list[str] = []
    async with opened() as use:
        monkeypatch.setattr(use.app, "copy_to_clipboard", copied.append)
        await use.act("trained")
        await use.press("y", "]", "Y")
        assert copied[0] == "transformer-explore side-by-side '他们看了旧的电影' --task glossing --untrained"
        assert len(copied) == 2 and len(copied[1].split()) >= 28
        await use.press("e")
        assert "Export" in type(use.app.screen).__name__


async def test_the_home_screen_leads_there(tmp_path: Path) -> None:
    async with drive(at_home(tmp_path, FakeEngine()), size=(80, 24), kind=Use) as use:
        assert isinstance(use.screen, HomeScreen)
        await use.press("S", "right")
        assert use.state.tick == 1
        await use.press("escape")
        assert isinstance(use.screen, HomeScreen)


async def test_without_a_model_the_clock_runs_and_a_notice_says_why_there_is_nothing_else() -> None:
    async with drive(Explorer(TRACE), "S", kind=Use) as use:
        assert "No model" in use.notice
        await use.press("right", "v", "enter", "y")
        assert use.state.tick == 1


# ------------------------------------------------------------------------------------- window sizes
async def test_at_80_columns_there_are_two_rows_if_all_positions_fit() -> None:
    async with opened(size=(80, 24)) as use:
        panels = use.families.panels.values()
        assert len({panel.region.y for panel in panels}) == 1
        await use.press("t", *CLEAR, "我", "爱", "你", "enter")
        assert len({panel.region.y for panel in panels}) == 2
        assert all(panel.display for panel in panels)


async def test_models_that_do_not_fit_are_reached_by_tab() -> None:
    async with opened(size=(40, 16)) as use:
        seen = set()
        for _family in FAMILIES:
            seen |= {family for family, panel in use.families.panels.items() if panel.display}
            assert use.families.panels[use.state.family].display
            await use.press("tab")
        assert seen == set(FAMILIES)
