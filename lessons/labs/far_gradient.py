"""How much the right answer depends on a distant token, and how often the model is right anyway.

The gradient of the right answer's log-probability with respect to each position's input, in the task of copying a
marked symbol across a gap. A small gradient far back means that a small change there has little effect, not that it is
forgotten.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...core.nn.sequence_configuration import FAMILIES
from ...core.tasks import task as task_of
from ...core.trace.tags import Tag, of_model
from .families.sequence_files import BY_FAMILY, TRAINED, WEIGHTS, farthest_back
from .lab import Floats, Parameter, Result, result, single, table, tagged

TASK = "copying"
FLAT = 0.1  # slope of tanh
SHOWS = Tag.TRAINED
PARAMETERS = (
    Parameter(
        "gap", 64, "number of positions between the marked symbol and the question", 1, 128, whole=True
    ),
    Parameter("sequences", 32, "number of sequences", 1, 200, whole=True),
    Parameter("weights", TRAINED, "the weights before the first update or after the last", choices=WEIGHTS),
    Parameter("seed", 0, "random seed for the sequences", 0, 9999, whole=True),
)


def run(gap: int, sequences: int, weights: str, seed: int) -> Result:
    """The gradient of each family at each distance from the question, relative to its largest, in float64."""
    from .families import sequence_running as running

    about = task_of(TASK)
    batch = about.probe(np.random.default_rng([seed, gap]), sequences, gap)
    questions = batch.asked.argmax(axis=-1)
    wanted = batch.wanted[np.arange(len(questions)), questions]
    ids = running.streams(batch.ids)
    models = {family: running.model_of(TASK, family, weights) for family in FAMILIES}
    pulls = [running.pull(model, ids, questions, wanted) for model in models.values()]
    flat = running.slopes(models["rnn"], ids) < FLAT
    norms = np.stack([backwards(norm, questions, gap) for norm, _right in pulls])  # family, sequence
    largest = norms.max(axis=-1, keepdims=True)
    relative = np.median(norms / largest, axis=1)
    right = [right.mean() for _norm, right in pulls]
    found = result(
        BY_FAMILY | {"back": range(gap + 1)},
        gradient=table(
            relative,
            "family, back",
            "‖∂ log p(right answer)/∂a‖ at each distance, relative to the largest; median over sequences.",
        ),
        orders=table(np.log10(relative), "family, back", "The gradient's log₁₀; −∞ if it is exactly 0."),
        far=table(relative[:, -1], "family", "The gradient at the marked symbol."),
        largest=table(
            np.median(largest, axis=(1, 2)), "family", "The largest gradient, median over sequences."
        ),
        accuracy=table(right, "family", "The share of these sequences that are answered correctly."),
        back=table(range(gap + 1), "back", "Positions before the question; 0 is the question itself."),
        flat=single(flat.mean(), "The share of the RNN's state where the slope of tanh is below 0.1."),
        farthest=single(farthest_back(TASK), "How many positions back the convolution can see."),
        chance=single(about.chance, "Accuracy of random guessing."),
    )
    return Result(tagged(of_model(weights == TRAINED), found.tables))


def backwards(norms: Floats, questions: NDArray[np.intp], far: int) -> Floats:
    """[sequence, back]: the norms from each sequence's question back to its marked symbol."""
    return np.take_along_axis(norms, questions[:, None] - np.arange(far + 1), axis=1)
