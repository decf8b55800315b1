"""Attention constructed to be a convolution: one head for each position of the kernel.

Cordonnier et al. 2020, arXiv 1911.03584, theorem 1.
Nothing is trained. Each head attends to one shift: the larger the sharpness, the closer its weights are to one-hot.
Concat then holds the window of a convolution, and W^O is the flattened kernel.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from ....core.operations.window import EDGES, REPLICATE, ZEROS
from ....core.support.errors import Problem
from ..lab import Parameter, Result, Table, result, single, vector
from .kernel_heads import IN, OUT, Pair, around, flat_names, looked_at, numbered
from .relative import Places, Steps, encoding

SEQUENCE, IMAGE = "1-D", "2-D"
SHAPES: Mapping[str, tuple[int, ...]] = {SEQUENCE: (12,), IMAGE: (6, 6)}
BOUNDS: Mapping[str, float] = {"float32": 2e-5, "float64": 1e-12}
SHARPNESSES = np.arange(0.0, 42.0, 2.0)
MODELS = ("convolution", "attention")
PARAMETERS = (
    Parameter("kind", SEQUENCE, "along a sequence or over an image", choices=tuple(SHAPES)),
    Parameter("width", "3", "width of the kernel; squared over an image", choices=("3", "5")),
    Parameter("padding", REPLICATE, "what the window sees beyond the edges", choices=EDGES),
    Parameter("sharpness", 40.0, "α, how sharply each head attends to its position", 0, 100),
    Parameter("precision", "float64", "precision of each step's numbers", choices=tuple(BOUNDS)),
    Parameter("without", 0, "the head to remove; 0: none", 0, 25, whole=True),
    Parameter("apart", 1, "distance between the heads' positions", 1, 3, whole=True),
    Parameter("moved", 0, "further shift of head 1 to the left", 0, 4, whole=True),
    Parameter("query", 0, "query whose attention is shown, from 1; 0: the middle", 0, 36, whole=True),
    Parameter("seed", 0, "random seed of the input and kernel", 0, 9999, whole=True),
)


def run(
    kind: str,
    width: str,
    padding: str,
    sharpness: float,
    precision: str,
    without: int,
    apart: int,
    moved: int,
    query: int,
    seed: int,
) -> Result:
    """Both on the same random input, where they differ, and what each head attends to."""
    shape = SHAPES[kind]
    window = around(int(width), len(shape))
    pair = Pair(
        shape=shape,
        shifts=looked_at(window, apart, moved),
        edge=padding,
        precision=precision,
        without=_place("heads", without, len(window)),
        seed=seed,
    )
    asked = _place("positions", query, int(np.prod(shape)))
    alpha = sharpness
    steps = pair.steps(alpha)
    return result(
        **_layers(pair),
        **_outputs(pair, steps),
        **_errors(pair),
        padding_errors=_padding_errors(pair, alpha),
        **_taken_away(pair, alpha),
        **_looking(pair, alpha, steps, _middle(shape) if asked is None else asked),
        **_fields(pair, steps, window, _middle(shape)),
        **_sizes(pair),
    )


def _place(of: str, number: int, most: int) -> int | None:
    """The number counted from 0; None for 0, which means none."""
    if number > most:
        raise Problem(f"there are only {most} {of} here, no number {number}")
    return number - 1 if number else None


def _middle(shape: tuple[int, ...]) -> int:
    return int(np.ravel_multi_index([(size - 1) // 2 for size in shape], shape))


def _layers(pair: Pair) -> dict[str, Table]:
    """The parameters and the input of both."""
    x, kernel, bias = pair.numbers
    layer = pair.layer(0)
    side = round(len(pair.shifts) ** (1 / pair.along))
    places = ("place",) if pair.along == 1 else ("kernel row", "kernel column")
    brought = {"brought": pair.brought_names}
    return {
        "heads": single(len(pair.shifts), "Number of heads: one for each position of the kernel."),
        "shifts": Table(
            pair.shifts,
            ("head", "along"),
            {"head": numbered(len(pair.shifts)), "along": pair.place_axes},
            "The shift that each head attends to, relative to the query.",
        ),
        "input": Table(pair.laid(x), pair.channel_axes, pair.place_names, "The random input of both."),
        "kernel": Table(
            kernel.reshape(OUT, IN, *(side,) * pair.along),
            ("out", "in", *places),
            says="The random weights of the convolution.",
        ),
        "bias": vector(bias, "out", "The bias, the same for both."),
        "w_value": Table(layer.w_value, ("brought", "in"), brought, "W^V: every head copies its input."),
        "w_output": Table(layer.w_output, ("out", "brought"), brought, "W^O: the flattened kernel, by head."),
    }


def _outputs(pair: Pair, steps: Steps) -> dict[str, Table]:
    """The outputs of both, and how far they differ."""
    axes, words = pair.channel_axes, pair.place_names
    places = {"position": flat_names(pair.shape), "brought": pair.brought_names}
    return {
        "concat": Table(
            steps.concat,
            ("position", "brought"),
            places,
            "The concatenated heads: the window around each position.",
        ),
        "convolved": Table(pair.convolved, axes, words, "The output of the convolution, in float64."),
        "attended": Table(pair.laid(steps.output), axes, words, "Attention's output for the same input."),
        "difference": Table(pair.difference(steps), axes, words, "Attention − convolution."),
        "error": single(pair.error(steps), "The largest absolute difference."),
        "bound": single(BOUNDS[pair.precision], "Below this difference the two are equal at this precision."),
    }


def _errors(pair: Pair) -> dict[str, Table]:
    """The error over a range of sharpness, in both precisions."""
    swept = np.array([_swept(replace(pair, precision=precision)) for precision in BOUNDS])
    errors, own = swept[..., 0], swept[list(BOUNDS).index(pair.precision), :, 1]
    reached = SHARPNESSES[errors[list(BOUNDS).index(pair.precision)] <= BOUNDS[pair.precision]]
    return {
        "sharpnesses": vector(SHARPNESSES, "sharpness", "A range of α."),
        "errors": Table(
            errors,
            ("precision", "sharpness"),
            {"precision": tuple(BOUNDS), "sharpness": tuple(f"{alpha:g}" for alpha in SHARPNESSES)},
            "The error at each α.",
        ),
        "own": vector(own, "sharpness", "The smallest weight that a head gives its own position, at each α."),
        "enough": single(
            float(reached[0]) if len(reached) else np.nan,
            "The smallest of these α with an error below the bound, if any.",
            gaps=True,
        ),
    }


def _swept(pair: Pair) -> list[tuple[float, float]]:
    """The error, and the smallest weight that a head gives its own position, at each α."""
    made = (pair.steps(alpha) for alpha in SHARPNESSES)
    return [(pair.error(steps), float(steps.weights.max(axis=-1).min())) for steps in made]


def _padding_errors(pair: Pair, alpha: float) -> Table:
    """The same attention against both paddings."""
    made = [replace(pair, edge=edge) for edge in (REPLICATE, ZEROS)]
    steps = [each.steps(alpha) for each in made]
    errors = np.array([[convolved.error(attended) for convolved in made] for attended in steps])
    return Table(
        errors,
        ("attention", "convolution"),
        {"attention": ("as it is", "with a ring of zeros"), "convolution": (REPLICATE, ZEROS)},
        "The error of attention, without and with a ring of zero tokens, relative to a convolution with each padding.",
    )


def _taken_away(pair: Pair, alpha: float) -> dict[str, Table]:
    """The error without each head."""
    count = len(pair.shifts)
    less = [replace(pair, without=head) for head in range(count)]
    errors = np.array([each.error(each.steps(alpha)) for each in less])
    gone = np.arange(count) == (-1 if pair.without is None else pair.without)
    return {
        "without_each": pair.on_kernel(errors, "The error if only that head is removed."),
        "missing": pair.on_kernel(gone, "The missing position of the kernel."),
    }


def _looking(pair: Pair, alpha: float, steps: Steps, query: int) -> dict[str, Table]:
    """The queries of the heads, the keys, and the resulting attention from one position."""
    features = ("‖δ‖²", *(f"δ {axis}" for axis in pair.place_axes))
    heads = pair.head_names
    keys = flat_names(pair.places, pair.ring)
    return {
        "asks": Table(
            pair.layer(alpha).asks,
            ("head", "feature"),
            {"head": heads, "feature": features},
            "u_h: the query of each head, the same at every position.",
        ),
        "relative": Table(
            encoding(pair.offsets[query]),
            ("key", "feature"),
            {"key": keys, "feature": features},
            "r_δ of each key: its offset from the query.",
        ),
        "scores": pair.on_keys(steps.scores[:, query], "head", heads, "u_h · r_δ of one query."),
        "maps": pair.on_keys(steps.weights[:, query], "head", heads, "Each head's attention from one query."),
        "weights": Table(
            steps.weights,
            ("head", "query", "key"),
            {"head": heads, "query": flat_names(pair.shape), "key": keys},
            "The attention of each head from each query.",
        ),
    }


def _fields(pair: Pair, steps: Steps, window: Places, query: int) -> dict[str, Table]:
    """The positions that one output depends on: a convolution of the kernel's width, and the attention."""
    stays = [head for head in range(len(pair.shifts)) if head != pair.without]
    seen = np.abs(pair.offsets[query][:, None] - window).max(axis=-1).min(axis=-1) == 0
    return {
        "field": pair.on_keys(
            np.stack([seen, steps.weights[stays, query].max(axis=0)]),
            "model",
            MODELS,
            "The positions that the middle output depends on: a window of the kernel's width, and the attention.",
        ),
        "widths": vector(
            np.array([window[:, -1].max() - window[:, -1].min(), np.ptp(pair.shifts[:, -1])]) + 1,
            "model",
            "From the leftmost to the rightmost of these positions: a window of the kernel's width, and the attention.",
            MODELS,
        ),
    }


def _sizes(pair: Pair) -> dict[str, Table]:
    """The number of parameters of both; for the convolution also with a window as wide as the heads' reach."""
    layer = pair.layer(0)
    rows = ("convolution", "as wide, without gaps", "attention")
    parts = ("kernel or W^O", "W^V", "positions", "bias")
    sizes = np.array(
        [
            [pair.numbers[1].size, 0, 0, OUT],
            [pair.window.size, 0, 0, OUT],
            [layer.w_output.size, layer.w_value.size, layer.asks.size, OUT],
        ]
    )
    return {
        "sizes": Table(sizes, ("model", "part"), {"model": rows, "part": parts}, "Parameters, by part."),
        "parameters": vector(sizes.sum(axis=1), "model", "Parameters of each.", rows),
    }
