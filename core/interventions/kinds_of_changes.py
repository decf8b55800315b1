"""Interventions that change a step's output, a parameter or the order of the tokens.

Heads, cells and visits are counted from 0. A `cell` has an index, or "*" for all, for each axis of the step. A step is
changed at every visit, unless `visit` names one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ..operations.region import ALL, Region, write_region
from ..support.localization import N_, _
from ..trace.files.fields import shortly
from .checks import InterventionError, require_count, require_one_of
from .intervention import Intervention, at, number


@dataclass(frozen=True)
class _OfHead(Intervention):
    """A change to one head of one attention layer, which is named by its path."""

    attention: str
    head: int
    visit: int | None = None

    def words(self) -> tuple[str, ...]:
        return (at(self.attention, self.visit), str(self.head))


@dataclass(frozen=True)
class Silence(_OfHead):
    """One head outputs zeros."""

    kind = "silence"
    says = N_("head {head} of {attention} silenced")


@dataclass(frozen=True)
class KeepHead(_OfHead):
    """All other heads output zeros."""

    kind = "keep"
    says = N_("only head {head} of {attention} kept")


@dataclass(frozen=True)
class _OfMask(Intervention):
    """A change to the mask of one attention layer at a query (row) and a key (column)."""

    may: ClassVar[str]
    attention: str
    cell: Region
    visit: int | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if len(self.cell) != 2:
            cell = write_region(self.cell)
            raise InterventionError(
                _("a cell of a mask needs a query and a key, such as 0,2, not {cell}", cell=cell)
            )

    def words(self) -> tuple[str, ...]:
        return (at(self.attention, self.visit), write_region(self.cell))

    @property
    def description(self) -> str:
        query, key = (_("every position") if place == ALL else str(place) for place in self.cell)
        where = at(self.attention, self.visit)
        return _(
            "{attention}: query {query} {may} key {key}",
            attention=where,
            query=query,
            may=_(self.may),
            key=key,
        )


@dataclass(frozen=True)
class Allow(_OfMask):
    """A query may attend to a key."""

    kind = "allow"
    may = N_("may attend to")


@dataclass(frozen=True)
class Forbid(_OfMask):
    """A query may not attend to a key."""

    kind = "forbid"
    may = N_("may not attend to")


@dataclass(frozen=True)
class Set(Intervention):
    """A cell, a row or all of a step set to a value; in a mask, 1 allows and 0 forbids."""

    kind = "set"
    says = N_("{step}[{cell}] set to {value}")
    step: str
    cell: Region
    value: float
    visit: int | None = None

    def words(self) -> tuple[str, ...]:
        return (at(self.step, self.visit), write_region(self.cell), number(self.value))


@dataclass(frozen=True)
class Patch(Intervention):
    """A cell, a row or all of a step taken from another trace.

    Attributes:
        file, sha256: the file of the other trace, and the hash of its content.
        origin: the step there, such as "encoder.layers.0.feed_forward_residual.norm#2"; None for the same step and
            visit (the first visit, if the change is made at every visit).
    """

    kind = "patch"
    step: str
    cell: Region
    file: str
    sha256: str
    visit: int | None = None
    origin: str | None = None

    @property
    def taken(self) -> str:
        """The step in the other trace."""
        return self.origin or at(self.step, self.visit)

    def words(self) -> tuple[str, ...]:
        origin = () if self.origin is None else (self.origin,)
        return (at(self.step, self.visit), write_region(self.cell), self.file, *origin)

    @property
    def description(self) -> str:
        step, cell, file, *origin = self.words()
        there = f", {origin[0]}" if origin else ""
        return _("{step}[{cell}] from {file}{origin}", step=step, cell=cell, file=file, origin=there)


@dataclass(frozen=True)
class Shuffle(Intervention):
    """The tokens of one side in a new order: random with `seed`, or `order`, the index of the token for each place."""

    kind = "shuffle"
    side: str
    seed: int | None = None
    order: tuple[int, ...] | None = None

    def __post_init__(self) -> None:
        require_one_of(self.side, ("source", "target"), _("the side to shuffle"))
        if (self.seed is None) == (self.order is None):
            raise InterventionError(_("a shuffle needs either a seed, such as 7, or an order, such as 2,0,1"))
        if self.seed is not None:
            require_count(self.seed, _("the shuffle seed"))
        if self.order is not None:
            self._require_order(self.order)

    @staticmethod
    def _require_order(order: object) -> None:
        if not isinstance(order, tuple) or not order:
            raise InterventionError(
                _("an order needs an index for each token, such as 2,0,1, not {order}", order=shortly(order))
            )
        for place in order:
            require_count(place, _("each index in the new order"))
        if sorted(order) != list(range(len(order))):
            listed = ",".join(map(str, order))
            last = len(order) - 1
            raise InterventionError(
                _("the order {order} must contain each index from 0 to {last} once", order=listed, last=last)
            )

    def words(self) -> tuple[str, ...]:
        if self.order is None:
            return (self.side, str(self.seed))
        return (self.side, ",".join(map(str, self.order)) + ("," if len(self.order) == 1 else ""))

    @property
    def description(self) -> str:
        how = _("seed {seed}", seed=self.seed) if self.order is None else ",".join(map(str, self.order))
        return _("tokens of the {side} shuffled ({how})", side=_(self.side), how=how)


@dataclass(frozen=True)
class Parameter(Intervention):
    """A cell, a row or all of a parameter set to a value, in every module that shares it."""

    kind = "parameter"
    says = N_("parameter {parameter}[{cell}] set to {value}")
    parameter: str
    cell: Region
    value: float

    def words(self) -> tuple[str, ...]:
        return (self.parameter, write_region(self.cell), number(self.value))
