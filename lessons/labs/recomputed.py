"""A trace computed again in NumPy with other learned numbers: what a change does to everything downstream."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ...core.operations.expression import Source
from ...core.trace import Trace


def recomputed(
    trace: Trace, parameters: Mapping[str, NDArray[np.float64]] | None = None
) -> dict[str, NDArray[np.float64]]:
    """Each step's array by its name, in the order of the trace, in float64.

    Args:
        trace: a forward pass with all its steps, each of which runs once.
        parameters: what stands in the place of parameters of these names.
    """
    there = {Source("parameter", name): values for name, values in (parameters or {}).items()}
    found: dict[str, NDArray[np.float64]] = {}
    for step in trace:
        assert step.kind is not None, step.operation
        inputs = [
            there.get(source, operand.values)
            for source, operand in zip(step.inputs, trace.operands(step), strict=True)
        ]
        values = np.asarray(step.kind.reference(*inputs, **step.settings), dtype=np.float64)
        there[step.source] = found[step.name] = values
    return found
