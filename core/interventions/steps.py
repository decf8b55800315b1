"""Plan the interventions that change a step's output or a parameter."""

from __future__ import annotations

from collections.abc import Iterable
from functools import singledispatch

import numpy as np
import torch
from torch import nn

from ..nn.attention import Attention
from ..nn.dropout import DropoutMask
from ..nn.leaf import Leaf
from ..nn.mask import Mask
from ..operations.region import Region, slices
from ..support.errors import Problem
from ..support.localization import _
from ..trace.part_names import axis_name
from .changes import Given, OnlyHead, Patched, SetTo, Silenced
from .checks import InterventionError, check_axes, check_region, require_known, suggestion
from .files import Open
from .intervention import Intervention
from .kinds_of_changes import Allow, Forbid, KeepHead, Parameter, Patch, Set, Silence
from .plan import Link, Plan, require_fit


@singledispatch
def add_changes(intervention: Intervention, plan: Plan, open_trace: Open) -> None:
    """Plans the changes to steps, after all parts are replaced; some kinds of intervention change none.

    Raises InterventionError if the intervention does not fit this model.
    """


@add_changes.register(Silence)
@add_changes.register(KeepHead)
def _of_head(intervention: Silence | KeepHead, plan: Plan, open_trace: Open) -> None:
    attention = _attention(plan, intervention.attention)
    heads = attention.query.heads
    if intervention.head >= heads:
        raise InterventionError(
            _(
                "there is no head {head}: {attention} has {heads} heads, 0 to {last}",
                attention=intervention.attention,
                heads=heads,
                last=heads - 1,
                head=intervention.head,
            )
        )
    kind = OnlyHead if isinstance(intervention, KeepHead) else Silenced
    step = f"{intervention.attention}.heads"
    change = kind(plan.leaf(step).operation.axes, step, intervention.head)
    plan.change(step, Link(intervention.visit, change))


@add_changes.register(Allow)
@add_changes.register(Forbid)
def _of_mask(intervention: Allow | Forbid, plan: Plan, open_trace: Open) -> None:
    _attention(plan, intervention.attention)
    value = float(isinstance(intervention, Allow))
    _set_to(plan, f"{intervention.attention}.mask", intervention.cell, value, intervention.visit)


def _attention(plan: Plan, name: str) -> Attention:
    require_known(name, plan.attentions, _("attention layer"))
    return plan.attentions[name]


@add_changes.register
def _set(intervention: Set, plan: Plan, open_trace: Open) -> None:
    _set_to(plan, intervention.step, intervention.cell, intervention.value, intervention.visit)


def _set_to(plan: Plan, step: str, cell: Region, value: float, visit: int | None) -> None:
    leaf = plan.leaf(step)
    axes = leaf.operation.axes
    check_axes(cell, axes, step)
    if _is_boolean(leaf) and value not in (0, 1):
        raise InterventionError(
            _(
                "{step} contains only true and false: set it to 1 or 0, not to {value:g}",
                step=step,
                value=value,
            )
        )
    require_fit(value, plan.dtype, _("the value"))
    plan.change(step, Link(visit, SetTo(axes, step, cell, value)))


def _is_boolean(leaf: Leaf) -> bool:
    return isinstance(leaf, Mask | DropoutMask)


@add_changes.register
def _patch(intervention: Patch, plan: Plan, open_trace: Open) -> None:
    step, leaf = intervention.step, plan.leaf(intervention.step)
    axes, taken = (
        leaf.operation.axes,
        _("{step} in {file}", step=intervention.taken, file=intervention.file),
    )
    check_axes(intervention.cell, axes, step)
    try:
        there = open_trace(intervention)[intervention.taken]
        if there.statistics is not None or there.part:
            raise InterventionError(
                _("{taken} was not stored completely, so it cannot be used for a patch", taken=taken)
            )
        if len(there.axes) != len(axes) or (there.dtype == "bool") != _is_boolean(leaf):
            raise InterventionError(
                _(
                    "{taken} has different axes or a different type than {step}: {axes}",
                    taken=taken,
                    step=step,
                    axes=_(", ").join(map(axis_name, there.axes)),
                )
            )
        values = np.array(there.values)
    except InterventionError:
        raise
    except Problem as error:
        raise InterventionError(f"{intervention.file}: {error}") from None
    array = torch.from_numpy(values).unsqueeze(0).to(next(plan.model.parameters()).device)
    given = Given(axes, array if _is_boolean(leaf) else array.to(plan.dtype), intervention)
    plan.change(step, Link(intervention.visit, Patched(axes, step, intervention, values.shape), given))


@add_changes.register
def _parameter(intervention: Parameter, plan: Plan, open_trace: Open) -> None:
    name, known = intervention.parameter, plan.parameters
    if name not in known:
        close = _other_name(plan.model, name, known)
        raise InterventionError(
            _("this model has no parameter {name!r}{suggestion}", name=name, suggestion=close)
        )
    require_fit(intervention.value, plan.dtype, _("the value"))
    shape = tuple(known[name].shape)
    axes = ("row", "column") if len(shape) == 2 else ("place",)
    check_axes(intervention.cell, axes, name)
    check_region(intervention.cell, shape, axes, name, _("count from 0"))
    plan.edit(name)[slices(intervention.cell)] = intervention.value


def _other_name(model: nn.Module, name: str, known: Iterable[str]) -> str:
    """The end of an error message: the main name of a shared matrix, or what was probably meant."""
    every = dict(model.named_parameters(remove_duplicate=False))
    first = {id(parameter): path for path, parameter in model.named_parameters()}
    if name in every:
        return _("; it is shared with {name}: use that name", name=first[id(every[name])])
    return suggestion(name, known)
