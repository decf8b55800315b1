"""Why a recurrent network uses the same weights at every step: any length, any position, few parameters.

Two networks add up what the letters of a sequence are worth. One has a weight for each letter and uses it at every
step; the other has separate weights for each step. Both learn from the same examples by least squares, which gives the
weights that gradient descent reaches from weights of 0. In these examples, the last letter occurs only in the first
half.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...core.trace.tags import Tag
from .lab import Floats, Parameter, Result, numbered, result, single, table

LETTERS = ("a", "b", "c", "d", "e")
WORTH = np.array([1.0, 4.0, 2.0, 5.0, 3.0])
EXAMPLES = (5, 10, 20, 40, 80, 160)
TESTED = 500
FAMILIES = ("one set of weights", "a set for each step")
SHOWS = Tag.TRAINED
PARAMETERS = (
    Parameter("steps", 10, "length of the training sequences", 2, 40, 2, whole=True),
    Parameter("examples", 160, "number of training sequences", 5, 400, 5, whole=True),
    Parameter("seed", 0, "random seed for the sequences", 0, 9999, whole=True),
)


def run(steps: int, examples: int, seed: int) -> Result:
    """The learned weights, and the errors on new sequences of the same length and of double length."""
    chance = np.random.default_rng(seed)
    training = drawn(chance, max(examples, *EXAMPLES), steps, limited=True)
    tests = [drawn(chance, TESTED, length, limited=False) for length in (steps, 2 * steps)]
    shared, own = learned(training[:examples])
    errors = [[error(each, test) for test in (training[:examples], *tests)] for each in (shared, own)]
    curve = np.array([[error(each, tests[0]) for each in learned(training[:n])] for n in EXAMPLES])
    return result(
        {"letter": LETTERS, "step": numbered(steps), "network": FAMILIES, "examples": EXAMPLES},
        worth=table(WORTH, "letter", "What each letter is worth."),
        shared=table(shared, "letter", "The learned weights of the network with one set."),
        own=table(own, "step, letter", "The learned weights of the network with a set for each step."),
        parameters=table([len(LETTERS), own.size], "network", "Number of weights."),
        errors=table(
            errors,
            "network, sequences",
            "Mean absolute error of the sum.",
            {"sequences": ("training", "new sequences", "twice as long")},
        ),
        examples=table(EXAMPLES, "examples", "Numbers of training sequences."),
        shared_curve=table(
            curve[:, 0], "examples", "Error on new sequences, with the same weights at every step."
        ),
        own_curve=table(
            curve[:, 1], "examples", "Error on new sequences, with separate weights for each step."
        ),
        unseen=single(
            own[-1, -1],
            "The weight of {letter} at the last step, where it never occurred.",
            letter=LETTERS[-1],
        ),
    )


def drawn(chance: np.random.Generator, count: int, length: int, limited: bool) -> NDArray[np.int64]:
    """[sequence, step]: the numbers of random letters; if limited, the last letter is in the first half only."""
    found = chance.integers(0, len(LETTERS), (count, length))
    if limited:
        late = found[:, length // 2 :]
        late[late == len(LETTERS) - 1] = 0
    return found


def learned(sequences: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """The weights, [letter] and [step, letter]: of least squares, and of those the smallest."""
    hot = np.eye(len(LETTERS))[sequences]  # sequence, step, letter
    wanted = WORTH[sequences].sum(axis=1)
    steps = sequences.shape[1]
    shared, *_rest = np.linalg.lstsq(hot.sum(axis=1), wanted, rcond=None)
    own, *_rest = np.linalg.lstsq(hot.reshape(len(hot), -1), wanted, rcond=None)
    own = np.where(
        hot.any(axis=0), own.reshape(steps, -1), 0.0
    )  # a letter that never occurs gets no gradient
    return shared, own


def error(weights: Floats, sequences: NDArray[np.int64]) -> float:
    """The mean absolute error; one set of weights, [letter], is used at every step, others only at their own."""
    if weights.ndim == 1:
        sums = weights[sequences].sum(axis=1)
    else:
        read = sequences[:, : len(weights)]
        sums = weights[np.arange(read.shape[1]), read].sum(axis=1)
    return float(np.abs(sums - WORTH[sequences].sum(axis=1)).mean())
