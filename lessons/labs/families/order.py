"""Table 1 of the paper, counted instead of quoted (section 4).

What a layer multiplies is counted by PyTorch from the shapes it meets, what has to wait from the recorded steps of a
layer that really ran, and the path by a search through what reads what. The formulas stand beside them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ....core.operations.window import Window
from .. import cost
from ..lab import Parameter, Result, Table, Value, single
from . import paths

if TYPE_CHECKING:
    pass

Numbers = NDArray[np.float64]

LENGTHS = tuple(64 * 2**power for power in range(7))  # to 4096
CURVES = ("scores", "attention", "rnn", "gru", "lstm", "convolution", "restricted")
CHAINS = ("attention", "rnn", "lstm", "gru", "convolution")
CHAIN_LENGTHS = (1, 2, 4, 8, 16, 32)
RIVALS = ("rnn", "gru", "lstm", "convolution")
NARROW = 4  # how wide a layer is that is only asked what waits for what
COLUMNS = ("multiply-adds", "in order", "longest path")
PARAMETERS = (
    Parameter("n", 100, "n, positions in a sequence", 2, 1024, 50, whole=True),
    Parameter("d", 512, "d, the width of a vector", 1, 4096, 64, whole=True),
    Parameter("k", 3, "k, the width of the kernel", 2, 99, whole=True),
    Parameter("r", 16, "r, the neighbours looked at", 2, 1024, whole=True),
)


def run(n: Value, d: Value, k: Value, r: Value) -> Result:
    """Multiply-adds, steps in order and paths, counted; where the costs cross; and how both grow with n."""
    sizes = int(n), int(d), int(k), int(r)
    made = Made(*sizes)
    products, waits = made.products(sizes[0]), made.in_order()
    crossed, ends = made.crossings(), path(int(n), int(k), min(int(r), int(n)))
    counted = np.array(
        [products["scores"], products["rnn"], *[products["convolution"]] * 2, products["restricted"]]
    )
    formula = cost.operations(float(sizes[0]), *sizes[1:])
    in_order = np.array([waits[name] for name in ("attention", "rnn", *["convolution"] * 2, "attention")])
    curves = np.array([list(made.products(length).values()) for length in LENGTHS])
    kinds, growing = {"kind": cost.KINDS}, {"n": tuple(map(str, LENGTHS)), "kind": CURVES}
    return Result(
        {
            "table1": Table(
                np.stack([counted, in_order, ends[:, 0]], axis=-1),
                ("kind", "column"),
                kinds | {"column": COLUMNS},
                "Table 1, counted: attention without its projections, one layer; the path through as many as it takes.",
            ),
            "formulas": Table(
                np.stack([formula, cost.sequential(sizes[0]), cost.layers(*sizes)], axis=-1),
                ("kind", "column"),
                kinds | {"column": ("n²d, nd², …", "in order", "layers")},
                "What its formulas give; in place of a path the layers until one output has seen all.",
            ),
            "times": Table(
                counted / formula, ("kind",), kinds, "Counted ÷ formula: what its O( ) leaves out."
            ),
            "sequential": Table(in_order, ("kind",), kinds, "How often a box waits for itself."),
            "path": Table(ends[:, 0], ("kind",), kinds, "Steps from the first input to the last output."),
            "see_all": Table(ends[:, 1], ("kind",), kinds, "Layers until the last output has seen all."),
            "around": Table(
                around(int(n), int(k), min(int(r), int(n))),
                ("kind",),
                {"kind": ("convolution", "restricted")},
                "Layers from end to end where windows lie around each place: twice as many.",
            ),
            "parts": Table(
                made.parts(sizes[0]),
                ("part",),
                {"part": ("query", "key", "value", "Q Kᵀ", "weights · V", "output")},
                "What self-attention multiplies in each of its boxes.",
            ),
            "projections": single(products["attention"] - products["scores"], "Its projections: 4nd²."),
            "scores": single(products["scores"], "Q Kᵀ and weights · V: 2n²d."),
            "attention": single(products["attention"], "Both."),
            "rnn": single(products["rnn"], "A vanilla RNN: x Wᵀ and h Uᵀ, 2nd²."),
            "lstm": single(products["lstm"], "An LSTM: four times that."),
            "band": single(
                products["restricted"] / products["scores"], "Restricted ÷ full, scores and sum: r/n."
            ),
            "cheaper_until": Table(
                crossed,
                ("counted", "against"),
                {"counted": ("Q Kᵀ and weights · V", "projections too"), "against": RIVALS},
                "Up to which n self-attention multiplies no more than they do; 0 is never.",
            ),
            "equal": single(float(crossed[0, 0]), "Without projections, as much as an RNN: n = d."),
            "equal_lstm": single(float(crossed[1, 2]), "With them, as much as an LSTM: n = 2d."),
            "lengths": Table(np.array(LENGTHS), ("n",), says="Lengths of the curves."),
            "multiply_adds": Table(curves, ("n", "kind"), growing, "Multiply-adds of one layer of width d."),
        }
        | {
            f"curve_{kind}": Table(curves[:, place], ("n",), says=f"Multiply-adds, {kind}.")
            for place, kind in enumerate(CURVES)
        }
        | made.chains()
    )


class Made:
    """Layers of each kind with these sizes, and what is counted of them."""

    def __init__(self, n: int, d: int, k: int, r: int) -> None:
        from . import layers

        self._layers = layers
        self.n, self.d, self.k, self.r = n, d, k, r
        # A recurrent layer and a convolution multiply at each position what they do at the first.
        self._position = {name: self._counted(name, 1)[""] for name in RIVALS}
        self._parts: dict[int, Numbers] = {}

    def _counted(self, kind: str, n: int) -> Mapping[str, int]:
        kinds = self._layers.kinds(self.d, self.k, min(self.r, n))
        return self._layers.multiply_adds(kinds[kind], n, self.d)

    def parts(self, n: int) -> Numbers:
        """Of self-attention, box by box."""
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

    def crossings(self) -> Numbers:
        """[counted, against]: the greatest n at which attention multiplies no more than the rival; 0 if none."""
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
        """How often, in the longest chain, one and the same box has to wait for itself to be done."""
        return {name: _repeats(self._chain(name, self.n)) for name in ("attention", "rnn", "convolution")}

    def chains(self) -> dict[str, Table]:
        """How the longest chain grows with n."""
        lengths = np.array([[len(self._chain(name, n)) for name in CHAINS] for n in CHAIN_LENGTHS])
        labels = {"n": tuple(map(str, CHAIN_LENGTHS)), "kind": CHAINS}
        return {
            "chain": Table(
                lengths, ("n", "kind"), labels, "Boxes in the longest chain that waits, by length n."
            ),
            "chain_lengths": Table(np.array(CHAIN_LENGTHS), ("n",), says="The lengths of that table."),
            "per_position": Table(
                np.diff(lengths, axis=0)[-1] / np.diff(CHAIN_LENGTHS)[-1],
                ("kind",),
                {"kind": CHAINS},
                "Boxes by which one more position makes that chain longer.",
            ),
        }

    def _chain(self, name: str, n: int) -> list[str]:
        narrow = self._layers.kinds(NARROW, self.k, 2)
        return [
            step.name for step in self._layers.longest_chain(self._layers.recorded(narrow[name], n, NARROW))
        ]


def _repeats(chain: list[str]) -> int:
    return max(Counter(chain).values())


def path(n: int, k: int, r: int) -> Numbers:
    """[kind, 2]: the longest path from an input to an output; layers until the last output has seen all.

    Every kind reads as a recurrent network does, a place itself and what came before it. The path through that one
    goes through its states, with the way into the first of them.
    """
    whole = paths.search(paths.up_to_here(n), n)
    through_states = paths.search(paths.states(n), n).all + 1
    stacks = (
        paths.windows(Window.causal(k), n),
        paths.growing(k, n),
        paths.windows(Window.causal(r), n),
    )
    found = [whole, paths.Found(whole.one, through_states), *(paths.search(each, n) for each in stacks)]
    return np.array([(each.all, each.one) for each in found], dtype=np.float64)


def around(n: int, k: int, r: int) -> Numbers:
    """Layers from one end to the other where a window lies around each place: of a convolution, and restricted."""
    return np.array([paths.search(paths.windows(Window.same(width), n), n).all for width in (k, r)])
