"""How much each head of the trained model contributes to the output of attention.

Section 3.2.2. concat · W^O is a sum over the heads: each head's output times its own rows of W^O.
The model reads the sentence of its shipped trace.
"""

from __future__ import annotations

import numpy as np

from ...core.checkpoints import find
from ...core.operations.expression import Source
from ...core.support.errors import Problem
from ...core.support.localization import _
from ...core.trace.tags import Tag
from .lab import Parameter, Result, numbered, result, single, table

MODEL = "zh-en"
SHOWS = Tag.TRAINED
PARAMETERS = (
    Parameter("layer", 1, "the encoder layer", 1, 64, 1, whole=True),
    Parameter("head", 4, "a head", 1, 64, 1, whole=True),
    Parameter("token", 2, "the token, counted from 1", 1, 64, 1, whole=True),
)


def run(layer: int, head: int, token: int) -> Result:
    """The contributions of all heads to the token's output, and the feature where the given head contributes most."""
    trace = find(MODEL).shipped_trace()
    if layer > int(str(trace.model.configuration["layers"])):
        raise Problem(_("the encoder has no layer {layer}", layer=layer))
    within = f"encoder.layers.{layer - 1}.self_attention"
    answers = np.asarray(trace[f"{within}.heads"].values, dtype=np.float64)
    heads, tokens, d_k = answers.shape
    if head > heads or token > tokens:
        raise Problem(
            _("the model has {heads} heads, and the sentence {tokens} tokens", heads=heads, tokens=tokens)
        )
    weight = np.asarray(
        trace.operand(Source("parameter", f"{within}.output.weight")).values, dtype=np.float64
    )
    # Only head h meets columns h·d_k … (h+1)·d_k of W^O (stored as output × input).
    parts = np.einsum("hd,ohd->ho", answers[:, token - 1], weight.reshape(-1, heads, d_k))
    feature = int(np.abs(parts[head - 1]).argmax())
    own, total = parts[head - 1, feature], parts[:, feature].sum()
    return result(
        {"head": numbered(heads, "head ")},
        answers=table(answers[:, token - 1], "head, d_v", "The output of each head for the token."),
        parts=table(parts, "head, feature", "The contribution of each head to each feature of the output."),
        output=table(parts.sum(axis=0), "feature", "The output: the sum over the heads."),
        feature=single(feature, "The feature where the given head contributes most, counted from 0."),
        at_feature=table(parts[:, feature], "head", "The contribution of each head to this feature."),
        own=single(own, "The contribution of the given head to this feature."),
        others=single(total - own, "The contribution of the other heads to this feature."),
        total=single(total, "The output for this feature."),
        h=single(heads, "The number of heads."),
    )
