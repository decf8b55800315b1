"""From a request to a recorded run. Importing this needs no torch; calling it does."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .checkpoints import Checkpoint, find
from .decoding.strategy import Forced, Sample, settings
from .errors import Lacking
from .request import Request
from .texts import Notices, notices, tokens_of
from .trace import Decoding, Step, Token, Trace, save, with_derivations

if TYPE_CHECKING:
    from torch import Tensor

    from .decoding.search import Found
    from .decoding.strategy import Strategy
    from .decoding.translator import Translator
    from .footprint import Footprint
    from .nn.transformer import Transformer
    from .recording import Recording

Tokens = tuple[Token, ...]
OF_WHAT_IS_MASKED = ("fill", "mask-after-softmax", "no-causal-mask")


class DeviceError(Lacking):
    """The machine lacks what was asked for."""


@dataclass(frozen=True)
class Run:
    """A recorded run, how it was decoded if it was, and what its reader should be told about the text."""

    trace: Trace
    notices: Notices
    decoding: Decoding | None = None


class Job:
    """A request with everything that it takes: the model, loaded, and the sentence as tokens.

    Args:
        model: one that is at hand; without it the checkpoint's is loaded, and kept for the next request.

    Raises:
        CheckpointError, DeviceError, TextError, InterventionError: the request cannot be met.
    """

    def __init__(self, request: Request, model: tuple[Checkpoint, Transformer] | None = None) -> None:
        from .training.vocabulary import Vocabulary

        self.request = request
        self.checkpoint, self.model = model or loaded(
            request.model, choose_device(request.device), request.dtype
        )
        self.device = next(self.model.parameters()).device
        self.words = Vocabulary(self.checkpoint.tokenizer)
        self.limit = self.checkpoint.configuration.longest
        self._typed = tokens_of(self.checkpoint, request.source, self.limit)
        self.source = self._changed("source", self._typed)

    # ------------------------------------------------------------------------- tokens
    def target(self) -> Tokens:
        """What a forward pass reads along: the mark of the beginning, and the translation."""
        from .decoding.greedy import greedy

        if self.request.target is not None:
            answer = tokens_of(self.checkpoint, self.request.target, self.limit - 1)
        else:
            plain = greedy(self.model, self.ids(self._typed), self.words.begin, self.words.end)
            answer = self.tokens(plain[0])
        return self.tokens([self.words.begin]) + self._changed("target", answer)

    def read(self, text: str) -> list[int]:
        """Ids of a translation; there is room for the marks of beginning and end."""
        return [token.id for token in tokens_of(self.checkpoint, text, self.limit - 2)]

    def tokens(self, ids: Sequence[int]) -> Tokens:
        """Ids with their text."""
        return tuple(Token(i, self.checkpoint.vocabulary[i]) for i in ids)

    def ids(self, tokens: Sequence[Token]) -> Tensor:
        """Tokens as the model takes them, [1, position]."""
        import torch

        return torch.tensor([[token.id for token in tokens]], device=self.device)

    def _changed(self, side: str, tokens: Tokens) -> Tokens:
        from .interventions.tokens import changed_tokens

        return changed_tokens(self.request.interventions, side, tokens)

    # ------------------------------------------------------------------------- running
    @contextmanager
    def changed_model(self) -> Iterator[Transformer]:
        """The model with the interventions at work."""
        import torch

        from .interventions.apply import intervened

        with torch.no_grad(), intervened(self.model, self.request.interventions):
            yield self.model

    @contextmanager
    def recorded(self, **ids: Tensor) -> Iterator[tuple[Transformer, Recording]]:
        """The same, recorded."""
        from .recording import record

        with self.changed_model() as model, record(model, self.request.keep, **ids) as recording:
            yield model, recording

    def trace(self, tokens: Mapping[str, Tokens], steps: tuple[Step, ...], about: Mapping[str, Any]) -> Trace:
        """The record of a run; `about` is what is particular to it."""
        return Trace(
            model=self.checkpoint.model_card,
            run={**self._about(), **about},
            tokens=tokens,
            steps=with_derivations(steps, tokens, self.request.dtype),
            vocabulary=self.checkpoint.vocabulary,
            parameters=self.checkpoint.parameters,
        )

    def _about(self) -> dict[str, Any]:
        import numpy
        import torch

        return {
            "kind": "forward",
            "device": str(self.device),
            "dtype": self.request.dtype,
            "seed": None,
            "interventions": [change.as_data() for change in self.request.interventions],
            "software": {
                "python": ".".join(map(str, sys.version_info[:3])),
                "torch": torch.__version__,
                "numpy": numpy.__version__,
            },
        }


def run(request: Request, model: tuple[Checkpoint, Transformer] | None = None) -> Run:
    """A forward pass or a decoding, recorded.

    Raises:
        CheckpointError, DeviceError, InterventionError, StrategyError, TextError: the request cannot be met.
    """
    job = Job(request, model)
    return _forward(job) if request.strategy is None else _decode(job, request.strategy)


def _forward(job: Job) -> Run:
    target = job.target()
    source_ids, target_ids = job.ids(job.source), job.ids(target)
    with job.recorded(source=source_ids, target=target_ids) as (model, recording):
        model(source_ids, target_ids)
        steps = recording.steps()
    read = "greedy" if job.request.target is None else "given"
    trace = job.trace({"source": job.source, "target": target}, steps, {"target": read})
    return Run(trace, notices(job.checkpoint, job.request.source))


def _decode(job: Job, strategy: Strategy) -> Run:
    source_ids = job.ids(job.source)
    with job.recorded(source=source_ids) as (model, recording):
        translator = _translator(job, model, source_ids, recording)
        found = _search(job, translator, strategy)
        steps = recording.steps()
    told = _told(job, strategy, found)
    tokens: dict[str, Tokens] = {
        "source": job.source,
        "target": job.tokens([job.words.begin, *found.ids]),
        **{name: job.tokens(ids) for name, ids in translator.sequences().items()},
    }
    about = {
        "kind": "decode",
        "strategy": strategy.name,
        "settings": dict(told.settings),
        "cached": job.request.cached,
        "seed": strategy.seed if isinstance(strategy, Sample) else None,
        "best": found.best,
        "ended": found.ended,
    }
    trace = replace(job.trace(tokens, steps, about), iterations=found.iterations)
    return Run(trace, told.notices, told)


def decode(request: Request) -> Decoding:
    """A translation and how it came about, without the steps.

    Raises:
        as `run`.
    """
    job = Job(request)
    assert request.strategy is not None
    with job.changed_model() as model:
        translator = _translator(job, model, job.ids(job.source), None)
        return _told(job, request.strategy, _search(job, translator, request.strategy))


def _translator(job: Job, model: Transformer, source: Tensor, recording: Recording | None) -> Translator:
    from .decoding.translator import Translator

    begin, end = job.words.begin, job.words.end
    return Translator(model, source, begin, end, cached=job.request.cached, recording=recording)


def _search(job: Job, translator: Translator, strategy: Strategy) -> Found:
    from .decoding.decode import search

    return search(translator, job.checkpoint.vocabulary, strategy, job.read)


def _told(job: Job, strategy: Strategy, found: Found) -> Decoding:
    return Decoding(
        strategy=strategy.name,
        settings=settings(strategy),
        source=job.source,
        answer=job.tokens(found.ids),
        iterations=found.iterations,
        best=found.best,
        finished=found.finished,
        ended=found.ended,
        notices=(*notices(job.checkpoint, job.request.source), *_without_effect(job.request)),
    )


def _without_effect(request: Request) -> Notices:
    """Of changes of what is masked: with the cache there is nothing later than the latest token that could be."""
    masks = [change for change in request.interventions if change.kind in OF_WHAT_IS_MASKED]
    if not (masks and request.cached):
        return ()
    return (f"{masks[0]} has no effect while decoding with the cache, which masks nothing; try --no-cache",)


def run_into(request: Request, file: Path) -> Notices:
    """What the explorer asks the engine for: the trace goes into `file`, the notices come back."""
    made = run(request)
    save(made.trace, file)
    return made.notices


def footprint(request: Request) -> tuple[Footprint, bool]:
    """What the recording of a request will take, before anything is recorded; and whether that is exact.

    It is exact wherever the number of tokens is known before; of a free decoding it is the most that there can be.
    """
    from .decoding.greedy import longest_answer
    from .decoding.strategy import Beam
    from .footprint import of_decoding, of_forward

    job, strategy = Job(request), request.strategy
    sizes = job.checkpoint.configuration
    if strategy is None:
        return of_forward(request, sizes, len(job.source), len(job.target())), True
    longest = longest_answer(job.model, len(job.source))
    if isinstance(strategy, Forced):
        reads = min(len(job.read(strategy.target)) + 1, longest)
        return of_decoding(request, sizes, len(job.source), range(1, reads + 1)), True
    width = strategy.beams if isinstance(strategy, Beam) else 1
    reads_of = [1, *(length for length in range(2, longest + 1) for _ in range(width))]
    return of_decoding(request, sizes, len(job.source), reads_of), False


@lru_cache(maxsize=2)
def loaded(name: str, device: str, dtype: str = "float32") -> tuple[Checkpoint, Transformer]:
    """A model, kept: the engine is asked for the same one again and again."""
    import torch

    from .checkpoints.loading import load_model

    checkpoint = find(name)
    return checkpoint, load_model(checkpoint, device).to(getattr(torch, dtype))


def choose_device(wanted: str) -> str:
    """ "auto" is CUDA where there is one.

    Raises:
        DeviceError: CUDA was asked for, and there is none.
    """
    import torch

    there = torch.cuda.is_available()
    if wanted == "cuda" and not there:
        raise DeviceError("this machine has no CUDA device that torch can use; choose --device cpu")
    return "cuda" if there and wanted != "cpu" else "cpu"
