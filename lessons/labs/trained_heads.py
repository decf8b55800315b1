"""What the heads of the trained model attend to, measured over several sentences.

Section 3.2.3. Self-attention: the share of each head's attention on the previous token, on the token itself, and on
the next. Cross-attention: the share on the characters that the predicted word translates.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations

import numpy as np

from ...core.trace.tags import Tag
from .lab import Floats, Parameter, Result, numbered, result, single, table

MODEL = "zh-en"
DISTANCES = {"previous token": -1, "itself": 0, "next token": 1}
SHOWS = Tag.TRAINED
PARAMETERS = (Parameter("sentences", 24, "number of sentences", 2, 36, 1, whole=True),)
Aligned = Sequence[
    tuple[int, ...]
]  # for each English word, the positions of the characters that it translates


def run(sentences: int) -> Result:
    """The shares for each layer and head, and how much the weights change from sentence to sentence."""
    encoder, cross, aligned = recorded(sentences)
    equal = [np.full_like(each, 1 / each.shape[-1]) for each in encoder]
    equal_cross = [np.full_like(each, 1 / each.shape[-1]) for each in cross]
    fixed = [np.broadcast_to(attending_to_previous(each.shape[-1]), each.shape) for each in encoder]
    on_aligned = aligned_share(cross, aligned)
    layers, heads = on_aligned.shape
    return result(
        {
            "layer": numbered(layers, "layer "),
            "head": numbered(heads, "head "),
            "share on": (*DISTANCES, "others"),
            "share on the": ("aligned", "others"),
        },
        encoder=table(shares(encoder), "layer, head, share on", "Shares of attention in the encoder."),
        equal=table(
            shares(equal)[0, 0],
            "share on",
            "The shares that would result if all weights of a row were equal.",
        ),
        change=table(
            change(encoder), "layer, head", "How much the weights change with the words, from 0 to 1."
        ),
        fixed_change=single(
            change(fixed)[0, 0],
            "How much the weights change for a head that attends only to the previous token.",
        ),
        cross=table(
            np.stack([on_aligned, 1 - on_aligned], axis=-1),
            "layer, head, share on the",
            "Shares of attention on the aligned characters and on the others.",
        ),
        cross_equal=single(
            aligned_share(equal_cross, aligned)[0, 0],
            "The share on the aligned characters if all weights were equal.",
        ),
        sentences=single(len(encoder), "Number of sentences."),
        tokens=single(sum(each.shape[-1] for each in encoder), "Number of source tokens."),
    )


def shares(weights: Iterable[Floats]) -> Floats:
    """[layer, head, share on]: the shares at each distance, and the rest, of weights [layer, head, query, key]."""
    rows = np.concatenate([_at_distances(each) for each in weights], axis=2)
    near = rows.mean(axis=2)
    return np.concatenate([near, 1 - near.sum(axis=-1, keepdims=True)], axis=-1)


def _at_distances(weights: Floats) -> Floats:
    """[layer, head, query, distance]: the weight at each distance; 0 if there is no such position."""
    size = weights.shape[-1]
    key = np.arange(size)
    return np.stack(
        [np.where(key - key[:, None] == far, weights, 0.0).sum(axis=-1) for far in DISTANCES.values()],
        axis=-1,
    )


def change(weights: Sequence[Floats]) -> Floats:
    """[layer, head]: half the distance between the rows of two sentences of equal length, on average; 0 to 1.

    It is 0 if the weights depend on the positions only, and 1 if no key gets weight in both sentences.
    """
    of_length = defaultdict(list)
    for each in weights:
        of_length[each.shape[-1]].append(each)
    pairs = (pair for group in of_length.values() for pair in combinations(group, 2))
    moved = [np.abs(one - other).sum(axis=-1) / 2 for one, other in pairs]
    if not moved:
        return np.full(weights[0].shape[:2], np.nan)
    return np.asarray(np.concatenate(moved, axis=-1).mean(axis=-1))


def aligned_share(weights: Sequence[Floats], aligned: Sequence[Aligned]) -> Floats:
    """[layer, head]: the mean weight on the characters that a word translates, in the row that predicts the word."""
    found = [
        each[:, :, row, list(positions)].sum(axis=-1)
        for each, words in zip(weights, aligned, strict=True)
        for row, positions in enumerate(words)
    ]
    return np.asarray(np.mean(found, axis=0))


def attending_to_previous(size: int) -> Floats:
    """[query, key]: all weight on the previous token; the first token attends to itself."""
    return np.eye(size)[np.maximum(np.arange(size) - 1, 0)]


def recorded(sentences: int) -> tuple[list[Floats], list[Floats], list[Aligned]]:
    """The encoder's self-attention and the cross-attention [layer, head, query, key], and the grammar's alignment.

    The sentences are the first of those that lessons use and whose first translation is the one given there.
    """
    from ...core.grammar import understand
    from ...core.grammar.corpus import NAMED_TRANSLATIONS
    from ...core.running.request import Request
    from ...core.running.runs import run as compute

    encoder: list[Floats] = []
    cross: list[Floats] = []
    aligned: list[Aligned] = []
    for source, target in NAMED_TRANSLATIONS.items():
        known = understand(source)
        if len(encoder) == sentences:
            break
        if known is None or " ".join(known.translations[0].words) != target:
            continue
        trace = compute(Request(source=source, target=target, model=MODEL)).trace
        layers = range(int(str(trace.model.configuration["layers"])))
        for found, where in (
            (encoder, "encoder.layers.{}.self_attention"),
            (cross, "decoder.layers.{}.cross_attention"),
        ):
            names = [f"{where.format(layer)}.weights" for layer in layers]
            found.append(np.stack([np.asarray(trace[name].values, dtype=np.float64) for name in names]))
        aligned.append(known.translations[0].alignment)
    return encoder, cross, aligned
