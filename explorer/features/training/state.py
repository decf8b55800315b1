"""How attention developed: the snapshots of a model's training, and which of their weights are shown."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ....core.checkpoints import Checkpoint
from ....core.checkpoints.snapshots import Snapshots, snapshots
from ....core.operations.expression import Source
from ....core.operations.operation import Array
from ....core.support.errors import Problem
from ....core.support.localization import _
from ....core.support.marks import BEGIN, END
from ....core.support.typed_numbers import whole_number
from ....core.trace.analysis.sharpness import entropy
from ...ui.bars import vertical
from ...ui.colors.scales import Scale, sequential
from ...ui.tensor_view import TensorView
from ...ui.text import safe
from ...ui.walk import SEPARATOR, titles, together

AXES = ("query", "key")
CROSS, DECODER = "cross_attention", "decoder."


@dataclass(frozen=True)
class Attention:
    """An attention of the model, identified by the step that computes its weights."""

    step: str

    @property
    def title(self) -> str:
        """For a heading: "decoder 2 › cross-attention"."""
        return SEPARATOR.join(together(titles(self.step)[:-1]))

    @property
    def name(self) -> str:
        """For a list of attentions: "decoder 2 › cross"."""
        return self.title.removesuffix("-attention")

    @property
    def crosses(self) -> bool:
        """Whether the translation attends to the source."""
        return CROSS in self.step

    @property
    def decodes(self) -> bool:
        """Whether its rows are tokens of the translation."""
        return self.step.startswith(DECODER)

    @property
    def causal(self) -> bool:
        """Whether a row attends to no later token."""
        return self.decodes and not self.crosses


@dataclass(frozen=True)
class Peak:
    """The largest weight of a row in one snapshot; its words are not yet made `safe`.

    Attributes:
        reads, predicts: the token of the row, and the one that it predicts ("" in the encoder).
        word, weight: the word with the largest weight, and that weight.
        bits, most: the entropy of the row, and that of equal weights over all that it may attend to.
        over_time: the weight of that word in every snapshot.
    """

    reads: str
    predicts: str
    word: str
    weight: float
    bits: float
    most: float
    over_time: tuple[float, ...]


class TrainingState:
    """The snapshots of a model's training, and which of their numbers is shown.

    Attributes:
        moment: the current snapshot, as an index into `updates`.
        sentence, attention, head: which weights.
        row, column: the cell under the cursor, the same in all snapshots.

    Raises:
        CheckpointError: the model has no snapshots, or they cannot be read.
    """

    def __init__(self, checkpoint: Checkpoint) -> None:
        self.model = checkpoint.name
        self.snapshots: Snapshots = snapshots(checkpoint)
        self._sources = [tuple(checkpoint.read(example.source).words) for example in self.snapshots.examples]
        self.moment = self.sentence = self.head = self.row = self.column = 0
        self._shown: tuple[tuple[int, ...], TensorView] | None = None
        self.attention, head = _best(checkpoint, self.attentions)
        self.to_head(head)
        self._to_final_peak(1)

    # -------------------------------------------------------------------------- what there is
    @property
    def updates(self) -> tuple[int, ...]:
        """The snapshots: after how many updates of the weights each was saved."""
        return self.snapshots.updates

    @property
    def update(self) -> int:
        """How many updates had been made by this snapshot."""
        return self.updates[self.moment]

    @property
    def loss(self) -> float | None:
        """The loss in this snapshot; None before the first update."""
        return self.snapshots.losses[self.update]

    @property
    def attentions(self) -> list[Attention]:
        """The attentions of the sentence, in the order in which they are computed."""
        return sorted(map(Attention, self.snapshots.steps(self.sentence)), key=_order)

    @property
    def here(self) -> Attention:
        """The attention that is shown."""
        return self.attentions[self.attention]

    @property
    def shape(self) -> tuple[int, ...]:
        """Heads, rows and columns of its weights."""
        return self.snapshots.shape(self.sentence, self.here.step)

    @property
    def titles(self) -> list[str]:
        """The sentences, safe for a screen."""
        return [safe(example.source) for example in self.snapshots.examples]

    @property
    def translation(self) -> tuple[str, ...]:
        """The words that the decoder read."""
        return self.snapshots.examples[self.sentence].words

    @property
    def words(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The labels of rows and columns; numbers if the tokens do not match the weights."""
        target = (BEGIN, *self.translation)
        source = self._sources[self.sentence]
        rows = target if self.here.decodes else source
        columns = target if self.here.causal else source
        return _labels(rows, self.shape[1]), _labels(columns, self.shape[2])

    def find(self, text: str) -> int:
        """The number of a sentence, given by its text or by that number.

        Raises:
            Problem: no attention was saved for it.
        """
        sources = [example.source for example in self.snapshots.examples]
        if text in sources:
            return sources.index(text)
        try:
            return whole_number(text, 0, len(sources) - 1)
        except Problem:
            why = _("no attention was saved for {text!r:.80}; choose from {sources}, numbered from 0")
            raise Problem(why.format(text=text, sources=", ".join(sources))) from None

    # -------------------------------------------------------------------------- moving
    def to_moment(self, number: int) -> bool:
        """Goes to a snapshot, or to the first or last if there is none; returns whether it changed."""
        number = max(0, min(number, len(self.updates) - 1))
        moved, self.moment = number != self.moment, number
        return moved

    def to_sentence(self, number: int) -> bool:
        """Goes to a sentence, with the cursor on the row's largest final weight; returns whether it changed."""
        step, before = self.here.step, self.sentence
        self.sentence = max(0, min(number, len(self.snapshots.examples) - 1))
        self.to_step(step)
        if self.sentence != before:
            self._to_final_peak(self.row)
        return self.sentence != before

    def _to_final_peak(self, row: int) -> None:
        self.to_cell(row, 0)
        self.column = int(np.nan_to_num(self._weights(-1)[self.row]).argmax())

    def to_step(self, step: str) -> None:
        """Goes to the attention of a step, or to the last one if there is no such attention."""
        names = [attention.step for attention in self.attentions]
        self.to_attention(names.index(step) if step in names else len(names) - 1)

    def to_attention(self, number: int) -> None:
        """Goes to another attention; after the last comes the first."""
        self.attention = number % len(self.attentions)
        self.to_head(self.head)
        self.to_cell(self.row, self.column)

    def to_head(self, number: int) -> None:
        """Goes to another head; after the last comes the first."""
        self.head = number % self.shape[0]

    def to_cell(self, row: int, column: int) -> None:
        """Goes to the cell at a row and column, or to the nearest one."""
        _, rows, columns = self.shape
        self.row, self.column = max(0, min(row, rows - 1)), max(0, min(column, columns - 1))

    # -------------------------------------------------------------------------- what is shown
    def _weights(self, moment: int) -> Array:
        """The weights of the shown head, [query, key], float32."""
        weights = self.snapshots.weights(self.updates[moment], self.sentence, self.here.step)
        return np.asarray(weights[self.head], dtype=np.float32)

    def view(self) -> TensorView:
        """The weights in this snapshot, [query, key].

        Raises:
            CheckpointError: the file has changed in the meantime.
        """
        place = (self.moment, self.sentence, self.attention, self.head)
        if self._shown is None or self._shown[0] != place:
            source = Source("step", self.here.step)
            words = dict(zip(AXES, self.words, strict=True))
            shown = TensorView(source, titles(self.here.step), AXES, self._weights(self.moment), words)
            self._shown = place, shown
        return self._shown[1]

    def over_time(self) -> tuple[float, ...]:
        """The weight under the cursor in every snapshot."""
        return self._along(self.row, self.column)

    def _along(self, row: int, column: int) -> tuple[float, ...]:
        return tuple(float(self._weights(moment)[row, column]) for moment in range(len(self.updates)))

    def peaks(self) -> list[Peak]:
        """The largest weight of each row."""
        weights = self.view().values
        bits = entropy(weights)
        rows, columns = self.words
        after = (*self.translation, END)
        found = []
        for row, read in enumerate(rows):
            at = int(np.nan_to_num(weights[row]).argmax())
            seen = row + 1 if self.here.causal else len(columns)
            found.append(
                Peak(
                    reads=read,
                    predicts=after[row] if self.here.decodes and row < len(after) else "",
                    word=columns[at],
                    weight=float(weights[row, at]),
                    bits=float(bits[row]),
                    most=math.log2(seen),
                    over_time=self._along(row, at),
                )
            )
        return found


def spark(weights: Sequence[float]) -> str:
    """Weights from 0 to 1, as a row of bars."""
    return "".join(map(vertical, weights))


def scale(dark: bool) -> Scale:
    """The scale of all weights, from 0 to 1."""
    return Scale(False, 0.0, 1.0, sequential(dark))


def _order(attention: Attention) -> tuple[bool, list[int], bool, str]:
    """The encoder first, then layer by layer, self-attention before cross-attention."""
    layers = [int(part) for part in attention.step.split(".") if part.isdecimal() and len(part) < 10]
    return attention.decodes, layers, attention.crosses, attention.step


def _labels(words: tuple[str, ...], size: int) -> tuple[str, ...]:
    return words if len(words) == size else tuple(map(str, range(size)))


def _best(checkpoint: Checkpoint, attentions: Sequence[Attention]) -> tuple[int, int]:
    """The attention and head that attend to the aligned word most often, from the model's card.

    Without such a card, the first head of the last cross-attention.
    """
    last = max((n for n, each in enumerate(attentions) if each.crosses), default=len(attentions) - 1)
    try:
        figures = checkpoint.card["figures"]["alignment"]
        layer, head = figures["layer"], figures["head"]
    except (LookupError, TypeError, ValueError):  # a missing or damaged card
        return last, 0
    wanted = f"{DECODER}layers.{layer}.{CROSS}."
    found = next((n for n, each in enumerate(attentions) if each.step.startswith(wanted)), None)
    if found is None or not isinstance(head, int):
        return last, 0
    return found, head
