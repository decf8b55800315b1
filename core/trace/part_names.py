"""The displayed names of the parts of a model, for the walk, the map and the lessons."""

from __future__ import annotations

from ..support.localization import N_, _

CHANGES = ("changed", "given")  # the last pieces of the names of steps that an intervention adds
LAYERS = "layers"  # the piece of a step's name before the number of its layer
RESIDUAL = "_residual"  # how the name of a sub-layer's residual connection ends
PARTS = {  # other names are displayed as they are
    "encoder": N_("encoder"),
    "decoder": N_("decoder"),
    "self_attention": N_("self-attention"),
    "cross_attention": N_("cross-attention"),
    "feed_forward": N_("feed-forward"),
}


def part_name(piece: str) -> str:
    """The displayed name of a piece of a step's name; not yet safe for a screen."""
    if piece.endswith(RESIDUAL):
        return _("add & norm")  # the name of this box in figure 1
    return _(PARTS[piece]) if piece in PARTS else piece.replace("_", " ")
