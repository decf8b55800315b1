"""Greedy decoding of many sentences at once, to measure how well a model performs; nothing is recorded."""

from __future__ import annotations

import torch
from jaxtyping import Int
from torch import Tensor

from ..nn.transformer import Transformer

EXTRA = 50  # a translation may be this much longer than its source (section 6.1)


def longest_answer(model: Transformer, source: int) -> int:
    """The maximum number of tokens in a translation of a source of this length, including [EOS]."""
    return min(source + EXTRA, model.configuration.longest - 1)


def greedy(
    model: Transformer, source: Int[Tensor, "batch position"], begin: int, end: int
) -> list[list[int]]:
    """The ids of each translation, without `begin` and `end`.

    A translation ends with its first `end`, or when it reaches `longest_answer`.
    """
    longest = longest_answer(model, source.shape[1])
    translations: list[list[int]] = [[] for _ in source]
    going = list(range(len(translations)))
    with torch.no_grad():
        memory = model.encode(source)
        while going and len(translations[going[0]]) < longest:
            target = torch.tensor([[begin, *translations[i]] for i in going], device=source.device)
            log_probabilities = model.decode(target, memory[going], source[going])[:, -1]
            for i, chosen in zip(going, log_probabilities.argmax(-1).tolist(), strict=True):
                translations[i].append(chosen)
            going = [i for i in going if translations[i][-1] != end]
    return [ids[:-1] if ids[-1:] == [end] else ids for ids in translations]
