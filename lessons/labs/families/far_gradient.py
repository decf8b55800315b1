"""How much the right answer depends on a token far back, beside how often it is right all the same.

The gradient of its log-probability by each position's input, in the task of copying a marked symbol across a gap. A
gradient that is small far back says that a small change there changes little; not that what stood there is forgotten.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ....core.nn.sequence_configuration import FAMILIES
from ....core.tasks import task as task_of
from ..lab import Parameter, Result, Table, Value, single
from .sequence_files import BY_FAMILY, TRAINED, WEIGHTS, farthest_back

Numbers = NDArray[np.float64]

TASK = "copying"
FLAT = 0.1  # a slope of tanh
PARAMETERS = (
    Parameter("gap", 64, "how many places before the question the marked symbol stands", 1, 128, whole=True),
    Parameter("sequences", 32, "how many are drawn", 1, 200, whole=True),
    Parameter("weights", TRAINED, "before the first update, or after the last", choices=WEIGHTS),
    Parameter("seed", 0, "of the sequences", 0, 9999, whole=True),
)


def run(gap: Value, sequences: Value, weights: Value, seed: Value) -> Result:
    """The gradient of each family back from the question, relative to its largest, in float64."""
    from . import sequence_running as running

    about, far = task_of(TASK), int(gap)
    batch = about.probe(np.random.default_rng([int(seed), far]), int(sequences), far)
    asks = batch.asked.argmax(axis=-1)
    wanted = batch.wanted[np.arange(len(asks)), asks]
    ids = running.streams(batch.ids)
    models = {family: running.model_of(TASK, family, str(weights)) for family in FAMILIES}
    pulls = [running.pull(model, ids, asks, wanted) for model in models.values()]
    flat = running.slopes(models["rnn"], ids) < FLAT
    norms = np.stack([backwards(norm, asks, far) for norm, _right in pulls])  # family, sequence, back
    largest = norms.max(axis=-1, keepdims=True)
    relative = np.median(norms / largest, axis=1)
    right = np.array([right.mean() for _norm, right in pulls])
    axes, along = ("family", "back"), ("family",)
    labels = {**BY_FAMILY, "back": tuple(map(str, range(far + 1)))}
    return Result(
        {
            "gradient": Table(
                relative,
                axes,
                labels,
                "‖∂ log p(right answer)/∂a‖ so many places before the question, as a share of the largest; the median "
                "of all sequences.",
            ),
            "orders": Table(
                np.log10(relative), axes, labels, "Its logarithm to base 10; −∞ where it is exactly 0."
            ),
            "far": Table(relative[:, -1], along, BY_FAMILY, "The same at the marked symbol itself."),
            "largest": Table(
                np.median(largest, axis=(1, 2)), along, BY_FAMILY, "The largest gradient itself, the median."
            ),
            "accuracy": Table(
                right, along, BY_FAMILY, "The share of these sequences that is answered rightly."
            ),
            "back": Table(
                np.arange(far + 1), ("back",), says="Places before the question; 0 is the question itself."
            ),
            "flat": single(
                float(flat.mean()), "The share of the RNN's state at which tanh's slope is below a tenth."
            ),
            "farthest": single(farthest_back(TASK), "How many places back the convolution can see."),
            "chance": single(about.chance, "Accuracy of one who guesses."),
        }
    )


def backwards(norms: Numbers, asks: NDArray[np.intp], far: int) -> Numbers:
    """[sequence, back]: the numbers from each sequence's question back to its marked symbol."""
    return np.take_along_axis(norms, asks[:, None] - np.arange(far + 1), axis=1)
