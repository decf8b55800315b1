"""Beam search over a language of a few sentences, with probabilities one can hold in one's head.

Section 6.1.
The probability of a beginning is the sum over the sentences that begin so; all else follows from that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ...core.decoding.penalty import length_penalty
from ...core.support.errors import Problem
from .lab import Parameter, Result, Table, Value, single

Words = tuple[str, ...]

MOST = 16  # sentences
LONGEST = 12  # words
PARAMETERS = (
    Parameter("sentences", "A B: .25; A C: .2; A D: .15; B A: .4", "each sentence with its probability"),
    Parameter("beams", 2, "how many beginnings go on", 1, MOST, whole=True),
    Parameter("alpha", 0.6, "α of the length penalty", 0, 3, 0.1),
)


def run(sentences: Value, beams: Value, alpha: Value) -> Result:
    """All sentences with their scores, what a beam of this width finds, and every beginning it looked at."""
    known = language(str(sentences))
    words = tuple(known)
    logs = np.log(np.array(list(known.values())))
    lengths = np.array([len(each) for each in words], dtype=np.float64)
    penalties = np.array([length_penalty(len(each), float(alpha)) for each in words])
    scores = logs / penalties
    found, looked = search(known, int(beams))
    greedy, _looked = search(known, 1)
    best = _best(found, words, scores)
    labels = {"sentence": tuple(map(" ".join, words))}
    along = ("sentence",)
    return Result(
        {
            "probability": Table(np.exp(logs), along, labels, "How probable each sentence is."),
            "log_probability": Table(logs, along, labels, "Its logarithm: the sum over its words."),
            "length": Table(lengths, along, labels, "How many words it has."),
            "penalty": Table(penalties, along, labels, "((5 + n)/6)^α."),
            "score": Table(scores, along, labels, "The log-probability divided by it: the highest wins."),
            "found": single(best, "Which sentence the beam gives, counted from 0."),
            "greedy": single(_best(greedy, words, scores), "Which one greedy decoding gives."),
            "best": single(int(scores.argmax()), "Which one has the highest score of all."),
            "finished": Table(
                np.array([each in found for each in words], dtype=np.float64),
                along,
                labels,
                "1 for each sentence that the beam came to.",
            ),
            "looked": Table(
                np.array([[len(each), chance, kept] for each, (chance, kept) in looked.items()]),
                ("beginning", "what"),
                {"beginning": tuple(map(" ".join, looked)), "what": ("length", "probability", "kept")},
                "Every beginning that was looked at, and whether it was kept.",
            ),
        }
    )


def search(known: Mapping[Words, float], beams: int) -> tuple[set[Words], dict[Words, tuple[float, bool]]]:
    """Of all beginnings that are one word longer, the `beams` most probable are kept, until none can grow.

    Returns:
        the sentences it came to; each beginning it looked at, with its probability and whether it was kept.
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
    """From "A B: .25; B A: .75" to the probability of each sentence; a Problem where it is none."""
    found: dict[Words, float] = {}
    for part in text.split(";"):
        words, colon, chance = part.rpartition(":")
        sentence = tuple(words.split())
        try:
            probability = float(chance)
        except ValueError:
            probability = 0.0
        if not colon or not 0 < len(sentence) <= LONGEST or not 0 < probability <= 1 or sentence in found:
            raise Problem(f"sentences are such as A B: .25; B A: .4, each once; {part.strip()!r} is none")
        found[sentence] = probability
    if len(found) > MOST or sum(found.values()) > 1 + 1e-9:
        raise Problem(f"sentences are at most {MOST}, and their probabilities at most 1 in sum")
    if any(one != other and other[: len(one)] == one for one in found for other in found):
        raise Problem("no sentence may be the beginning of another; end them with a word such as END")
    return found
