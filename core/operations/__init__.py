"""Operations: kinds of computation, each with formula, axes, NumPy reference, explanation of a cell."""

from __future__ import annotations

from . import (
    activation,
    add,
    append,
    dot_products,
    embedding_scale,
    heads,
    layer_norm,
    linear,
    lookup,
    mask,
    masked,
    positions,
    scaled,
    softmax,
)
from .operation import Operation

# In the order of the paper's figures; the table in the README is made from it.
_ALL: tuple[Operation, ...] = (
    lookup.token_embedding,
    embedding_scale.embedding_scale,
    positions.sinusoidal_positions,
    lookup.learned_positions,
    add.embedding_sum,
    linear.query,
    linear.key,
    linear.value,
    append.key_cache,
    append.value_cache,
    dot_products.dot_products,
    scaled.scaled,
    mask.padding_mask,
    mask.causal_mask,
    masked.masked,
    softmax.weights,
    heads.heads,
    heads.concat,
    linear.attention_output,
    add.residual,
    layer_norm.layer_norm,
    linear.hidden,
    activation.relu,
    activation.gelu,
    linear.feed_forward_output,
    linear.logits,
    softmax.log_probabilities,
)

OPERATIONS: dict[str, Operation] = {operation.name: operation for operation in _ALL}

__all__ = ["OPERATIONS", "Operation"]
