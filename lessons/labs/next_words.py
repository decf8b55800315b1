"""How well a small language model predicts each word of a text.

Radford et al. 2018, section 3.1: the model is trained to predict each token from those before it.
"""

from __future__ import annotations

import numpy as np

from ...core.support.marks import END
from ...core.trace.tags import Tag
from .english_models import best, next_words
from .lab import Parameter, Result, result, single, table

CANDIDATES = 6
SHOWS = Tag.TRAINED
PARAMETERS = (Parameter("text", "the cat sat on the mat", "an English sentence"),)


def run(text: str) -> Result:
    """The probability of each word of the text and of its end, their losses, and what might come next."""
    trace, probabilities = next_words(text)
    read = trace.tokens["source"]
    following = [token.id for token in read[1:]] + [trace.vocabulary.index(END)]
    p = probabilities[np.arange(len(following)), following]
    losses, next_ones = -np.log(p), best(probabilities[-1], CANDIDATES)
    words = [token.text for token in read[1:]] + [END]
    return result(
        {"word": words},
        probabilities=table(p, "word", "The probability of each word, given all the words before it."),
        losses=table(losses, "word", "The loss at each word: −log of its probability."),
        candidates=table(
            probabilities[-1, next_ones],
            "word",
            "The most probable next words after the whole text.",
            {"word": [trace.vocabulary[each] for each in next_ones]},
        ),
        count=single(len(following), "Number of predictions."),
        loss=single(losses.mean(), "The loss of the text: the mean of the losses."),
        perplexity=single(np.exp(losses.mean()), "e to the power of the loss."),
        probability=single(p.prod(), "The product of the probabilities: the probability of the whole text."),
    )
