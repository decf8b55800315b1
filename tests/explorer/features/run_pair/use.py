"""Drivers for the what-if and the compare screen, opened from a number of the walk."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from textual.widgets import Input, Static
from transformer_explore.core.interventions import parse
from transformer_explore.core.operations.expression import Source
from transformer_explore.core.running.request import Request
from transformer_explore.core.trace import Trace
from transformer_explore.explorer.app import Explorer
from transformer_explore.explorer.features.run_pair.run_pair import RunPair, StepPair
from transformer_explore.explorer.features.run_pair.run_pair_screen import RunPairScreen
from transformer_explore.explorer.features.walk.screen import WalkScreen
from transformer_explore.explorer.ui.widgets.one_line import Spread

from tests.explorer.driver import Driver, FakeEngine, Size, drive, ran
from tests.shipped import shipped_trace

TEXT = "我爱你"
SCALED = "encoder.layers.0.self_attention.scaled"
WEIGHTS = "encoder.layers.0.self_attention.weights"


def run(text: str = TEXT, *specs: str, **more: Any) -> Trace:
    """The run of a sentence with interventions and other fields of a request."""
    return ran(Request(source=text, device="cpu", interventions=tuple(map(parse, specs)), **more)).trace


class Use(Driver):
    """A screen of two runs, and the walk that it was opened from."""

    walk: WalkScreen

    @property
    def engine(self) -> FakeEngine:
        assert isinstance(self.app.engine, FakeEngine)
        return self.app.engine

    @property
    def screen(self) -> Any:
        assert isinstance(self.app.screen, RunPairScreen)
        return self.app.screen

    @property
    def in_walk(self) -> bool:
        return self.app.screen is self.walk

    async def type(self, text: str) -> None:
        """Answers the prompt."""
        self.screen.query_one(Input).value = text
        await self.press("enter")

    @property
    def pair(self) -> RunPair:
        assert self.screen.pair is not None
        return self.screen.pair

    @property
    def step(self) -> StepPair:
        assert self.screen.steps.row is not None
        return self.screen.steps.row

    @property
    def cell(self) -> tuple[int, ...]:
        return self.screen.grids.cell

    @property
    def here(self) -> str:
        return str(self.screen.query_one("#here", Static).render())

    # -------------------------------------------------------------------------- what if
    @property
    def changes(self) -> list[str]:
        return [str(change) for change in self.screen.state.switches.changes]

    @property
    def question(self) -> str:
        return self.screen.query_one("#question", Spread).left[0][0]

    async def to(self, key: str) -> None:
        """Moves the cursor to a switch."""
        lines = [line.key for line in self.screen.state.switches.lines]
        self.screen.switches.action_line(lines.index(key) - self.screen.switches.cursor)
        await self.pilot.pause()

    async def on(self, key: str) -> None:
        """Switches on."""
        await self.to(key)
        await self.press("space")

    def predicted(self) -> list[str]:
        shown = self.screen.predicted
        return ["".join(text for text, _ in shown.parts(n, 60)) for n in range(shown.count())]


@asynccontextmanager
async def opened(key: str, step: str, size: Size = (80, 24), app: Any = None) -> AsyncIterator[Use]:
    """The screen that a key of the walk opens at cell 2, 1, 0 of a step."""
    async with drive(app or Explorer(shipped_trace(), FakeEngine()), size=size, kind=Use) as use:
        use.walk = use.app.screen
        use.walk.navigator.go_to(Source("step", step), (2, 1, 0))
        use.walk.show_step()
        await use.press(key)
        yield use
