"""What the figure shows of a run: the shapes and pictures of its boxes, the words at its ends. No Textual."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from ....core.support.localization import _
from ....core.trace import Step, TraceError
from ....core.trace.diagram import Column
from ....core.trace.trace import MASKED_WORDS, OUTPUT
from ...ui.text import safe
from .figure import Fact, View
from .state import MapState
from .thumbnail import Glyph, thumbnail

MOST_WORDS = 64  # of a sentence in the figure
PICTURES = 1024  # that are kept
VOCABULARY = "token"  # the axis
NO_ANSWER = "·"  # where nothing is asked
OF_PARTS = ("source", "target", "prefix", "latest")  # tokens that are not parts of others


class Contents:
    """Makes what the figure shows, and keeps the pictures that were drawn last."""

    def __init__(self, state: MapState) -> None:
        self.state = state
        self._picture = lru_cache(maxsize=PICTURES)(_picture)

    def view(self, halves: bool = True, dark: bool = True, only: bool = False) -> View:
        """What the figure shows now.

        Args:
            halves, dark: how thumbnails are drawn.
            only: whether only the column of the current box is shown.
        """
        state, columns = self.state, self.state.diagram.columns
        return View(
            diagram=state.diagram,
            layers=dict(state.layers),
            facts=lambda number: self._fact(number, halves, dark),
            read={column.name: words for column in columns if (words := _read(state, column))},
            said={column.name: words for column in columns if (words := _said(state, column))},
            here=state.here.number if state.here is not None else None,
            only=state.box.column if only else None,
        )

    def _fact(self, number: int, halves: bool, dark: bool) -> Fact:
        box = self.state.diagram.boxes[number]
        step = self.state.output(box)
        return Fact(
            safe(box.title),
            self.state.shape(box),
            lambda columns, lines: self._picture(step, columns, lines, halves, dark),
        )


def _picture(step: Step, columns: int, lines: int, halves: bool, dark: bool) -> list[list[Glyph]]:
    try:
        return thumbnail(step.values, columns, lines, halves, dark, step.axes[-1:] == (VOCABULARY,))
    except TraceError:  # only statistics were stored, or the file is damaged
        return []


def _read(state: MapState, column: Column) -> tuple[str, str] | None:
    """The label and the words at the bottom of a column."""
    tokens = state.trace.tokens
    boxes = (state.diagram.boxes[n] for n in column.before)
    sources = [each for box in boxes for step in state.steps(box) for each in step.inputs]
    names = [str(each) for each in sources if each.kind == "tokens" and str(each) in tokens]
    if not names:
        return None
    own, mark, visit = names[0].partition("#")
    name = names[0]
    if own == "latest" and f"prefix{mark}{visit}" in tokens:
        name = f"prefix{mark}{visit}"  # the earlier tokens are in the cache
    elif own not in OF_PARTS and "source" in tokens:
        name = "source"  # a token whose parts are embedded one by one
    labels = {"target": _("outputs (shifted right)"), "source": _("inputs")}
    words = (safe(token.label) for token in tokens[name][:MOST_WORDS])
    return labels.get(name, _("outputs so far")), " ".join(words)


def _said(state: MapState, column: Column) -> tuple[str, str] | None:
    """The label and the words at the top of a column: the most probable token at each position."""
    last = [state.diagram.boxes[n] for n in column.shown(state.layers[column.name])][-1:]
    step = next((state.output(box) for box in last if state.output(box).name in (OUTPUT, MASKED_WORDS)), None)
    vocabulary = state.trace.vocabulary
    if step is None or not vocabulary or step.shape[-1:] != (len(vocabulary),):
        return None
    try:
        best = np.asarray(step.values).reshape(-1, step.shape[-1])[:MOST_WORDS].argmax(-1).tolist()
    except TraceError:
        return None
    words = [safe(vocabulary[n]) for n in best]
    if asked := state.trace.answer_positions:
        words = [word if place in asked else NO_ANSWER for place, word in enumerate(words)]
    return _("most probable"), " ".join(words)
