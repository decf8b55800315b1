"""What is walked through side by side: the task and its sequence, the families, the clock, the position."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ....core.nn.sequence_configuration import FAMILIES
from ....core.running.families import FamilyRun, Influence, TaskInput, example
from .clock import Clock, Moment
from .receptive_field import LabelledArray, sight

LAYERS = 2
STATES, INFLUENCE = "states", "influence"
VIEWS = (STATES, INFLUENCE)


@dataclass(frozen=True)
class Wanted:
    """What is to be computed for a column."""

    task: str
    text: str
    family: str
    trained: bool


class FamiliesState:
    """A walk through several models at once.

    Attributes:
        task, text: what is read; `given` is what the task makes of it, None until somebody has read it.
        families: those that walk, in the order of FAMILIES.
        trained: or as they were before their first update.
        tick: of the clock.
        position: the one that is looked at.
        here: the family that is looked at.
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
        self.here = self.families[0]
        self.view = STATES
        self._sides: dict[Wanted, FamilyRun] = {}
        self._influences: dict[Wanted, tuple[Influence, ...] | str] = {}
        self._sights: dict[Wanted, list[LabelledArray]] = {}
        self._texts: dict[str, str] = {}

    # -------------------------------------------------------------------------- what is walked through
    def read(self, given: TaskInput) -> None:
        """Another sequence, from its beginning."""
        if given != self.given:
            self.tick, self.position = 0, _telling(given)
        self.given, self.task, self.text = given, given.task, given.text
        self._texts[given.task] = given.text

    def text_of(self, task: str) -> str:
        """The sequence that was read last for a task, or its example."""
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
        """Whether the clock stands at the answers."""
        return self.now.stage == self.clock.stages - 1

    @property
    def layer(self) -> int:
        """After which layer the states are, 0 for the embedding; the answers are made of those of the last."""
        return min(self.now.stage, LAYERS)

    # -------------------------------------------------------------------------- moving
    def to(self, tick: int) -> bool:
        """To a tick, at most to the first or last; whether that is another one."""
        tick = max(0, min(tick, self.clock.last))
        moved, self.tick = tick != self.tick, tick
        return moved

    def to_stage(self, by: int) -> bool:
        return self.to(self.clock.stage(self.tick, by))

    def to_position(self, position: int) -> bool:
        """At most to the first or last; whether that is another one."""
        before, self.position = self.position, max(0, min(position, len(self.tokens) - 1))
        return self.position != before

    def to_column(self, by: int) -> None:
        """To the next family, from the last round to the first."""
        self.here = self.families[(self.families.index(self.here) + by) % len(self.families)]

    def toggle(self, family: str) -> bool:
        """A family comes or goes, the clock at the same stage as before; False for the only one there is."""
        others = {each for each in self.families if each != family}
        if family in self.families and not others:
            return False
        chosen = others if family in self.families else others | {family}
        now, complete = self.now, self.now.beat == self.clock.lengths[self.now.stage]
        self.families = tuple(each for each in FAMILIES if each in chosen)
        length = self.clock.lengths[now.stage]
        self.tick = self.clock.starts()[now.stage] + (length if complete else min(now.beat, length)) - 1
        if self.here not in self.families:
            self.here = self.families[0]
        elif family in chosen:
            self.here = family
        return True

    def turn_view(self) -> None:
        self.view = VIEWS[(VIEWS.index(self.view) + 1) % len(VIEWS)]

    # -------------------------------------------------------------------------- what was computed
    def wanted(self, family: str) -> Wanted:
        return Wanted(self.task, self.text, family, self.trained)

    def side(self, family: str) -> FamilyRun | None:
        """What a family made of the sequence, None until that is known."""
        return self._sides.get(self.wanted(family))

    def receive(self, wanted: Wanted, side: FamilyRun) -> None:
        self._sides[wanted] = side
        self._sights[wanted] = sight(side.configuration, len(side.probabilities))

    def influence(self, family: str) -> Influence | str | None:
        """|∂b/∂a| at this stage, [to, from]; why there is none; or None until that is known."""
        found = self._influences.get(self.wanted(family))
        if found is None or isinstance(found, str):
            return found
        return np.eye(len(self.tokens)) if self.layer == 0 else found[self.layer - 1]

    def shares(self, family: str) -> Influence | None:
        """The same in proportion to the largest influence of one position on another in this family."""
        found = self.influence(family)
        if found is None or isinstance(found, str):
            return None
        others = np.where(np.eye(len(found), dtype=bool), 0.0, found)
        return np.asarray(found / (others.max() or 1.0))

    def influences_known(self, family: str) -> bool:
        return self.wanted(family) in self._influences

    def receive_influences(self, wanted: Wanted, found: tuple[Influence, ...] | str) -> None:
        """The influence after each layer, or why it cannot be had."""
        self._influences[wanted] = found

    def sees(self, family: str) -> LabelledArray | None:
        """Which tokens each position can see at this stage, [to, from]."""
        found = self._sights.get(self.wanted(family))
        return None if found is None else found[self.layer]


@lru_cache
def _clock(positions: int, families: tuple[str, ...]) -> Clock:
    return Clock(positions, LAYERS, families)


def _telling(given: TaskInput) -> int:
    """The position to begin with: the last that is asked for; where all are, one with much before and behind it."""
    asked = [n for n, right in enumerate(given.right) if right is not None] or [len(given.tokens) - 1]
    return len(given.tokens) // 3 if len(asked) == len(given.tokens) else asked[-1]
