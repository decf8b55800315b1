"""What a column shows as an array with its words, to be copied and exported; and the colours of all columns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ....core.operations.expression import Source
from ....core.operations.operation import Array
from ....core.running.families import STATE, states_of
from ....core.support.localization import _
from ...ui.colors.scales import Scale, diverging, sequential
from ...ui.tensor_view import TensorView
from ...ui.walk import titles
from .state import INFLUENCE, LAYERS, FamiliesState
from .strings import name

ANSWERS = "log_probabilities"


def step_of(state: FamiliesState, family: str) -> Source:
    """The step behind what a column shows: of a recurrent layer, the visit of the position that is looked at."""
    if state.answering:
        return Source("step", ANSWERS)
    if state.layer and family in STATE:
        there = state.clock.there(family, state.tick)
        step = f"encoder.layers.{state.layer - 1}.{STATE[family]}"
        return Source("step", step, min(state.position, there - 1))
    if state.layer and state.view == INFLUENCE and family == "attention":
        return Source("step", f"encoder.layers.{state.layer - 1}.self_attention.weights")
    return Source("step", states_of(family, LAYERS)[state.layer])


def shown(state: FamiliesState, family: str) -> TensorView | None:
    """The array, of the positions that are there; None where it is not known yet."""
    side, there = state.side(family), state.clock.there(family, state.tick)
    if side is None:
        return None
    tokens = state.tokens
    values: Array
    if state.view == INFLUENCE:
        influence = state.influence(family)
        if influence is None or isinstance(influence, str):
            return None
        title, axes, values = _("influence"), ("to", "from"), influence[:there]
        words = {"to": tokens[:there], "from": tokens}
    elif state.answering:
        title, axes, values = _("probabilities"), ("position", "token"), side.probabilities
        words = {"position": tokens, "token": side.answers}
    else:
        name_of = states_of(family, LAYERS)[state.layer]
        title, axes, values = titles(name_of)[-1], ("position", "feature"), side.states[state.layer][:there]
        words = {"position": tokens[:there]}
    return TensorView(step_of(state, family), (name(family), title), axes, values, words)


@dataclass(frozen=True)
class Bent(Scale):
    """A scale with finer steps near 0, as asinh has them.

    One model's states may be ten times as large as those of another: evenly, the one would be of one colour.
    """

    def levels(self, values: NDArray[np.generic]) -> NDArray[np.int16]:
        low, high = float(np.arcsinh(self.low)), float(np.arcsinh(self.high))
        numbers = np.asarray(values, dtype=np.float64)
        return Scale(self.diverging, low, high, self.colours).levels(np.arcsinh(numbers))


def scale(state: FamiliesState, dark: bool) -> Scale | None:
    """One for all columns, so that the same colour is the same number; None where nothing is known yet."""
    if state.view == INFLUENCE or state.answering:
        return Scale(False, 0.0, 1.0, sequential(dark))
    sides = [side for family in state.families if (side := state.side(family)) is not None]
    end = max((float(np.abs(side.states[state.layer]).max()) for side in sides), default=0.0)
    return Bent(True, -end, end, diverging(dark)) if end else None
