"""A step in all its heads, or in all layers, with one cursor and one color scale."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from transformer_explore.core.decoding.strategy import Greedy
from transformer_explore.core.running.request import Request
from transformer_explore.core.trace import Step, Trace, TraceError, statistics_only
from transformer_explore.explorer.app import Explorer
from transformer_explore.explorer.features.heads.layout import LEAST_LINES, PanelLayout, panel_layout
from transformer_explore.explorer.features.heads.screen import HeadsScreen
from transformer_explore.explorer.features.heads.state import MOST, HeadsState, cell_text
from transformer_explore.explorer.features.walk.screen import WalkScreen
from transformer_explore.explorer.ui.help import HelpScreen
from transformer_explore.explorer.ui.navigator import Navigator
from transformer_explore.explorer.ui.numbers import summarise, together
from transformer_explore.explorer.ui.routes import HeadsRoute

from tests.explorer.driver import Driver, drive, ran, text_of
from tests.shipped import shipped_trace

TRACE = shipped_trace()
WEIGHTS = "encoder.layers.0.self_attention.weights"
CROSS = "decoder.layers.1.cross_attention.weights"
NORM = "encoder.layers.1.feed_forward_residual.norm"


def navigator(step: str, trace: Trace = TRACE) -> Navigator:
    return Navigator(trace, trace[step].source)


def heads(step: str, trace: Trace = TRACE) -> HeadsState:
    return HeadsState(navigator(step, trace))


# ------------------------------------------------------------------------------------- without a screen
def test_each_head_has_a_panel_with_the_numbers_and_words_of_the_step() -> None:
    state = heads(WEIGHTS)
    assert [panel.title for panel in state.panels] == [
        f"head {n + 1}" for n in range(len(TRACE[WEIGHTS].values))
    ]
    for head, panel in enumerate(state.panels):
        assert np.array_equal(panel.shown.values, TRACE[WEIGHTS].values[head])
        assert panel.shown.axes == ("query", "key")
        assert panel.shown.label(1, 2) == "你"
        assert panel.index(2, 1) == (head, 2, 1)


def test_layers_are_those_of_one_head_in_this_stack() -> None:
    state = heads(CROSS)
    last = len(TRACE[CROSS].values) - 1
    state.to_panel(last)
    assert state.turn()
    assert [panel.source.name for panel in state.panels] == [
        f"decoder.layers.{n}.cross_attention.weights" for n in range(2)
    ]
    for panel in state.panels:
        assert np.array_equal(panel.shown.values, TRACE[panel.source].values[last])
    assert state.here == 1 and state.panel.source.name == CROSS
    assert state.title == ("decoder", "cross-attention", "weights")
    state.to_head(1)
    assert np.array_equal(state.panel.shown.values, TRACE[CROSS].values[0])
    state.to_layer(1)
    assert state.panel.source.name == "decoder.layers.0.cross_attention.weights"


def test_a_step_without_heads_has_only_layers() -> None:
    state = heads(NORM)
    assert state.by_layer and not state.can_turn and not state.turn()
    assert [panel.title for panel in state.panels] == ["layer 1", "layer 2"]
    assert state.place == (TRACE[NORM].source, (0, 0))
    state.to_head(1)
    assert np.array_equal(state.panel.shown.values, TRACE[NORM].values)


def test_the_first_cell_is_that_of_the_walk() -> None:
    state = navigator(CROSS)
    state.set_cell((2, 3, 1))
    found = HeadsState(state)
    assert (found.head, found.row, found.column) == (2, 3, 1)
    assert found.place == (TRACE[CROSS].source, (2, 3, 1))


@pytest.mark.parametrize("step", ["logits", "source_embedding.tokens"])
def test_a_step_without_heads_and_layers_is_an_error(step: str) -> None:
    with pytest.raises(TraceError, match="neither several heads nor several layers"):
        heads(step)


def test_a_trace_with_statistics_only_is_an_error() -> None:
    with pytest.raises(TraceError, match="statistics"):
        heads(WEIGHTS, statistics_only(TRACE))


def test_a_layer_that_was_not_recorded_has_no_panel() -> None:
    state = heads(CROSS, TRACE.select(["decoder.layers.1.*"]))
    assert state.count == len(TRACE[CROSS].values) and not state.can_turn


def test_all_panels_have_one_scale_and_one_format() -> None:
    state = heads("encoder.layers.0.self_attention.scaled")
    whole = TRACE["encoder.layers.0.self_attention.scaled"].values
    assert state.scale(True).high == pytest.approx(np.abs(whole).max())
    assert {panel.shown.format for panel in state.panels} == {state.format}
    state.turn()
    layers = [TRACE[f"encoder.layers.{n}.self_attention.scaled"].values for n in range(2)]
    assert state.scale(True).high == pytest.approx(max(np.abs(each).max() for each in layers))
    assert {panel.shown.format for panel in state.panels} == {state.format}


@given(
    st.lists(st.tuples(st.floats(-2e5, 2e5, width=32), st.floats(-2, 2, width=32)), min_size=1, max_size=4),
    st.integers(0, 6),
)
def test_every_number_of_panels_with_one_format_is_as_wide_as_its_column(
    pairs: list[tuple[float, float]], decimals: int
) -> None:
    arrays = [np.array([[*pair, -np.inf]], np.float32) for pair in pairs]
    form = together([(each, summarise(each)) for each in arrays], decimals)
    for each in arrays:
        assert {len(form(value)) for value in each[0].tolist()} == {form.width}


def test_the_panels_with_the_highest_and_lowest_number_are_named() -> None:
    state = heads(WEIGHTS)
    state.to_cell(1, 2)
    numbers = TRACE[WEIGHTS].values[:, 1, 2]
    text = cell_text(state)
    assert f"head 1  weights[爱, 你] = {numbers[0]:.2f}" in text
    assert f"highest head {numbers.argmax() + 1} {numbers.max():.2f}" in text
    assert f"lowest head {numbers.argmin() + 1} {numbers.min():.2f}" in text


def test_in_a_decoding_all_layers_are_of_the_same_iteration() -> None:
    trace = ran(Request(source="我爱你", strategy=Greedy(), device="cpu")).trace
    state = heads("decoder.layers.0.self_attention.weights#2", trace)
    state.turn()
    assert [str(panel.source) for panel in state.panels] == [
        f"decoder.layers.{n}.self_attention.weights#2" for n in range(2)
    ]
    assert all(panel.shown.values.shape == (1, 3) for panel in state.panels)


def test_of_many_heads_those_around_the_current_one_are_shown() -> None:
    walk = navigator(WEIGHTS)
    walk.view = replace(walk.view, values=np.zeros((1000, 2, 3), np.float32), words={})
    found = HeadsState(walk)
    for head, places in ((0, range(MOST)), (500, range(468, 532)), (999, range(936, 1000))):
        found.to_panel(head)
        assert found.places == places and len(found.panels) == MOST
        assert found.panel.title == f"head {head + 1}"


@given(
    st.integers(1, 64), st.integers(1, 600), st.integers(1, 600), st.integers(1, 9), st.integers(1, 9),
    st.booleans(), st.integers(1, 300), st.integers(1, 90),
)  # fmt: skip
def test_panels_fit_the_window(
    count: int, rows: int, columns: int, gutter: int, least: int, dense: bool, width: int, height: int
) -> None:
    found = panel_layout(count, rows, columns, gutter, least, dense, width, height)
    assert 1 <= found.across <= count
    assert LEAST_LINES <= found.lines <= max(LEAST_LINES, height)


def test_small_panels_are_all_visible_at_once_and_large_ones_are_not() -> None:
    small = panel_layout(8, 4, 3, 5, 1, True, 80, 20)
    assert small.across * (20 // small.lines) >= 8
    assert panel_layout(4, 3, 3, 4, 1, True, 160, 44) == PanelLayout(2, 2 + 1 + 3 * 6)  # not four
    assert panel_layout(8, 500, 500, 5, 1, True, 30, 8).across == 1


# ------------------------------------------------------------------------------------- on the screen
async def opened(driver: Driver, step: str = WEIGHTS) -> HeadsScreen:
    walk = driver.screen
    found = walk.navigator.trace[step]
    driver.app.open(HeadsRoute(walk.navigator.trace, found.source, (0,) * len(found.shape)), walk.arrive)
    await driver.settle()
    screen = driver.screen
    assert isinstance(screen, HeadsScreen)
    return screen


def numbers(screen: HeadsScreen) -> list[str]:
    return [text_of(view.number) for view in screen.panels if view.display]


async def test_all_panels_have_one_cursor_and_enter_opens_its_cell_in_the_walk() -> None:
    async with drive(Explorer(TRACE)) as driver:
        walk, screen = driver.screen, await opened(driver)
        assert isinstance(walk, WalkScreen)
        await driver.press("down", "right", "right")
        assert {view.grid.cell for view in screen.panels} == {(1, 2)}
        assert numbers(screen) == [f"{n:.2f}" for n in TRACE[WEIGHTS].values[:, 1, 2]]
        assert len({view.grid.palette.scale for view in screen.panels}) == 1
        await driver.press("n", "n", "p", "h", "H", "h")
        assert screen.state.head == 2 and screen.focused is screen.here
        await driver.press("enter")
        assert driver.screen is walk
        assert (walk.navigator.view.source, walk.navigator.cell) == (TRACE[WEIGHTS].source, (2, 1, 2))


async def test_m_and_tab_show_layers_instead_of_heads_and_back() -> None:
    async with drive(Explorer(TRACE), size=(80, 24)) as driver:
        screen = await opened(driver, CROSS)
        await driver.press("down", "j", "J", "n", "m")
        assert len(numbers(screen)) == 2 and screen.state.layer == 1
        assert numbers(screen)[1] == f"{TRACE[CROSS].values[1, 1, 0]:.2f}"
        await driver.press("h", "v", "n", "v", "question_mark")
        assert isinstance(driver.screen, HelpScreen)
        await driver.press("escape", "L")
        assert (screen.state.layer, screen.state.head) == (0, 2)
        await driver.press("tab")
        assert len(numbers(screen)) == len(TRACE[CROSS].values)
        first = TRACE["decoder.layers.0.cross_attention.weights"].values
        assert numbers(screen)[2] == f"{first[2, 1, 0]:.2f}"
        await driver.press("escape")
        assert isinstance(driver.screen, WalkScreen)


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (160, 50)])
async def test_no_panel_cuts_a_number_or_keeps_the_previous_decimals(size: tuple[int, int]) -> None:
    scores = "decoder.layers.0.self_attention.dot_products"
    low, high = TRACE[scores], TRACE[scores.replace("0", "1")]
    ends = {low.name: (-13.303, 9.25), high.name: (-42.669, 115.522)}

    def numbers_of(step: Step) -> np.ndarray:
        return np.linspace(*ends[step.name], step.values.size, dtype=np.float32).reshape(step.shape)

    changed = {step.name: replace(step, load=partial(numbers_of, step)) for step in (low, high)}
    trace = replace(TRACE, steps=tuple(changed.get(step.name, step) for step in TRACE))
    async with drive(Explorer(trace), size=size) as driver:
        screen = await opened(driver, scores)
        await driver.press("m", "v", "end")
        for decimals in (2, 3, 2):
            driver.app.change_settings(decimals=decimals)
            await driver.settle()
            grids = [view.grid for view in screen.panels if view.display]
            assert len(grids) == 2
            for grid in grids:
                found = "\n".join(grid.render_line(y).text for y in range(grid.content_size.height))
                form = grid.shown.format
                assert form.decimals == screen.state.format.decimals
                row = grid.shown.values[grid.cell[0]].tolist()
                assert all(form(number).strip() in found for number in row), found
                lines = (grid.render_line(y) for y in range(grid.content_size.height))
                assert {strip.cell_length for strip in lines} == {grid.content_size.width}
                assert all(len(form(n)) == form.width for n in grid.shown.values.ravel().tolist())


async def test_a_click_chooses_panel_and_cell() -> None:
    async with drive(Explorer(TRACE)) as driver:
        screen = await opened(driver)
        grid = screen.panels[2].grid
        layout = grid.arrangement
        await driver.click(grid, offset=(layout.gutter + layout.wide + 1, 1 + 2 * layout.high))
        assert screen.state.place == (TRACE[WEIGHTS].source, (2, 2, 1))
        assert screen.panels[2].has_class("here") and not screen.panels[0].has_class("here")


async def test_the_walk_says_that_a_step_has_neither_heads_nor_layers() -> None:
    async with drive(Explorer(TRACE), "m") as driver:
        assert isinstance(driver.screen, WalkScreen)
        assert "neither several heads nor several layers" in driver.notice
