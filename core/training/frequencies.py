"""The loss of a model that knows only how frequent each word is: what can be learned without reading the source."""

from __future__ import annotations

import math
from collections import Counter
from functools import cache

import numpy as np

from ..grammar.corpus import training_sentences
from ..support.marks import END
from ..trace.analysis.sharpness import entropy

SAMPLE = 2000  # sentences used to estimate the frequencies


@cache
def frequency_loss(smoothing: float, vocabulary: int, seed: int) -> float:
    """The lowest loss in nats of a constant prediction: the entropy of the smoothed word frequencies."""
    counts = Counter(word for _, words in training_sentences(seed, SAMPLE) for word in (*words, END))
    said = np.full(vocabulary, smoothing / vocabulary)
    said[: len(counts)] += (1 - smoothing) * np.array(list(counts.values())) / counts.total()
    return float(entropy(said)) * math.log(2)
