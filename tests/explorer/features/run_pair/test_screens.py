"""What the what-if and the compare screen have in common: the steps, and the numbers of one of them in two runs."""

from collections.abc import AsyncIterator
from dataclasses import replace
from threading import Event

import pytest
from textual.widgets import Static
from transformer_explore.explorer.features.run_pair.run_pair import ArrayPair, RunPair, StepPair
from transformer_explore.explorer.ui.help import HelpScreen

from tests.explorer.clock import threads_wait
from tests.explorer.features.run_pair.use import SCALED, WEIGHTS, Use, opened
from tests.process import PATIENCE

MANY = "transformer_explore.explorer.features.run_pair.run_pair_screen.MANY"
KEYS = (
    "right", "left", "up", "down", "space", "enter", "escape", "tab", "shift+tab", "0", "n", "p", "F", "h", "H", "j",
    "M", "v", "L", "w", "pageup", "pagedown", "left_square_bracket", "right_square_bracket", "question_mark",
)  # fmt: skip
SIZES = ((1, 1), (39, 20), (60, 12), (80, 24), (130, 40), (200, 60))


@pytest.fixture(params=["w", "c"])
async def use(request: pytest.FixtureRequest) -> AsyncIterator[Use]:
    """Either screen with two runs, with the focus in the list of steps."""
    async with opened(request.param, SCALED if request.param == "w" else WEIGHTS) as use:
        if request.param == "w":
            await use.on("no-scaling")
            await use.press("tab", "tab")
        else:
            await use.press("enter")
        assert use.mode == "STEP"
        yield use


async def test_the_cursor_moves_in_all_grids(use: Use) -> None:
    grids = use.screen.grids
    most = use.step.cell
    await use.press("tab", "M")
    assert use.mode == "CELL" and use.cell == most
    await use.press("h", *["up"] * 9, *["left"] * 9, "right", "down")
    expected = ((most[0] + 1) % use.step.step.shape[0], 1, 1)
    assert {grid.cell for grid in grids.grids} == {use.cell} == {expected}
    assert use.here.startswith(f"{use.step.title[-1]}[head {expected[0] + 1}, ")
    await use.press("M")
    assert use.cell == use.step.cell
    await use.press("v")
    assert all(grid.dense for grid in grids.grids)
    await use.press("v", "escape")
    assert not any(grid.dense for grid in grids.grids) and use.mode == "STEP"


async def test_keys_lead_along_the_steps(use: Use) -> None:
    steps, pair = use.screen.steps, use.pair
    await use.press("F")
    assert use.step is pair.first
    await use.press("M")
    assert use.step is pair.largest and use.cell == use.step.cell
    at = steps.cursor
    await use.press("tab", "p")
    assert use.mode == "CELL" and steps.cursor == at - 1
    assert use.screen.grids.pair.first.source == use.step.step.source
    await use.press("n", "escape", "up")
    assert steps.cursor == at - 1 and use.mode == "STEP"


async def test_large_arrays_are_subtracted_in_a_thread(use: Use, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MANY, 0)
    await use.press("down", "down")
    assert use.screen.grids.pair.first.source == use.step.step.source
    assert use.notice == ""


async def test_late_numbers_are_not_shown_for_another_step(use: Use, monkeypatch: pytest.MonkeyPatch) -> None:
    await use.press("home")
    go, arrays = Event(), RunPair.arrays

    def slowly(pair: RunPair, step: StepPair) -> ArrayPair:
        assert go.wait(PATIENCE)
        return arrays(pair, step)

    with monkeypatch.context() as late:
        late.setattr(MANY, 1)
        late.setattr(RunPair, "arrays", slowly)
        use.screen.action_largest()
        with threads_wait():
            await use.pilot.pause()
    with threads_wait():
        await use.pilot.press("down")
    go.set()
    await use.press()
    assert use.screen.grids.pair.first.source == use.step.step.source


async def test_the_focus_stays_in_the_numbers_if_another_grid_takes_it(use: Use) -> None:
    await use.press("tab")
    grids = use.screen.grids
    assert use.screen.focused is grids.grids[1] and grids.pair is not None
    use.screen.numbers.show(replace(grids.pair, b=None, difference=None), use.cell)
    await use.press()
    assert use.screen.focused is grids.grids[0]


async def test_the_numbers_are_repainted_after_the_theme_changed(use: Use) -> None:
    by_night = use.screen.grids.main.palette.cell(30)
    await use.press("L")
    assert use.screen.grids.main.palette.cell(30) != by_night


async def test_help_names_the_keys(use: Use) -> None:
    await use.press("question_mark")
    assert isinstance(use.app.screen, HelpScreen)
    for text in ("NUMBERS", "the largest difference", "click"):
        assert text in use.app.screen.text
    await use.press("escape")
    assert use.mode == "STEP"


@pytest.mark.slow
@pytest.mark.parametrize("key", ["w", "c"])
@pytest.mark.parametrize("size", [(160, 50), (100, 30), (61, 20), (60, 16), (40, 12), (200, 24)])
async def test_it_is_drawn_at_any_size(key: str, size: tuple[int, int]) -> None:
    async with opened(key, SCALED, size) as use:
        if key == "w":
            await use.press("space")
            assert use.screen.switches.region.height >= 4
            await use.press("tab", "tab", "tab")
        else:
            await use.type("老师不喜欢你的猫")
            assert use.screen.steps.size.height >= 1
            await use.press("tab")
        assert use.mode == "CELL"
        await use.press("down", "v", "v", "h", "M")
        for grid in use.screen.grids.grids:
            assert grid.region.height >= 2 and use.screen.region.contains_region(grid.region)
        assert use.screen.query_one("#here", Static).region.bottom <= use.screen.size.height
        assert use.screen.query_one("#keys").region.bottom == use.screen.size.height
