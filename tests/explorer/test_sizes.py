"""Nothing that matters is cut off, and nothing stays small while there is room, from 40×12 to 200×60."""

import numpy as np
import pytest
from rich.cells import cell_len
from transformer_explore.core.running.request import Request
from transformer_explore.explorer.app import Explorer
from transformer_explore.explorer.features.decode.beam_lists import BeamList
from transformer_explore.explorer.features.walk.screen import WalkScreen
from transformer_explore.explorer.ui.widgets.grid import Grid

from tests.explorer.driver import Driver, FakeEngine, drive, ran
from tests.shipped import shipped_trace

pytestmark = pytest.mark.slow

TRACE = shipped_trace()
SIZES = pytest.mark.parametrize("size", [(40, 12), (80, 24), (100, 30), (160, 50), (200, 60)])
STEPS = ("source_embedding.scaled", "encoder.layers.0.self_attention.scaled", "logits")


async def at(driver: Driver, step: str) -> WalkScreen:
    driver.go_to(step)
    await driver.press("enter")
    return driver.screen


@SIZES
@pytest.mark.parametrize("step", STEPS)
async def test_the_result_of_a_sum_is_seen_whatever_is_open(step: str, size: tuple[int, int]) -> None:
    async with drive(Explorer(TRACE), size=size) as driver:
        walk = await at(driver, step)
        result = f"{walk.navigator.view.values[walk.navigator.cell]:.3f}".replace("-", "−")
        for key in ("", "enter", "escape", "u"):  # in the numbers; what it was made of; and what used it
            if key:
                await driver.press(key)
            await driver.pilot.pause()
            walk.show_notice("a hint, on a line of its own")
            await driver.pilot.pause()
            assert any(f"= {result}" in line.replace("\u00a0", " ") for line in driver.lines()), key


@SIZES
async def test_all_heads_fill_the_window_with_their_numbers_right_below(size: tuple[int, int]) -> None:
    trace = ran(Request(source="老师给学生一本书", device="cpu")).trace
    async with drive(Explorer(trace), size=size) as driver:
        await at(driver, "encoder.layers.0.self_attention.weights")
        await driver.press("m")
        screen = driver.screen
        for view in screen.panels:
            cells = view.grid.arrangement
            if cells.height <= view.grid.content_size.height:
                assert view.number.region.y - view.grid.region.y == cells.height
            if cells.wide >= 3:
                head = view.grid.render_line(0).text
                assert all(word in head for word in view.grid.shown.words["key"])
        if size[1] >= 50:
            used = screen.panels[-1].region.bottom - screen.panels[0].region.y
            assert used > 0.7 * screen.query_one("#panels").region.height


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (160, 50), (200, 60)])
async def test_all_columns_of_both_runs_and_their_difference_are_seen(size: tuple[int, int]) -> None:
    async with drive(Explorer(TRACE, FakeEngine()), size=size) as driver:
        await driver.press("w")
        await driver.press("down", "space")
        screen = driver.screen
        screen.go_to(screen.grids)
        for _turn in range(100):  # until all is laid out
            if all(all_seen(grid) for grid in screen.grids.grids):
                return
            await driver.pilot.pause()
        pytest.fail("\n".join(driver.lines()))


def all_seen(grid: Grid) -> bool:
    """Whether every column of a grid is there, under its label."""
    head = grid.render_line(0).text
    return grid.arrangement.seen == grid.plane.columns == 3 and all(word in head for word in "我爱你")


@SIZES
async def test_every_line_is_as_wide_as_the_window(size: tuple[int, int]) -> None:
    async with drive(Explorer(TRACE), size=size) as driver:
        await at(driver, "logits")
        await driver.press("end")
        assert {cell_len(line) for line in driver.lines()} == {size[0]}


@pytest.mark.parametrize("view", ["", "v"])
async def test_no_probability_or_score_is_cut_in_a_narrow_window(view: str) -> None:
    async with drive(Explorer(TRACE, FakeEngine()), size=(40, 20)) as driver:
        await driver.press("d")
        first = np.exp(TRACE["log_probabilities"].values[0].astype(float)).max()
        assert f"{first:.4f}" in "\n".join(driver.lines())
        await driver.press("B", *view)
        shown = driver.screen.query_one("#beams" if view else "#beam-tree", BeamList)
        some = [h for h in shown.hypotheses()[1:6] if h]
        scores = [f"{shown.beams.scored(h).score:.3f}".replace("-", "−") for h in some]
        for score, number in zip(scores, range(1, 6), strict=False):
            assert shown.render_line(number).text.rstrip().endswith(score)
