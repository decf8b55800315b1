"""One step in all its heads, or one head of it in all layers."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from ....core.operations.expression import Index, Source
from ....core.support.localization import _
from ....core.trace import Step, TraceError
from ...ui import precision
from ...ui.colors.scales import Scale, scale_for
from ...ui.grid_layout import Plane
from ...ui.navigator import Navigator
from ...ui.numbers import NumberFormat, together
from ...ui.tensor_view import TensorView, tensor_view
from ...ui.text import safe

MOST = 64  # most panels at once: those around the current one
AXIS = "head"
IN_LAYER = re.compile(r"(.*\blayers\.)([0-9]{1,6})(\..*)")


@dataclass(frozen=True, eq=False)
class Panel:
    """A head or a layer of the step.

    Attributes:
        title: which head or layer it is.
        shown: its array, [row, column].
        source: the step that holds it.
        prefix: what precedes row and column in the index of a cell of that step.
    """

    title: str
    shown: TensorView
    source: Source
    prefix: Index

    def near(self, row: int, column: int) -> Index:
        """The cell of `shown` at a row and column, or the nearest to it."""
        return Plane(self.shown.values.shape).cell((0, 0), row, column) if self.shown.values.size else (0, 0)

    def index(self, row: int, column: int) -> Index:
        """The index of that cell in the step."""
        return (*self.prefix, *self.near(row, column))

    def number(self, row: int, column: int, form: NumberFormat) -> str:
        """The number in that cell; a dash if the array is empty."""
        if not self.shown.values.size:
            return "–"
        return form.write(self.shown.values[self.near(row, column)].item()).strip()


class HeadsState:
    """The panels of a step, and the current cell.

    Attributes:
        by_layer: a panel per layer, instead of per head.
        head, layer: of the current panel.
        row, column: of the cell, the same in all panels.

    Raises:
        TraceError: the step has no heads and is in no other layer, or the trace does not hold its numbers.
    """

    def __init__(self, navigator: Navigator) -> None:
        here = navigator.view
        if navigator.empty:
            raise TraceError(here.meaning or _("This array contains no numbers."))
        self._navigator, self.trace = navigator, navigator.trace
        self.layers = _layers(navigator) if here.step is not None else []
        self.heads = here.values.shape[0] if here.step is not None and _has_heads(here) else 0
        if max(len(self.layers), self.heads) < 2:
            raise TraceError(
                _("{step} has neither several heads nor several layers to show side by side.", step=here.name)
            )
        self.by_layer = self.heads < 2
        *prefix, self.row, self.column = navigator.cell
        self.head = prefix[0] if prefix else 0
        self.layer = next((n for n, step in enumerate(self.layers) if step.source == here.source), 0)
        self._panel = lru_cache(maxsize=4 * MOST)(self._make_panel)  # a grid recognizes its array by identity
        self._layer_view = lru_cache(maxsize=2 * MOST)(self._read_layer)
        self._format = lru_cache(maxsize=4)(self._make_format)

    # -------------------------------------------------------------------------- which panels
    @property
    def can_turn(self) -> bool:
        """Whether there are both heads and layers."""
        return self.heads > 1 and len(self.layers) > 1

    @property
    def count(self) -> int:
        """The number of all panels."""
        return len(self.layers) if self.by_layer else self.heads

    @property
    def here(self) -> int:
        """The place of the current panel."""
        return self.layer if self.by_layer else self.head

    @property
    def places(self) -> range:
        """The places of the panels that are shown, at most `MOST`."""
        first = max(0, min(self.here - MOST // 2, self.count - MOST))
        return range(first, min(self.count, first + MOST))

    @property
    def panels(self) -> list[Panel]:
        """The panels of `places`."""
        return [self._panel_at(place) for place in self.places]

    @property
    def panel(self) -> Panel:
        """The current panel."""
        return self._panel_at(self.here)

    def _panel_at(self, place: int) -> Panel:
        return self._panel(place, self.head, True) if self.by_layer else self._panel(self.layer, place, False)

    def _make_panel(self, layer: int, head: int, by_layer: bool) -> Panel:
        place = layer if by_layer else head
        whole = self._whole(layer)
        title = (_("layer {n}") if by_layer else _("head {n}")).format(n=place + 1)
        if by_layer and (number := IN_LAYER.fullmatch(self.layers[place].name)):
            title = _("layer {n}", n=int(number[2]) + 1)
        if not _has_heads(whole):
            return Panel(title, self._formatted(whole), whole.source, ())
        head = min(head, max(0, whole.values.shape[0] - 1))
        values = whole.values[head] if whole.values.size else np.zeros((0, 0), whole.values.dtype)
        return Panel(title, self._formatted(whole, axes=whole.axes[1:], values=values), whole.source, (head,))

    def _formatted(self, whole: TensorView, **changes: Any) -> TensorView:
        """An array whose numbers are written as those of the other panels."""
        return replace(whole, **changes, form=lambda: self.format)

    def _whole(self, layer: int) -> TensorView:
        """The step in a layer, with all heads."""
        if not self.layers or self.layers[layer].source == self._navigator.view.source:
            return self._navigator.view
        return self._layer_view(layer)

    def _read_layer(self, layer: int) -> TensorView:
        return tensor_view(self._navigator.trace, self._navigator.sides, self.layers[layer].source)

    # -------------------------------------------------------------------------- moving
    def turn(self) -> bool:
        """Switches between heads and layers; returns whether there are both."""
        if self.can_turn:
            self.by_layer = not self.by_layer
        return self.can_turn

    def to_panel(self, place: int) -> None:
        """Goes to another panel; after the last comes the first."""
        if self.by_layer:
            self.layer = place % self.count
        else:
            self.head = place % self.count

    def to_head(self, by: int) -> None:
        """Moves by this many heads; after the last comes the first."""
        if self.heads:
            self.head = (self.head + by) % self.heads

    def to_layer(self, by: int) -> None:
        """Moves by this many layers; after the last comes the first."""
        if self.layers:
            self.layer = (self.layer + by) % len(self.layers)

    def to_cell(self, row: int, column: int) -> None:
        """Moves to another cell in all panels."""
        self.row, self.column = row, column

    @property
    def place(self) -> tuple[Source, Index]:
        """The current cell, for the walk."""
        return self.panel.source, self.panel.index(self.row, self.column)

    # -------------------------------------------------------------------------- what is shown
    @property
    def title(self) -> tuple[str, ...]:
        """The parts of the step's name; without the layer if all layers are shown."""
        title = self._whole(self.layer).title
        if not self.by_layer:
            return title
        other = self._whole(self.layer - 1 if self.layer else 1).title
        return tuple(part for part, another in zip(title, other, strict=True) if part == another)

    def scale(self, dark: bool) -> Scale:
        """One scale for all panels, so that the same color always means the same number."""
        wholes = [self._whole(n) for n in self._layers_shown()]
        found = [whole.summary for whole in wholes if whole.summary.finite] or [wholes[0].summary]
        both = replace(found[0], low=min(each.low for each in found), high=max(each.high for each in found))
        return scale_for(both, wholes[0].values.dtype.kind, dark)

    @property
    def format(self) -> NumberFormat:
        """One format for all panels, in which every number of each fits."""
        return self._format(self._layers_shown(), precision.current)

    def _make_format(self, layers: range, decimals: int) -> NumberFormat:
        return together([(whole.values, whole.summary) for whole in map(self._whole, layers)], decimals)

    def _layers_shown(self) -> range:
        return self.places if self.by_layer else range(self.layer, self.layer + 1)

    def extremes(self) -> tuple[Panel, Panel] | None:
        """The panels in which the current cell is lowest and highest; None if it is finite in none."""
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
    """The same step with the same visit in every layer, in the order of the layers."""
    here = navigator.view.step
    match = IN_LAYER.fullmatch(here.name) if here is not None and len(here.axes) in (2, 3) else None
    if here is None or match is None or (len(here.axes) == 3 and not _has_heads(navigator.view)):
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


def cell_text(state: HeadsState) -> str:
    """The current cell with its number, and the panels in which it is highest and lowest."""
    panel, form = state.panel, state.format
    row, column = state.row, state.column
    name = panel.shown.cell_name(panel.near(row, column)) if panel.shown.values.size else ""
    text = f"{panel.title}  {name} = {panel.number(row, column, form)}"
    found = state.extremes()
    if found is None:
        return text
    low, high = found
    most, least = (f"{safe(each.title)} {each.number(row, column, form)}" for each in (high, low))
    return f"{text}   " + _("highest {most} · lowest {least}", most=most, least=least)
