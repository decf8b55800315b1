"""A driver for the program's screens, and an engine that computes in this process and can hold back its answers."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from functools import lru_cache, reduce
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input
from transformer_explore.core.checkpoints import find
from transformer_explore.core.running import families
from transformer_explore.core.running.code import Code, Ran, code_of
from transformer_explore.core.running.request import Request
from transformer_explore.core.running.runs import Run, run
from transformer_explore.core.trace import Trace
from transformer_explore.explorer.app import AtHand, Explorer
from transformer_explore.explorer.ui.engine_client import EngineClient, EngineError
from transformer_explore.explorer.ui.examples import EXAMPLES
from transformer_explore.explorer.ui.memory import Memory, Store
from transformer_explore.explorer.ui.widgets.key_bar import KeyBar

from tests.shipped import shipped_trace

TURNS = 60  # of the event loop: more than any message takes to arrive
PAUSES = 200  # after which a driver no longer waits for the workers
Size = tuple[int, int]


# ------------------------------------------------------------------------------------- the engine
@lru_cache
def ran(request: Request) -> Run:
    """A run, computed once for all tests."""
    return run(request)


CACHED: Mapping[str, Any] = {
    function.__name__: lru_cache(maxsize=256)(function)
    for function in (families.task_input, families.family_run, families.influences)
}
_codes: dict[str, Mapping[str, Code]] = {}


def forget() -> None:
    """Forgets what was computed with the models of families, before and after others are put in their places."""
    for function in CACHED.values():
        function.cache_clear()


class Gate:
    """Where answers and threads wait while it is closed, until the test releases them one by one."""

    def __init__(self, closed: bool = False) -> None:
        self.waiting: deque[asyncio.Future[None]] = deque()
        self.closed = closed

    async def pass_through(self) -> None:
        if self.closed:
            future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self.waiting.append(future)
            await future

    def release(self) -> bool:
        """Releases the answer that has waited longest; False if none waits."""
        while self.waiting:
            future = self.waiting.popleft()
            if not future.done():
                future.set_result(None)
                return True
        return False

    def open(self) -> None:
        self.closed = False
        while self.release():
            pass

    @property
    def holds(self) -> bool:
        """Whether anything waits here."""
        return any(not future.done() for future in self.waiting)

    def hold_threads(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Runs here, once it is released, what would run in a thread."""

        async def to_thread(function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
            await self.pass_through()
            return function(*args, **kwargs)

        monkeypatch.setattr(asyncio, "to_thread", to_thread)


class FakeEngine(EngineClient):
    """Computes in this process, so that its numbers are real, as soon as its gate is open.

    Args:
        trace: the forward pass over any text; by default each is computed.
        notices: come with that trace.
        error: every request fails with this.

    Attributes:
        asked: the requests so far.
    """

    def __init__(
        self,
        trace: Trace | None = None,
        notices: tuple[str, ...] = (),
        error: str = "",
        gate: Gate | None = None,
    ) -> None:
        super().__init__("zh-en", (find() if trace is None else trace).parameters, "cpu")
        self.trace, self.notices, self.error, self.gate = trace, notices, error, gate or Gate()
        self.ready = True
        self.asked: list[Request] = []

    async def warm_up(self) -> None:
        """There is nothing to load."""

    async def _pass(self) -> None:
        await self.gate.pass_through()
        if self.error:
            raise EngineError(self.error)

    async def run(self, request: Request) -> tuple[Trace, tuple[str, ...]]:
        self.asked.append(request)
        await self._pass()
        if self.trace is not None and request == self.request(request.source):
            return self.trace, self.notices
        try:
            found = ran(request)
        except ValueError as error:
            raise EngineError(str(error)) from None
        return found.trace, found.notices

    async def call(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        await self._pass()
        try:
            return CACHED.get(function.__name__, function)(*args, **kwargs)
        except ValueError as error:
            raise EngineError(str(error)) from None

    async def code(self, trace: Trace) -> Mapping[str, Code]:
        await self._pass()
        ran = Ran.of(trace)
        if (key := repr(ran)) not in _codes:
            _codes[key] = code_of(ran)
        return _codes[key]


# ------------------------------------------------------------------------------------- the screens
class Driver:
    """Presses keys and reads what is on the screen."""

    def __init__(self, pilot: Pilot[None]) -> None:
        assert isinstance(pilot.app, Explorer)
        self.pilot, self.app = pilot, pilot.app

    @property
    def screen(self) -> Screen[Any]:
        return self.app.screen

    async def press(self, *keys: str) -> None:
        """Presses keys and waits for what the last of them started."""
        await self.pilot.press(*keys)
        await self.settle()

    async def act(self, action: str) -> None:
        """Runs an action of the screen, as the palette does, and waits for what it started."""
        await self.screen.run_action(action)
        await self.settle()

    async def click(self, target: Any, offset: tuple[int, int] = (0, 0)) -> None:
        """Clicks on a widget and waits for what that started."""
        await self.pilot.click(target, offset=offset)
        await self.settle()

    async def resize(self, columns: int, lines: int) -> None:
        """Changes the size of the window and waits until everything is painted."""
        await self.pilot.resize_terminal(columns, lines)
        await self.settle()

    async def answer(self, text: str) -> None:
        """Types a text into the prompt and confirms it."""
        self.app.screen.query_one(Input).value = text
        await self.press("enter")

    def go_to(self, step: str, cell: tuple[int, ...] | None = None) -> None:
        """Goes to a step of the walk, and to a cell of it."""
        walk: Any = self.app.screen
        walk.navigator.go_to_step(walk.navigator.walk.place(walk.navigator.trace[step]))
        if cell is not None:
            walk.navigator.set_cell(cell)
        walk.show_step()

    async def settle(self) -> None:
        """Waits until everything is painted and computed, except what a closed gate holds back."""
        for _ in range(PAUSES):
            await self.pilot.pause()
            engine = self.app.engine
            if isinstance(engine, FakeEngine) and engine.gate.holds:
                return
            if all(worker.is_finished for worker in self.app.workers):
                break
        await self.pilot.pause()

    def lines(self, selector: str = "") -> list[str]:
        """The screen line by line, or only a widget."""
        if not selector:
            return [strip.text for strip in self.app.screen._compositor.render_strips()]
        widget = self.app.screen.query_one(selector)
        return [widget.render_line(y).text.rstrip() for y in range(widget.content_size.height)]

    def text(self, selector: str) -> str:
        """The text of a widget, however much of it fits."""
        return text_of(self.app.screen.query_one(selector))

    @property
    def notice(self) -> str:
        """The notice; "" if none is shown."""
        return notice(self.app.screen)

    @property
    def mode(self) -> str:
        """The title of the footer."""
        return self.app.screen.query_one(KeyBar).mode

    @property
    def footer(self) -> str:
        """The keys in the footer."""
        return text_of(self.app.screen.query_one(KeyBar))


def text_of(widget: Widget) -> str:
    """The text that a widget renders."""
    return str(widget.render())


def notice(screen: Screen[Any]) -> str:
    """The notice of a screen; "" if none is shown."""
    found = screen.query_one_optional("#notice")
    return text_of(found) if found is not None and found.has_class("said") else ""


@asynccontextmanager
async def drive(app: Explorer, *keys: str, size: Size = (100, 30), kind: type = Driver) -> AsyncIterator[Any]:
    """Runs the program at a size, presses keys, and yields a driver."""
    async with app.run_test(size=size) as pilot:
        driver = kind(pilot)
        await driver.settle()
        if keys:
            await driver.press(*keys)
        yield driver


def knowing(path: Path, texts: Iterable[str] = dict(EXAMPLES)) -> Store:
    """What is saved for a reader who has opened these sentences, so that they no longer open on the map."""
    store = Store(path)
    store.change(lambda memory: reduce(Memory.with_sentence, texts, memory))
    return store


def at_home(
    folder: Path, engine: EngineClient | None = None, known: Iterable[str] = dict(EXAMPLES), **more: Any
) -> Explorer:
    """The program on its home screen, which saves in a folder; without an engine it computes nothing new."""
    trace = shipped_trace()
    at_hand = AtHand(trace, engine or FakeEngine(trace))
    return Explorer(prepare=lambda: at_hand, store=knowing(folder / "explorer.json", known), **more)


async def turns(count: int = TURNS) -> None:
    """Waits for some turns of the event loop."""
    for _ in range(count):
        await asyncio.sleep(0)


async def release_all(pilot: Pilot[None], gate: Gate) -> None:
    """Opens the gate and waits until no worker runs."""
    gate.open()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
