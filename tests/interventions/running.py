"""Runs with interventions as traces, and a check that a trace is consistent."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from transformer_explore.core.checkpoints import digest
from transformer_explore.core.checkpoints.loading import take
from transformer_explore.core.interventions import Intervention, parse
from transformer_explore.core.interventions.apply import intervened
from transformer_explore.core.nn.transformer import Transformer
from transformer_explore.core.operations.operation import Array
from transformer_explore.core.recording.recording import record
from transformer_explore.core.running.request import Stored
from transformer_explore.core.trace import ModelCard, Step, Token, Trace, explain, verify, with_derivations

from tests.models import SOURCE, TARGET, Row, ids

ENCODER, DECODER, CROSS = (
    "encoder.layers.0.self_attention",
    "decoder.layers.0.self_attention",
    "decoder.layers.0.cross_attention",
)


def parsed(*specs: str | Intervention) -> tuple[Intervention, ...]:
    """Interventions from typed forms; the file of a patch need not exist."""
    return tuple(parse(spec, lambda file: "0" * 64) if isinstance(spec, str) else spec for spec in specs)


def run(
    model: Transformer,
    *specs: str | Intervention,
    source: Row = SOURCE,
    target: Row = TARGET,
    other: Any = None,
    keep: Stored = "everything",
) -> Trace:
    """A forward pass with interventions; `other` is the trace that patches are taken from."""
    source_ids, target_ids = ids(source), ids(target)
    interventions = parsed(*specs)
    with (
        torch.no_grad(),
        intervened(model, interventions, lambda patch: other) as changed,
        record(changed, keep, source=source_ids, target=target_ids) as recording,
    ):
        changed(source_ids, target_ids)
    steps = recording.steps()
    parameters = {name: array.copy() for name, array in take(changed).items()}
    return trace_of(model, steps, interventions, {"source": source, "target": target}, parameters)


def decoded(model: Transformer, *specs: str | Intervention, target: Row = TARGET, other: Any = None) -> Trace:
    """Decoding with interventions and a cache: the target is read token by token."""
    interventions, source = parsed(*specs), ids(SOURCE)
    tokens: dict[str, Row] = {"source": SOURCE}
    with (
        torch.no_grad(),
        intervened(model, interventions, lambda patch: other) as changed,
        record(changed, source=source) as recording,
    ):
        cache = changed.init_cache(changed.encode(source))
        for n in range(len(target)):
            latest, prefix = ids(target[n : n + 1]), ids(target[: n + 1])
            for name, tensor in (("latest", latest), ("prefix", prefix)):
                recording.tokens(name, tensor, n)
                tokens[f"{name}#{n}" if n else name] = tensor[0].tolist()
            _, cache = changed.decode_step(latest, prefix, cache, source)
    steps = recording.steps()
    parameters = {name: array.copy() for name, array in take(changed).items()}
    return trace_of(model, steps, interventions, tokens, parameters)


def trace_of(
    model: Transformer,
    steps: tuple[Step, ...],
    interventions: Sequence[Intervention],
    tokens: dict[str, Row],
    parameters: dict[str, Array],
) -> Trace:
    known = {name: tuple(Token(i, f"w{i}") for i in row) for name, row in tokens.items()}
    return Trace(
        model=ModelCard("random", "transformer", model.configuration.as_dict(), digest(parameters)),
        run={"kind": "forward", "interventions": [each.as_data() for each in interventions]},
        tokens=known,
        steps=with_derivations(steps, known),
        vocabulary=tuple(f"w{i}" for i in range(model.configuration.vocabulary)),
        parameters=parameters,
    )


def assert_consistent(trace: Trace, cells: int = 3) -> None:
    """Fails unless every step follows from its inputs, and random cells can be explained."""
    given = {step.source for step in trace if step.kind is not None and step.kind.given}
    found = [check for check in verify(trace) if check.step.source not in given]
    assert [
        f"{check.step}: {check.reason or check.difference}" for check in found if check.verdict != "same"
    ] == []
    random = np.random.default_rng(0)
    for step in trace:
        if step.source in given:
            continue
        for _ in range(cells):
            cell = tuple(int(random.integers(size)) for size in step.shape)
            explanation = explain(trace, step, cell)
            value, recorded = explanation.expression.value, explanation.recorded
            largest = np.abs(step.values[np.isfinite(step.values)]).max(initial=1.0)
            close = abs(value - recorded) <= 64 * np.finfo(np.float32).eps * largest
            assert value == recorded or close or (math.isnan(value) and math.isnan(recorded)), str(step)


def output(trace: Trace) -> Array:
    """The log-probabilities."""
    return trace["log_probabilities"].values
