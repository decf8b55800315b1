"""Kinds of intervention that change numbers: what a step gave, a parameter, the order of the tokens.

Heads, cells and visits are counted from 0. A `cell` has a place, or "*" for all, for each axis of the step. A change of
a step is made at each visit of it, unless `visit` says at which one.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..operations.region import ALL, Region, write_region
from ..support.localization import _
from ..trace.files.fields import shortly
from .checks import (
    InterventionError,
    require_count,
    require_number,
    require_one_of,
    require_region,
    require_text,
)
from .intervention import Intervention, at, number


@dataclass(frozen=True)
class _OfHead(Intervention):
    """A change of one head of one attention, named by its path."""

    attention: str
    head: int
    visit: int | None = None

    def __post_init__(self) -> None:
        require_text(self.attention, _("the name of an attention"))
        require_count(self.head, _("a head"))
        if self.visit is not None:
            require_count(self.visit, _("a visit"))

    def words(self) -> tuple[str, ...]:
        return (at(self.attention, self.visit), str(self.head))


@dataclass(frozen=True)
class Silence(_OfHead):
    """One head gives zeros."""

    kind = "silence"

    @property
    def said(self) -> str:
        return _(
            "head {head} of {attention} silenced", head=self.head, attention=at(self.attention, self.visit)
        )


@dataclass(frozen=True)
class Keep(_OfHead):
    """All other heads give zeros."""

    kind = "keep"

    @property
    def said(self) -> str:
        return _(
            "only head {head} of {attention} kept", head=self.head, attention=at(self.attention, self.visit)
        )


@dataclass(frozen=True)
class _OfMask(Intervention):
    """A change of one attention's mask: of a query (row) and a key (column)."""

    attention: str
    cell: Region
    visit: int | None = None

    def __post_init__(self) -> None:
        require_text(self.attention, _("the name of an attention"))
        require_region(self.cell)
        if len(self.cell) != 2:
            raise InterventionError(
                _(
                    "a cell of a mask is a query and a key, such as 0,2, not {cell}",
                    cell=write_region(self.cell),
                )
            )
        if self.visit is not None:
            require_count(self.visit, _("a visit"))

    def words(self) -> tuple[str, ...]:
        return (at(self.attention, self.visit), write_region(self.cell))

    def _said(self, what: str) -> str:
        query, key = (_("every one") if place == ALL else str(place) for place in self.cell)
        return _(
            "{attention}: query {query} {may} to key {key}",
            attention=at(self.attention, self.visit),
            query=query,
            may=what,
            key=key,
        )


@dataclass(frozen=True)
class Allow(_OfMask):
    """A query may attend to a key."""

    kind = "allow"

    @property
    def said(self) -> str:
        return self._said(_("may attend"))


@dataclass(frozen=True)
class Forbid(_OfMask):
    """A query may not attend to a key."""

    kind = "forbid"

    @property
    def said(self) -> str:
        return self._said(_("may not attend"))


@dataclass(frozen=True)
class Set(Intervention):
    """A cell, a row or all of a step set to a value; of a mask, 1 allows and 0 forbids."""

    kind = "set"
    step: str
    cell: Region
    value: float
    visit: int | None = None

    def __post_init__(self) -> None:
        require_text(self.step, _("the name of a step"))
        require_region(self.cell)
        require_number(self.value, _("the value"))
        if self.visit is not None:
            require_count(self.visit, _("a visit"))

    def words(self) -> tuple[str, ...]:
        return (at(self.step, self.visit), write_region(self.cell), number(self.value))

    @property
    def said(self) -> str:
        return _(
            "{step}[{cell}] set to {value}",
            step=at(self.step, self.visit),
            cell=write_region(self.cell),
            value=number(self.value),
        )


@dataclass(frozen=True)
class Patch(Intervention):
    """A cell, a row or all of a step taken from another trace.

    Attributes:
        file, sha256: the other trace, and what its bytes were.
        origin: the step there, such as "encoder.layers.0.feed_forward_residual.norm#2"; None for the same step and
            visit (its first, where the change is made at each).
    """

    kind = "patch"
    step: str
    cell: Region
    file: str
    sha256: str
    visit: int | None = None
    origin: str | None = None

    def __post_init__(self) -> None:
        require_text(self.step, _("the name of a step"))
        require_region(self.cell)
        require_text(self.file, _("the file of the other trace"))
        require_text(self.sha256, _("the SHA-256 of the other trace"))
        if self.visit is not None:
            require_count(self.visit, _("a visit"))
        if self.origin is not None:
            require_text(self.origin, _("the name of the step in the other trace"))

    @property
    def taken(self) -> str:
        """The step in the other trace."""
        return self.origin or at(self.step, self.visit)

    def words(self) -> tuple[str, ...]:
        origin = () if self.origin is None else (self.origin,)
        return (at(self.step, self.visit), write_region(self.cell), self.file, *origin)

    @property
    def said(self) -> str:
        origin = "" if self.origin is None else f", {self.origin}"
        return _(
            "{step}[{cell}] from {file}{origin}",
            step=at(self.step, self.visit),
            cell=write_region(self.cell),
            file=self.file,
            origin=origin,
        )


@dataclass(frozen=True)
class Shuffle(Intervention):
    """The tokens of one side in another order: one drawn with `seed`, or `order`: at each place, which token stands."""

    kind = "shuffle"
    side: str
    seed: int | None = None
    order: tuple[int, ...] | None = None

    def __post_init__(self) -> None:
        require_one_of(self.side, ("source", "target"), _("the side to shuffle"))
        if (self.seed is None) == (self.order is None):
            raise InterventionError(
                _("a shuffle needs a seed, such as 7, or an order, such as 2,0,1: one of the two")
            )
        if self.seed is not None:
            require_count(self.seed, _("the seed of a shuffle"))
        if self.order is not None:
            self._require_an_order(self.order)

    @staticmethod
    def _require_an_order(order: object) -> None:
        if not isinstance(order, tuple) or not order:
            raise InterventionError(
                _("an order is a place for each token, such as 2,0,1, not {order}", order=shortly(order))
            )
        for place in order:
            require_count(place, _("a place in an order"))
        if sorted(order) != list(range(len(order))):
            told = ",".join(map(str, order))
            raise InterventionError(
                _(
                    "the order {order} must name each place from 0 to {last} once",
                    order=told,
                    last=len(order) - 1,
                )
            )

    def words(self) -> tuple[str, ...]:
        if self.order is None:
            return (self.side, str(self.seed))
        return (self.side, ",".join(map(str, self.order)) + ("," if len(self.order) == 1 else ""))

    @property
    def said(self) -> str:
        how = _("seed {seed}", seed=self.seed) if self.order is None else ",".join(map(str, self.order))
        return _("tokens of the {side} shuffled ({how})", side=self.side, how=how)


@dataclass(frozen=True)
class Parameter(Intervention):
    """A cell, a row or all of a parameter set to a value, wherever it is shared."""

    kind = "parameter"
    parameter: str
    cell: Region
    value: float

    def __post_init__(self) -> None:
        require_text(self.parameter, _("the name of a parameter"))
        require_region(self.cell)
        require_number(self.value, _("the value"))

    def words(self) -> tuple[str, ...]:
        return (self.parameter, write_region(self.cell), number(self.value))

    @property
    def said(self) -> str:
        return _(
            "parameter {parameter}[{cell}] set to {value}",
            parameter=self.parameter,
            cell=write_region(self.cell),
            value=number(self.value),
        )
