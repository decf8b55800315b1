"""Beam searches, and their finished hypotheses ranked by any length penalty."""

from __future__ import annotations

from dataclasses import dataclass

from ....core.decoding.strategy import ALPHA, Beam, length_penalty
from ....core.operations.expression import Source
from ....core.trace import Decoding, Hypothesis, Trace
from ....core.trace.iterations import FINISHED
from ....core.trace.trace import OUTPUT
from ...ui.words import sentence
from .settings import ALPHAS, BEAMS, moved
from .tree import tree_lines

WIDTH = 4


@dataclass(frozen=True)
class Scored:
    """A hypothesis with a length penalty: score = log p / penalty."""

    hypothesis: Hypothesis
    penalty: float

    @property
    def score(self) -> float:
        return self.hypothesis.log_probability / self.penalty


Line = tuple[int, Hypothesis | None]  # of the table: the heading of an iteration, or one of its hypotheses
Branch = tuple[
    Hypothesis | None, str
]  # a hypothesis of the tree (None is the root), and the branches before it


class Beams:
    """The beam searches of one sentence.

    Attributes:
        width: how many hypotheses grow at a time.
        alpha: α of the length penalty ((5 + length) / 6)^α. It ranks the finished hypotheses. It does not
            change which hypotheses grow, because those of one iteration are equally long.
    """

    def __init__(self) -> None:
        self.width, self.alpha = WIDTH, ALPHA
        self._traces: dict[int, Trace] = {}
        self._lines: dict[int, list[Line]] = {}
        self._trees: dict[int, list[Branch]] = {}

    def add(self, trace: Trace) -> None:
        """Adds the search, if a trace holds one."""
        width = trace.run.get("settings", {}).get("beams")
        if trace.run.get("strategy") == Beam.name and isinstance(width, int):
            self._traces[width] = trace
            decoding = trace.decoding
            assert decoding is not None
            self._lines[width] = [
                (iteration.number, h)
                for iteration in decoding.iterations
                for h in (None, *iteration.hypotheses)
            ]
            children: dict[int, list[Hypothesis | None]] = {}
            for h in decoding.hypotheses():
                children.setdefault(h.parent, []).append(h)
            self._trees[width] = tree_lines(None, lambda h: children.get(h.number if h else 0, []))

    @property
    def needs_search(self) -> bool:
        """Whether the search of this width is still to be computed."""
        return self.width not in self._traces

    def strategy(self) -> Beam:
        """The search of this width."""
        return Beam(self.width, self.alpha)

    def turn(self, name: str, by: int) -> bool:
        """Moves the width or α by this many values; returns whether it changed."""
        before = self.width, self.alpha
        if name == "beams":
            self.width = moved(BEAMS, self.width, by)
        else:
            self.alpha = moved(ALPHAS, self.alpha, by)
        return (self.width, self.alpha) != before

    @property
    def trace(self) -> Trace | None:
        """The search of this width."""
        return self._traces.get(self.width)

    @property
    def decoding(self) -> Decoding | None:
        """The iterations of that search."""
        return self.trace.decoding if self.trace is not None else None

    def scored(self, hypothesis: Hypothesis) -> Scored:
        """A hypothesis with the current length penalty."""
        return Scored(hypothesis, length_penalty(hypothesis.length, self.alpha))

    def ranking(self) -> list[Scored]:
        """The finished hypotheses, best score first: the first is the translation."""
        decoding = self.decoding
        finished = [h for h in decoding.hypotheses() if h.state == FINISHED] if decoding else []
        return sorted(map(self.scored, finished), key=lambda scored: -scored.score)

    def lines(self) -> list[Line]:
        """The iterations, each followed by its hypotheses."""
        return self._lines.get(self.width, [])

    def tree(self) -> list[Branch]:
        """Every hypothesis below its parent, including dropped ones, the most probable first."""
        return self._trees.get(self.width, [])

    def words(self, h: Hypothesis) -> list[str]:
        """A hypothesis's tokens without [EOS], not yet made `safe`."""
        tokens = self.decoding.so_far(h.number) if self.decoding else ()
        return [token.text for token in (tokens[:-1] if h.state == FINISHED else tokens)]

    def text(self, h: Hypothesis) -> str:
        """A hypothesis without [EOS] as text, safe for a screen."""
        return sentence(self.words(h), self.decoding is not None and self.decoding.spaces_in_tokens)

    def made_by(self, hypothesis: Hypothesis) -> Source | None:
        """The step that computed the probability of its last token."""
        if self.decoding is None:
            return None
        for iteration in self.decoding.iterations:
            if hypothesis in iteration.hypotheses:
                for expansion in iteration.expansions:
                    if expansion.hypothesis == hypothesis.parent:
                        return Source("step", OUTPUT, expansion.visit)
        return None
