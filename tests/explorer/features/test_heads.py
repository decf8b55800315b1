"""Small multiples: a step in all its heads, or in all layers, with one cursor and one scale of colours."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.pilot import Pilot
from textual.widgets import Static
from transformer_explore.core.checkpoints import find
from transformer_explore.core.decoding.strategy import Greedy
from transformer_explore.core.running.request import Request
from transformer_explore.core.running.runs import run
from transformer_explore.core.trace import Trace, TraceError, statistics_only
from transformer_explore.explorer.app import Explorer
from transformer_explore.explorer.features.heads.panels import LEAST_LINES, Stand, stand
from transformer_explore.explorer.features.heads.screen import HeadsScreen
from transformer_explore.explorer.features.heads.state import MOST, HeadsState, cell_said
from transformer_explore.explorer.features.walk.screen import WalkScreen
from transformer_explore.explorer.ui.help import HelpScreen
from transformer_explore.explorer.ui.navigator import Navigator

from tests.explorer.outside import NASTY
from tests.models import made, tiny, traced

TRACE = find().shipped_trace()
WEIGHTS = "encoder.layers.0.self_attention.weights"
CROSS = "decoder.layers.1.cross_attention.weights"
NORM = "encoder.layers.1.feed_forward_residual.norm"


def navigator(step: str, trace: Trace = TRACE) -> Navigator:
    return Navigator(trace, trace[step].source)


def multiples(step: str, trace: Trace = TRACE) -> HeadsState:
    return HeadsState(navigator(step, trace))


# ------------------------------------------------------------------------------------- without a screen
def test_there_is_a_panel_for_each_head_with_the_numbers_and_words_of_the_step() -> None:
    there = multiples(WEIGHTS)
    assert [panel.title for panel in there.panels] == ["head 1", "head 2", "head 3", "head 4"]
    for head, panel in enumerate(there.panels):
        assert np.array_equal(panel.shown.values, TRACE[WEIGHTS].values[head])
        assert panel.shown.axes == ("query", "key")
        assert panel.shown.label(1, 2) == "你"
        assert panel.index(2, 1) == (head, 2, 1)


def test_layers_side_by_side_are_those_of_one_head_and_of_this_stack() -> None:
    there = multiples(CROSS)
    there.to_panel(3)
    assert there.turn()
    assert [panel.source.name for panel in there.panels] == [
        f"decoder.layers.{n}.cross_attention.weights" for n in range(2)
    ]
    for panel in there.panels:
        assert np.array_equal(panel.shown.values, TRACE[panel.source].values[3])
    assert there.here == 1 and there.panel.source.name == CROSS
    assert there.title == ("decoder", "cross-attention", "weights")
    there.to_head(1)
    assert np.array_equal(there.panel.shown.values, TRACE[CROSS].values[0])


def test_a_step_without_heads_has_its_layers_alone() -> None:
    there = multiples(NORM)
    assert there.by_layer and not there.can_turn and not there.turn()
    assert [panel.title for panel in there.panels] == ["layer 1", "layer 2"]
    assert there.place == (TRACE[NORM].source, (0, 0))
    there.to_head(1)
    assert np.array_equal(there.panel.shown.values, TRACE[NORM].values)


def test_one_begins_at_the_cell_where_one_was() -> None:
    there = navigator(CROSS)
    there.set_cell((2, 3, 1))
    found = HeadsState(there)
    assert (found.head, found.row, found.column) == (2, 3, 1)
    assert found.place == (TRACE[CROSS].source, (2, 3, 1))


@pytest.mark.parametrize("step", ["logits", "source_embedding.tokens"])
def test_where_there_is_one_of_it_alone_that_is_said(step: str) -> None:
    with pytest.raises(TraceError, match="nothing to lay side by side"):
        multiples(step)


def test_where_there_are_no_numbers_the_reason_is_said() -> None:
    with pytest.raises(TraceError, match="statistics"):
        multiples(WEIGHTS, statistics_only(TRACE))


def test_a_layer_that_was_not_kept_is_not_there() -> None:
    there = multiples(CROSS, TRACE.select(["decoder.layers.1.*"]))
    assert there.count == 4 and not there.can_turn


def test_one_scale_and_one_way_of_writing_hold_for_all() -> None:
    there = multiples("encoder.layers.0.self_attention.scaled")
    whole = TRACE["encoder.layers.0.self_attention.scaled"].values
    assert there.scale(True).high == pytest.approx(np.abs(whole).max())
    assert {panel.shown.format for panel in there.panels} == {there.format}
    there.turn()
    layers = [TRACE[f"encoder.layers.{n}.self_attention.scaled"].values for n in range(2)]
    assert there.scale(True).high == pytest.approx(max(np.abs(each).max() for each in layers))
    assert {panel.shown.format for panel in there.panels} == {there.format}


def test_the_highest_and_the_lowest_are_named() -> None:
    there = multiples(WEIGHTS)
    there.to_cell(1, 2)
    numbers = TRACE[WEIGHTS].values[:, 1, 2]
    said = cell_said(there)
    assert f"head 1  weights[爱, 你] = {numbers[0]:.2f}" in said
    assert f"highest head {numbers.argmax() + 1} {numbers.max():.2f}" in said
    assert f"lowest head {numbers.argmin() + 1} {numbers.min():.2f}" in said


def test_in_a_decoding_layers_are_those_of_the_same_iteration() -> None:
    trace = run(Request(source="我爱你", strategy=Greedy(), device="cpu")).trace
    there = multiples("decoder.layers.0.self_attention.weights#2", trace)
    there.turn()
    assert [str(panel.source) for panel in there.panels] == [
        f"decoder.layers.{n}.self_attention.weights#2" for n in range(2)
    ]
    assert all(panel.shown.values.shape == (1, 3) for panel in there.panels)


def test_of_very_many_heads_those_around_the_one_are_shown() -> None:
    there = navigator(WEIGHTS)
    there.shown = replace(there.shown, values=np.zeros((1000, 2, 3), np.float32), words={})
    found = HeadsState(there)
    for head, places in ((0, range(MOST)), (500, range(468, 532)), (999, range(936, 1000))):
        found.to_panel(head)
        assert found.places == places and len(found.panels) == MOST
        assert found.panel.title == f"head {head + 1}"


@given(
    st.integers(1, 64), st.integers(1, 600), st.integers(1, 600), st.integers(1, 9), st.integers(1, 9),
    st.booleans(), st.integers(1, 300), st.integers(1, 90),
)  # fmt: skip
def test_panels_stand_side_by_side_as_many_as_there_are_at_most(
    count: int, rows: int, columns: int, gutter: int, least: int, dense: bool, width: int, height: int
) -> None:
    found = stand(count, rows, columns, gutter, least, dense, width, height)
    assert 1 <= found.across <= count
    assert LEAST_LINES <= found.lines <= max(LEAST_LINES, height)


def test_all_small_panels_are_to_be_seen_at_once_and_large_ones_take_turns() -> None:
    small = stand(8, 4, 3, 5, 1, True, 80, 20)
    assert small.across * (20 // small.lines) >= 8
    assert stand(4, 3, 3, 4, 1, True, 160, 44) == Stand(2, 2 + 1 + 3 * 6)  # larger cells than four across
    assert stand(8, 500, 500, 5, 1, True, 30, 8).across == 1


# ------------------------------------------------------------------------------------- on the screen
async def opened(pilot: Pilot[None], step: str = WEIGHTS) -> HeadsScreen:
    walk = pilot.app.screen
    assert isinstance(walk, WalkScreen)
    walk.navigator.go_to_step(walk.navigator.walk.place(walk.navigator.trace[step]))
    walk.show_step()
    await pilot.press("m")
    await pilot.pause()
    screen = pilot.app.screen
    assert isinstance(screen, HeadsScreen)
    return screen


def numbers(screen: HeadsScreen) -> list[str]:
    return [str(small.number.render()) for small in screen.smalls if small.display]


async def test_the_cursor_goes_through_all_panels_at_once_and_enter_opens_the_cell_in_the_walk() -> None:
    async with Explorer(TRACE).run_test(size=(100, 30)) as pilot:
        walk = pilot.app.screen
        screen = await opened(pilot)
        await pilot.press("down", "right", "right")
        await pilot.pause()
        assert {small.grid.cell for small in screen.smalls} == {(1, 2)}
        assert numbers(screen) == [f"{n:.2f}" for n in TRACE[WEIGHTS].values[:, 1, 2]]
        scales = {small.grid.palette.scale for small in screen.smalls}
        assert len(scales) == 1
        await pilot.press("n", "n", "p", "h", "H", "h")
        await pilot.pause()
        assert screen.multiples.head == 2 and screen.focused is screen.here
        await pilot.press("enter")
        await pilot.pause()
        assert pilot.app.screen is walk
        assert (walk.navigator.shown.source, walk.navigator.cell) == (TRACE[WEIGHTS].source, (2, 1, 2))
        await pilot.press("backspace")
        assert walk.navigator.cell == (0, 0, 0)


async def test_layers_take_the_place_of_heads_and_back() -> None:
    async with Explorer(TRACE).run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, CROSS)
        await pilot.press("down", "n", "m")
        await pilot.pause()
        assert len(numbers(screen)) == 2 and screen.multiples.layer == 1
        assert numbers(screen)[1] == f"{TRACE[CROSS].values[1, 1, 0]:.2f}"
        await pilot.press("h", "v", "n", "v", "question_mark")
        await pilot.pause()
        assert isinstance(pilot.app.screen, HelpScreen)
        await pilot.press("escape", "L")
        await pilot.pause()
        assert (screen.multiples.layer, screen.multiples.head) == (0, 2)
        await pilot.press("tab")
        await pilot.pause()
        assert len(numbers(screen)) == 4
        assert (
            numbers(screen)[2] == f"{TRACE['decoder.layers.0.cross_attention.weights'].values[2, 1, 0]:.2f}"
        )
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, WalkScreen)


async def test_a_click_chooses_panel_and_cell() -> None:
    async with Explorer(TRACE).run_test(size=(100, 30)) as pilot:
        screen = await opened(pilot)
        grid = screen.smalls[2].grid
        layout = grid.arrangement
        await pilot.click(grid, offset=(layout.gutter + layout.wide + 1, 1 + 2 * layout.high))
        await pilot.pause()
        assert screen.multiples.place == (TRACE[WEIGHTS].source, (2, 2, 1))
        assert screen.smalls[2].has_class("here") and not screen.smalls[0].has_class("here")


@pytest.mark.parametrize("size", [(1, 1), (30, 10), (60, 16), (200, 60)])
async def test_it_is_drawn_at_any_size_and_with_any_word(size: tuple[int, int]) -> None:
    trace = traced(made(tiny(layers=2)))
    nasty = tuple(
        replace(token, text=text) for token, text in zip(trace.tokens["source"], NASTY, strict=False)
    )
    trace = replace(trace, tokens={**trace.tokens, "source": nasty})
    async with Explorer(trace).run_test(size=size) as pilot:
        screen = await opened(pilot)
        await pilot.press("down", "right", "m", "v", "n", "h", "m")
        await pilot.pause()
        assert "\x1b" not in str(screen.query_one("#cell", Static).render())


async def test_a_step_of_its_own_is_said_on_the_walk() -> None:
    async with Explorer(TRACE).run_test() as pilot:
        await pilot.press("m")
        await pilot.pause()
        assert isinstance(pilot.app.screen, WalkScreen)
        assert "nothing to lay side by side" in str(pilot.app.screen.query_one("#notice", Static).render())
