"""n-gram models, to compare a trained model with: what can be learned from only a few neighboring words."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

from ..support.marks import BEGIN, END
from .texts import Words


class NGrams:
    """Predicts each word from the words directly before it (Witten & Bell 1991).

    The frequencies after a context of n − 1 words are mixed with those after its last n − 2 words, and so on: the more
    kinds of words followed a context, the more weight the shorter one has. In the end, all words are equally probable.

    Args:
        order: n.
        vocabulary: the number of words that can come next, including [EOS].
    """

    def __init__(self, sentences: Iterable[Words], order: int, vocabulary: int) -> None:
        self.order, self.vocabulary = order, vocabulary
        self._after: dict[Words, Counter[str]] = defaultdict(Counter)
        for sentence in sentences:
            text = (BEGIN, *sentence, END)
            for place in range(1, len(text)):
                for length in range(min(order, place + 1)):
                    self._after[text[place - length : place]][text[place]] += 1
        self._totals = {context: counts.total() for context, counts in self._after.items()}

    def probability(self, before: Words, word: str) -> float:
        """The probability of a word after others; `before` begins with [BOS]."""
        found = 1 / self.vocabulary
        for length in range(min(self.order, len(before) + 1)):
            context = before[len(before) - length :]
            counts = self._after.get(context)
            if counts is None:
                break
            kinds, total = len(counts), self._totals[context]
            found = (counts[word] + kinds * found) / (total + kinds)
        return found

    def mean_loss(self, sentences: Sequence[Words]) -> float:
        """The mean loss per word, including [EOS], in nats."""
        losses = [
            -math.log(self.probability(text[:place], text[place]))
            for text in ((BEGIN, *sentence, END) for sentence in sentences)
            for place in range(1, len(text))
        ]
        return sum(losses) / len(losses)


class Neighbors:
    """Predicts a hidden word from the words next to it."""

    def __init__(self, sentences: Iterable[Words]) -> None:
        self._alone: Counter[str] = Counter()
        self._after: dict[str, Counter[str]] = defaultdict(Counter)
        self._before: dict[str, Counter[str]] = defaultdict(Counter)
        self._between: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for sentence in sentences:
            self._alone.update(sentence)
            text = (BEGIN, *sentence, END)
            for left, right in pairwise(text):
                self._after[left][right] += 1
                self._before[right][left] += 1
            for left, word, right in zip(text, text[1:], text[2:], strict=False):
                self._between[left, right][word] += 1

    def frequent(self) -> str:
        """The most frequent word."""
        return self._alone.most_common(1)[0][0]

    def after(self, left: str) -> str:
        """The most frequent word after this one."""
        return _most(self._after[left], {BEGIN, END}) or self.frequent()

    def before(self, right: str) -> str:
        """The most frequent word before this one."""
        return _most(self._before[right], {BEGIN, END}) or self.frequent()

    def between(self, left: str, right: str) -> str:
        """The most frequent word between these; where they never had one between them, the one after the left."""
        return _most(self._between[left, right], {BEGIN, END}) or self.after(left)

    def right(self, sentences: Sequence[Words], places: Sequence[int]) -> dict[str, float]:
        """The share of hidden words that are guessed from no neighbor, the left one, the right one, and both."""
        hits: Counter[str] = Counter()
        for sentence, place in zip(sentences, places, strict=True):
            left, word, right = (BEGIN, *sentence, END)[place : place + 3]
            hits["frequency"] += self.frequent() == word
            hits["left"] += self.after(left) == word
            hits["right"] += self.before(right) == word
            hits["both"] += self.between(left, right) == word
        return {name: hits[name] / len(sentences) for name in ("frequency", "left", "right", "both")}


def _most(counts: Counter[str], without: set[str]) -> str:
    """The most frequent word that is no mark; "" if there is none."""
    return next((word for word, _count in counts.most_common(len(without) + 1) if word not in without), "")
