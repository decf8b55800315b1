"""How far back the trained models remember, and how much: the accuracies measured after training.

Attention, a convolution, an RNN and an LSTM with similar numbers of parameters, each trained three times. The
recall-live lab repeats the measurement.
"""

from __future__ import annotations

import numpy as np

from ...core.nn.sequence_configuration import FAMILIES
from ...core.tasks import TASKS, Task
from ...core.tasks import task as task_of
from ...core.trace.tags import Tag
from .families.sequence_files import BY_FAMILY, checkpoint, farthest_back
from .lab import Floats, Parameter, Result, Table, result, single, table

OF_PLACES = ("copying", "n-back")  # tasks with distances in positions
CONVOLUTION = FAMILIES.index("convolution")
SHOWS = Tag.TRAINED
PARAMETERS = (Parameter("task", "copying", "what the model has to remember", choices=tuple(TASKS)),)


def run(task: str) -> Result:
    """The shipped accuracies of one task, by family and distance."""
    about = task_of(task)
    cards = [checkpoint(about.name, family).card for family in FAMILIES]
    # family, seed, distance
    each = np.array([[seed["accuracy"] for seed in card["seeds"]] for card in cards])
    seconds = [sum(seed["cpu_seconds"] for seed in card["seeds"]) for card in cards]
    size = [card["parameters"] for card in cards]
    distances = np.array(cards[0]["distances"])
    return result(
        BY_FAMILY | {"distance": distances},
        **_accuracies(each, about),
        **_edge(each[CONVOLUTION, 0], about, distances),
        distances=table(distances, "distance", "The measured distances: {axis}.", axis=about.axis),
        parameters=table(size, "family", "Number of parameters of each model."),
        seconds=table(seconds, "family", "CPU seconds of training, all seeds."),
        seeds=single(each.shape[1], "Number of trained models of each family."),
        chance=single(about.chance, "Accuracy of random guessing."),
    )


def _accuracies(each: Floats, about: Task) -> dict[str, Table]:
    lowest, highest = each.min(axis=1), each.max(axis=1)
    axes = "family, distance"
    return {
        "accuracy": table(
            each[:, 0],
            axes,
            "{task} Accuracy of the shipped models, by {axis}.",
            task=about.says,
            axis=about.axis,
        ),
        "mean": table(
            each.mean(axis=1),
            axes,
            "{task} Accuracy by {axis}, mean over all seeds.",
            task=about.says,
            axis=about.axis,
        ),
        "lowest": table(lowest, axes, "The accuracy of the worst seed at each distance."),
        "highest": table(highest, axes, "The accuracy of the best seed at each distance."),
        "spread": table(highest - lowest, axes, "The difference between the best and the worst seed."),
    }


def _edge(accuracy: Floats, about: Task, distances: Floats) -> dict[str, Table]:
    """The end of the convolution's receptive field, and its effect, if distances are in positions."""
    farthest = farthest_back(about.name)
    counts = about.name in OF_PLACES
    within, beyond = accuracy[counts & (distances <= farthest)], accuracy[counts & (distances > farthest)]
    inside, outside = (each[0] if len(each) else np.nan for each in (within[::-1], beyond))
    return {
        "farthest": single(farthest, "How many positions back the convolution can see."),
        "inside": single(
            inside,
            "Accuracy of the convolution at the largest distance that it can see, if distances are "
            "in positions.",
            gaps=True,
        ),
        "outside": single(
            outside, "Accuracy of the convolution at the smallest distance that it cannot see.", gaps=True
        ),
    }
