"""What a model predicts for the masked words of a text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..support.localization import _
from .error import TraceError
from .iterations import Candidate
from .tokens import Token
from .trace import MASKED_WORDS, Trace

MOST = 5  # candidates of each masked word


@dataclass(frozen=True)
class MaskedWord:
    """The prediction for a masked word.

    Attributes:
        position: in the text, counted from 0.
        candidates: the most probable tokens, best first.
    """

    position: int
    candidates: tuple[Candidate, ...]

    def as_data(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "position": self.position,
            "candidates": [candidate.as_data() for candidate in self.candidates],
        }


def masked_words(trace: Trace, most: int = MOST) -> tuple[MaskedWord, ...]:
    """The predictions for all masked words, each with at most this many candidates.

    Raises:
        TraceError: the trace has none; the message says why.
    """
    if why := no_masked_words(trace):
        raise TraceError(why)
    values = trace[MASKED_WORDS].values
    return tuple(
        MaskedWord(place, _candidates(trace, values[place], most)) for place in trace.answer_positions
    )


def no_masked_words(trace: Trace) -> str:
    """Why a trace has no predictions for masked words, in words; "" if it has some."""
    name, mask = trace.model.name, trace.run.get("mask")
    if MASKED_WORDS not in trace or not isinstance(mask, str):
        return _("{name} has no part that predicts masked words", name=name)
    rows, columns = trace[MASKED_WORDS].shape[-2:]
    if not trace.answer_positions:
        return _("no word is masked; type {mask} in place of a word", mask=mask)
    if columns != len(trace.vocabulary) or not all(0 <= place < rows for place in trace.answer_positions):
        return _("the predictions of this trace do not match its words")
    return ""


def _candidates(trace: Trace, row: NDArray[Any], most: int) -> tuple[Candidate, ...]:
    known = row.astype(np.float64)
    best = np.argsort(-np.nan_to_num(known, nan=-np.inf), kind="stable")[:most].tolist()
    return tuple(
        Candidate(Token(id, trace.vocabulary[id]), known[id].item(), float(np.exp(known[id]))) for id in best
    )
