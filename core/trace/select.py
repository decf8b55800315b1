"""Select some steps of a trace."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase

from ..operations.expression import Source
from ..support.localization import N_, _
from .derive import inputs_available
from .error import TraceError
from .step import Step
from .tokens import Side

HEAD = "head"
MANY = {"layer": N_("layers"), "iteration": N_("iterations"), HEAD: N_("heads")}
ONE = (N_("layer"), N_("iteration"), N_("head"))


def suggestion(name: str, names: Iterable[str]) -> str:
    """The end of an error message: the step name that was probably meant."""
    from difflib import get_close_matches  # only needed after a typing mistake

    known = list(dict.fromkeys(names))
    last_parts = {each.rpartition(".")[2]: each for each in reversed(known)}
    close = get_close_matches(name, known, 1, 0.6)
    close = close or [
        last_parts[last] for last in get_close_matches(name.rpartition(".")[2], last_parts, 1, 0.6)
    ]
    return _("; did you mean {name!r}?", name=close[0]) if close else ""


def select(
    trace: Sequence[Step],
    globs: Sequence[str] = (),
    layers: Sequence[int] = (),
    head: int | None = None,
    iterations: Sequence[int] = (),
) -> list[Step]:
    """The steps that meet every condition, in order; an empty condition admits all steps. See `Trace.select`."""
    for glob in globs:
        if not any(fnmatchcase(step.name, glob) for step in trace):
            close = suggestion(glob.strip("*"), (step.name for step in trace))
            if not close and trace:
                close = _("; the walk lists every step by name, for example {step}", step=trace[-1].name)
            raise TraceError(_("no step matches {glob!r}{suggestion}", glob=glob, suggestion=close))
    steps = [step for step in trace if not globs or any(fnmatchcase(step.name, glob) for glob in globs)]
    steps = _numbered(steps, layers, [_layer(step) for step in steps], "layer")
    steps = _numbered(steps, iterations, [step.iteration for step in steps], "iteration")
    return steps if head is None else [_head(step, head) for step in _with_head(steps, head)]


def standalone(
    steps: Sequence[Step], tokens: Container[str], sides: Mapping[Source, Mapping[str, Side]]
) -> Iterator[Step]:
    """The selected steps without references to steps that were not selected.

    A recomputable step whose inputs are missing is stored with its values. A step records its token axes (`along`) if
    they no longer follow from its inputs.
    """
    available = {step.source: step for step in steps}
    for step in steps:
        if step.derived and not inputs_available(step, available, tokens):
            step = replace(step, derived=False)
        known = all(source in available for source in step.inputs if source.kind == "step")
        yield step if known else replace(step, along=sides[step.source])


def _numbered(
    steps: list[Step], wanted: Sequence[int], numbers: Sequence[int | None], what: str
) -> list[Step]:
    """The steps in the given layers or iterations."""
    available = sorted({number for number in numbers if number is not None})
    for number in wanted:
        if number not in available:
            known = (
                _range(available, what)
                if available
                else _("none of these steps belongs to a particular {what}", what=_(what))
            )
            raise TraceError(_("no {what} {number}: {known}", what=_(what), number=number, known=known))
    pairs = zip(steps, numbers, strict=True)
    return [step for step, number in pairs if not wanted or number in wanted]


def _range(available: Sequence[int], what: str) -> str:
    if len(available) == 1:
        return _("there is only {what} {number}", what=_(what), number=available[0])
    many = _(MANY[what])
    return _("there are {what} {first} to {last}", what=many, first=available[0], last=available[-1])


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
        known = _range([first, last] if last > first else [first], HEAD)
        raise TraceError(_("no head {head}: {known}", head=head, known=known))
    return chosen


def _heads(step: Step) -> range:
    """The heads that a step holds."""
    if HEAD in step.part:
        return range(step.part[HEAD], step.part[HEAD] + 1)
    return range(step.shape[step.axes.index(HEAD)])


def _head(step: Step, head: int) -> Step:
    """One head of a step."""
    if HEAD in step.part:
        return replace(step, derived=False) if step.derived else step
    if step.statistics is not None:
        raise TraceError(_("only statistics of {step} were stored, for all heads together", step=step))
    axis = step.axes.index(HEAD)
    place = (slice(None),) * axis + (slice(head, head + 1),)
    return replace(
        step,
        shape=(*step.shape[:axis], 1, *step.shape[axis + 1 :]),
        load=lambda: step.values[place],
        part={**step.part, HEAD: head},
        derived=False,
    )
