"""The record of a run, and everything that reads it without running a model again. NumPy only."""

from .analysis.consumers import Use, consumers
from .analysis.diff import Diff, StepDiff, diff
from .analysis.explain import Explanation, explain
from .analysis.outside import Outside
from .analysis.verify import Check, verify
from .derive import with_derivations
from .error import TraceError
from .files.trace_files import load, save, schema
from .iterations import Candidate, Decoding, Expansion, Hypothesis, Iteration
from .keeping import bytes_of, lean, statistics_only
from .labels import labels, sides
from .select import select
from .statistics import Sightings, Statistics, measure
from .step import Step
from .token import Token
from .trace import ModelCard, Trace

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
    "consumers",
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
    "verify",
    "with_derivations",
]
