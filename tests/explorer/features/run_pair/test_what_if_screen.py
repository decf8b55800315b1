"""The what-if screen: every key, from `w` to the walk through a changed run."""

from collections.abc import AsyncIterator

import numpy as np
import pytest
from textual.widgets import Input
from transformer_explore.core.checkpoints import find
from transformer_explore.core.interventions import parse
from transformer_explore.core.trace import Trace
from transformer_explore.explorer.app import Explorer
from transformer_explore.explorer.features.run_pair import strings
from transformer_explore.explorer.features.walk.screen import WalkScreen
from transformer_explore.explorer.ui.widgets.key_bar import KeyBar
from transformer_explore.explorer.ui.widgets.one_line import Spread

from tests.explorer.driver import FakeEngine, notice
from tests.explorer.features.run_pair.use import SCALED, TEXT, Use, opened, run


def best_tokens(trace: Trace) -> list[tuple[str, str, float]]:
    """For each target token: its label, the most probable next one, and its probability."""
    probabilities = np.exp(trace["log_probabilities"].values.astype(np.float64))
    return [
        (token.label, trace.vocabulary[int(row.argmax())], float(row.max()))
        for token, row in zip(trace.tokens["target"], probabilities, strict=True)
    ]


@pytest.fixture
async def use() -> AsyncIterator[Use]:
    async with opened("w", SCALED) as use:
        yield use


# -------------------------------------------------------------------------- switches
async def test_it_opens_on_the_normal_run(use: Use) -> None:
    assert use.mode == "SWITCH"
    assert use.changes == []
    assert [request.interventions for request in use.engine.asked] == [()]
    shown = [line.split() for line in use.predicted()[1:]]
    assert shown == [[after, best, strings.probability(p)] for after, best, p in best_tokens(run())]
    assert use.question == "What if there were no positional encoding?"


async def test_a_switch_changes_the_run_and_is_switched_off_again(use: Use) -> None:
    await use.press("space")
    assert use.changes == ["no-positions"]
    assert use.engine.asked[-1].interventions == (parse("no-positions"),)
    lines = use.predicted()
    normal, changed = (best_tokens(run(TEXT, *specs)) for specs in ((), ("no-positions",)))
    differs = [was != now for (_, was, _), (_, now, _) in zip(normal, changed, strict=True)]
    assert ["≠" in line for line in lines[1:]] == differs
    assert any(differs) and not all(differs)
    assert "98 of 108" in str(use.screen.steps.border_title)
    assert "▸ first: " in str(use.screen.steps.border_subtitle)
    await use.press("enter")
    assert use.changes == []
    assert not use.screen.steps.rows


async def test_the_first_step_that_differs_is_named_without_being_cut(use: Use) -> None:
    await use.press("space")
    name = use.screen.pair.first.title[-1]
    assert str(use.screen.steps.border_subtitle).endswith(name)
    assert any(f"first: {name} " in line or f"› {name} " in line for line in use.lines())
    await use.resize(160, 50)
    assert str(use.screen.steps.border_subtitle).endswith(f"source embedding › {name}")


async def test_several_are_on_until_one_key_switches_all_off(use: Use) -> None:
    await use.on("no-causal-mask")
    await use.on("pre-norm")
    assert use.changes == ["no-causal-mask", "pre-norm"]
    assert len(use.engine.asked[-1].interventions) == 2
    await use.press("0")
    assert use.changes == []
    assert not any("≠" in line for line in use.predicted())


async def test_changes_that_exclude_each_other_are_an_error(use: Use) -> None:
    await use.on("fill-0")
    await use.on("fill-large")
    assert use.notice and "mask" in use.notice
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
    assert "'nonsense' is not a number" in use.notice
    assert use.mode == "TYPE"  # the text is still there, to be corrected
    await use.press(*["backspace"] * len("nonsense"), *"-5", "enter")
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
    ("typed", "error"),
    [
        ("silense x 1", "silence?"),
        ("silence x 1", "'x'"),
        ("set x", "set"),
        ("[/] \x1b[2J", "'[/]'"),
        ("", "''"),
    ],
)
async def test_a_change_that_is_impossible_is_an_error_in_one_line(use: Use, typed: str, error: str) -> None:
    await use.to("spec")
    await use.press("enter")
    await use.type(typed)
    assert error in use.notice
    assert "\x1b" not in use.notice


async def test_a_prompt_can_be_left(use: Use) -> None:
    await use.to("spec")
    await use.press("enter", "0", "q", "h")
    assert use.mode == "TYPE"
    await use.press("escape")
    assert not use.screen.query(Input)
    assert use.mode == "SWITCH"


# -------------------------------------------------------------------------- steps and numbers
async def test_the_numbers_of_the_difference_are_changed_minus_normal(use: Use) -> None:
    await use.on("no-scaling")
    await use.press("tab", "tab")
    normal, changed, difference = use.screen.grids.grids
    assert use.step.step.name == SCALED
    a, b = run()[SCALED].values, run("我爱你", "no-scaling")[SCALED].values
    assert np.array_equal(normal.shown.values, a)
    assert np.array_equal(changed.shown.values, b)
    assert np.array_equal(difference.shown.values, b.astype(np.float64) - a)
    assert abs(difference.shown.values[use.cell]) == np.abs(difference.shown.values).max()
    assert normal.palette.scale == changed.palette.scale != difference.palette.scale


async def test_the_cell_that_differs_most_is_visible(use: Use) -> None:
    await use.on("no-positions")
    await use.press("tab", "tab")
    for _ in range(30):
        await use.press("down")
        for grid in use.screen.grids.grids:
            if grid.display and grid.shown.values.size:
                left = grid.plane.position(grid.cell)[1] * grid.arrangement.wide - grid.scroll_offset.x
                assert 0 <= left < grid.content_size.width - grid.arrangement.gutter


async def test_a_column_is_at_the_same_place_in_all_grids(use: Use) -> None:
    await use.on("no-scaling")
    for keys in (("tab", "tab"), ("v",)):
        await use.press(*keys)
        grids = use.screen.grids.grids
        assert len({(grid.arrangement.gutter, grid.arrangement.wide) for grid in grids}) == 1


async def test_a_step_that_is_only_in_the_changed_run_is_shown(use: Use) -> None:
    await use.on("dropout")
    await use.press("tab", "tab", "pageup", "pageup", "pageup", "pageup", "pageup")
    assert [grid.display for grid in use.screen.grids.grids] == [False, True, False]
    assert "=" in use.text("#formula")
    await use.press("tab", "right")
    assert use.mode == "CELL"


async def test_enter_walks_through_the_changed_run(use: Use) -> None:
    await use.on("no-scaling")
    await use.press("tab", "tab", "tab", "h", "enter")
    assert use.in_walk
    navigator = use.walk.navigator
    assert str(navigator.view.source) == SCALED
    assert navigator.trace.run["interventions"] == [parse("no-scaling").as_data()]
    assert "changed run" in str(use.walk.query_one("#heading", Spread).left)
    await use.press("n", "n", "w")
    assert use.changes == ["no-scaling"]
    await use.press("0", "escape")
    assert use.in_walk
    assert use.walk.navigator.trace.run["interventions"] == []


@pytest.mark.parametrize("key", ["escape", "w"])
async def test_the_walk_and_the_switches_stay_as_they_were(use: Use, key: str) -> None:
    navigator = use.walk.navigator
    await use.on("pre-norm")
    await use.press(key)
    assert use.in_walk
    assert use.walk.navigator is navigator
    await use.press("w")
    assert use.changes == ["pre-norm"]
    assert use.screen.steps.rows


async def test_a_prediction_leads_to_its_numbers(use: Use) -> None:
    await use.on("no-positions")
    await use.press("tab")
    assert use.mode == "NEXT TOKEN"
    await use.press("down", "enter")
    assert use.mode == "CELL"
    assert use.step.step.name == "log_probabilities"
    assert use.cell[0] == 1


async def test_tab_goes_through_the_regions_in_both_directions(use: Use) -> None:
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
async def test_a_result_that_comes_too_late_is_dropped(use: Use) -> None:
    gate = use.engine.gate
    gate.closed = True
    await use.press("space")
    assert use.notice.startswith("Computing 我爱你, no-positions … ")
    await use.press("down", "up", "space", "down")
    gate.closed = False
    await use.press("space")
    assert use.changes == ["no-scaling"]
    gate.open()
    await use.settle()
    assert [str(change) for change in use.screen.state.changes] == ["no-scaling"]


async def test_while_the_first_run_is_computed_no_text_describes_it_as_computed() -> None:
    engine = FakeEngine()
    engine.gate.closed = True
    async with opened("w", SCALED, app=Explorer(find().shipped_trace(), engine)) as use:
        for changes in (0, 1):
            texts = [*use.predicted(), use.screen.steps.empty]
            assert len(use.changes) == changes and use.screen.computing
            assert [text.strip() for text in texts] == [strings.COMPUTING] * 2
            await use.press("space")
        await use.press("space", "escape")
        assert {use.predicted()[0].strip(), use.screen.steps.empty} == {strings.NO_RUN}
        engine.gate.open()
        await use.press("0")
        assert use.screen.steps.empty == strings.ALL_OFF
        assert len(use.predicted()) > 1


async def test_without_a_model_there_is_an_error() -> None:
    app = Explorer(find().shipped_trace())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("w")
        assert isinstance(app.screen, WalkScreen)
        assert "No model" in notice(app.screen)


# -------------------------------------------------------------------------- the mouse
async def test_clicks(use: Use) -> None:
    await use.click("#switches", offset=(3, 2))
    assert use.changes == ["no-scaling"]
    bar = use.screen.query_one(KeyBar)
    assert "reset" in [key.label for key in bar.visible_keys()]
    await use.click("#steps", offset=(3, 3))
    assert use.mode == "STEP" and use.screen.steps.cursor == 2
    await use.click("#b", offset=(9, 2))
    assert use.mode == "CELL" and use.cell[-2:] == (0, 0)
    at = bar.render().plain.index("walk there")
    await use.click("#keys", offset=(at, 0))
    assert use.in_walk
