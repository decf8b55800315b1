"""How strongly a token looks where: the attention weights of one token, on the words themselves. No Textual."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ....core.operations.expression import Index, Source
from ....core.support.localization import _
from ....core.trace import Step, Trace, TraceError, labels, sides
from ...ui.navigator import Navigator
from ...ui.tensor_view import TensorView
from ...ui.text import safe, width
from ...ui.walk import SEPARATOR, path, together

AXES = ("head", "query", "key")
BARS = " ▁▂▃▄▅▆▇█"
NAME = "weights"


@dataclass(frozen=True)
class Block:
    """One attention of the model, in one run of it."""

    step: Step
    title: str
    queries: tuple[str, ...]
    keys: tuple[str, ...]


class AttentionState:
    """The attentions of a trace, and which token, head and direction one looks at.

    Attributes:
        blocks: every attention whose weights are there, in the order of the walk.
        block, token, head: where one is.
        backwards: who looks at the token, instead of where the token looks.

    Raises:
        TraceError: the trace holds no attention weights.
    """

    def __init__(self, navigator: Navigator) -> None:
        self.trace = navigator.trace
        known = sides(navigator.trace)
        self.blocks = [
            _block(navigator.trace, step, labels(navigator.trace, step, known[step.source]))
            for step in navigator.trace
            if step.axes == AXES and step.name.rpartition(".")[2] == NAME and step.statistics is None
        ]
        if not self.blocks:
            raise TraceError(_("this trace holds no attention weights"))
        self.backwards = False
        self.block = _nearest(self.blocks, navigator)
        self.token, self.head = _begin(self.here, navigator)

    @property
    def here(self) -> Block:
        return self.blocks[self.block]

    @property
    def tokens(self) -> tuple[str, ...]:
        """The words among which one chooses."""
        return self.here.keys if self.backwards else self.here.queries

    @property
    def others(self) -> tuple[str, ...]:
        """The words that the weights belong to."""
        return self.here.queries if self.backwards else self.here.keys

    # -------------------------------------------------------------------------- moving
    def to_block(self, number: int) -> None:
        """To another attention; the token stays the same word where it can."""
        self.block = max(0, min(number, len(self.blocks) - 1))
        self._keep_inside()

    def to_token(self, by: int) -> bool:
        """Along the words, at most to the ends; whether that is another one."""
        before, self.token = self.token, self.token + by
        self._keep_inside()
        return self.token != before

    def to_head(self, number: int) -> None:
        self.head = number
        self._keep_inside()

    def turn(self) -> None:
        """Where it looks, or who looks at it."""
        self.backwards = not self.backwards
        self._keep_inside()

    def _keep_inside(self) -> None:
        self.token = max(0, min(self.token, len(self.tokens) - 1))
        self.head %= self.here.step.shape[0]

    # -------------------------------------------------------------------------- what is shown
    def shown(self) -> TensorView:
        """The weights of the token in every head, [head, word].

        Raises:
            TraceError: they cannot be had.
        """
        weights = self.here.step.values
        part = weights[:, :, self.token] if self.backwards else weights[:, self.token, :]
        axis = "query" if self.backwards else "key"
        title = (*path(self.here.step)[:-1], self.said())
        return TensorView(
            self.here.step.source, title, ("head", axis), part, {axis: self.others}, step=self.here.step
        )

    def cell(self, other: int) -> Index:
        """The cell of the step for one of the other words."""
        return (self.head, other, self.token) if self.backwards else (self.head, self.token, other)

    @property
    def source(self) -> Source:
        return self.here.step.source

    def said(self) -> str:
        """The question that the weights answer."""
        token = safe(self.tokens[self.token]) if self.tokens else ""
        return (
            _("who looks at {token}", token=token)
            if self.backwards
            else _("where {token} looks", token=token)
        )

    def words(self) -> Iterator[tuple[str, float]]:
        """Each of the other words with its weight in the head one is at."""
        row = self.shown().values[self.head]
        yield from zip(map(safe, self.others), map(float, row), strict=True)


def bar(weight: float) -> str:
    """A weight from 0 to 1 as a block character; what is no weight as a question mark."""
    return BARS[round(min(max(weight, 0.0), 1.0) * (len(BARS) - 1))] if np.isfinite(weight) else "?"


def lines(words: Iterator[tuple[str, float]], columns: int) -> Iterator[list[tuple[str, float]]]:
    """The words with their weights, as many on a line as there is room for: each stands over its number."""
    line: list[tuple[str, float]] = []
    used = 0
    for word, weight in words:
        room = column(word)
        if line and used + room > columns:
            yield line
            line, used = [], 0
        line.append((word, weight))
        used += room
    if line:
        yield line


def column(word: str) -> int:
    """How many columns a word takes with its bar and number, and a gap."""
    return max(width(word), 6) + 2


def _block(trace: Trace, step: Step, words: dict[str, tuple[str, ...]]) -> Block:
    queries, keys = (
        words.get(axis) or tuple(str(n) for n in range(step.shape[place]))
        for place, axis in enumerate(AXES)
        if place
    )
    title = SEPARATOR.join(together(path(step)[:-1]))
    return Block(step, title, queries, keys)


def _nearest(blocks: list[Block], navigator: Navigator) -> int:
    """The attention that one is in, or the next one of the walk."""
    for number, block in enumerate(blocks):
        if navigator.walk.place(block.step) >= navigator.number - 3:
            return number
    return len(blocks) - 1


def _begin(block: Block, navigator: Navigator) -> tuple[int, int]:
    """The token and head under the cursor of the walk, where they have a meaning here."""
    along = dict(zip(navigator.shown.axes, navigator.cell, strict=False))
    token = along.get("query", along.get("position", 0))
    head = along.get("head", 0)
    return min(token, len(block.queries) - 1), min(head, block.step.shape[0] - 1)
