"""When a family works and when it waits, as a line with a place for each beat. No terminal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .clock import Clock

WORK, WAIT, NOW, NOW_WAITING = "━", "┄", "●", "○"


@dataclass(frozen=True)
class Mark:
    """A place of the line.

    Attributes:
        sign: what stands there.
        past: whether that has happened, this beat included.
        now: whether it is this beat.
    """

    sign: str
    past: bool
    now: bool


def track(clock: Clock, family: str, tick: int, room: int) -> list[list[Mark]]:
    """The marks of each stage; one for each beat where there is room, otherwise one for several."""
    sizes = _sizes(clock.lengths, room - clock.stages + 1)
    return [list(_of_stage(clock, family, tick, stage, size)) for stage, size in enumerate(sizes)]


def _sizes(lengths: tuple[int, ...], room: int) -> list[int]:
    """How many places each stage has."""
    if sum(lengths) <= room:
        return list(lengths)
    long = [length for length in lengths if length > 1]
    spare = max(len(long), room - (len(lengths) - len(long)))
    return [length if length == 1 else max(1, spare * length // sum(long)) for length in lengths]


def _of_stage(clock: Clock, family: str, tick: int, stage: int, size: int) -> Iterator[Mark]:
    start, length, takes = clock.starts()[stage], clock.lengths[stage], clock.takes(family, stage)
    for place in range(size):
        first, after = place * length // size, (place + 1) * length // size
        works = first < takes
        now = first <= tick - start < after
        sign = (NOW if tick - start < takes else NOW_WAITING) if now else WORK if works else WAIT
        yield Mark(sign, tick - start >= first, now)
