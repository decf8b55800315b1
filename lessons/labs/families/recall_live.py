"""The accuracy of the trained models on new questions, measured now.

The lab recall has the accuracies measured after training.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ....core.nn.sequence_configuration import FAMILIES
from ....core.support.errors import Problem
from ....core.tasks import TASKS, Batch, Task
from ....core.tasks import task as task_of
from ..lab import Floats, Parameter, Result, Table, result, single, vector
from .sequence_files import BY_FAMILY, checkpoint, named

PARAMETERS = (
    Parameter("task", "copying", "what to remember", choices=tuple(TASKS)),
    Parameter("distance", 8, "distance or amount, as the task counts it", 1, 128, whole=True),
    Parameter("sequences", 200, "number of sequences", 2, 1000, 50, whole=True),
    Parameter("seed", 0, "random seed of the sequences", 0, 9999, whole=True),
)


def run(task: str, distance: int, sequences: int, seed: int) -> Result:
    """Accuracy of each family with its standard error, and the answers to one sequence."""
    from . import sequence_running as running

    about, asked = task_of(task), distance
    _refuse(about, asked)
    batch = about.probe(np.random.default_rng([seed, asked]), sequences, asked)
    said = [running.answered(about.name, family, batch.ids) for family in FAMILIES]
    right = np.stack([each.argmax(axis=-1) == batch.wanted for each in said])  # family, sequence, position
    return result(
        **_measured(right, batch, _shipped(about.name, asked), about),
        **_example(np.stack([each[0] for each in said]), batch, about),
    )


def _refuse(about: Task, distance: int) -> None:
    lowest, highest = min(about.distances), max(about.distances)
    if not lowest <= distance <= highest:
        raise Problem(f"{about.name} needs a distance from {lowest} to {highest} ({about.axis})")


def _shipped(of_task: str, distance: int) -> Floats:
    """The shipped accuracy at that distance, [family]; NaN if it was not measured."""
    cards = [checkpoint(of_task, family).card for family in FAMILIES]
    found = [dict(zip(card["distances"], card["seeds"][0]["accuracy"], strict=True)) for card in cards]
    return np.array([each.get(distance, np.nan) for each in found])


def _measured(right: NDArray[np.bool_], batch: Batch, shipped: Floats, about: Task) -> dict[str, Table]:
    accuracy = right[:, batch.asked].mean(axis=-1)
    along = ("family",)
    return {
        "accuracy": Table(accuracy, along, BY_FAMILY, f"{about.says} Accuracy."),
        "error": Table(
            standard_error(right, batch),
            along,
            BY_FAMILY,
            "The standard error of the accuracy.",
        ),
        "shipped": Table(
            shipped,
            along,
            BY_FAMILY,
            "The accuracy after training, if measured at this distance.",
            gaps=True,
        ),
        "questions": single(batch.asked.sum(), "Number of questions."),
        "chance": single(about.chance, "Accuracy of guessing."),
    }


def standard_error(right: NDArray[np.bool_], batch: Batch) -> Floats:
    """The standard error of the accuracy, [family]: sequences are independent, the questions within one are not.

    With one question per sequence it is √(p(1 − p)/n).
    """
    shares = (right & batch.asked).sum(axis=-1) / batch.asked.sum(axis=-1)  # family, sequence
    return np.asarray(shares.std(axis=-1) / np.sqrt(shares.shape[-1]))


def _example(said: Floats, batch: Batch, about: Task) -> dict[str, Table]:
    """The first sequence; `said` holds the log-probabilities of its answers, [family, position, answer]."""
    words = named(about.write(batch.ids[0]))
    asked, wanted = batch.asked[0], batch.wanted[0]
    last = int(np.flatnonzero(asked)[-1])
    picked = said[:, last].argmax(axis=-1)
    return {
        "example": vector(asked, "position", "A sequence, with 1 at each question.", words),
        "answers": Table(
            np.exp(said[:, last]),
            ("family", "answer"),
            {**BY_FAMILY, "answer": about.answers},
            f"The probability of each answer to its last question, at position {last + 1}.",
        ),
        "picked": Table(picked, ("family",), _saying(picked, about), "The likeliest answer, from 0."),
        "right": single(wanted[last], f"The number of the right answer, {about.answers[wanted[last]]}."),
    }


def _saying(picked: NDArray[np.intp], about: Task) -> dict[str, tuple[str, ...]]:
    words = (about.answers[number] for number in picked.tolist())
    return {
        "family": tuple(f"{family}: {word}" for family, word in zip(BY_FAMILY["family"], words, strict=True))
    }
