"""English sentences of the grammar for the models that read only English: for training, development and testing."""

from __future__ import annotations

from dataclasses import dataclass

from ..grammar import corpus

DEV, TEST = 1000, 2000  # sentences

Words = tuple[str, ...]


@dataclass(frozen=True)
class Texts:
    """Sentences as words.

    Attributes:
        dev, test: sentences of the held-out splits, in the proportions of the grammar. Their sources are never used in
            training; a sentence that is also the translation of another source, which is, is left out.
    """

    training: tuple[Words, ...]
    dev: tuple[Words, ...]
    test: tuple[Words, ...]


def texts(seed: int, sentences: int) -> Texts:
    """The sentences of a training run. Those for development and testing are the same for every seed."""
    training = tuple(words for _source, words in corpus.training_sentences(seed, sentences))
    known = frozenset(training)
    held_out = {
        kind: tuple(
            words for _source, words in corpus.held_out_sentences(kind, 1, count) if words not in known
        )
        for kind, count in (("dev", DEV), ("test", TEST))
    }
    return Texts(training, held_out["dev"], held_out["test"])
