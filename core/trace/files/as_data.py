"""A trace as JSON has it, but for the arrays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from ...operations.expression import Source
from ...support.localization import _
from ..error import TraceError
from ..iterations import token_as_data
from ..trace import Trace
from .fields import lacks_words, worded
from .statistics_data import statistics_as_data
from .stored import Kept


def dumps(data: Any) -> bytes:
    """JSON; TraceError where something in it cannot be written as such."""
    try:
        return orjson.dumps(data, option=orjson.OPT_SERIALIZE_NUMPY)
    except orjson.JSONEncodeError as error:  # half a character, a number of more than 64 bits
        raise TraceError(_("this trace cannot be written as JSON: {error}", error=error)) from None


def about(trace: Trace) -> dict[str, Any]:
    """Everything besides the steps."""
    model = {
        "name": trace.model.name,
        "architecture": trace.model.architecture,
        "configuration": _plain(trace.model.configuration, "the configuration"),
        "sha256": trace.model.sha256,
    }
    tokens = {name: [token_as_data(token) for token in sequence] for name, sequence in trace.tokens.items()}
    head = {
        "model": model,
        "run": _plain(trace.run, "the run"),
        "tokens": tokens,
        "vocabulary": list(trace.vocabulary),
    }
    if trace.iterations:
        head["iterations"] = [worded(iteration.as_data()) for iteration in trace.iterations]
    return head


def step_as_data(kept: Kept) -> dict[str, Any]:
    """A step without its array; what stands in its place is there."""
    step = kept.step
    data: dict[str, Any] = {
        "name": step.name,
        "visit": step.visit,
        "operation": step.operation,
        "formula": step.formula,
        "inputs": [_source_as_data(source) for source in step.inputs],
        "settings": _plain(step.settings, str(step)),
        "axes": list(step.axes),
        "shape": list(step.shape),
        "dtype": step.dtype,
    }
    if step.iteration is not None:
        data["iteration"] = step.iteration
    if step.part:
        data["part"] = dict(step.part)
    if step.along:
        data["along"] = {axis: list(names) for axis, names in step.along.items()}
    if step.statistics is not None:
        data["statistics"] = statistics_as_data(step.statistics)
    if kept.instead is not None:
        data["values"] = kept.instead
    return data


def _plain(data: Mapping[str, Any], whose: str) -> dict[str, Any]:
    try:
        if lacks_words(data):
            return dict(data)
    except RecursionError:
        raise TraceError(
            _("this trace cannot be written as JSON: {whose} is nested too deeply", whose=whose)
        ) from None
    raise TraceError(
        _("this trace cannot be written as JSON: {whose} holds NaN or ∞, which JSON lacks", whose=whose)
    )


def _source_as_data(source: Source) -> dict[str, Any]:
    named: dict[str, Any] = {source.kind: source.name}
    return named | {"visit": source.visit} if source.kind == "step" or source.visit else named
