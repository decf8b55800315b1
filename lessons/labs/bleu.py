"""BLEU: how many word sequences of a translation occur in a reference translation.

Papineni et al. 2002; section 6.1 gives the paper's scores. Here, BLEU is computed for one sentence and one reference;
papers add up the counts over all sentences of a test set, and multiply by 100.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np

from ...core.support.errors import Problem
from ...core.support.localization import _
from ...core.trace.tags import Tag
from .lab import Parameter, Result, Value, result, single, table

LONGEST = 4  # words in a sequence
MOST = 64  # words in a sentence
SHOWS = Tag.BY_HAND
PARAMETERS = (
    Parameter("candidate", "there is a red book on the table", "the translation to score"),
    Parameter("reference", "on the table there is a red book", "the reference translation"),
)


def run(candidate: str, reference: str) -> Result:
    """The matching sequences of each length, the brevity penalty, and BLEU from 0 to 1."""
    given, wanted = words("candidate", candidate), words("reference", reference)
    found = [matches(given, wanted, n) for n in range(1, LONGEST + 1)]
    total = [max(0, len(given) - n + 1) for n in range(1, LONGEST + 1)]
    share = [part / all if all else 0.0 for part, all in zip(found, total, strict=True)]
    penalty = min(1.0, math.exp(1 - len(wanted) / len(given)))
    return result(
        {"sequence": [f"{n} word{'s' if n > 1 else ''}" for n in range(1, LONGEST + 1)]},
        matches=table(
            found, "sequence", "Number of the candidate's word sequences that occur in the reference."
        ),
        sequences=table(total, "sequence", "Number of word sequences in the candidate."),
        precision=table(
            share,
            "sequence",
            "The precision: the share of the candidate's sequences that occur in the reference.",
        ),
        brevity=single(
            penalty, "The brevity penalty, below 1 if the candidate is shorter than the reference."
        ),
        bleu=single(penalty * float(np.prod(share)) ** (1 / LONGEST), "BLEU, from 0 to 1."),
    )


def words(name: str, text: Value) -> list[str]:
    """The words of a sentence; Problem if there are none or too many."""
    found = str(text).split()
    if not 0 < len(found) <= MOST:
        raise Problem(_("{name} must be a sentence of 1 to {most} words", name=name, most=MOST))
    return found


def matches(given: Sequence[str], wanted: Sequence[str], length: int) -> int:
    """The sequences of this length that both have; each counts at most as often as it is in `wanted`."""
    return (_sequences(given, length) & _sequences(wanted, length)).total()


def _sequences(sentence: Sequence[str], length: int) -> Counter[tuple[str, ...]]:
    return Counter(tuple(sentence[start : start + length]) for start in range(len(sentence) - length + 1))
