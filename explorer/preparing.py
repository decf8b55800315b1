"""Gets a trace and the engine ready after the first frame."""

from __future__ import annotations

import asyncio
import gc
from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from .ui.examples import EXAMPLES
from .ui.routes import WalkRoute
from .ui.screen import Screen

if TYPE_CHECKING:
    from textual.app import App

    from ..core.trace import Trace
    from .ui.engine_client import EngineClient

# The thresholds of the three generations of the garbage collector.
COLLECTED = (50_000, 20, 20)


class AtHand(NamedTuple):
    """A trace to begin with, and the engine that computes others, if there is one.

    Attributes:
        stored: whether the trace came with the model and was computed on another machine.
    """

    trace: Trace
    engine: EngineClient | None
    stored: bool = False

    @property
    def route(self) -> WalkRoute:
        """The walk of the trace."""
        return WalkRoute(self.trace, engine=self.engine)


class Preparation:
    """Prepares what the screens need, once, and lets the engine compute the traces that came with the model.

    Args:
        at_hand: the trace and the engine, if they are ready already.
        prepare: prepares them otherwise; called in a thread.
        show_error: shows why that failed.
    """

    def __init__(
        self,
        app: App[None],
        at_hand: AtHand | None,
        prepare: Callable[[], AtHand] | None,
        show_error: Callable[[str], None],
    ) -> None:
        self.app, self.at_hand, self._prepare, self._show_error = app, at_hand, prepare, show_error
        self._preparing: asyncio.Task[AtHand] | None = None
        # Texts whose traces came with the model. A key may wait for one before the engine has started.
        self._computed: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)

    @property
    def engine(self) -> EngineClient | None:
        """The engine, as soon as it is known."""
        return self.at_hand.engine if self.at_hand is not None else None

    def begin(self) -> None:
        """Starts the preparation if it has not started: the reader may be faster than the first frame."""
        if self.at_hand is not None:
            self._warm_up(self.at_hand)
            self.freeze()
        elif self._prepare is not None and self._preparing is None:
            self._preparing = asyncio.create_task(self._prepared(self._prepare))

    async def ready(self) -> AtHand | None:
        """Waits until it is ready; None if it failed, after showing an error."""
        if self.at_hand is not None:
            return self.at_hand
        self.begin()
        if self._preparing is None:
            return None
        try:
            # Leaving for another screen cancels only this wait, not the preparation.
            return await asyncio.shield(self._preparing)
        except Exception as error:  # any failure: the screen stays and shows it
            self._show_error(str(error))
            return None

    async def _prepared(self, prepare: Callable[[], AtHand]) -> AtHand:
        try:
            at_hand = await asyncio.to_thread(prepare)
        finally:
            self.freeze()
        self.at_hand = at_hand
        self._warm_up(at_hand)
        return at_hand

    def freeze(self) -> None:
        """Starts the garbage collector, which ignores modules, style sheets and the first trace: they are never freed.

        Otherwise it would visit them every few hundred keys, for a tenth of a second in the middle of a key. With its
        usual thresholds it would run several times per key.
        """
        if not self.app.is_headless:  # a test process holds more than the program
            gc.freeze()
            gc.set_threshold(*COLLECTED)
        gc.enable()

    # -------------------------------------------------------------------------- traces that came with the model
    def is_stored(self, text: str) -> bool:
        """Whether the trace of a text came with the model."""
        return text in self._computed

    async def computed_here(self, text: str) -> None:
        """Waits until the trace of a text that came with the model has been computed on this machine."""
        await self._computed[text].wait()

    def _warm_up(self, at_hand: AtHand) -> None:
        if at_hand.stored:
            for text in (at_hand.trace.source_text, *dict(EXAMPLES)):
                self._computed[text]  # the defaultdict creates its event
        if at_hand.engine is not None:
            self.app.run_worker(self._compute_here(at_hand, at_hand.engine), group="warm up")

    async def _compute_here(self, at_hand: AtHand, engine: EngineClient) -> None:
        """Starts the engine, and lets it recompute on this machine the traces that came with the model."""
        await engine.warm_up()
        if not at_hand.stored:
            return
        for text in dict.fromkeys((at_hand.trace.source_text, *(text for text, _about in EXAMPLES))):
            computed = await engine.prepare(text)
            if computed is not None and text == at_hand.trace.source_text:
                self.at_hand = AtHand(computed, engine)
            for screen in self.app.screen_stack:
                if isinstance(screen, Screen):
                    screen.replace_stored(text, computed)
            self._computed[text].set()
