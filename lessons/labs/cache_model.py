"""The trained model decodes with and without a key/value cache: the same numbers from fewer rows."""

from __future__ import annotations

import numpy as np

from ...core.support.localization import N_
from ...core.trace import Trace
from ...core.trace.tags import Tag
from .lab import Parameter, Result, numbered, result, single, table

ATTENTION = "decoder.layers.0.self_attention"
ROUNDING = 1e-4  # of float32 log-probabilities summed in a different order
SHOWS = Tag.TRAINED
PARAMETERS = (Parameter("source", "我爱你", "the sentence to translate"),)


_COUNTED = {  # name, step and description
    "with": (
        ("keys", "key", N_("Number of rows of K computed at each step, with the cache.")),
        ("queries", "query", N_("Number of rows of Q computed at each step, with the cache.")),
    ),
    "without": (
        ("keys", "key", N_("Number of rows of K computed at each step, without the cache.")),
        ("queries", "query", N_("Number of rows of Q computed at each step, without the cache.")),
    ),
}


def run(source: str) -> Result:
    """Both decodings step by step: the difference of their predictions, and the rows that pass through the decoder."""
    from ...core.decoding.strategy import Greedy
    from ...core.running.request import Request
    from ...core.running.runs import run as compute

    with_cache, without = (
        compute(Request(source=source, strategy=Greedy(), cached=cached, device="cpu")).trace
        for cached in (True, False)
    )
    predicted = (
        [step.values[-1] for step in trace if step.name == "log_probabilities"]
        for trace in (with_cache, without)
    )
    gaps = np.array([np.abs(a - b).max() for a, b in zip(*predicted, strict=True)], dtype=np.float64)
    counts = {
        f"{how}_{name}": table(_rows(trace, f"{ATTENTION}.{part}"), "step", says)
        for how, trace in (("with", with_cache), ("without", without))
        for name, part, says in _COUNTED[how]
    }
    held = _rows(with_cache, f"{ATTENTION}.key_cache")
    encoded = _rows(with_cache, "encoder.layers.0.self_attention.query")
    return result(
        {"step": numbered(len(gaps), "step ")},
        **counts,
        held=table(held, "step", "Number of rows of K in the cache after each step."),
        gaps=table(gaps, "step", "The largest difference in log-probability at each step."),
        gap=single(gaps.max(), "The largest difference at any step."),
        equal=single(gaps.max() < ROUNDING, "1 if both ways of decoding agree up to rounding."),
        steps=single(len(gaps), "Number of steps."),
        encoder_runs=single(len(encoded), "Number of runs of the encoder."),
    )


def _rows(trace: Trace, name: str) -> list[int]:
    """The rows of a step each time it runs."""
    return [step.shape[-2] for step in trace if step.name == name]
