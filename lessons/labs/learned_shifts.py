"""Heads learn which positions they attend to; a convolution's window is fixed.

A small version of Cordonnier et al. 2020, arXiv 1911.03584, section 4.
Each output depends on three positions, one far to the left and one far to the right. The heads start with the shifts
−1, 0 and +1 and broad attention, and learn their shifts, their sharpness and W^O. They are compared with the window
−1, 0, +1 with its optimal weights.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...core.operations.operation import floats
from ...core.operations.softmax import weights as softmax
from ...core.trace.tags import Tag
from .adam import Adam
from .families.kernel_heads import signed
from .lab import Floats, Parameter, Result, numbered, result, single, table

POSITIONS, SEQUENCES = 24, 16
WINDOW = np.array([-1, 0, 1])
RATE = 0.05
EVERY = 20  # training steps between two points of the curves
NEAR = 0.5  # a head within this distance has found a position
SHOWS = Tag.TRAINED
PARAMETERS = (
    Parameter("left", 4, "distance of the first position to the left", 0, 8, whole=True),
    Parameter("right", 3, "distance of the last position to the right", 0, 8, whole=True),
    Parameter("sharpness", 0.02, "α at the start: how sharply the heads attend", 0.001, 100, 0.01),
    Parameter("steps", 600, "number of training steps", 20, 600, 20, whole=True),
    Parameter("seed", 0, "random seed for the sequences and weights", 0, 9999, whole=True),
)


@dataclass(frozen=True)
class Heads:
    """The learned parameters, one of each for each head."""

    shift: Floats  # Δ, the shift it attends to, in positions
    log_sharpness: Floats  # ln α, which keeps α positive
    output: Floats  # its weight in W^O

    @classmethod
    def of(cls, flat: Floats) -> Heads:
        """The heads, from a flat array of all parameters."""
        return cls(*flat.reshape(3, -1))


def run(left: int, right: int, sharpness: float, steps: int, seed: int) -> Result:
    """The heads during training, and the best window."""
    places = np.array([-left, 0, right])
    chance = np.random.default_rng(seed)
    x = chance.standard_normal((SEQUENCES, POSITIONS))
    sought = np.array([1.0, -1.0, 1.0]) * chance.uniform(0.5, 1.5, len(places))
    wanted = at(x, places) @ sought
    start = np.concatenate([WINDOW, np.full(3, np.log(sharpness)), np.full(3, 0.1)])
    kept, losses = learned(start, x, wanted, steps)
    moments = np.arange(0, steps + 1, EVERY)
    final = Heads.of(kept[-1])
    best, *_rest = np.linalg.lstsq(at(x, WINDOW).reshape(-1, 3), wanted.ravel(), rcond=None)
    window_loss = float(((at(x, WINDOW) @ best - wanted) ** 2).mean())
    window_losses = np.full(len(moments), window_loss)
    found = (np.abs(final.shift[:, None] - places) < NEAR).any(axis=0)
    before, after = (attention(heads)[:, POSITIONS // 2] for heads in (Heads.of(start), final))
    middle = POSITIONS // 2 + 1
    of_places, of_steps = {"place": [signed(place) for place in places.tolist()]}, {"step": moments}
    return result(
        {"head": numbered(3, "head "), "position": numbered(POSITIONS)},
        places=table(places, "place", "The positions that the output depends on, relative to its own."),
        sought=table(sought, "place", "The weight of each position.", of_places),
        step=table(moments, "step", "The training steps."),
        shifts=table(kept[::EVERY, :3], "step, head", "The shift Δ that each head attends to.", of_steps),
        sharpnesses=table(np.exp(kept[::EVERY, 3:6]), "step, head", "The sharpness, α.", of_steps),
        output=table(final.output, "head", "W^O after training: the weight of each head."),
        losses=table(losses[::EVERY], "step", "The mean squared error of attention."),
        window_losses=table(window_losses, "step", "The mean squared error of the best window."),
        loss=single(losses[-1], "The mean squared error of attention after training."),
        window_loss=single(window_loss, "The mean squared error of the best window −1, 0, +1."),
        untouched=single((wanted**2).mean(), "The mean squared error of an output of 0."),
        window=table(best, "place", "The best weights of the window.", {"place": ("−1", "0", "+1")}),
        found=table(
            found,
            "place",
            "Whether a head attends to that position after training, within ½ of a position.",
            of_places,
        ),
        before=table(
            before,
            "head, position",
            "The attention of each head before training, from position {n}.",
            n=middle,
        ),
        after=table(
            after, "head, position", "The attention of each head after training, from position {n}.", n=middle
        ),
    )


def at(x: Floats, places: NDArray[np.int64]) -> Floats:
    """The values at these shifts from each position, [sequence, position, shift]; at the edges the nearest."""
    return x[:, (np.arange(x.shape[1])[:, None] + places).clip(0, x.shape[1] - 1)]


def attention(heads: Heads) -> Floats:
    """The weights [head, query, key]: softmax of −α(δ − Δ)²."""
    return floats(softmax.reference(-np.exp(heads.log_sharpness)[:, None, None] * _away(heads) ** 2))


def _away(heads: Heads) -> Floats:
    """δ − Δ, [head, query, key]."""
    place = np.arange(POSITIONS)
    return place - place[:, None] - heads.shift[:, None, None]


def loss_and_gradient(flat: Floats, x: Floats, wanted: Floats) -> tuple[float, Floats]:
    """The mean squared error, and its gradient with respect to all parameters."""
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
    """The parameters, [step, number], and the loss, [step], from before the first step to after the last."""
    adam, flat = Adam(RATE), start
    kept, losses = [], []
    for _step in range(steps):
        loss, gradient = loss_and_gradient(flat, x, wanted)
        kept.append(flat)
        losses.append(loss)
        flat = flat + adam(gradient)
    return np.array([*kept, flat]), np.array([*losses, loss_and_gradient(flat, x, wanted)[0]])
