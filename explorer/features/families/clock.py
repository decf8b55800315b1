"""A common clock for models that compute all positions at once or one after another, and each model's timeline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

# These take a tick for each position, since each state is computed from the previous one.
RECURRENT = ("rnn", "lstm")
WORK, WAIT, NOW, NOW_WAITING = "━", "┄", "●", "○"


class Moment(NamedTuple):
    """A point in time on the clock.

    Attributes:
        stage: 0 is the embedding, then come the layers from 1, then the answers.
        tick: of this stage, counted from 1.
    """

    stage: int
    tick: int


@dataclass(frozen=True)
class Clock:
    """Counts sequential operations: in each tick, every family does what it can do at once, or waits for the slowest.

    Attention and convolution compute all positions in one tick, with a few matrix products; a recurrent network passes
    one position through its cell. A stage begins when every family has finished the previous one.

    Attributes:
        positions: length of the sequence.
        layers: the number of layers of each model.
        families: those that run together.
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
        """The ticks of each stage: as many as the slowest family takes."""
        return tuple(
            max((self.takes(family, stage) for family in self.families), default=1)
            for stage in range(self.stages)
        )

    @cached_property
    def starts(self) -> list[int]:
        """The first tick of each stage."""
        return [0, *accumulate(self.lengths)][:-1]

    def takes(self, family: str, stage: int) -> int:
        """The ticks that a family takes for a stage."""
        return self.positions if family in RECURRENT and 0 < stage <= self.layers else 1

    def needs(self, family: str) -> int:
        """The ticks that a family takes for all stages."""
        return sum(self.takes(family, stage) for stage in range(self.stages))

    def moment(self, tick: int) -> Moment:
        """The stage of a tick, and its number in this stage.

        Raises:
            IndexError: it is after the last one.
        """
        for stage, length in enumerate(self.lengths):
            if tick < length:
                return Moment(stage, tick + 1)
            tick -= length
        raise IndexError(tick)

    def stage(self, tick: int, by: int) -> int:
        """The first tick of the next stage (`by` 1), or the nearest earlier first tick of a stage (−1)."""
        if by > 0:
            return next((start for start in self.starts if start > tick), self.last)
        return next((start for start in reversed(self.starts) if start < tick), 0)

    def computed(self, family: str, tick: int) -> int:
        """How many positions a family has computed at the stage of a tick: always the first ones."""
        now = self.moment(tick)
        return self.positions if now.tick >= self.takes(family, now.stage) else now.tick

    def new(self, family: str, tick: int) -> range:
        """The positions that a family computes in this tick."""
        if self.waits(family, tick):
            return range(0)
        now = self.moment(tick)
        return range(now.tick - 1, now.tick) if self.takes(family, now.stage) > 1 else range(self.positions)

    def waits(self, family: str, tick: int) -> bool:
        """Whether a family computes nothing in this tick."""
        now = self.moment(tick)
        return now.tick > self.takes(family, now.stage)

    def spent(self, family: str, tick: int) -> int:
        """The ticks in which a family has computed, including this one."""
        now = self.moment(tick)
        previous = sum(self.takes(family, stage) for stage in range(now.stage))
        return previous + min(now.tick, self.takes(family, now.stage))


class Mark(NamedTuple):
    """A character of the timeline.

    Attributes:
        past: whether it is for this tick or an earlier one.
        now: whether it is for this tick.
    """

    sign: str
    past: bool
    now: bool


def timeline(clock: Clock, family: str, tick: int, room: int) -> list[list[Mark]]:
    """The marks of each stage: one for each tick if there is room, otherwise one for several ticks."""
    sizes = _sizes(clock.lengths, room - clock.stages + 1)
    return [list(_of_stage(clock, family, tick, stage, size)) for stage, size in enumerate(sizes)]


def _sizes(lengths: tuple[int, ...], room: int) -> list[int]:
    """How many marks each stage has."""
    if sum(lengths) <= room:
        return list(lengths)
    long = [length for length in lengths if length > 1]
    spare = max(len(long), room - (len(lengths) - len(long)))
    return [length if length == 1 else max(1, spare * length // sum(long)) for length in lengths]


def _of_stage(clock: Clock, family: str, tick: int, stage: int, size: int) -> Iterator[Mark]:
    now, length, takes = tick - clock.starts[stage], clock.lengths[stage], clock.takes(family, stage)
    for place in range(size):
        first, after = place * length // size, (place + 1) * length // size
        is_now = first <= now < after
        sign = (NOW if now < takes else NOW_WAITING) if is_now else WORK if first < takes else WAIT
        yield Mark(sign, now >= first, is_now)
