"""What a layer costs and how far it sees, by its kind: table 1 of the paper, computed.

Section 4.
Of restricted attention the paper counts n/r layers: each brings r more positions. Where neighbourhoods overlap by the
position itself it is a few more; the order of magnitude is what counts.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from .lab import Parameter, Result, Table, Value, single

Numbers = NDArray[np.float64]

KINDS = ("attention", "recurrent", "convolution", "dilated", "restricted")
PLACES = 120
DEPTH = 6  # layers in the table of what an output has seen
PARAMETERS = (
    Parameter("n", 1000, "n, positions in a sequence", 2, 100_000, 100, whole=True),
    Parameter("d", 512, "d, the width of a vector", 1, 8192, 64, whole=True),
    Parameter("k", 3, "k, the width of the kernel", 2, 99, whole=True),
    Parameter("r", 16, "r, the neighbours looked at", 2, 4096, whole=True),
)


def run(n: Value, d: Value, k: Value, r: Value) -> Result:
    """Operations, steps in order, and layers until one output has seen all positions, of each kind of layer."""
    sizes = int(n), int(d), int(k), int(r)
    along = ("kind",)
    lengths = np.unique(np.geomspace(2, 16 * sizes[1], PLACES).round())
    costs = np.array([operations(float(length), *sizes[1:]) for length in lengths])
    row = operations(float(sizes[0]), *sizes[1:])
    reach = layers(*sizes)
    labels = {"kind": KINDS}
    return Result(
        {
            "operations": Table(row, along, labels, "Operations of a layer: n²d, nd², knd², knd², rnd."),
            "sequential": Table(sequential(sizes[0]), along, labels, "Steps that must wait for one another."),
            "layers": Table(reach, along, labels, "Layers until an output has seen all n positions."),
            "field": Table(
                np.array([field(depth, *sizes) for depth in range(1, DEPTH + 1)]),
                ("layers", "kind"),
                {"layers": tuple(map(str, range(1, DEPTH + 1))), "kind": KINDS},
                "How many positions an output has seen after so many layers.",
            ),
            "attention_layers": single(reach[0], "Layers of self-attention."),
            "convolutional_layers": single(reach[2], "Layers of convolution without gaps: ⌈(n−1)/(k−1)⌉."),
            "dilated_layers": single(reach[3], "Layers of dilated convolution: ⌈log_k n⌉."),
            "restricted_layers": single(reach[4], "Layers of restricted attention: ⌈n/r⌉."),
            "equal": single(sizes[1], "The length at which the two cost the same: n = d."),
            "ratio": single(float(row[0] / row[1]), "Self-attention ÷ recurrence: n/d."),
            "lengths": Table(lengths, ("length",), says="Lengths for the curves."),
            "attention": Table(costs[:, 0], ("length",), says="n²d."),
            "recurrent": Table(costs[:, 1], ("length",), says="nd²."),
            "convolutional": Table(costs[:, 2], ("length",), says="knd²."),
            "restricted": Table(costs[:, 4], ("length",), says="rnd."),
            "scores": single(float(sizes[0]) ** 2, "Scores of one head: n²."),
            "restricted_scores": single(
                float(sizes[0]) * min(sizes[3], sizes[0]), "With r keys a query: nr."
            ),
        }
    )


def operations(n: float, d: int, k: int, r: int) -> Numbers:
    """Of one layer of each kind, as table 1 counts them."""
    return np.array([n * n * d, n * d * d, k * n * d * d, k * n * d * d, min(r, n) * n * d], dtype=np.float64)


def sequential(n: int) -> Numbers:
    """Steps in order within one layer of each kind."""
    return np.array([1, n, 1, 1, 1], dtype=np.float64)


def layers(n: int, d: int, k: int, r: int) -> Numbers:
    """Layers until an output has seen all n positions: a recurrent layer does so alone, in n steps."""
    return np.array([1, 1, math.ceil((n - 1) / (k - 1)), powers(n, k), math.ceil(n / r)], dtype=np.float64)


def field(depth: int, n: int, d: int, k: int, r: int) -> Numbers:
    """How many positions an output has seen after `depth` layers of each kind, at most n."""
    return np.minimum(np.array([n, n, depth * (k - 1) + 1, min(n, k**depth), depth * r], dtype=np.float64), n)


def powers(n: int, k: int) -> int:
    """⌈log_k n⌉, in whole numbers."""
    exponent, reached = 0, 1
    while reached < n:
        exponent, reached = exponent + 1, reached * k
    return exponent
