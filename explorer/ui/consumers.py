"""The cells that used a number, step by step, the largest contributions first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ...core.operations.expression import Cell, Index, Source
from ...core.support.localization import _, plural
from ...core.trace import Consumer, Trace, TraceError, consumers
from .cell_inputs import Origin
from .navigator import Navigator
from .text import safe
from .walk import breadcrumb

MOST = 32  # numbers listed in total, divided among the steps
LEAST_OF_A_STEP = 4
MOST_STEPS = 64  # a long decoding uses a weight a thousand times


@dataclass(frozen=True)
class Heading:
    """A line above the numbers of a step; choosing it goes to the first number."""

    text: str
    place: tuple[Source, Index]


def went_into(navigator: Navigator) -> list[Origin | Heading]:
    """The cells that used the number under the cursor, under a heading for each step; empty if none did.

    Raises:
        TraceError: there is no number.
    """
    found = list(consumers(navigator.trace, navigator.view.source, navigator.cell))
    most = max(LEAST_OF_A_STEP, MOST // max(1, len(found)))
    lines: list[Origin | Heading] = []
    for use in found[:MOST_STEPS]:
        lines += _of_step(navigator.trace, use, most)
    if (more := len(found) - MOST_STEPS) > 0:
        text = plural("… and {n} more step", "… and {n} more steps", more)
        lines.append(Heading(text, _first(found[MOST_STEPS])))
    return lines


def _of_step(trace: Trace, use: Consumer, most: int) -> Iterator[Origin | Heading]:
    title = breadcrumb(use.step, trace)
    try:
        shown = [] if use.reason else use.heaviest(most)
        reason = use.reason
        values = use.step.values if shown else np.zeros(0)
    except TraceError as error:
        shown, reason, values = [], str(error), np.zeros(0)
    if reason:
        yield Heading(f"{title} · {safe(reason)}", _first(use))
        return
    cells = [use.cell(place) for place in shown]
    yield Heading(f"{title} · {_how_many(use, len(shown))}", (use.step.source, cells[0]))
    for place, cell in zip(shown, cells, strict=True):
        adds = None if use.shares is None else float(use.shares[place])
        yield Origin(Cell(float(values[cell]), use.step.source, cell), contribution=adds)


def _first(use: Consumer) -> tuple[Source, Index]:
    return use.step.source, use.cell(0) if len(use) else (0,) * len(use.step.shape)


def _how_many(use: Consumer, shown: int) -> str:
    if shown == len(use):
        return plural("{n} number", "{n} numbers", shown)
    return _("{shown} of {n} numbers", shown=shown, n=f"{len(use):,}")


def nothing_used_it(navigator: Navigator) -> str:
    """Why no step used a number."""
    source, steps = navigator.view.source, navigator.walk.steps
    readers = [step for step in steps if source in step.inputs]
    if readers:
        name = safe(readers[0].name.rpartition(".")[2])
        return _("{step} reads this array, but not this number.", step=name)
    if source == steps[-1].source:
        return _("This is the result: no step comes after it.")
    return _("No step in this trace reads these numbers.")
