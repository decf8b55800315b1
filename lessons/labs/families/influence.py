"""What each b depends on: one sentence through attention, a convolution, an RNN and an LSTM.

a are the embedded words, b what comes out after each layer. The influence of a_j on b_i is the size of ∂b_i/∂a_j, all
of its numbers together. Trained models are those that say of every character which English word it becomes.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ....core.nn.sequence_configuration import FAMILIES
from ....core.support.errors import Problem
from ....core.tasks import TASKS, Ids, Task
from ....core.tasks import task as task_of
from ..lab import Parameter, Result, Table, Value, single
from .sequence_files import TRAINED, UNTRAINED, WEIGHTS, named, read_as

Numbers = NDArray[np.float64]
Truths = NDArray[np.bool_]

LONGEST = 24  # positions
KINDS = (*FAMILIES, "window", "fully connected")
PARAMETERS = (
    Parameter("sentence", "我爱你", "a text of the task"),
    Parameter("family", FAMILIES[0], "what stands between a and b", choices=KINDS),
    Parameter("weights", UNTRAINED, "before the first update, or after the last", choices=WEIGHTS),
    Parameter("task", "glossing", "what the models were trained for", choices=tuple(TASKS)),
    Parameter("place", 1, "whose a is nudged, counted from 1", 1, LONGEST, whole=True),
    Parameter("nudge", 0.01, "how far", 1e-6, 10, 0.01),
    Parameter("radius", 1, "how far the window sees to either side", 0, LONGEST, whole=True),
)


def run(
    sentence: Value, family: Value, weights: Value, task: Value, place: Value, nudge: Value, radius: Value
) -> Result:
    """Influence in one family, layer by layer; in all of them; and what a real nudge moves."""
    from . import sequence_running as running

    about = task_of(str(task))
    ids = _read(about, str(sentence))
    if not int(place) <= len(ids):
        raise Problem(f"place is at most {len(ids)}, as many positions as there are")
    if weights == TRAINED and family not in FAMILIES:
        raise Problem(f"{family} was never trained; choose {', '.join(FAMILIES)}, or untrained weights")
    given = running.streams(ids[None])
    models = running.untrained(about.name, len(ids), int(radius))
    fresh = {name: running.influences(model, given) for name, model in models.items()}
    found = fresh
    if weights == TRAINED:
        models = running.trained(about.name)
        found = {name: running.influences(model, given) for name, model in models.items()}
    words, chosen, model = named(about.write(ids)), str(family), models[str(family)]
    by = float(nudge) * _direction(model.configuration.size)
    return Result(
        _one(found[chosen], words)
        | _every({name: each[-1] for name, each in found.items()}, words)
        | _seen({name: each > 0 for name, each in fresh.items()}, chosen, words)
        | _nudge(*running.nudged(model, given, int(place) - 1, by), words)
    )


def _read(about: Task, text: str) -> Ids:
    ids = about.read(text)
    if len(ids) > LONGEST:
        raise Problem(f"a text of at most {LONGEST} positions; this one has {len(ids)}")
    return ids


def _direction(size: int) -> Numbers:
    """Some direction, of length 1: not all features alike, which layer normalisation would take away."""
    random = np.random.default_rng(0).standard_normal(size)
    return np.asarray(random / np.linalg.norm(random))


def others(influence: Numbers) -> Numbers:
    """The same, [to, from], without what a position owes to itself."""
    return np.where(np.eye(len(influence), dtype=bool), np.nan, influence)


def own_times(influence: Numbers) -> float:
    """How many times as large a position's own influence is as that of another that it sees, on average."""
    apart = others(influence)
    seen = apart[apart > 0]
    return float(influence.diagonal().mean() / seen.mean()) if len(seen) else np.nan


def _one(influence: Numbers, words: tuple[str, ...]) -> dict[str, Table]:
    axes, labels = ("to", "from"), {"to": words, "from": words}
    layered = {"layer": _layers(len(influence)), **labels}
    return {
        "influence": Table(
            others(influence[-1]),
            axes,
            labels,
            "‖∂b_i/∂a_j‖ after the last layer; the table own has a position's influence on itself.",
            gaps=True,
        ),
        "own": Table(
            influence[-1].diagonal(), ("position",), {"position": words}, "‖∂b_i/∂a_i‖ after the last layer."
        ),
        "own_times": single(
            own_times(influence[-1]),
            "How many times as large one's own influence is as another's, on average.",
        ),
        "by_layer": Table(
            influence, ("layer", *axes), layered, "‖∂b_i/∂a_j‖ after each layer, its own as well."
        ),
        "positions": single(len(words), "How many positions there are."),
    }


def _every(influences: dict[str, Numbers], words: tuple[str, ...]) -> dict[str, Table]:
    """All families beside each other, each in proportion to the largest influence of one position on another."""
    names = read_as(tuple(influences))
    apart = np.stack([others(each) for each in influences.values()])
    largest = np.where(np.isnan(apart), 0, apart).max(axis=(1, 2))
    return {
        "families": Table(
            apart / np.where(largest, largest, 1)[:, None, None],
            ("family", "to", "from"),
            {"family": names, "to": words, "from": words},
            "‖∂b_i/∂a_j‖ after the last layer, as a share of each family's largest; none for its own.",
            gaps=True,
        ),
        "families_largest": Table(
            largest, ("family",), {"family": names}, "That largest influence of one position on another."
        ),
        "families_own_times": Table(
            np.array([own_times(each) for each in influences.values()]),
            ("family",),
            {"family": names},
            "How many times as large one's own influence is as another's, on average.",
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
            f"Whether one position sees another after each layer: {how}.",
        ),
        "families_see": Table(
            np.stack(list(reaches.values())),
            ("family", "layer", "to", "from"),
            {"family": read_as(tuple(reaches)), "layer": layers, **labels},
            f"The same of each family: {how}.",
        ),
    }


def _nudge(change: Numbers, expected: Numbers, words: tuple[str, ...]) -> dict[str, Table]:
    """What really moved, and what the derivatives say, both [layer, position, feature]."""
    axes, labels = ("layer", "position"), {"layer": _layers(len(change)), "position": words}
    moved, predicted = np.linalg.norm(change, axis=-1), np.linalg.norm(expected, axis=-1)
    missed = np.linalg.norm(change - expected) / np.linalg.norm(change)
    return {
        "moved": Table(
            moved, axes, labels, "How far each b really moves, after each layer, when one a is nudged."
        ),
        "predicted": Table(predicted, axes, labels, "How far it should move, by the derivative."),
        "missed": single(float(missed), "How far the derivative is off, as a share of what moved."),
    }


def _layers(count: int) -> tuple[str, ...]:
    return tuple(f"layer {number}" for number in range(1, count + 1))
