"""What the what-if screen and the compare screen know; kept while the reader visits the walk. No Textual."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ....core.decoding.strategy import Beam, Greedy, Sample, Strategy
from ....core.interventions import Intervention, from_data
from ....core.interventions.tokens import changed_tokens
from ....core.operations.expression import Index, Source
from ....core.running.request import DTYPES
from ....core.trace import Token, Trace
from ....core.trace.tokens import text_of
from ...ui.interventions import heads_of
from ...ui.navigator import Navigator
from .run_pair import RunPair
from .switches import NumberHere, Switches, head_at, impossible, number_here

STRATEGIES = {each.name: each for each in (Greedy, Sample, Beam)}


class WhatIfState:
    """A sentence, its switches, and its normal and its changed run.

    Attributes:
        text: the sentence.
        target: the translation to read; None for the model's own.
        normal: the run without interventions, as soon as it is computed.
        pair: the normal and the changed run; None while everything is off or the changed run is being computed.
        changes: the interventions of the changed run.
        here: the number under the cursor of the walk when the reader came here.
        came_from: that step (or parameter, or tokens) and cell.
    """

    def __init__(self, navigator: Navigator) -> None:
        trace = navigator.trace
        changes = interventions_of(trace)
        heads = heads_of(trace)
        self.switches = Switches(heads, head_at(navigator, heads), "target" not in trace.tokens)
        self.switches.impossible = impossible(trace)
        self.switches.take(changes)
        typed = trace.run.get("text")
        read = _unshuffled(changes, "source", trace.tokens.get("source", ()))
        self.text = typed if isinstance(typed, str) else text_of(read)
        given = not trace.iterations and trace.run.get("target") == "given"
        answer = _unshuffled(changes, "target", trace.tokens.get("target", ())[1:])
        self.target = text_of(answer) if given and answer else None
        self.dtype = _dtype(trace)
        self.normal: Trace | None = None
        self.pair: RunPair | None = None
        self.changes: tuple[Intervention, ...] = ()
        self._known: list[Trace] = [trace]
        self.come_from(navigator)

    def come_from(self, navigator: Navigator) -> None:
        """Remembers the place in the walk that the reader comes from."""
        self.here: NumberHere | None = number_here(navigator)
        self.came_from: tuple[Source, Index] = navigator.view.source, navigator.cell

    def is_about(self, trace: Trace) -> bool:
        """Whether a trace is one of this sentence's runs."""
        return any(trace is known for known in self._known)

    def opened(self, trace: Trace) -> None:
        """Remembers a run of the sentence that the reader walks through."""
        self._known = [*self._known[:1], *([self.normal] if self.normal else []), trace]

    def requested(self, changes: tuple[Intervention, ...] = ()) -> dict[str, Any]:
        """The fields of a `Request` besides the text."""
        return {"target": self.target, "dtype": self.dtype, "interventions": changes}


class CompareState:
    """Two runs: A, which the reader walks through, and B.

    Attributes:
        b: the second run, as soon as there is one.
        pair: the comparison of both, as soon as it is made.
        source: the step whose numbers are shown.
        cell: the cursor in its frame; None for the largest difference.
        came_from: the cell of A's array that the reader comes from; None once the cursor has been there.
    """

    def __init__(self, a: Trace, source: Source, cell: Index) -> None:
        self.a = a
        self.b: Trace | None = None
        self.pair: RunPair | None = None
        self.source = source
        self.cell: Index | None = None
        self.came_from: Index | None = cell

    def is_about(self, trace: Trace) -> bool:
        """Whether a trace is one of the two."""
        return trace is self.a or trace is self.b

    def walked(self, trace: Trace) -> None:
        """Makes A the run that the reader walks through."""
        if trace is self.b:
            self.a, self.b = self.b, self.a
            self.pair, self.cell = None, None

    def take(self, b: Trace) -> None:
        """Replaces B."""
        self.b, self.pair, self.cell = b, None, None

    def requested(self) -> dict[str, Any]:
        """The fields of a `Request` besides the text: B is computed like A."""
        return {
            "dtype": _dtype(self.a),
            "interventions": interventions_of(self.a),
            "strategy": _strategy(self.a),
        }


def _dtype(trace: Trace) -> str:
    dtype = trace.run.get("dtype")
    return str(dtype) if dtype in DTYPES else DTYPES[0]


def interventions_of(trace: Trace) -> tuple[Intervention, ...]:
    """The interventions of a run; none if they cannot be read."""
    try:
        return tuple(from_data(data) for data in trace.run.get("interventions") or ())
    except (ValueError, TypeError):
        return ()


def _unshuffled(changes: Sequence[Intervention], side: str, tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """The tokens in the order in which they were typed."""
    try:
        order = changed_tokens(changes, side, range(len(tokens)))
    except ValueError:
        return tokens
    back = sorted(range(len(tokens)), key=lambda index: order[index])
    return tuple(tokens[index] for index in back)


def _strategy(trace: Trace) -> Strategy | None:
    """The decoding strategy of a run, if it can be used again; None for a forward pass."""
    if not trace.iterations:
        return None
    kind = STRATEGIES.get(str(trace.run.get("strategy")), Greedy)
    try:
        return kind(**(trace.run.get("settings") or {}))
    except (TypeError, ValueError):
        return Greedy()
