"""Which words stand along an axis of a step."""

from __future__ import annotations

from collections.abc import Mapping

from ..operations.expression import Source
from .step import Step
from .trace import Trace

TOKEN_AXES = ("position", "query", "key")


def sides(trace: Trace) -> dict[Source, dict[str, str]]:
    """For each step, which token sequence ("source", "target") runs along each of its token axes.

    It is not stored in a trace, since it follows from the inputs: an axis keeps its words when it keeps its
    name; where a position becomes a query the first input asks, where it becomes a key the last one offers.
    """
    found: dict[Source, dict[str, str]] = {}
    for step in trace:
        inputs = [_of_input(source, found) for source in step.inputs if source.kind != "parameter"]
        named = {axis: _side(axis, inputs) for axis in step.axes if axis in TOKEN_AXES}
        found[step.source] = {axis: side for axis, side in named.items() if side is not None}
    return found


def _of_input(source: Source, found: Mapping[Source, dict[str, str]]) -> dict[str, str]:
    return {"position": source.name} if source.kind == "tokens" else found.get(source, {})


def _side(axis: str, inputs: list[dict[str, str]]) -> str | None:
    for axes in inputs:
        if axis in axes:
            return axes[axis]
    if not inputs:
        return None
    giver = inputs[-1] if axis == "key" else inputs[0]
    return next(iter(giver.values()), None)  # None where a part of a trace lacks the giver


def labels(trace: Trace, step: Step, side: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """The words along each axis that has any: tokens along token axes, the vocabulary along "token"."""
    words: dict[str, tuple[str, ...]] = {}
    for axis, size in zip(step.axes, step.shape, strict=True):
        if axis in side and side[axis] in trace.tokens:
            words[axis] = tuple(token.text for token in trace.tokens[side[axis]])
        elif axis == "token":
            words[axis] = trace.vocabulary
        if axis in words and len(words[axis]) != size:
            del words[axis]
    return words
