"""How well a model performs: exact translations, the alignment of its heads, and what beam search changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from ..decoding.beam import beam_search
from ..decoding.greedy import greedy
from ..decoding.strategy import Beam
from ..decoding.translator import Translator
from ..grammar import Sentence, Translation
from ..grammar.vocabulary import Vocabulary
from ..nn.transformer import Transformer
from ..recording.recording import record
from .batches import pad

BATCH = 250


@dataclass(frozen=True)
class Exact:
    """How many greedy translations are correct.

    Attributes:
        by_construction: for each construction, the number of correct translations and of all translations.
        wrong: source, the model's translation, a correct translation.
    """

    by_construction: dict[str, tuple[int, int]]
    wrong: list[tuple[str, str, str]]

    @property
    def share(self) -> float:
        right, total = map(sum, zip(*self.by_construction.values(), strict=True))
        return right / total


def translate(model: Transformer, words: Vocabulary, sources: Sequence[str]) -> list[tuple[str, ...]]:
    """Greedy translations."""
    translations: list[tuple[str, ...]] = []
    for start in range(0, len(sources), BATCH):
        ids = pad([words.ids(source) for source in sources[start : start + BATCH]], words.padding)
        translations += [words.words(out) for out in greedy(model, ids, words.begin, words.end)]
    return translations


def exact(model: Transformer, words: Vocabulary, sentences: Sequence[Sentence]) -> Exact:
    """Compares greedy translations with the correct ones."""
    found = translate(model, words, [sentence.source for sentence in sentences])
    counts: dict[str, tuple[int, int]] = {}
    wrong: list[tuple[str, str, str]] = []
    for sentence, translation in zip(sentences, found, strict=True):
        good = translation in {t.words for t in sentence.translations}
        right, total = counts.get(sentence.construction, (0, 0))
        counts[sentence.construction] = (right + good, total + 1)
        if not good:
            wrong.append((sentence.source, " ".join(translation), " ".join(sentence.translations[0].words)))
    return Exact(counts, wrong)


Head = tuple[int, int]  # layer and head of the decoder's cross-attention, counted from 0


@dataclass
class Hits:
    """How often a head's largest weight is on a source character that the predicted word translates."""

    words: int = 0
    hits: int = 0
    content_words: int = 0
    content_hits: int = 0

    def add(self, hit: bool, content: bool) -> None:
        self.words += 1
        self.hits += hit
        self.content_words += content
        self.content_hits += hit and content

    @property
    def share(self) -> float:
        return self.hits / max(1, self.words)

    @property
    def content_share(self) -> float:
        return self.content_hits / max(1, self.content_words)


def alignment(model: Transformer, words: Vocabulary, sentences: Iterable[Sentence]) -> dict[Head, Hits]:
    """For each cross-attention head, how often it points at the aligned source characters.

    The row that *predicts* a word carries its alignment: row t of the decoder reads word t − 1 (row 0 reads [BOS])
    and predicts word t.
    """
    hits: dict[Head, Hits] = defaultdict(Hits)
    for sentence in sentences:
        translation = sentence.translations[0]
        for head, weights in cross_attention(model, words, sentence.source, translation).items():
            for row, (aligned, content) in enumerate(
                zip(translation.alignment, translation.content, strict=True)
            ):
                hits[head].add(int(weights[row].argmax()) in aligned, content)
    return dict(hits)


def cross_attention(
    model: Transformer, words: Vocabulary, source: str, translation: Translation
) -> dict[Head, np.ndarray]:
    """Each head's weights: one row per word (the row that predicts it) and one for [EOS]; one column per character."""
    source_ids = torch.tensor([words.ids(source)])
    target_ids = torch.tensor([[words.begin, *words.ids(translation.words)]])
    with torch.no_grad(), record(model, source=source_ids, target=target_ids) as recording:
        model(source_ids, target_ids)
    found: dict[Head, np.ndarray] = {}
    for step in recording.steps():
        if step.name.endswith("cross_attention.weights"):
            layer = int(step.name.split(".")[2])
            found |= {(layer, head): weights for head, weights in enumerate(step.values)}
    return found


def chance(sentences: Iterable[Sentence]) -> float:
    """The share of hits for a head that points at random characters."""
    shares = [
        len(set(aligned)) / len(sentence.source)
        for sentence in sentences
        for aligned in sentence.translations[0].alignment
    ]
    return float(np.mean(shares))


def changed_by_beam(
    model: Transformer, words: Vocabulary, sources: Sequence[str], beams: int = 4
) -> list[tuple[str, str, str]]:
    """The sentences that beam search translates differently: source, greedy translation, beam translation."""
    changed: list[tuple[str, str, str]] = []
    for source, plain in zip(sources, translate(model, words, sources), strict=True):
        ids = torch.tensor([words.ids(source)])
        translator = Translator(model, ids, words.begin, (words.end,))
        found = words.words(beam_search(translator, words.texts, Beam(beams)).ids)
        if found != plain:
            changed.append((source, " ".join(plain), " ".join(found)))
    return changed
