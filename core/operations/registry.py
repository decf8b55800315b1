"""The list of operations: importing one here registers it."""
# ruff: noqa: F401, I001

from .operation import Operation

# In the order of the paper's figures; docs/tables.py generates docs/operations.md from it.
from .lookup import token_embedding
from .scaled import embedding_scale
from .positions import sinusoidal_positions
from .lookup import learned_positions
from .add import embedding_sum
from .linear import query, key, value
from .append import key_cache, value_cache
from .heads import dot_products
from .scaled import scaled
from .mask import padding_mask, causal_mask
from .masked import masked
from .softmax import weights
from .heads import heads, concat
from .linear import attention_output
from .add import residual
from .layer_norm import layer_norm
from .linear import hidden
from .activation import relu, gelu
from .linear import feed_forward_output, logits
from .softmax import log_probabilities

# Operations of interventions, which replace one of these or follow it.
from .positions import no_positions
from .scaled import unscaled
from .masked import filled, unmasked, softmax_then_mask
from .dropout import dropout_mask, dropout
from .changed_values import silenced, kept_alone, set_to, given, patched

# For comparison with self-attention: convolution, recurrence, restricted attention, attention over images.
from .convolution import convolution, convolution_2d
from .activation import tanh, sigmoid
from .recurrent import input_at, start, recurrent_sum, state, states
from .recurrent import input_gate, forget_gate, cell_candidate, output_gate
from .recurrent_states import cell_state, hidden_state
from .recurrent import reset_gate, update_gate
from .recurrent_states import remembered, candidate_sum
from .recurrent import candidate
from .recurrent_states import updated_state
from .mask import band_mask
from .image import image_positions, image, learned_scale
from .add import parts_sum

# Used by models other than the paper's.
from .lookup import token_type_embedding
from .add import token_type_sum
from .positions import sinusoidal_halves
from .rotary import rotary_query, rotary_key
from .shared_heads import shared_key, shared_value
from .position_bias import position_bias
from .biased_scores import biased_scores
from .layer_norm import rms_norm
from .activation import silu, gelu_tanh
from .linear import gate, up
from .product import product
from .first_position import first_position
from .linear import pooler, transform, masked_logits, next_sentence
from .softmax import class_log_probabilities
from .scaled import output_scale
from .final_bias import final_bias
from .input_vectors import input_vectors

OPERATIONS: dict[str, Operation] = {
    operation.name: operation for operation in list(globals().values()) if isinstance(operation, Operation)
}
