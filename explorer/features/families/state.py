"""What the screen of model families shows: a task and its sequence, the families, the clock, the position."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ....core.nn.sequence_configuration import FAMILIES
from ....core.running.families import FamilyRun, Influence, TaskInput, example
from .clock import Clock, Moment
from .receptive_field import Mask, receptive_fields

LAYERS = 2
STATES, INFLUENCE = "states", "influence"
VIEWS = (STATES, INFLUENCE)


class Wanted(NamedTuple):
    """What the engine has to compute for a family: the arguments of `core.running.families`."""

    task: str
    text: str
    family: str
    trained: bool


class FamiliesState:
    """Several families of models on one sequence.

    Attributes:
        task, text: the sequence; `given` is how the task reads it, None until it has been read.
        families: those that are shown, in the order of FAMILIES.
        trained: whether the models are trained.
        tick: the tick of the clock, counted from 0.
        position: the chosen position.
        family: the chosen family.
        view: one of VIEWS.
    """

    def __init__(
        self,
        task: str = "glossing",
        text: str | None = None,
        families: tuple[str, ...] = FAMILIES,
        trained: bool = True,
    ) -> None:
        self.task = task
        self.text = example(task) if text is None else text
        self.families = tuple(family for family in FAMILIES if family in families) or FAMILIES
        self.trained = trained
        self.given: TaskInput | None = None
        self.tick = 0
        self.position = 0
        self.family = self.families[0]
        self.view = STATES
        self._runs: dict[Wanted, FamilyRun] = {}
        self._influences: dict[Wanted, tuple[Influence, ...] | str] = {}
        self._fields: dict[Wanted, list[Mask]] = {}
        self._texts: dict[str, str] = {}

    # -------------------------------------------------------------------------- the sequence
    def read(self, given: TaskInput) -> None:
        """Shows another sequence from its first tick."""
        if given != self.given:
            self.tick, self.position = 0, _interesting(given)
        self.given, self.task, self.text = given, given.task, given.text
        self._texts[given.task] = given.text

    def text_of(self, task: str) -> str:
        """The last sequence of a task, or its example."""
        return self._texts.get(task) or example(task)

    @property
    def tokens(self) -> tuple[str, ...]:
        return self.given.tokens if self.given is not None else ()

    @property
    def clock(self) -> Clock:
        return _clock(max(1, len(self.tokens)), self.families)

    @property
    def now(self) -> Moment:
        return self.clock.moment(self.tick)

    @property
    def answering(self) -> bool:
        """Whether the clock is at the answers."""
        return self.now.stage == self.clock.stages - 1

    @property
    def layer(self) -> int:
        """The layer whose states are shown, 0 for the embedding; the answers are computed from the last one."""
        return min(self.now.stage, LAYERS)

    @property
    def command(self) -> str:
        """The shell command that shows the same."""
        words = ["transformer-explore", "side-by-side", self.text, "--task", self.task]
        if self.families != FAMILIES:
            words += ["--families", ",".join(self.families)]
        return shlex.join([*words, *([] if self.trained else ["--untrained"])])

    # -------------------------------------------------------------------------- moving
    def go_to(self, tick: int) -> bool:
        """Goes to a tick, or to the first or last if there is none; returns whether it changed."""
        tick = max(0, min(tick, self.clock.last))
        moved, self.tick = tick != self.tick, tick
        return moved

    def go_to_stage(self, by: int) -> bool:
        """Goes to the next (1) or previous (−1) stage; returns whether there is one."""
        return self.go_to(self.clock.stage(self.tick, by))

    def choose_position(self, position: int) -> bool:
        """Chooses a position, or the first or last if there is none; returns whether it changed."""
        previous, self.position = self.position, max(0, min(position, len(self.tokens) - 1))
        return self.position != previous

    def next_family(self, by: int) -> None:
        """Chooses the next family; after the last comes the first."""
        self.family = self.families[(self.families.index(self.family) + by) % len(self.families)]

    def toggle(self, family: str) -> bool:
        """Shows or hides a family and stays at the same stage; returns False if it is the only one."""
        others = {each for each in self.families if each != family}
        if family in self.families and not others:
            return False
        chosen = others if family in self.families else others | {family}
        now, complete = self.now, self.now.tick == self.clock.lengths[self.now.stage]
        self.families = tuple(each for each in FAMILIES if each in chosen)
        length = self.clock.lengths[now.stage]
        self.tick = self.clock.starts[now.stage] + (length if complete else min(now.tick, length)) - 1
        if self.family not in self.families:
            self.family = self.families[0]
        elif family in chosen:
            self.family = family
        return True

    def next_view(self) -> None:
        self.view = VIEWS[(VIEWS.index(self.view) + 1) % len(VIEWS)]

    # -------------------------------------------------------------------------- results of the engine
    def wanted(self, family: str) -> Wanted:
        """What to compute for a family now."""
        return Wanted(self.task, self.text, family, self.trained)

    def missing(self, find: Callable[[str], object]) -> Iterator[Wanted]:
        """What has to be computed for each family for which `find`, a method of this state, returns None."""
        return (self.wanted(family) for family in self.families if find(family) is None)

    def run_of(self, family: str) -> FamilyRun | None:
        """The run of a family; None until it is computed."""
        return self._runs.get(self.wanted(family))

    def receive(self, wanted: Wanted, run: FamilyRun) -> None:
        """Keeps the run of a family."""
        self._runs[wanted] = run
        self._fields[wanted] = receptive_fields(run.configuration, len(run.probabilities))

    def influence(self, family: str) -> Influence | str | None:
        """|∂b/∂a| at this stage, [to, from]; a string says why there is none; None until it is computed."""
        found = self._influences.get(self.wanted(family))
        if found is None or isinstance(found, str):
            return found
        return np.eye(len(self.tokens)) if self.layer == 0 else found[self.layer - 1]

    def shares(self, family: str) -> Influence | None:
        """The influence, divided by the largest influence of one position on another in this family."""
        found = self.influence(family)
        if found is None or isinstance(found, str):
            return None
        others = np.where(np.eye(len(found), dtype=bool), 0.0, found)
        return np.asarray(found / (others.max() or 1.0))

    def receive_influences(self, wanted: Wanted, found: tuple[Influence, ...] | str) -> None:
        """Keeps the influence after each layer, or why it cannot be computed."""
        self._influences[wanted] = found

    def sees(self, family: str) -> Mask | None:
        """Which tokens each position can see at this stage, [to, from]."""
        found = self._fields.get(self.wanted(family))
        return None if found is None else found[self.layer]


@lru_cache
def _clock(positions: int, families: tuple[str, ...]) -> Clock:
    return Clock(positions, LAYERS, families)


def _interesting(given: TaskInput) -> int:
    """The position to choose first: the last one with a question, or, if all have one, the end of the first third."""
    asked = [n for n, right in enumerate(given.right) if right is not None] or [len(given.tokens) - 1]
    return len(given.tokens) // 3 if len(asked) == len(given.tokens) else asked[-1]
