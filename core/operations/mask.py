"""Which position may attend to which: true where allowed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..support.localization import N_, _
from .expression import Choice, Constant, Expression, Index, Operand
from .formula import cases, equation
from .operation import Array, Operation, Setting
from .reach import Reach, all_of, at, nowhere


class Mask(Operation):
    """Which keys each query may attend to. Inputs: the token ids at the query and key positions."""

    sizes = "q, k -> q k"

    def reach(self, number: int, cell: Index, *inputs: Array, **settings: Setting) -> Reach:
        return nowhere(2) if number == 0 else at(all_of(len(inputs[0])), cell[0])


def _real(inputs: Sequence[Array], settings: Mapping[str, Setting]) -> NDArray[np.bool_]:
    """Which keys are real tokens."""
    return np.asarray(np.asarray(inputs[1]) != settings["padding"])


def _distances(queries: Array, keys: Array) -> NDArray[np.intp]:
    """The position of each query minus that of each key; the queries are the last positions."""
    positions = np.arange(len(queries))[:, None] + (len(keys) - len(queries))
    return np.asarray(positions - np.arange(len(keys)))


@dataclass(frozen=True, kw_only=True)
class PaddingMask(Mask):
    """True where the key is a real token. Inputs: ids [query], ids [key]. Setting: padding."""

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        queries, keys = inputs
        return np.broadcast_to(np.asarray(keys) != settings["padding"], (len(queries), len(keys)))

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        token = inputs[1].cell(cell[1])
        if int(token.value) == settings["padding"]:
            return Choice(Constant(0.0), token, _("the key is padding"))
        return Choice(Constant(1.0), token, _("the key is a real token"))


@dataclass(frozen=True, kw_only=True)
class CausalMask(Mask):
    """True where the key is a real token and not after the query.

    Inputs: ids [query], ids [key]. Setting: padding. If there are fewer queries than keys, the queries are the last
    positions, as in decoding with a cache.
    """

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        allowed: NDArray[np.bool_] = _real(inputs, settings) & (_distances(*inputs) >= 0)
        return allowed

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        query, key = cell[0] + len(inputs[1].values) - len(inputs[0].values), cell[1]
        token = inputs[1].cell(key)
        if key > query:
            return Choice(Constant(0.0), token, _("the key comes after the query"))
        if int(token.value) == settings["padding"]:
            return Choice(Constant(0.0), token, _("the key is padding"))
        return Choice(Constant(1.0), token, _("the key does not come after the query"))


@dataclass(frozen=True, kw_only=True)
class BandMask(Mask):
    """True where the key is a real token at most `radius` positions from the query, and at the query's own position.

    Inputs: ids [query], ids [key]; the queries are the last positions. Settings: padding, radius. A position may always
    attend to itself, so that no row is completely forbidden, even after the end of a sentence.
    """

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        apart = np.abs(_distances(*inputs))
        near = _real(inputs, settings) & (apart <= int(settings["radius"]))
        allowed: NDArray[np.bool_] = near | (apart == 0)
        return allowed

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        query, key = cell
        apart = abs(query + len(inputs[1].values) - len(inputs[0].values) - key)
        token, radius = inputs[1].cell(key), settings["radius"]
        if apart == 0:
            return Choice(Constant(1.0), token, _("a position may always attend to itself"))
        if apart > int(radius):
            far = _("the distance to the key is {apart}, more than {radius}", apart=apart, radius=radius)
            return Choice(Constant(0.0), token, far)
        if int(token.value) == settings["padding"]:
            return Choice(Constant(0.0), token, _("the key is padding"))
        near = _("the distance to the key is {apart}, at most {radius}", apart=apart, radius=radius)
        return Choice(Constant(1.0), token, near)


padding_mask = PaddingMask(
    name="padding_mask",
    title="padding mask",
    formula=equation("M_ij", cases(("1", "key j is a token"), ("0", "key j is padding"))),
    axes=("query", "key"),
    meaning=N_("Which positions may be attended to: every real token, but not padding."),
    paper=N_("section 3.2.3"),
)

causal_mask = CausalMask(
    name="causal_mask",
    title="causal mask",
    formula=equation("M_ij", cases(("1", "j ≤ i and key j is a token"), ("0", "otherwise"))),
    axes=("query", "key"),
    meaning=N_(
        "Which positions may be attended to: each position may attend to itself and to earlier positions, never to "
        "those that it has yet to predict."
    ),
    paper=N_("section 3.2.3"),
)

band_mask = BandMask(
    name="band_mask",
    title="band mask",
    formula=equation("M_ij", cases(("1", "|i − j| ≤ r and key j is a token, or i = j"), ("0", "otherwise"))),
    axes=("query", "key"),
    meaning=N_(
        "Restricted self-attention: each position sees only positions at most r away, as in the window of a "
        "convolution, but the weight of each still depends on the tokens."
    ),
    paper=N_("section 4, table 1"),
)
