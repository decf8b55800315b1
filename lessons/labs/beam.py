"""Beam search over a language of a few sentences with simple probabilities.

Section 6.1. The probability of a prefix is the sum of the probabilities of the sentences that begin with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ...core.decoding.strategy import length_penalty
from ...core.support.errors import Problem
from ...core.support.localization import _
from ...core.trace.tags import Tag
from ..sums import read_sum
from .lab import Parameter, Result, result, single, table

Words = tuple[str, ...]

MOST = 16  # sentences
LONGEST = 12  # words
SHOWS = Tag.BY_HAND
PARAMETERS = (
    Parameter("sentences", "A B: .25; A C: .2; A D: .15; B A: .4", "each sentence with its probability"),
    Parameter("beams", 2, "beam width: number of prefixes kept at each step", 1, MOST, whole=True),
    Parameter("alpha", 0.6, "α of the length penalty", 0, 3, 0.1),
)


def run(sentences: str, beams: int, alpha: float) -> Result:
    """All sentences with their scores, those that a beam of this width finds, and every prefix it examined."""
    known = language(sentences)
    words = tuple(known)
    logs = np.log(list(known.values()))
    lengths = np.array([len(each) for each in words], dtype=np.float64)
    penalties = np.array([length_penalty(len(each), alpha) for each in words])
    scores = logs / penalties
    found, looked = search(known, beams)
    greedy, _looked = search(known, 1)
    finished = np.array([each in found for each in words], dtype=np.float64)
    examined = [[len(each), chance, kept] for each, (chance, kept) in looked.items()]
    return result(
        {
            "sentence": map(" ".join, words),
            "beginning": map(" ".join, looked),
            "what": ("length", "probability", "kept"),
        },
        probability=table(np.exp(logs), "sentence", "The probability of each sentence."),
        log_probability=table(logs, "sentence", "The log-probability: the sum over the words."),
        length=table(lengths, "sentence", "Number of words."),
        penalty=table(penalties, "sentence", "((5 + n)/6)^α."),
        score=table(scores, "sentence", "Log-probability divided by the penalty: the highest wins."),
        found=single(_best(found, words, scores), "The sentence that beam search returns, counted from 0."),
        greedy=single(_best(greedy, words, scores), "The sentence that greedy decoding returns."),
        best=single(scores.argmax(), "The sentence with the highest score of all."),
        finished=table(finished, "sentence", "1 for each sentence that beam search finished."),
        looked=table(examined, "beginning, what", "Every prefix that was examined, and whether it was kept."),
    )


def search(known: Mapping[Words, float], beams: int) -> tuple[set[Words], dict[Words, tuple[float, bool]]]:
    """Extends the kept prefixes by one word and keeps the `beams` most probable, until none can grow.

    Returns:
        the sentences it finished; each prefix it examined, with its probability and whether it was kept.
    """
    growing: list[Words] = [()]
    found: set[Words] = set()
    looked: dict[Words, tuple[float, bool]] = {}
    for length in range(1, max(map(len, known)) + 1):
        longer = {each[:length] for each in known if len(each) >= length and each[: length - 1] in growing}
        chances = {each: _chance(known, each) for each in longer}
        order = sorted(longer, key=lambda each: (-chances[each], each))
        growing = order[:beams]
        looked |= {each: (chances[each], each in growing) for each in order}
        found |= known.keys() & set(growing)
    return found, looked


def _chance(known: Mapping[Words, float], beginning: Words) -> float:
    return sum(p for each, p in known.items() if each[: len(beginning)] == beginning)


def _best(found: set[Words], words: Sequence[Words], scores: np.ndarray) -> int:
    return max((n for n, each in enumerate(words) if each in found), key=lambda n: float(scores[n]))


def language(text: str) -> dict[Words, float]:
    """Parses "A B: .25; B A: .75" into the probability of each sentence; raises Problem if it is invalid."""
    found: dict[Words, float] = {}
    for part in text.split(";"):
        words, colon, chance = part.rpartition(":")
        sentence = tuple(words.split())
        try:
            probability = read_sum(chance)
        except ValueError:
            probability = 0.0
        if not colon or not 0 < len(sentence) <= LONGEST or not 0 < probability <= 1 or sentence in found:
            raise Problem(
                _(
                    "invalid sentence {text!r}: write each one once with its probability, such as A B: .25",
                    text=part.strip(),
                )
            )
        found[sentence] = probability
    if len(found) > MOST or sum(found.values()) > 1 + 1e-9:
        raise Problem(
            _(
                "at most {most} sentences are possible, and their probabilities may sum to at most 1",
                most=MOST,
            )
        )
    if any(one != other and other[: len(one)] == one for one in found for other in found):
        raise Problem(_("no sentence may be a prefix of another; end them with a word such as END"))
    return found
