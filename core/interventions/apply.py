"""Apply interventions to a model inside a `with` block."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar, cast

from torch import nn

from .files import Open, opened
from .intervention import Intervention
from .plan import Plan, sharing_weights
from .slots import swap_parts
from .steps import add_changes

Model = TypeVar("Model", bound=nn.Module)


@contextmanager
def intervened(
    model: Model, interventions: Iterable[Intervention], open_trace: Open = opened
) -> Iterator[Model]:
    """The model with interventions, inside a `with` block.

        with intervened(model, interventions) as changed, record(changed, source=source, target=target) as recording:
            changed(source, target)
        steps = recording.steps()

    The changed model is a copy that shares the weights. The model itself does not change, so other threads can run it
    at the same time, with or without other changes.

    Visits are counted from the beginning of the block. Shuffles are not applied here: see `tokens.changed_tokens`.

    Args:
        open_trace: returns the trace that a patch is taken from.

    Raises:
        InterventionError: at the beginning, if an intervention does not fit the model or two are incompatible; while
            the model runs, if a cell is outside a step's output at some visit; at the end, if a change was never made
            because there was no such visit.
    """
    every = tuple(interventions)
    if not every:
        yield model
        return
    plan = Plan(sharing_weights(model))
    for intervention in every:
        swap_parts(intervention, plan)
    for intervention in every:
        add_changes(intervention, plan, open_trace)
    plan.carry_out()
    yield cast(Model, plan.model)
    if not next(model.parameters()).is_meta:  # a run that only computes shapes may skip visits
        for chain in plan.chains.values():
            chain.check_all_made()
