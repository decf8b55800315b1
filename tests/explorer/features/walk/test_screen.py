"""The explore screen as one uses it: every key, from the first arrow to quitting."""

from collections.abc import AsyncIterator

import pytest
from textual.pilot import Pilot
from textual.widgets import Input
from transformer_explore.core.running.request import Request
from transformer_explore.core.running.runs import run
from transformer_explore.core.trace import Trace
from transformer_explore.explorer.app import Explorer
from transformer_explore.explorer.features.walk.screen import WalkScreen
from transformer_explore.explorer.features.walk.widgets import CellList, ModelMap
from transformer_explore.explorer.ui.widgets.one_line import Spread

from tests.explorer.driver import Driver, FakeEngine, drive
from tests.shipped import shipped_trace

SCALED = "encoder.layers.0.self_attention.scaled"


@pytest.fixture(scope="module")
def trace() -> Trace:
    return shipped_trace()


class Use(Driver):
    """The explorer, in hand."""

    def __init__(self, pilot: Pilot[None]) -> None:
        super().__init__(pilot)
        assert isinstance(pilot.app.screen, WalkScreen)
        self.walk = pilot.app.screen

    @property
    def screen(self) -> WalkScreen:
        return self.walk

    async def to(self, name: str) -> None:
        place = self.screen.navigator.walk.place(self.screen.navigator.trace[name])
        self.screen.navigator.go_to_step(place)
        self.screen.show_step()
        await self.pilot.pause()


@pytest.fixture
async def use(trace: Trace) -> AsyncIterator[Use]:
    async with drive(Explorer(trace, FakeEngine(trace)), kind=Use) as use:
        yield use


async def test_right_walks_through_everything(use: Use, trace: Trace) -> None:
    assert use.mode == "WALK"
    for _ in range(0, len(trace) + 2, 6):
        await use.pilot.press(*["right"] * 6)
    assert use.screen.navigator.number == len(trace) - 1
    assert len(use.screen.navigator.visited) == len(trace)
    await use.press("left")
    assert use.screen.navigator.number == len(trace) - 2


async def test_the_regions_do_not_overlap(use: Use) -> None:
    the_map, grid = use.screen.map.region, use.screen.grid.region
    assert the_map.right <= grid.x
    assert use.screen.query_one("#formula").region.bottom <= grid.y
    assert use.screen.query_one("#number").region.y >= grid.bottom
    assert use.screen.query_one("#keys").region.y == 29
    assert not use.screen.query_one("#too-small").display


async def test_steps_by_other_keys(use: Use, trace: Trace) -> None:
    await use.press("n", "n", "n")
    assert use.screen.navigator.number == 3
    await use.press("p", "p")
    assert use.screen.navigator.number == 1
    await use.press("end")
    assert use.screen.navigator.number == len(trace) - 1
    await use.press("home")
    assert use.screen.navigator.number == 0


async def test_arrows_move_the_cell_while_the_grid_has_the_focus(use: Use) -> None:
    await use.to(SCALED)
    number = use.screen.navigator.number
    await use.press("enter")
    assert use.mode == "CELL"
    await use.press("right", "down", "down", "up")
    assert use.screen.navigator.cell == (0, 1, 1)
    assert use.screen.navigator.number == number
    await use.press("n")
    assert (use.screen.navigator.number, use.screen.navigator.cell) == (number + 1, (1, 1))
    await use.press("p", "escape", "right")
    assert (use.mode, use.screen.navigator.number) == ("WALK", number + 1)


async def test_heads_are_switched(use: Use) -> None:
    await use.to(SCALED)
    await use.press("h")
    assert use.screen.navigator.cell[0] == 1
    await use.press("H", "H")
    assert use.screen.navigator.cell[0] == use.screen.navigator.view.values.shape[0] - 1
    assert "head" in str(use.screen.grid.border_title)


async def test_numbers_or_colours(use: Use) -> None:
    await use.press("v")
    assert use.screen.grid.dense
    await use.press("v")
    assert not use.screen.grid.dense


async def test_the_theme_can_be_switched(use: Use) -> None:
    night = use.screen.grid.palette
    await use.press("L")
    await use.pilot.pause()
    day = use.screen.grid.palette
    assert sum(day.ground) > sum(night.ground) + 300
    await use.press("L")
    await use.pilot.pause()
    assert use.screen.grid.palette.ground == night.ground


async def test_following_a_number_and_coming_back(use: Use) -> None:
    await use.to(SCALED)
    await use.press("enter", "down", "right", "h", "enter")
    assert use.mode == "MADE OF"
    there = use.screen.query_one(CellList)
    origin = there.entries[0]
    await use.press("down", "up", "enter")
    assert (use.screen.navigator.view.source, use.screen.navigator.cell) == origin.place
    assert use.mode == "CELL"
    await use.press("backspace")
    assert str(use.screen.navigator.view.source) == SCALED
    assert use.screen.navigator.cell == (1, 1, 1)
    await use.press("backspace")
    assert "nothing to go back to" in use.notice


async def test_a_weight_leads_no_further(use: Use) -> None:
    await use.press("enter", "enter", "enter")
    assert use.screen.navigator.view.source.kind == "parameter"
    await use.press("enter")
    assert "learned, not computed" in use.notice
    await use.press("n")
    assert use.screen.navigator.number == 1


async def test_leaving_the_list_leaves_everything_as_it_was(use: Use) -> None:
    await use.to(SCALED)
    await use.press("enter", "enter", "escape")
    assert use.mode == "CELL"
    assert str(use.screen.navigator.view.source) == SCALED


async def test_the_map_opens_closes_and_goes_there(use: Use) -> None:
    the_map = use.screen.query_one(ModelMap)
    await use.press("down", "down")
    assert use.screen.navigator.number == 2
    await use.press("down", "down")  # past the last step of the group, onto the next group
    before = the_map.count()
    await use.press("enter")
    assert the_map.count() > before
    await use.press("enter")
    assert the_map.count() == before


async def test_a_click_on_the_map_goes_there(use: Use) -> None:
    await use.click("#map", offset=(6, 4))
    assert use.screen.navigator.number == 2


async def test_own_text_is_asked_for_and_shown(use: Use, trace: Trace) -> None:
    await use.to(SCALED)
    engine = use.screen.engine
    assert isinstance(engine, FakeEngine)
    engine.notices = ("the model does not know '[/]' and reads it as [UNK]",)
    await use.press("t")
    await use.answer("你爱我 [/]")
    assert engine.asked[-1].source == "你爱我 [/]"
    assert "[UNK]" in use.notice and "[/]" in use.notice
    assert str(use.screen.navigator.view.source) == SCALED
    await use.press("escape")
    assert use.notice == ""


async def test_what_the_model_does_not_know_is_underlined_with_what_it_reads_instead(use: Use) -> None:
    use.screen.read(run(Request(source="我喝茗", device="cpu")).trace)
    await use.pilot.pause()
    heading = use.screen.query_one("#heading", Spread).render()
    assert "我 喝 茗[UNK] → " in heading.plain
    underlined = [
        heading.plain[span.start : span.end] for span in heading.spans if "underline" in str(span.style)
    ]
    assert underlined == ["茗"]
    use.screen.navigator.go_to_step(0)
    assert "茗[UNK]" in [use.screen.navigator.view.label(0, place) for place in range(3)]


async def test_a_text_that_cannot_be_computed_leaves_the_trace(use: Use) -> None:
    engine, navigator = use.screen.engine, use.screen.navigator
    assert isinstance(engine, FakeEngine)
    engine.error = "this text contains no words [/] \x1b[2J"
    await use.press("t", "enter")
    assert "text contains no words [/] ␛[2J" in use.notice
    assert use.screen.navigator is navigator


async def test_a_prompt_can_be_left(use: Use) -> None:
    await use.press("t", "q", "escape", "right")
    assert not use.screen.query(Input)
    assert use.screen.navigator.number == 1


@pytest.mark.slow
async def test_every_step_can_be_drawn_in_both_views_at_every_size(use: Use, trace: Trace) -> None:
    for number, (width, height) in enumerate(((80, 24), (200, 60), (61, 16), (40, 12))):
        await use.pilot.resize_terminal(width, height)
        for place in range(number, len(trace), 4):
            use.screen.navigator.go_to_step(place)
            use.screen.show_step()
            await use.pilot.pause(0)
        await use.press("v")


async def test_without_a_map_the_arrows_still_walk(use: Use) -> None:
    await use.pilot.resize_terminal(60, 24)
    await use.press("escape", "right", "right")
    assert use.screen.navigator.number == 2
    await use.press("enter", "right")
    assert use.screen.navigator.cell[-1] == 1


async def test_home_leads_to_the_first_step_however_long_the_map_is(use: Use) -> None:
    await use.pilot.resize_terminal(80, 14)
    await use.press(*["right"] * 9)
    assert use.screen.map.count() > use.screen.map.content_size.height
    await use.press("home")
    assert use.screen.navigator.number == 0


async def test_home_and_end_among_the_numbers_go_along_the_row(use: Use, trace: Trace) -> None:
    await use.press("enter", "down", "end")
    assert use.screen.navigator.cell == (1, trace.steps[0].shape[-1] - 1)
    await use.press("home")
    assert (use.screen.navigator.number, use.screen.navigator.cell) == (0, (1, 0))


async def test_after_the_shell_everything_is_redrawn(trace: Trace, monkeypatch: pytest.MonkeyPatch) -> None:
    app = Explorer(trace)
    async with app.run_test() as pilot:
        asked: list[dict[str, bool]] = []
        with monkeypatch.context() as patch:
            patch.setattr(app, "refresh", lambda **how: asked.append(how))
            app.app_resume_signal.publish(app)
            await pilot.pause()
        assert {"layout": True} in asked
