"""The experiments in the explorer: choose one, turn it, see every number, take the command away."""

from __future__ import annotations

import asyncio
import shlex
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Static
from transformer_explore.core.checkpoints import find
from transformer_explore.core.support.errors import Problem
from transformer_explore.explorer.app import AtHand, Explorer
from transformer_explore.explorer.features.home.screen import HomeScreen
from transformer_explore.explorer.features.labs.screen import LabsScreen
from transformer_explore.explorer.features.labs.state import LabsState
from transformer_explore.explorer.features.lessons.door import show_lesson
from transformer_explore.explorer.features.lessons.screen import LessonScreen
from transformer_explore.explorer.features.walk.screen import WalkScreen
from transformer_explore.explorer.ui.help import HelpScreen
from transformer_explore.explorer.ui.lab_runner import LabRunner
from transformer_explore.explorer.ui.memory import Store
from transformer_explore.explorer.ui.widgets.exhibits import CurvesBox
from transformer_explore.explorer.ui.widgets.grid import Grid
from transformer_explore.lessons.lab_uses import lab_uses
from transformer_explore.lessons.labs import LABS, perform
from transformer_explore.lessons.labs.lab import Result, Value
from transformer_explore.lessons.labs.typed import read
from transformer_explore.lessons.parsing import read as read_lesson

from tests.explorer.driver import FakeEngine

TRACE = find().shipped_trace()
LESSON = read_lesson(Path(__file__).parents[2] / "lesson_files" / "90-everything.md")
TURN = 5  # the page with a slider


ORDER = list(lab_uses())


class Visitor:
    """Somebody among the experiments."""

    def __init__(self, pilot: Pilot[None]) -> None:
        self.pilot = pilot
        assert isinstance(pilot.app, Explorer)
        self.app = pilot.app

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.settled()

    async def settled(self) -> None:
        await self.pilot.pause()
        screen = self.app.screen
        for _ in range(40):
            await self.app.workers.wait_for_complete()
            await self.pilot.pause()
            if not isinstance(screen, LabsScreen) or screen.state.ready:
                return
            await asyncio.sleep(0.02)  # the cursor rests before anything is computed

    @property
    def screen(self) -> LabsScreen:
        assert isinstance(self.app.screen, LabsScreen)
        return self.app.screen

    def line(self, part: str) -> str:
        return str(self.screen.query_one(f"#{part}", Static).render())

    @property
    def lines(self) -> list[str]:
        """What came of the lab, a line each."""
        tables = self.screen.tables
        return [
            " ".join("".join(text for text, _ in tables.parts(n, 200)).split()) for n in range(tables.count())
        ]

    @property
    def grid(self) -> Grid:
        return self.screen.shown.boxes[0].grid


class Slow(LabRunner):
    """Computes when it is told to, and says what it was asked."""

    def __init__(self) -> None:
        super().__init__(None)
        self.go = asyncio.Event()
        self.asked: list[tuple[str, Mapping[str, Value]]] = []

    async def perform(self, lab: str, parameters: Mapping[str, Value]) -> Result:
        self.asked.append((lab, parameters))
        await self.go.wait()
        return await super().perform(lab, parameters)


@asynccontextmanager
async def visiting(
    lab: str = "softmax", size: tuple[int, int] = (120, 40), bench: LabRunner | None = None, **given: Value
) -> AsyncIterator[Visitor]:
    async with Explorer(TRACE).run_test(size=size) as pilot:
        await pilot.app.push_screen(LabsScreen(LabsState(lab, given), bench or LabRunner(None)))
        visitor = Visitor(pilot)
        if bench is None:
            await visitor.settled()
        yield visitor


# ------------------------------------------------------------------------------------- what is shown
async def test_a_lab_is_shown_with_its_title_its_tables_and_the_command() -> None:
    async with visiting(shift=10.0) as visitor:
        assert visitor.line("title") == "Softmax of a few scores, shifted and scaled."
        assert visitor.line("command") == "transformer-explore lab softmax shift=10"
        assert "weights key 3 The weights: they sum to 1." in visitor.lines
        assert "entropy 1.201 In bits: how undecided the weights are." in visitor.lines
        assert len(visitor.screen.knobs.dials) == 3


async def test_the_cursor_goes_from_lab_to_lab_into_its_tables_and_its_numbers() -> None:
    async with visiting("schedule") as visitor:
        await visitor.press("down")
        assert visitor.screen.state.name == ORDER[ORDER.index("schedule") + 1]
        await visitor.press("up")
        await visitor.press("enter", "down", "enter")
        assert visitor.app.focused is visitor.grid
        assert visitor.grid.shown.title == ("schedule", visitor.screen.state.table)
        await visitor.press("escape", "escape")
        assert visitor.app.focused is visitor.screen.labs
        await visitor.press("escape")
        assert isinstance(visitor.app.screen, WalkScreen)


async def test_what_was_said_goes_with_the_next_key() -> None:
    async with visiting() as visitor:
        await visitor.press("y")
        assert "copied" in visitor.line("notice")
        assert visitor.screen.query_one("#notice").has_class("said")
        await visitor.press("down")
        assert not visitor.screen.query_one("#notice").has_class("said")


async def test_numbers_along_a_numbered_axis_are_drawn_too() -> None:
    async with visiting("schedule") as visitor:
        visitor.screen.state.to_table(visitor.screen.state.tables().index("rate"))
        await visitor.screen.show()
        await visitor.settled()
        drawn = visitor.screen.query_one(CurvesBox)
        assert "o rate" in str(drawn.render())
        assert visitor.grid.shown.words["step"][-1] == "100000"


async def test_a_table_of_heads_is_looked_at_head_by_head() -> None:
    async with visiting("heads") as visitor:
        await visitor.press("tab", "enter", "h")
        assert visitor.grid.cell[0] == 1


# ------------------------------------------------------------------------------------- turning
async def test_a_slider_turns_the_numbers_and_the_command() -> None:
    async with visiting() as visitor:
        await visitor.press("t", "down", "down", "right")
        result = visitor.screen.state.result
        assert result is not None
        words = shlex.split(visitor.line("command"))
        assert words[3:] == ["scale=1.5"]
        again = perform("softmax", read("softmax", words[3:]))
        assert (result.tables["weights"].values == again.tables["weights"].values).all()
        await visitor.press("0")
        assert visitor.line("command") == "transformer-explore lab softmax"


async def test_a_value_is_typed_and_one_that_is_none_is_refused_in_a_line() -> None:
    async with visiting() as visitor:
        await visitor.press("t", "right")
        assert "⏎ types another" in visitor.line("notice")
        await visitor.press("enter", *[*"", "backspace", "x", "enter"])
        assert "scores is a list of numbers" in _why(visitor)
        await visitor.press("enter", "backspace", *"4,5", "enter")
        assert visitor.screen.state.values["scores"] == "2, 1, 4,5"
        assert len(visitor.grid.shown.values) == 4
        await visitor.press("down", "enter", "backspace", *"much", "enter")
        assert "shift is a number from -1000 to 1000" in visitor.line("notice")
        await visitor.press("escape")
        assert visitor.app.focused is visitor.screen.knobs
        assert visitor.screen.state.values["shift"] == 0


def _why(visitor: Visitor) -> str:
    """What stands in the place of the numbers."""
    return str(visitor.screen.query_one(".broken", Static).render())


async def test_each_lab_keeps_how_it_was_set_as_long_as_the_program_runs() -> None:
    async with visiting() as visitor:
        await visitor.press("t", "down", "right", "n", "p")
        assert visitor.line("command") == "transformer-explore lab softmax shift=10"


# ------------------------------------------------------------------------------------- who computes
class Engine(FakeEngine):
    """Knows what a lab was asked of it."""

    def __init__(self) -> None:
        super().__init__(TRACE)
        self.called: list[tuple[Any, ...]] = []

    async def call(self, function: Any, /, *args: Any, **kwargs: Any) -> Any:
        self.called.append(args)
        return perform("softmax", {})


async def test_what_needs_torch_is_the_engines() -> None:
    engine = Engine()
    async with visiting("norm-order", bench=LabRunner(engine)) as visitor:
        await visitor.settled()
        assert engine.called == [("norm-order", {"layers": 12, "seed": 0})]
        assert visitor.lines


async def test_without_an_engine_it_says_so_and_the_rest_goes_on() -> None:
    async with visiting("norm-order") as visitor:
        assert "no model at hand" in _why(visitor)
        await visitor.press("down")
        assert visitor.lines and not visitor.screen.query(".broken")


async def test_nothing_waits_while_something_is_computed_and_what_comes_late_is_not_shown() -> None:
    bench = Slow()
    async with visiting(bench=bench) as visitor:
        await visitor.pilot.pause(0.2)
        assert visitor.line("notice") == "computing…"
        await visitor.pilot.press("up", "t")
        assert visitor.lines == []
        bench.go.set()
        await visitor.settled()
        assert visitor.screen.state.tables() == list(perform(visitor.screen.state.name, {}).tables)
        assert not visitor.screen.query_one("#notice").has_class("said")


async def test_labs_that_the_cursor_only_passes_are_not_computed() -> None:
    bench = Slow()
    bench.go.set()
    async with visiting("adam", bench=bench) as visitor:
        for _ in range(9):
            visitor.app.simulate_key("down")
        await visitor.settled()
        assert {name for name, _given in bench.asked} <= {"adam", visitor.screen.state.name}


# ------------------------------------------------------------------------------------- taking away
async def test_y_copies_the_command_and_in_the_grid_the_number() -> None:
    async with visiting(shift=10.0) as visitor:
        await visitor.press("y")
        assert visitor.app.clipboard == "transformer-explore lab softmax shift=10"
        await visitor.press("enter", "enter", "right", "y")
        assert visitor.app.clipboard == "1"
        assert visitor.screen.exported().shown is visitor.grid.shown


async def test_i_tells_all_of_it_and_question_mark_the_keys() -> None:
    async with visiting() as visitor:
        await visitor.press("i")
        assert isinstance(visitor.app.screen, HelpScreen)
        assert "Section 3.2.1" in visitor.app.screen.text
        assert "transformer-explore lab softmax" in visitor.app.screen.text
        await visitor.press("escape", "question_mark")
        assert "copy the command" in visitor.app.screen.text


# ------------------------------------------------------------------------------------- ways there and back
async def test_x_leads_there_from_home_and_back(tmp_path: Path) -> None:
    app = Explorer(prepare=lambda: AtHand(TRACE, FakeEngine(TRACE)), store=Store(tmp_path / "s.json"))
    async with app.run_test(size=(100, 30)) as pilot:
        visitor = Visitor(pilot)
        await visitor.settled()
        assert isinstance(app.screen, HomeScreen)
        await visitor.press("X")
        assert visitor.screen.state.here == 0
        await visitor.press("down", "X")
        assert isinstance(app.screen, HomeScreen)
        await visitor.press("X")
        assert visitor.screen.state.here == 1  # where one was


async def test_the_palette_of_any_screen_leads_there() -> None:
    async with Explorer(TRACE).run_test(size=(100, 30)) as pilot:
        visitor = Visitor(pilot)
        await visitor.press("a", "ctrl+p", *"experiments", "enter")
        await visitor.settled()
        assert visitor.screen.labs.count() == len(LABS)


async def test_from_a_lesson_one_comes_to_the_experiment_of_its_page_and_back_to_it(tmp_path: Path) -> None:
    app = Explorer(prepare=lambda: AtHand(TRACE, FakeEngine(TRACE)), store=Store(tmp_path / "s.json"))
    async with app.run_test(size=(100, 30)) as pilot:
        visitor = Visitor(pilot)
        await visitor.settled()
        await show_lesson(app, None, LESSON, TURN)
        await visitor.settled()
        lesson = app.screen
        assert isinstance(lesson, LessonScreen)
        await visitor.press("shift+tab", "right")
        asked = lesson.experiment()
        assert asked is not None
        await visitor.press("i")
        assert isinstance(app.screen, HelpScreen)
        told = [line for line in app.screen.text.splitlines() if line.startswith("transformer-explore lab")]
        await visitor.press("escape", "X")
        assert (visitor.screen.state.name, visitor.screen.state.command) == (asked[0], told[0])
        assert dict(asked[1]).items() <= visitor.screen.state.values.items()
        await visitor.press("X")
        assert app.screen is lesson


# ------------------------------------------------------------------------------------- any window
@pytest.mark.parametrize("size", [(1, 1), (40, 14), (60, 18), (80, 24), (160, 50)])
async def test_it_lives_in_any_window(size: tuple[int, int]) -> None:
    async with visiting("cost", size=size) as visitor:
        await visitor.press("enter", "down", "enter", "right", "v", "d", "t", "right", "tab", "i", "escape")
        assert visitor.screen.has_class("small") == (size == (1, 1))


async def test_in_a_narrow_window_either_the_list_is_there_or_the_lab() -> None:
    async with visiting(size=(80, 24)) as visitor:
        assert visitor.screen.labs.display and not visitor.screen.query_one("#lab").display
        await visitor.press("enter")
        assert not visitor.screen.labs.display and visitor.screen.query_one("#lab").display
        await visitor.press("escape")
        assert visitor.app.focused is visitor.screen.labs


# ------------------------------------------------------------------------------------- the desk
def test_a_mistake_in_how_it_is_asked_for_is_as_if_nothing_was_asked() -> None:
    assert LabsState("softmax", {"shift": 1e9}).command == "transformer-explore lab softmax"
    assert LabsState("no such lab").here == 0


def test_a_value_out_of_its_bounds_changes_nothing() -> None:
    state = LabsState("softmax")
    with pytest.raises(Problem, match="shift is a number"):
        state.type(1, "1e9")
    assert state.values["shift"] == 0


def test_the_table_that_is_looked_at_first_is_one_worth_looking_at() -> None:
    state = LabsState("adam")
    state.receive("adam", state.values, perform("adam", {}))
    assert state.table == "gradients"  # and not the axis, "step"
