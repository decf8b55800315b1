"""Embeddings × √d_model."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ..support.localization import N_
from .expression import Constant, Expression, Index, Operand, Product
from .formula import equation, root, row
from .operation import Array, Elementwise, Setting, floats


@dataclass(frozen=True, kw_only=True)
class EmbeddingScale(Elementwise):
    """x · √d_model. Input: x [position, feature]. Setting: d_model."""

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        return floats(inputs[0]) * math.sqrt(float(settings["d_model"]))

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        d_model = int(settings["d_model"])
        return Product((inputs[0].cell(*cell), Constant(math.sqrt(d_model), f"√{d_model}")))


embedding_scale = EmbeddingScale(
    name="embedding_scale",
    title="× √d_model",
    formula=equation("scaled", row("tokens ·", root("d_model"))),
    axes=("position", "feature"),
    meaning=N_(
        "The embedding is multiplied (not divided) by √d_model, so that it is not dominated by the positional "
        "encoding that is added next."
    ),
    paper="section 3.4",
)
