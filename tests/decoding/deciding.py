"""Models small enough to enumerate all sentences, and translators for them."""

from typing import Any

import torch
from transformer_explore.core.decoding.translator import Translator
from transformer_explore.core.nn.transformer import Transformer

from tests.models import Row, ids, made, tiny

BEGIN, END = 2, 3
LONGEST = 4  # tokens of a translation at most, so that all can be enumerated
WORDS = tuple(f"w{i}" for i in range(11))


def small(seed: int) -> Transformer:
    """A model with six tokens and sentences of at most four."""
    return made(tiny(vocabulary=6, longest=LONGEST + 1), seed, double=True)


def translator(model: Transformer, source: Row = (4, 5), **more: Any) -> Translator:
    """A translator for this source."""
    return Translator(model, ids(source), BEGIN, (END,), **more)


def log_probability(model: Transformer, source: torch.Tensor, answer: tuple[int, ...]) -> float:
    """The log-probability of a whole translation, from one forward pass."""
    target = torch.tensor([[BEGIN, *answer[:-1]]])
    with torch.no_grad():
        rows = model(source, target)[0]
    return float(sum(rows[position, token] for position, token in enumerate(answer)))
