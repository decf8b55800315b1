"""The record of a run, and everything that reads it without running a model again. NumPy only."""

from .diff import Diff, StepDiff, diff
from .explain import Explanation, explain
from .iterations import Candidate, Decoding, Expansion, Hypothesis, Iteration
from .json_file import load, save, schema
from .labels import labels, sides
from .outside import Outside
from .step import Step
from .token import Token
from .trace import ModelCard, Trace, TraceError
from .verify import Check, verify

__all__ = [
    "Candidate",
    "Check",
    "Decoding",
    "Diff",
    "Expansion",
    "Explanation",
    "Hypothesis",
    "Iteration",
    "ModelCard",
    "Outside",
    "Step",
    "StepDiff",
    "Token",
    "Trace",
    "TraceError",
    "diff",
    "explain",
    "labels",
    "load",
    "save",
    "schema",
    "sides",
    "verify",
]
