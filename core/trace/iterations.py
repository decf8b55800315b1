"""A decoding as data: in each iteration what was likely, what was chosen and why, what was dropped and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from .token import Token

GROWING, FINISHED, DROPPED = "growing", "finished", "dropped"


@dataclass(frozen=True)
class Candidate:
    """A token that could have come next.

    Attributes:
        log_probability: what the model says.
        probability: with which it could be chosen: after temperature, top-k and top-p, where they are used.
        cut: what made that 0: "top-k" or "top-p"; empty for a token that could be chosen.
    """

    token: Token
    log_probability: float
    probability: float
    cut: str = ""


@dataclass(frozen=True)
class Expansion:
    """What the model said after one hypothesis.

    Attributes:
        hypothesis: its number; 0 is the empty one, from which all start.
        visit: of the decoder's steps that computed it.
        candidates: the most probable tokens, best first.
    """

    hypothesis: int
    visit: int
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True)
class Hypothesis:
    """A beginning of a translation: its parent and one token more.

    Attributes:
        number: counted through the whole decoding, from 1.
        log_probability: sum over its tokens, the mark of the end included.
        length: how many tokens that is.
        length_penalty: ((5 + length) / 6)^α (Wu et al. 2016, equation 14).
        score: log_probability / length_penalty.
        state: "growing", "finished" or "dropped" at the end of the iteration.
        why: the reason, in words.
    """

    number: int
    parent: int
    token: Token
    log_probability: float
    length: int
    length_penalty: float
    score: float
    state: str
    why: str


@dataclass(frozen=True)
class Iteration:
    """One turn of decoding: every growing hypothesis is asked what comes next, and some of the answers are kept."""

    number: int
    expansions: tuple[Expansion, ...]
    hypotheses: tuple[Hypothesis, ...]

    @property
    def chosen(self) -> tuple[Hypothesis, ...]:
        """Those that were not dropped."""
        return tuple(h for h in self.hypotheses if h.state != DROPPED)

    def as_data(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "number": self.number,
            "expansions": [
                {
                    "hypothesis": expansion.hypothesis,
                    "visit": expansion.visit,
                    "candidates": [
                        token_as_data(candidate.token)
                        | {"log_probability": candidate.log_probability, "probability": candidate.probability}
                        | ({"cut": candidate.cut} if candidate.cut else {})
                        for candidate in expansion.candidates
                    ],
                }
                for expansion in self.expansions
            ],
            "hypotheses": [
                {
                    "number": h.number,
                    "parent": h.parent,
                    "token": token_as_data(h.token),
                    "log_probability": h.log_probability,
                    "length": h.length,
                    "length_penalty": h.length_penalty,
                    "score": h.score,
                    "state": h.state,
                    "why": h.why,
                }
                for h in self.hypotheses
            ],
        }


@dataclass(frozen=True)
class Decoding:
    """A sentence, its translation, and how it came about.

    Attributes:
        strategy: "greedy", "sample", "beam", "forced" or "by hand".
        settings: the strategy's: beams, length_penalty, temperature, …
        source, answer: tokens, without marks of beginning and end.
        best: the number of the hypothesis that became the answer.
        finished: whether the model ended the sentence itself.
        ended: why the search stopped, in words.
        notices: what the reader should know about the text.
    """

    strategy: str
    settings: Mapping[str, int | float | bool]
    source: tuple[Token, ...]
    answer: tuple[Token, ...]
    iterations: tuple[Iteration, ...]
    best: int
    finished: bool
    ended: str
    notices: tuple[str, ...] = ()

    @cached_property
    def _known(self) -> dict[int, Hypothesis]:
        return {h.number: h for iteration in self.iterations for h in iteration.hypotheses}

    def hypotheses(self) -> tuple[Hypothesis, ...]:
        """Every hypothesis, in the order in which they were made."""
        return tuple(self._known.values())

    def so_far(self, number: int) -> tuple[Token, ...]:
        """The tokens of a hypothesis, the first one first; none for 0."""
        known = self._known
        tokens: list[Token] = []
        while number and number in known:
            tokens.append(known[number].token)
            number = known[number].parent if known[number].parent < number else 0  # a file may say anything
        return tuple(reversed(tokens))

    def as_data(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "strategy": self.strategy,
            "settings": dict(self.settings),
            "source": [token_as_data(token) for token in self.source],
            "answer": [token_as_data(token) for token in self.answer],
            "best": self.best,
            "finished": self.finished,
            "ended": self.ended,
            "iterations": [iteration.as_data() for iteration in self.iterations],
            "notices": list(self.notices),
        }


def token_as_data(token: Token) -> dict[str, Any]:
    """For JSON."""
    data: dict[str, Any] = {"id": token.id, "text": token.text}
    return data | {"written": token.written} if token.written else data
