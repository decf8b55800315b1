"""The what-if screen as one uses it: every key, from `w` to the walk through a changed run."""

from __future__ import annotations

from collections.abc import AsyncIterator

import numpy as np
import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static
from transformer_explore.core.checkpoints import find
from transformer_explore.core.interventions import parse
from transformer_explore.core.operations.expression import Source
from transformer_explore.core.running.request import Request
from transformer_explore.core.trace import Trace
from transformer_explore.explorer.app import Explorer
from transformer_explore.explorer.features.run_pair.what_if_screen import WhatIfScreen
from transformer_explore.explorer.features.walk.screen import WalkScreen
from transformer_explore.explorer.ui.help import HelpScreen
from transformer_explore.explorer.ui.widgets.key_bar import KeyBar
from transformer_explore.explorer.ui.widgets.spread import Spread

from tests.explorer.driver import Driver, FakeEngine, ran

SCALED = "encoder.layers.0.self_attention.scaled"


class Use(Driver):
    """One desk, in hand: on the what-if screen, come from a number of the walk."""

    def __init__(self, pilot: Pilot[None], engine: FakeEngine) -> None:
        super().__init__(pilot)
        self.engine = engine
        explore = pilot.app.screen
        assert isinstance(explore, WalkScreen)
        self.explore = explore

    @property
    def screen(self) -> WhatIfScreen:
        assert isinstance(self.app.screen, WhatIfScreen)
        return self.app.screen

    @property
    def changes(self) -> list[str]:
        return [str(change) for change in self.screen.state.switches.changes]

    @property
    def question(self) -> str:
        return self.screen.query_one("#question", Spread).left[0][0]

    async def to(self, key: str) -> None:
        """The cursor onto a switch."""
        lines = [line.key for line in self.screen.state.switches.lines]
        self.screen.switches.action_line(lines.index(key) - self.screen.switches.cursor)
        await self.pilot.pause()

    async def on(self, key: str) -> None:
        await self.to(key)
        await self.press("space")

    def predicted(self) -> list[str]:
        each = self.screen.predicted
        return ["".join(text for text, _ in each.parts(n, 60)) for n in range(each.count())]


@pytest.fixture
async def use(request: pytest.FixtureRequest) -> AsyncIterator[Use]:
    size = getattr(request, "param", (80, 24))
    engine = FakeEngine()
    app = Explorer(find().shipped_trace(), engine)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        made = Use(pilot, engine)
        made.explore.navigator.go_to(Source("step", SCALED), (2, 1, 0))
        made.explore.show_step()
        await made.press("w")
        yield made


def run(*specs: str) -> Trace:
    request = Request(source="我爱你", device="cpu", interventions=tuple(map(parse, specs)))
    return ran(request).trace


# -------------------------------------------------------------------------- switches


async def test_it_opens_on_the_normal_run(use: Use) -> None:
    assert use.mode == "SWITCH"
    assert use.changes == []
    assert [request.interventions for request in use.engine.asked] == [()]
    assert use.predicted()[1].split() == ["[BOS]", "i", "0.94"]
    assert use.question == "What if there were no positional encoding?"


async def test_a_switch_changes_the_run_and_is_switched_off_again(use: Use) -> None:
    await use.press("space")
    assert use.changes == ["no-positions"]
    assert use.engine.asked[-1].interventions == (parse("no-positions"),)
    lines = use.predicted()
    assert "≠" in lines[2] and "≠" not in lines[1]
    assert "98 of 108" in str(use.screen.steps.border_title)
    assert "source embedding" in str(use.screen.steps.border_subtitle)
    await use.press("enter")
    assert use.changes == []
    assert not use.screen.steps.rows


async def test_several_at_once_and_one_key_back_to_normal(use: Use) -> None:
    for off in ("0", "backspace"):
        await use.on("no-causal-mask")
        await use.on("pre-norm")
        assert use.changes == ["no-causal-mask", "pre-norm"]
        assert len(use.engine.asked[-1].interventions) == 2
        await use.press(off)
        assert use.changes == []
        assert not any("≠" in line for line in use.predicted())


async def test_what_excludes_each_other_is_said(use: Use) -> None:
    await use.on("fill-0")
    await use.on("fill-large")
    assert "two changes want the place" in use.notice
    assert not use.screen.steps.rows
    await use.press("space")
    assert use.notice == ""
    assert use.screen.steps.rows


async def test_a_head_is_chosen_from_the_one_under_the_cursor(use: Use) -> None:
    await use.on("silence")
    assert use.changes == ["silence encoder.layers.0.self_attention 2"]
    await use.press("right")
    assert use.changes == ["silence encoder.layers.0.self_attention 3"]
    await use.press("right_square_bracket")
    assert use.changes == ["silence encoder.layers.1.self_attention 3"]
    assert use.question.startswith("What if head 4 of encoder › layer 2")
    await use.press("left", "left_square_bracket", "left")
    assert use.engine.asked[-1].interventions == (parse("silence encoder.layers.0.self_attention 1"),)


async def test_the_number_under_the_cursor_is_set(use: Use) -> None:
    await use.to("set")
    assert "scaled[head 3, 爱, 我]" in use.question
    await use.press("space", *"nonsense", "enter")
    assert "'nonsense' is no number" in use.notice
    await use.press("enter", *"-5", "enter")
    assert use.changes == [f"set {SCALED} 2,1,0 -5"]
    assert "5" in str(use.screen.state.switches.lines[-1])
    assert use.mode == "SWITCH"


async def test_any_change_can_be_typed(use: Use) -> None:
    await use.to("spec")
    await use.press("enter", *"forbid decoder.layers.0.cross_attention 1,0", "enter")
    assert use.changes == ["forbid decoder.layers.0.cross_attention 1,0"]
    assert use.screen.steps.rows
    await use.press("space")
    assert use.changes == []


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("silense x 1", "did you mean silence?"),
        ("silence x 1", "no attention 'x'"),
        ("set x", "too many or too few words"),
        ("[/] \x1b[2J", "no intervention is called '[/]'"),
        ("", "no intervention is called ''"),
    ],
)
async def test_what_cannot_be_is_told_in_a_line(use: Use, typed: str, told: str) -> None:
    await use.to("spec")
    await use.press("enter")
    use.screen.query_one(Input).value = typed
    await use.press("enter")
    assert told in use.notice
    assert "\x1b" not in use.notice


async def test_a_prompt_can_be_left(use: Use) -> None:
    await use.to("spec")
    await use.press("enter", "0", "q", "h", "escape")
    assert not use.screen.query(Input)
    assert use.mode == "SWITCH"


# -------------------------------------------------------------------------- steps and numbers


async def test_the_numbers_of_the_difference_are_changed_minus_normal(use: Use) -> None:
    await use.on("no-scaling")
    await use.press("tab", "tab")
    assert use.mode == "STEP"
    normal, changed, difference = use.screen.grids.grids
    name = use.screen.steps.row.step.name if use.screen.steps.row else ""
    assert name == SCALED
    a, b = run()[SCALED].values, run("no-scaling")[SCALED].values
    assert np.array_equal(normal.shown.values, a)
    assert np.array_equal(changed.shown.values, b)
    assert np.array_equal(difference.shown.values, b.astype(np.float64) - a)
    cell = use.screen.grids.cell
    assert abs(difference.shown.values[cell]) == np.abs(difference.shown.values).max()
    assert normal.palette.scale == changed.palette.scale != difference.palette.scale


async def test_the_cursor_moves_in_all_grids(use: Use) -> None:
    await use.on("no-scaling")
    await use.press("tab", "tab", "tab")
    assert use.mode == "CELL"
    start = use.screen.grids.cell
    await use.press("h", "up", "up", "left", "left", "right")
    expected = ((start[0] + 1) % 4, 0, 1)
    assert use.screen.grids.cell == expected
    assert {grid.cell for grid in use.screen.grids.grids} == {expected}
    assert "scaled[head" in str(use.screen.query_one("#here", Static).render())
    await use.press("m")
    assert use.screen.grids.cell == start
    await use.press("H", "v")
    assert all(grid.dense for grid in use.screen.grids.grids)
    await use.press("v", "L")
    assert not any(grid.dense for grid in use.screen.grids.grids)
    await use.press("L", "escape", "escape")
    assert use.mode == "SWITCH"


async def test_the_cell_that_differs_most_is_in_sight(use: Use) -> None:
    await use.on("no-positions")
    await use.press("tab", "tab")
    for _ in range(30):
        await use.press("down")
        for grid in use.screen.grids.grids:
            if grid.display and grid.shown.values.size:
                left = grid.plane.position(grid.cell)[1] * grid.arrangement.wide - grid.scroll_offset.x
                assert 0 <= left < grid.content_size.width - grid.arrangement.gutter


async def test_the_same_column_stands_in_the_same_place_in_all_grids(use: Use) -> None:
    await use.on("no-scaling")
    await use.press("tab", "tab")
    assert len({(grid.arrangement.gutter, grid.arrangement.wide) for grid in use.screen.grids.grids}) == 1
    await use.press("v")
    assert len({(grid.arrangement.gutter, grid.arrangement.wide) for grid in use.screen.grids.grids}) == 1


async def test_what_is_only_in_the_changed_run_stands_alone(use: Use) -> None:
    await use.on("dropout")
    await use.press("tab", "tab", "pageup", "pageup", "pageup", "pageup", "pageup")
    assert [grid.display for grid in use.screen.grids.grids] == [False, True, False]
    assert use.screen.query_one("#formula", Static).display
    await use.press("tab", "right")
    assert use.mode == "CELL"


async def test_enter_goes_on_walking_through_the_changed_run(use: Use) -> None:
    await use.on("no-scaling")
    await use.press("tab", "tab", "tab", "h", "enter")
    assert use.app.screen is use.explore
    navigator = use.explore.navigator
    assert str(navigator.shown.source) == SCALED
    assert navigator.trace.run["interventions"] == [parse("no-scaling").as_data()]
    assert "changed run" in str(use.explore.query_one("#heading", Spread).left)
    await use.press("n", "n", "w")
    assert use.changes == ["no-scaling"]
    row = use.screen.steps.row
    assert (row is not None and row.step.name == SCALED.replace("scaled", "masked")) or navigator.number
    await use.press("0", "escape")
    assert use.app.screen is use.explore
    assert use.explore.navigator.trace.run["interventions"] == []


async def test_escape_leaves_the_walk_as_it_was(use: Use) -> None:
    navigator = use.explore.navigator
    await use.on("pre-norm")
    await use.press("escape")
    assert use.app.screen is use.explore
    assert use.explore.navigator is navigator
    await use.press("w")
    assert use.changes == ["pre-norm"]
    assert use.screen.steps.rows


async def test_a_prediction_leads_to_its_numbers(use: Use) -> None:
    await use.on("no-positions")
    await use.press("tab")
    assert use.mode == "NEXT TOKEN"
    await use.press("down", "enter")
    assert use.mode == "CELL"
    row = use.screen.steps.row
    assert row is not None and row.step.name == "log_probabilities"
    assert use.screen.grids.cell[0] == 1


async def test_regions_forwards_and_backwards(use: Use) -> None:
    await use.press("shift+tab")
    assert use.mode == "STEP"
    await use.press("tab")
    await use.on("no-scaling")
    modes = []
    for _ in range(4):
        await use.press("tab")
        modes.append(use.mode)
    assert modes == ["NEXT TOKEN", "STEP", "CELL", "SWITCH"]
    await use.press("shift+tab", "0")
    assert use.mode == "SWITCH"


# -------------------------------------------------------------------------- the engine


async def test_an_answer_that_comes_too_late_is_dropped(use: Use) -> None:
    use.engine.gate.closed = True
    await use.press("space")
    assert use.notice.startswith("Computing 我爱你, no-positions … ")
    await use.press("down", "up", "space", "down")
    use.engine.gate.closed = False
    await use.press("space")
    assert use.changes == ["no-scaling"]
    use.engine.gate.open()
    await use.settle()
    comparison = use.screen.state.comparison
    assert comparison is not None
    assert [str(change) for change in comparison.changes] == ["no-scaling"]


async def test_large_arrays_are_subtracted_in_a_thread(use: Use, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("transformer_explore.explorer.features.run_pair.two_runs.MANY", 0)
    await use.press("space", "tab", "tab", "down", "down")
    assert use.screen.grids.beside is not None
    assert use.screen.grids.grids[1].shown.source == use.screen.steps.row.step.source  # type: ignore[union-attr]
    assert use.notice == ""


async def test_without_a_model_there_is_nothing_to_compute_with() -> None:
    app = Explorer(find().shipped_trace())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("w")
        assert isinstance(app.screen, WalkScreen)
        assert "no model" in str(app.screen.query_one("#notice", Static).render())


# -------------------------------------------------------------------------- the screen


async def test_help_and_quit(use: Use) -> None:
    await use.press("question_mark")
    assert isinstance(use.app.screen, HelpScreen)
    assert "SWITCHES" in use.app.screen.text
    await use.press("escape", "q")
    assert not use.app.is_running or use.app._exit


@pytest.mark.parametrize("use", [(80, 24), (160, 50), (61, 20), (40, 12), (200, 24)], indirect=True)
async def test_every_size_shows_the_switches_and_the_numbers(use: Use) -> None:
    await use.press("space")
    assert use.screen.switches.region.height >= 4
    await use.press("tab", "tab", "tab")
    assert use.mode == "CELL"
    for grid in use.screen.grids.grids:
        assert grid.region.height >= 2 and use.screen.region.contains_region(grid.region)
    bar = use.screen.query_one("#keys").region
    assert bar.bottom == use.screen.size.height


async def test_a_window_too_small_says_so_and_recovers(use: Use) -> None:
    await use.pilot.resize_terminal(30, 8)
    await use.pilot.pause()
    assert use.screen.query_one("#too-small").display
    await use.pilot.resize_terminal(160, 50)
    await use.pilot.pause()
    await use.press("space", "tab", "tab", "tab")
    assert use.screen.switches.display and use.screen.grids.display
    await use.pilot.resize_terminal(80, 24)
    await use.pilot.pause()
    assert not use.screen.switches.display
    await use.press("escape", "escape", "escape")
    assert use.app.screen is use.explore


async def test_clicks(use: Use) -> None:
    await use.pilot.click("#switches", offset=(3, 2))
    await use.settle()
    assert use.changes == ["no-scaling"]
    bar = use.screen.query_one(KeyBar)
    keys = [key.label for key in bar.shown()]
    assert "normal" in keys
    await use.pilot.click("#steps", offset=(3, 3))
    await use.settle()
    assert use.mode == "STEP" and use.screen.steps.cursor == 2
    await use.pilot.click("#b", offset=(9, 2))
    await use.settle()
    assert use.mode == "CELL" and use.screen.grids.cell[-2:] == (0, 0)
    at = bar.render().plain.index("walk there")
    await use.pilot.click("#keys", offset=(at, 0))
    await use.settle()
    assert use.app.screen is use.explore
