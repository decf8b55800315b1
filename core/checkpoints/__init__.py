"""The shipped models, and others in the same form: a folder with weights, configuration, tokenizer and card.

Reading one needs no torch: the explorer explains numbers with the weights as NumPy arrays. `loading` makes a
running model of it.
"""

from .checkpoint import Checkpoint, CheckpointError, digest, find, shipped

__all__ = ["Checkpoint", "CheckpointError", "digest", "find", "shipped"]
