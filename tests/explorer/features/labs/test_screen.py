"""The experiments screen: choosing, changing parameters, looking at numbers, copying the command."""

import asyncio
import math
import shlex
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Static
from transformer_explore.core.support.errors import Problem
from transformer_explore.explorer.app import Explorer
from transformer_explore.explorer.features.home.screen import HomeScreen
from transformer_explore.explorer.features.labs.screen import LabsScreen
from transformer_explore.explorer.features.labs.state import LabsState
from transformer_explore.explorer.features.lessons.screen import LessonScreen
from transformer_explore.explorer.features.lessons.state import LessonState
from transformer_explore.explorer.features.walk.screen import WalkScreen
from transformer_explore.explorer.ui.exhibits import Numbers, about_cell
from transformer_explore.explorer.ui.help import HelpScreen
from transformer_explore.explorer.ui.lab_runner import LabRunner
from transformer_explore.explorer.ui.widgets.exhibits import CurvesBox
from transformer_explore.explorer.ui.widgets.grid import Grid
from transformer_explore.lessons.lab_uses import lab_uses
from transformer_explore.lessons.labs import LABS, perform
from transformer_explore.lessons.labs.lab import Result, Value, single, table
from transformer_explore.lessons.labs.typed import read
from transformer_explore.lessons.parsing import read as read_lesson

from tests.explorer.driver import Driver, FakeEngine, at_home, drive
from tests.shipped import shipped_trace

TRACE = shipped_trace()
LESSON = read_lesson(Path(__file__).parents[2] / "lesson_files" / "90-everything.md")
TURN = 5  # the page with a slider


ORDER = list(lab_uses())


class Visitor(Driver):
    """Drives the experiments screen."""

    async def settle(self) -> None:
        await self.pilot.pause()
        screen = self.app.screen
        for _ in range(40):
            await self.app.workers.wait_for_complete()
            await self.pilot.pause()
            if not isinstance(screen, LabsScreen) or screen.state.ready:
                return
            await asyncio.sleep(0.02)  # computing begins when the cursor rests

    @property
    def screen(self) -> LabsScreen:
        assert isinstance(self.app.screen, LabsScreen)
        return self.app.screen

    @property
    def tables(self) -> list[str]:
        """The lines of the list of tables."""
        tables = self.screen.tables
        return [
            " ".join("".join(text for text, _ in tables.parts(n, 200)).split()) for n in range(tables.count())
        ]

    @property
    def grid(self) -> Grid:
        return self.screen.exhibits.boxes[0].grid


class Slow(LabRunner):
    """Waits before it performs a lab, and records what it was asked for."""

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
    lab: str = "softmax", size: tuple[int, int] = (120, 40), runner: LabRunner | None = None, **given: Value
) -> AsyncIterator[Visitor]:
    async with Explorer(TRACE).run_test(size=size) as pilot:
        await pilot.app.push_screen(LabsScreen(LabsState(lab, given), runner or LabRunner(None)))
        visitor = Visitor(pilot)
        if runner is None:
            await visitor.settle()
        yield visitor


# ------------------------------------------------------------------------------------- what is shown
async def test_a_lab_is_shown_with_its_title_its_tables_and_the_command() -> None:
    async with visiting(shift=10.0) as visitor:
        assert visitor.text("#title") == "Softmax of a few scores, shifted and scaled."
        assert visitor.text("#command") == "transformer-explore lab softmax shift=10"
        assert "weights key 3 The weights: they sum to 1." in visitor.tables
        assert "entropy 1.201 The entropy of the weights, in bits." in visitor.tables
        assert len(visitor.screen.parameters.dials) == 3


async def test_the_cursor_moves_between_labs_tables_and_numbers() -> None:
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


async def test_numbers_along_a_numbered_axis_are_also_drawn() -> None:
    async with visiting("schedule") as visitor:
        visitor.screen.state.to_table(visitor.screen.state.tables().index("rate"))
        await visitor.screen.show()
        await visitor.settle()
        drawn = visitor.screen.query_one(CurvesBox)
        assert "o rate" in str(drawn.render())
        assert visitor.grid.shown.words["step"][-1] == "100000"


async def test_h_shows_the_next_head_of_a_table() -> None:
    async with visiting("heads") as visitor:
        await visitor.press("tab", "enter", "h")
        assert visitor.grid.cell[0] == 1


# ------------------------------------------------------------------------------------- parameters
async def test_a_parameter_changes_the_numbers_and_the_command() -> None:
    async with visiting() as visitor:
        await visitor.press("m", "down", "down", "right")
        result = visitor.screen.state.result
        words = shlex.split(visitor.text("#command"))
        assert words[3:] == ["scale=1.5"]
        again = perform("softmax", read("softmax", words[3:]))
        assert (result.tables["weights"].values == again.tables["weights"].values).all()
        await visitor.press("0")
        assert visitor.text("#command") == "transformer-explore lab softmax"


async def test_a_value_is_typed_and_an_invalid_one_is_an_error_of_one_line() -> None:
    async with visiting() as visitor:
        await visitor.press("m", "right")
        assert "Press ⏎ to type another" in visitor.notice
        await visitor.press("enter", "x", "enter")  # the value is selected, so typing replaces it
        assert "scores must be a list of" in _why(visitor)
        await visitor.press("enter", *"2, 1", "enter", "enter", "end", *",4,5", "enter")
        assert visitor.screen.state.values["scores"] == "2, 1,4,5"
        assert len(visitor.grid.shown.values) == 4
        await visitor.press("down", "enter", *"much", "enter")
        assert "shift must be a number from -1000 to 1000" in visitor.notice
        await visitor.press("escape")
        assert visitor.app.focused is visitor.screen.parameters
        assert visitor.screen.state.values["shift"] == 0


def _why(visitor: Visitor) -> str:
    """The error shown instead of the numbers."""
    return str(visitor.screen.query_one(".broken", Static).render())


async def test_each_lab_keeps_its_parameters_while_the_program_runs() -> None:
    async with visiting() as visitor:
        await visitor.press("m", "down", "right", "n", "p")
        assert visitor.text("#command") == "transformer-explore lab softmax shift=10"


# ------------------------------------------------------------------------------------- who computes
class Engine(FakeEngine):
    """Records the labs that it performs."""

    def __init__(self) -> None:
        super().__init__(TRACE)
        self.called: list[tuple[Any, ...]] = []

    async def call(self, function: Any, /, *args: Any, **kwargs: Any) -> Any:
        self.called.append(args)
        return perform("softmax", {})


async def test_the_engine_performs_labs_that_need_it() -> None:
    engine = Engine()
    async with visiting("norm-order", runner=LabRunner(engine)) as visitor:
        await visitor.settle()
        assert engine.called == [("norm-order", {"layers": 12, "seed": 0})]
        assert visitor.tables


async def test_without_an_engine_the_lab_says_so_and_others_work() -> None:
    async with visiting("norm-order") as visitor:
        assert "No model is loaded" in _why(visitor)
        await visitor.press("down")
        assert visitor.tables and not visitor.screen.query(".broken")


async def test_keys_work_while_a_lab_is_computed_and_late_results_are_dropped() -> None:
    runner = Slow()
    async with visiting(runner=runner) as visitor:
        await visitor.pilot.pause(0.2)
        assert visitor.notice == "computing…"
        await visitor.pilot.press("up", "m")
        assert visitor.tables == []
        runner.go.set()
        await visitor.settle()
        assert visitor.screen.state.tables() == list(perform(visitor.screen.state.name, {}).tables)
        assert not visitor.screen.query_one("#notice").has_class("said")


async def test_labs_that_the_cursor_only_passes_are_not_computed() -> None:
    runner = Slow()
    runner.go.set()
    async with visiting("adam", runner=runner) as visitor:
        for _ in range(9):
            visitor.app.simulate_key("down")
        await visitor.settle()
        assert {name for name, _given in runner.asked} <= {"adam", visitor.screen.state.name}


# ------------------------------------------------------------------------------------- taking away
async def test_y_copies_the_command_and_in_the_grid_the_number() -> None:
    async with visiting(shift=10.0) as visitor:
        await visitor.press("y")
        assert visitor.app.clipboard == "transformer-explore lab softmax shift=10"
        await visitor.press("enter", "enter", "right", "y")
        assert visitor.app.clipboard == "1"
        assert visitor.screen.exported().shown is visitor.grid.shown


async def test_i_describes_the_lab_and_question_mark_the_keys() -> None:
    async with visiting() as visitor:
        await visitor.press("i")
        assert isinstance(visitor.app.screen, HelpScreen)
        assert "Section 3.2.1" in visitor.app.screen.text
        assert "transformer-explore lab softmax" in visitor.app.screen.text
        await visitor.press("escape", "question_mark")
        assert "copy the command" in visitor.app.screen.text


# ------------------------------------------------------------------------------------- ways there and back
async def test_x_opens_the_experiments_from_home_and_closes_them(tmp_path: Path) -> None:
    async with drive(at_home(tmp_path), kind=Visitor) as visitor:
        app = visitor.app
        assert isinstance(app.screen, HomeScreen)
        await visitor.press("X")
        assert visitor.screen.state.here == 0
        await visitor.press("down", "X")
        assert isinstance(app.screen, HomeScreen)
        await visitor.press("X")
        assert visitor.screen.state.here == 1  # the same lab as before


async def test_the_palette_opens_the_experiments() -> None:
    async with Explorer(TRACE).run_test(size=(100, 30)) as pilot:
        visitor = Visitor(pilot)
        await visitor.press("a", "ctrl+p", *"experiments", "enter")
        await visitor.settle()
        assert visitor.screen.labs.count() == len(LABS)


async def test_x_opens_the_experiment_of_a_lessons_page_and_returns(tmp_path: Path) -> None:
    async with drive(at_home(tmp_path), kind=Visitor) as visitor:
        app = visitor.app
        lesson = LessonScreen(LessonState(LESSON, TURN), LabRunner(None))
        await app.push_screen(lesson)
        await visitor.settle()
        await visitor.press("shift+tab", "right")
        asked = lesson.lab_here()
        await visitor.press("i")
        assert isinstance(app.screen, HelpScreen)
        commands = [
            line for line in app.screen.text.splitlines() if line.startswith("transformer-explore lab")
        ]
        await visitor.press("escape", "X")
        assert (visitor.screen.state.name, visitor.screen.state.command) == (asked.lab, commands[0])
        assert dict(asked.parameters or {}).items() <= visitor.screen.state.values.items()
        await visitor.press("X")
        assert app.screen is lesson


# ------------------------------------------------------------------------------------- any window
async def test_a_narrow_window_shows_either_the_list_or_the_lab() -> None:
    async with visiting(size=(80, 24)) as visitor:
        assert visitor.screen.labs.display and not visitor.screen.query_one("#lab").display
        await visitor.press("enter")
        assert not visitor.screen.labs.display and visitor.screen.query_one("#lab").display
        await visitor.press("escape")
        assert visitor.app.focused is visitor.screen.labs


# ------------------------------------------------------------------------------------- the state
def test_unknown_labs_and_invalid_parameters_are_ignored() -> None:
    assert LabsState("softmax", {"shift": 1e9}).command == "transformer-explore lab softmax"
    assert LabsState("no such lab").here == 0


def test_a_value_out_of_its_bounds_changes_nothing() -> None:
    state = LabsState("softmax")
    with pytest.raises(Problem, match="shift must be a number"):
        state.type(1, "1e9")
    assert state.values["shift"] == 0


def test_the_first_table_is_not_only_an_axis() -> None:
    state = LabsState("adam")
    state.receive("adam", state.values, perform("adam", {}))
    assert state.table == "gradients"  # not the axis, "step"


def test_a_missing_number_is_a_dash_in_the_grid_beside_its_name_and_in_the_list() -> None:
    state = LabsState("adam")
    missing = single(math.nan, "Of none.", gaps=True)
    tables = {"each": table([1.0, math.nan], "word", "Of each word.", gaps=True), "none": missing}
    state.receive("adam", state.values, Result(tables))
    (numbers,) = state.exhibits()
    assert isinstance(numbers, Numbers)
    assert numbers.shown.format(math.nan).strip() == "–" and about_cell(numbers, (1,)).endswith("= –")
    assert state.description_of("none")[0] == "–"
