"""Numbers that replace those the model computed: set by hand, taken from another run, or 0 in some heads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..support.localization import N_, _
from .expression import Choice, Constant, Expression, Index, Operand
from .formula import cases, equation, text
from .formula_nodes import Formula
from .operation import Array, Elementwise, Operation, Setting, Shape, floats, misfit
from .reach import Reach, at, nowhere
from .region import holds, read_region, slices

# Each operation has the axes of the step that it changes; the default axes are only an example.


@dataclass(frozen=True, kw_only=True)
class SetTo(Elementwise):
    """A value in a region, x elsewhere. Input: x, of any axes. Settings: region ("0,*,2"), value.

    Infinite values, which JSON cannot represent, are written as words: "Infinity", "-Infinity".
    """

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        changed = _copy(inputs[0])
        changed[slices(read_region(str(settings["region"])))] = float(settings["value"])
        return changed

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        before = inputs[0].cell(*cell)
        if not holds(read_region(str(settings["region"])), cell):
            return Choice(before, before, _("unchanged"))
        reason = _("set by hand; the model computed {value}", value=_number(before.value))
        return Choice(Constant(float(settings["value"])), before, reason)


@dataclass(frozen=True, kw_only=True)
class Patched(Operation):
    """Another run's numbers in a region, x elsewhere. Inputs: x, given, with the same axes. Setting: region.

    Along axes where the region is *, both have the same size; along others they may differ.
    """

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        changed, place = _copy(inputs[0]), slices(read_region(str(settings["region"])))
        changed[place] = inputs[1][place]
        return changed

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        before = inputs[0].cell(*cell)
        if not holds(read_region(str(settings["region"])), cell):
            return Choice(before, before, _("unchanged"))
        reason = _("taken from another run; this run computed {value}", value=_number(before.value))
        return Choice(inputs[1].cell(*cell), before, reason)

    def shape(self, *inputs: Shape, **settings: Setting) -> Shape:
        match inputs:
            case [shape, _]:
                return shape
        raise misfit(inputs)

    def reach(self, number: int, cell: Index, *inputs: Array, **settings: Setting) -> Reach:
        if number == 0:
            return at(*cell)
        inside = all(place < size for place, size in zip(cell, inputs[0].shape, strict=True))
        taken = inside and holds(read_region(str(settings["region"])), cell)
        return at(*cell) if taken else nowhere(len(cell))


@dataclass(frozen=True, kw_only=True)
class Given(Operation):
    """An array from another run. No inputs. Settings: file, sha256, step: where it was taken from.

    It cannot be computed; a reader of the trace may pass its recorded array as if it were an input.
    """

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        if not inputs:
            raise LookupError(_("nothing to recompute: {origin}", origin=_origin(settings)))
        return np.asarray(inputs[0])

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        if not inputs:
            raise LookupError(_("nothing to explain: {origin}", origin=_origin(settings)))
        value = Constant(float(inputs[0].values[cell]))
        return Choice(value, value, _origin(settings))

    def shape(self, *inputs: Shape, **settings: Setting) -> Shape:
        match inputs:
            case [shape]:
                return shape
        raise LookupError(_("nothing to recompute: {origin}", origin=_origin(settings)))

    def reach(self, number: int, cell: Index, *inputs: Array, **settings: Setting) -> Reach:
        return nowhere(len(cell))


def _copy(x: Array) -> Array:
    """A copy to change: booleans keep their type, other numbers become float64."""
    return x.copy() if x.dtype == np.bool_ else floats(x).copy()


def _number(value: float) -> str:
    return f"{value:.6g}".replace("-", "−")


def _origin(settings: dict[str, Setting]) -> str:
    return _("taken from {step} in {file}", step=settings["step"], file=settings["file"])


@dataclass(frozen=True, kw_only=True)
class ChangedHeads(Elementwise):
    """Some heads unchanged, 0 instead of the others. Input: heads [head, query, d_v]. Setting: head.

    Attributes:
        alone: True if the head in the setting is the only one kept, False if it is the only one removed.
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


set_to = SetTo(
    name="set",
    title="set by hand",
    formula=equation("changed_i", cases(("value", "i in the region"), ("x_i", "elsewhere"))),
    meaning=N_(
        "Numbers set by hand replace those that the model computed; everything after this step is "
        "computed from them."
    ),
    paper="Geiger et al. 2021, arXiv 2106.02997",
)

given = Given(
    name="given",
    title="taken from another run",
    formula=equation("given", text("this step in another run")),
    meaning=N_("The values of the same step in another run."),
    paper="Vig et al. 2020, arXiv 2004.12265",
    given=N_("taken from another run"),
    recomputable=False,
)

patched = Patched(
    name="patched",
    title="patched from another run",
    formula=equation("changed_i", cases(("given_i", "i in the region"), ("x_i", "elsewhere"))),
    meaning=N_(
        "Numbers from another run replace this run's: if the result becomes that of the other run, "
        "this step decides it."
    ),
    paper="Vig et al. 2020, arXiv 2004.12265",
)

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
