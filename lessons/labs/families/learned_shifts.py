"""Where heads look is learned; where a window looks is set.

Cordonnier et al. 2020, arXiv 1911.03584, section 4, in the small.
Each output is made of three places, one far to the left and one to the right. The heads begin with the shifts of a
window, −1, 0 and +1, but look broadly, and learn where they look, how sharply, and W^O. Beside them stands the window
−1, 0, +1 with the best weights that there are for it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ....core.operations.operation import floats
from ....core.operations.softmax import weights as softmax
from ..adam import Adam
from ..lab import Parameter, Result, Table, Value, single

Floats = NDArray[np.float64]

POSITIONS, SEQUENCES = 24, 16
WINDOW = np.array([-1, 0, 1])
RATE = 0.05
EVERY = 20  # steps between two that are shown
NEAR = 0.5  # a head within this distance has found a place
PARAMETERS = (
    Parameter("left", 4, "how far to the left the first place is", 0, 8, whole=True),
    Parameter("right", 3, "how far to the right the last place is", 0, 8, whole=True),
    Parameter("sharpness", 0.02, "α at the beginning: how sharply the heads look", 0.001, 100, 0.01),
    Parameter("steps", 600, "steps of training", 20, 600, 20, whole=True),
    Parameter("seed", 0, "of the random sequences and weights", 0, 9999, whole=True),
)


@dataclass(frozen=True)
class Heads:
    """What is learned, a number for each head.

    Attributes:
        shift: Δ, where it looks, in positions.
        log_sharpness: ln α, so that α stays above 0.
        output: its weight in W^O.
    """

    shift: Floats
    log_sharpness: Floats
    output: Floats

    @classmethod
    def of(cls, flat: Floats) -> Heads:
        """From all the numbers one after another."""
        return cls(*flat.reshape(3, -1))


def run(left: Value, right: Value, sharpness: Value, steps: Value, seed: Value) -> Result:
    """The heads as they learn, and the best window."""
    places = np.array([-int(left), 0, int(right)])
    chance = np.random.default_rng(int(seed))
    x = chance.standard_normal((SEQUENCES, POSITIONS))
    sought = np.array([1.0, -1.0, 1.0]) * chance.uniform(0.5, 1.5, len(places))
    wanted = at(x, places) @ sought
    start = np.concatenate([WINDOW, np.full(3, np.log(float(sharpness))), np.full(3, 0.1)])
    kept, losses = learned(start, x, wanted, int(steps))
    moments = np.arange(0, int(steps) + 1, EVERY)
    final = Heads.of(kept[-1])
    best, *_rest = np.linalg.lstsq(at(x, WINDOW).reshape(-1, 3), wanted.ravel(), rcond=None)
    window_loss = float(((at(x, WINDOW) @ best - wanted) ** 2).mean())
    found = (np.abs(final.shift[:, None] - places) < NEAR).any(axis=0)
    of = tuple(f"{place:+d}".replace("-", "−") if place else "0" for place in places.tolist())
    heads = {"head": ("head 1", "head 2", "head 3")}
    positions = tuple(str(n) for n in range(1, POSITIONS + 1))
    middle = POSITIONS // 2
    return Result(
        {
            "places": Table(places, ("place",), says="Where the output's parts are, seen from its position."),
            "sought": Table(sought, ("place",), {"place": of}, "The weight of each place."),
            "step": Table(moments, ("step",), says="After how many steps."),
            "shifts": Table(
                kept[::EVERY, :3],
                ("step", "head"),
                {"step": _texts(moments), **heads},
                "Where each head looks, Δ.",
            ),
            "sharpnesses": Table(
                np.exp(kept[::EVERY, 3:6]),
                ("step", "head"),
                {"step": _texts(moments), **heads},
                "How sharply, α.",
            ),
            "output": Table(final.output, ("head",), heads, "W^O at the end: the weight of each head."),
            "losses": Table(losses[::EVERY], ("step",), says="The mean squared error of attention."),
            "window_losses": Table(
                np.full(len(moments), window_loss), ("step",), says="That of the best window, for comparison."
            ),
            "loss": single(losses[-1], "The mean squared error of attention at the end."),
            "window_loss": single(window_loss, "That of the window −1, 0, +1 with its best weights."),
            "untouched": single(float((wanted**2).mean()), "That of an output of 0."),
            "window": Table(
                best, ("place",), {"place": ("−1", "0", "+1")}, "The best weights of the window."
            ),
            "found": Table(
                found, ("place",), {"place": of}, "Whether a head looks there at the end, within ½."
            ),
            "before": Table(
                attention(Heads.of(start))[:, middle],
                ("head", "position"),
                {"position": positions, **heads},
                "Where each head looks before training, from position 13.",
            ),
            "after": Table(
                attention(final)[:, middle],
                ("head", "position"),
                {"position": positions, **heads},
                "Where each head looks after training, from position 13.",
            ),
        }
    )


def _texts(numbers: NDArray[np.int64]) -> tuple[str, ...]:
    return tuple(map(str, numbers.tolist()))


def at(x: Floats, places: NDArray[np.int64]) -> Floats:
    """What stands at these shifts of each position, [sequence, position, place]; at the edge the nearest."""
    return x[:, (np.arange(x.shape[1])[:, None] + places).clip(0, x.shape[1] - 1)]


def attention(heads: Heads) -> Floats:
    """The weights [head, query, key]: softmax of −α(δ − Δ)²."""
    return floats(softmax.reference(-np.exp(heads.log_sharpness)[:, None, None] * _away(heads) ** 2))


def _away(heads: Heads) -> Floats:
    """δ − Δ, [head, query, key]."""
    place = np.arange(POSITIONS)
    return place - place[:, None] - heads.shift[:, None, None]


def loss_and_gradient(flat: Floats, x: Floats, wanted: Floats) -> tuple[float, Floats]:
    """The mean squared error, and its gradient by all that is learned."""
    heads = Heads.of(flat)
    weights, away = attention(heads), _away(heads)
    brought = np.einsum("hqk,sk->shq", weights, x)
    missed = np.einsum("h,shq->sq", heads.output, brought) - wanted
    by_output = 2 * missed / missed.size
    by_weights = heads.output[:, None, None] * (by_output.T @ x)
    by_scores = weights * (by_weights - (weights * by_weights).sum(axis=-1, keepdims=True))
    sharpness = np.exp(heads.log_sharpness)
    gradient = (
        2 * sharpness * (by_scores * away).sum(axis=(1, 2)),
        -sharpness * (by_scores * away**2).sum(axis=(1, 2)),
        np.einsum("sq,shq->h", by_output, brought),
    )
    return float((missed**2).mean()), np.concatenate(gradient)


def learned(start: Floats, x: Floats, wanted: Floats, steps: int) -> tuple[Floats, Floats]:
    """All that is learned, [step, number], and the loss, [step], from before the first step to after the last."""
    adam, flat = Adam(RATE), start
    kept, losses = [], []
    for _step in range(steps):
        loss, gradient = loss_and_gradient(flat, x, wanted)
        kept.append(flat)
        losses.append(loss)
        flat = flat + adam(gradient)
    return np.array([*kept, flat]), np.array([*losses, loss_and_gradient(flat, x, wanted)[0]])
