"""The displayed labels of the tables of labs."""

from __future__ import annotations

from collections.abc import Mapping

from ...core.support.localization import N_, _
from ...core.trace.part_names import axis_name

CLIPPING = (N_("as it is"), N_("clipped"))
COLORS = (N_("gray"), N_("red"), N_("green"), N_("blue"))
KINDS = (
    N_("additive"),
    N_("attention"),
    N_("recurrent"),
    N_("convolution"),
    N_("dilated"),
    N_("restricted"),
    N_("scores"),
    N_("RNN, in C++"),
    N_("RNN, step by step"),
)
MULTIPLICATIONS = (N_("Q Kᵀ and weights · V"), N_("projections too"))
PARTS = (
    N_("Q, K and V"),
    N_("scores"),
    N_("query"),
    N_("key"),
    N_("value"),
    N_("weights · V"),
    N_("output"),
    N_("self-attention"),
    N_("cross-attention"),
    N_("feed-forward"),
    N_("layer norms"),
    N_("embeddings"),
    N_("encoder"),
    N_("decoder"),
    N_("kernel or W^O"),
    N_("positions"),
    N_("bias"),
    N_("the figure of its shape"),
    N_("the other figure"),
    N_("its own figure"),
    N_("paper"),
)
LABELS: Mapping[str, tuple[str, ...]] = {  # by axis; others are tokens, symbols, numbers, and names of steps
    "against": KINDS,
    "along": (N_("position"), N_("row"), N_("column")),
    "attention": (
        N_("as it is"),
        N_("with a ring of zeros"),
        N_("with this γ"),
        N_("with γ = 0"),
        N_("self-attention"),
        N_("cross-attention"),
    ),
    "axis": (N_("row"), N_("column")),
    "change": (N_("changed by"),),
    "color": COLORS,
    "column": (N_("multiply-adds"), N_("in order"), N_("longest path"), N_("layers")),
    "convolution": (N_("replicate"), N_("zeros")),
    "counted": MULTIPLICATIONS,
    "data": (N_("development"), N_("test")),
    "divided by": (N_("nothing"),),
    "family": (N_("attention"), N_("convolution"), N_("window"), N_("fully connected")),
    "feature": (N_("δ position"), N_("δ row"), N_("δ column")),
    "gradient": CLIPPING,
    "kind": KINDS,
    "model": (
        N_("convolution"),
        N_("equally wide, without gaps"),
        N_("attention"),
        N_("left side"),
        N_("both sides"),
        N_("pre-norm"),
        N_("rotary"),
        N_("grouped"),
        N_("all five"),
    ),
    "network": (N_("one set of weights"), N_("a set for each step")),
    "part": PARTS,
    "position": (N_("pad"),),
    "read": (N_("word"), N_("position")),
    "sequence": (N_("1 word"), N_("2 words"), N_("3 words"), N_("4 words")),
    "sequences": (N_("training"), N_("new sequences"), N_("twice as long")),
    "shape": (N_("plus"), N_("cross"), N_("corner"), N_("tee")),
    "share on": (N_("previous token"), N_("itself"), N_("next token"), N_("others")),
    "share on the": (N_("aligned"), N_("others")),
    "step": (N_("layer 2"), N_("encoder")),
    "use": (N_("source"), N_("target"), N_("output")),
    "what": (
        N_("length"),
        N_("probability"),
        N_("kept"),
        N_("log-probability"),
        N_("penalty"),
        N_("score"),
    ),
}


def label_name(axis: str, label: str) -> str:
    """The displayed label of a position along an axis; not yet safe for a screen."""
    if label in LABELS.get(axis, ()):
        return _(label)
    before, space, after = label.partition(" ")
    if before == axis and after.isdecimal():  # "head 2"
        return f"{axis_name(axis)}{space}{after}"
    if before == "at":  # a shift that a head attends to
        return _("at {shift}", shift=after) if axis == "head" else label
    name, colon, answer = label.partition(": ")
    return _(name) + colon + answer if axis == "family" and colon and name in LABELS[axis] else label
