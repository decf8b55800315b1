"""Grouped-query attention: several query heads share one head of keys and values."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..support.localization import N_, _
from .expression import Expression, Index, Operand
from .formula import equation, sub
from .operation import Array, Operation, Setting, Shape, misfit
from .reach import Reach, all_of, at


@dataclass(frozen=True, kw_only=True)
class SharedHeads(Operation):
    """Head h of the output is group h // (heads / groups). Input: x [group, position, d]. Setting: heads."""

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        x = np.asarray(inputs[0])
        return np.repeat(x, _per_group(len(x), settings), axis=0)

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        head, position, dimension = cell
        groups = len(inputs[0].values)
        return inputs[0].cell(head // _per_group(groups, settings), position, dimension)

    def shape(self, *inputs: Shape, **settings: Setting) -> Shape:
        match inputs:
            case [(groups, positions, d)]:
                return groups * _per_group(groups, settings), positions, d
        raise misfit(inputs)

    def reach(self, number: int, cell: Index, *inputs: Array, **settings: Setting) -> Reach:
        count = _per_group(len(inputs[0]), settings)
        return at(cell[0] * count + all_of(count), cell[1], cell[2])


def _per_group(groups: int, settings: dict[str, Setting]) -> int:
    """The number of query heads that share a group's keys and values.

    Raises ValueError if the heads cannot be distributed equally.
    """
    heads = int(settings["heads"])
    if heads < 1 or not groups or heads % groups:
        raise ValueError(
            _("{heads} heads cannot share {groups} groups of keys equally", heads=heads, groups=groups)
        )
    return heads // groups


def _shared(name: str, letter: str, dimension: str, meaning: str) -> SharedHeads:
    return SharedHeads(
        name=f"shared_{name}",
        title=f"shared {name}",
        formula=equation(f"{letter}_h", sub(letter, "group")),
        axes=("head", "key", dimension),
        meaning=meaning,
        paper="Ainslie et al. 2023, arXiv 2305.13245",
    )


shared_key = _shared(
    "key",
    "K",
    "d_k",
    N_(
        "The keys that each query head uses: several consecutive heads share the same keys, so the model computes "
        "and caches fewer of them. Nothing is computed here."
    ),
)

shared_value = _shared(
    "value",
    "V",
    "d_v",
    N_(
        "The values that each query head uses: several consecutive heads share the same values, so the model computes "
        "and caches fewer of them. Nothing is computed here."
    ),
)
