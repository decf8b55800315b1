"""Decoding one token at a time: greedy, sampled, or with given tokens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..support.localization import _
from ..trace import Candidate, Expansion, Hypothesis, Iteration, Token
from ..trace.iterations import FINISHED, GROWING
from .distribution import Distribution, Numbers, distribution, ranked
from .strategy import ALPHA, Sample, StrategyError, length_penalty
from .translator import Predictor, Prefix

CANDIDATES = 5  # recorded after each prefix


@dataclass(frozen=True)
class Found:
    """The result of a search.

    Attributes:
        ids: the answer, without [BOS] and [EOS].
        best: the number of its hypothesis.
        finished: whether the answer ended with [EOS].
        ended: why the search stopped, in words.
    """

    ids: tuple[int, ...]
    best: int
    finished: bool
    ended: str
    iterations: tuple[Iteration, ...]


@dataclass(frozen=True)
class Choice:
    """A token, why it was chosen, and the distribution it was drawn from, if it was drawn."""

    token: int
    why: str
    drawn_from: Distribution | None = None


Choose = Callable[[Prefix], Choice]


def greedy_ids(translator: Predictor) -> tuple[int, ...]:
    """The answer of `greedy_search`, without its record."""
    prefix = translator.start()
    while True:
        require_numbers(prefix)
        token = most_probable(prefix)
        if token in translator.ends:
            return prefix.ids[1:]
        if len(prefix.ids) == translator.longest:
            return (*prefix.ids[1:], token)
        prefix = translator.extend(prefix, token)


def greedy_search(translator: Predictor, words: Sequence[str]) -> Found:
    """Chooses the most probable token each time; of two equally probable ones, the one with the lower id."""

    def choose(prefix: Prefix) -> Choice:
        require_numbers(prefix)
        return Choice(most_probable(prefix), "the most probable token")

    return follow(translator, words, choose)


def sample_search(translator: Predictor, words: Sequence[str], sample: Sample) -> Found:
    """Draws each token at random; the same seed gives the same tokens."""
    generator = np.random.default_rng(sample.seed)

    def draw(prefix: Prefix) -> Choice:
        require_numbers(prefix)
        choices, chance = distribution(prefix.log_probabilities, sample), generator.random()
        token = choices.draw(chance)
        return Choice(token, f"drawn with probability {choices.probabilities[token]:.4g}", choices)

    return follow(translator, words, draw)


def forced_search(translator: Predictor, words: Sequence[str], target: Sequence[int]) -> Found:
    """Teacher forcing: takes these tokens and then the end, if there is one, whatever the model predicts."""
    left = iter((*target, *translator.ends[:1]))
    found = follow(translator, words, lambda prefix: Choice(next(left), "given"))
    return found if translator.ends else replace(found, ended="the given tokens end here")


class NoNumbersError(StrategyError):
    """Every log-probability is NaN, so no token can be chosen.

    Attributes:
        ids: the tokens chosen before, without [BOS].
    """

    ids: tuple[int, ...] = ()


def require_numbers(prefix: Prefix) -> None:
    """Raises NoNumbersError if every log-probability is NaN."""
    if np.isnan(prefix.log_probabilities).all():
        error = NoNumbersError(
            _(
                "the model produced no usable numbers: after token {count} every log-probability is "
                "NaN, so no token can be chosen; `transformer-explore walk TEXT` shows the step "
                "where NaN first appears",
                count=len(prefix.ids) - 1,
            )
        )
        error.ids = prefix.ids[1:]
        raise error


def most_probable(prefix: Prefix) -> int:
    """The most probable next token."""
    return int(ranked(prefix.log_probabilities).argmax())


def follow(translator: Predictor, words: Sequence[str], choose: Choose) -> Found:
    """Extends one hypothesis until [EOS] is chosen or it reaches the maximum length."""
    iterations: list[Iteration] = []
    parent: Hypothesis | None = None
    translator.iteration(0)
    prefix = translator.start()
    while True:
        number = len(iterations)
        choice = choose(prefix)
        over = choice.token in translator.ends
        parent = grown(parent, number + 1, choice, prefix, words, FINISHED if over else GROWING)
        seen = candidates(prefix, words, choice.drawn_from, choice.token)
        iterations.append(Iteration(number, (Expansion(number, prefix.visit, seen),), (parent,)))
        if over or len(iterations) == translator.longest:
            break
        translator.iteration(number + 1)
        prefix = translator.extend(prefix, choice.token)
    ids = (*prefix.ids[1:], *(() if over else (choice.token,)))
    ended = "the end was chosen" if over else translator.too_long
    return Found(ids, parent.number, over, ended, tuple(iterations))


def grown(
    parent: Hypothesis | None,
    number: int,
    choice: Choice,
    prefix: Prefix,
    words: Sequence[str],
    state: str,
    alpha: float = ALPHA,
) -> Hypothesis:
    """The parent hypothesis, extended by the chosen token."""
    before, length = (parent.log_probability, parent.length) if parent else (0.0, 0)
    total = before + float(prefix.log_probabilities[choice.token])
    penalty = length_penalty(length + 1, alpha)
    return Hypothesis(
        number=number,
        parent=parent.number if parent else 0,
        token=Token(choice.token, words[choice.token]),
        log_probability=total,
        length=length + 1,
        length_penalty=penalty,
        score=total / penalty,
        state=state,
        why=choice.why,
    )


def candidates(
    prefix: Prefix,
    words: Sequence[str],
    drawn_from: Distribution | None = None,
    *taken: int,
    most: int = CANDIDATES,
) -> tuple[Candidate, ...]:
    """The most probable tokens after a prefix, best first, together with those in `taken`."""
    log_probabilities: Numbers = prefix.log_probabilities
    order = np.argsort(-ranked(log_probabilities), kind="stable").tolist()
    ranks = {*range(min(most, len(order))), *(order.index(token) for token in taken)}
    probabilities = np.exp(log_probabilities) if drawn_from is None else drawn_from.probabilities
    found: list[Candidate] = []
    for rank in sorted(ranks):
        id, cut = order[rank], drawn_from.cut(rank) if drawn_from else ""
        token = Token(id, words[id])
        found.append(Candidate(token, float(log_probabilities[id]), float(probabilities[id]), cut))
    return tuple(found)
