"""The displayed names of the parts of a model, for the walk, the map and the lessons."""

from __future__ import annotations

from ..support.localization import N_, _

CHANGES = ("changed", "given")  # the last pieces of the names of steps that an intervention adds
LAYERS = "layers"  # the piece of a step's name before the number of its layer
RESIDUAL = "_residual"  # how the name of a sub-layer's residual connection ends
PARTS = {  # other names are displayed as they are
    "embedding": N_("embedding"),
    "source_embedding": N_("source embedding"),
    "target_embedding": N_("target embedding"),
    "encoder": N_("encoder"),
    "decoder": N_("decoder"),
    "self_attention": N_("self-attention"),
    "cross_attention": N_("cross-attention"),
    "feed_forward": N_("feed-forward"),
    "pooler": N_("pooler"),
    "masked_words": N_("masked words"),
    "next_sentence": N_("next sentence"),
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
    "class": N_("class"),
    "bucket": N_("bucket"),
    "type": N_("token type"),
    # of labs
    "against": N_("against"),
    "along": N_("along"),
    "angle": N_("angle"),
    "answer": N_("answer"),
    "attention": N_("attention"),
    "axis": N_("axis"),
    "back": N_("positions back"),
    "beginning": N_("beginning"),
    "brought": N_("brought"),
    "change": N_("change"),
    "color": N_("color"),
    "convolution": N_("convolution"),
    "counted": N_("counted"),
    "data": N_("data"),
    "distance": N_("distance"),
    "divided by": N_("divided by"),
    "examples": N_("examples"),
    "family": N_("family"),
    "from": N_("from"),
    "gradient": N_("gradient"),
    "group": N_("group"),
    "hypothesis": N_("hypothesis"),
    "in": N_("in"),
    "input": N_("input"),
    "joined": N_("joined"),
    "kernel column": N_("kernel column"),
    "kernel row": N_("kernel row"),
    "kind": N_("kind"),
    "layers": N_("layers"),
    "length": N_("length"),
    "letter": N_("letter"),
    "matrix": N_("matrix"),
    "model": N_("model"),
    "network": N_("network"),
    "number": N_("number"),
    "out": N_("out"),
    "output": N_("output"),
    "pair": N_("pair"),
    "parameter": N_("parameter"),
    "part": N_("part"),
    "pass": N_("pass"),
    "place": N_("place"),
    "precision": N_("precision"),
    "reach": N_("reach"),
    "read": N_("read"),
    "sentence": N_("sentence"),
    "sequence": N_("sequence"),
    "sequences": N_("sequences"),
    "shape": N_("shape"),
    "share on": N_("share on"),
    "share on the": N_("share on the"),
    "sharpness": N_("sharpness"),
    "step": N_("step"),
    "steps": N_("steps"),
    "terms": N_("terms"),
    "to": N_("to"),
    "update": N_("update"),
    "updates": N_("updates"),
    "use": N_("use"),
    "way": N_("way"),
    "weight": N_("weight"),
    "what": N_("what"),
    "word": N_("word"),
}


def axis_name(name: str) -> str:
    """The displayed name of an axis; not yet safe for a screen."""
    return _(AXES[name]) if name in AXES else name


def part_name(piece: str) -> str:
    """The displayed name of a piece of a step's name; not yet safe for a screen."""
    if piece.endswith(RESIDUAL):
        return _("add & norm")  # the name of this box in figure 1
    return _(PARTS[piece]) if piece in PARTS else piece.replace("_", " ")
