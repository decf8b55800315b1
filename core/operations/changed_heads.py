"""All heads except one, or only one head; the others are set to 0."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..support.localization import N_, _
from .expression import Choice, Constant, Expression, Index, Operand
from .formula import Formula, cases, equation
from .operation import Array, Elementwise, Setting, floats


@dataclass(frozen=True, kw_only=True)
class ChangedHeads(Elementwise):
    """Some heads as they are, 0 in place of the others. Input: heads [head, query, d_v]. Setting: head.

    Attributes:
        alone: whether the head in the setting is the only one that is kept, or the only one that is removed.
    """

    alone: bool

    def stays(self, head: int, chosen: int) -> bool:
        """Whether a head stays unchanged."""
        return (head == chosen) == self.alone

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        heads = floats(inputs[0])
        stay = np.array([self.stays(head, int(settings["head"])) for head in range(len(heads))])
        return np.where(stay[:, None, None], heads, 0.0)

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        chosen, before = int(settings["head"]), inputs[0].cell(*cell)
        if self.stays(cell[0], chosen):
            return Choice(before, before, _("this head is unchanged"))
        return Choice(Constant(0.0, "0"), before, _("this head is silenced"))


def _formula(silenced: str, left: str) -> Formula:
    return equation("changed_h", cases(("0", silenced), ("head_h", left)))


silenced = ChangedHeads(
    name="silenced",
    title="one head silenced",
    formula=_formula("head h is silenced", "otherwise"),
    axes=("head", "query", "d_v"),
    meaning=N_("One head outputs only zeros: the change in the result shows what the head contributed."),
    paper="Michel et al. 2019, arXiv 1905.10650",
    alone=False,
)

kept_alone = ChangedHeads(
    name="kept_alone",
    title="only one head kept",
    formula=_formula("every other head", "the head that is kept"),
    axes=("head", "query", "d_v"),
    meaning=N_(
        "All heads but one output only zeros: what the model can still do shows what this head contributes."
    ),
    paper="Voita et al. 2019, arXiv 1905.09418",
    alone=True,
)
