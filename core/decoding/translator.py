"""Predicts the next token after any prefix, with cached keys and values: in a translation, and in a continued text."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from jaxtyping import Float, Int
from numpy.typing import NDArray
from torch import Tensor

from ..nn.decoder_only import DecoderOnly
from ..nn.transformer import Transformer
from ..recording.recording import Recording
from ..support.progress import report
from .greedy import longest_answer

LogProbabilities = Float[Tensor, "1 position token"]


@dataclass(frozen=True, eq=False)
class Prefix:
    """The beginning of an answer, and the prediction of the next token. It never changes, so any number of prefixes
    can extend it.

    Attributes:
        ids: the token that the answer follows, such as [BOS], and the answer so far.
        visit: how many prefixes were read before; the visit of the decoder steps that read this one.
        log_probabilities: [vocabulary], in float64; −∞ for forbidden tokens.
        cache: keys and values that need not be computed again; None without a cache.
    """

    ids: tuple[int, ...]
    visit: int
    log_probabilities: NDArray[np.float64]
    cache: Any = field(repr=False)


class Predictor(ABC):
    """Reads any number of prefixes and predicts the next token after each.

    Attributes:
        most: the most tokens that will be predicted, for the progress; `longest` unless a search needs fewer.

    Args:
        before: the tokens that every prefix begins with; the answer follows the last one.
        ends: the tokens that end an answer; the first is the usual one. Without any, it ends at `longest`.
        longest: the most tokens of an answer, including the end.
        forbidden: tokens that no answer contains, such as padding.
        cached: compute only the new positions for each token. Without the cache, each prefix is computed from its
            first token, which gives the same numbers.
        recording: records the model; it is notified of the tokens of each visit and of the iteration.
    """

    def __init__(
        self,
        before: Sequence[int],
        ends: Collection[int],
        longest: int,
        device: torch.device,
        *,
        forbidden: Collection[int] = (),
        cached: bool = True,
        recording: Recording | None = None,
    ) -> None:
        self.begin, self.ends, self.longest, self.cached = before[-1], tuple(ends), longest, cached
        self.most = longest
        self.prefixes: list[tuple[int, ...]] = []  # what each visit read
        self._latest: list[int] = []  # how many tokens were new in each visit
        self._before, self._forbidden = tuple(before), list(forbidden)
        self._device, self._recording = device, recording

    @property
    @abstractmethod
    def too_long(self) -> str:
        """Why a search stops at the most tokens; a trace records it, so it is in English."""

    @abstractmethod
    def init_cache(self) -> Any:
        """The cache before the first prefix."""

    @abstractmethod
    def predict(self, ids: Int[Tensor, "1 position"]) -> LogProbabilities:
        """The prediction after each position, computed from the first token on."""

    @abstractmethod
    def decode_step(
        self, latest: Int[Tensor, "1 latest"], ids: Int[Tensor, "1 position"], cache: Any
    ) -> tuple[LogProbabilities, Any]:
        """The prediction after the latest positions, and a cache that holds these positions too."""

    def iteration(self, number: int) -> None:
        """Marks the following steps as part of this iteration."""
        if self._recording is not None:
            self._recording.iteration(number)

    def start(self) -> Prefix:
        """The prefix with an empty answer."""
        cache = self.init_cache() if self.cached else None
        return self._read((self.begin,), cache, len(self._before))

    def extend(self, prefix: Prefix, token: int) -> Prefix:
        """The prefix extended by one token."""
        return self._read((*prefix.ids, token), prefix.cache, 1)

    def _read(self, ids: tuple[int, ...], cache: Any, new: int) -> Prefix:
        report(len(ids), self.most)
        visit, read = len(self.prefixes), (*self._before[:-1], *ids)
        self.prefixes.append(read)
        self._latest.append(new)
        whole = self._ids("prefix", visit, read)
        with torch.no_grad():
            if cache is None:
                rows, after = self.predict(whole), None
            else:
                rows, after = self.decode_step(self._ids("latest", visit, read[-new:]), whole, cache)
        log_probabilities = rows[0, -1].double().cpu().numpy().copy()  # not the recorded array
        log_probabilities[self._forbidden] = -math.inf
        return Prefix(ids, visit, log_probabilities, after)

    def _ids(self, name: str, visit: int, ids: tuple[int, ...]) -> Tensor:
        tensor = torch.tensor([ids], device=self._device)
        if self._recording is not None:
            self._recording.tokens(name, tensor, visit)
        return tensor

    def sequences(self) -> dict[str, tuple[int, ...]]:
        """The tokens that each visit read, by the names that a trace uses."""
        given = {f"prefix#{visit}": ids for visit, ids in enumerate(self.prefixes)}
        if self.cached:
            read = zip(self.prefixes, self._latest, strict=True)
            given |= {f"latest#{visit}": ids[-new:] for visit, (ids, new) in enumerate(read)}
        return {name.removesuffix("#0"): ids for name, ids in given.items()}


class Translator(Predictor):
    """Translates one source sentence.

    Args:
        source: ids of one sentence.
        begin: id of the token that every prefix begins with, such as [BOS].
        ends, forbidden, cached, recording: as for `Predictor`.
    """

    def __init__(
        self,
        model: Transformer,
        source: Int[Tensor, "1 position"],
        begin: int,
        ends: Collection[int],
        *,
        forbidden: Collection[int] = (),
        cached: bool = True,
        recording: Recording | None = None,
    ) -> None:
        longest = longest_answer(model, source.shape[1])
        super().__init__(
            (begin,),
            ends,
            longest,
            source.device,
            forbidden=forbidden,
            cached=cached,
            recording=recording,
        )
        self._model, self._source = model, source
        with torch.no_grad():
            self._memory = model.encode(source)
            self._start = model.init_cache(self._memory) if cached else None

    @property
    def too_long(self) -> str:
        return f"the translation has {self.longest} tokens, the maximum for this source and model"

    def init_cache(self) -> Any:
        return self._start

    def predict(self, ids: Int[Tensor, "1 position"]) -> LogProbabilities:
        return self._model.decode(ids, self._memory, self._source)

    def decode_step(
        self, latest: Int[Tensor, "1 latest"], ids: Int[Tensor, "1 position"], cache: Any
    ) -> tuple[LogProbabilities, Any]:
        return self._model.decode_step(latest, ids, cache, self._source)


class Continuation(Predictor):
    """Continues one text with a decoder-only model.

    Args:
        text: ids of the text, at least one.
        ends: ids that end a text, such as <|endoftext|>; none if the model has no such token.
        longest: the most tokens to add, if the model's limit allows it.
        forbidden, cached, recording: as for `Predictor`.
    """

    def __init__(
        self,
        model: DecoderOnly,
        text: Sequence[int],
        ends: Collection[int],
        longest: int,
        *,
        forbidden: Collection[int] = (),
        cached: bool = True,
        recording: Recording | None = None,
    ) -> None:
        room = model.configuration.longest - len(text)
        device = next(model.parameters()).device
        super().__init__(
            text,
            ends,
            max(1, min(longest, room)),
            device,
            forbidden=forbidden,
            cached=cached,
            recording=recording,
        )
        self._model, self._wanted = model, longest

    @property
    def too_long(self) -> str:
        if self.longest == self._wanted:
            return "the requested length was reached"
        return f"the text has {self._model.configuration.longest} tokens, the maximum for this model"

    def init_cache(self) -> Any:
        return self._model.init_cache()

    def predict(self, ids: Int[Tensor, "1 position"]) -> LogProbabilities:
        return self._model(ids)  # type: ignore[no-any-return]

    def decode_step(
        self, latest: Int[Tensor, "1 latest"], ids: Int[Tensor, "1 position"], cache: Any
    ) -> tuple[LogProbabilities, Any]:
        return self._model.decode_step(latest, ids, cache)
