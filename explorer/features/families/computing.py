"""What the side by side asks the engine for, and what it says meanwhile. Nothing here holds up the screen."""

from __future__ import annotations

import asyncio
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ....core.running import families as core
from ....core.support.localization import _
from ....core.trace import Trace, load
from ...ui.engine_client import EngineError
from ...ui.routes import WalkRoute
from ...ui.screen import Screen
from ...ui.text import safe
from .state import FamiliesState
from .tensor_views import step_of

if TYPE_CHECKING:
    from ....core.operations.expression import Index, Source
    from ...ui.engine_client import EngineClient

GROUP, INFLUENCES = "side by side", "influences"


class Computing(Screen[None]):
    """A screen whose desk is filled by the engine: the sequence, then each model, then what hangs on what."""

    state: FamiliesState
    engine: EngineClient | None

    def show(self) -> None:
        """Brings everything to what the desk has."""
        raise NotImplementedError

    def compute(self, task: str | None = None, text: str | None = None) -> None:
        """Whatever is missing; of another sequence, everything."""
        state = self.state
        task, text = task or state.task, state.text if text is None else text
        self.workers.cancel_group(self, INFLUENCES)
        self.start_computing(text, partial(self._compute, task, text), self.engine, GROUP)

    async def _compute(self, task: str, text: str) -> bool:
        try:
            await self._read(task, text)
            if self.engine is None:
                raise EngineError(_("There is no model at hand to compute this with."))
            await self._run_models(self.engine)
        except (ValueError, OSError) as error:
            self.show_notice(safe(str(error)), "error")
            return False
        self.clear_notice()
        self.show()
        self.run_worker(self._find_influences(self.engine), group=INFLUENCES, exclusive=True)
        return True

    async def _read(self, task: str, text: str) -> None:
        """The sequence; this needs no engine, so that the clock is there at once."""
        state = self.state
        if state.given is None or (task, text) != (state.task, state.text):
            state.read(await asyncio.to_thread(core.task_input, task, text))
            self.show()

    async def _run_models(self, engine: EngineClient) -> None:
        state = self.state
        for family in state.families:
            if state.side(family) is None:
                wanted = state.wanted(family)
                side = await engine.call(core.family_run, wanted.task, wanted.text, family, wanted.trained)
                state.receive(wanted, side)
                self.show()

    async def _find_influences(self, engine: EngineClient) -> None:
        state = self.state
        for family in state.families:
            if not state.influences_known(family):
                wanted = state.wanted(family)
                try:
                    found = await engine.call(
                        core.influences, wanted.task, wanted.text, family, wanted.trained
                    )
                    state.receive_influences(wanted, found)
                except EngineError as error:
                    state.receive_influences(wanted, str(error))
                self.show()

    # -------------------------------------------------------------------------- into one of the models
    def action_open(self) -> None:
        """The walk of the model one is at, at the step shown."""
        if self.engine is not None and self.state.side(self.state.here) is not None:
            self.run_worker(self._open(), group=GROUP + " open", exclusive=True)

    async def _open(self) -> None:
        state = self.state
        source, row = step_of(state, state.here), state.position
        try:
            trace = await self._trace()
        except (EngineError, OSError, ValueError) as error:
            self.show_notice(safe(str(error)), "error")
            return
        self.program.open(WalkRoute(trace, source, _cell(trace, source, row)))

    async def _trace(self) -> Trace:
        assert self.engine is not None
        wanted = self.state.wanted(self.state.here)
        with tempfile.TemporaryDirectory(prefix="transformer-explore-") as folder:
            file = Path(folder, "trace.safetensors")
            parameters = await self.engine.call(
                core.trace_into, wanted.task, wanted.text, wanted.family, wanted.trained, file
            )
            return load(file, parameters)


def _cell(trace: Trace, source: Source, row: int) -> Index:
    """The first cell of a step in the row of a position, where it has one."""
    shape = trace[source].shape if source in trace else ()
    return tuple(min(row, size - 1) if axis == len(shape) - 2 else 0 for axis, size in enumerate(shape))
