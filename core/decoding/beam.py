"""Beam search: several hypotheses grow side by side, and the best finished one wins (section 6.1)."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from jaxtyping import Int
from torch import Tensor

from ..nn.transformer import Transformer
from .greedy import EXTRA
from .penalty import ALPHA, length_penalty


@dataclass(frozen=True)
class Hypothesis:
    """A beginning of a translation: its ids after [BOS], and the sum of their log-probabilities.

    A finished one ends with [EOS], which counts in its length.
    """

    ids: tuple[int, ...]
    log_probability: float

    def score(self, alpha: float) -> float:
        """The log-probability divided by the length penalty."""
        return self.log_probability / length_penalty(len(self.ids), alpha)


def beam_search(
    model: Transformer,
    source: Int[Tensor, "1 position"],
    begin: int,
    end: int,
    beams: int = 4,
    alpha: float = ALPHA,
) -> list[Hypothesis]:
    """Finished hypotheses, best score first; unfinished ones only where none finished in time."""
    longest = min(source.shape[1] + EXTRA, model.configuration.longest - 1)
    growing, finished = [Hypothesis((), 0.0)], list[Hypothesis]()
    with torch.no_grad():
        memory = model.encode(source)
        for _ in range(longest):
            grown = _grow(model, memory, source, growing, begin, beams)
            finished += [hypothesis for hypothesis in grown if hypothesis.ids[-1] == end]
            growing = [hypothesis for hypothesis in grown if hypothesis.ids[-1] != end]
            if not growing or _decided(growing, finished, beams, alpha, longest):
                break
    return sorted(finished or growing, key=lambda hypothesis: -hypothesis.score(alpha))


def _grow(
    model: Transformer, memory: Tensor, source: Tensor, growing: list[Hypothesis], begin: int, beams: int
) -> list[Hypothesis]:
    """The `beams` most probable hypotheses that are one token longer."""
    target = torch.tensor([[begin, *hypothesis.ids] for hypothesis in growing], device=source.device)
    count = len(growing)
    memories, sources = memory.expand(count, -1, -1), source.expand(count, -1)
    following = model.decode(target, memories, sources)[:, -1].double()
    totals = following + torch.tensor([h.log_probability for h in growing], device=source.device).unsqueeze(1)
    best = totals.flatten().topk(min(beams, totals.numel()))
    vocabulary = totals.shape[1]
    return [
        Hypothesis((*growing[place // vocabulary].ids, place % vocabulary), value)
        for value, place in zip(best.values.tolist(), best.indices.tolist(), strict=True)
    ]


def _decided(
    growing: list[Hypothesis], finished: list[Hypothesis], beams: int, alpha: float, longest: int
) -> bool:
    """Whether no growing hypothesis can still enter the best `beams`, however long it becomes."""
    if len(finished) < beams:
        return False
    worst = sorted((hypothesis.score(alpha) for hypothesis in finished), reverse=True)[beams - 1]
    return max(h.log_probability for h in growing) / length_penalty(longest, alpha) <= worst
