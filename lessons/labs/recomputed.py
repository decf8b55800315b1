"""Recomputes a trace in NumPy with changed parameters, to show the effect on every later step."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ...core.operations.expression import Source
from ...core.trace import Trace
from .lab import Floats


def recomputed(trace: Trace, parameters: Mapping[str, Floats] | None = None) -> dict[str, Floats]:
    """Each step's array by name, in the order of the trace, in float64.

    Args:
        trace: a forward pass with all its steps, each run once.
        parameters: arrays that replace the parameters of these names.
    """
    there = {Source("parameter", name): values for name, values in (parameters or {}).items()}
    found: dict[str, Floats] = {}
    for step in trace:
        assert step.kind is not None, step.operation
        inputs = [
            there.get(source, operand.values)
            for source, operand in zip(step.inputs, trace.operands(step), strict=True)
        ]
        values = np.asarray(step.kind.reference(*inputs, **step.settings), dtype=np.float64)
        there[step.source] = found[step.name] = values
    return found
