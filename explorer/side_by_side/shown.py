"""What a column shows as an array with its words, to be copied and exported; and the colours of all columns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...core.language import _
from ...core.operations.expression import Source
from ...core.operations.operation import Array
from ...core.side_by_side import STATE, states_of
from ..colours.scales import Scale, diverging, sequential
from ..shown import Shown
from ..walk import titles
from .desk import INFLUENCE, LAYERS, SideBySide
from .said import name

ANSWERS = "log_probabilities"


def step_of(desk: SideBySide, family: str) -> Source:
    """The step behind what a column shows: of a recurrent layer, the visit of the position that is looked at."""
    if desk.answering:
        return Source("step", ANSWERS)
    if desk.layer and family in STATE:
        there = desk.clock.there(family, desk.tick)
        step = f"encoder.layers.{desk.layer - 1}.{STATE[family]}"
        return Source("step", step, min(desk.position, there - 1))
    if desk.layer and desk.view == INFLUENCE and family == "attention":
        return Source("step", f"encoder.layers.{desk.layer - 1}.self_attention.weights")
    return Source("step", states_of(family, LAYERS)[desk.layer])


def shown(desk: SideBySide, family: str) -> Shown | None:
    """The array, of the positions that are there; None where it is not known yet."""
    side, there = desk.side(family), desk.clock.there(family, desk.tick)
    if side is None:
        return None
    tokens = desk.tokens
    values: Array
    if desk.view == INFLUENCE:
        influence = desk.influence(family)
        if influence is None or isinstance(influence, str):
            return None
        title, axes, values = _("influence"), ("to", "from"), influence[:there]
        words = {"to": tokens[:there], "from": tokens}
    elif desk.answering:
        title, axes, values = _("probabilities"), ("position", "token"), side.probabilities
        words = {"position": tokens, "token": side.answers}
    else:
        name_of = states_of(family, LAYERS)[desk.layer]
        title, axes, values = titles(name_of)[-1], ("position", "feature"), side.states[desk.layer][:there]
        words = {"position": tokens[:there]}
    return Shown(step_of(desk, family), (name(family), title), axes, values, words)


@dataclass(frozen=True)
class Bent(Scale):
    """A scale with finer steps near 0, as asinh has them.

    One model's states may be ten times as large as those of another: evenly, the one would be of one colour.
    """

    def levels(self, values: NDArray[np.generic]) -> NDArray[np.int16]:
        low, high = float(np.arcsinh(self.low)), float(np.arcsinh(self.high))
        numbers = np.asarray(values, dtype=np.float64)
        return Scale(self.diverging, low, high, self.colours).levels(np.arcsinh(numbers))


def scale(desk: SideBySide, dark: bool) -> Scale | None:
    """One for all columns, so that the same colour is the same number; None where nothing is known yet."""
    if desk.view == INFLUENCE or desk.answering:
        return Scale(False, 0.0, 1.0, sequential(dark))
    sides = [side for family in desk.families if (side := desk.side(family)) is not None]
    end = max((float(np.abs(side.states[desk.layer]).max()) for side in sides), default=0.0)
    return Bent(True, -end, end, diverging(dark)) if end else None
