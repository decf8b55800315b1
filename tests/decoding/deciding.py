"""Models small enough to enumerate all sentences, and translators for them."""

from collections.abc import Sequence
from typing import Any

import torch
from transformer_explore.core.decoding.translator import Translator
from transformer_explore.core.nn.transformer import Transformer

from tests.models import Row, ids, made, tiny

BEGIN, END = 2, 3
LONGEST = 4  # tokens of a translation at most, so that all can be enumerated
Answer = tuple[int, ...]
WORDS = tuple(f"w{i}" for i in range(11))


def small(seed: int) -> Transformer:
    """A model with six tokens and sentences of at most four."""
    return made(tiny(vocabulary=6, longest=LONGEST + 1), seed, double=True)


def translator(model: Transformer, source: Row = (4, 5), **more: Any) -> Translator:
    """A translator for this source."""
    return Translator(model, ids(source), BEGIN, (END,), **more)


def log_probability(model: Transformer, source: torch.Tensor, answer: Answer) -> float:
    """The log-probability of a whole translation, from one forward pass."""
    return log_probabilities(model, source, [answer])[answer]


def log_probabilities(
    model: Transformer, source: torch.Tensor, answers: Sequence[Answer]
) -> dict[Answer, float]:
    """The log-probabilities of whole translations, from one forward pass for those of the same length."""
    found = {}
    for length in {len(answer) for answer in answers}:
        batch = [answer for answer in answers if len(answer) == length]
        targets = torch.tensor([[BEGIN, *answer[:-1]] for answer in batch])
        with torch.no_grad():
            rows = model(source.expand(len(batch), -1), targets)
        chosen = rows.gather(-1, torch.tensor(batch).unsqueeze(-1)).sum((1, 2))
        found.update(zip(batch, chosen.tolist(), strict=True))
    return found
