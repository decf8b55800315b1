"""Two sentences that somebody compares: kept while one goes into the walk of either and comes back. No Textual."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ....core.decoding.strategy import Beam, Greedy, Sample, Strategy
from ....core.operations.expression import Index, Source
from ....core.running.request import DTYPES
from ....core.trace import Trace
from ...ui.examples import EXAMPLES, FIRST
from .compare import Comparison
from .what_if_state import interventions_of

OTHER = "我爱猫"  # beside the first example
STRATEGIES = {each.name: each for each in (Greedy, Sample, Beam)}


class CompareState:
    """The run that one walks through, and another one.

    Attributes:
        a: the run that one walks through.
        b: the other one, once there is one.
        comparison: of the two, where it is made.
        source: the step that one looks at.
        cell: the number in its frame; None for where it differs most.
    """

    def __init__(self, a: Trace, source: Source, cell: Index) -> None:
        self.a = a
        self.b: Trace | None = None
        self.comparison: Comparison | None = None
        self.source = source
        self.cell: Index | None = None
        self.came_from: Index | None = cell  # in A's array

    def is_about(self, trace: Trace) -> bool:
        """Whether a trace is one of the two."""
        return trace is self.a or trace is self.b

    def walked(self, trace: Trace) -> None:
        """The reader walks through that one of the two: it is A from now on."""
        if trace is self.b:
            self.a, self.b = self.b, self.a
            self.comparison, self.cell = None, None

    def beside(self, b: Trace) -> None:
        """Another one to compare with."""
        self.b, self.comparison, self.cell = b, None, None

    def asked(self) -> dict[str, Any]:
        """What to ask the engine for, besides the text: a run as A's was made."""
        run = self.a.run
        dtype = run.get("dtype")
        return {
            "dtype": dtype if dtype in DTYPES else DTYPES[0],
            "interventions": interventions_of(self.a),
            "strategy": _strategy(self.a),
        }


def _strategy(trace: Trace) -> Strategy | None:
    """How a run's tokens were chosen, as far as another sentence's can be; None of a forward pass."""
    if not trace.iterations:
        return None
    kind = STRATEGIES.get(str(trace.run.get("strategy")), Greedy)
    try:
        return kind(**(trace.run.get("settings") or {}))
    except (TypeError, ValueError):
        return Greedy()


# -------------------------------------------------------------------------- another sentence


def suggestion(source: str) -> str:
    """A sentence of the training language that differs from that one in a word, the last one that can be exchanged.

    It takes a moment. For a sentence of another language it is one of our examples.
    """
    from ....core.grammar import recognise

    if source == FIRST:
        return OTHER
    if recognise(source):
        for other in _exchanged(source):
            if recognise(other):
                return other
    return next(text for text, _ in EXAMPLES if text != source)


def _exchanged(source: str) -> Iterator[str]:
    """The sentence with another word of the same length in the place of one, the last one first."""
    from ....core.grammar import lexicon

    known = list(lexicon())
    for start in reversed(range(len(source))):
        for word in known:
            if source.startswith(word, start):
                others = (o for o in known if len(o) == len(word) and o not in source)
                yield from (source[:start] + o + source[start + len(word) :] for o in others)
