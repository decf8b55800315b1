"""How many of fresh questions the trained models answer rightly, measured now.

What was measured when they were trained is in the lab recall.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ....core.nn.sequence_configuration import FAMILIES
from ....core.support.errors import Problem
from ....core.tasks import TASKS, Batch, Task
from ....core.tasks import task as task_of
from ..lab import Parameter, Result, Table, Value, single
from .sequence_files import BY_FAMILY, checkpoint, named

Numbers = NDArray[np.float64]

PARAMETERS = (
    Parameter("task", "copying", "what is to be remembered", choices=tuple(TASKS)),
    Parameter("distance", 8, "how far, or how much, as the task counts it", 1, 128, whole=True),
    Parameter("sequences", 200, "how many are drawn", 2, 1000, 50, whole=True),
    Parameter("seed", 0, "of the sequences", 0, 9999, whole=True),
)


def run(task: Value, distance: Value, sequences: Value, seed: Value) -> Result:
    """Accuracy of each family with its standard error, and one sequence with what each says."""
    from . import sequence_running as running

    about, asked = task_of(str(task)), int(distance)
    _refuse(about, asked)
    batch = about.probe(np.random.default_rng([int(seed), asked]), int(sequences), asked)
    said = [running.answered(about.name, family, batch.ids) for family in FAMILIES]
    right = np.stack([each.argmax(axis=-1) == batch.wanted for each in said])  # family, sequence, position
    return Result(
        _measured(right, batch, _shipped(about.name, asked), about)
        | _example(np.stack([each[0] for each in said]), batch, about)
    )


def _refuse(about: Task, distance: int) -> None:
    lowest, highest = min(about.distances), max(about.distances)
    if not lowest <= distance <= highest:
        raise Problem(f"{about.name} is asked at distances from {lowest} to {highest} ({about.axis})")


def _shipped(of_task: str, distance: int) -> Numbers:
    """What was measured at that distance, [family]; NaN if nothing was."""
    cards = [checkpoint(of_task, family).card for family in FAMILIES]
    found = [dict(zip(card["distances"], card["seeds"][0]["accuracy"], strict=True)) for card in cards]
    return np.array([each.get(distance, np.nan) for each in found])


def _measured(right: NDArray[np.bool_], batch: Batch, shipped: Numbers, about: Task) -> dict[str, Table]:
    accuracy = right[:, batch.asked].mean(axis=-1)
    along = ("family",)
    return {
        "accuracy": Table(accuracy, along, BY_FAMILY, f"{about.says} The share that was answered rightly."),
        "error": Table(
            standard_error(right, batch),
            along,
            BY_FAMILY,
            "Its standard error: sequences are drawn by chance.",
        ),
        "shipped": Table(
            shipped,
            along,
            BY_FAMILY,
            "What was measured after training, if anything was at this distance.",
            gaps=True,
        ),
        "questions": single(int(batch.asked.sum()), "How many questions there were."),
        "chance": single(about.chance, "Accuracy of one who guesses."),
    }


def standard_error(right: NDArray[np.bool_], batch: Batch) -> Numbers:
    """Of the accuracy, [family]: the sequences are independent of each other, the questions in one are not.

    With one question in each sequence it is that of a binomial share, √(p(1 − p)/n).
    """
    shares = (right & batch.asked).sum(axis=-1) / batch.asked.sum(axis=-1)  # family, sequence
    return np.asarray(shares.std(axis=-1) / np.sqrt(shares.shape[-1]))


def _example(said: Numbers, batch: Batch, about: Task) -> dict[str, Table]:
    """The first sequence; `said` is the log-probabilities of its answers, [family, position, answer]."""
    words = named(about.write(batch.ids[0]))
    asked, wanted = batch.asked[0], batch.wanted[0]
    last = int(np.flatnonzero(asked)[-1])
    picked = said[:, last].argmax(axis=-1)
    return {
        "example": Table(
            asked, ("position",), {"position": words}, "A sequence, and where something is asked."
        ),
        "answers": Table(
            np.exp(said[:, last]),
            ("family", "answer"),
            {**BY_FAMILY, "answer": about.answers},
            f"The probability of each answer to its last question, at position {last + 1}.",
        ),
        "picked": Table(
            picked, ("family",), _saying(picked, about), "The number, from 0, of the likeliest answer."
        ),
        "right": single(int(wanted[last]), f"The number of the right answer: {about.answers[wanted[last]]}."),
    }


def _saying(picked: NDArray[np.intp], about: Task) -> dict[str, tuple[str, ...]]:
    words = (about.answers[number] for number in picked.tolist())
    return {
        "family": tuple(f"{family}: {word}" for family, word in zip(BY_FAMILY["family"], words, strict=True))
    }
