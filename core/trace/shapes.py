"""Which shape an operation's output has, known before anything is computed.

A trace may come from anywhere and claim anything: sizes that fit in a line of JSON can fill a machine's memory. So
what would be computed is held against what the trace declares, first.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from ..operations.operation import Setting

Shape = tuple[int, ...]
MOST_CELLS = 2**28
MOST_PRODUCTS = 2**36  # of one step: a minute of work


WIDENED = {  # an output as wide as its inputs laid over each other
    *("embedding_scale", "embedding_sum", "add", "relu", "gelu", "dropout_mask", "dropout"),
    *("scaled", "unscaled", "filled", "unmasked", "softmax", "softmax_then_mask", "log_softmax"),
}
AS_ITS_FIRST = {"set", "patched", "silenced", "kept_alone"}
BY_AXES = {"dot_products", "heads", "concat", "masked", "padding_mask", "causal_mask"}
BY_SIZES = {"sinusoidal_positions", "no_positions", "key_cache", "value_cache"}

# Operations that make a head of their inputs' same head alone, whatever its number.
HEAD_BY_HEAD = {
    *("dot_products", "scaled", "unscaled", "masked", "filled", "unmasked", "softmax", "softmax_then_mask"),
    *("heads", "key_cache", "value_cache"),
}


def predicted(operation: str, inputs: Sequence[Shape], settings: Mapping[str, Setting]) -> Shape | None:
    """The shape of an operation's output; None for one that reads parameters or is not known here.

    Args:
        operation: its name.
        inputs: the inputs' shapes.

    Raises:
        ValueError, LookupError, TypeError: the inputs or settings are not those of the operation.
    """
    match operation, inputs:
        case "dot_products", [(heads, asking, d), (others, offering, also_d)] if (heads, d) == (
            others,
            also_d,
        ):
            return heads, asking, offering
        case "heads", [(heads, asking, keys), (others, values, d)] if (heads, keys) == (others, values):
            return heads, asking, d
        case "concat", [(heads, positions, d)]:
            return positions, heads * d
        case "masked", [(heads, *scores), mask] if scores == list(mask):
            return heads, *scores
        case (("padding_mask" | "causal_mask"), [(asking,), (offering,)]):
            return asking, offering
        case (("sinusoidal_positions" | "no_positions"), [(positions,)]):
            return positions, int(settings["d_model"])
        case (("key_cache" | "value_cache"), [(heads, _, d), *_]):
            if all((*shape[:1], *shape[2:]) == (heads, d) for shape in inputs):
                return heads, sum(shape[1] for shape in inputs), d
    if operation in AS_ITS_FIRST and inputs:
        return inputs[0]
    if operation in WIDENED and inputs:
        return np.broadcast_shapes(*inputs)
    if operation in WIDENED | AS_ITS_FIRST | BY_AXES | BY_SIZES:
        raise ValueError(f"their shapes are {' and '.join(str(list(shape)) for shape in inputs) or 'none'}")
    return None


def products(operation: str, inputs: Sequence[Shape], output: Shape) -> int:
    """How many multiplications an operation takes, roughly."""
    inner = inputs[0][-1] if operation in ("dot_products", "heads") else 1
    return math.prod(output) * inner
