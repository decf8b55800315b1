"""Interventions at work in a model, for the length of a `with` block."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar, cast

from torch import nn

from .files import Open, opened
from .kinds import Intervention
from .plan import Plan, sharing_weights
from .slots import swap_parts
from .steps import add_changes

Model = TypeVar("Model", bound=nn.Module)


@contextmanager
def intervened(
    model: Model, interventions: Iterable[Intervention], open_trace: Open = opened
) -> Iterator[Model]:
    """The model with interventions at work, for the length of a `with` block.

        with intervened(model, interventions) as changed, record(changed, source=source, target=target) as recording:
            changed(source, target)
        steps = recording.steps()

    What is changed is a copy that shares the model's weights. The model itself stays as it is, so other threads can
    run it meanwhile, plain or with changes of their own.

    Visits are counted from the beginning of the block. A shuffle changes nothing here: see `tokens.changed_tokens`.

    Args:
        open_trace: gives the trace that a patch is taken from.

    Raises:
        InterventionError: at the beginning, where one makes no sense in this model or two exclude each other;
            while the model runs, where a cell lies outside of what a step gave at some visit; at the end, where a
            change was never made, since there was no such visit.
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
    if not next(model.parameters()).is_meta:  # a rehearsal with shapes alone need not run all
        for chain in plan.chains.values():
            chain.refuse_what_never_happened()
