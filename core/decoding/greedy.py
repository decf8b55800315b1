"""Greedy decoding: the most probable token, again and again."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from jaxtyping import Int
from torch import Tensor

from ..nn.transformer import Transformer

EXTRA = 50  # a translation may be this much longer than its source (section 6.1)


def greedy(
    model: Transformer, source: Int[Tensor, "batch position"], begin: int, end: int
) -> list[list[int]]:
    """The ids of each translation, without `begin` and `end`.

    A sentence ends with its first `end`, or when it is EXTRA tokens longer than the source or as long as the model can.
    """
    longest = min(source.shape[1] + EXTRA, model.configuration.longest - 1)
    with torch.no_grad():
        memory = model.encode(source)
        target = torch.full((len(source), 1), begin, device=source.device)
        for _ in range(longest):
            chosen = model.decode(target, memory, source)[:, -1].argmax(-1, keepdim=True)
            target = torch.cat([target, chosen], dim=1)
            if bool((target == end).any(1).all()):
                break
    return [cut(sentence, end) for sentence in target[:, 1:].tolist()]


def cut(ids: Sequence[int], end: int) -> list[int]:
    """What stands before the first `end`."""
    return list(ids[: ids.index(end)] if end in ids else ids)
