"""What both sides of a masked word contribute: a small BERT beside a small GPT, which sees only the left side.

Devlin et al. 2018, arXiv 1810.04805, section 3.1. Both models were trained on the same English sentences.
"""

from __future__ import annotations

import numpy as np

from ...core.support.errors import Problem
from ...core.support.localization import _
from ...core.support.marks import MASK
from ...core.trace.tags import Tag
from .english_models import at_masks, best, next_words
from .lab import Floats, Parameter, Result, result, single, table

CANDIDATES = 6
MODELS = ("left side", "both sides")
SHOWS = Tag.TRAINED
PARAMETERS = (
    Parameter("sentence", "she loves the cat", "an English sentence"),
    Parameter("position", 1, "the position of the masked word, counted from 1", 1, 20, whole=True),
)


def run(sentence: str, position: int) -> Result:
    """The candidates at one position, and each word's probability when it alone is masked."""
    words = sentence.split()
    if position > len(words):
        raise Problem(
            _(
                "the sentence has only {count} words, so position {position} does not exist",
                count=len(words),
                position=position,
            )
        )
    trace, following = next_words(sentence)
    read = trace.tokens["source"][1:]
    if len(read) != len(words):
        raise Problem(_("write the sentence in lower case, with spaces between the words"))
    left = following[np.arange(len(words)), [token.id for token in read]]
    masked = [_masked(words, place) for place in range(len(words))]
    names, hidden = masked[position - 1]
    found = best(hidden, CANDIDATES)
    known = {name: id for id, name in enumerate(trace.vocabulary)}
    candidates = [
        [following[position - 1, known[names[id]]] if names[id] in known else 0.0, hidden[id]] for id in found
    ]
    both = [row[names.index(token.text)] for (names, row), token in zip(masked, read, strict=True)]
    return result(
        {"word": [token.text for token in read], "model": MODELS},
        candidates=table(
            candidates,
            "word, model",
            "The most probable words at the masked position, from the left side only and from both sides.",
            {"word": [names[id] for id in found]},
        ),
        words=table(
            np.stack([left, both], axis=-1),
            "word, model",
            "The probability of each word: from the words before it (GPT); masked, from both sides (BERT).",
        ),
        left=single(left[position - 1], "The probability of the masked word from the left side alone."),
        both=single(both[position - 1], "The probability of the masked word from both sides."),
    )


def _masked(words: list[str], place: int) -> tuple[tuple[str, ...], Floats]:
    """The vocabulary, and the probabilities at a position whose word is masked."""
    vocabulary, rows = at_masks([*words[:place], MASK, *words[place + 1 :]])
    return vocabulary, rows[0]
