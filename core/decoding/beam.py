"""Beam search: extends several hypotheses in parallel and returns the best finished one (section 6.1)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..trace import Expansion, Hypothesis, Iteration
from ..trace.iterations import DROPPED, FINISHED, GROWING
from .distribution import ranked
from .search import CANDIDATES, Choice, Found, candidates, grown, require_numbers
from .strategy import Beam, length_penalty
from .translator import Predictor, Prefix


@dataclass(frozen=True)
class _Growing:
    """An unfinished hypothesis; None stands for the empty one."""

    hypothesis: Hypothesis | None
    before: Prefix | None

    @property
    def log_probability(self) -> float:
        return self.hypothesis.log_probability if self.hypothesis else 0.0

    def read(self, translator: Predictor) -> Prefix:
        if self.hypothesis is None or self.before is None:
            return translator.start()
        return translator.extend(self.before, self.hypothesis.token.id)


@dataclass(frozen=True)
class _Child:
    """The `parent`-th growing hypothesis, extended by one token."""

    parent: int
    token: int
    total: float


def beam_search(translator: Predictor, words: Sequence[str], beam: Beam) -> Found:
    """Keeps the `beams` most probable unfinished hypotheses of each length, until enough have finished.

    Of all extensions by one token, the 2 · beams most probable are considered, as usual since Tensor2Tensor: even if
    `beams` of them end, just as many can continue. An extension that ends is finished if it is among the first `beams`.
    The search stops when `beams` hypotheses are finished (`early_stop`), or when no growing one can become one of the
    best `beams`; the answer is the finished hypothesis with the best score.
    """
    growing, finished = [_Growing(None, None)], list[tuple[Hypothesis, Prefix]]()
    iterations: list[Iteration] = []
    count = 0
    while True:
        translator.iteration(len(iterations))
        prefixes = [one.read(translator) for one in growing]
        for prefix in prefixes:
            require_numbers(prefix)
        children = _children(growing, prefixes, beam.beams)
        hypotheses = [
            _judged(child, rank, count + rank + 1, growing, prefixes, translator.ends, words, beam)
            for rank, child in enumerate(children)
        ]
        hypotheses = _filled(hypotheses, beam.beams)
        count += len(hypotheses)
        parents = [prefixes[child.parent] for child in children]
        together = list(zip(hypotheses, parents, strict=True))
        finished += [(h, prefix) for h, prefix in together if h.state == FINISHED]
        expansions = _expansions(growing, prefixes, words)
        growing = [_Growing(h, prefix) for h, prefix in together if h.state == GROWING]
        ended = _ended(growing, finished, beam, translator, len(iterations) + 1)
        if ended and finished:
            hypotheses = [
                replace(h, state=DROPPED, why=f"{h.why}; unfinished when the search stopped, because {ended}")
                if h.state == GROWING
                else h
                for h in hypotheses
            ]
        iterations.append(Iteration(len(iterations), expansions, tuple(hypotheses)))
        if ended:
            return _best(growing, finished, ended, tuple(iterations))


def _children(growing: Sequence[_Growing], prefixes: Sequence[Prefix], beams: int) -> list[_Child]:
    """The 2 · beams most probable extensions, best first, then the best one of each parent that has none among them."""
    totals = np.stack(
        [one.log_probability + ranked(p.log_probabilities) for one, p in zip(growing, prefixes, strict=True)]
    )
    vocabulary = totals.shape[1]
    flat = totals.ravel()
    first = np.argsort(-flat, kind="stable")[: 2 * beams].tolist()
    left = sorted(set(range(len(growing))) - {place // vocabulary for place in first})
    rest = [parent * vocabulary + int(totals[parent].argmax()) for parent in left]
    return [_Child(p // vocabulary, p % vocabulary, float(flat[p])) for p in (*first, *rest)]


def _judged(
    child: _Child,
    rank: int,
    number: int,
    growing: Sequence[_Growing],
    prefixes: Sequence[Prefix],
    ends: Collection[int],
    words: Sequence[str],
    beam: Beam,
) -> Hypothesis:
    """The child as a hypothesis that is finished, growing or dropped."""
    place = f"rank {rank + 1}"
    if child.token not in ends:
        state, why = GROWING, place
    elif rank < beam.beams:
        state, why = FINISHED, f"{place}, and it ends"
    else:
        state, why = DROPPED, f"{place}; it could end only among the first {beam.beams}"
    parent, prefix = growing[child.parent].hypothesis, prefixes[child.parent]
    return grown(parent, number, Choice(child.token, why), prefix, words, state, beam.length_penalty)


def _filled(hypotheses: Sequence[Hypothesis], beams: int) -> list[Hypothesis]:
    """Drops all growing hypotheses after the first `beams`."""
    room = beams
    kept: list[Hypothesis] = []
    for h in hypotheses:
        if h.state == GROWING and not room:
            h = replace(h, state=DROPPED, why=f"{h.why}; only {beams} continue")
        room -= h.state == GROWING
        kept.append(h)
    return kept


def _expansions(
    growing: Sequence[_Growing], prefixes: Sequence[Prefix], words: Sequence[str]
) -> tuple[Expansion, ...]:
    return tuple(
        Expansion(
            one.hypothesis.number if one.hypothesis else 0, p.visit, candidates(p, words, most=CANDIDATES)
        )
        for one, p in zip(growing, prefixes, strict=True)
    )


def _ended(
    growing: Sequence[_Growing],
    finished: Sequence[tuple[Hypothesis, Prefix]],
    beam: Beam,
    translator: Predictor,
    length: int,
) -> str:
    """Why the search stops now; "" if it continues."""
    if not growing:
        return "no growing hypothesis is left"
    if length == translator.longest:
        return translator.too_long
    if len(finished) < beam.beams:
        return ""
    if beam.early_stop:
        return f"{len(finished)} {'is' if len(finished) == 1 else 'are'} finished"
    worst = sorted((h.score for h, _ in finished), reverse=True)[beam.beams - 1]
    most = max(one.log_probability for one in growing)  # as if all further tokens were certain
    bound = most / length_penalty(translator.longest, beam.length_penalty)
    return f"no growing hypothesis can reach a score above {worst:.4g}" if bound <= worst else ""


def _best(
    growing: Sequence[_Growing],
    finished: Sequence[tuple[Hypothesis, Prefix]],
    ended: str,
    iterations: tuple[Iteration, ...],
) -> Found:
    if finished:
        best, prefix = max(finished, key=lambda one: one[0].score)  # the first of those with equal scores
        return Found(prefix.ids[1:], best.number, True, ended, iterations)
    longest = max(growing, key=lambda one: one.hypothesis.score if one.hypothesis else 0.0)
    assert longest.hypothesis is not None
    assert longest.before is not None
    ids = (*longest.before.ids[1:], longest.hypothesis.token.id)
    return Found(ids, longest.hypothesis.number, False, ended, iterations)
