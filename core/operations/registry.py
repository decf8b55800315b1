"""The list of operations: one import line registers one operation."""
# ruff: noqa: F401, I001

from .operation import Operation

# In the order of the paper's figures; docs/tables.py generates docs/operations.md from it.
from .lookup import token_embedding
from .embedding_scale import embedding_scale
from .positions import sinusoidal_positions
from .lookup import learned_positions
from .add import embedding_sum
from .linear import query
from .linear import key
from .linear import value
from .append import key_cache
from .append import value_cache
from .dot_products import dot_products
from .scaled import scaled
from .mask import padding_mask
from .mask import causal_mask
from .masked import masked
from .softmax import weights
from .heads import heads
from .heads import concat
from .linear import attention_output
from .add import residual
from .layer_norm import layer_norm
from .linear import hidden
from .activation import relu
from .activation import gelu
from .linear import feed_forward_output
from .linear import logits
from .softmax import log_probabilities

# Operations of interventions, which replace one of these or follow it.
from .positions import no_positions
from .scaled import unscaled
from .masked import filled
from .mask_after_softmax import unmasked
from .mask_after_softmax import softmax_then_mask
from .dropout import dropout_mask
from .dropout import dropout
from .changed_heads import silenced
from .changed_heads import kept_alone
from .changed_values import set_to
from .changed_values import given
from .changed_values import patched

# For comparison with self-attention: convolution, recurrence, restricted attention, attention over images.
from .convolution import convolution
from .convolution import convolution_2d
from .activation import tanh
from .activation import sigmoid
from .recurrent import input_at
from .recurrent import start
from .recurrent import recurrent_sum
from .recurrent import state
from .recurrent import states
from .recurrent import input_gate
from .recurrent import forget_gate
from .recurrent import cell_candidate
from .recurrent import output_gate
from .recurrent_states import cell_state
from .recurrent_states import hidden_state
from .recurrent import reset_gate
from .recurrent import update_gate
from .recurrent_states import remembered
from .recurrent_states import candidate_sum
from .recurrent import candidate
from .recurrent_states import updated_state
from .mask import band_mask
from .image import image_positions
from .image import image
from .image import learned_scale
from .add import parts_sum

# Used by models other than the paper's.
from .activation import silu
from .rms_norm import rms_norm

OPERATIONS: dict[str, Operation] = {
    operation.name: operation for operation in list(globals().values()) if isinstance(operation, Operation)
}
