"""Interventions at work in a model, for the length of a `with` block."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager

from torch import nn

from .files import Open, opened
from .kinds import Intervention
from .plan import Plan
from .slots import swap_parts
from .steps import add_changes


@contextmanager
def intervened(
    model: nn.Module, interventions: Iterable[Intervention], open_trace: Open = opened
) -> Iterator[None]:
    """Changes a model for the length of a `with` block; afterwards, also after an exception, it is exactly what it was.

        with intervened(model, interventions), record(model, source=source, target=target) as recording:
            model(source, target)
            steps = recording.steps()  # inside, while the steps that were added have names

    Visits are counted from the beginning of the block. A shuffle changes nothing here: see `tokens.changed_tokens`.

    Args:
        open_trace: gives the trace that a patch is taken from.

    Raises:
        InterventionError: before anything is changed, where one makes no sense in this model or two exclude each other;
            while the model runs, where a cell lies outside of what a step gave at some visit; at the end, where a
            change was never made, since there was no such visit.
    """
    plan = Plan(model)
    every = tuple(interventions)
    for intervention in every:
        swap_parts(intervention, plan)
    for intervention in every:
        add_changes(intervention, plan, open_trace)
    with ExitStack() as undo:
        plan.carry_out(undo)
        yield
        if not next(model.parameters()).is_meta:  # a rehearsal with shapes alone need not run all
            for chain in plan.chains.values():
                chain.refuse_what_never_happened()
