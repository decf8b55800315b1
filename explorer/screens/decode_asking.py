"""The moves of the decode screen, and the engine it asks for what it does not know."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from textual.widgets import Static
from textual.worker import Worker, WorkerCancelled, WorkerFailed, WorkerState

from ...core.language import _
from ..decoding.desk import Desk, Place
from ..decoding.reply import Ids
from ..text import safe
from . import decode_said as said
from .base import computing
from .one_frame import OneFrame

if TYPE_CHECKING:
    from ..own_text import Answers

TICK = 0.2  # seconds between two looks at the clock while the engine works
PATIENCE = 0.15  # seconds that the engine may take before a line says that it works


class DecodeAsking(OneFrame[Place | None]):
    """What the reader does to the tree; what it shows is a subclass's.

    Attributes:
        pending: the beginnings that the engine is at work on.
        problems: what it said of those it could not do.
    """

    def __init__(self, desk: Desk, answers: Answers | None) -> None:
        super().__init__()
        self.desk, self.answers = desk, answers
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
        tree = self.desk.tree
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
            self.tell(computing(self.desk.text, seconds, self.answers), "busy")
        elif not self.is_waiting and notice.has_class("busy"):
            self.hush()

    # -------------------------------------------------------------------------- moves
    def take(self, token: int, how: str) -> None:
        """One token more."""
        self.desk.tree.pick(token, how)
        self.came()

    def can_go_on(self) -> bool:
        """Whether a token can follow; if not, says why, and asks again for what could not be computed."""
        tree = self.desk.tree
        if tree.over(tree.here) or tree.full(tree.here):
            self.tell(said.ENDED if tree.over(tree.here) else said.FULL)
        elif tree.reply is None:
            waiting, problem = tree.here.ids in self.pending, self.problems.get(tree.here.ids, "")
            self.hear_more()
            self.tell(said.no_bars(tree, waiting or self.is_waiting, problem) or "")
        else:
            return True
        return False

    def came(self) -> None:
        """One is at another hypothesis now."""
        self.hush()
        self.hear_more()
        self.show()

    def action_undo(self) -> None:
        self.stop_going_on()
        if self.desk.tree.undo():
            self.came()
        else:
            self.tell(said.NOTHING_TO_UNDO)

    def action_restart(self) -> None:
        self.stop_going_on()
        self.desk.tree.start_over()
        self.came()

    def action_sample(self) -> None:
        """One token, drawn with the settings and the seed."""
        tree = self.desk.tree
        if self.can_go_on():
            self.stop_going_on()
            token, probability = tree.draw()
            self.take(token, _("drawn with p {probability:.3g}").format(probability=probability))
            self.tell(said.drawn(tree, token, probability))

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
        tree = self.desk.tree
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
        read = self.desk.tree.here.ids
        if self.answers is not None and self.desk.tree.wants(read) and read not in self.pending:
            self._begin()
            self.problems.pop(read, None)
            self.pending[read] = self.run_worker(self._hear(self.answers, read), group="engine")

    async def _hear(self, answers: Answers, read: Ids) -> None:
        from ..own_text import OwnTextError

        try:
            asked: Any = {**self.desk.more, "strategy": self.desk.tree.strategy(read)}
            trace, _notices = await answers.run(answers.request(self.desk.text, **asked))
            self.desk.learn(trace)
        except OwnTextError as error:
            self.problems[read] = safe(str(error))
        finally:
            self.pending.pop(read, None)
        self.show()
        if problem := self.problems.get(read):
            self.tell(problem, "error")

    def search(self) -> None:
        """Has the engine make a beam search of this width, unless that is known."""
        beams = self.desk.beams
        if self.answers is not None and beams.wants() and beams.width not in self.searching:
            self._begin()
            self.searching.add(beams.width)
            self.beam_problem = ""
            self.run_worker(self._search(self.answers, beams.width), group="engine")

    async def _search(self, answers: Answers, width: int) -> None:
        from ..own_text import OwnTextError

        try:
            asked: Any = {**self.desk.more, "strategy": self.desk.beams.strategy()}
            trace, _notices = await answers.run(answers.request(self.desk.text, **asked))
            self.desk.learn(trace)
        except OwnTextError as error:
            self.beam_problem = safe(str(error))
        finally:
            self.searching.discard(width)
        self.show()
        if self.beam_problem:
            self.tell(self.beam_problem, "error")

    def _begin(self) -> None:
        if not self.is_waiting:
            self._began = time.monotonic()
