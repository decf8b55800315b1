"""What is stored with the shipped model, read once for all tests."""

from functools import cache

from transformer_explore.core.checkpoints import find
from transformer_explore.core.trace import Trace


@cache
def shipped_trace() -> Trace:
    """The stored trace of the first example. Nothing can change it."""
    return find().shipped_trace()
