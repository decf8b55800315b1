"""Attention by relative position only, with weights set by hand (Cordonnier et al. 2020, section 3).

W^Q and W^K are zero: the content of a position does not matter. The query of a head is its own vector u_h, and the
key of position k, seen from position q, is the encoding r_δ of the offset δ = k − q.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import DTypeLike, NDArray

from ....core.operations import heads
from ....core.operations.changed_values import silenced
from ....core.operations.linear import attention_output, value
from ....core.operations.operation import Floats, floats
from ....core.operations.softmax import weights as softmax
from ..lab import Array

Places = NDArray[np.int64]


def encoding(offsets: Array) -> Floats:
    """r_δ = (‖δ‖², δ) of each offset [..., axis]: three numbers over an image, two along a sequence."""
    delta = floats(offsets)
    return np.concatenate([(delta**2).sum(axis=-1, keepdims=True), delta], axis=-1)


def query_vectors(shifts: Array, sharpness: float) -> Floats:
    """u_h = α (−1, 2Δ_h) for each shift Δ_h [head, axis].

    u_h · r_δ = −α‖δ − Δ_h‖² + α‖Δ_h‖² is largest at δ = Δ_h. Softmax ignores the last term, the same for all keys.
    """
    shift = floats(shifts)
    return sharpness * np.concatenate([-np.ones((len(shift), 1)), 2 * shift], axis=-1)


@dataclass(frozen=True)
class Layer:
    """The parameters of one layer."""

    queries: Array  # u_h, [head, feature of r]
    w_value: Array  # [head · d_v, in]
    w_output: Array  # [out, head · d_v]
    bias: Array  # [out]


@dataclass(frozen=True)
class Steps:
    """The intermediate results of a layer."""

    scores: Array  # [head, query, key]
    weights: Array  # [head, query, key]
    concat: Array  # [query, head · d_v]
    output: Array  # [query, out]


def attention(layer: Layer, x: Array, offsets: Array, kept: DTypeLike, without: int | None = None) -> Steps:
    """All steps, computed with the operations of the models.

    Args:
        x: [key, in].
        offsets: from each query to each key, [query, key, axis].
        kept: the precision of each step's result; within a step it is float64.
        without: the head whose output is set to zero.
    """
    count = len(layer.queries)
    relative = encoding(offsets).astype(kept)  # [query, key, feature]: each query has its own keys
    scores = heads.dot_products.reference(layer.queries, relative).swapaxes(0, 1).astype(kept)
    weights = softmax.reference(scores).astype(kept)
    values = value.reference(x, layer.w_value, heads=count).astype(kept)
    answers = heads.heads.reference(weights, values).astype(kept)
    if without is not None:
        answers = silenced.reference(answers, head=without).astype(kept)
    concat = heads.concat.reference(answers)
    output = attention_output.reference(concat, layer.w_output, layer.bias).astype(kept)
    return Steps(scores, weights, concat, output)
