"""The array that a column shows, for export and for its step in the trace; the color scale of all columns."""

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
    """The step behind what a column shows; for a recurrent layer, the visit of the chosen position."""
    if state.answering:
        return Source("step", ANSWERS)
    if state.layer and family in STATE:
        computed = state.clock.computed(family, state.tick)
        step = f"encoder.layers.{state.layer - 1}.{STATE[family]}"
        return Source("step", step, min(state.position, computed - 1))
    if state.layer and state.view == INFLUENCE and family == "attention":
        return Source("step", f"encoder.layers.{state.layer - 1}.self_attention.weights")
    return Source("step", states_of(family, LAYERS)[state.layer])


def tensor_view(state: FamiliesState, family: str) -> TensorView | None:
    """The array, for the positions computed so far; None until it is known."""
    run, computed = state.run_of(family), state.clock.computed(family, state.tick)
    if run is None:
        return None
    tokens = state.tokens
    values: Array
    if state.view == INFLUENCE:
        influence = state.influence(family)
        if influence is None or isinstance(influence, str):
            return None
        title, axes, values = _("influence"), ("to", "from"), influence[:computed]
        words = {"to": tokens[:computed], "from": tokens}
    elif state.answering:
        title, axes, values = _("probabilities"), ("position", "token"), run.probabilities
        words = {"position": tokens, "token": run.answers}
    else:
        title = titles(states_of(family, LAYERS)[state.layer])[-1]
        axes, values = ("position", "feature"), run.states[state.layer][:computed]
        words = {"position": tokens[:computed]}
    return TensorView(step_of(state, family), (name(family), title), axes, values, words)


@dataclass(frozen=True)
class AsinhScale(Scale):
    """A scale with finer steps near 0: the states of one model may be ten times as large as those of another."""

    def levels(self, values: NDArray[np.generic]) -> NDArray[np.int16]:
        low, high = float(np.arcsinh(self.low)), float(np.arcsinh(self.high))
        numbers = np.asarray(values, dtype=np.float64)
        return Scale(self.diverging, low, high, self.colors).levels(np.arcsinh(numbers))


def scale(state: FamiliesState, dark: bool) -> Scale | None:
    """The scale of all columns, in which a color means the same number everywhere; None until there is a run."""
    if state.view == INFLUENCE or state.answering:
        return Scale(False, 0.0, 1.0, sequential(dark))
    runs = [run for family in state.families if (run := state.run_of(family)) is not None]
    end = max((float(np.abs(run.states[state.layer]).max()) for run in runs), default=0.0)
    return AsinhScale(True, -end, end, diverging(dark)) if end else None
