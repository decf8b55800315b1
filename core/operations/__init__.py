"""Operations: kinds of computation, each with formula, axes, NumPy reference, explanation of a cell."""

from __future__ import annotations

from . import (
    activation,
    add,
    append,
    changed_heads,
    changed_values,
    convolution,
    dot_products,
    dropout,
    embedding_scale,
    filled,
    heads,
    image,
    layer_norm,
    linear,
    lookup,
    mask,
    mask_after_softmax,
    masked,
    no_positions,
    positions,
    recurrent,
    recurrent_states,
    scaled,
    softmax,
    unscaled,
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

# What an intervention puts in the place of one of these, or after it.
_CHANGED: tuple[Operation, ...] = (
    no_positions.no_positions,
    unscaled.unscaled,
    filled.filled,
    mask_after_softmax.unmasked,
    mask_after_softmax.softmax_then_mask,
    dropout.dropout_mask,
    dropout.dropout,
    changed_heads.silenced,
    changed_heads.kept_alone,
    changed_values.set_to,
    changed_values.given,
    changed_values.patched,
)

# What self-attention is compared with: convolution, recurrence, and attention that sees less or sees images.
_COMPARED: tuple[Operation, ...] = (
    convolution.convolution,
    convolution.convolution_2d,
    activation.tanh,
    activation.sigmoid,
    recurrent.input_at,
    recurrent.start,
    recurrent.recurrent_sum,
    recurrent.state,
    recurrent.states,
    recurrent.input_gate,
    recurrent.forget_gate,
    recurrent.cell_candidate,
    recurrent.output_gate,
    recurrent_states.cell_state,
    recurrent_states.hidden_state,
    recurrent.reset_gate,
    recurrent.update_gate,
    recurrent_states.remembered,
    recurrent_states.candidate_sum,
    recurrent.candidate,
    recurrent_states.updated_state,
    mask.band_mask,
    image.image_positions,
    image.image,
    image.learned_scale,
    add.parts_sum,
)

OPERATIONS: dict[str, Operation] = {operation.name: operation for operation in (*_ALL, *_CHANGED, *_COMPARED)}

__all__ = ["OPERATIONS", "Operation"]
