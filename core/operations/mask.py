"""Which position may attend to which: true where allowed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..support.localization import N_, _
from .expression import Choice, Constant, Expression, Index, Operand
from .formula import cases, equation, sub
from .operation import Array, Operation, Setting, Shape, misfit
from .reach import Reach, all_of, at, nowhere


class Mask(Operation):
    """Which of the positions offering a key each position with a query may attend to. Inputs: ids of both."""

    def shape(self, *inputs: Shape, **settings: Setting) -> Shape:
        match inputs:
            case [(queries,), (keys,)]:
                return queries, keys
        raise misfit(inputs)

    def reach(self, number: int, cell: Index, *inputs: Array, **settings: Setting) -> Reach:
        return nowhere(2) if number == 0 else at(all_of(len(inputs[0])), cell[0])


@dataclass(frozen=True, kw_only=True)
class PaddingMask(Mask):
    """True where the key is a real token. Inputs: ids asking [query], offering [key]. Setting: padding."""

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        asking, offering = inputs
        real = np.asarray(offering) != settings["padding"]
        return np.broadcast_to(real, (len(asking), len(offering)))

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        _query, offering = cell
        token = inputs[1].cell(offering)
        real = int(token.value) != settings["padding"]
        return Choice(
            Constant(float(real)), token, _("the key is a real token") if real else _("the key is padding")
        )


@dataclass(frozen=True, kw_only=True)
class CausalMask(Mask):
    """True where the key is a real token and stands no later than the query.

    Inputs: ids asking [query], ids offering [key]. Setting: padding. Where there are fewer queries than keys
    the queries are the last positions, as in decoding with a cache.
    """

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        asking, offering = inputs
        real: NDArray[np.bool_] = np.asarray(offering) != settings["padding"]
        place = np.arange(len(asking))[:, None] + (len(offering) - len(asking))
        allowed: NDArray[np.bool_] = real & (np.arange(len(offering)) <= place)
        return allowed

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        asking, offering = cell
        place = asking + len(inputs[1].values) - len(inputs[0].values)
        token = inputs[1].cell(offering)
        if offering > place:
            return Choice(
                Constant(0.0),
                token,
                _("key {offering} comes after query {place}", offering=offering, place=place),
            )
        if int(token.value) == settings["padding"]:
            return Choice(Constant(0.0), token, _("the key is padding"))
        return Choice(
            Constant(1.0),
            token,
            _("key {offering} is not after query {place}", offering=offering, place=place),
        )


@dataclass(frozen=True, kw_only=True)
class BandMask(Mask):
    """True where the key is a real token no further than `radius` places from the query, and at the query's own place.

    Inputs: ids asking [query], ids offering [key], the queries the last of the positions. Settings: padding, radius.
    One's own place is always allowed, so that no row is forbidden whole: behind a sentence's end, too, where the
    nearest token may be out of reach.
    """

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        asking, offering = inputs
        real: NDArray[np.bool_] = np.asarray(offering) != settings["padding"]
        place = np.arange(len(asking))[:, None] + (len(offering) - len(asking))
        apart = np.abs(place - np.arange(len(offering)))
        allowed: NDArray[np.bool_] = (real & (apart <= int(settings["radius"]))) | (apart == 0)
        return allowed

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        asking, offering = cell
        apart = abs(asking + len(inputs[1].values) - len(inputs[0].values) - offering)
        token = inputs[1].cell(offering)
        if apart == 0:
            return Choice(Constant(1.0), token, _("a position may always attend to itself"))
        if apart > int(settings["radius"]):
            far = _("the key is {apart} places away, further than {radius}")
            return Choice(Constant(0.0), token, far.format(apart=apart, radius=settings["radius"]))
        if int(token.value) == settings["padding"]:
            return Choice(Constant(0.0), token, _("the key is padding"))
        near = _("the key is {apart} places away, no further than {radius}")
        return Choice(Constant(1.0), token, near.format(apart=apart, radius=settings["radius"]))


padding_mask = PaddingMask(
    name="padding_mask",
    title="padding mask",
    formula=equation(sub("M", "ij"), cases(("1", "key j is a token"), ("0", "key j is padding"))),
    axes=("query", "key"),
    meaning=N_("Who may attend to whom: everybody to every real token, nobody to padding."),
    paper="section 3.2.3",
    cheap=True,
)

causal_mask = CausalMask(
    name="causal_mask",
    title="causal mask",
    formula=equation(sub("M", "ij"), cases(("1", "j ≤ i and key j is a token"), ("0", "otherwise"))),
    axes=("query", "key"),
    meaning=N_(
        "Who may attend to whom: each position to itself and to what stands before it, never to what it "
        "has yet to predict."
    ),
    paper="section 3.2.3",
    cheap=True,
)

band_mask = BandMask(
    name="band_mask",
    title="band mask",
    formula=equation(
        sub("M", "ij"), cases(("1", "|i − j| ≤ r and key j is a token, or i = j"), ("0", "otherwise"))
    ),
    axes=("query", "key"),
    meaning=N_(
        "Restricted self-attention: each position sees only those at most r places away, as through the window of a "
        "convolution, but what it takes from each still depends on what stands there."
    ),
    paper="section 4, table 1",
    cheap=True,
)
