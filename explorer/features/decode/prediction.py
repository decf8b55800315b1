"""A row of the model's output: what comes after a prefix of a translation, and where a trace holds it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ....core.decoding.distribution import Numbers
from ....core.operations.expression import Source
from ....core.trace import Step, Token, Trace, TraceError
from ....core.trace.trace import OUTPUT
from ...ui.availability import continues

Ids = tuple[int, ...]  # of a prefix of a translation, without [BOS], or of what was added to a text
ATTENTIONS = ("cross_attention.weights", "self_attention.weights")  # the first that the model has
KEYS, VALUES = "key_cache", "value_cache"


@dataclass(frozen=True, eq=False)
class Prediction:
    """A row of the model's output.

    Attributes:
        visit: the visit of the decoder's steps that computed it.
        row: its row in that step: in a decoding, the last one; in a forward pass, that of the latest token.
    """

    trace: Trace
    visit: int
    row: int

    @property
    def decoded(self) -> bool:
        """Whether it was computed token by token, rather than for a whole translation at once."""
        return self.trace.run.get("kind") == "decode"

    @property
    def source(self) -> Source:
        """The step that holds it."""
        return Source("step", OUTPUT, self.visit)

    @cached_property
    def log_probabilities(self) -> Numbers:
        """The log-probabilities, [vocabulary].

        Raises:
            TraceError: the trace does not hold the array.
        """
        return np.asarray(self.trace[self.source].values[self.row], dtype=np.float64)

    @cached_property
    def attentions(self) -> tuple[Step, ...]:
        """The weights of cross-attention, or of self-attention without it, a step per layer: [head, query, key]."""
        return next((steps for name in ATTENTIONS if (steps := tuple(self._steps(name)))), ())

    def _steps(self, *names: str) -> Iterator[Step]:
        """The steps of this visit whose names end like this and that have an axis of heads."""
        for step in self.trace:
            if step.name.endswith(names) and step.visit == self.visit and len(step.shape) == 3:
                yield step

    def weights(self, layer: int, head: int) -> NDArray[np.float64]:
        """The weights of the latest token over the source, or over the text so far, [key]."""
        return np.asarray(self.attentions[layer].values[head, self.row], dtype=np.float64)

    def words(self, layer: int, axis: str) -> tuple[str, ...]:
        """The tokens along the axis "query" or "key" of these weights."""
        return self.trace.labels(self.attentions[layer]).get(axis, ())

    def cached(self) -> list[tuple[str, tuple[int, ...]]]:
        """The keys and values that were cached for this visit: name and shape [head, position, number]."""
        return [(step.name, step.shape) for step in self._steps(KEYS, VALUES)]

    @property
    def is_readable(self) -> bool:
        """Whether its numbers can be read: a damaged file, or one with statistics only, lacks them."""
        try:
            return bool(self.log_probabilities.size)
        except TraceError:
            return False


def predictions(trace: Trace) -> Iterator[tuple[Ids, Prediction]]:
    """All predictions of a trace, by the prefix that they follow.

    A forward pass has one for each target token, unless something was changed in it; that of a model which continues
    the text has one for the whole text.
    """
    text = len(trace.tokens.get("source", ())) if continues(trace) else 0
    if trace.run.get("kind") == "decode":
        for step in trace:
            if step.name == OUTPUT and step.shape[-1:] == (len(trace.vocabulary),):
                name = "prefix" if step.visit == 0 else f"prefix#{step.visit}"
                if prefix := trace.tokens.get(name, ()):
                    yield ids(prefix[text or 1 :]), Prediction(trace, step.visit, step.shape[0] - 1)
        return
    target = trace.tokens.get("target", ())
    shape = (text or len(target), len(trace.vocabulary))
    if OUTPUT in trace and trace[OUTPUT].shape == shape and not trace.run.get("interventions"):
        if text:
            yield (), Prediction(trace, 0, text - 1)
        for row in range(len(target)):
            yield ids(target[1 : row + 1]), Prediction(trace, 0, row)


def ids(tokens: tuple[Token, ...]) -> Ids:
    """The tokens as numbers."""
    return tuple(token.id for token in tokens)
