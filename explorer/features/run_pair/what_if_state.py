"""What somebody tries on one sentence: the switches, and the runs that came of them. No Textual."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ....core.interventions import Intervention, from_data
from ....core.interventions.tokens import changed_tokens
from ....core.running.request import DTYPES
from ....core.trace import Token, Trace
from ....core.trace.token import text_of
from ...ui.navigator import Navigator
from .switches import Switches, Under, head_at, heads_of, under
from .what_if import Comparison


class WhatIfState:
    """One sentence, its switches, and the runs that came of them: kept as long as one reads that sentence.

    Attributes:
        text: the sentence; `target` the translation to read along, None for the model's own.
        baseline: the normal run, once there is one.
        comparison: of the changed run, where there is one.
        under: the number that the reader looked at when coming here.
    """

    def __init__(self, navigator: Navigator) -> None:
        trace = navigator.trace
        changes = interventions_of(trace)
        heads = heads_of(trace)
        self.switches = Switches(heads, head_at(navigator, heads))
        self.switches.take(changes)
        typed = trace.run.get("text")
        read = _unshuffled(changes, "source", trace.tokens.get("source", ()))
        self.text = typed if isinstance(typed, str) else text_of(read)
        given = not trace.iterations and trace.run.get("target") == "given"
        answer = _unshuffled(changes, "target", trace.tokens.get("target", ())[1:])
        self.target = text_of(answer) if given and answer else None
        self.dtype = str(trace.run.get("dtype")) if trace.run.get("dtype") in DTYPES else DTYPES[0]
        self.baseline: Trace | None = None
        self.comparison: Comparison | None = None
        self.under: Under | None = None
        self._known: list[Trace] = [trace]
        self.come_from(navigator)

    def come_from(self, navigator: Navigator) -> None:
        """The reader comes here from that place."""
        self.under = under(navigator)
        self.came_from = navigator.shown.source, navigator.cell

    def is_about(self, trace: Trace) -> bool:
        """Whether a trace is one of this sentence's runs."""
        return any(trace is known for known in self._known)

    def opened(self, trace: Trace) -> None:
        """The reader goes on with that run of this sentence."""
        self._known = [*self._known[:1], *([self.baseline] if self.baseline else []), trace]

    def asked(self, changes: tuple[Intervention, ...] = ()) -> dict[str, Any]:
        """What to ask the engine for, besides the text."""
        return {"target": self.target, "dtype": self.dtype, "interventions": changes}


def interventions_of(trace: Trace) -> tuple[Intervention, ...]:
    """The changes that a run was made with; none where they cannot be read."""
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
    back = sorted(range(len(tokens)), key=lambda place: order[place])
    return tuple(tokens[place] for place in back)
