"""The attention weights of one token, with the words that they belong to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ....core.operations.expression import Index, Source
from ....core.support.localization import _
from ....core.trace import Step, TraceError
from ...ui.navigator import Navigator
from ...ui.tensor_view import TensorView
from ...ui.text import safe, width
from ...ui.walk import SEPARATOR, path, together

AXES = ("head", "query", "key")
NAME = "weights"


@dataclass(frozen=True)
class Block:
    """An attention of the model, in one of its runs; `queries` and `keys` are words."""

    step: Step
    title: str
    queries: tuple[str, ...]
    keys: tuple[str, ...]


class AttentionState:
    """The attentions of a trace, and which token, head and direction is shown.

    Attributes:
        blocks: every attention whose weights the trace holds, in the order of the walk.
        block, token, head, other: what is shown; `other` is the word under the table's cursor.
        reversed: the token is a key, and the weights are those of the queries that attend to it.

    Raises:
        TraceError: the trace contains no attention weights.
    """

    def __init__(self, navigator: Navigator) -> None:
        self.trace = navigator.trace
        self.blocks = [
            _block(step, navigator.trace.labels(step))
            for step in navigator.trace
            if step.axes == AXES and step.name.rpartition(".")[2] == NAME and step.statistics is None
        ]
        if not self.blocks:
            raise TraceError(_("this trace contains no attention weights"))
        self.reversed = False
        self.other = 0
        self.block = _nearest(self.blocks, navigator)
        along = dict(zip(navigator.view.axes, navigator.cell, strict=False))
        self.token = min(along.get("query", along.get("position", 0)), len(self.here.queries) - 1)
        self.head = min(along.get("head", 0), self.here.step.shape[0] - 1)

    @property
    def here(self) -> Block:
        """The attention that is shown."""
        return self.blocks[self.block]

    @property
    def tokens(self) -> tuple[str, ...]:
        """The words, one of which is chosen."""
        return self.here.keys if self.reversed else self.here.queries

    @property
    def others(self) -> tuple[str, ...]:
        """The words that the weights belong to."""
        return self.here.queries if self.reversed else self.here.keys

    # -------------------------------------------------------------------------- moving
    def to_block(self, number: int) -> None:
        """Goes to another attention; the token keeps its position if possible."""
        self.block = max(0, min(number, len(self.blocks) - 1))
        self._keep_inside()

    def to_token(self, by: int) -> bool:
        """Moves by this many tokens, stopping at the ends; returns whether it moved."""
        before, self.token = self.token, self.token + by
        self._keep_inside()
        return self.token != before

    def to_head(self, number: int) -> None:
        """Goes to another head; after the last comes the first."""
        self.head = number
        self._keep_inside()

    def to_cell(self, cell: Index) -> None:
        """Goes to a cell of `view`."""
        self.head, self.other = cell
        self._keep_inside()

    def reverse(self) -> None:
        """Reverses the direction."""
        self.reversed = not self.reversed
        self._keep_inside()

    def _keep_inside(self) -> None:
        self.token = max(0, min(self.token, len(self.tokens) - 1))
        self.other = max(0, min(self.other, len(self.others) - 1))
        self.head %= self.here.step.shape[0]

    # -------------------------------------------------------------------------- what is shown
    def view(self) -> TensorView:
        """The weights of the token in every head, [head, word].

        Raises:
            TraceError: the trace does not hold them.
        """
        weights = self.here.step.values
        part = weights[:, :, self.token] if self.reversed else weights[:, self.token, :]
        axis = "query" if self.reversed else "key"
        title = (*path(self.here.step)[:-1], self.direction())
        return TensorView(self.source, title, ("head", axis), part, {axis: self.others}, step=self.here.step)

    @property
    def cell(self) -> Index:
        """The cell of the step that is under the table's cursor."""
        pair = (self.other, self.token) if self.reversed else (self.token, self.other)
        return (self.head, *pair)

    @property
    def source(self) -> Source:
        """The step that is shown."""
        return self.here.step.source

    def direction(self) -> str:
        """What the weights are."""
        token = safe(self.tokens[self.token]) if self.tokens else ""
        if self.reversed:
            return _("attention to “{token}”", token=token)
        return _("attention of “{token}”", token=token)

    def words(self) -> Iterator[tuple[str, float]]:
        """Each of the other words with its weight in the current head."""
        row = self.view().values[self.head]
        yield from zip(map(safe, self.others), map(float, row), strict=True)


def lines(words: Iterator[tuple[str, float]], columns: int) -> Iterator[list[tuple[str, float]]]:
    """The words with their weights, as many on a line as fit: each word is above its weight."""
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
    """The columns of a word with its bar and number, and a gap."""
    return max(width(word), 6) + 2


def _block(step: Step, words: dict[str, tuple[str, ...]]) -> Block:
    sizes = zip(AXES[1:], step.shape[1:], strict=True)
    queries, keys = (words.get(axis) or tuple(map(str, range(size))) for axis, size in sizes)
    return Block(step, SEPARATOR.join(together(path(step)[:-1])), queries, keys)


def _nearest(blocks: list[Block], navigator: Navigator) -> int:
    """The attention that the walk is in, or the next one."""
    for number, block in enumerate(blocks):
        if navigator.walk.place(block.step) >= navigator.number - 3:
            return number
    return len(blocks) - 1
