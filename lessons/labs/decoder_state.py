"""A decoder without the causal mask at inference: correct only for one token at a time.

Some textbook decoders do this and cache each block's inputs. If they are given a whole target in one pass outside
training, they see the future (section 3.2.3).
"""

from __future__ import annotations

import numpy as np

from ...core.operations.softmax import weights
from ...core.trace.tags import Tag
from .lab import Floats, Parameter, Result, counted, result, single

WIDTH = 8
SAME = 1e-9  # differences up to this are rounding
SHOWS = Tag.RANDOM
PARAMETERS = (
    Parameter("positions", 4, "length of the target", 1, 12, whole=True),
    Parameter("layers", 1, "number of stacked blocks", 1, 4, whole=True),
    Parameter("seed", 0, "random seed", 0, 9999, whole=True),
)


def run(positions: int, layers: int, seed: int) -> Result:
    """The same target one token at a time, and all at once with and without the mask."""
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((positions, WIDTH))
    blocks = rng.standard_normal((layers, 3, WIDTH, WIDTH)) / np.sqrt(WIDTH)
    one_by_one, kept = with_state(x, blocks)
    masked, unmasked = whole(x, blocks, causal=True), whole(x, blocks, causal=False)
    leaks = np.abs(unmasked - one_by_one).max(axis=-1)
    return result(
        one_by_one=counted(one_by_one, "position, feature", "One token at a time, no mask, cached inputs."),
        masked=counted(masked, "position, feature", "The whole target in one pass, with the causal mask."),
        unmasked=counted(unmasked, "position, feature", "The whole target in one pass, without a mask."),
        masked_gap=single(np.abs(masked - one_by_one).max(), "Largest error with the mask."),
        leaks=counted(leaks, "position", "The error of each row without the mask."),
        right=single((leaks <= SAME).sum(), "Number of rows that are correct even without the mask."),
        kept=counted(kept, "step", "Number of rows in each block's cache after each step."),
    )


def whole(x: Floats, blocks: Floats, causal: bool) -> Floats:
    """All positions at once through self-attention with its residual, block by block."""
    allowed = np.tri(len(x), dtype=bool) | (not causal)
    for query, key, value in blocks:
        scores = (x @ query) @ (x @ key).T / np.sqrt(WIDTH)
        x = x + weights.reference(np.where(allowed, scores, -np.inf)) @ (x @ value)
    return x


def with_state(x: Floats, blocks: Floats) -> tuple[Floats, Floats]:
    """The outputs of one position at a time, and the number of rows each block has cached after each step.

    Each block caches its inputs and projects them again, without a mask.
    """
    state = [np.empty((0, WIDTH)) for _block in blocks]
    rows, kept = [], []
    for row in x:
        latest = row[None]
        for number, (query, key, value) in enumerate(blocks):
            state[number] = np.vstack([state[number], latest])
            scores = (latest @ query) @ (state[number] @ key).T / np.sqrt(WIDTH)
            latest = latest + weights.reference(scores) @ (state[number] @ value)
        rows.append(latest[0])
        kept.append(len(state[0]))
    return np.array(rows), np.array(kept, dtype=np.float64)
