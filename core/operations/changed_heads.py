"""Heads without one of them, or one of them alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..support.localization import N_, _
from .expression import Choice, Constant, Expression, Index, Operand
from .formula import Formula, cases, equation, sub
from .operation import Array, Elementwise, Setting, floats


@dataclass(frozen=True, kw_only=True)
class ChangedHeads(Elementwise):
    """Some heads as they are, 0 in place of the others. Input: heads [head, query, d_v]. Setting: head.

    Attributes:
        alone: whether the head of the setting is the only one that stays, or the only one that goes.
    """

    alone: bool

    def stays(self, head: int, chosen: int) -> bool:
        """Whether a head is left as it is."""
        return (head == chosen) == self.alone

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        heads = floats(inputs[0])
        stay = np.array([self.stays(head, int(settings["head"])) for head in range(len(heads))])
        return np.where(stay[:, None, None], heads, 0.0)

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        chosen, before = int(settings["head"]), inputs[0].cell(*cell)
        if self.stays(cell[0], chosen):
            return Choice(before, before, _("this head is left as it is"))
        return Choice(Constant(0.0, "0"), before, _("this head is silenced"))


def _formula(silenced: str, left: str) -> Formula:
    return equation(sub("changed", "h"), cases(("0", silenced), (sub("head", "h"), left)))


silenced = ChangedHeads(
    name="silenced",
    title="heads without one",
    formula=_formula("head h is silenced", "otherwise"),
    axes=("head", "query", "d_v"),
    meaning=N_(
        "One head brings back nothing: what becomes of the sentence without it shows what it was good for."
    ),
    paper="Michel et al. 2019, arXiv 1905.10650",
    alone=False,
    cheap=True,
)

kept_alone = ChangedHeads(
    name="kept_alone",
    title="one head alone",
    formula=_formula("every other head", "the head that is kept"),
    axes=("head", "query", "d_v"),
    meaning=N_(
        "Only one head still brings something back: what the model can do with it alone shows what it carries."
    ),
    paper="Voita et al. 2019, arXiv 1905.09418",
    alone=True,
    cheap=True,
)
