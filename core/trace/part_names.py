"""The displayed names of the parts of a model, for the walk, the map and the lessons."""

from __future__ import annotations

from ..support.localization import N_, _

CHANGES = ("changed", "given")  # the last pieces of the names of steps that an intervention adds
LAYERS = "layers"  # the piece of a step's name before the number of its layer
RESIDUAL = "_residual"  # how the name of a sub-layer's residual connection ends
PARTS = {  # other names are displayed as they are
    "source_embedding": N_("source embedding"),
    "target_embedding": N_("target embedding"),
    "encoder": N_("encoder"),
    "decoder": N_("decoder"),
    "self_attention": N_("self-attention"),
    "cross_attention": N_("cross-attention"),
    "feed_forward": N_("feed-forward"),
}

SIDES = (N_("source"), N_("target"))  # the token sequences
AXES = {  # others, such as d_k, are symbols
    "head": N_("head"),
    "query": N_("query"),
    "key": N_("key"),
    "value": N_("value"),
    "position": N_("position"),
    "hidden": N_("hidden"),
    "feature": N_("feature"),
    "token": N_("token"),
    "channel": N_("channel"),
    "row": N_("row"),
    "column": N_("column"),
    "layer": N_("layer"),
    "pixel": N_("pixel"),
    "patch": N_("patch"),
    "gate": N_("gate"),
}


def axis_name(name: str) -> str:
    """The displayed name of an axis; not yet safe for a screen."""
    return _(AXES[name]) if name in AXES else name


def part_name(piece: str) -> str:
    """The displayed name of a piece of a step's name; not yet safe for a screen."""
    if piece.endswith(RESIDUAL):
        return _("add & norm")  # the name of this box in figure 1
    return _(PARTS[piece]) if piece in PARTS else piece.replace("_", " ")
