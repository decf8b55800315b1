"""A trace of the reader's own text: asked of the engine, awaited without holding up the screen."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING

from ..core.operations.operation import Array
from ..core.trace import Trace, load

if TYPE_CHECKING:
    from ..core.engine import Engine


class OwnTextError(ValueError):
    """What to tell the reader, in one line."""


class Answers:
    """Puts a reader's texts to the engine.

    The engine comes up with `warm_up` or the first question; neither holds up the event loop.

    Args:
        model: name or path of the model to ask.
        parameters: that model's weights, with which the traces are explained.
    """

    def __init__(self, model: str, parameters: Mapping[str, Array] | None, engine: Engine | None = None) -> None:
        self.model = model
        self.parameters = parameters
        self._engine = engine
        self._warm: Future[None] | None = None
        self._stopped = False

    @property
    def ready(self) -> bool:
        """Whether torch is loaded, so that an answer takes no longer than computing it."""
        return self._warm is not None and self._warm.done()

    def _at_hand(self) -> Engine:
        if self._engine is None:
            from ..core.engine import Engine

            self._engine = Engine()
        return self._engine

    async def warm_up(self) -> None:
        """Starts the engine; done when it can answer at once. What goes wrong here shows with the first question."""
        try:
            self._warm = await asyncio.to_thread(lambda: self._at_hand().warm_up())
            await asyncio.wrap_future(self._warm)
        except (BrokenProcessPool, OSError):
            return

    async def ask(self, text: str) -> tuple[Trace, tuple[str, ...]]:
        """The trace of a text, and what there is to remark about it.

        Raises:
            OwnTextError: there is none, and why.
        """
        from ..core.translation import record_forward

        engine = self._at_hand()
        file = engine.file()
        try:
            future = await asyncio.to_thread(engine.submit, record_forward, self.model, text, None, file)
            notices = await asyncio.wrap_future(future)
            trace = await asyncio.to_thread(load, file, self.parameters)
        except BrokenProcessPool:
            raise OwnTextError("The engine stopped in the middle of it; the next text starts a new one.") from None
        except (ValueError, OSError, MemoryError) as error:
            raise OwnTextError(str(error) or type(error).__name__) from None
        finally:
            file.unlink(missing_ok=True)
        return trace, tuple(notices)

    def stop(self) -> None:
        """Ends the engine at once."""
        self._stopped = True
        if self._engine is not None:
            self._engine.stop()
