"""A model asked again and again what comes next: the source read once, the rest from a cache."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import torch
from jaxtyping import Int
from numpy.typing import NDArray
from torch import Tensor

from ..nn.transformer import Cache, Transformer
from ..recording.recording import Recording
from ..support.progress import report
from .greedy import longest_answer


@dataclass(frozen=True, eq=False)
class Prefix:
    """A beginning of a translation, and what the model says of the next token. Nothing changes it, so one can go on
    from it as often as one likes.

    Attributes:
        ids: with the mark that begins it.
        visit: how many prefixes were read before it: the visit of the decoder's steps that read it.
        log_probabilities: [vocabulary], in float64.
        cache: what need not be computed again, or None without a cache.
    """

    ids: tuple[int, ...]
    visit: int
    log_probabilities: NDArray[np.float64]
    cache: Cache | None = field(repr=False)


class Translator:
    """Reads one source sentence, and then as many prefixes as one likes.

    Args:
        source: ids of one sentence.
        begin, end: ids of the marks of beginning and end.
        cached: compute only what is new for each token; without it each prefix is read from its first token on,
            which gives the same numbers.
        recording: told of the tokens that each visit is given, and of the iteration. The model is run inside it.
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
        self.prefixes: list[tuple[int, ...]] = []  # what was read, by visit
        self.cached = cached
        self._model, self._source, self._recording = model, source, recording
        with torch.no_grad():
            self._memory = model.encode(source)
            self._start = model.init_cache(self._memory) if cached else None

    def iteration(self, number: int) -> None:
        """Says that what follows belongs to this iteration."""
        if self._recording is not None:
            self._recording.iteration(number)

    def start(self) -> Prefix:
        """What comes first."""
        return self._read((self.begin,), self._start)

    def extend(self, prefix: Prefix, token: int) -> Prefix:
        """What comes after a prefix and one token more."""
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
        """What each visit was given, by the name that a trace knows it by."""
        given = {f"prefix#{visit}": ids for visit, ids in enumerate(self.prefixes)}
        if self.cached:
            given |= {f"latest#{visit}": ids[-1:] for visit, ids in enumerate(self.prefixes)}
        return {name.removesuffix("#0"): ids for name, ids in given.items()}
