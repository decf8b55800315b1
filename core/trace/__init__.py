"""The record of a run, and everything that reads it without running a model again. NumPy only."""

from .explain import Explanation, explain
from .json_file import load, save, schema
from .labels import labels, sides
from .step import Step
from .trace import ModelCard, Token, Trace, TraceError
from .verify import Check, verify

__all__ = [
    "Check",
    "Explanation",
    "ModelCard",
    "Step",
    "Token",
    "Trace",
    "TraceError",
    "explain",
    "labels",
    "load",
    "save",
    "schema",
    "sides",
    "verify",
]
