"""A different source sentence with the same target: which decoder steps change.

Section 3.2.3.
"""

from __future__ import annotations

import numpy as np

from ...core.operations.operation import floats
from ...core.trace.tags import Tag
from .lab import Array, Parameter, Result, numbered, result, single, table

SHOWS = Tag.TRAINED
PARAMETERS = (
    Parameter("source", "我爱你", "the source sentence"),
    Parameter("other", "他爱我", "the source sentence that replaces the original one"),
    Parameter("target", "i love you", "the target sentence of both runs"),
)
ATTENTIONS = {"self-attention": "self_attention", "cross-attention": "cross_attention"}
BOXES = ("query", "key", "value", "scaled", "mask", "weights", "heads", "concat", "output")
SHAPE = -1.0  # marks a change of shape, for which there is no distance


def run(source: str, other: str, target: str) -> Result:
    """Both runs of the shipped model, compared at each step of the decoder."""
    from ...core.running.request import Request
    from ...core.running.runs import run as compute
    from ...core.trace.analysis.diff import pairs

    a, b = (compute(Request(source=each, target=target, device="cpu")).trace for each in (source, other))
    of_decoder = ("target_embedding.", "decoder.", "logits", "log_probabilities")
    chosen = [[step for step in trace if step.name.startswith(of_decoder)] for trace in (a, b)]
    changes = {one.name: _change(one.values, two.values) for one, two in pairs(*chosen) if one and two}
    found = np.array(list(changes.values()))
    layers = 1 + max(int(name.split(".")[2]) for name in changes if name.startswith("decoder.layers."))
    attentions = [
        [[changes[f"decoder.layers.{n}.{one}.{box}"] for one in ATTENTIONS.values()] for box in BOXES]
        for n in range(layers)
    ]
    first = int(np.flatnonzero(found)[0]) if found.any() else -1
    return result(
        {"layer": numbered(layers), "attention": ATTENTIONS},
        changes=table(
            found, "step", "How much each step changes; −1 if its shape changes.", {"step": changes}
        ),
        attentions=table(
            attentions,
            "layer, step, attention",
            "How much each step in the two attention layers changes; −1 if its shape changes.",
            {"step": BOXES},
        ),
        same=single((found == 0).sum(), "Number of steps that stay the same."),
        moved=single((found > 0).sum(), "Number of steps with different numbers."),
        reshaped=single((found == SHAPE).sum(), "Number of steps with a different shape."),
        first=single(first, "The first changed step, counted from 0."),
        steps=single(len(changes), "Number of decoder steps."),
    )


def _change(one: Array, other: Array) -> float:
    if one.shape != other.shape:
        return SHAPE
    known = np.isfinite(one) & np.isfinite(other)  # masked scores are −∞ in both
    return float(np.abs(floats(one[known]) - floats(other[known])).max(initial=0.0))
