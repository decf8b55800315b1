"""Which shape an operation's output has, known before anything is computed.

A trace may come from anywhere and claim anything: sizes that fit in a line of JSON can fill a machine's memory. So
what would be computed is held against what the trace declares, first.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from ..language import _
from ..operations.operation import Setting
from ..operations.window import Window

Shape = tuple[int, ...]
MOST_CELLS = 2**28
MOST_PRODUCTS = 2**36  # of one step: a minute of work

# What a file may ask for. A softmax of long sentences is many times larger than the queries and keys that it is made
# from, and they are in the file.
CELLS_OF_A_FILE, CELLS_OF_A_BYTE = 2**23, 32
CELLS_OF_A_PART = 64  # times as large may the whole be that a recorded part is computed from
PRODUCTS_OF_A_CELL = 256  # multiplications, in a product of matrices, that take as long as a cell elsewhere


SQUEEZED = {  # through a sigmoid or a tanh, number by number
    *("tanh", "sigmoid", "state", "input_gate", "forget_gate", "cell_candidate", "output_gate"),
    *("reset_gate", "update_gate", "candidate"),
}
WIDENED = {  # an output as wide as its inputs laid over each other
    *("embedding_scale", "embedding_sum", "parts_sum", "add", "relu", "gelu", "dropout_mask", "dropout"),
    *("scaled", "unscaled", "filled", "unmasked", "softmax", "softmax_then_mask", "log_softmax"),
    *("cell_state", "hidden_state", "updated_state"),
    *SQUEEZED,
}
AS_ITS_FIRST = {"set", "patched", "silenced", "kept_alone"}
BY_AXES = {
    "dot_products",
    "heads",
    "concat",
    "masked",
    "padding_mask",
    "causal_mask",
    "band_mask",
    "image_positions",
}
BY_SIZES = {
    *("sinusoidal_positions", "no_positions", "key_cache", "value_cache"),
    *("input_at", "start", "states", "image"),
}
PROJECTIONS = {"query", "key", "value"}
LINEAR = {"attention_output", "hidden", "feed_forward_output", "logits", "remembered"}
CONVOLUTIONS = {"convolution", "convolution_2d"}
RECURRENT = {"recurrent_sum", "candidate_sum"}
MULTIPLYING = {"dot_products", "heads"} | PROJECTIONS | LINEAR | RECURRENT
BY_PARAMETERS = {
    *("token_embedding", "learned_positions", "layer_norm", "learned_scale"),
    *PROJECTIONS | LINEAR | CONVOLUTIONS | RECURRENT,
}

# Operations that make a head of their inputs' same head alone, whatever its number.
HEAD_BY_HEAD = {
    *("dot_products", "scaled", "unscaled", "masked", "filled", "unmasked", "softmax", "softmax_then_mask"),
    *("heads", "key_cache", "value_cache"),
}


def predicted(operation: str, inputs: Sequence[Shape], settings: Mapping[str, Setting]) -> Shape | None:
    """The shape of an operation's output; None for one that is not known here.

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
        case (("padding_mask" | "causal_mask" | "band_mask"), [(asking,), (offering,)]):
            return asking, offering
        case (("sinusoidal_positions" | "no_positions"), [(positions,)]):
            return positions, int(settings["d_model"])
        case (("key_cache" | "value_cache"), [(heads, _, d), *_]):
            if all((*shape[:1], *shape[2:]) == (heads, d) for shape in inputs):
                return heads, sum(shape[1] for shape in inputs), d
        case (("token_embedding" | "learned_positions"), [(positions,), (_, features)]):
            return positions, features
        case "layer_norm", [(positions, features), *others] if others == [(features,)] * 2:
            return positions, features
    for known in (_of_linear, _of_convolution, _of_recurrent, _of_image):
        if (shape := known(operation, inputs, settings)) is not None:
            return shape
    if operation in AS_ITS_FIRST and inputs:
        return inputs[0]
    if operation in WIDENED and inputs:
        return np.broadcast_shapes(*inputs)
    if operation in WIDENED | AS_ITS_FIRST | BY_AXES | BY_SIZES | BY_PARAMETERS:
        raise ValueError(
            _("their shapes are {shapes}").format(
                shapes=" and ".join(str(list(shape)) for shape in inputs) or "none"
            )
        )
    return None


def _of_linear(operation: str, inputs: Sequence[Shape], settings: Mapping[str, Setting]) -> Shape | None:
    """The shape of x Wᵀ + b, all of it or head by head; None where that is not what the inputs are."""
    match inputs:
        case [(positions, inner), (out, also_inner), *bias] if inner == also_inner:
            if operation in LINEAR and bias in ([], [(out,)]):
                return positions, out
            if operation in PROJECTIONS and not bias and not out % (heads := int(settings["heads"])):
                return heads, positions, out // heads
    return None


def _of_convolution(operation: str, inputs: Sequence[Shape], settings: Mapping[str, Setting]) -> Shape | None:
    match operation, inputs:
        case "convolution", [(positions, inner), (out, also_inner, width), (also_out,)] if (inner, out) == (
            also_inner,
            also_out,
        ):
            return Window.of(width, settings).count(positions), out
        case "convolution_2d", [(inner, *sizes), (out, also_inner, *widths), (also_out,)] if (inner, out) == (
            also_inner,
            also_out,
        ):
            rows, columns = (
                Window.of(width, settings).count(size) for width, size in zip(widths, sizes, strict=True)
            )
            return out, rows, columns
    return None


def _of_recurrent(operation: str, inputs: Sequence[Shape], settings: Mapping[str, Setting]) -> Shape | None:
    """The shapes of what is computed at one position."""
    match operation, inputs:
        case "input_at", [(positions, features)] if 0 <= int(settings["place"]) < positions:
            return 1, features
        case "start", [(_, _)]:
            return 1, int(settings["size"])
        case "states", [(1, features), *_] if all(shape == (1, features) for shape in inputs):
            return len(inputs), features
        case "recurrent_sum", [(1, inner), (1, state), weight, recurrent, (out,)] if (weight, recurrent) == (
            (out, inner),
            (out, state),
        ):
            return 1, out
        case "candidate_sum", [(1, inner), (1, out), remembered, weight, bias] if (
            remembered,
            weight,
            bias,
        ) == ((1, out), (out, inner), (out,)):
            return 1, out
    return None


def _of_image(operation: str, inputs: Sequence[Shape], settings: Mapping[str, Setting]) -> Shape | None:
    match operation, inputs:
        case "image_positions", [(channels, rows, columns)]:
            return rows * columns, channels
        case "image", [(positions, features)] if not positions % (columns := int(settings["columns"])):
            return features, positions // columns, columns
        case "learned_scale", [(positions, features), (1,)]:
            return positions, features
    return None


def products(operation: str, inputs: Sequence[Shape], output: Shape) -> int:
    """How many multiplications an operation takes, roughly."""
    if operation in CONVOLUTIONS and len(inputs) > 1:
        return math.prod(output) * math.prod(inputs[1][1:])
    inner = inputs[0][-1] if operation in MULTIPLYING and inputs and inputs[0] else 1
    return math.prod(output) * inner
