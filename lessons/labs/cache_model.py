"""The trained model decoding with a key/value cache and without: same numbers from fewer rows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .lab import Parameter, Result, Table, Value, single

Numbers = NDArray[np.float64]

ATTENTION = "decoder.layers.0.self_attention"
ROUNDING = 1e-4  # of float32 log-probabilities that were summed in another order
PARAMETERS = (Parameter("source", "我爱你", "the sentence that is translated"),)


def run(source: Value) -> Result:
    """Both decodings step by step: how far apart what they say is, and how many rows went through the decoder."""
    from ...core.decoding.strategy import Greedy
    from ...core.running.request import Request
    from ...core.running.runs import run as compute

    with_cache, without = (
        compute(Request(source=str(source), strategy=Greedy(), cached=cached, device="cpu"))
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
    return Result(
        {
            **counts,
            "held": Table(np.array(rows_held), along, labels, "Rows of K in the cache after each step."),
            "gaps": Table(gaps, along, labels, "How far apart their log-probabilities are at each step."),
            "gap": single(float(gaps.max()), "The largest of these."),
            "equal": single(float(gaps.max() < ROUNDING), "1 where they agree up to rounding."),
            "steps": single(len(gaps), "How many steps there are."),
            "encoder_runs": single(
                sum(step.name == encoder for step in with_cache.trace), "How often the encoder ran."
            ),
        }
    )
