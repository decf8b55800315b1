"""The record of a run, and everything that reads it without running a model again. NumPy only."""

from .derive import with_derivations
from .diff import Diff, StepDiff, diff
from .error import TraceError
from .explain import Explanation, explain
from .iterations import Candidate, Decoding, Expansion, Hypothesis, Iteration
from .json_file import load, save, schema
from .keeping import bytes_of, lean, statistics_only
from .labels import labels, sides
from .outside import Outside
from .select import select
from .statistics import Sightings, Statistics, measure
from .step import Step
from .token import Token
from .trace import ModelCard, Trace
from .uses import Use, uses
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
    "Sightings",
    "Statistics",
    "Step",
    "StepDiff",
    "Token",
    "Trace",
    "TraceError",
    "Use",
    "bytes_of",
    "diff",
    "explain",
    "labels",
    "lean",
    "load",
    "measure",
    "save",
    "schema",
    "select",
    "sides",
    "statistics_only",
    "uses",
    "verify",
    "with_derivations",
]
