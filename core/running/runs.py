"""From a request to a recorded run. Importing this needs no torch; calling it does."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..checkpoints import Checkpoint, SequenceCheckpoint, find_any
from ..decoding.strategy import Forced, Sample, settings
from ..support.localization import _
from ..trace import Decoding, Trace, save
from .job import Job, Tokens
from .request import Request
from .text import Notices, notices
from .torch_settings import pinned

if TYPE_CHECKING:
    from torch import Tensor

    from ..decoding.search import Found
    from ..decoding.strategy import Strategy
    from ..decoding.translator import Translator
    from ..nn.transformer import Transformer
    from ..recording.footprint import Footprint
    from ..recording.recording import Recording
    from .sequence_job import SequenceJob

OF_WHAT_IS_MASKED = ("fill", "mask-after-softmax", "no-causal-mask")


@dataclass(frozen=True)
class Run:
    """A recorded run, how it was decoded if it was, and what its reader should be told about the text."""

    trace: Trace
    notices: Notices
    decoding: Decoding | None = None


@pinned()
def run(request: Request, model: tuple[Checkpoint, Transformer] | None = None) -> Run:
    """A forward pass or a decoding, recorded.

    Raises:
        CheckpointError, DeviceError, InterventionError, StrategyError, TextError, TaskError, or another Problem: the
            request cannot be met.
    """
    if model is None and (job := _of_sequence(request)) is not None:
        return Run(job.trace(), job.notices())
    return _of_transformer(Job(request, model))


def _of_sequence(request: Request) -> SequenceJob | None:
    """The job, where a sequence model is asked."""
    from .sequence_job import SequenceJob

    found = find_any(request.model)
    return SequenceJob(request, found) if isinstance(found, SequenceCheckpoint) else None


def _of_transformer(job: Job) -> Run:
    return _forward(job) if job.request.strategy is None else _decode(job, job.request.strategy)


def _forward(job: Job) -> Run:
    target = job.target()
    source_ids, target_ids = job.ids(job.source), job.ids(target)
    with job.recorded(source=source_ids, target=target_ids) as (model, recording):
        model(source_ids, target_ids)
        steps = recording.steps()
    read = "greedy" if job.request.target is None else "given"
    trace = job.trace({"source": job.source, "target": target}, steps, {"target": read})
    told = (job.problem,) if job.problem else ()
    return Run(trace, (*told, *notices(job.checkpoint, job.request.source)))


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


@pinned()
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
    from ..decoding.translator import Translator

    begin, end = job.words.begin, job.words.end
    return Translator(model, source, begin, end, cached=job.request.cached, recording=recording)


def _search(job: Job, translator: Translator, strategy: Strategy) -> Found:
    from ..decoding.decode import search

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
    return (
        _(
            "{change} has no effect while decoding with the cache, which masks nothing; try --no-cache",
            change=masks[0],
        ),
    )


def run_into(request: Request, file: Path) -> Notices:
    """What the explorer asks the engine for: the trace goes into `file`, the notices come back."""
    made = run(request)
    save(made.trace, file)
    return made.notices


@pinned()
def footprint(request: Request) -> tuple[Footprint, bool]:
    """What the recording of a request will take, before anything is recorded; and whether that is exact.

    It is exact wherever the number of tokens is known before; of a free decoding it is the most that there can be.
    """
    from ..decoding.greedy import longest_answer
    from ..decoding.strategy import Beam
    from ..recording.footprint import Footprint, of_decoding, of_forward

    if (sequence := _of_sequence(request)) is not None:
        return Footprint(*sequence.size()), True
    job, strategy = Job(request), request.strategy
    sizes = job.checkpoint.configuration
    if strategy is None:
        return of_forward(request, sizes, len(job.source), len(job.target())), True
    longest = longest_answer(job.model, len(job.source))
    if isinstance(strategy, Forced):
        reads = min(len(job.read(strategy.target)) + 1, longest)
        return of_decoding(request, sizes, len(job.source), range(1, reads + 1)), True
    width = strategy.beams if isinstance(strategy, Beam) else 1
    reads_of = [1, *(length for length in range(2, longest + 1) for _beam in range(width))]
    return of_decoding(request, sizes, len(job.source), reads_of), False
