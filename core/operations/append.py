"""The key/value cache of decoding: new keys and values are appended to the earlier ones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..support.localization import N_
from .expression import Expression, Index, Operand
from .formula import call, equation, sub
from .operation import Array, Operation, Setting, Shape, misfit
from .reach import Reach, at


@dataclass(frozen=True, kw_only=True)
class Append(Operation):
    """The concatenation of arrays along the position axis. Inputs: [head, position, d], earlier ones first."""

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        return np.concatenate([np.asarray(array) for array in inputs], axis=1)

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        head, place, dimension = cell
        for operand in inputs[:-1]:
            if place < operand.values.shape[1]:
                return operand.cell(head, place, dimension)
            place -= operand.values.shape[1]
        return inputs[-1].cell(head, place, dimension)

    def shape(self, *inputs: Shape, **settings: Setting) -> Shape:
        match inputs:
            case [(heads, _, d), *_] if all((*shape[:1], *shape[2:]) == (heads, d) for shape in inputs):
                return heads, sum(shape[1] for shape in inputs), d
        raise misfit(inputs)

    def reach(self, number: int, cell: Index, *inputs: Array, **settings: Setting) -> Reach:
        before = sum(array.shape[1] for array in inputs[:number])
        return at(cell[0], before + cell[1], cell[2])


def _cache(name: str, letter: str, dimension: str, meaning: str) -> Append:
    return Append(
        name=f"{name}_cache",
        title=f"{name} cache",
        formula=equation(sub(letter, "≤t"), call("Append", sub(letter, "<t"), sub(letter, "t"))),
        axes=("head", "key", dimension),
        meaning=meaning,
        paper=N_("follows from section 3.2.3"),
        joins="key",
        head_by_head=True,
    )


key_cache = _cache(
    "key",
    "K",
    "d_k",
    N_(
        "The keys of all target positions so far, with the newest at the end. No position sees a later one, so the "
        "earlier keys stay the same and are not computed again."
    ),
)

value_cache = _cache(
    "value",
    "V",
    "d_v",
    N_(
        "The values of all target positions so far, with the newest at the end. The earlier ones stay the same "
        "and are not computed again."
    ),
)
