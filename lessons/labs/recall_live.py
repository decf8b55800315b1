"""The accuracy of the trained models on new questions, measured now.

The recall lab shows the accuracies measured after training.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...core.nn.sequence_configuration import FAMILIES
from ...core.running.workers import current, in_order
from ...core.support.errors import Problem
from ...core.support.localization import _
from ...core.tasks import TASKS, Batch, Task
from ...core.tasks import task as task_of
from ...core.trace.tags import Tag
from .families.sequence_files import BY_FAMILY, checkpoint, named
from .lab import Floats, Parameter, Result, Table, result, single, table

SHOWS = Tag.TRAINED
PARAMETERS = (
    Parameter("task", "copying", "what the model has to remember", choices=tuple(TASKS)),
    Parameter("distance", 8, "distance or amount, in the unit of the task", 1, 128, whole=True),
    Parameter("sequences", 200, "number of sequences", 2, 1000, 50, whole=True),
    Parameter("seed", 0, "random seed for the sequences", 0, 9999, whole=True),
)


def run(task: str, distance: int, sequences: int, seed: int) -> Result:
    """Accuracy of each family with its standard error, and the answers to one sequence."""
    from .families.sequence_running import answered

    about = task_of(task)
    lowest, highest = min(about.distances), max(about.distances)
    if not lowest <= distance <= highest:
        raise Problem(
            _(
                "{task} needs a distance from {lowest} to {highest} ({axis})",
                task=about.name,
                lowest=lowest,
                highest=highest,
                axis=_(about.axis),
            )
        )
    batch = about.probe(np.random.default_rng([seed, distance]), sequences, distance)
    jobs = [(about.name, family, batch.ids) for family in FAMILIES]
    answers = np.stack(in_order(current().results(answered, jobs)))
    right = answers.argmax(axis=-1) == batch.wanted  # family, sequence, position
    shipped = _shipped(about.name, distance)
    return result(
        BY_FAMILY,
        accuracy=table(right[:, batch.asked].mean(axis=-1), "family", "{task} Accuracy.", task=about.says),
        error=table(standard_error(right, batch), "family", "The standard error of the accuracy."),
        shipped=table(
            shipped,
            "family",
            "The accuracy after training; empty where it was not measured at this distance.",
            gaps=True,
        ),
        questions=single(batch.asked.sum(), "Number of questions."),
        chance=single(about.chance, "Accuracy of random guessing."),
        **_example(answers[:, 0], batch, about),
    )


def _shipped(of_task: str, distance: int) -> Floats:
    """The shipped accuracy at that distance, [family]; NaN if it was not measured."""
    cards = [checkpoint(of_task, family).card for family in FAMILIES]
    found = [dict(zip(card["distances"], card["seeds"][0]["accuracy"], strict=True)) for card in cards]
    return np.array([each.get(distance, np.nan) for each in found])


def standard_error(right: NDArray[np.bool_], batch: Batch) -> Floats:
    """The standard error of the accuracy, [family]: sequences are independent, the questions within one are not.

    With one question per sequence it is √(p(1 − p)/n).
    """
    shares = (right & batch.asked).sum(axis=-1) / batch.asked.sum(axis=-1)  # family, sequence
    return np.asarray(shares.std(axis=-1) / np.sqrt(shares.shape[-1]))


def _example(answers: NDArray[np.float32], batch: Batch, about: Task) -> dict[str, Table]:
    """The first sequence; `answers` holds the log-probabilities of its answers, [family, position, answer]."""
    words = named(about.write(batch.ids[0]))
    asked, wanted = batch.asked[0], batch.wanted[0]
    last = int(np.flatnonzero(asked)[-1])
    picked = answers[:, last].argmax(axis=-1)
    families = zip(BY_FAMILY["family"], picked.tolist(), strict=True)
    of_families = {"family": [f"{family}: {about.answers[number]}" for family, number in families]}
    return {
        "example": table(asked, "position", "A sequence, with a 1 at each question.", {"position": words}),
        "answers": table(
            np.exp(answers[:, last]),
            "family, answer",
            "The probability of each answer to its last question, at position {n}.",
            {"answer": about.answers},
            n=last + 1,
        ),
        "picked": table(picked, "family", "The most likely answer, counted from 0.", of_families),
        "right": single(
            wanted[last],
            "The index of the right answer, {answer}, counted from 0.",
            answer=about.answers[wanted[last]],
        ),
    }
