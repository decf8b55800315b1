"""A decoding as data: what was likely at each turn, and what was chosen. Needs no torch."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from ..trace import Token


@dataclass(frozen=True)
class Candidate:
    """A token that could have come next."""

    token: Token
    log_probability: float

    @property
    def probability(self) -> float:
        return math.exp(self.log_probability)


@dataclass(frozen=True)
class Iteration:
    """One turn of decoding.

    Attributes:
        so_far: the translation before it, without the mark that begins it.
        candidates: the most probable tokens, best first.
        chosen: the one that was taken.
    """

    so_far: tuple[Token, ...]
    candidates: tuple[Candidate, ...]
    chosen: Token


@dataclass(frozen=True)
class Decoding:
    """A sentence, its translation, and how it came about.

    Attributes:
        source, answer: tokens, without marks of beginning and end.
        finished: whether the model ended the sentence itself.
        notices: what the reader should know about the text.
    """

    strategy: str
    source: tuple[Token, ...]
    answer: tuple[Token, ...]
    iterations: tuple[Iteration, ...]
    finished: bool
    notices: tuple[str, ...] = ()

    def as_data(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "strategy": self.strategy,
            "source": [_token(token) for token in self.source],
            "answer": [_token(token) for token in self.answer],
            "finished": self.finished,
            "iterations": [
                {
                    "chosen": _token(iteration.chosen),
                    "candidates": [
                        _token(candidate.token) | {"log_probability": candidate.log_probability}
                        for candidate in iteration.candidates
                    ],
                }
                for iteration in self.iterations
            ],
            "notices": list(self.notices),
        }


def _token(token: Token) -> dict[str, Any]:
    return {"id": token.id, "text": token.text}
