"""How attention came about: the pictures taken while a model learned, and where one is among them. No Textual."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ....core.checkpoints import Checkpoint
from ....core.checkpoints.snapshots import Snapshots, snapshots
from ....core.grammar.vocabulary import BEGIN, END
from ....core.operations.expression import Source
from ....core.operations.operation import Array
from ....core.support.errors import Problem
from ....core.support.localization import _
from ....core.support.typed_numbers import whole_number
from ....core.trace.analysis.sharpness import entropy
from ...ui.colors.scales import Scale, sequential
from ...ui.tensor_view import TensorView
from ...ui.text import safe
from ...ui.walk import SEPARATOR, titles
from ..attention.state import bar

AXES = ("query", "key")
CROSS, DECODER = "cross_attention", "decoder."


@dataclass(frozen=True)
class Attention:
    """One attention of the model, by the name of the step that gives its weights."""

    step: str

    @property
    def title(self) -> str:
        """As one reads it: "decoder 2 › cross-attention"."""
        return SEPARATOR.join(titles(self.step)[:-1]).replace(f"{SEPARATOR}layer ", " ")

    @property
    def name(self) -> str:
        """The same in a list of attentions: "decoder 2 › cross"."""
        return self.title.removesuffix("-attention")

    @property
    def crosses(self) -> bool:
        """Whether the translation looks at the source."""
        return CROSS in self.step

    @property
    def decodes(self) -> bool:
        """Whether its rows are words of the translation."""
        return self.step.startswith(DECODER)

    @property
    def causal(self) -> bool:
        """Whether a row sees no word after its own."""
        return self.decodes and not self.crosses


@dataclass(frozen=True)
class Look:
    """Where one row looks most, at one moment; words as they came.

    Attributes:
        reads, predicts: the token of the row, and the one that it predicts ("" in the encoder).
        at, weight: what it looks at most, and how strongly.
        bits, most: the entropy of the row, and of one that looks at all it may see alike.
        growth: the weight on that word at every moment.
    """

    reads: str
    predicts: str
    at: str
    weight: float
    bits: float
    most: float
    growth: tuple[float, ...]


class TrainingState:
    """The pictures of a model's training, and which of their numbers one looks at.

    Attributes:
        moment: which of `updates`.
        sentence, attention, head: which weights.
        row, column: the cell under the cursor, which stays while time goes on.

    Raises:
        CheckpointError: the model came without pictures, or they cannot be read.
    """

    def __init__(self, checkpoint: Checkpoint) -> None:
        self.model = checkpoint.name
        self.taken: Snapshots = snapshots(checkpoint)
        self._sources = [tuple(checkpoint.read(example.source).words) for example in self.taken.examples]
        self.moment = self.sentence = self.head = self.row = self.column = 0
        self._shown: tuple[tuple[int, ...], TensorView] | None = None
        self.attention, head = _best(checkpoint, self.attentions)
        self.to_head(head)
        self._to_where_it_will_look(1)

    # -------------------------------------------------------------------------- what there is
    @property
    def updates(self) -> tuple[int, ...]:
        """The moments: after how many updates of the weights."""
        return self.taken.updates

    @property
    def update(self) -> int:
        return self.updates[self.moment]

    @property
    def loss(self) -> float | None:
        """The loss at this moment; None before the first update."""
        return self.taken.losses[self.update]

    @property
    def attentions(self) -> list[Attention]:
        """Those of the sentence one looks at, in the order in which they are computed."""
        return sorted(map(Attention, self.taken.steps(self.sentence)), key=_order)

    @property
    def here(self) -> Attention:
        return self.attentions[self.attention]

    @property
    def shape(self) -> tuple[int, ...]:
        """Heads, rows and columns."""
        return self.taken.shape(self.sentence, self.here.step)

    def title(self, sentence: int) -> str:
        """A sentence, safe for a screen."""
        return safe(self.taken.examples[sentence].source)

    @property
    def translation(self) -> tuple[str, ...]:
        """The words that the model was given to read along."""
        return self.taken.examples[self.sentence].words

    @property
    def words(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What stands beside the rows and above the columns; numbers where a sentence is cut otherwise."""
        target = (BEGIN, *self.translation)
        source = self._sources[self.sentence]
        rows = target if self.here.decodes else source
        columns = target if self.here.causal else source
        return _labels(rows, self.shape[1]), _labels(columns, self.shape[2])

    def find(self, text: str) -> int:
        """The sentence of that text, or of that number.

        Raises:
            Problem: there is none.
        """
        sources = [example.source for example in self.taken.examples]
        if text in sources:
            return sources.index(text)
        try:
            return whole_number(text, 0, len(sources) - 1)
        except Problem:
            raise Problem(
                _(
                    "no attention was kept of {text!r:.80}; it was of {sources}, numbered from 0",
                    text=text,
                    sources=", ".join(sources),
                )
            ) from None

    # -------------------------------------------------------------------------- moving
    def to_moment(self, number: int) -> bool:
        """At most to the first or last; whether that is another one."""
        number = max(0, min(number, len(self.updates) - 1))
        moved, self.moment = number != self.moment, number
        return moved

    def to_sentence(self, number: int) -> bool:
        """At most to the first or last; there, to where the row looks most in the end. Whether that is another one."""
        step, before = self.here.step, self.sentence
        self.sentence = max(0, min(number, len(self.taken.examples) - 1))
        self.to_step(step)
        if self.sentence != before:
            self._to_where_it_will_look(self.row)
        return self.sentence != before

    def _to_where_it_will_look(self, row: int) -> None:
        self.to_cell(row, 0)
        self.column = int(np.nan_to_num(self._weights(-1)[self.row]).argmax())

    def to_step(self, step: str) -> None:
        """To an attention by its name, or to the last where there is none of it."""
        names = [attention.step for attention in self.attentions]
        self.to_attention(names.index(step) if step in names else len(names) - 1)

    def to_attention(self, number: int) -> None:
        """From the last round to the first."""
        self.attention = number % len(self.attentions)
        self.to_head(self.head)
        self.to_cell(self.row, self.column)

    def to_head(self, number: int) -> None:
        """From the last round to the first."""
        self.head = number % self.shape[0]

    def to_cell(self, row: int, column: int) -> None:
        """The nearest that there is."""
        _, rows, columns = self.shape
        self.row, self.column = max(0, min(row, rows - 1)), max(0, min(column, columns - 1))

    # -------------------------------------------------------------------------- what is shown
    def _weights(self, moment: int) -> Array:
        """Of the head one looks at, [query, key], float32."""
        weights = self.taken.weights(self.updates[moment], self.sentence, self.here.step)
        return np.asarray(weights[self.head], dtype=np.float32)

    def shown(self) -> TensorView:
        """The weights at this moment.

        Raises:
            CheckpointError: the file has changed meanwhile.
        """
        place = (self.moment, self.sentence, self.attention, self.head)
        if self._shown is None or self._shown[0] != place:
            source = Source("step", self.here.step)
            words = dict(zip(AXES, self.words, strict=True))
            shown = TensorView(source, titles(self.here.step), AXES, self._weights(self.moment), words)
            self._shown = place, shown
        return self._shown[1]

    def growth(self) -> tuple[float, ...]:
        """The weight under the cursor at every moment."""
        return self._along(self.row, self.column)

    def _along(self, row: int, column: int) -> tuple[float, ...]:
        return tuple(float(self._weights(moment)[row, column]) for moment in range(len(self.updates)))

    def looks(self) -> list[Look]:
        """Each row: where it looks most, and how sharply."""
        weights = self.shown().values
        bits = entropy(weights)
        rows, columns = self.words
        after = (*self.translation, END)
        found = []
        for row, read in enumerate(rows):
            at = int(np.nan_to_num(weights[row]).argmax())
            seen = row + 1 if self.here.causal else len(columns)
            found.append(
                Look(
                    reads=read,
                    predicts=after[row] if self.here.decodes and row < len(after) else "",
                    at=columns[at],
                    weight=float(weights[row, at]),
                    bits=float(bits[row]),
                    most=math.log2(seen),
                    growth=self._along(row, at),
                )
            )
        return found


def spark(weights: Sequence[float]) -> str:
    """A weight at each moment, as a row of bars."""
    return "".join(map(bar, weights))


def scale(dark: bool) -> Scale:
    """The one scale of all weights, from 0 to 1."""
    return Scale(False, 0.0, 1.0, sequential(dark))


def _order(attention: Attention) -> tuple[bool, list[int], bool, str]:
    """The encoder first, then layer by layer, self-attention before cross-attention."""
    layers = [int(part) for part in attention.step.split(".") if part.isdecimal() and len(part) < 10]
    return attention.decodes, layers, attention.crosses, attention.step


def _labels(words: tuple[str, ...], size: int) -> tuple[str, ...]:
    return words if len(words) == size else tuple(map(str, range(size)))


def _best(checkpoint: Checkpoint, attentions: Sequence[Attention]) -> tuple[int, int]:
    """The attention and head that point at the aligned word most often, as the model's card has it.

    Without such a card, the first head of the last cross-attention.
    """
    last = max((n for n, each in enumerate(attentions) if each.crosses), default=len(attentions) - 1)
    try:
        figures = checkpoint.card["figures"]["alignment"]
        layer, head = figures["layer"], figures["head"]
    except (LookupError, TypeError, ValueError):  # a card that was never written, or that somebody spoilt
        return last, 0
    wanted = f"{DECODER}layers.{layer}.{CROSS}."
    found = next((n for n, each in enumerate(attentions) if each.step.startswith(wanted)), None)
    if found is None or not isinstance(head, int):
        return last, 0
    return found, head
