"""Attention built to be a convolution: a head for each place of the kernel.

Cordonnier et al. 2020, arXiv 1911.03584, theorem 1.
Nothing is trained. Each head looks at one shift, and the more sharply, the nearer its weights are to a single 1: it
brings back what stands there. Concat then holds the window of a convolution, and W^O is the kernel, laid flat.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from ....core.operations.window import EDGES, REPLICATE, ZEROS
from ....core.support.errors import Problem
from ..lab import Parameter, Result, Table, Value, single
from .kernel_heads import IN, OUT, Pair, around, looked_at
from .kernel_tables import (
    brought_names,
    channel_axes,
    flat_names,
    head_names,
    numbered,
    on_kernel,
    on_keys,
    place_axes,
    place_names,
)
from .relative import Places, Steps, encoding

SEQUENCE, IMAGE = "1-D", "2-D"
SHAPES: Mapping[str, tuple[int, ...]] = {SEQUENCE: (12,), IMAGE: (6, 6)}
BOUNDS: Mapping[str, float] = {"float32": 2e-5, "float64": 1e-12}
SHARPNESSES = np.arange(0.0, 42.0, 2.0)
MODELS = ("convolution", "attention")
PARAMETERS = (
    Parameter("kind", SEQUENCE, "along a sequence or over an image", choices=tuple(SHAPES)),
    Parameter("width", "3", "of the kernel; over an image it is squared", choices=("3", "5")),
    Parameter("padding", REPLICATE, "what the window sees beyond the edge", choices=EDGES),
    Parameter("sharpness", 40.0, "α, how sharply each head looks at its place", 0, 100),
    Parameter("precision", "float64", "in which each step's numbers are kept", choices=tuple(BOUNDS)),
    Parameter("without", 0, "the head that is taken away; 0: none", 0, 25, whole=True),
    Parameter("apart", 1, "how far apart the heads look", 1, 3, whole=True),
    Parameter("moved", 0, "how many places further to the left head 1 looks", 0, 4, whole=True),
    Parameter("query", 0, "whose attention is shown, counted from 1; 0: the middle", 0, 36, whole=True),
    Parameter("seed", 0, "of the random input and kernel", 0, 9999, whole=True),
)


def run(
    kind: Value,
    width: Value,
    padding: Value,
    sharpness: Value,
    precision: Value,
    without: Value,
    apart: Value,
    moved: Value,
    query: Value,
    seed: Value,
) -> Result:
    """Both on the same random input, where they differ, and what each head looks at."""
    shape = SHAPES[str(kind)]
    window = around(int(width), len(shape))
    pair = Pair(
        shape=shape,
        shifts=looked_at(window, int(apart), int(moved)),
        edge=str(padding),
        precision=str(precision),
        without=_place("heads", int(without), len(window)),
        seed=int(seed),
    )
    asked = _place("positions", int(query), int(np.prod(shape)))
    alpha = float(sharpness)
    steps = pair.steps(alpha)
    return Result(
        {
            **_layers(pair),
            **_outputs(pair, steps),
            **_errors(pair),
            "padding_errors": _padding_errors(pair, alpha),
            **_taken_away(pair, alpha),
            **_looking(pair, alpha, steps, _middle(shape) if asked is None else asked),
            **_fields(pair, steps, window, _middle(shape)),
            **_sizes(pair),
        }
    )


def _place(of: str, number: int, most: int) -> int | None:
    """Counted from 0; None for the number 0, which is none."""
    if number > most:
        raise Problem(f"there are {most} {of} here, so none is number {number}")
    return number - 1 if number else None


def _middle(shape: tuple[int, ...]) -> int:
    return int(np.ravel_multi_index([(size - 1) // 2 for size in shape], shape))


def _layers(pair: Pair) -> dict[str, Table]:
    """What both are made of."""
    x, kernel, bias = pair.numbers
    layer = pair.layer(0)
    side = round(len(pair.shifts) ** (1 / pair.along))
    places = ("place",) if pair.along == 1 else ("kernel row", "kernel column")
    brought = {"brought": brought_names(pair)}
    return {
        "heads": single(len(pair.shifts), "How many heads there are: one for each place of the kernel."),
        "shifts": Table(
            pair.shifts,
            ("head", "along"),
            {"head": numbered(len(pair.shifts)), "along": place_axes(pair)},
            "Where each head looks, seen from the query.",
        ),
        "input": Table(
            pair.laid(x), channel_axes(pair), place_names(pair), "The random input, which both are given."
        ),
        "kernel": Table(
            kernel.reshape(OUT, IN, *(side,) * pair.along),
            ("out", "in", *places),
            says="The random weights of the convolution.",
        ),
        "bias": Table(bias, ("out",), says="The bias of both."),
        "w_value": Table(
            layer.w_value, ("brought", "in"), brought, "W^V: every head hands over what it sees."
        ),
        "w_output": Table(
            layer.w_output, ("out", "brought"), brought, "W^O: the kernel laid flat, head by head."
        ),
    }


def _outputs(pair: Pair, steps: Steps) -> dict[str, Table]:
    """What both make of the input, and how far they differ."""
    axes, words = channel_axes(pair), place_names(pair)
    places = {"position": flat_names(pair.shape), "brought": brought_names(pair)}
    return {
        "concat": Table(
            steps.concat, ("position", "brought"), places, "What the heads bring: each position's window."
        ),
        "convolved": Table(
            pair.convolved, axes, words, "What the convolution makes of the input, in float64."
        ),
        "attended": Table(pair.laid(steps.output), axes, words, "What attention makes of the same input."),
        "difference": Table(pair.difference(steps), axes, words, "Attention − convolution."),
        "error": single(pair.error(steps), "The largest of the differences, without sign."),
        "bound": single(
            BOUNDS[pair.precision], "Below this the two are equal, as far as this precision goes."
        ),
    }


def _errors(pair: Pair) -> dict[str, Table]:
    """The same for a range of sharpness, in both precisions."""
    swept = np.array([_swept(replace(pair, precision=precision)) for precision in BOUNDS])
    errors, own = swept[..., 0], swept[list(BOUNDS).index(pair.precision), :, 1]
    reached = SHARPNESSES[errors[list(BOUNDS).index(pair.precision)] <= BOUNDS[pair.precision]]
    return {
        "sharpnesses": Table(SHARPNESSES, ("sharpness",), says="A range of α."),
        "errors": Table(
            errors,
            ("precision", "sharpness"),
            {"precision": tuple(BOUNDS), "sharpness": tuple(f"{alpha:g}" for alpha in SHARPNESSES)},
            "The error at each α.",
        ),
        "own": Table(
            own, ("sharpness",), says="The least weight that a head puts on its own place, at each α."
        ),
        "enough": single(
            float(reached[0]) if len(reached) else np.nan,
            "The first of these α with an error below the bound, if one has.",
            gaps=True,
        ),
    }


def _swept(pair: Pair) -> list[tuple[float, float]]:
    """At each α the error, and the least weight that a head puts on its own place."""
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
        "The error of attention, without and with a ring of zero tokens, against a convolution of each padding.",
    )


def _taken_away(pair: Pair, alpha: float) -> dict[str, Table]:
    """What each head is good for: the error without it."""
    count = len(pair.shifts)
    less = [replace(pair, without=head) for head in range(count)]
    errors = np.array([each.error(each.steps(alpha)) for each in less])
    gone = np.arange(count) == (-1 if pair.without is None else pair.without)
    return {
        "without_each": on_kernel(pair, errors, "The error if that head alone is taken away."),
        "missing": on_kernel(pair, gone, "The place of the kernel that is missing."),
    }


def _looking(pair: Pair, alpha: float, steps: Steps, query: int) -> dict[str, Table]:
    """What the heads ask, what the keys answer, and the attention that comes of it, seen from one place."""
    features = ("‖δ‖²", *(f"δ {axis}" for axis in place_axes(pair)))
    heads = head_names(pair)
    keys = flat_names(pair.places, pair.ring)
    return {
        "asks": Table(
            pair.layer(alpha).asks,
            ("head", "feature"),
            {"head": heads, "feature": features},
            "u_h: what each head asks for, wherever it stands.",
        ),
        "relative": Table(
            encoding(pair.offsets[query]),
            ("key", "feature"),
            {"key": keys, "feature": features},
            "r_δ of each key: how far it is from the query.",
        ),
        "scores": on_keys(pair, steps.scores[:, query], "head", heads, "u_h · r_δ of one query."),
        "maps": on_keys(
            pair, steps.weights[:, query], "head", heads, "Where each head looks from one query."
        ),
        "weights": Table(
            steps.weights,
            ("head", "query", "key"),
            {"head": heads, "query": flat_names(pair.shape), "key": keys},
            "Where each head looks from each query.",
        ),
    }


def _fields(pair: Pair, steps: Steps, window: Places, query: int) -> dict[str, Table]:
    """What one output is made of: a convolution of the kernel's width, and the attention."""
    stays = [head for head in range(len(pair.shifts)) if head != pair.without]
    seen = np.abs(pair.offsets[query][:, None] - window).max(axis=-1).min(axis=-1) == 0
    return {
        "field": on_keys(
            pair,
            np.stack([seen, steps.weights[stays, query].max(axis=0)]),
            "model",
            MODELS,
            "What the middle output sees: a window of the kernel's width, and the attention.",
        ),
        "widths": Table(
            np.array([window[:, -1].max() - window[:, -1].min(), np.ptp(pair.shifts[:, -1])]) + 1,
            ("model",),
            {"model": MODELS},
            "From the leftmost to the rightmost place seen: a window of the kernel's width, and the attention.",
        ),
    }


def _sizes(pair: Pair) -> dict[str, Table]:
    """How many numbers both hold; of the convolution also if its window is to reach as far as the heads."""
    layer = pair.layer(0)
    rows = ("convolution", "as far, without gaps", "attention")
    parts = ("kernel or W^O", "W^V", "where to look", "bias")
    sizes = np.array(
        [
            [pair.numbers[1].size, 0, 0, OUT],
            [pair.window.size, 0, 0, OUT],
            [layer.w_output.size, layer.w_value.size, layer.asks.size, OUT],
        ]
    )
    return {
        "sizes": Table(
            sizes, ("model", "part"), {"model": rows, "part": parts}, "How many numbers each holds, by part."
        ),
        "parameters": Table(sizes.sum(axis=1), ("model",), {"model": rows}, "How many numbers each holds."),
    }
