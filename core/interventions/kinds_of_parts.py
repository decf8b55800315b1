"""Kinds of intervention that put another part into a slot of the model, for the whole run.

Those that concern the mask (Fill, MaskAfterSoftmax, NoCausalMask) show where something is masked: in a forward pass,
and in decoding without a cache. With a cache a token is computed when nothing stands after it yet.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..support.localization import _
from .checks import (
    InterventionError,
    require_count,
    require_finite,
    require_number,
    require_one_of,
    require_text,
)
from .intervention import Intervention, number

EVERYWHERE = "*"  # a glob that fits every attention
SIDES = ("source", "target", "both")


def _only(glob: str) -> tuple[str, ...]:
    return () if glob == EVERYWHERE else (glob,)


def _in(glob: str) -> str:
    return _("in every attention") if glob == EVERYWHERE else _("in {attention}", attention=glob)


@dataclass(frozen=True)
class NoPositions(Intervention):
    """Zeros in the place of the positional encoding. `side`: one of SIDES."""

    kind = "no-positions"
    side: str = "both"

    def __post_init__(self) -> None:
        require_one_of(self.side, SIDES, _("the side without positions"))

    def words(self) -> tuple[str, ...]:
        return () if self.side == "both" else (self.side,)

    @property
    def said(self) -> str:
        return _("no positional encoding") + (
            "" if self.side == "both" else _(" of the {side}", side=self.side)
        )


@dataclass(frozen=True)
class _OfAttentions(Intervention):
    """A change of every attention whose path fits a glob; `*` also fits dots."""

    attention: str = EVERYWHERE

    def __post_init__(self) -> None:
        require_text(self.attention, _("the name of an attention"))

    def words(self) -> tuple[str, ...]:
        return _only(self.attention)


@dataclass(frozen=True)
class NoScaling(_OfAttentions):
    """Dot products that are not divided by √d_k."""

    kind = "no-scaling"

    @property
    def said(self) -> str:
        return _("no scaling by √d_k {where}", where=_in(self.attention))


@dataclass(frozen=True)
class MaskAfterSoftmax(_OfAttentions):
    """The mask multiplied in after softmax, in the place of −∞ before it."""

    kind = "mask-after-softmax"

    @property
    def said(self) -> str:
        return _("the mask after softmax {where}", where=_in(self.attention))


@dataclass(frozen=True)
class Fill(Intervention):
    """A finite number in the place of −∞ where the mask forbids, in every attention that fits the glob."""

    kind = "fill"
    value: float
    attention: str = EVERYWHERE

    def __post_init__(self) -> None:
        require_finite(self.value, _("the number that fills what is masked"))
        require_text(self.attention, _("the name of an attention"))

    def words(self) -> tuple[str, ...]:
        return (number(self.value), *_only(self.attention))

    @property
    def said(self) -> str:
        return _(
            "masked scores filled with {value} {where}", value=number(self.value), where=_in(self.attention)
        )


@dataclass(frozen=True)
class NoCausalMask(Intervention):
    """The decoder sees later target positions too; padding stays hidden."""

    kind = "no-causal-mask"

    def words(self) -> tuple[str, ...]:
        return ()

    @property
    def said(self) -> str:
        return _("no causal mask in the decoder")


@dataclass(frozen=True)
class PreNorm(Intervention):
    """A post-norm model read as pre-norm: the same weights, the norm before the sub-layer, none at the end."""

    kind = "pre-norm"

    def words(self) -> tuple[str, ...]:
        return ()

    @property
    def said(self) -> str:
        return _("layer norm before each sub-layer")


@dataclass(frozen=True)
class Dropout(Intervention):
    """Dropout as in training, with a seed. Without a `rate`, that of the model's configuration."""

    kind = "dropout"
    seed: int
    rate: float | None = None

    def __post_init__(self) -> None:
        require_count(self.seed, _("the seed of dropout"))
        if self.rate is not None:
            require_number(self.rate, _("the rate of dropout"))
            if not 0 <= self.rate < 1:
                raise InterventionError(
                    _("the rate of dropout lies from 0 up to 1, 1 left out, not {rate:g}", rate=self.rate)
                )

    def words(self) -> tuple[str, ...]:
        return (str(self.seed),) if self.rate is None else (str(self.seed), number(self.rate))

    @property
    def said(self) -> str:
        rate = "" if self.rate is None else _(" at rate {rate}", rate=number(self.rate))
        return _("dropout{rate}, seed {seed}", rate=rate, seed=self.seed)
