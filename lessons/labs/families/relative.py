"""Attention that looks by relative position alone, with weights set by hand (Cordonnier et al. 2020, section 3).

W^Q and W^K are zero: what stands at a place plays no part in who looks there. A head asks with u_h, a vector of its
own, and place k answers, as seen from place q, with the encoding r_δ of the offset δ = k − q.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import DTypeLike, NDArray

from ....core.operations import heads
from ....core.operations.changed_heads import silenced
from ....core.operations.dot_products import dot_products
from ....core.operations.linear import attention_output, value
from ....core.operations.operation import Floats, floats
from ....core.operations.softmax import weights as softmax
from ..lab import Array

Places = NDArray[np.int64]


def encoding(offsets: Array) -> Floats:
    """r_δ = (‖δ‖², δ) of each offset [..., axis]: three numbers over an image, two along a sequence."""
    delta = floats(offsets)
    return np.concatenate([(delta**2).sum(axis=-1, keepdims=True), delta], axis=-1)


def asking(shifts: Array, sharpness: float) -> Floats:
    """u_h = α (−1, 2Δ_h) for each shift Δ_h [head, axis].

    u_h · r_δ = −α‖δ − Δ_h‖² + α‖Δ_h‖²: largest at δ = Δ_h. The last term is the same for all keys, so softmax drops it.
    """
    shift = floats(shifts)
    return sharpness * np.concatenate([-np.ones((len(shift), 1)), 2 * shift], axis=-1)


@dataclass(frozen=True)
class Layer:
    """The numbers of one layer.

    Attributes:
        asks: u_h, [head, feature of r].
        w_value: [head · d_v, in], w_output: [out, head · d_v], bias: [out].
    """

    asks: Array
    w_value: Array
    w_output: Array
    bias: Array


@dataclass(frozen=True)
class Steps:
    """What a layer computes.

    Attributes:
        scores, weights: [head, query, key].
        concat: [query, head · d_v], output: [query, out].
    """

    scores: Array
    weights: Array
    concat: Array
    output: Array


def attention(layer: Layer, x: Array, offsets: Array, kept: DTypeLike, without: int | None = None) -> Steps:
    """All steps, with the operations of the models.

    Args:
        x: [key, in].
        offsets: from each query to each key, [query, key, axis].
        kept: the precision in which each step's numbers are kept; inside of a step it is float64.
        without: the head whose answers are set to zero.
    """
    count = len(layer.asks)
    relative = encoding(offsets).astype(kept)  # [query, key, feature]: each query has keys of its own
    scores = dot_products.reference(layer.asks, relative).swapaxes(0, 1).astype(kept)
    weights = softmax.reference(scores).astype(kept)
    values = value.reference(x, layer.w_value, heads=count).astype(kept)
    answers = heads.heads.reference(weights, values).astype(kept)
    if without is not None:
        answers = silenced.reference(answers, head=without).astype(kept)
    concat = heads.concat.reference(answers)
    output = attention_output.reference(concat, layer.w_output, layer.bias).astype(kept)
    return Steps(scores, weights, concat, output)
