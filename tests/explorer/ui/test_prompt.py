"""A prompt at the bottom of a screen: the keys that end it stay visible below it."""

from pathlib import Path

import pytest
from transformer_explore.core.checkpoints import find
from transformer_explore.explorer.app import Explorer
from transformer_explore.explorer.ui.widgets.prompt import Field, Prompt

from tests.explorer.driver import Driver, FakeEngine, at_home, drive

SIZES = [(80, 24), (100, 30)]


async def _shows_its_keys(driver: Driver, *expected: str) -> None:
    assert driver.app.screen.query(Prompt)
    *_others, above, last = driver.lines()
    assert "╰" in above  # the lower edge of the prompt
    assert all(each in last for each in expected), last
    assert "q quit" not in last  # letters are text


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("keys", [("t",), ("o",)])
async def test_while_typing_at_home_the_footer_says_how_to_end_it(
    tmp_path: Path, size: tuple[int, int], keys: tuple[str, ...]
) -> None:
    async with drive(at_home(tmp_path), *keys, size=size) as driver:
        await _shows_its_keys(driver, "TYPE", "⏎ done", "Esc cancel")
        await driver.act("leave_prompt")  # as a click on it does
        assert not driver.app.screen.query(Prompt)
        assert driver.mode == "HOME"


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("keys", [("t",), ("F", "t"), ("c", "t")])
async def test_while_typing_on_any_screen_the_footer_says_how_to_end_it(
    size: tuple[int, int], keys: tuple[str, ...]
) -> None:
    trace = find().shipped_trace()
    async with drive(Explorer(trace, FakeEngine(trace)), *keys[:-1], size=size) as driver:
        before = driver.mode
        if not driver.app.screen.query(Prompt):  # the comparison opens with one
            await driver.press(keys[-1])
        await _shows_its_keys(driver, "TYPE", "⏎ done", "Esc cancel")
        await driver.press("escape")
        assert not driver.app.screen.query(Prompt)
        assert driver.mode not in ("TYPE", "") and (before == "TYPE" or driver.mode == before)


@pytest.mark.parametrize("size", SIZES)
async def test_while_guessing_the_footer_names_hint_solution_and_the_way_out(size: tuple[int, int]) -> None:
    async with drive(Explorer(find().shipped_trace()), size=size) as driver:
        driver.go_to("encoder.layers.0.self_attention.scaled")
        await driver.press("enter", "g")
        await _shows_its_keys(driver, "GUESS", "F2 hint", "F3 solution", "Esc show it")


@pytest.mark.parametrize("size", SIZES)
async def test_the_terminals_cursor_is_in_the_line_as_soon_as_the_prompt_is_open(
    size: tuple[int, int],
) -> None:
    """There, input methods show what is being composed."""
    trace = find().shipped_trace()
    async with drive(Explorer(trace, FakeEngine(trace)), "t", size=size) as driver:
        field = driver.app.screen.query_one(Field)
        assert field.region.contains_point(driver.app.cursor_position)
        await driver.pilot.resize_terminal(size[0], size[1] - 2)
        assert field.region.contains_point(driver.app.cursor_position)
