"""The cost and reach of each kind of layer: table 1 of the paper, computed.

Section 4. For restricted attention the paper counts n/r layers: each adds r positions. Where a neighborhood also
includes the position itself, a few more layers are needed; only the order of magnitude matters.
"""

from __future__ import annotations

import math

import numpy as np

from ...core.trace.tags import Tag
from .lab import Floats, Parameter, Result, numbered, result, single, table

KINDS = ("attention", "recurrent", "convolution", "dilated", "restricted")
PLACES = 120
DEPTH = 6  # layers in the table of receptive fields
SHOWS = Tag.PAPER
PARAMETERS = (
    Parameter("n", 1000, "n, number of positions in the sequence", 2, 100_000, 100, whole=True),
    Parameter("d", 512, "d, the width of the vectors", 1, 8192, 64, whole=True),
    Parameter("k", 3, "k, the width of the kernel", 2, 99, whole=True),
    Parameter("r", 16, "r, the size of the neighborhood", 2, 4096, whole=True),
)


def run(n: int, d: int, k: int, r: int) -> Result:
    """Operations, sequential steps, and layers until an output has seen all positions, for each kind of layer."""
    lengths = np.unique(np.geomspace(2, 16 * d, PLACES).round())
    costs = np.array([operations(float(length), d, k, r) for length in lengths])
    row = operations(float(n), d, k, r)
    reach = layers(n, d, k, r)
    seen = [field(depth, n, d, k, r) for depth in range(1, DEPTH + 1)]
    return result(
        {"kind": KINDS, "layers": numbered(DEPTH)},
        operations=table(row, "kind", "Operations per layer: n²d, nd², knd², knd², rnd."),
        sequential=table(sequential(n), "kind", "Sequential steps, which cannot run in parallel."),
        layers=table(reach, "kind", "Layers needed until an output has seen all n positions."),
        field=table(
            seen, "layers, kind", "How many positions an output has seen after each number of layers."
        ),
        attention_layers=single(reach[0], "Layers of self-attention needed."),
        convolutional_layers=single(
            reach[2], "Layers of convolution needed, without dilation: ⌈(n−1)/(k−1)⌉."
        ),
        dilated_layers=single(reach[3], "Layers of dilated convolution needed: ⌈log_k n⌉."),
        restricted_layers=single(reach[4], "Layers of restricted attention needed: ⌈n/r⌉."),
        equal=single(d, "The length at which self-attention and recurrence cost the same: n = d."),
        ratio=single(row[0] / row[1], "Self-attention ÷ recurrence: n/d."),
        lengths=table(lengths, "length", "The sequence lengths of the curves."),
        attention=table(costs[:, 0], "length", "Self-attention: n²d operations."),
        recurrent=table(costs[:, 1], "length", "Recurrence: nd² operations."),
        convolutional=table(costs[:, 2], "length", "Convolution: knd² operations."),
        restricted=table(costs[:, 4], "length", "Restricted attention: rnd operations."),
        scores=single(float(n) ** 2, "Number of scores of one head: n²."),
        restricted_scores=single(float(n) * min(r, n), "Number of scores with r keys per query: nr."),
    )


def operations(n: float, d: int, k: int, r: int) -> Floats:
    """Operations of one layer of each kind, as table 1 counts them."""
    return np.array([n * n * d, n * d * d, k * n * d * d, k * n * d * d, min(r, n) * n * d], dtype=np.float64)


def sequential(n: int) -> Floats:
    """Sequential steps within one layer of each kind."""
    return np.array([1, n, 1, 1, 1], dtype=np.float64)


def layers(n: int, d: int, k: int, r: int) -> Floats:
    """Layers until an output has seen all n positions: one recurrent layer is enough, in n steps."""
    return np.array([1, 1, math.ceil((n - 1) / (k - 1)), powers(n, k), math.ceil(n / r)], dtype=np.float64)


def field(depth: int, n: int, d: int, k: int, r: int) -> Floats:
    """How many positions an output has seen after `depth` layers of each kind, at most n."""
    return np.minimum(np.array([n, n, depth * (k - 1) + 1, min(n, k**depth), depth * r], dtype=np.float64), n)


def powers(n: int, k: int) -> int:
    """⌈log_k n⌉, computed with integers."""
    exponent, reached = 0, 1
    while reached < n:
        exponent, reached = exponent + 1, reached * k
    return exponent
