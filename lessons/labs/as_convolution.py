"""Attention constructed to be a convolution: one head for each position of the kernel.

Cordonnier et al. 2020, arXiv 1911.03584, theorem 1.
Nothing is trained. Each head attends to one shift: the larger the sharpness, the closer its weights are to one-hot.
Concat then holds the window of a convolution, and W^O is the flattened kernel.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from ...core.operations.window import EDGES, REPLICATE, ZEROS
from ...core.support.errors import Problem
from ...core.support.localization import N_, _
from ...core.trace.tags import Tag
from .families.kernel_heads import IN, OUT, Pair, around, flat_names, shifted
from .families.relative import Places, Steps, encoding
from .lab import Parameter, Result, Table, labelled, numbered, result, single, table

SEQUENCE, IMAGE = "1-D", "2-D"
SHAPES: Mapping[str, tuple[int, ...]] = {SEQUENCE: (12,), IMAGE: (6, 6)}
BOUNDS: Mapping[str, float] = {"float32": 2e-5, "float64": 1e-12}
SHARPNESSES = np.arange(0.0, 42.0, 2.0)
MODELS = ("convolution", "attention")
SHOWS = Tag.BY_HAND
PARAMETERS = (
    Parameter("kind", SEQUENCE, "along a sequence or over an image", choices=tuple(SHAPES)),
    Parameter("width", "3", "width of the kernel; over an image, the kernel is square", choices=("3", "5")),
    Parameter("padding", REPLICATE, "what the window sees beyond the edges", choices=EDGES),
    Parameter("sharpness", 40.0, "α, how sharply each head attends to its position", 0, 100),
    Parameter("precision", "float64", "precision of each step's numbers", choices=tuple(BOUNDS)),
    Parameter("without", 0, "the head to remove; 0: none", 0, 25, whole=True),
    Parameter("apart", 1, "distance between the heads' positions", 1, 3, whole=True),
    Parameter("moved", 0, "further shift of head 1 to the left", 0, 4, whole=True),
    Parameter("query", 0, "query whose attention is shown, counted from 1; 0: the middle", 0, 36, whole=True),
    Parameter("seed", 0, "random seed for the input and kernel", 0, 9999, whole=True),
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
    head = _place(N_("there are only {most} heads here, no number {number}"), without, len(window))
    position = _place(
        N_("there are only {most} positions here, no number {number}"), query, int(np.prod(shape))
    )
    middle = int(np.ravel_multi_index([(size - 1) // 2 for size in shape], shape))
    shifts = shifted(window, apart, moved)
    pair = Pair(shape=shape, shifts=shifts, edge=padding, precision=precision, without=head, seed=seed)
    steps = pair.steps(sharpness)
    return result(
        {
            "head": pair.head_names,
            "brought": pair.concat_names,
            "model": MODELS,
            "precision": BOUNDS,
            "attention": ("as it is", "with a ring of zeros"),
            "convolution": (REPLICATE, ZEROS),
        },
        **_layers(pair),
        **_outputs(pair, steps),
        **_errors(pair),
        padding_errors=_padding_errors(pair, sharpness),
        **_without(pair, sharpness),
        **_attention(pair, sharpness, steps, middle if position is None else position),
        **_fields(pair, steps, window, middle),
        **_sizes(pair),
    )


def _place(missing: str, number: int, most: int) -> int | None:
    """The number, counted from 0 instead of 1; None for 0."""
    if number > most:
        raise Problem(_(missing, most=most, number=number))
    return number - 1 if number else None


def _layers(pair: Pair) -> dict[str, Table]:
    """The parameters and the input of both."""
    x, kernel, bias = pair.numbers
    layer = pair.layer(0)
    side = round(len(pair.shifts) ** (1 / pair.along))
    weights = kernel.reshape(OUT, IN, *(side,) * pair.along)
    kernel_axes = "place" if pair.along == 1 else "kernel row, kernel column"
    shifts = {"head": numbered(len(pair.shifts)), "along": pair.place_axes}
    return {
        "heads": single(len(pair.shifts), "Number of heads: one for each position of the kernel."),
        "shifts": table(
            pair.shifts, "head, along", "The shift that each head attends to, relative to the query.", shifts
        ),
        "input": pair.on_channels(pair.laid(x), N_("The random input, the same for both.")),
        "kernel": table(weights, f"out, in, {kernel_axes}", "The random weights of the convolution."),
        "bias": table(bias, "out", "The bias, the same for both."),
        "w_value": table(layer.w_value, "brought, in", "W^V: every head copies its input."),
        "w_output": table(layer.w_output, "out, brought", "W^O: the flattened kernel, by head."),
    }


def _outputs(pair: Pair, steps: Steps) -> dict[str, Table]:
    """The outputs of both, and how far they differ."""
    positions = {"position": flat_names(pair.shape)}
    attended, difference = pair.laid(steps.output), pair.difference(steps)
    return {
        "concat": table(
            steps.concat,
            "position, brought",
            "The concatenated heads: the window around each position.",
            positions,
        ),
        "convolved": pair.on_channels(pair.convolved, N_("The output of the convolution, in float64.")),
        "attended": pair.on_channels(attended, N_("Attention's output for the same input.")),
        "difference": pair.on_channels(difference, N_("Attention − convolution.")),
        "error": single(pair.error(steps), "The largest absolute difference."),
        "bound": single(BOUNDS[pair.precision], "Differences below this are due to rounding."),
    }


def _errors(pair: Pair) -> dict[str, Table]:
    """The error over a range of sharpness, in both precisions."""
    swept = np.array([_swept(replace(pair, precision=precision)) for precision in BOUNDS])
    errors, own = swept[..., 0], swept[list(BOUNDS).index(pair.precision), :, 1]
    reached = SHARPNESSES[errors[list(BOUNDS).index(pair.precision)] <= BOUNDS[pair.precision]]
    enough = reached[0] if len(reached) else np.nan
    alphas = {"sharpness": (f"{alpha:g}" for alpha in SHARPNESSES)}
    return {
        "sharpnesses": table(SHARPNESSES, "sharpness", "A range of values of α."),
        "errors": table(errors, "precision, sharpness", "The error at each α.", alphas),
        "own": table(own, "sharpness", "The smallest weight that a head gives its own position, at each α."),
        "enough": single(enough, "The smallest of these α with an error below the bound, if any.", gaps=True),
    }


def _swept(pair: Pair) -> list[tuple[float, float]]:
    """The error, and the smallest weight that a head gives its own position, at each α."""
    made = (pair.steps(alpha) for alpha in SHARPNESSES)
    return [(pair.error(steps), float(steps.weights.max(axis=-1).min())) for steps in made]


def _padding_errors(pair: Pair, alpha: float) -> Table:
    """The error of the same attention for both paddings."""
    made = [replace(pair, edge=edge) for edge in (REPLICATE, ZEROS)]
    steps = [each.steps(alpha) for each in made]
    return table(
        [[convolved.error(attended) for convolved in made] for attended in steps],
        "attention, convolution",
        "The error of attention, without and with a ring of zero tokens, relative to a convolution with each padding.",
    )


def _without(pair: Pair, alpha: float) -> dict[str, Table]:
    """The error without each head."""
    count = len(pair.shifts)
    less = [replace(pair, without=head) for head in range(count)]
    errors = np.array([each.error(each.steps(alpha)) for each in less])
    gone = np.arange(count) == (-1 if pair.without is None else pair.without)
    return {
        "without_each": pair.on_kernel(errors, N_("The error if only the head at that position is removed.")),
        "missing": pair.on_kernel(gone, N_("The position of the kernel whose head is removed.")),
    }


def _attention(pair: Pair, alpha: float, steps: Steps, query: int) -> dict[str, Table]:
    """The queries of the heads, the keys, and the resulting attention from one position."""
    queries, relative = pair.layer(alpha).queries, encoding(pair.offsets[query])
    labels = {
        "feature": ("‖δ‖²", *(f"δ {axis}" for axis in pair.place_axes)),
        "query": flat_names(pair.shape),
        "key": flat_names(pair.places, pair.ring),
    }
    return labelled(
        labels,
        asks=table(queries, "head, feature", "u_h: the query of each head, the same at every position."),
        relative=table(relative, "key, feature", "r_δ of each key: its offset from the query."),
        scores=pair.on_keys(steps.scores[:, query], "head", N_("u_h · r_δ for one query.")),
        maps=pair.on_keys(
            steps.weights[:, query], "head", N_("Each head's attention weights for one query.")
        ),
        weights=table(steps.weights, "head, query, key", "Each head's attention weights for each query."),
    )


def _fields(pair: Pair, steps: Steps, window: Places, query: int) -> dict[str, Table]:
    """The positions that one output depends on: a convolution of the kernel's width, and the attention."""
    stays = [head for head in range(len(pair.shifts)) if head != pair.without]
    seen = np.abs(pair.offsets[query][:, None] - window).max(axis=-1).min(axis=-1) == 0
    return {
        "field": pair.on_keys(
            np.stack([seen, steps.weights[stays, query].max(axis=0)]),
            "model",
            N_(
                "The positions that the middle output depends on: in a window of the kernel's width, "
                "and in attention."
            ),
        ),
        "widths": table(
            [1 + np.ptp(shifts[:, -1]) for shifts in (window, pair.shifts)],
            "model",
            "The width from the leftmost to the rightmost of these positions: in a window of the "
            "kernel's width, and in attention.",
        ),
    }


def _sizes(pair: Pair) -> dict[str, Table]:
    """The number of parameters of both; for the convolution also with a window as wide as the heads' reach."""
    layer = pair.layer(0)
    sizes = np.array(
        [
            [pair.numbers[1].size, 0, 0, OUT],
            [pair.window.size, 0, 0, OUT],
            [layer.w_output.size, layer.w_value.size, layer.queries.size, OUT],
        ]
    )
    labels = {
        "model": ("convolution", "equally wide, without gaps", "attention"),
        "part": ("kernel or W^O", "W^V", "positions", "bias"),
    }
    return labelled(
        labels,
        sizes=table(sizes, "model, part", "Number of parameters, by part."),
        parameters=table(sizes.sum(axis=1), "model", "Number of parameters of each model."),
    )
