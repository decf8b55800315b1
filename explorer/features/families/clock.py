"""A common clock for models that compute at once and models that compute one position after another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

RECURRENT = ("rnn", "lstm")
"""The families that take a beat for each position, since a state is made of the one before it."""


@dataclass(frozen=True)
class Moment:
    """Where the clock stands.

    Attributes:
        stage: 0 is the embedding, then the layers from 1, then the answers.
        beat: of this stage, counted from 1.
    """

    stage: int
    beat: int


@dataclass(frozen=True)
class Clock:
    """Beats in which every family does one thing that cannot be done sooner, or waits for the slowest.

    A beat of attention or of a convolution is a few matrix products over all positions; one of a recurrent network is
    one pass through its cell. Layer follows layer: a stage begins when the one before is done in every family.

    Attributes:
        positions: of the sequence.
        layers: of each model.
        families: that walk together.
    """

    positions: int
    layers: int
    families: Sequence[str]

    @property
    def stages(self) -> int:
        """The embedding, the layers, the answers."""
        return self.layers + 2

    @cached_property
    def last(self) -> int:
        """The last tick; the first one is 0."""
        return sum(self.lengths) - 1

    @cached_property
    def lengths(self) -> tuple[int, ...]:
        """The beats of each stage, as many as the slowest family takes."""
        return tuple(
            max((self.takes(family, stage) for family in self.families), default=1)
            for stage in range(self.stages)
        )

    def takes(self, family: str, stage: int) -> int:
        """The beats that a family takes for a stage."""
        return self.positions if family in RECURRENT and 0 < stage <= self.layers else 1

    def moment(self, tick: int) -> Moment:
        """Where the clock stands after `tick` more beats than the first."""
        for stage, length in enumerate(self.lengths):
            if tick < length:
                return Moment(stage, tick + 1)
            tick -= length
        raise IndexError(tick)

    def starts(self) -> list[int]:
        """The tick of the first beat of each stage."""
        return [0, *accumulate(self.lengths)][:-1]

    def stage(self, tick: int, by: int) -> int:
        """The first beat of the next stage (`by` 1), or of this one, or where that is here, of the one before (−1)."""
        starts = self.starts()
        if by > 0:
            return next((start for start in starts if start > tick), self.last)
        return next((start for start in reversed(starts) if start < tick), 0)

    def there(self, family: str, tick: int) -> int:
        """How many positions a family has at the stage of a tick: the first ones."""
        now = self.moment(tick)
        takes = self.takes(family, now.stage)
        return self.positions if now.beat >= takes else now.beat

    def fresh(self, family: str, tick: int) -> range:
        """The positions that came with the beat of this tick."""
        now = self.moment(tick)
        if now.beat > self.takes(family, now.stage):
            return range(0)
        return range(now.beat - 1, now.beat) if self.takes(family, now.stage) > 1 else range(self.positions)

    def waits(self, family: str, tick: int) -> bool:
        """Whether a family has nothing to do at this tick."""
        now = self.moment(tick)
        return now.beat > self.takes(family, now.stage)

    def spent(self, family: str, tick: int) -> int:
        """The beats in which a family has computed, up to and with this tick."""
        now = self.moment(tick)
        before = sum(self.takes(family, stage) for stage in range(now.stage))
        return before + min(now.beat, self.takes(family, now.stage))

    def needs(self, family: str) -> int:
        """The beats that it computes in, from the first to the last."""
        return sum(self.takes(family, stage) for stage in range(self.stages))
