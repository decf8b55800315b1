"""How far back the trained models remember, and how much: what was measured of each when it was trained.

Attention, a convolution, an RNN and an LSTM with like many parameters, each trained three times. The lab recall-live
measures the same anew.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ....core.nn.sequence_configuration import FAMILIES
from ....core.tasks import TASKS, Task
from ....core.tasks import task as task_of
from ..lab import Parameter, Result, Table, Value, single
from .sequence_files import BY_FAMILY, checkpoint, farthest_back

Numbers = NDArray[np.float64]

OF_PLACES = ("copying", "n-back")  # tasks whose distances are counted in places
CONVOLUTION = FAMILIES.index("convolution")
PARAMETERS = (Parameter("task", "copying", "what is to be remembered", choices=tuple(TASKS)),)


def run(task: Value) -> Result:
    """The shipped figures of one task, by family and distance."""
    about = task_of(str(task))
    cards = [checkpoint(about.name, family).card for family in FAMILIES]
    each = np.array(
        [[seed["accuracy"] for seed in card["seeds"]] for card in cards]
    )  # family, seed, distance
    seconds = np.array([sum(seed["cpu_seconds"] for seed in card["seeds"]) for card in cards])
    size = np.array([card["parameters"] for card in cards])
    distances = np.array(cards[0]["distances"])
    return Result(
        _figures(each, about, distances)
        | _edge(each[CONVOLUTION, 0], about, distances)
        | {
            "distances": Table(distances, ("distance",), says=f"Where it was measured, in {about.axis}."),
            "parameters": Table(size, ("family",), BY_FAMILY, "Parameters of each model."),
            "seconds": Table(seconds, ("family",), BY_FAMILY, "CPU seconds that training took, all seeds."),
            "seeds": single(each.shape[1], "How often each was trained."),
            "chance": single(about.chance, "Accuracy of one who guesses."),
        }
    )


def _figures(each: Numbers, about: Task, distances: Numbers) -> dict[str, Table]:
    axes = ("family", "distance")
    labels = {**BY_FAMILY, "distance": tuple(map(str, distances.tolist()))}
    asked = f"{about.says} Share of right answers, by {about.axis}"
    lowest, highest = each.min(axis=1), each.max(axis=1)
    return {
        "accuracy": Table(each[:, 0], axes, labels, f"{asked}: the models that come with the program."),
        "mean": Table(each.mean(axis=1), axes, labels, f"{asked}: the mean of all seeds."),
        "lowest": Table(lowest, axes, labels, "The same of the seed that did worst there."),
        "highest": Table(highest, axes, labels, "The same of the seed that did best there."),
        "spread": Table(highest - lowest, axes, labels, "How far apart these two are."),
    }


def _edge(accuracy: Numbers, about: Task, distances: Numbers) -> dict[str, Table]:
    """Where the convolution's receptive field ends, and what that does."""
    farthest = farthest_back(about.name)
    counts = about.name in OF_PLACES
    within = accuracy[distances <= farthest] if counts else accuracy[:0]
    beyond = accuracy[distances > farthest] if counts else accuracy[:0]
    return {
        "farthest": single(farthest, "How many places back the convolution can see."),
        "inside": single(
            within[-1] if len(within) else np.nan,
            "Accuracy of the convolution at the last distance that it sees, where distances are counted in places.",
            gaps=True,
        ),
        "outside": single(
            beyond[0] if len(beyond) else np.nan,
            "Accuracy of the convolution at the first that it does not see.",
            gaps=True,
        ),
    }
