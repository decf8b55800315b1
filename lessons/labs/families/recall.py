"""How far back the trained models remember, and how much: the accuracies measured after training.

Attention, a convolution, an RNN and an LSTM with similar numbers of parameters, each trained three times. The lab
recall-live repeats the measurement.
"""

from __future__ import annotations

import numpy as np

from ....core.nn.sequence_configuration import FAMILIES
from ....core.tasks import TASKS, Task
from ....core.tasks import task as task_of
from ..lab import Floats, Parameter, Result, Table, result, single, vector
from .sequence_files import BY_FAMILY, checkpoint, farthest_back

OF_PLACES = ("copying", "n-back")  # tasks with distances in positions
CONVOLUTION = FAMILIES.index("convolution")
PARAMETERS = (Parameter("task", "copying", "what to remember", choices=tuple(TASKS)),)


def run(task: str) -> Result:
    """The shipped accuracies of one task, by family and distance."""
    about = task_of(task)
    cards = [checkpoint(about.name, family).card for family in FAMILIES]
    each = np.array(
        [[seed["accuracy"] for seed in card["seeds"]] for card in cards]
    )  # family, seed, distance
    seconds = np.array([sum(seed["cpu_seconds"] for seed in card["seeds"]) for card in cards])
    size = np.array([card["parameters"] for card in cards])
    distances = np.array(cards[0]["distances"])
    return result(
        **_figures(each, about, distances),
        **_edge(each[CONVOLUTION, 0], about, distances),
        distances=vector(distances, "distance", f"The measured distances: {about.axis}."),
        parameters=Table(size, ("family",), BY_FAMILY, "Parameters of each model."),
        seconds=Table(seconds, ("family",), BY_FAMILY, "CPU seconds of training, all seeds."),
        seeds=single(each.shape[1], "Number of trained models of each family."),
        chance=single(about.chance, "Accuracy of guessing."),
    )


def _figures(each: Floats, about: Task, distances: Floats) -> dict[str, Table]:
    axes = ("family", "distance")
    labels = {**BY_FAMILY, "distance": tuple(map(str, distances.tolist()))}
    asked = f"{about.says} Accuracy, by {about.axis}"
    lowest, highest = each.min(axis=1), each.max(axis=1)
    return {
        "accuracy": Table(each[:, 0], axes, labels, f"{asked}: the shipped models."),
        "mean": Table(each.mean(axis=1), axes, labels, f"{asked}: mean over all seeds."),
        "lowest": Table(lowest, axes, labels, "The accuracy of the worst seed at each distance."),
        "highest": Table(highest, axes, labels, "The accuracy of the best seed at each distance."),
        "spread": Table(highest - lowest, axes, labels, "The difference between best and worst."),
    }


def _edge(accuracy: Floats, about: Task, distances: Floats) -> dict[str, Table]:
    """The end of the convolution's receptive field, and its effect."""
    farthest = farthest_back(about.name)
    counts = about.name in OF_PLACES
    within = accuracy[distances <= farthest] if counts else accuracy[:0]
    beyond = accuracy[distances > farthest] if counts else accuracy[:0]
    return {
        "farthest": single(farthest, "How many positions back the convolution can see."),
        "inside": single(
            within[-1] if len(within) else np.nan,
            "Accuracy of the convolution at the largest distance it sees, if distances are in positions.",
            gaps=True,
        ),
        "outside": single(
            beyond[0] if len(beyond) else np.nan,
            "Accuracy of the convolution at the first distance beyond it.",
            gaps=True,
        ),
    }
