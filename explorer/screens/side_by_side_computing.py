"""What the side by side asks the engine for, and what it says meanwhile. Nothing here holds up the screen."""

from __future__ import annotations

import asyncio
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ...core import side_by_side as core
from ...core.language import _
from ...core.trace import Trace, load
from ..own_text import OwnTextError
from ..side_by_side.desk import SideBySide
from ..side_by_side.shown import step_of
from ..text import safe
from .one_frame import OneFrame
from .telling import Telling

if TYPE_CHECKING:
    from ...core.operations.expression import Source
    from ..own_text import Answers

GROUP, INFLUENCES = "side by side", "influences"


class Computing(Telling[None]):
    """A screen whose desk is filled by the engine: the sequence, then each model, then what hangs on what."""

    desk: SideBySide
    answers: Answers | None

    def show(self) -> None:
        """Brings everything to what the desk has."""
        raise NotImplementedError

    def compute(self, task: str | None = None, text: str | None = None) -> None:
        """Whatever is missing; of another sequence, everything."""
        desk = self.desk
        task, text = task or desk.task, desk.text if text is None else text
        self.workers.cancel_group(self, INFLUENCES)
        self.start_computing(text, partial(self._compute, task, text), self.answers, GROUP)

    async def _compute(self, task: str, text: str) -> bool:
        try:
            await self._read(task, text)
            if self.answers is None:
                raise OwnTextError(_("There is no model at hand to compute this with."))
            await self._run_models(self.answers)
        except (ValueError, OSError) as error:
            self.tell(safe(str(error)), "error")
            return False
        self.hush()
        self.show()
        self.run_worker(self._find_influences(self.answers), group=INFLUENCES, exclusive=True)
        return True

    async def _read(self, task: str, text: str) -> None:
        """The sequence; this needs no engine, so that the clock is there at once."""
        desk = self.desk
        if desk.given is None or (task, text) != (desk.task, desk.text):
            desk.read(await asyncio.to_thread(core.given, task, text))
            self.show()

    async def _run_models(self, answers: Answers) -> None:
        desk = self.desk
        for family in desk.families:
            if desk.side(family) is None:
                wanted = desk.wanted(family)
                side = await answers.call(core.side, wanted.task, wanted.text, family, wanted.trained)
                desk.receive(wanted, side)
                self.show()

    async def _find_influences(self, answers: Answers) -> None:
        desk = self.desk
        for family in desk.families:
            if not desk.influences_known(family):
                wanted = desk.wanted(family)
                try:
                    found = await answers.call(
                        core.influences, wanted.task, wanted.text, family, wanted.trained
                    )
                    desk.receive_influences(wanted, found)
                except OwnTextError as error:
                    desk.receive_influences(wanted, str(error))
                self.show()

    # -------------------------------------------------------------------------- into one of the models
    def action_open(self) -> None:
        """The walk of the model one is at, at the step shown."""
        if self.answers is not None and self.desk.side(self.desk.here) is not None:
            self.run_worker(self._open(), group=GROUP + " open", exclusive=True)

    async def _open(self) -> None:
        desk = self.desk
        source, row = step_of(desk, desk.here), desk.position
        try:
            trace = await self._trace()
        except (OwnTextError, OSError, ValueError) as error:
            self.tell(safe(str(error)), "error")
            return
        from .explore import ExploreScreen

        screen = ExploreScreen(trace)
        _stand(screen, source, row)
        await self.app.push_screen(screen)

    async def _trace(self) -> Trace:
        assert self.answers is not None
        wanted = self.desk.wanted(self.desk.here)
        with tempfile.TemporaryDirectory(prefix="transformer-explore-") as folder:
            file = Path(folder, "trace.safetensors")
            parameters = await self.answers.call(
                core.trace_into, wanted.task, wanted.text, wanted.family, wanted.trained, file
            )
            return load(file, parameters)


def _stand(screen: OneFrame[None], source: Source, row: int) -> None:
    """At a step, in the row of a position where it has one."""
    from .explore import ExploreScreen

    assert isinstance(screen, ExploreScreen)
    reading = screen.reading
    if source not in reading.trace:
        return
    shape = reading.trace[source].shape
    cell = [0] * len(shape)
    if len(shape) > 1:
        cell[-2] = min(row, shape[-2] - 1)
    reading.stand(source, tuple(cell))
