"""One step many times, side by side: in all its heads, or one head of it in all layers. No Textual."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from ....core.operations.expression import Index, Source
from ....core.support.localization import _
from ....core.trace import Step, Trace, TraceError
from ...ui.colors.scales import Scale, scale_for
from ...ui.navigator import Navigator
from ...ui.numbers import NumberFormat
from ...ui.plane import Plane
from ...ui.tensor_view import TensorView, shown
from ...ui.text import safe

MOST = 64  # panels at once; of more, those around the one that one is at
AXIS = "head"
IN_LAYER = re.compile(r"(.*\blayers\.)([0-9]{1,6})(\..*)")


@dataclass(frozen=True, eq=False)
class Panel:
    """One of the small arrays.

    Attributes:
        title: which head or layer it is.
        shown: rows and columns.
        source, switched: where it stands in the trace: a step, and what stands before row and column of a cell.
    """

    title: str
    shown: TensorView
    source: Source
    switched: Index

    def near(self, row: int, column: int) -> Index:
        """That cell of `shown`, or the nearest that there is."""
        return Plane(self.shown.values.shape).cell((0, 0), row, column) if self.shown.values.size else (0, 0)

    def index(self, row: int, column: int) -> Index:
        """That cell, as one of the step."""
        return (*self.switched, *self.near(row, column))

    def number(self, row: int, column: int, form: NumberFormat) -> str:
        """The number there, as written; a dash where there is none."""
        if not self.shown.values.size:
            return "–"
        return form.write(self.shown.values[self.near(row, column)].item()).strip()


class HeadsState:
    """The panels of a step, and which cell of them one looks at.

    Attributes:
        by_layer: layers side by side, instead of heads.
        head, layer: the place of the panel that one is at.
        row, column: the cell, the same in all panels.

    Raises:
        TraceError: the step has no heads and stands in no other layer, or its numbers are not there.
    """

    def __init__(self, navigator: Navigator) -> None:
        here = navigator.shown
        if navigator.empty:
            raise TraceError(here.meaning or _("This array holds no numbers to lay side by side."))
        self._reading = navigator
        self.layers = _layers(navigator) if here.step is not None else []
        self.heads = here.values.shape[0] if here.step is not None and _has_heads(here) else 0
        if max(len(self.layers), self.heads) < 2:
            raise TraceError(
                _(
                    "{step}: without several heads or layers there is nothing to lay side by side.",
                    step=here.name,
                )
            )
        self.by_layer = self.heads < 2
        *switched, self.row, self.column = navigator.cell
        self.head = switched[0] if switched else 0
        self.layer = next((n for n, step in enumerate(self.layers) if step.source == here.source), 0)
        self._panel = lru_cache(maxsize=4 * MOST)(self._made)
        self._of_layer = lru_cache(maxsize=2 * MOST)(self._read)

    # -------------------------------------------------------------------------- which panels
    @property
    def can_turn(self) -> bool:
        """Whether there are both heads and layers."""
        return self.heads > 1 and len(self.layers) > 1

    @property
    def count(self) -> int:
        """How many panels there would be, if there were room for any number."""
        return len(self.layers) if self.by_layer else self.heads

    @property
    def here(self) -> int:
        """The place of the panel that one is at."""
        return self.layer if self.by_layer else self.head

    @property
    def places(self) -> range:
        """The places of the panels that are shown."""
        first = max(0, min(self.here - MOST // 2, self.count - MOST))
        return range(first, min(self.count, first + MOST))

    @property
    def panels(self) -> list[Panel]:
        """Those of `places`."""
        return [self._panel_at(place) for place in self.places]

    @property
    def panel(self) -> Panel:
        """The one that one is at."""
        return self._panel_at(self.here)

    def _panel_at(self, place: int) -> Panel:
        """The same one each time, so that a grid knows its own."""
        return self._panel(place, self.head, True) if self.by_layer else self._panel(self.layer, place, False)

    @property
    def trace(self) -> Trace:
        """The run that they are of."""
        return self._reading.trace

    def _made(self, layer: int, head: int, by_layer: bool) -> Panel:
        place = layer if by_layer else head
        whole = self._whole(layer)
        title = (_("layer {n}") if by_layer else _("head {n}")).format(n=place + 1)
        if by_layer and (number := IN_LAYER.fullmatch(self.layers[place].name)):
            title = _("layer {n}", n=int(number[2]) + 1)
        if not _has_heads(whole):
            return Panel(title, self._one(whole), whole.source, ())
        head = min(head, max(0, whole.values.shape[0] - 1))
        values = whole.values[head] if whole.values.size else np.zeros((0, 0), whole.values.dtype)
        return Panel(title, self._one(whole, axes=whole.axes[1:], values=values), whole.source, (head,))

    def _one(self, whole: TensorView, **changes: Any) -> TensorView:
        """An array whose numbers are written as those beside it."""
        return replace(whole, **changes, form=self.format)

    def _whole(self, layer: int) -> TensorView:
        """The step in a layer, all heads of it."""
        if not self.layers or self.layers[layer].source == self._reading.shown.source:
            return self._reading.shown
        return self._of_layer(layer)

    def _read(self, layer: int) -> TensorView:
        return shown(self._reading.trace, self._reading.sides, self.layers[layer].source)

    # -------------------------------------------------------------------------- moving
    def turn(self) -> bool:
        """Layers for heads, or heads for layers; whether there are both."""
        if self.can_turn:
            self.by_layer = not self.by_layer
        return self.can_turn

    def to_panel(self, place: int) -> None:
        """From the last round to the first."""
        if self.by_layer:
            self.layer = place % self.count
        else:
            self.head = place % self.count

    def to_head(self, by: int) -> None:
        """So many heads on, from the last round to the first."""
        if self.heads:
            self.head = (self.head + by) % self.heads

    def to_cell(self, row: int, column: int) -> None:
        self.row, self.column = row, column

    @property
    def place(self) -> tuple[Source, Index]:
        """The cell that one is at, to go to in the walk."""
        return self.panel.source, self.panel.index(self.row, self.column)

    # -------------------------------------------------------------------------- what is shown
    @property
    def title(self) -> tuple[str, ...]:
        """Where one is in the model; of layers side by side, without the layer."""
        title = self._whole(self.layer).title
        if not self.by_layer:
            return title
        other = self._whole(self.layer - 1 if self.layer else 1).title
        return tuple(part for part, another in zip(title, other, strict=True) if part == another)

    def scale(self, dark: bool) -> Scale:
        """One for all panels, so that the same colour is the same number."""
        wholes = [self._whole(n) for n in self._of_places()]
        found = [whole.summary for whole in wholes if whole.summary.finite] or [wholes[0].summary]
        both = replace(found[0], low=min(one.low for one in found), high=max(one.high for one in found))
        return scale_for(both, wholes[0].values.dtype.kind, dark)

    @property
    def format(self) -> NumberFormat:
        """One for all panels."""
        formats = [self._whole(n).format for n in self._of_places()]
        return max(formats, key=lambda one: (one.kind == "power", one.width, one.decimals))

    def _of_places(self) -> Sequence[int]:
        return self.places if self.by_layer else [self.layer]

    def extremes(self) -> tuple[Panel, Panel] | None:
        """In which panels the number under the cursor is lowest and highest; None where none is a number."""
        numbers = [
            (float(panel.shown.values[panel.near(self.row, self.column)]), n)
            for n, panel in enumerate(self.panels)
            if panel.shown.values.size
        ]
        finite = [each for each in numbers if np.isfinite(each[0])]
        if not finite:
            return None
        panels = self.panels
        return panels[min(finite)[1]], panels[max(finite, key=lambda each: (each[0], -each[1]))[1]]


def _has_heads(what: TensorView) -> bool:
    return len(what.axes) == 3 and what.axes[0] == AXIS


def _layers(navigator: Navigator) -> list[Step]:
    """The same step in every layer, passed through the same time; in the order of the layers."""
    here = navigator.shown.step
    match = IN_LAYER.fullmatch(here.name) if here is not None and len(here.axes) in (2, 3) else None
    if here is None or match is None or (len(here.axes) == 3 and not _has_heads(navigator.shown)):
        return []
    before, _number, after = match.groups()
    found = []
    for step in navigator.trace:
        same = IN_LAYER.fullmatch(step.name) if step.name.startswith(before) else None
        if same is None or (same[1], same[3]) != (before, after):
            continue
        if (step.visit, step.axes) == (here.visit, here.axes):
            found.append((int(same[2]), step))
    return [step for _number, step in sorted(found, key=lambda each: each[0])]


def cell_said(multiples: HeadsState) -> str:
    """The cell one is at, as one reads it, with its number; and where it is highest and lowest."""
    panel, form = multiples.panel, multiples.format
    row, column = multiples.row, multiples.column
    source = _whole_name(multiples)
    said = f"{source} = {panel.number(row, column, form)}"
    found = multiples.extremes()
    if found is None:
        return said
    low, high = found
    return (
        said
        + "   "
        + _(
            "highest {high} {most} · lowest {low} {least}",
            high=safe(high.title),
            most=high.number(row, column, form),
            low=safe(low.title),
            least=low.number(row, column, form),
        )
    )


def _whole_name(multiples: HeadsState) -> str:
    panel = multiples.panel
    name = (
        panel.shown.cell_name(panel.near(multiples.row, multiples.column)) if panel.shown.values.size else ""
    )
    return f"{panel.title}  {name}"
