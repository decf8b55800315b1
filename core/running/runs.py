"""From a request to a recorded run. Importing this needs no torch; calling it does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..checkpoints import find_any
from ..decoding.strategy import Beam, ByHand, Forced, Sample, settings
from ..support.errors import Problem
from ..support.localization import _
from ..trace import Decoding, Step, Trace, save, with_derivations
from ..trace.files.trace_files import TENSORS, pieces
from . import known_runs
from .architecture import Inputs, Job, Notices, Tokens
from .machine import software
from .request import Request
from .torch_settings import pinned

if TYPE_CHECKING:
    from torch import nn

    from ..checkpoints import Model
    from ..decoding.search import Found
    from ..decoding.strategy import Strategy
    from ..decoding.translator import Predictor
    from ..recording.footprint import Footprint

MASK_CHANGES = ("fill", "mask-after-softmax", "no-causal-mask")  # interventions


@dataclass(frozen=True)
class Run:
    """A recorded run, how it was decoded, if it was, and what users should know about the text."""

    trace: Trace
    notices: Notices
    decoding: Decoding | None = None


@pinned()
def run(request: Request, loaded: tuple[Model, nn.Module] | None = None) -> Run:
    """Runs a model, forward or as a decoding, and records every step.

    Args:
        loaded: a model on disk and in memory, to use instead of the one that the request names.

    Raises:
        CheckpointError, DeviceError, InterventionError, StrategyError, TextError, TaskError, or another Problem: the
            request cannot be met.
    """
    job = _job(request, loaded)
    return _forward(job) if request.strategy is None else _decode(job, request.strategy)


def _job(request: Request, loaded: tuple[Model, nn.Module] | None = None) -> Job:
    job = Job(request, find_any(request.model)) if loaded is None else Job(request, *loaded)
    if request.length is not None and not job.architecture.continues:
        raise Problem(
            _("{name} does not continue a text, so a length has no effect: omit it", name=job.model.name)
        )
    return job


def _forward(job: Job) -> Run:
    inputs = job.architecture.inputs(job)
    tensors = job.tensors(inputs)
    with job.recorded(tensors) as (module, recording):
        module(*tensors.values())
        steps = job.architecture.labelled(recording.steps(), inputs)
    return Run(_trace(job, inputs.tokens, steps, inputs.run), inputs.notices)


def _decode(job: Job, strategy: Strategy) -> Run:
    inputs = job.architecture.source(job)
    tensors = job.tensors(inputs)
    with job.recorded(tensors) as (module, recording):
        translator = job.architecture.translator(job, module, tensors, recording)
        found = _search(job, translator, strategy)
        steps = job.architecture.labelled(recording.steps(), inputs)
    decoding = _decoding(job, inputs, strategy, found)
    written = {"answer": decoding.text} if decoding.text else {}
    tokens = {
        **inputs.tokens,
        "target": job.tokens([translator.begin, *found.ids]),
        **{name: job.tokens(ids) for name, ids in translator.sequences().items()},
    }
    about = {
        "kind": "decode",
        "strategy": strategy.name,
        "settings": dict(decoding.settings),
        "cached": job.request.cached,
        "seed": strategy.seed if isinstance(strategy, Sample) else None,
        "best": found.best,
        "ended": found.ended,
        **written,
    }
    trace = replace(_trace(job, tokens, steps, about), iterations=found.iterations)
    return Run(trace, decoding.notices, decoding)


@pinned()
def decode(request: Request) -> Decoding:
    """A translation and how it was found, without recording the steps; Problem as in `run`."""
    job = _job(request)
    assert request.strategy is not None
    inputs = job.architecture.source(job)
    with job.intervened() as module:
        translator = job.architecture.translator(job, module, job.tensors(inputs), None)
        found = _search(job, translator, request.strategy)
    return _decoding(job, inputs, request.strategy, found)


def _search(job: Job, translator: Predictor, strategy: Strategy) -> Found:
    from ..decoding.beam import beam_search
    from ..decoding.by_hand import Picking
    from ..decoding.search import forced_search, greedy_search, sample_search

    words = job.model.vocabulary
    match strategy:
        case Sample():
            return sample_search(translator, words, strategy)
        case Beam():
            return beam_search(translator, words, strategy)
        case Forced(target):
            return forced_search(translator, words, job.architecture.target_ids(job, target))
        case ByHand(moves):
            picks = sum(move.kind == "pick" for move in moves)
            translator.most = min(translator.longest, picks + 1)
            picking = Picking(translator, words)
            picking.play(moves)
            picking.look_ahead()
            return picking.found()
    return greedy_search(translator, words)


def _trace(
    job: Job, tokens: Mapping[str, Tokens], steps: tuple[Step, ...], about: Mapping[str, Any]
) -> Trace:
    request = job.request
    return Trace(
        model=job.model.model_card,
        run={
            "kind": "forward",
            "text": request.source if job.model.spaces_in_tokens else " ".join(request.source.split()),
            "device": str(job.device),
            "dtype": request.dtype,
            "seed": None,
            "interventions": [change.as_data() for change in request.interventions],
            "software": software(),
            **({"spaces_in_tokens": True} if job.model.spaces_in_tokens else {}),
            **about,
        },
        tokens=tokens,
        steps=with_derivations(steps, tokens, request.dtype),
        vocabulary=job.model.vocabulary,
        parameters=job.model.parameters,
    )


def _decoding(job: Job, inputs: Inputs, strategy: Strategy, found: Found) -> Decoding:
    before = inputs.ids["source"] if job.architecture.continues else ()
    return Decoding(
        strategy=strategy.name,
        settings=settings(strategy),
        source=inputs.tokens["source"],
        answer=job.tokens(found.ids),
        iterations=found.iterations,
        best=found.best,
        finished=found.finished,
        ended=found.ended,
        notices=(*inputs.notices, *_without_effect(job.request)),
        text=job.model.text_after(before, found.ids),
        spaces_in_tokens=job.model.spaces_in_tokens,
    )


def _without_effect(request: Request) -> Notices:
    """A notice about changes to the mask: with the cache, no token that could be masked exists after the latest one."""
    changes = [change for change in request.interventions if change.kind in MASK_CHANGES]
    if not (changes and request.cached):
        return ()
    return (
        _(
            "{change} has no effect while decoding with the cache, which masks nothing; try --no-cache",
            change=changes[0],
        ),
    )


def run_into(request: Request, file: Path) -> Notices:
    """Runs a request in the engine: writes the trace to `file` and returns the notices."""
    known = known_runs.take(request, file)
    if known is not None:
        return known
    made = run(request)
    save(made.trace, file)
    known_runs.keep(request, file, made.notices)
    return made.notices


def run_bytes(request: Request) -> tuple[bytes, Notices]:
    """Runs a request on another machine: returns the content of the trace's file and the notices."""
    made = run(request)
    return b"".join(pieces(made.trace, TENSORS)), made.notices


@pinned()
def footprint(request: Request) -> tuple[Footprint, bool]:
    """How large the recording of a request will be, before anything is recorded; and whether that is exact.

    It is exact if the number of tokens is known in advance; otherwise it is an upper limit.
    """
    job = _job(request)
    return job.architecture.footprint(job)
