"""The trace that came with a model is for the first frame: beside it stands nothing that this machine computed."""

from __future__ import annotations

import asyncio
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from textual.widgets import Input
from transformer_explore.core.checkpoints import find
from transformer_explore.core.request import Request
from transformer_explore.core.trace import Trace, load
from transformer_explore.explorer.app import Explorer
from transformer_explore.explorer.lesson.bench import Bench
from transformer_explore.explorer.own_text import Answers, OwnTextError
from transformer_explore.explorer.reading import Reading
from transformer_explore.explorer.screens.compare import CompareScreen
from transformer_explore.explorer.screens.explore import ExploreScreen
from transformer_explore.lessons.parsing import parse

from tests.explorer.what_if_runs import ran
from tests.lessons.taught import FILE, FRONT
from tests.support import changed

STORED = find().shipped_trace()
NAME = "encoder.layers.0.self_attention.scaled"


@cache
def other(request: Request) -> Trace:
    """A run of a machine that rounds otherwise than the one that made the stored trace."""
    return changed(ran(request).trace, NAME, lambda values: np.nextafter(values, np.inf))


class Elsewhere(Answers):
    """Another machine; its engine is ready when `up` is set."""

    def __init__(self) -> None:
        super().__init__("zh-en", STORED.parameters, "cpu")
        self.up = asyncio.Event()
        self.error = ""

    async def warm_up(self) -> None:
        await self.up.wait()
        self.ready = True

    async def run(self, request: Request) -> tuple[Trace, tuple[str, ...]]:
        await self.up.wait()
        if self.error:
            raise OwnTextError(self.error)
        return other(request), ()


def is_of_this_machine(trace: Trace) -> bool:
    return not trace.shipped and np.array_equal(trace[NAME].values, mine()[NAME].values)


def mine() -> Trace:
    return other(Request(source=STORED.source_text, model="zh-en", device="cpu"))


def explore(app: Explorer) -> ExploreScreen:
    (found,) = (screen for screen in app.screen_stack if isinstance(screen, ExploreScreen))
    return found


async def settled(pilot) -> None:
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def test_what_this_machine_computes_takes_its_place_and_nothing_moves() -> None:
    answers = Elsewhere()
    app = Explorer(STORED, answers)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press(*["right"] * 8, "enter", "down", "right", "enter")
        reading = explore(app).reading
        assert reading.trace is STORED and reading.shown.source.name == NAME
        place, seen = (reading.number, reading.cell, list(reading.trail), app.focused), set(reading.visited)
        answers.up.set()
        await settled(pilot)
        assert is_of_this_machine(reading.trace)
        assert explore(app).reading is reading
        assert (reading.number, reading.cell, list(reading.trail), app.focused) == place
        assert reading.visited == seen
        assert np.array_equal(reading.shown.values, mine()[NAME].values)
        assert explore(app).grid.shown is reading.shown


async def test_where_it_cannot_be_computed_the_stored_one_stays() -> None:
    answers = Elsewhere()
    answers.error = "no torch"
    answers.up.set()
    app = Explorer(STORED, answers)
    async with app.run_test() as pilot:
        await settled(pilot)
        assert explore(app).reading.trace is STORED
    assert await answers.here(STORED) is STORED
    answers.error = ""
    assert is_of_this_machine(await answers.here(STORED))  # asked for again
    assert await answers.here(mine()) is mine()


async def test_both_runs_of_a_comparison_are_of_this_machine_however_early_it_is_asked_for() -> None:
    answers = Elsewhere()
    app = Explorer(STORED, answers)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("c", "enter")
        screen = app.screen
        assert isinstance(screen, CompareScreen) and screen.desk.comparison is None
        answers.up.set()
        await settled(pilot)
        assert screen.desk.comparison is not None
        assert is_of_this_machine(screen.desk.comparison.a)
        await pilot.press("escape")
        await settled(pilot)
        assert explore(app).reading.trace is screen.desk.a
        await pilot.press("c")
        assert isinstance(app.screen, CompareScreen) and app.screen.desk is screen.desk  # it is still there


async def test_what_was_tried_before_is_still_there() -> None:
    answers = Elsewhere()
    app = Explorer(STORED, answers)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("w")
        await pilot.press("escape")
        await pilot.press("d")
        await pilot.press("escape")
        walk = explore(app)
        kept = walk._what_if, walk.decoding
        assert None not in kept
        answers.up.set()
        await settled(pilot)
        assert is_of_this_machine(walk.reading.trace)
        await pilot.press("w")
        await pilot.press("escape")
        await pilot.press("d")
        assert (walk._what_if, walk.decoding) == kept


@pytest.mark.parametrize("offer", ["json", "npy"])
async def test_an_export_is_of_this_machine_however_early_it_is_asked_for(tmp_path: Path, offer: str) -> None:
    answers = Elsewhere()
    app = Explorer(STORED, answers)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press(*["right"] * 8, "e")
        lines = app.screen.query_one("#offers").lines
        place = next(n for n, line in enumerate(lines) if getattr(line, "name", "").endswith(f".{offer}"))
        app.screen.query_one("#offers").cursor = place
        await pilot.press("enter")
        app.screen.query_one(Input).value = str(tmp_path / f"it.{offer}")
        await pilot.press("enter")
        assert not list(tmp_path.iterdir())
        answers.up.set()
        await settled(pilot)
    file = tmp_path / f"it.{offer}"
    values = np.load(file) if offer == "npy" else load(file)[NAME].values
    assert np.array_equal(values, mine()[NAME].values)


def page(text: str):
    return parse(FRONT + f"\n# One\n\n{text}\n", FILE)


async def test_a_page_of_a_lesson_mixes_no_machines() -> None:
    answers = Elsewhere()
    answers.up.set()
    alone = page(f"The number is {{{{ step('{NAME}')[0, 0, 0] }}}}.")
    changed_too = page(
        '::: run other what-if="no-scaling"\n:::\n\n'
        f"{{{{ step('{NAME}')[0, 0, 0] }}}} and {{{{ step('{NAME}', 'other')[0, 0, 0] }}}}."
    )
    bench = Bench(answers)
    assert (await bench.material(alone, 0)).runs["main"].shipped  # at once, without the engine
    assert not any(run.shipped for run in (await bench.material(changed_too, 0)).runs.values())
    answers.ready = True
    assert is_of_this_machine((await bench.material(alone, 0)).runs["main"])
    assert (await Bench(None).material(alone, 0)).runs["main"].shipped  # there is no engine to come


def test_a_reading_of_another_run_stands_where_it_stood_in_a_parameter_too() -> None:
    reading = Reading(STORED)
    reading.follow(STORED["encoder.layers.0.self_attention.query"].inputs[1], (0, 0))
    here = reading.shown.source, reading.cell, list(reading.trail)
    reading.recomputed(mine())
    assert (reading.shown.source, reading.cell, list(reading.trail)) == here
    assert reading.back() and reading.trace is mine()
