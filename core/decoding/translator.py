"""Predicts the next token after any prefix: encodes the source once and reuses cached keys and values."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import torch
from jaxtyping import Int
from numpy.typing import NDArray
from torch import Tensor

from ..nn.layers import Cache
from ..nn.transformer import Transformer
from ..recording.recording import Recording
from ..support.progress import report
from .greedy import longest_answer


@dataclass(frozen=True, eq=False)
class Prefix:
    """The beginning of a translation, and the prediction of the next token. It never changes, so any number of prefixes
    can extend it.

    Attributes:
        ids: including [BOS].
        visit: how many prefixes were read before; the visit of the decoder steps that read this one.
        log_probabilities: [vocabulary], in float64.
        cache: keys and values that need not be computed again; None without a cache.
    """

    ids: tuple[int, ...]
    visit: int
    log_probabilities: NDArray[np.float64]
    cache: Cache | None = field(repr=False)


class Translator:
    """Reads one source sentence, and then any number of prefixes.

    Args:
        source: ids of one sentence.
        begin, end: ids of [BOS] and [EOS].
        cached: compute only the new position for each token. Without the cache, each prefix is computed from its
            first token, which gives the same numbers.
        recording: records the model; it is notified of the tokens of each visit and of the iteration.
    """

    def __init__(
        self,
        model: Transformer,
        source: Int[Tensor, "1 position"],
        begin: int,
        end: int,
        *,
        cached: bool = True,
        recording: Recording | None = None,
    ) -> None:
        self.begin, self.end = begin, end
        self.longest = longest_answer(model, source.shape[1])
        self.prefixes: list[tuple[int, ...]] = []  # by visit
        self.cached = cached
        self._model, self._source, self._recording = model, source, recording
        with torch.no_grad():
            self._memory = model.encode(source)
            self._start = model.init_cache(self._memory) if cached else None

    def iteration(self, number: int) -> None:
        """Marks the following steps as part of this iteration."""
        if self._recording is not None:
            self._recording.iteration(number)

    def start(self) -> Prefix:
        """The prefix that consists of [BOS]."""
        return self._read((self.begin,), self._start)

    def extend(self, prefix: Prefix, token: int) -> Prefix:
        """The prefix extended by one token."""
        return self._read((*prefix.ids, token), prefix.cache)

    def _read(self, ids: tuple[int, ...], cache: Cache | None) -> Prefix:
        report(len(ids), self.longest)
        visit = len(self.prefixes)
        self.prefixes.append(ids)
        target = self._ids("prefix", visit, ids)
        with torch.no_grad():
            if cache is None:
                rows, after = self._model.decode(target, self._memory, self._source), None
            else:
                latest = self._ids("latest", visit, ids[-1:])
                rows, after = self._model.decode_step(latest, target, cache, self._source)
        return Prefix(ids, visit, rows[0, -1].double().cpu().numpy(), after)

    def _ids(self, name: str, visit: int, ids: tuple[int, ...]) -> Tensor:
        tensor = torch.tensor([ids], device=self._source.device)
        if self._recording is not None:
            self._recording.tokens(name, tensor, visit)
        return tensor

    def sequences(self) -> dict[str, tuple[int, ...]]:
        """The tokens that each visit read, by the names that a trace uses."""
        given = {f"prefix#{visit}": ids for visit, ids in enumerate(self.prefixes)}
        if self.cached:
            given |= {f"latest#{visit}": ids[-1:] for visit, ids in enumerate(self.prefixes)}
        return {name.removesuffix("#0"): ids for name, ids in given.items()}
