"""Predictions of the small English models, which the labs on GPT and BERT show."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...core.trace import Trace
from ...core.trace.trace import MASKED_WORDS
from .lab import Floats

GPT, BERT = "english-gpt", "english-bert"


def read(text: str, model: str) -> Trace:
    """A forward pass; Problem if the model cannot read the text."""
    from ...core.running.request import Request
    from ...core.running.runs import run

    return run(Request(source=text, model=model, device="cpu")).trace


def next_words(text: str) -> tuple[Trace, Floats]:
    """[position, token]: the language model's probabilities of the token after each position, and its run."""
    trace = read(text, GPT)
    return trace, np.exp(trace["log_probabilities"].values.astype(np.float64))


def at_masks(words: Sequence[str]) -> tuple[tuple[str, ...], Floats]:
    """The vocabulary, and [mask, token]: the probabilities at each [MASK] among the words, in order."""
    trace = read(" ".join(words), BERT)
    rows = trace[MASKED_WORDS].values[list(trace.answer_positions)]
    return trace.vocabulary, np.exp(rows.astype(np.float64))


def best(probabilities: Floats, count: int) -> list[int]:
    """The ids of the most probable tokens [token], best first."""
    return [int(each) for each in np.argsort(-probabilities, kind="stable")[:count]]
