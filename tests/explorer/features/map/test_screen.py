"""The map on screen: its keys, where it opens, and what it shows at every size."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from rich.cells import cell_len
from transformer_explore.core.decoding.strategy import Greedy
from transformer_explore.core.running.request import Request
from transformer_explore.core.trace import Trace
from transformer_explore.explorer.app import Explorer
from transformer_explore.explorer.features.attention.screen import AttentionScreen
from transformer_explore.explorer.features.decode.screen import DecodeScreen
from transformer_explore.explorer.features.heads.screen import HeadsScreen
from transformer_explore.explorer.features.home.screen import HomeScreen
from transformer_explore.explorer.features.map.figure import Figure
from transformer_explore.explorer.features.map.screen import MapScreen
from transformer_explore.explorer.features.run_pair.compare_screen import CompareScreen
from transformer_explore.explorer.features.run_pair.what_if_screen import WhatIfScreen
from transformer_explore.explorer.features.walk.screen import WalkScreen

from tests.explorer.driver import Driver, FakeEngine, at_home, drive, ran
from tests.shipped import shipped_trace

TRACE = shipped_trace()


def path(driver: Driver) -> str:
    state = driver.screen.state
    return str(state.path(state.box))


@pytest.fixture
async def opened() -> AsyncIterator[Driver]:
    async with drive(Explorer(TRACE, FakeEngine()), size=(120, 40)) as driver:
        driver.go_to("encoder.layers.1.feed_forward.activation")
        await driver.press("z")
        yield driver


async def test_it_opens_at_the_box_of_the_current_step(opened: Driver) -> None:
    assert isinstance(opened.screen, MapScreen)
    assert path(opened) == "encoder › layer 2 › feed-forward"
    text = "\n".join(opened.lines())
    assert "you are here: encoder › layer 2 › feed-forward" in text and "● feed-forward" in text


@pytest.mark.parametrize("key", ["z", "escape"])
async def test_its_key_and_escape_go_back_to_the_same_step(opened: Driver, key: str) -> None:
    await opened.press("up", "up", key)
    assert isinstance(opened.screen, WalkScreen)
    assert opened.screen.navigator.view.source.name == "encoder.layers.1.feed_forward.activation"


@pytest.mark.parametrize(
    ("key", "screen"),
    [
        ("d", DecodeScreen),
        ("a", AttentionScreen),
        ("w", WhatIfScreen),
        ("m", HeadsScreen),
        ("c", CompareScreen),
    ],
)
async def test_the_keys_of_the_walk_open_the_same_screens_and_escape_leads_back_to_the_map(
    opened: Driver, key: str, screen: type
) -> None:
    await opened.press("up", "up", key)
    assert isinstance(opened.screen, screen)
    await opened.press("escape")
    if not isinstance(opened.screen, MapScreen):  # the first Escape closed a prompt
        await opened.press("escape")
    assert isinstance(opened.screen, MapScreen)


async def test_a_number_chosen_on_a_screen_that_the_map_opened_is_shown_in_the_walk(opened: Driver) -> None:
    await opened.press("a", "o")
    assert isinstance(opened.screen, WalkScreen)
    assert opened.screen.navigator.view.source.name.endswith("weights")


async def test_a_figure_higher_than_the_window_says_how_much_of_it_is_hidden(opened: Driver) -> None:
    await opened.resize(100, 30)
    await opened.press("home")
    figure = opened.screen.figure
    shown = figure.content_size.height
    assert opened.lines("#figure")[0].strip() == f"▲ {figure.figure.lines - shown + 1} more lines"
    await opened.press("end")
    assert opened.lines("#figure")[-1].strip() == f"▼ {figure.figure.lines - shown + 1} more lines"


async def test_arrows_follow_the_data_and_the_box_of_the_walk_stays_marked(opened: Driver) -> None:
    await opened.press("up", "up")
    assert path(opened) == "decoder › layer 1 › cross-attention"
    await opened.press("left", "down")
    assert path(opened) == "encoder › layer 2 › feed-forward"
    await opened.press("down")
    assert any("● feed-forward" in line for line in opened.lines())


@pytest.mark.parametrize("size", [(80, 24), (100, 30)])
async def test_the_footer_and_a_notice_say_which_arrows_follow_the_data(size: tuple[int, int]) -> None:
    async with drive(Explorer(TRACE, FakeEngine()), "z", size=size) as driver:
        assert "↑ ↓ follow the data  ⏎ steps  o walk" in driver.footer
        assert ("← → sideways" in driver.footer) == (size[0] == 100)
        await driver.press("right")
        assert path(driver) == "output embedding"
        await driver.press("right")
        assert path(driver) == "output embedding"
        assert driver.notice == "No box is on the right; ↑ and ↓ follow the data."
        await driver.press("left", "left")
        assert path(driver) == "input embedding"
        assert driver.notice == "No box is on the left; ↑ and ↓ follow the data."


async def test_enter_opens_a_box_then_a_step_of_it_in_the_walk(opened: Driver) -> None:
    await opened.press("enter")
    assert opened.mode == "STEPS"
    assert [line.split()[0] for line in opened.lines("#steps")] == ["hidden", "activation", "output"]
    await opened.press("down", "down", "enter")
    assert isinstance(opened.screen, WalkScreen)
    navigator = opened.screen.navigator
    assert navigator.trace is TRACE and navigator.view.source.name == "encoder.layers.1.feed_forward.output"
    assert opened.mode == "WALK"
    await opened.press("backspace")
    assert navigator.view.source.name == "encoder.layers.1.feed_forward.activation"


async def test_a_list_of_steps_that_does_not_fit_says_that_there_are_more() -> None:
    async with drive(Explorer(TRACE, FakeEngine()), "z", size=(100, 30)) as driver:
        while "attention" not in path(driver):
            await driver.press("up")
        await driver.press("enter")
        hidden = driver.screen.list.count() - len(driver.lines("#steps"))
        assert hidden > 0
        assert driver.lines("#steps")[-1].rstrip().endswith("▾ more")
        for _ in range(driver.screen.list.count()):
            await driver.press("down")
        assert driver.lines("#steps")[0].rstrip().endswith("▴ more")


async def test_escape_closes_an_open_box_first(opened: Driver) -> None:
    await opened.press("enter", "escape")
    assert isinstance(opened.screen, MapScreen) and opened.mode == "MAP"
    assert not opened.screen.query_one("#steps").display


async def test_o_opens_the_first_step_of_the_box(opened: Driver) -> None:
    await opened.press("o")
    assert opened.screen.navigator.view.source.name == "encoder.layers.1.feed_forward.hidden"


async def test_playing_goes_through_the_boxes_until_a_key_pauses_it(opened: Driver) -> None:
    screen = opened.screen
    await opened.press("home", "space")
    assert opened.screen.player.is_playing
    for _step in range(3):
        screen._play_step()
    assert path(opened) == "encoder › layer 1 › self-attention"
    await opened.press("p")
    assert not screen.player.is_playing and path(opened) == "sum"


async def test_playing_ends_at_the_last_box_and_starts_again_from_the_first(opened: Driver) -> None:
    await opened.press("end", "space")
    assert path(opened) == "input embedding"
    await opened.press("space", "end", "p")
    assert not opened.screen._play_step()


async def test_the_layer_keys_show_another_layer(opened: Driver) -> None:
    await opened.press("J")
    assert path(opened) == "encoder › layer 1 › feed-forward"
    assert "2× · layer 1" in "\n".join(opened.lines())
    await opened.press("J")
    assert opened.notice == "This is the first layer."


async def test_a_click_chooses_a_box_and_a_second_one_opens_it(opened: Driver) -> None:
    view = opened.screen.figure
    number = next(box.number for box in opened.screen.state.diagram.boxes if box.title == "softmax")
    view.post_message(view.Chosen(number))
    await opened.settle()
    assert path(opened) == "softmax" and opened.mode == "MAP"
    view.post_message(view.Chosen(number))
    await opened.settle()
    assert opened.mode == "STEPS"


async def test_a_click_finds_the_box_under_the_mouse(opened: Driver) -> None:
    view = opened.screen.figure
    figure: Figure = view.figure
    spot = figure.spots[0]
    x, y = spot.x + 2, figure.y(spot.top) + 1 - view.scroll_offset.y + view._above
    await opened.click("#figure", offset=(x, y))
    assert path(opened) == "input embedding"


async def test_it_opens_over_other_screens_and_a_step_opens_a_walk_there() -> None:
    async with drive(Explorer(TRACE, FakeEngine()), "d", size=(120, 40)) as driver:
        assert isinstance(driver.screen, DecodeScreen)
        await driver.press("z")
        assert isinstance(driver.screen, MapScreen)
        await driver.press("o")
        assert isinstance(driver.screen, WalkScreen) and len(driver.app.screen_stack) > 2
        await driver.press("escape")
        assert isinstance(driver.screen, DecodeScreen)


@pytest.mark.parametrize("keys", ["X", "comma"])
async def test_without_a_run_on_the_screen_it_says_so_or_stays_closed(keys: str) -> None:
    async with drive(Explorer(TRACE), keys, "z") as driver:
        assert not isinstance(driver.screen, MapScreen)


async def test_a_decoding_shows_its_iteration() -> None:
    trace = ran(Request(source="猫喜欢狗", strategy=Greedy(), device="cpu")).trace
    async with drive(Explorer(trace), "end", "z", size=(120, 40)) as driver:
        assert any("iteration 5 of 5 › softmax" in line for line in driver.lines())
        await driver.press("left_square_bracket")
        assert any("iteration 4 of 5 › softmax" in line for line in driver.lines())
        await driver.press(*["left_square_bracket"] * 4)
        assert driver.notice == "This is the first run of the decoder."


# ------------------------------------------------------------------------------------- a sentence that is new
async def test_a_new_sentence_opens_on_the_map_and_the_walk_is_below_it(tmp_path: Path) -> None:
    async with drive(at_home(tmp_path, FakeEngine(), known=())) as driver:
        await driver.press("t")
        await driver.answer("猫爱我")
        assert isinstance(driver.screen, MapScreen) and driver.screen.state.trace.source_text == "猫爱我"
        assert driver.screen.state.here is None
        await driver.press("escape")
        assert isinstance(driver.screen, WalkScreen)
        assert driver.screen.navigator.trace.source_text == "猫爱我"
        await driver.press("escape")
        assert isinstance(driver.screen, HomeScreen)


async def test_a_sentence_that_was_opened_before_opens_on_the_walk(tmp_path: Path) -> None:
    async with drive(at_home(tmp_path, known=("我爱你",)), "enter") as driver:
        assert isinstance(driver.screen, WalkScreen)


async def test_a_notice_about_a_new_sentence_is_on_the_map(tmp_path: Path) -> None:
    trace = ran(Request(source="猫爱我", device="cpu")).trace
    async with drive(at_home(tmp_path, FakeEngine(trace, ("read as 猫爱我",)))) as driver:
        await driver.press("t")
        await driver.answer("猫爱我")
        assert isinstance(driver.screen, MapScreen) and driver.notice == "read as 猫爱我"


async def test_the_program_opened_on_a_sentence_shows_the_walk() -> None:
    async with drive(Explorer(TRACE)) as driver:
        assert isinstance(driver.screen, WalkScreen)


# ------------------------------------------------------------------------------------- sizes
def of(name: str) -> Trace:
    if name == "shipped":
        return TRACE
    return ran(Request(source="a b *c d ?", model=f"copying-{name}", device="cpu")).trace


@pytest.mark.slow
@pytest.mark.parametrize("name", ["shipped", "lstm"])
@pytest.mark.parametrize("size", [(36, 12), (60, 20), (80, 24), (100, 30), (160, 50)])
async def test_the_current_box_is_visible_at_every_size(name: str, size: tuple[int, int]) -> None:
    async with drive(Explorer(of(name)), "z", size=size) as driver:
        view, state = driver.screen.figure, driver.screen.state
        for _box in state.moments:
            figure, spot = view.figure, view.figure.spots[state.box.number]
            top = view.scroll_offset.y - view._above
            assert top <= figure.y(spot.top) and figure.y(spot.bottom) < top + view.content_size.height
            state.step(1)
            driver.screen.show()
        assert {cell_len(line) for line in driver.lines()} == {size[0]}


async def test_the_whole_figure_is_visible_at_160_by_50() -> None:
    async with drive(Explorer(TRACE), "z", size=(160, 50)) as driver:
        view = driver.screen.figure
        assert view.figure.lines <= view.content_size.height
        assert min(spot.top - spot.bottom for spot in view.figure.spots.values()) == 3


async def test_in_a_smaller_window_it_says_what_it_needs() -> None:
    async with drive(Explorer(TRACE), "z", size=(35, 12)) as driver:
        assert "36 columns" in "\n".join(driver.lines())
