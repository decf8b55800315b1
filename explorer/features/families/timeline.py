"""When a family computes and when it waits, as a line with a mark for each tick."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .clock import Clock

WORK, WAIT, NOW, NOW_WAITING = "━", "┄", "●", "○"


@dataclass(frozen=True)
class Mark:
    """A character of the line.

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
