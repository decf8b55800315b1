"""What a key costs: the same on a large array as on a small one, and no more than what it changes.

What is counted (lines drawn, numbers written, bytes sent, layouts, calls) is the same on every machine. How long it
takes is measured by benchmarks/latency.py.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Static
from transformer_explore.core.operations.expression import Source
from transformer_explore.core.trace import ModelCard, Token, Trace
from transformer_explore.explorer.app import Explorer
from transformer_explore.explorer.features.walk.screen import WalkScreen
from transformer_explore.explorer.ui.numbers import NumberFormat
from transformer_explore.explorer.ui.widgets.grid import Grid
from transformer_explore.explorer.ui.widgets.line_list import LineList

from tests import work
from tests.models import unrecorded

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("painted_at_once")]

RANDOM = np.random.default_rng(3)
SIZE = (160, 50)
INTO_THE_NUMBERS = ("right", "right", "enter", "down", "up")  # of the third step; the focus is seen by then


def square(size: int) -> Trace:
    """Three steps, the third a square array of sums over as many terms."""
    query, key = (RANDOM.normal(size=(1, size, size)).astype(np.float32) for _ in range(2))
    arrays = {"query": query, "key": key, "dot_products": query @ key.swapaxes(-1, -2)}
    axes = {"query": ("head", "query", "feature"), "key": ("head", "key", "feature")}
    inputs = tuple(Source("step", f"attention.{other}") for other in axes)
    both = ("head", "query", "key")
    steps = tuple(
        unrecorded(f"attention.{name}", array, axes.get(name, both), name, inputs=inputs * (name not in axes))
        for name, array in arrays.items()
    )
    tokens = {"source": tuple(Token(n, f"w{n}") for n in range(size))}
    run: dict[str, Any] = {"kind": "forward", "seed": None, "interventions": []}
    return Trace(ModelCard("square", "attention", {}, "0" * 64), run, tokens, steps)


@pytest.fixture(autouse=True)
def no_hints(monkeypatch: pytest.MonkeyPatch) -> None:
    """They come and go with the clock."""
    monkeypatch.setattr(Explorer, "_begin_to_hint", lambda app: None)


class Minimal(App[None]):
    """A program that writes one line for each key."""

    keys = 0

    def compose(self) -> ComposeResult:
        yield Static("minimal program")

    def on_key(self) -> None:
        self.keys += 1
        self.query_one(Static).update(f"minimal program {self.keys}")


async def cost(pilot: Pilot[None], keys: Sequence[str]) -> tuple[int, int]:
    """How many calls the keys take, and how many bytes of memory at most."""
    await pilot.press(*keys)  # what is only done once is done
    await pilot.pause()
    with work.counted() as done:
        await pilot.press(*keys)
        await pilot.pause()
    with work.weighed() as weighed:
        await pilot.press(*keys)
        await pilot.pause()
    return done.calls, weighed.peak


@contextmanager
def counted(owner: type, name: str) -> Iterator[list[Any]]:
    """Whose method it was each time that one was called."""
    called: list[Any] = []
    before: Callable[..., Any] = getattr(owner, name)

    def counting(self: Any, *arguments: Any, **named: Any) -> Any:
        called.append(self)
        return before(self, *arguments, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(owner, name, counting)
        yield called


@contextmanager
def painted(app: App[None]) -> Iterator[list[str]]:
    """What is sent to the terminal at each painting."""
    sent: list[str] = []

    def display(screen: Screen[Any], update: Any) -> None:
        if update is not None:
            sent.append(update.render_segments(app.console))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app, "_display", display)
        yield sent


async def settled(pilot: Pilot[None]) -> None:
    """Until nothing is painted any more: a focus, for example, shows a little later."""
    while True:
        with painted(pilot.app) as sent:
            await pilot.pause(0.1)
        if not sent:
            return


@pytest.fixture(scope="module", params=[64, 2048])
def trace(request: pytest.FixtureRequest) -> Trace:
    return square(request.param)


async def test_a_cursor_move_draws_its_two_rows_and_no_other(trace: Trace) -> None:
    async with Explorer(trace).run_test(size=SIZE) as pilot:
        await pilot.press(*INTO_THE_NUMBERS, "right")
        await settled(pilot)
        for key, rows in (("down", 2), ("right", 1), ("up", 2), ("left", 1)):
            with counted(Grid, "render_line") as lines, counted(NumberFormat, "__call__") as numbers:
                await pilot.press(key)
                await pilot.pause()
            grid = pilot.app.screen.query_one(Grid)
            assert len(lines) == rows + 1  # the head says the column
            assert 0 < len(numbers) <= rows * (grid.content_size.width // grid.arrangement.wide)


async def test_a_page_writes_only_visible_numbers(trace: Trace) -> None:
    async with Explorer(trace).run_test(size=SIZE) as pilot:
        await pilot.press(*INTO_THE_NUMBERS)
        await settled(pilot)
        with counted(Grid, "render_line") as lines, counted(NumberFormat, "__call__") as numbers:
            await pilot.press("pagedown")
            await pilot.pause()
        width, height = pilot.app.screen.query_one(Grid).content_size
        assert len(lines) == height
        assert len(numbers) <= height * (width // pilot.app.screen.query_one(Grid).arrangement.wide)


async def test_a_cursor_move_is_painted_at_once_and_only_where_something_changed(trace: Trace) -> None:
    """The cell and the panel that explains it come in one painting: another would come a sixtieth of a second later."""
    async with Explorer(trace).run_test(size=SIZE) as pilot:
        await pilot.press(*INTO_THE_NUMBERS)
        await settled(pilot)
        for key in ("down", "right", "up", "left"):
            with painted(pilot.app) as sent:
                await pilot.press(key)
                await pilot.pause()
            assert len(sent) == 1
            assert "this number" in sent[0]
            assert len(sent[0]) < 12_000  # a whole screen is 30 to 150 kB


async def test_neither_a_step_nor_a_move_lays_the_screen_out_again(trace: Trace) -> None:
    async with Explorer(trace).run_test(size=SIZE) as pilot:
        await settled(pilot)
        with counted(WalkScreen, "_refresh_layout") as layouts:
            for key in ("right", "right", "left", "right", "enter", "down", "pagedown", "v", "pagedown"):
                await pilot.press(key)
                await pilot.pause()
        assert not layouts


async def test_a_step_within_a_part_draws_few_lines_of_the_map(trace: Trace) -> None:
    async with Explorer(trace).run_test(size=SIZE) as pilot:
        await settled(pilot)
        with counted(LineList, "render_line") as lines:
            await pilot.press("right")
            await pilot.pause()
        assert 0 < len(lines) <= 4


async def test_an_array_is_summarized_only_once(trace: Trace, monkeypatch: pytest.MonkeyPatch) -> None:
    from transformer_explore.explorer.ui import tensor_view

    calls: list[int] = []
    before = tensor_view.summarise
    monkeypatch.setattr(tensor_view, "summarise", lambda values: calls.append(values.size) or before(values))
    async with Explorer(trace).run_test(size=SIZE) as pilot:
        await pilot.press(*INTO_THE_NUMBERS)
        await settled(pilot)
        calls.clear()
        await pilot.press("down", "pagedown", "v", "ctrl+right", "v", "L")
        await pilot.pause()
    assert not calls


async def test_the_size_of_the_array_costs_nothing() -> None:
    """A thousand times the numbers, as much to do for a move and for a page back and forth."""
    costs: dict[int, list[tuple[int, int]]] = {}
    for size in (64, 2048):
        async with Explorer(square(size)).run_test(size=SIZE) as pilot:
            await pilot.press(*INTO_THE_NUMBERS)
            await settled(pilot)
            keys = (["down", "right", "up", "left"], ["pagedown", "pageup"])
            costs[size] = [await cost(pilot, some) for some in keys]
    for (calls, _), (more_calls, bytes_for_them) in zip(costs[64], costs[2048], strict=True):
        assert more_calls < 1.2 * calls
        assert bytes_for_them < 1 << 20  # the array has 16


def with_vocabulary(size: int) -> Trace:
    """Two steps, the second with a column for each token of a vocabulary."""
    hidden, logits = (RANDOM.normal(size=(8, columns)).astype(np.float32) for columns in (32, size))
    steps = (
        unrecorded("hidden", hidden, ("position", "feature"), "layer_norm"),
        unrecorded("logits", logits, ("position", "token"), "logits", inputs=(Source("step", "hidden"),)),
    )
    words = tuple(f"w{n}" for n in range(size))
    run: dict[str, Any] = {"kind": "forward", "seed": None, "interventions": []}
    tokens = {"source": tuple(Token(n, words[n]) for n in range(8))}
    return Trace(ModelCard("words", "decoder", {}, "0" * 64), run, tokens, steps, words)


async def test_the_size_of_the_vocabulary_costs_nothing() -> None:
    """Neither for going to the step with a column for each token and back, nor for moving in it."""
    costs: dict[int, list[tuple[int, int]]] = {}
    for size in (300, 20_000):
        async with Explorer(with_vocabulary(size)).run_test(size=SIZE) as pilot:
            steps = await cost(pilot, ["right", "left"])
            await pilot.press("right", "enter")
            await settled(pilot)
            costs[size] = [steps, await cost(pilot, ["down", "right", "up", "left", "pagedown", "pageup"])]
    for (calls, _), (more_calls, bytes_for_them) in zip(costs[300], costs[20_000], strict=True):
        assert more_calls < 1.2 * calls
        assert bytes_for_them < 2 << 20


async def test_a_cursor_move_costs_a_few_times_what_a_minimal_program_takes_for_a_key() -> None:
    async with Minimal().run_test(size=SIZE) as pilot:
        minimal, _ = await cost(pilot, ["x"] * 4)
    async with Explorer(square(2048)).run_test(size=SIZE) as pilot:
        await pilot.press(*INTO_THE_NUMBERS)
        await settled(pilot)
        ours, _ = await cost(pilot, ["down", "right", "up", "left"])
    assert ours < 6 * minimal
