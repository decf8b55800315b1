"""A part of a trace."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase

from ..support.localization import _
from .derive import inputs_there
from .error import TraceError
from .labels import sides
from .step import Step
from .trace import Trace

HEAD = "head"


def select(
    trace: Trace,
    globs: Sequence[str] = (),
    layers: Sequence[int] = (),
    heads: int | None = None,
    iterations: Sequence[int] = (),
) -> Trace:
    """The steps that are wanted in every respect, in order. What is left empty is not asked about.

    Args:
        globs: names; `*` also matches dots. One of them has to match.
        layers: counted from 0, of the encoder and of the decoder.
        heads: one head: steps that have an axis of that name, which then holds that head alone (`Step.part`).
        iterations: of a decoding; what was computed once, before them, belongs to none.

    Raises:
        TraceError: nothing is left; the message says what there is.
    """
    for glob in globs:
        if not any(fnmatchcase(step.name, glob) for step in trace):
            raise TraceError(
                _(
                    "no step matches {glob!r}{suggestion}",
                    glob=glob,
                    suggestion=trace.suggestion(glob.strip("*")),
                )
            )
    steps = [step for step in trace if not globs or any(fnmatchcase(step.name, glob) for glob in globs)]
    steps = _numbered(steps, layers, [_layer(step) for step in steps], "layer")
    steps = _numbered(steps, iterations, [step.iteration for step in steps], "iteration")
    if heads is not None:
        steps = [_head(step, heads) for step in _with_head(steps, heads)]
    else:
        there = {step.source: step for step in steps}
        steps = [_standing(step, inputs_there(step, there, trace.tokens)) for step in steps]
    return replace(trace, steps=tuple(_with_words(trace, steps)))


def _with_words(trace: Trace, steps: list[Step]) -> Iterator[Step]:
    """The steps; one whose inputs do not all come along says itself which tokens run along its axes."""
    known, there = sides(trace), {step.source for step in steps}
    for step in steps:
        tells = all(source in there for source in step.inputs if source.kind == "step")
        yield step if tells else replace(step, along=known[step.source])


def _numbered(
    steps: list[Step], wanted: Sequence[int], numbers: Sequence[int | None], what: str
) -> list[Step]:
    """The steps that belong to one of the numbered things that are wanted."""
    there = sorted({number for number in numbers if number is not None})
    for number in wanted:
        if number not in there:
            known = (
                _listed(there, what)
                if there
                else _("nothing here belongs to one {what} more than to another", what=what)
            )
            raise TraceError(_("no {what} {number}: {known}", what=what, number=number, known=known))
    pairs = zip(steps, numbers, strict=True)
    return [step for step, number in pairs if not wanted or number in wanted]


def _listed(there: Sequence[int], what: str) -> str:
    if len(there) == 1:
        return _("there is {what} {number} alone", what=what, number=there[0])
    return _("there are {what}s {first} to {last}", what=what, first=there[0], last=there[-1])


def _layer(step: Step) -> int | None:
    number = step.name.partition(".layers.")[2].partition(".")[0]
    return int(number) if re.fullmatch("[0-9]{1,9}", number) else None


def _with_head(steps: list[Step], head: int) -> list[Step]:
    sizes = {step.source: _heads(step) for step in steps if HEAD in step.axes}
    if not sizes:
        raise TraceError(_("no head {head}: none of these steps has heads", head=head))
    chosen = [step for step in steps if head in sizes.get(step.source, ())]
    if not chosen:
        first, last = min(r.start for r in sizes.values()), max(r.stop for r in sizes.values()) - 1
        raise TraceError(
            _(
                "no head {head}: {known}",
                head=head,
                known=_listed([first, last] if last > first else [first], HEAD),
            )
        )
    return chosen


def _heads(step: Step) -> range:
    """The heads that a step holds."""
    if HEAD in step.part:
        return range(step.part[HEAD], step.part[HEAD] + 1)
    return range(step.shape[step.axes.index(HEAD)])


def _head(step: Step, head: int) -> Step:
    """One head of a step."""
    if HEAD in step.part:
        return _standing(step, False)
    if step.statistics is not None:
        raise TraceError(
            _("only statistics of {step} were kept, and they are of all heads together", step=step)
        )
    axis = step.axes.index(HEAD)
    place = (slice(None),) * axis + (slice(head, head + 1),)
    return replace(
        step,
        shape=(*step.shape[:axis], 1, *step.shape[axis + 1 :]),
        load=lambda: step.values[place],
        part={**step.part, HEAD: head},
        derived=False,
    )


def _standing(step: Step, stays_derived: bool) -> Step:
    """The step; a derived one whose inputs do not come along as one that stands for itself."""
    return replace(step, derived=False) if step.derived and not stays_derived else step
