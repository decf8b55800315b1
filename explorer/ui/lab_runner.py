"""Who computes what a page needs: the engine, or a thread where no torch is wanted. Nothing here holds up a screen."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from ...core.checkpoints import find_any
from ...core.running.request import Request
from ...core.support.localization import _
from ...core.trace import Trace
from ...lessons.error import LessonError
from ...lessons.in_process import shipped
from ...lessons.labs import needs_torch, perform
from ...lessons.labs.lab import Result, Value
from ...lessons.lesson import LabOf, Lesson
from ...lessons.material import Material, in_sight, request
from .engine_client import EngineError

if TYPE_CHECKING:
    from .engine_client import EngineClient

Turned = Mapping[
    str, Mapping[str, Value]
]  # by the name of a lab on a page: its parameters as the learner turned them
MOST = 200  # results of labs that are kept: a slider makes many
_Key = tuple[str, tuple[tuple[str, Value], ...]]


class LabRunner:
    """Runs and labs, each computed once.

    Args:
        answers: the engine; without one there are shipped traces and labs that need no torch.
    """

    def __init__(self, engine: EngineClient | None) -> None:
        self.engine = engine
        self._traces: dict[tuple[object, ...], Trace] = {}
        self._results: dict[_Key, Result] = {}
        self._at_first: list[
            tuple[Request, Trace]
        ] = []  # runs that came with the model, read and not computed

    async def material(self, lesson: Lesson, page: int, turned: Turned | None = None) -> Material:
        """What the live values of a page are read from.

        Raises:
            LessonError: a run or a lab of it cannot be computed.
        """
        runs, labs = in_sight(lesson, page)
        traces, results = {}, {}
        at = lesson.at
        try:
            wanted = {}
            for name, run in runs.items():
                at = run.at
                wanted[name] = request(lesson, run)
            first = await asyncio.to_thread(self._at_once, wanted.values(), labs.values())
            for name, asked in wanted.items():
                at = runs[name].at
                traces[name] = first.get(asked) or await self.trace(asked)
            for name, lab in labs.items():
                at = lab.at
                given = {**lab.parameters, **(turned or {}).get(name, {})}
                results[name] = await self.perform(lab.lab, given)
        except LessonError:
            raise
        except (ValueError, OSError) as error:
            raise LessonError(at, str(error)) from None
        return Material(traces, results)

    def _at_once(self, runs: Collection[Request], labs: Iterable[LabOf]) -> Mapping[Request, Trace]:
        """The traces that came with the models, until the engine is ready and where a page needs no more than those.

        Another machine computed them: beside a run of this one they have no place.
        """
        if self.engine is not None and self.engine.ready:
            return {}
        found = {run: trace for run in runs if (trace := shipped(run)) is not None}
        alone = len(found) == len(set(runs)) and not any(needs_torch(lab.lab) for lab in labs)
        if not (alone or self.engine is None):
            return {}
        self._at_first += found.items()
        return found

    async def here(self, trace: Trace) -> Trace:
        """What this machine computes where a trace came with the model and there is an engine; else the trace."""
        wanted = next((request for request, known in self._at_first if known is trace), None)
        if wanted is None or self.engine is None:
            return trace
        try:
            return await self.trace(wanted)
        except EngineError:  # who asks for another run is told
            return trace

    async def trace(self, wanted: Request) -> Trace:
        """A run of the model, computed by the engine.

        Raises:
            OwnTextError, ValueError, OSError: it cannot be had.
        """
        key = wanted, find_any(wanted.model).files
        if key not in self._traces:
            engine = self._engine()
            self._traces[key], _notices = await engine.run(replace(wanted, device=engine.device))
        return self._traces[key]

    async def perform(self, lab: str, parameters: Mapping[str, Value]) -> Result:
        """An experiment.

        Raises:
            OwnTextError, ValueError: it cannot be done.
        """
        key = lab, tuple(sorted(parameters.items()))
        if key not in self._results:
            if await asyncio.to_thread(needs_torch, lab):
                found = await self._engine().call(perform, lab, dict(parameters))
            else:
                found = await asyncio.to_thread(perform, lab, parameters)
            if len(self._results) >= MOST:
                del self._results[next(iter(self._results))]
            self._results[key] = found
        return self._results[key]

    def _engine(self) -> EngineClient:
        if self.engine is None:
            raise EngineError(_("There is no model at hand to compute this with."))
        return self.engine
