"""The shipped models, and others in the same format: a Transformer is a folder with weights, configuration, tokenizer
and card; a sequence model is one file.

Reading a model needs no torch: the explorer explains numbers with the weights as NumPy arrays. `loading` turns a
checkpoint into a model that runs.
"""

from .checkpoint import Checkpoint
from .finding import find, find_any, full_name, owner, shipped
from .model import CheckpointError, Model, digest

__all__ = [
    "Checkpoint",
    "CheckpointError",
    "Model",
    "digest",
    "find",
    "find_any",
    "full_name",
    "owner",
    "shipped",
]
