"""The shipped models, and others in the same form: a Transformer is a folder with weights, configuration, tokenizer and
card, a sequence model is one file.

Reading one needs no torch: the explorer explains numbers with the weights as NumPy arrays. `loading` makes a
running model of it.
"""

from .checkpoint import Checkpoint, CheckpointError, digest
from .finding import Model, find, find_any, owner, shipped
from .sequence import SequenceCheckpoint, sequence_models

__all__ = [
    "Checkpoint",
    "CheckpointError",
    "Model",
    "SequenceCheckpoint",
    "digest",
    "find",
    "find_any",
    "owner",
    "sequence_models",
    "shipped",
]
