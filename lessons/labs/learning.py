"""The model during training: its cross-attention in eight snapshots, and its loss."""

from __future__ import annotations

import numpy as np

from ...core.checkpoints import find
from ...core.checkpoints.snapshots import snapshots
from ...core.grammar.corpus import SNAPSHOT_SOURCES
from ...core.grammar.corpus import sentence as understood
from ...core.support.marks import END
from ...core.trace.analysis.sharpness import entropy
from ...core.trace.tags import Tag
from ...core.training.frequencies import frequency_loss
from ...core.training.schedule import rate
from .lab import Floats, Parameter, Result, result, single, table
from .label_smoothing import floor

MODEL = "zh-en"
SIZES = find(MODEL).configuration
SHOWS = Tag.TRAINED
PARAMETERS = (
    Parameter("sentence", SNAPSHOT_SOURCES[0], "the source sentence", choices=SNAPSHOT_SOURCES),
    Parameter("layer", 0, "decoder layer; 0: that of the head that aligns best", 0, SIZES.layers, whole=True),
    Parameter("head", 0, "head; 0: the one that aligns best", 0, SIZES.heads, whole=True),
)


def run(sentence: str, layer: int, head: int) -> Result:
    """The weights of one head at each snapshot, and how much of them lies on the characters being translated.

    A row that predicts a word is right to the extent that it attends to the characters the word translates.
    """
    checkpoint = find(MODEL)
    kept = snapshots(checkpoint)
    number = next(n for n, example in enumerate(kept.examples) if example.source == sentence)
    best = checkpoint.card["figures"]["alignment"]  # counted from 0
    layer, head = layer or best["layer"] + 1, head or best["head"] + 1
    name = f"decoder.layers.{layer - 1}.cross_attention.weights"
    weights = np.array([kept.weights(update, number, name) for update in kept.updates], dtype=np.float64)
    example, recipe = kept.examples[number], checkpoint.card["recipe"]
    where = aligned(example.source, example.words, weights.shape[-1])
    share = (weights[:, :, : len(where)] * where).sum(axis=-1).mean(axis=-1)  # [update, head]
    rates = [rate(max(1, each), recipe["d_model"], recipe["warmup"]) for each in kept.updates]
    losses = [np.nan if each is None else each for each in kept.losses.values()]
    chosen = weights[:, head - 1]
    smoothing, vocabulary = recipe["smoothing"], checkpoint.configuration.vocabulary
    least, unigram = floor(smoothing, vocabulary), frequency_loss(smoothing, vocabulary, recipe["seed"])
    return result(
        {"query": (*example.words, END), "key": example.source},
        updates=table(kept.updates, "update", "Number of updates at each snapshot."),
        layer=single(layer, "The decoder layer of the head."),
        head=single(head, "The head."),
        weights=table(
            chosen,
            "update, query, key",
            "How much the row that predicts a word (query) attends to each character (key).",
            {"update": kept.updates},
        ),
        before=table(chosen[0], "query, key", "The weights before training."),
        after=table(chosen[-1], "query, key", "The weights after training."),
        aligned=table(share[:, head - 1], "update", "The weight on the characters being translated."),
        all_heads=table(
            share,
            "update, head",
            "The weight on the characters being translated, for each head of the layer.",
        ),
        entropy=table(entropy(chosen).mean(axis=-1), "update", "The mean entropy of a row, in bits."),
        even=single(
            where.mean(axis=-1).mean(), "The weight that uniform attention would put on those characters."
        ),
        most=single(np.log2(weights.shape[-1]), "The entropy of uniform attention, in bits."),
        losses=table(losses, "update", "The training loss; none before the first update.", gaps=True),
        floor=single(least, "The lowest loss possible with this smoothing and vocabulary."),
        frequencies=single(unigram, "The loss of a model that knows only the word frequencies."),
        smoothing=single(smoothing, "ε, the label smoothing in training."),
        vocabulary=single(vocabulary, "V, the size of the vocabulary."),
        rates=table(
            rates,
            "update",
            "The learning rate at each snapshot; at the first snapshot, that of the first update.",
        ),
        d_model=single(recipe["d_model"], "The model's width."),
        warmup=single(recipe["warmup"], "Number of warm-up updates."),
    )


def aligned(source: str, words: tuple[str, ...], characters: int) -> Floats:
    """[word, character]: 1 if the word translates the character."""
    known = next(each for each in understood(source).translations if each.words == words)
    where = np.zeros((len(words), characters))
    for row, places in enumerate(known.alignment):
        where[row, list(places)] = 1
    return where
