"""Plan the interventions that replace parts of the model."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import singledispatch
from typing import TypeVar

from torch import nn

from ..nn.attention import Attention
from ..nn.dropout import Dropout as DropoutPart
from ..nn.dropout import SeededDropout
from ..nn.embedding import Embedding
from ..nn.mask import CausalMask, PaddingMask
from ..nn.norm import PostNorm, PreNorm
from ..support.localization import _
from . import parts
from .checks import InterventionError, suggestion
from .intervention import Intervention
from .kinds_of_parts import (
    Dropout,
    Fill,
    KeysAsValues,
    MaskAfterSoftmax,
    NoCausalMask,
    NoPositions,
    NoScaling,
)
from .kinds_of_parts import PreNorm as ReadAsPreNorm
from .plan import Plan, require_fit


@singledispatch
def swap_parts(intervention: Intervention, plan: Plan) -> None:
    """Plans the replacement of parts; most kinds of intervention replace none.

    Raises InterventionError if the intervention does not fit this model, or the part is already replaced.
    """


def _attentions(plan: Plan, glob: str) -> Iterator[tuple[str, Attention]]:
    """The attention layers whose path matches a glob."""
    known = plan.attentions
    matching = {name: part for name, part in known.items() if fnmatchcase(name, glob)}
    if not matching:
        raise InterventionError(
            _(
                "no attention layer matches {name!r}{suggestion}",
                name=glob,
                suggestion=suggestion(glob.strip("*"), known),
            )
        )
    yield from matching.items()


Part = TypeVar("Part", bound=nn.Module)


def _all(plan: Plan, kind: type[Part], what: str) -> Iterator[tuple[str, Part]]:
    """The paths and parts of one kind; `what` is their name in a message."""
    found = [(path, part) for path, part in plan.modules.items() if isinstance(part, kind)]
    if not found:
        raise InterventionError(_("this model has no {what}, so there is nothing to change", what=what))
    yield from found


@swap_parts.register
def _no_positions(intervention: NoPositions, plan: Plan) -> None:
    for side in ("source", "target"):
        if intervention.side in (side, "both"):
            embedding = plan.modules.get(f"{side}_embedding")
            if not isinstance(embedding, Embedding):
                raise InterventionError(
                    _(
                        "this model has no {what}, so there is nothing to change",
                        what=f"{side}_embedding.positions",
                    )
                )
            weight = embedding.tokens.weight
            part = parts.NoPositions(weight.shape[1], weight.dtype)
            plan.swap(f"{side}_embedding.positions", part, intervention)


@swap_parts.register
def _no_scaling(intervention: NoScaling, plan: Plan) -> None:
    for path, _attention in _attentions(plan, intervention.attention):
        plan.swap(f"{path}.scaled", parts.Unscaled(), intervention)


@swap_parts.register
def _keys_as_values(intervention: KeysAsValues, plan: Plan) -> None:
    for path, attention in _attentions(plan, intervention.attention):
        plan.edit(f"{path}.value.weight").copy_(attention.key.weight.detach())


@swap_parts.register
def _no_causal_mask(intervention: NoCausalMask, plan: Plan) -> None:
    for path, mask in _all(plan, CausalMask, _("causal mask")):
        plan.swap(path, PaddingMask(mask.padding), intervention)


@swap_parts.register
def _fill(intervention: Fill, plan: Plan) -> None:
    require_fit(intervention.value, plan.dtype, _("the number for masked scores"))
    for path, _attention in _attentions(plan, intervention.attention):
        plan.swap(f"{path}.masked", parts.Filled(intervention.value), intervention)


@swap_parts.register
def _mask_after_softmax(intervention: MaskAfterSoftmax, plan: Plan) -> None:
    for path, _attention in _attentions(plan, intervention.attention):
        unmasked, weights = parts.mask_after_softmax()
        plan.swap(f"{path}.masked", unmasked, intervention)
        plan.swap(f"{path}.weights", weights, intervention)


@swap_parts.register
def _pre_norm(intervention: ReadAsPreNorm, plan: Plan) -> None:
    if any(isinstance(part, PreNorm) for part in plan.modules.values()):
        raise InterventionError(_("this model is already pre-norm"))
    for path, residual in _all(plan, PostNorm, _("residual connection")):
        plan.swap(path, parts.as_pre_norm(residual), intervention)


DROPOUT = 0.1  # the rate in section 5.4


@swap_parts.register
def _dropout(intervention: Dropout, plan: Plan) -> None:
    for path, part in _all(plan, DropoutPart, _("dropout")):
        rate = (part.rate or DROPOUT) if intervention.rate is None else intervention.rate
        plan.swap(path, SeededDropout(rate, intervention.seed, path), intervention)
