"""What each b depends on: one sentence in attention, a convolution, an RNN and an LSTM.

The embedded words are called a, and the outputs of each layer b. The influence of a_j on b_i is the Frobenius norm of
∂b_i/∂a_j. The trained models predict each character's English word in context.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...core.nn.sequence_configuration import FAMILIES
from ...core.support.errors import Problem
from ...core.support.localization import N_, _
from ...core.tasks import TASKS
from ...core.tasks import task as task_of
from ...core.trace.tags import Tag, of_model
from .families.sequence_files import TRAINED, UNTRAINED, WEIGHTS, named, read_as
from .lab import Floats, Parameter, Result, Table, labelled, numbered, result, single, table, tagged

Truths = NDArray[np.bool_]

LONGEST = 24  # positions
OWN_TIMES = N_("Mean influence of a position on itself ÷ mean influence of another position.")
KINDS = (*FAMILIES, "window", "fully connected")
SHOWS = Tag.UNTRAINED
PARAMETERS = (
    Parameter("sentence", "我爱你", "the input text"),
    Parameter("family", FAMILIES[0], "the model that computes b from a", choices=KINDS),
    Parameter("weights", UNTRAINED, "the weights before the first update or after the last", choices=WEIGHTS),
    Parameter("task", "glossing", "the task of the models", choices=tuple(TASKS)),
    Parameter("place", 1, "the position that is changed, counted from 1", 1, LONGEST, whole=True),
    Parameter("nudge", 0.01, "size of the change", 1e-6, 10, 0.01),
    Parameter("radius", 1, "reach of the window on each side", 0, LONGEST, whole=True),
)


def run(sentence: str, family: str, weights: str, task: str, place: int, nudge: float, radius: int) -> Result:
    """Influence in one family, layer by layer; in all of them; and the effect of an actual change."""
    from .families import sequence_running as running

    about = task_of(task)
    ids = about.read(sentence)
    if len(ids) > LONGEST:
        raise Problem(
            _(
                "the text may have at most {most} positions; this one has {count}",
                most=LONGEST,
                count=len(ids),
            )
        )
    if place > len(ids):
        raise Problem(_("place must be at most {count}, the number of positions", count=len(ids)))
    if weights == TRAINED and family not in FAMILIES:
        known = _(", ").join(FAMILIES)
        raise Problem(
            _(
                "there are no trained weights for {family}; choose {known}, or untrained weights",
                family=family,
                known=known,
            )
        )
    given = running.streams(ids[None])
    models = running.untrained(about.name, len(ids), radius)
    fresh = {name: running.influences(model, given) for name, model in models.items()}
    found = fresh
    if weights == TRAINED:
        models = running.trained(about.name)
        found = {name: running.influences(model, given) for name, model in models.items()}
    model = models[family]
    change, expected = running.nudged(model, given, place - 1, nudge * _direction(model.configuration.size))
    shown = of_model(weights == TRAINED)
    return result(
        {
            **dict.fromkeys(("to", "from", "position"), named(about.write(ids))),
            "layer": numbered(len(found[family]), "layer "),
        },
        **tagged(shown, _one(found[family])),
        **tagged(shown, _all({name: each[-1] for name, each in found.items()})),
        **_dependence({name: each > 0 for name, each in fresh.items()}, family),
        **tagged(shown, _nudge(change, expected)),
    )


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


def _one(influence: Floats) -> dict[str, Table]:
    """One family, [layer, to, from]."""
    return {
        "influence": table(
            others(influence[-1]),
            "to, from",
            "‖∂b_i/∂a_j‖ after the last layer; see the table `own` for a position's influence on itself.",
            gaps=True,
        ),
        "own": table(influence[-1].diagonal(), "position", "‖∂b_i/∂a_i‖ after the last layer."),
        "own_times": single(own_times(influence[-1]), OWN_TIMES, gaps=True),
        "by_layer": table(influence, "layer, to, from", "‖∂b_i/∂a_j‖ after each layer, also for i = j."),
        "positions": single(influence.shape[-1], "Number of positions."),
    }


def _all(influences: dict[str, Floats]) -> dict[str, Table]:
    """All families, each relative to its largest influence of one position on another."""
    apart = np.stack([others(each) for each in influences.values()])
    times = [own_times(each) for each in influences.values()]
    largest = np.where(np.isnan(apart), 0, apart).max(axis=(1, 2))
    return labelled(
        {"family": read_as(tuple(influences))},
        families=table(
            apart / np.where(largest, largest, 1)[:, None, None],
            "family, to, from",
            "‖∂b_i/∂a_j‖ after the last layer, relative to each family's largest influence; not for i = j.",
            gaps=True,
        ),
        families_largest=table(largest, "family", "The largest influence between two positions."),
        families_own_times=table(times, "family", OWN_TIMES, gaps=True),
    )


def _dependence(reaches: dict[str, Truths], family: str) -> dict[str, Table]:
    axes = "layer, to, from"
    exact = N_("{what} (if its influence, in float64 and with random weights, is not exactly 0).")
    return {
        "sees": table(
            reaches[family], axes, exact, what=N_("Whether a position depends on another after each layer")
        ),
        "families_see": table(
            np.stack(list(reaches.values())),
            f"family, {axes}",
            exact,
            {"family": read_as(tuple(reaches))},
            what=N_("For each family, whether a position depends on another after each layer"),
        ),
    }


def _nudge(change: Floats, expected: Floats) -> dict[str, Table]:
    """The actual change, and the change predicted by the derivatives, both [layer, position, feature]."""
    moved, predicted = np.linalg.norm(change, axis=-1), np.linalg.norm(expected, axis=-1)
    axes = "layer, position"
    missed = np.linalg.norm(change - expected) / np.linalg.norm(change)
    return {
        "moved": table(moved, axes, "The actual change of each b after each layer if one a changes."),
        "predicted": table(predicted, axes, "The change predicted by the derivative."),
        "missed": single(missed, "The error of the prediction, relative to the change."),
    }
