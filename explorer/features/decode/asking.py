"""The moves of the decode screen, and the engine it asks for what it does not know."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from textual.widgets import Static
from textual.worker import Worker, WorkerCancelled, WorkerFailed, WorkerState

from ....core.support.localization import _
from ...ui.routes import WalkRoute
from ...ui.screen import Screen, computing
from ...ui.text import safe
from . import strings as said
from .reply import Ids
from .state import DecodeState

if TYPE_CHECKING:
    from ...ui.engine_client import EngineClient

TICK = 0.2  # seconds between two looks at the clock while the engine works
PATIENCE = 0.15  # seconds that the engine may take before a line says that it works


class DecodeAsking(Screen[WalkRoute | None]):
    """What the reader does to the tree; what it shows is a subclass's.

    Attributes:
        pending: the beginnings that the engine is at work on.
        problems: what it said of those it could not do.
    """

    def __init__(self, state: DecodeState, engine: EngineClient | None) -> None:
        super().__init__()
        self.state, self.engine = state, engine
        self.pending: dict[Ids, Worker[None]] = {}
        self.problems: dict[Ids, str] = {}
        self.searching: set[int] = set()
        self.beam_problem = ""
        self._going_on: Worker[None] | None = None
        self._began = 0.0

    def show(self) -> None:
        """Brings everything on the screen to where the reader is."""
        raise NotImplementedError

    @property
    def unfinished(self) -> str:
        """What is open here, for somebody who is about to quit; "" if nothing is."""
        tree = self.state.tree
        begun = tree.at > 0 and not tree.over(tree.here)
        return _("The translation has not ended yet, and it is not kept.") if begun else ""

    @property
    def is_waiting(self) -> bool:
        """Whether the engine is at work for this screen."""
        return bool(self.pending or self.searching)

    def on_screen_resume(self) -> None:
        if not hasattr(self, "_clock"):
            self._clock = self.set_interval(TICK, self._tick)

    def _tick(self) -> None:
        notice = self.query_one("#notice", Static)
        seconds = time.monotonic() - self._began
        if self.is_waiting and seconds > PATIENCE:
            self.show_notice(computing(self.state.text, seconds, self.engine), "busy")
        elif not self.is_waiting and notice.has_class("busy"):
            self.clear_notice()

    # -------------------------------------------------------------------------- moves
    def take(self, token: int, how: str) -> None:
        """One token more."""
        self.state.tree.pick(token, how)
        self.came()

    def can_go_on(self) -> bool:
        """Whether a token can follow; if not, says why, and asks again for what could not be computed."""
        tree = self.state.tree
        if tree.over(tree.here) or tree.full(tree.here):
            self.show_notice(said.ENDED if tree.over(tree.here) else said.FULL)
        elif tree.reply is None:
            waiting, problem = tree.here.ids in self.pending, self.problems.get(tree.here.ids, "")
            self.hear_more()
            self.show_notice(said.no_bars(tree, waiting or self.is_waiting, problem) or "")
        else:
            return True
        return False

    def came(self) -> None:
        """One is at another hypothesis now."""
        self.clear_notice()
        self.hear_more()
        self.show()

    def action_undo(self) -> None:
        self.stop_going_on()
        if self.state.tree.undo():
            self.came()
        else:
            self.show_notice(said.NOTHING_TO_UNDO)

    def action_restart(self) -> None:
        self.stop_going_on()
        self.state.tree.start_over()
        self.came()

    def action_sample(self) -> None:
        """One token, drawn with the settings and the seed."""
        tree = self.state.tree
        if self.can_go_on():
            self.stop_going_on()
            token, probability = tree.draw()
            self.take(token, _("drawn with p {probability:.3g}", probability=probability))
            self.show_notice(said.drawn(tree, token, probability))

    # -------------------------------------------------------------------------- greedy, to the end
    @property
    def is_going_on(self) -> bool:
        """Whether greedy decoding is on its way."""
        return self._going_on is not None and self._going_on.state in (
            WorkerState.PENDING,
            WorkerState.RUNNING,
        )

    def stop_going_on(self) -> None:
        """Leaves greedy decoding where it is."""
        if self._going_on is not None:
            self._going_on.cancel()
            self._going_on = None

    def action_greedy(self) -> None:
        """The most probable token, again and again, until the end."""
        if self.can_go_on():
            self.stop_going_on()
            self._going_on = self.run_worker(self._greedy(), group="greedy")

    async def _greedy(self) -> None:
        tree = self.state.tree
        while tree.next is not None and not tree.over(tree.here) and not tree.full(tree.here):
            here = tree.pick(tree.likeliest(), _("the most probable"))
            self.came()
            if (worker := self.pending.get(here.ids)) is not None:
                try:
                    await worker.wait()
                except WorkerFailed:
                    break
                except WorkerCancelled:  # the screen was left
                    return
            if tree.here is not here:  # the reader went elsewhere meanwhile
                return
        self._going_on = None
        self.show()

    # -------------------------------------------------------------------------- the engine
    def hear_more(self) -> None:
        """Has the engine compute what comes next, unless that is known."""
        read = self.state.tree.here.ids
        if self.engine is not None and self.state.tree.wants(read) and read not in self.pending:
            self._begin()
            self.problems.pop(read, None)
            self.pending[read] = self.run_worker(self._hear(self.engine, read), group="engine")

    async def _hear(self, engine: EngineClient, read: Ids) -> None:
        from ...ui.engine_client import EngineError

        try:
            asked: Any = {**self.state.more, "strategy": self.state.tree.strategy(read)}
            trace, _notices = await engine.run(engine.request(self.state.text, **asked))
            self.state.learn(trace)
        except EngineError as error:
            self.problems[read] = safe(str(error))
        finally:
            self.pending.pop(read, None)
        self.show()
        if problem := self.problems.get(read):
            self.show_notice(problem, "error")

    def search(self) -> None:
        """Has the engine make a beam search of this width, unless that is known."""
        beams = self.state.beams
        if self.engine is not None and beams.wants() and beams.width not in self.searching:
            self._begin()
            self.searching.add(beams.width)
            self.beam_problem = ""
            self.run_worker(self._search(self.engine, beams.width), group="engine")

    async def _search(self, engine: EngineClient, width: int) -> None:
        from ...ui.engine_client import EngineError

        try:
            asked: Any = {**self.state.more, "strategy": self.state.beams.strategy()}
            trace, _notices = await engine.run(engine.request(self.state.text, **asked))
            self.state.learn(trace)
        except EngineError as error:
            self.beam_problem = safe(str(error))
        finally:
            self.searching.discard(width)
        self.show()
        if self.beam_problem:
            self.show_notice(self.beam_problem, "error")

    def _begin(self) -> None:
        if not self.is_waiting:
            self._began = time.monotonic()
