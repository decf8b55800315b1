"""Table 1 of the paper, counted instead of quoted (section 4).

PyTorch counts the multiplications of a layer from the shapes that it sees; sequential steps are counted in the
recorded run of a layer; the path length comes from a search. The formulas are shown for comparison.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import numpy as np

from ...core.operations.window import Window
from ...core.support.localization import N_
from ...core.trace.tags import Tag
from . import cost
from .families import paths
from .lab import Floats, Parameter, Result, Table, result, single, table

LENGTHS = tuple(64 * 2**power for power in range(7))  # to 4096
CURVES = ("scores", "attention", "rnn", "gru", "lstm", "convolution", "restricted")
CHAINS = ("attention", "rnn", "lstm", "gru", "convolution")
CHAIN_LENGTHS = (1, 2, 4, 8, 16, 32)
RIVALS = ("rnn", "gru", "lstm", "convolution")
NARROW = 4  # width of the layers used only for their dependencies
SHOWS = Tag.UNTRAINED
PARAMETERS = (
    Parameter("n", 100, "n, number of positions in the sequence", 2, 1024, 50, whole=True),
    Parameter("d", 512, "d, the width of the vectors", 1, 4096, 64, whole=True),
    Parameter("k", 3, "k, the width of the kernel", 2, 99, whole=True),
    Parameter("r", 16, "r, the size of the neighborhood", 2, 1024, whole=True),
)


def run(n: int, d: int, k: int, r: int) -> Result:
    """Multiply-adds, sequential steps and paths, counted; where the costs cross; and how they grow with n."""
    counts = Counts(n, d, k, r)
    products, waits = counts.products(n), counts.in_order()
    crossed, ends = counts.crossings(), path(n, k, min(r, n))
    convolutions = [products["convolution"]] * 2
    counted = np.array([products["scores"], products["rnn"], *convolutions, products["restricted"]])
    until_rnn, until_lstm = crossed[0, RIVALS.index("rnn")], crossed[1, RIVALS.index("lstm")]
    band = products["restricted"] / products["scores"]
    formula = cost.operations(float(n), d, k, r)
    in_order = np.array([waits[name] for name in ("attention", "rnn", *["convolution"] * 2, "attention")])
    curves = np.array([list(counts.products(length).values()) for length in LENGTHS])
    of_curves = {"n": LENGTHS, "kind": CURVES}
    return result(
        {
            "kind": cost.KINDS,
            "part": ("query", "key", "value", "Q Kᵀ", "weights · V", "output"),
            "counted": ("Q Kᵀ and weights · V", "projections too"),
            "against": RIVALS,
        },
        table1=table(
            np.stack([counted, in_order, ends[:, 0]], axis=-1),
            "kind, column",
            "Table 1, counted: attention without projections, one layer; the path through as many layers as needed.",
            {"column": ("multiply-adds", "in order", "longest path")},
        ),
        formulas=table(
            np.stack([formula, cost.sequential(n), cost.layers(n, d, k, r)], axis=-1),
            "kind, column",
            "The formulas of table 1; instead of a path length, the number of layers until one output has "
            "seen all positions.",
            {"column": ("n²d, nd², …", "in order", "layers")},
        ),
        times=table(counted / formula, "kind", "Counted ÷ formula: the factor that O( ) omits."),
        sequential=table(
            in_order, "kind", "How often the same step occurs in the longest chain of dependencies."
        ),
        path=table(ends[:, 0], "kind", "Number of steps from the first input to the last output."),
        see_all=table(ends[:, 1], "kind", "Layers needed until the last output has seen all positions."),
        around=table(
            around(n, k, min(r, n)),
            "kind",
            "Layers needed from end to end with windows centered on each position: twice as many.",
            {"kind": ("convolution", "restricted")},
        ),
        parts=table(counts.parts(n), "part", "Multiply-adds of each step of self-attention."),
        projections=single(
            products["attention"] - products["scores"], "Multiply-adds of the projections: 4nd²."
        ),
        scores=single(products["scores"], "Multiply-adds of Q Kᵀ and weights · V: 2n²d."),
        attention=single(
            products["attention"], "Multiply-adds of self-attention: projections and products together."
        ),
        rnn=single(products["rnn"], "Multiply-adds of a vanilla RNN: x Wᵀ and h Uᵀ, 2nd²."),
        lstm=single(products["lstm"], "Multiply-adds of an LSTM: four times as many as an RNN."),
        band=single(band, "Multiply-adds of restricted ÷ full attention, for scores and weighted sum: r/n."),
        cheaper_until=table(
            crossed,
            "counted, against",
            "The largest n at which self-attention needs no more multiply-adds than each of these; 0: never.",
        ),
        equal=single(until_rnn, "The n at which attention without projections costs as much as an RNN."),
        equal_lstm=single(until_lstm, "The n at which attention with projections costs as much as an LSTM."),
        lengths=table(LENGTHS, "n", "The sequence lengths of the curves."),
        multiply_adds=table(curves, "n, kind", "Number of multiply-adds of one layer of width d.", of_curves),
        **{
            f"curve_{kind}": table(curve, "n", "Multiply-adds, {kind}.", kind=kind)
            for kind, curve in zip(CURVES, curves.T, strict=True)
        },
        **counts.chains(),
    )


class Counts:
    """Layers of each kind with these sizes, and their counts."""

    def __init__(self, n: int, d: int, k: int, r: int) -> None:
        from .families import layers

        self._layers = layers
        self.n, self.d, self.k, self.r = n, d, k, r
        # A recurrent layer and a convolution need the same multiplications at every position.
        self._position = {name: self._counted(name, 1)[""] for name in RIVALS}
        self._parts: dict[int, Floats] = {}

    def _counted(self, kind: str, n: int) -> Mapping[str, int]:
        kinds = self._layers.kinds(self.d, self.k, min(self.r, n))
        return self._layers.multiply_adds(kinds[kind], n, self.d)

    def parts(self, n: int) -> Floats:
        """Multiply-adds of self-attention, step by step."""
        if n not in self._parts:
            counts = self._counted("attention", n)
            boxes = [counts[f"attention.{part}"] for part in self._layers.PRODUCTS]
            self._parts[n] = np.array(boxes, dtype=np.float64)
        return self._parts[n]

    def products(self, n: int) -> dict[str, float]:
        """Multiply-adds of a layer over n positions, in the order of CURVES."""
        boxes = dict(zip(self._layers.PRODUCTS, self.parts(n), strict=True))
        between = sum(boxes[name] for name in self._layers.BETWEEN_POSITIONS)
        band = self._counted("restricted", n)
        projected = sum(band[part] for part in self._layers.PRODUCTS if part in band)
        return {
            "scores": float(between),
            "attention": float(sum(boxes.values())),
            **{name: float(n * self._position[name]) for name in RIVALS},
            "restricted": float(band[""] - projected),
        }

    def crossings(self) -> Floats:
        """[counted, against]: the largest n at which attention multiplies no more than the alternative; 0 if none."""
        return np.array([[self._until(what, rival) for rival in RIVALS] for what in ("scores", "attention")])

    def _until(self, what: str, rival: str) -> int:
        least, most = 0, self.k * self.d + 8 * self.d
        while least < most:
            middle = (least + most + 1) // 2
            own = self.parts(middle)
            if what == "scores":
                own = own[[self._layers.PRODUCTS.index(name) for name in self._layers.BETWEEN_POSITIONS]]
            if own.sum() <= middle * self._position[rival]:
                least = middle
            else:
                most = middle - 1
        return least

    def in_order(self) -> dict[str, int]:
        """How many times the same step occurs in the longest chain."""
        return {
            name: max(Counter(self._chain(name, self.n)).values())
            for name in ("attention", "rnn", "convolution")
        }

    def chains(self) -> dict[str, Table]:
        """The growth of the longest chain with n."""
        lengths = np.array([[len(self._chain(name, n)) for name in CHAINS] for n in CHAIN_LENGTHS])
        labels = {"n": CHAIN_LENGTHS, "kind": CHAINS}
        per_position = np.diff(lengths, axis=0)[-1] / np.diff(CHAIN_LENGTHS)[-1]
        added = N_("Number of steps that each additional position adds to the chain.")
        return {
            "chain": table(lengths, "n, kind", "Steps in the longest chain of dependencies.", labels),
            "chain_lengths": table(CHAIN_LENGTHS, "n", "The sequence lengths in the table `chain`."),
            "per_position": table(per_position, "kind", added, {"kind": CHAINS}),
        }

    def _chain(self, name: str, n: int) -> list[str]:
        narrow = self._layers.kinds(NARROW, self.k, 2)
        steps = self._layers.recorded(narrow[name], n, NARROW)
        return [step.name for step in self._layers.longest_chain(steps)]


def path(n: int, k: int, r: int) -> Floats:
    """[kind, 2]: the longest path from an input to an output; layers until the last output has seen all positions.

    Every kind is causal: a position reads itself and earlier ones. The path through a recurrent layer goes through
    its states, including the step into the first one.
    """
    whole = paths.search(paths.windows(Window.causal(n), n), n)
    through_states = paths.search(paths.windows(Window.causal(2), n), n).all + 1
    stacks = (paths.windows(Window.causal(k), n), paths.growing(k, n), paths.windows(Window.causal(r), n))
    found = [whole, paths.Found(whole.one, through_states), *(paths.search(each, n) for each in stacks)]
    return np.array([(each.all, each.one) for each in found], dtype=np.float64)


def around(n: int, k: int, r: int) -> Floats:
    """Layers from one end to the other with windows centered on each position: convolution, restricted attention."""
    return np.array([paths.search(paths.windows(Window.same(width), n), n).all for width in (k, r)])
