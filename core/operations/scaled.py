"""A factor of √d: embeddings × √d_model; dot products ÷ √d_k, or without this division; T5's output ÷ √d_model."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ..support.localization import N_
from .expression import Constant, Expression, Index, Operand, Product, Quotient
from .formula import equation, fraction, root, row
from .operation import Array, Elementwise, Setting, floats


@dataclass(frozen=True, kw_only=True)
class Scaled(Elementwise):
    """x / √d_k. Input: dot products [head, query, key]. Setting: d_k."""

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        return floats(inputs[0]) / math.sqrt(float(settings["d_k"]))

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        d_k = int(settings["d_k"])
        return Quotient(inputs[0].cell(*cell), Constant(math.sqrt(d_k), f"√{d_k}"))


@dataclass(frozen=True, kw_only=True)
class Unscaled(Elementwise):
    """x unchanged. Input: dot products [head, query, key]."""

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        return floats(inputs[0])

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        return inputs[0].cell(*cell)


@dataclass(frozen=True, kw_only=True)
class EmbeddingScale(Elementwise):
    """x · √d_model. Input: x [position, feature]. Setting: d_model."""

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        return floats(inputs[0]) * math.sqrt(float(settings["d_model"]))

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        d_model = int(settings["d_model"])
        return Product((inputs[0].cell(*cell), Constant(math.sqrt(d_model), f"√{d_model}")))


@dataclass(frozen=True, kw_only=True)
class OutputScale(Elementwise):
    """x / √d_model. Input: x [position, feature]. Setting: d_model."""

    def reference(self, *inputs: Array, **settings: Setting) -> Array:
        return floats(inputs[0]) / math.sqrt(float(settings["d_model"]))

    def explain(self, cell: Index, *inputs: Operand, **settings: Setting) -> Expression:
        d_model = int(settings["d_model"])
        return Quotient(inputs[0].cell(*cell), Constant(math.sqrt(d_model), f"√{d_model}"))


scaled = Scaled(
    name="scaled",
    title="scaled dot products",
    formula=equation("scaled", fraction("Q K^T", root("d_k"))),
    axes=("head", "query", "key"),
    meaning=N_(
        "The dot products divided by √d_k, so that their spread does not grow with d_k and softmax does not give all "
        "the weight to one key."
    ),
    paper=N_("section 3.2.1, footnote 4"),
    unfolds=True,
    head_by_head=True,
)

unscaled = Unscaled(
    name="unscaled",
    title="dot products, not scaled",
    formula=equation("unscaled", "Q K^T"),
    axes=("head", "query", "key"),
    meaning=N_(
        "The dot products without the division by √d_k: their spread is √d_k times as large, so "
        "softmax gives nearly all the weight to one key."
    ),
    paper=N_("section 3.2.1, footnote 4, omitted"),
    unfolds=True,
    head_by_head=True,
)

embedding_scale = EmbeddingScale(
    name="embedding_scale",
    title="× √d_model",
    formula=equation("scaled", row("tokens ·", root("d_model"))),
    meaning=N_(
        "The embedding is multiplied (not divided) by √d_model. In the paper's model, this keeps the positional "
        "encoding, which is added next, from dominating it."
    ),
    paper=N_("section 3.4"),
)

output_scale = OutputScale(
    name="output_scale",
    title="÷ √d_model",
    formula=equation("scaled", fraction("x", root("d_model"))),
    meaning=N_(
        "The final vector divided by √d_model, so that the logits stay small even though the "
        "embedding matrix, by which it is multiplied next, has large numbers."
    ),
    paper=N_("in the code of Raffel et al. 2019, arXiv 1910.10683"),
)
