"""Decoding strategies as data, which the command line, the screens and the engine pass to one another."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from ..support.errors import Problem
from ..support.localization import _
from ..support.typed_numbers import LARGEST

MOST_BEAMS = 256
ALPHA = 0.6  # of the length penalty


class StrategyError(Problem):
    """A setting that cannot be used; the message is one line."""


@dataclass(frozen=True)
class Greedy:
    """Always chooses the most probable token."""

    name = "greedy"


@dataclass(frozen=True)
class Sample:
    """Draws each token at random from the distribution that these settings give.

    Attributes:
        temperature: divides the log-probabilities; below 1 favors probable tokens, above 1 improbable ones.
        top_k: draw only from this many of the most probable tokens; 0 for all.
        top_p: draw only from the most probable tokens that together have this probability (Holtzman et al. 2020,
            arXiv 1904.09751, section 3.1); 1 for all.
        seed: the seed of the random numbers.
    """

    temperature: float = 1.0
    top_k: int = 0
    top_p: float = 1.0
    seed: int = 0
    name = "sample"

    def __post_init__(self) -> None:
        if problem := next(self._problems(), ""):
            raise StrategyError(problem)

    def _problems(self) -> Iterator[str]:
        if not (math.isfinite(self.temperature) and self.temperature > 0):
            yield _(
                "invalid temperature {temperature:g}: use a number above 0, for example 0.7 "
                "(to always choose the most probable token, use the greedy strategy)",
                temperature=self.temperature,
            )
        if not 0 <= self.top_k <= LARGEST:
            yield _("invalid top-k: use a whole number from 1 to {most}, or 0 for all tokens", most=LARGEST)
        if not 0 < self.top_p <= 1:
            top_p = self.top_p
            yield _("invalid top-p {top_p:g}: use a number above 0, at most 1, for example 0.9", top_p=top_p)
        if not 0 <= self.seed <= LARGEST:
            yield _("invalid seed: use a whole number from 0 to {most}, for example 3", most=LARGEST)


@dataclass(frozen=True)
class Beam:
    """Extends several hypotheses in parallel; the best finished one is the answer (section 6.1).

    Attributes:
        beams: how many hypotheses are kept.
        length_penalty: α in ((5 + length) / 6)^α; 0 for none.
        early_stop: stop as soon as `beams` hypotheses are finished, even if a growing one might become better.
    """

    beams: int = 4
    length_penalty: float = ALPHA
    early_stop: bool = True
    name = "beam"

    def __post_init__(self) -> None:
        if not 1 <= self.beams <= MOST_BEAMS:
            raise StrategyError(
                _(
                    "invalid number of beams {beams}: use a whole number from 1 to {most}, for example --beams 4",
                    beams=self.beams,
                    most=MOST_BEAMS,
                )
            )
        if not 0 <= self.length_penalty <= 10:
            raise StrategyError(
                _(
                    "invalid length penalty {length_penalty:g}: use a number from 0 to 10, for example 0.6",
                    length_penalty=self.length_penalty,
                )
            )


def length_penalty(length: int, alpha: float = ALPHA) -> float:
    """((5 + length) / 6)^α, by which a log-probability is divided, so that short hypotheses are not favored.

    Wu et al. 2016, arXiv 1609.08144, equation 14.
    """
    return float(((5 + length) / 6) ** alpha)


@dataclass(frozen=True)
class Forced:
    """Teacher forcing: takes the tokens of a given translation, whatever the model predicts."""

    target: str
    name = "forced"


@dataclass(frozen=True)
class Move:
    """One move in decoding by hand.

    Attributes:
        kind: "pick" a token, "undo" the last one, "fork" from another hypothesis.
        number: the token's id or the hypothesis's number; unused for "undo".
    """

    kind: str
    number: int = 0


@dataclass(frozen=True)
class ByHand:
    """Tokens that the user picked; see `by_hand.Picking`."""

    moves: tuple[Move, ...] = ()
    name = "by hand"


Strategy = Greedy | Sample | Beam | Forced | ByHand


def settings(strategy: Strategy) -> dict[str, int | float | bool]:
    """The numeric settings of a strategy, to be recorded with the run."""
    return {name: value for name, value in vars(strategy).items() if isinstance(value, int | float)}
