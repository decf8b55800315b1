"""Plan the interventions that replace parts of the model."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import singledispatch
from typing import TypeVar

from torch import nn

from ..nn.attention import Attention, BiasedScores, Scaled
from ..nn.dropout import Dropout as DropoutPart
from ..nn.dropout import SeededDropout
from ..nn.embedding import Embedding, TypedEmbedding
from ..nn.leaf import Unchanged
from ..nn.mask import CausalMask, PaddingMask
from ..nn.norm import PostNorm, PreNorm
from ..nn.rotary import NoPositionBias, PositionBias, RotaryPositions
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
    sides = TWO_SIDES if "source_embedding" in plan.modules else ONE_SIDE
    wanted = sides if intervention.side == "both" else (intervention.side,)
    found = [new for side in wanted for new in _without_positions(plan, sides.get(side, ()))]
    if not found:
        raise InterventionError(
            _(
                "this model has no {what}, so there is nothing to change",
                what=_("positional encoding")
                if intervention.side == "both"
                else _("positional encoding of the {side}", side=_(intervention.side)),
            )
        )
    for path, part in found:
        plan.swap(path, part, intervention)


# The parts of a model that read the source and the target.
TWO_SIDES = {"source": ("source_embedding", "encoder"), "target": ("target_embedding", "decoder")}
ONE_SIDE = {"source": ("embedding", "encoder", "decoder")}


def _without_positions(plan: Plan, names: tuple[str, ...]) -> Iterator[tuple[str, nn.Module]]:
    """What replaces the positions in these parts: added to the embedding, or used inside attention."""
    for path, part in plan.modules.items():
        if path.partition(".")[0] not in names:
            continue
        if isinstance(part, Embedding | TypedEmbedding):
            weight = part.tokens.weight
            yield f"{path}.positions", parts.NoPositions(weight.shape[1], weight.dtype)
        elif isinstance(part, RotaryPositions | BiasedScores):
            yield path, Unchanged()
        elif isinstance(part, PositionBias):
            yield path, NoPositionBias()


@swap_parts.register
def _no_scaling(intervention: NoScaling, plan: Plan) -> None:
    for path, attention in _attentions(plan, intervention.attention):
        if not isinstance(attention.scaled, Scaled):
            raise InterventionError(
                _("this model has no {what}, so there is nothing to change", what=f"{path}.scaled")
            )
        plan.swap(f"{path}.scaled", parts.Unscaled(), intervention)


@swap_parts.register
def _keys_as_values(intervention: KeysAsValues, plan: Plan) -> None:
    for path, attention in _attentions(plan, intervention.attention):
        plan.edit(f"{path}.value.weight").copy_(attention.key.weight.detach())
        if attention.key.bias is not None:
            plan.edit(f"{path}.value.bias").copy_(attention.key.bias.detach())


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
