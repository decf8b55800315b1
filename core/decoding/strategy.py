"""The ways to choose what comes next, as data: what a command line, a screen and the engine hand to each other."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ..support.errors import Problem
from ..support.localization import _
from ..support.typed_numbers import LARGEST
from .penalty import ALPHA

MOST_BEAMS = 256


class StrategyError(Problem):
    """A setting with which nothing could be chosen, said in one line."""


@dataclass(frozen=True)
class Greedy:
    """The most probable token, again and again."""

    name = "greedy"


@dataclass(frozen=True)
class Sample:
    """A token drawn at random, as probable as the model finds it once these settings have been applied.

    Attributes:
        temperature: divides the log-probabilities; below 1 favours the probable, above 1 the improbable.
        top_k: only so many of the most probable tokens; 0 for all.
        top_p: only the most probable tokens that together reach this probability (Holtzman et al. 2020,
            arXiv 1904.09751, section 3.1); 1 for all.
        seed: decides the draws.
    """

    temperature: float = 1.0
    top_k: int = 0
    top_p: float = 1.0
    seed: int = 0
    name = "sample"

    def __post_init__(self) -> None:
        if not (math.isfinite(self.temperature) and self.temperature > 0):
            raise StrategyError(
                _(
                    "temperature {temperature:g} chooses nothing; give a number above 0, such as 0.7 "
                    "(for the most probable token always, choose the greedy strategy)",
                    temperature=self.temperature,
                )
            )
        if not 0 <= self.top_k <= LARGEST:
            raise StrategyError(
                _("invalid top-k: use a whole number from 1 to {most}, or 0 for all tokens", most=LARGEST)
            )
        if not 0 < self.top_p <= 1:
            raise StrategyError(
                _("top-p {top_p:g} is no probability; give a number above 0 and up to 1", top_p=self.top_p)
            )
        if not 0 <= self.seed <= LARGEST:
            raise StrategyError(
                _("invalid seed: use a whole number from 0 to {most}, for example 3", most=LARGEST)
            )


@dataclass(frozen=True)
class Beam:
    """Several hypotheses side by side; the best finished one wins (section 6.1).

    Attributes:
        beams: how many grow at a time.
        length_penalty: α of ((5 + length) / 6)^α; 0 for none.
        early_stop: end as soon as `beams` hypotheses are finished, whatever the growing ones might become.
    """

    beams: int = 4
    length_penalty: float = ALPHA
    early_stop: bool = True
    name = "beam"

    def __post_init__(self) -> None:
        if not 1 <= self.beams <= MOST_BEAMS:
            raise StrategyError(
                _(
                    "{beams} beams are no search; give a number from 1 to {most}",
                    beams=self.beams,
                    most=MOST_BEAMS,
                )
            )
        if not 0 <= self.length_penalty <= 10:
            raise StrategyError(
                _(
                    "length penalty {length_penalty:g} is none; give a number from 0 to 10",
                    length_penalty=self.length_penalty,
                )
            )


@dataclass(frozen=True)
class Forced:
    """Teacher forcing: the tokens of a translation that is given, whatever the model would say."""

    target: str
    name = "forced"


@dataclass(frozen=True)
class Move:
    """One move of a reader who chooses by hand.

    Attributes:
        kind: "pick" a token, "undo" the last one, "fork" from another hypothesis.
        number: the token's id, or the hypothesis's number; nothing for "undo".
    """

    kind: str
    number: int = 0


@dataclass(frozen=True)
class ByHand:
    """Tokens that somebody picked; see `by_hand.Picking`."""

    moves: tuple[Move, ...] = ()
    name = "by hand"


Strategy = Greedy | Sample | Beam | Forced | ByHand


def settings(strategy: Strategy) -> dict[str, int | float | bool]:
    """The numbers that a strategy was given, for the record."""
    return {name: value for name, value in vars(strategy).items() if isinstance(value, int | float)}
