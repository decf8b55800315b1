"""Interventions that replace parts of the model for the whole run.

Changes to the mask (Fill, MaskAfterSoftmax, NoCausalMask) have an effect only where something is masked: in a forward
pass and in decoding without a cache. With a cache, each token is computed before any later one exists.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..support.localization import N_, _
from .checks import InterventionError, require_count, require_finite, require_one_of
from .intervention import Intervention, number

EVERYWHERE = "*"  # a glob that matches every attention layer
SIDES = ("source", "target", "both")


def _only(glob: str) -> tuple[str, ...]:
    return () if glob == EVERYWHERE else (glob,)


def _in(glob: str) -> str:
    return _("in every attention layer") if glob == EVERYWHERE else _("in {attention}", attention=glob)


@dataclass(frozen=True)
class NoPositions(Intervention):
    """Zeros instead of the positional encoding. `side`: one of SIDES."""

    kind = "no-positions"
    side: str = "both"

    def __post_init__(self) -> None:
        require_one_of(self.side, SIDES, _("the side without positional encoding"))

    def words(self) -> tuple[str, ...]:
        return () if self.side == "both" else (self.side,)

    @property
    def description(self) -> str:
        return _("no positional encoding") + (
            "" if self.side == "both" else _(" of the {side}", side=_(self.side))
        )


@dataclass(frozen=True)
class _OfAttentions(Intervention):
    """A change to every attention layer whose path matches a glob; `*` also matches dots."""

    attention: str = EVERYWHERE

    def words(self) -> tuple[str, ...]:
        return _only(self.attention)

    @property
    def description(self) -> str:
        return _(self.says, where=_in(self.attention))


@dataclass(frozen=True)
class NoScaling(_OfAttentions):
    """Dot products that are not divided by √d_k."""

    kind = "no-scaling"
    says = N_("no scaling by √d_k {where}")


@dataclass(frozen=True)
class KeysAsValues(_OfAttentions):
    """W^V replaced by W^K, so that each value equals its key."""

    kind = "keys-as-values"
    says = N_("values equal to the keys {where}")


@dataclass(frozen=True)
class MaskAfterSoftmax(_OfAttentions):
    """The mask multiplied in after softmax instead of −∞ before it."""

    kind = "mask-after-softmax"
    says = N_("mask applied after softmax {where}")


@dataclass(frozen=True)
class Fill(Intervention):
    """A finite number instead of −∞ for what the mask forbids, in every attention layer that matches the glob."""

    kind = "fill"
    value: float
    attention: str = EVERYWHERE

    def __post_init__(self) -> None:
        super().__post_init__()
        require_finite(self.value, _("the number for masked scores"))

    def words(self) -> tuple[str, ...]:
        return (number(self.value), *_only(self.attention))

    @property
    def description(self) -> str:
        return _(
            "masked scores filled with {value} {where}", value=number(self.value), where=_in(self.attention)
        )


@dataclass(frozen=True)
class NoCausalMask(Intervention):
    """The decoder also sees later target positions; padding stays hidden."""

    kind = "no-causal-mask"
    says = N_("no causal mask in the decoder")


@dataclass(frozen=True)
class PreNorm(Intervention):
    """A post-norm model computed as pre-norm: the same weights, but norms before sub-layers, none at the end."""

    kind = "pre-norm"
    says = N_("layer norm before each sub-layer")


@dataclass(frozen=True)
class Dropout(Intervention):
    """Dropout as in training, with a seed.

    Without a `rate`, the model's own is used; for a model that was trained without dropout, the paper's (section 5.4).
    """

    kind = "dropout"
    seed: int
    rate: float | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        require_count(self.seed, _("the dropout seed"))
        if self.rate is not None and not 0 <= self.rate < 1:
            raise InterventionError(
                _("the dropout rate must be at least 0 and less than 1, not {rate:g}", rate=self.rate)
            )

    def words(self) -> tuple[str, ...]:
        return (str(self.seed),) if self.rate is None else (str(self.seed), number(self.rate))

    @property
    def description(self) -> str:
        rate = "" if self.rate is None else _(" at rate {rate}", rate=number(self.rate))
        return _("dropout{rate}, seed {seed}", rate=rate, seed=self.seed)
