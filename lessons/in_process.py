"""Runs and labs computed in this process, each once."""

from __future__ import annotations

from collections.abc import Mapping

from ..core.checkpoints import find_any
from ..core.running.request import Request
from ..core.trace import Trace
from .labs import perform
from .labs.lab import Result, Value


class InProcess:
    """A bench without another process: torch is loaded when the first run asks for it."""

    def __init__(self) -> None:
        self._traces: dict[tuple[object, ...], Trace] = {}
        self._results: dict[tuple[str, tuple[tuple[str, Value], ...]], Result] = {}

    def trace(self, request: Request) -> Trace:
        """A run of the model; a Problem where it cannot be."""
        key = request, find_any(request.model).files
        if key not in self._traces:
            from ..core.running.runs import run

            self._traces[key] = run(request).trace
        return self._traces[key]

    def perform(self, lab: str, parameters: Mapping[str, Value]) -> Result:
        """An experiment; LabError where it cannot be."""
        key = lab, tuple(sorted(parameters.items()))
        if key not in self._results:
            self._results[key] = perform(lab, parameters)
        return self._results[key]


def shipped(request: Request) -> Trace | None:
    """The trace that came with a model, if it is of just this; another machine computed it."""
    if request != Request(source=request.source, model=request.model):
        return None
    trace = find_any(request.model).first_trace()
    return trace if trace is not None and trace.source_text == request.source else None
