"""What each b depends on: one sentence in attention, a convolution, an RNN and an LSTM.

a are the embedded words, b the outputs of each layer. The influence of a_j on b_i is the Frobenius norm of ∂b_i/∂a_j.
The trained models predict each character's English word in context.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ....core.nn.sequence_configuration import FAMILIES
from ....core.support.errors import Problem
from ....core.tasks import TASKS, Ids, Task
from ....core.tasks import task as task_of
from ..lab import Floats, Parameter, Result, Table, result, single, vector
from .sequence_files import TRAINED, UNTRAINED, WEIGHTS, named, read_as

Truths = NDArray[np.bool_]

LONGEST = 24  # positions
KINDS = (*FAMILIES, "window", "fully connected")
PARAMETERS = (
    Parameter("sentence", "我爱你", "the input text"),
    Parameter("family", FAMILIES[0], "the model between a and b", choices=KINDS),
    Parameter("weights", UNTRAINED, "before the first update, or after the last", choices=WEIGHTS),
    Parameter("task", "glossing", "the task of the models", choices=tuple(TASKS)),
    Parameter("place", 1, "the position that is changed, counted from 1", 1, LONGEST, whole=True),
    Parameter("nudge", 0.01, "size of the change", 1e-6, 10, 0.01),
    Parameter("radius", 1, "reach of the window on each side", 0, LONGEST, whole=True),
)


def run(sentence: str, family: str, weights: str, task: str, place: int, nudge: float, radius: int) -> Result:
    """Influence in one family, layer by layer; in all of them; and the effect of an actual change."""
    from . import sequence_running as running

    about = task_of(task)
    ids = _read(about, sentence)
    if not place <= len(ids):
        raise Problem(f"place is at most {len(ids)}, the number of positions")
    if weights == TRAINED and family not in FAMILIES:
        raise Problem(
            f"there are no trained weights for {family}; choose {', '.join(FAMILIES)}, or untrained weights"
        )
    given = running.streams(ids[None])
    models = running.untrained(about.name, len(ids), radius)
    fresh = {name: running.influences(model, given) for name, model in models.items()}
    found = fresh
    if weights == TRAINED:
        models = running.trained(about.name)
        found = {name: running.influences(model, given) for name, model in models.items()}
    words, chosen, model = named(about.write(ids)), family, models[family]
    by = nudge * _direction(model.configuration.size)
    return result(
        **_one(found[chosen], words),
        **_every({name: each[-1] for name, each in found.items()}, words),
        **_seen({name: each > 0 for name, each in fresh.items()}, chosen, words),
        **_nudge(*running.nudged(model, given, place - 1, by), words),
    )


def _read(about: Task, text: str) -> Ids:
    ids = about.read(text)
    if len(ids) > LONGEST:
        raise Problem(f"the text may have at most {LONGEST} positions; this one has {len(ids)}")
    return ids


def _direction(size: int) -> Floats:
    """A random direction of length 1: layer normalization would remove an equal change of all features."""
    random = np.random.default_rng(0).standard_normal(size)
    return np.asarray(random / np.linalg.norm(random))


def others(influence: Floats) -> Floats:
    """[to, from], with NaN for a position's influence on itself."""
    return np.where(np.eye(len(influence), dtype=bool), np.nan, influence)


def own_times(influence: Floats) -> float:
    """The ratio of a position's influence on itself to that of another position that it sees, on average."""
    apart = others(influence)
    seen = apart[apart > 0]
    return float(influence.diagonal().mean() / seen.mean()) if len(seen) else np.nan


def _one(influence: Floats, words: tuple[str, ...]) -> dict[str, Table]:
    axes, labels = ("to", "from"), {"to": words, "from": words}
    layered = {"layer": _layers(len(influence)), **labels}
    return {
        "influence": Table(
            others(influence[-1]),
            axes,
            labels,
            "‖∂b_i/∂a_j‖ after the last layer; see the table own for a position's influence on itself.",
            gaps=True,
        ),
        "own": vector(influence[-1].diagonal(), "position", "‖∂b_i/∂a_i‖ after the last layer.", words),
        "own_times": single(
            own_times(influence[-1]),
            "Mean influence of a position on itself ÷ mean influence of another position.",
        ),
        "by_layer": Table(
            influence, ("layer", *axes), layered, "‖∂b_i/∂a_j‖ after each layer, also for i = j."
        ),
        "positions": single(len(words), "Number of positions."),
    }


def _every(influences: dict[str, Floats], words: tuple[str, ...]) -> dict[str, Table]:
    """All families, each relative to its largest influence of one position on another."""
    names = read_as(tuple(influences))
    apart = np.stack([others(each) for each in influences.values()])
    largest = np.where(np.isnan(apart), 0, apart).max(axis=(1, 2))
    return {
        "families": Table(
            apart / np.where(largest, largest, 1)[:, None, None],
            ("family", "to", "from"),
            {"family": names, "to": words, "from": words},
            "‖∂b_i/∂a_j‖ after the last layer, relative to each family's largest; not for i = j.",
            gaps=True,
        ),
        "families_largest": vector(largest, "family", "The largest influence between two positions.", names),
        "families_own_times": vector(
            np.array([own_times(each) for each in influences.values()]),
            "family",
            "Mean influence of a position on itself ÷ mean influence of another position.",
            names,
        ),
    }


def _seen(reaches: dict[str, Truths], family: str, words: tuple[str, ...]) -> dict[str, Table]:
    layers, labels = _layers(len(reaches[family])), {"to": words, "from": words}
    how = "its influence, in float64 and with random weights, is not exactly 0"
    return {
        "sees": Table(
            reaches[family],
            ("layer", "to", "from"),
            {"layer": layers, **labels},
            f"Whether a position depends on another after each layer: {how}.",
        ),
        "families_see": Table(
            np.stack(list(reaches.values())),
            ("family", "layer", "to", "from"),
            {"family": read_as(tuple(reaches)), "layer": layers, **labels},
            f"The same for each family: {how}.",
        ),
    }


def _nudge(change: Floats, expected: Floats, words: tuple[str, ...]) -> dict[str, Table]:
    """The actual change, and the change predicted by the derivatives, both [layer, position, feature]."""
    axes, labels = ("layer", "position"), {"layer": _layers(len(change)), "position": words}
    moved, predicted = np.linalg.norm(change, axis=-1), np.linalg.norm(expected, axis=-1)
    missed = np.linalg.norm(change - expected) / np.linalg.norm(change)
    return {
        "moved": Table(moved, axes, labels, "The actual change of each b after each layer if one a changes."),
        "predicted": Table(predicted, axes, labels, "The change predicted by the derivative."),
        "missed": single(missed, "The error of the prediction, relative to the change."),
    }


def _layers(count: int) -> tuple[str, ...]:
    return tuple(f"layer {number}" for number in range(1, count + 1))
