"""Another source sentence, the same target: which steps of the decoder change.

Section 3.2.3.
"""

from __future__ import annotations

import numpy as np

from ...core.operations.operation import floats
from .lab import Array, Parameter, Result, Table, Value, single

PARAMETERS = (
    Parameter("source", "我爱你", "the sentence"),
    Parameter("other", "他爱我", "the sentence in its place"),
    Parameter("target", "i love you", "the target that is read along with both"),
)
ATTENTIONS = {"self": "self_attention", "cross": "cross_attention"}
BOXES = ("query", "key", "value", "scaled", "mask", "weights", "heads", "concat", "output")
SHAPE = -1.0  # stands for a change of shape, which no distance can say


def run(source: Value, other: Value, target: Value) -> Result:
    """Both runs of the shipped model, compared step by step along the decoder."""
    from ...core.running.request import Request
    from ...core.running.runs import run as compute
    from ...core.trace.analysis.diff import pairs

    a, b = (
        compute(Request(source=str(each), target=str(target), device="cpu")).trace for each in (source, other)
    )
    of_decoder = ("target_embedding.", "decoder.", "logits", "log_probabilities")
    chosen = [[step for step in trace if step.name.startswith(of_decoder)] for trace in (a, b)]
    changes = {one.name: _change(one.values, two.values) for one, two in pairs(*chosen) if one and two}
    found = np.array(list(changes.values()))
    names = tuple(changes)
    layers = 1 + max(int(name.split(".")[2]) for name in names if name.startswith("decoder.layers."))
    attentions = [
        [[changes[f"decoder.layers.{n}.{one}.{box}"] for one in ATTENTIONS.values()] for box in BOXES]
        for n in range(layers)
    ]
    return Result(
        {
            "changes": Table(
                found, ("step",), {"step": names}, "How far each step moves; −1 where its shape is another."
            ),
            "attentions": Table(
                np.array(attentions),
                ("layer", "step", "attention"),
                {
                    "layer": tuple(str(n + 1) for n in range(layers)),
                    "step": BOXES,
                    "attention": tuple(ATTENTIONS),
                },
                "How far each step of the two attentions moves; −1 where its shape is another.",
            ),
            "same": single(int((found == 0).sum()), "How many steps stay as they are."),
            "moved": single(int((found > 0).sum()), "How many change their numbers."),
            "reshaped": single(int((found == SHAPE).sum()), "How many change their shape."),
            "first": single(int(np.flatnonzero(found)[0]) if found.any() else -1, "The first that changes."),
            "steps": single(len(names), "How many steps the decoder has."),
        }
    )


def _change(one: Array, other: Array) -> float:
    if one.shape != other.shape:
        return SHAPE
    known = np.isfinite(one) & np.isfinite(other)  # what the mask forbids is −∞ in both
    return float(np.abs(floats(one[known]) - floats(other[known])).max(initial=0.0))
