"""A decoder that drops the causal mask outside training: right for one token at a time only.

Some textbooks' decoders do so, and keep each block's inputs. Fed a whole target at once, outside training,
they see the future (section 3.2.3).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...core.operations.softmax import weights
from .lab import Parameter, Result, Value, counted, single

Numbers = NDArray[np.float64]

WIDTH = 8
SAME = 1e-9  # a difference up to it is rounding
PARAMETERS = (
    Parameter("positions", 4, "how long the target is", 1, 12, whole=True),
    Parameter("layers", 1, "blocks, one on another", 1, 4, whole=True),
    Parameter("seed", 0, "seed of the random numbers", 0, 9999, whole=True),
)


def run(positions: Value, layers: Value, seed: Value) -> Result:
    """The same target one token at a time, and whole: with the mask, and without."""
    rng = np.random.default_rng(int(seed))
    x = rng.standard_normal((int(positions), WIDTH))
    blocks = rng.standard_normal((int(layers), 3, WIDTH, WIDTH)) / np.sqrt(WIDTH)
    one_by_one, kept = with_state(x, blocks)
    masked, unmasked = whole(x, blocks, causal=True), whole(x, blocks, causal=False)
    leaks = np.abs(unmasked - one_by_one).max(axis=-1)
    rows = ("position", "feature")
    return Result(
        {
            "one_by_one": counted(one_by_one, rows, "One token at a time, no mask, inputs kept."),
            "masked": counted(masked, rows, "The whole target at once, with the mask."),
            "unmasked": counted(unmasked, rows, "The whole target at once, without a mask."),
            "masked_gap": single(float(np.abs(masked - one_by_one).max()), "Masked against one by one."),
            "leaks": counted(leaks, ("position",), "How far each row is off without the mask."),
            "right": single(int((leaks <= SAME).sum()), "How many rows are right all the same."),
            "kept": counted(kept, ("step",), "Rows that each block keeps after each step."),
        }
    )


def whole(x: Numbers, blocks: Numbers, causal: bool) -> Numbers:
    """All positions at once through self-attention with its residual, block by block."""
    allowed = np.tri(len(x), dtype=bool) | (not causal)
    for query, key, value in blocks:
        scores = (x @ query) @ (x @ key).T / np.sqrt(WIDTH)
        x = x + weights.reference(np.where(allowed, scores, -np.inf)) @ (x @ value)
    return x


def with_state(x: Numbers, blocks: Numbers) -> tuple[Numbers, Numbers]:
    """One position at a time; each block keeps its inputs so far and projects them anew. No mask: nothing is later.

    Returns:
        the outputs, and how many rows each block kept after each step.
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
