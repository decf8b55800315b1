"""The model while it learned: its cross-attention at eight moments, and its loss."""

from __future__ import annotations

import math
from collections import Counter
from functools import cache

import numpy as np
from numpy.typing import NDArray

from ...core.checkpoints import find
from ...core.checkpoints.snapshots import snapshots
from ...core.grammar.corpus import SNAPSHOT_SOURCES, training_sentences
from ...core.grammar.corpus import sentence as understood
from ...core.trace.analysis.sharpness import entropy
from ...core.training.schedule import rate
from .lab import Parameter, Result, Table, Value, single
from .label_smoothing import floor

MODEL = "zh-en"
END = "[EOS]"
SAMPLE = 2000  # sentences from which it is told how common words are
PARAMETERS = (
    Parameter("sentence", SNAPSHOT_SOURCES[0], "the sentence", choices=SNAPSHOT_SOURCES),
    Parameter("layer", 2, "layer of the decoder", 1, 2, whole=True),
    Parameter("head", 1, "head", 1, 4, whole=True),
)


def run(sentence: Value, layer: Value, head: Value) -> Result:
    """The weights of one head after each number of updates, and how much of them lies where the translation comes from.

    A row that predicts a word is right in so far as it looks at the characters that word translates.
    """
    checkpoint = find(MODEL)
    kept = snapshots(checkpoint)
    number = next(n for n, example in enumerate(kept.examples) if example.source == sentence)
    name = f"decoder.layers.{int(layer) - 1}.cross_attention.weights"
    weights = np.array([kept.weights(update, number, name) for update in kept.updates], dtype=np.float64)
    example, recipe = kept.examples[number], checkpoint.card["recipe"]
    where = aligned(example.source, example.words, weights.shape[-1])
    share = (weights[:, :, : len(where)] * where).sum(axis=-1).mean(axis=-1)  # [update, head]
    updates = np.array(kept.updates)
    rates = [rate(max(1, each), recipe["d_model"], recipe["warmup"]) for each in kept.updates]
    losses = np.array([np.nan if each is None else each for each in kept.losses.values()])
    labels = {"query": (*example.words, END), "key": tuple(example.source)}
    moments = {"update": tuple(map(str, kept.updates))}
    chosen = weights[:, int(head) - 1]
    least = floor(recipe["smoothing"], checkpoint.configuration.vocabulary)
    return Result(
        {
            "updates": Table(updates, ("update",), says="After how many updates a picture was taken."),
            "weights": Table(
                chosen,
                ("update", "query", "key"),
                moments | labels,
                "Which characters (key) the row looks at that predicts a word (query).",
            ),
            "before": Table(chosen[0], ("query", "key"), labels, "The weights before any training."),
            "after": Table(chosen[-1], ("query", "key"), labels, "The weights after all of it."),
            "aligned": Table(
                share[:, int(head) - 1], ("update",), says="Weight on the characters translated."
            ),
            "all_heads": Table(share, ("update", "head"), says="The same of each head of the layer."),
            "entropy": Table(entropy(chosen).mean(axis=-1), ("update",), says="In bits, mean over the rows."),
            "even": single(float(where.mean(axis=-1).mean()), "What even attention would put there."),
            "most": single(float(np.log2(weights.shape[-1])), "The entropy of even attention, in bits."),
            "losses": Table(
                losses, ("update",), says="The training loss; none before the first update.", gaps=True
            ),
            "floor": single(least, "The lowest loss that smoothing allows this vocabulary."),
            "frequencies": single(
                common(recipe["smoothing"], checkpoint.configuration.vocabulary, recipe["seed"]),
                "The loss of one who knows how common each word is, and nothing else.",
            ),
            "smoothing": single(recipe["smoothing"], "ε of its training."),
            "vocabulary": single(checkpoint.configuration.vocabulary, "V of the model."),
            "rates": Table(
                np.array(rates), ("update",), says="The learning rate there; at 0 that of the first."
            ),
            "d_model": single(recipe["d_model"], "The model's width."),
            "warmup": single(recipe["warmup"], "The updates of its warm-up."),
        }
    )


def aligned(source: str, words: tuple[str, ...], characters: int) -> NDArray[np.float64]:
    """[word, character]: 1 where the word translates the character."""
    known = next(each for each in understood(source).translations if each.words == words)
    where = np.zeros((len(words), characters))
    for row, places in enumerate(known.alignment):
        where[row, list(places)] = 1
    return where


@cache
def common(smoothing: float, vocabulary: int, seed: int) -> float:
    """The lowest loss, in nats, if the same is said at each place: the entropy of the words, smoothed."""
    counts = Counter(word for _, words in training_sentences(seed, SAMPLE) for word in (*words, END))
    said = np.full(vocabulary, smoothing / vocabulary)
    said[: len(counts)] += (1 - smoothing) * np.array(list(counts.values())) / counts.total()
    return float(entropy(said)) * math.log(2)
