"""Computes what lessons and labs need, in the engine or in a thread, without blocking the screen."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from ...core.running.request import Request
from ...core.support.localization import _
from ...core.trace import Trace
from ...lessons.labs import needs_engine, perform
from ...lessons.labs.lab import Result, Value
from ...lessons.lesson import LabOf, Lesson
from ...lessons.material import Material, lab_key, located, needed, request, shipped, trace_key
from .engine_client import EngineError

if TYPE_CHECKING:
    from .engine_client import EngineClient

# The parameters that the learner changed, by the lab's name on the page.
Changed = Mapping[str, Mapping[str, Value]]
MOST = 200  # results of labs to keep: a slider produces many


class LabRunner:
    """Computes each run and each lab once.

    Args:
        engine: the engine; without it, only shipped traces and labs without torch are available.
    """

    def __init__(self, engine: EngineClient | None) -> None:
        self.engine = engine
        self._traces: dict[Hashable, Trace] = {}
        self._results: dict[Hashable, Result] = {}
        # Shipped traces that were shown instead of computed ones.
        self._shipped: list[tuple[Request, Trace]] = []

    async def material(self, lesson: Lesson, page: int, changed: Changed | None = None) -> Material:
        """The material of a page, with the parameters that the learner changed.

        Raises:
            LessonError: a run or a lab of the page fails.
        """
        runs, labs = needed(lesson, page)
        wanted, traces, results = {}, {}, {}
        for name, run in runs.items():
            with located(run.at):
                wanted[name] = request(lesson, run)
        with located(lesson.at):
            at_hand = await asyncio.to_thread(self._at_hand, wanted.values(), labs.values())
        for name, asked in wanted.items():
            with located(runs[name].at):
                traces[name] = at_hand.get(asked) or await self.trace(asked)
        for name, lab in labs.items():
            with located(lab.at):
                parameters = {**lab.parameters, **(changed or {}).get(name, {})}
                results[name] = await self.perform(lab.lab, parameters)
        return Material(traces, results)

    def _at_hand(self, runs: Collection[Request], labs: Iterable[LabOf]) -> Mapping[Request, Trace]:
        """The shipped traces, if the engine is not ready and the page needs nothing else from it.

        They were computed on another machine, so they are never mixed with runs on this one.
        """
        if self.engine is not None and self.engine.ready:
            return {}
        found = {run: trace for run in runs if (trace := shipped(run)) is not None}
        enough = len(found) == len(set(runs)) and not any(needs_engine(lab.lab) for lab in labs)
        if self.engine is not None and not enough:
            return {}
        self._shipped += found.items()
        return found

    async def here(self, trace: Trace) -> Trace:
        """The run of a shipped trace as computed on this machine, if there is an engine; else the trace itself."""
        wanted = next((request for request, known in self._shipped if known is trace), None)
        if wanted is None or self.engine is None:
            return trace
        try:
            return await self.trace(wanted)
        except EngineError:  # reported when another run is computed
            return trace

    async def trace(self, wanted: Request) -> Trace:
        """A run of the model, computed by the engine.

        Raises:
            EngineError, ValueError, OSError: it cannot be computed.
        """
        key = trace_key(wanted)
        if key not in self._traces:
            engine = self._engine()
            self._traces[key], _notices = await engine.run(replace(wanted, device=engine.device))
        return self._traces[key]

    async def perform(self, lab: str, parameters: Mapping[str, Value]) -> Result:
        """The result of an experiment.

        Raises:
            EngineError, ValueError: it fails.
        """
        key = lab_key(lab, parameters)
        if key not in self._results:
            if needs_engine(lab):
                found = await self._engine().call(perform, lab, dict(parameters))
            else:
                found = await asyncio.to_thread(perform, lab, parameters)
            if len(self._results) >= MOST:
                del self._results[next(iter(self._results))]
            self._results[key] = found
        return self._results[key]

    def _engine(self) -> EngineClient:
        if self.engine is None:
            raise EngineError(_("No model is loaded, so this cannot be computed."))
        return self.engine
