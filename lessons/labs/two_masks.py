"""Two masked words: BERT predicts each of them without knowing what it predicts for the other.

Devlin et al. 2018, arXiv 1810.04805, section 3.1; Yang et al. 2019, arXiv 1906.08237, section 2.1.
"""

from __future__ import annotations

from ...core.support.errors import Problem
from ...core.support.localization import _
from ...core.support.marks import MASK
from ...core.trace.tags import Tag
from .english_models import at_masks, best
from .lab import Parameter, Result, result, single, table

CANDIDATES = 5
SHOWS = Tag.TRAINED
PARAMETERS = (
    Parameter("text", "[MASK] [MASK] a teacher", "an English sentence with two [MASK] tokens"),
    Parameter("first", "he", "a word for the first [MASK]"),
    Parameter("second", "am", "a word for the second [MASK]"),
)


def run(text: str, first: str, second: str) -> Result:
    """The candidates at both masks, and those at the second after the first is filled with a word."""
    words = text.split()
    places = [place for place, word in enumerate(words) if word == MASK]
    if len(places) != 2:
        raise Problem(_("write exactly two {mask}, such as {mask} {mask} a teacher", mask=MASK))
    vocabulary, (one, other) = at_masks(words)
    for word in (first, second):
        if word not in vocabulary:
            raise Problem(_("the model does not know the word {word!r}", word=word))
    words[places[0]] = first
    (after,) = at_masks(words)[1]
    p_first, p_second, p_after = (
        row[vocabulary.index(word)] for row, word in ((one, first), (other, second), (after, second))
    )
    ones = best(one, CANDIDATES)
    others = list(dict.fromkeys([*best(other, CANDIDATES), *best(after, CANDIDATES)]))
    return result(
        {"word": [vocabulary[id] for id in others]},
        ones=table(
            one[ones],
            "word",
            "The most probable words at the first mask.",
            {"word": [vocabulary[id] for id in ones]},
        ),
        others=table(other[others], "word", "Words at the second mask, while both are masked."),
        after=table(after[others], "word", "The same words, after the first mask is filled in."),
        first=single(p_first, "The probability of the first word, while both are masked."),
        second=single(p_second, "The probability of the second word, while both are masked."),
        second_after=single(
            p_after, "The probability of the second word, after the first mask is filled in."
        ),
        independent=single(p_first * p_second, "The probability of both, if they are drawn independently."),
        together=single(
            p_first * p_after, "The probability of both, if the second is drawn after the first is filled in."
        ),
    )
