"""The trained model decodes with and without a key/value cache: the same numbers from fewer rows."""

from __future__ import annotations

import numpy as np

from .lab import Parameter, Result, Table, result, single

ATTENTION = "decoder.layers.0.self_attention"
ROUNDING = 1e-4  # of float32 log-probabilities summed in a different order
PARAMETERS = (Parameter("source", "我爱你", "the sentence that is translated"),)


def run(source: str) -> Result:
    """Both decodings step by step: the difference of their predictions, and the rows that pass through the decoder."""
    from ...core.decoding.strategy import Greedy
    from ...core.running.request import Request
    from ...core.running.runs import run as compute

    with_cache, without = (
        compute(Request(source=source, strategy=Greedy(), cached=cached, device="cpu"))
        for cached in (True, False)
    )
    assert with_cache.decoding is not None
    chosen = tuple(h.token.text for h in with_cache.decoding.hypotheses())
    said, said_again = (
        [step.values[-1] for step in each.trace if step.name == "log_probabilities"]
        for each in (with_cache, without)
    )
    gaps = np.array([np.abs(a - b).max() for a, b in zip(said, said_again, strict=True)], dtype=np.float64)
    along, labels = ("step",), {"step": tuple(f"step {step}" for step in range(1, len(chosen) + 1))}
    counts = {
        f"{how}_{name}": Table(
            np.array([step.shape[-2] for step in each.trace if step.name == f"{ATTENTION}.{part}"]),
            along,
            labels,
            f"{says} at each step, {how} the cache.",
        )
        for how, each in (("with", with_cache), ("without", without))
        for name, part, says in (
            ("keys", "key", "Rows of K computed"),
            ("queries", "query", "Rows of Q computed"),
        )
    }
    encoder = "encoder.layers.0.self_attention.query"
    rows_held = [s.shape[-2] for s in with_cache.trace if s.name == f"{ATTENTION}.key_cache"]
    return result(
        **counts,
        held=Table(np.array(rows_held), along, labels, "Rows of K in the cache after each step."),
        gaps=Table(gaps, along, labels, "The largest difference of the log-probabilities at each step."),
        gap=single(gaps.max(), "The largest difference at any step."),
        equal=single(gaps.max() < ROUNDING, "1 if they agree up to rounding."),
        steps=single(len(gaps), "Number of steps."),
        encoder_runs=single(sum(step.name == encoder for step in with_cache.trace), "Runs of the encoder."),
    )
