"""Shipped traces are used only while no run of this machine is shown with them."""

from functools import cache

import numpy as np
from transformer_explore.core.running.request import Request
from transformer_explore.core.trace import Trace
from transformer_explore.explorer.ui.engine_client import EngineClient, EngineError
from transformer_explore.explorer.ui.lab_runner import LabRunner
from transformer_explore.lessons.lesson import Lesson
from transformer_explore.lessons.parsing import parse

from tests.explorer.driver import ran
from tests.lessons.taught import FILE, FRONT
from tests.models import changed
from tests.shipped import shipped_trace

STORED = shipped_trace()
NAME = "encoder.layers.0.self_attention.scaled"


@cache
def other(request: Request) -> Trace:
    """A run of a machine that rounds differently from the one that made the stored trace."""
    return changed(ran(request).trace, NAME, lambda values: np.nextafter(values, np.inf))


class Elsewhere(EngineClient):
    """An engine on another machine."""

    def __init__(self) -> None:
        super().__init__("zh-en", STORED.parameters, "cpu")
        self.error = ""

    async def run(self, request: Request) -> tuple[Trace, tuple[str, ...]]:
        if self.error:
            raise EngineError(self.error)
        return other(request), ()


def stored(trace: Trace) -> bool:
    return np.array_equal(trace[NAME].values, STORED[NAME].values)


def page(text: str) -> Lesson:
    return parse(FRONT + f"\n# One {{#one}}\n\n{text}\n", FILE)


ALONE = page(f"The number is {{{{ step('{NAME}')[0, 0, 0] }}}}.")
TWO_RUNS = page(
    '::: run other what-if="no-scaling"\n:::\n\n'
    f"{{{{ step('{NAME}')[0, 0, 0] }}}} and {{{{ step('{NAME}', 'other')[0, 0, 0] }}}}."
)


async def test_a_page_never_mixes_runs_of_two_machines() -> None:
    engine = Elsewhere()
    runner = LabRunner(engine)
    assert stored((await runner.material(ALONE, 0)).runs["main"])  # at once, before the engine is ready
    assert not any(map(stored, (await runner.material(TWO_RUNS, 0)).runs.values()))
    engine.ready = True
    assert not stored((await runner.material(ALONE, 0)).runs["main"])
    assert stored((await LabRunner(None).material(ALONE, 0)).runs["main"])  # without an engine


async def test_exploring_uses_the_run_of_this_machine() -> None:
    engine = Elsewhere()
    runner = LabRunner(engine)
    read = (await runner.material(ALONE, 0)).runs["main"]
    engine.error = "no torch"
    assert await runner.here(read) is read
    engine.error = ""
    assert not stored(await runner.here(read))
    assert await runner.here(STORED) is STORED  # not its own
