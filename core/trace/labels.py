"""Which words stand along an axis of a step."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..operations.expression import Source
from .step import Step
from .trace import Trace

TOKEN_AXES = ("position", "query", "key")
COUNTED_FROM_1 = ("head", "layer")  # axes whose places are called by their numbers from 1; others from 0


# The token sequences that run along an axis, end to end: usually one. Of a sequence one place alone: "source[2]".
Side = tuple[str, ...]
PLACE = re.compile(r"(?s)(.*)\[([0-9]{1,9})\]")


def sides(trace: Trace) -> dict[Source, dict[str, Side]]:
    """For each step, which token sequence ("source", "target") runs along each of its token axes.

    It is not stored in a whole trace, since it follows from the inputs: an axis keeps its words when it keeps its
    name; where a position becomes a query the first input asks, where it becomes a key the last one offers; where
    inputs are laid end to end (`Operation.joins`), so are their words; where one place is taken alone
    (`Operation.takes`), so is its word.
    """
    found: dict[Source, dict[str, Side]] = {}
    for step in trace:
        inputs = [_of_input(source, found) for source in step.inputs if source.kind != "parameter"]
        joined, taken = (step.kind.joins, step.kind.takes) if step.kind else ("", "")
        named = {
            axis: _whole(trace, _joined(axis, inputs)) if axis == joined else _side(axis, inputs)
            for axis in step.axes
            if axis in TOKEN_AXES
        }
        if taken in named:
            named[taken] = _taken(named[taken], step.settings.get("place"))
        found[step.source] = {axis: side for axis, side in named.items() if side} | dict(step.along)
    return found


def _of_input(source: Source, found: Mapping[Source, dict[str, Side]]) -> dict[str, Side]:
    return {"position": (str(source),)} if source.kind == "tokens" else found.get(source, {})


def _side(axis: str, inputs: list[dict[str, Side]]) -> Side:
    for axes in inputs:
        if axis in axes:
            return axes[axis]
    if not inputs:
        return ()
    giver = inputs[-1] if axis == "key" else inputs[0]
    return next(iter(giver.values()), ())  # nothing where a part of a trace lacks the giver


def _joined(axis: str, inputs: list[dict[str, Side]]) -> Side:
    if not all(axis in axes for axes in inputs):
        return ()
    joined = tuple(name for axes in inputs for name in axes[axis])
    # No cache holds a token twice. Of a file in which each step joins the one before it to itself, none asks for more.
    return joined if len(set(joined)) == len(joined) else ()


def _whole(trace: Trace, side: Side) -> Side:
    """The sequence itself, where all its places stand one after another."""
    first = PLACE.fullmatch(side[0]) if side else None
    if first is None:
        return side
    every = tuple(f"{first[1]}[{place}]" for place in range(len(trace.tokens.get(first[1], ()))))
    return (first[1],) if side == every else side


def _taken(side: Side, place: object) -> Side:
    """One place alone."""
    if not isinstance(place, int) or place < 0:
        return ()
    if all(PLACE.fullmatch(name) for name in side):
        return side[place : place + 1]
    return (f"{side[0]}[{place}]",) if len(side) == 1 else ()


def labels(trace: Trace, step: Step, side: Mapping[str, Side]) -> dict[str, tuple[str, ...]]:
    """The words along each axis that has any: tokens along token axes, the vocabulary along "token"."""
    words: dict[str, tuple[str, ...]] = {}
    for axis, size in zip(step.axes, step.shape, strict=True):
        if axis in side:
            parts = [_words(trace, name) for name in side[axis]]
            words[axis] = tuple(word for part in parts for word in part) if all(parts) else ()
        elif axis == "token":
            words[axis] = trace.vocabulary
        if axis in words and len(words[axis]) != size:
            del words[axis]
    return words


def _words(trace: Trace, name: str) -> tuple[str, ...]:
    """The words of a token sequence or of one place of it; none where it is not there."""
    if name in trace.tokens:
        return tuple(token.label for token in trace.tokens[name])
    place = PLACE.fullmatch(name)
    if place is None:
        return ()
    return tuple(token.label for token in trace.tokens.get(place[1], ())[int(place[2]) :][:1])
