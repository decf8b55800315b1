"""Change W^Q, W^K or W^V of the trained model, and see the effect on every later step.

Section 3.2. The model reads the sentence of its shipped trace. All steps are recomputed with NumPy, with and without
the change.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np

from ...core.checkpoints import find
from ...core.operations.expression import Source
from ...core.support.localization import N_
from ...core.trace import Trace
from ...core.trace.tags import Tag
from .lab import Floats, Parameter, Result, Table, result, single, table

Arrays = dict[str, Floats]

MODEL = "zh-en"
WITHIN = "encoder.layers.0.self_attention"
ENCODED = "encoder.layers.1.feed_forward_residual.norm"  # the encoder's output, which the decoder reads
MATRICES = ("query", "key", "value")
NEXT = "encoder.layers.1.self_attention.weights"
SHORT = {"dot_products": "Q Kᵀ"}
CALLED = {"dot_products": "q·k", "scaled": N_("the scores q·k / √d_k"), "heads": N_("the heads' outputs")}
FURTHER = {"layer 2": NEXT, "encoder": ENCODED, "logits": "logits"}  # short names, as labels of rows
LOOKED_AT = (*MATRICES, "dot_products", "scaled", "weights", "heads", "concat", "output")
SHOWS = Tag.TRAINED
PARAMETERS = (
    Parameter("matrix", "value", "the matrix to change", choices=MATRICES),
    Parameter("factor", 2.0, "factor by which the matrix is multiplied", -10, 10, 0.5),
    Parameter(
        "taken",
        "itself",
        "a matrix that replaces it before the multiplication",
        choices=("itself", *MATRICES),
    ),
)


def run(matrix: str, factor: float, taken: str) -> Result:
    """Each step of the first self-attention before and after the change, and how far every later step changes."""
    trace, before = _unchanged()
    giver = matrix if taken == "itself" else taken
    changed = f"{WITHIN}.{matrix}.weight"
    original = trace.operand(Source("parameter", f"{WITHIN}.{giver}.weight")).values
    weight = factor * np.asarray(original, dtype=np.float64)
    after = recomputed(trace, {changed: weight})
    moved = {name: _largest_change(before[name], after[name]) for name in before}
    far = {**{SHORT.get(name, name): f"{WITHIN}.{name}" for name in LOOKED_AT}, **FURTHER}
    downstream = [[moved[step]] for step in far.values()]
    words = [steps["logits"].argmax(axis=-1) for steps in (before, after)]
    return result(
        {"step": far, "change": ("changed by",)},
        **_beside(trace, before, after),
        moved=table(list(moved.values()), "step", "The change in each step.", {"step": moved}),
        downstream=table(
            downstream,
            "step, change",
            "How much the steps of this attention layer and some later steps change.",
        ),
        **{
            f"{name}_moved": single(moved[f"{WITHIN}.{name}"], "The largest change in {name}.", name=name)
            for name in LOOKED_AT
        },
        next_weights_moved=single(moved[NEXT], "The largest change in the next layer's weights."),
        encoded_moved=single(moved[ENCODED], "The largest change in the encoder's output."),
        logits_moved=single(moved["logits"], "The largest change in the logits."),
        words_moved=single((words[0] != words[1]).sum(), "Number of predicted words that change."),
    )


def _beside(trace: Trace, before: Arrays, after: Arrays) -> dict[str, Table]:
    """The steps of this attention before and after the change, labelled with the tokens."""
    tables: dict[str, Table] = {}
    for name in LOOKED_AT:
        step = trace[f"{WITHIN}.{name}"]
        words = trace.labels(step)
        for when, arrays, says in (
            ("before", before, N_("{name}, before the change")),
            ("after", after, N_("{name}, after the change")),
        ):
            tables[f"{name}_{when}"] = Table(
                arrays[step.name], step.axes, words, says, fills={"name": CALLED.get(name, name)}
            )
    return tables


@cache
def _unchanged() -> tuple[Trace, Arrays]:
    trace = find(MODEL).shipped_trace()
    return trace, recomputed(trace)


def _largest_change(before: Floats, after: Floats) -> float:
    with np.errstate(invalid="ignore"):  # −∞ − −∞ where the mask hides a score: no change
        return float(np.nan_to_num(np.abs(after - before), nan=0.0).max())


def recomputed(trace: Trace, parameters: Mapping[str, Floats] | None = None) -> Arrays:
    """Each step's array by name, in the order of the trace, in float64, computed in NumPy.

    Args:
        trace: a forward pass with all its steps, each run once.
        parameters: arrays that replace the parameters with these names.
    """
    there = {Source("parameter", name): values for name, values in (parameters or {}).items()}
    found: Arrays = {}
    for step in trace:
        assert step.kind is not None, step.operation
        inputs = [
            there.get(source, operand.values)
            for source, operand in zip(step.inputs, trace.operands(step), strict=True)
        ]
        values = np.asarray(step.kind.reference(*inputs, **step.settings), dtype=np.float64)
        there[step.source] = found[step.name] = values
    return found
