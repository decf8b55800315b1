"""The record of a run, and everything that analyzes it without running a model again. NumPy only."""

from .analysis.consumers import Consumer, consumers
from .analysis.diff import Diff, StepDiff, diff
from .analysis.explain import Explanation, explain
from .analysis.outside import Outside
from .analysis.verify import Check, verify
from .derive import with_derivations
from .error import TraceError
from .files.trace_files import load, save
from .iterations import Candidate, Decoding, Expansion, Hypothesis, Iteration
from .keeping import bytes_of, drop_recomputable, statistics_only
from .masked_words import MaskedWord, masked_words, no_masked_words
from .statistics import Occurrences, Statistics, measure
from .step import Step
from .tokens import Token
from .trace import ModelCard, Trace

__all__ = [
    "Candidate",
    "Check",
    "Consumer",
    "Decoding",
    "Diff",
    "Expansion",
    "Explanation",
    "Hypothesis",
    "Iteration",
    "MaskedWord",
    "ModelCard",
    "Occurrences",
    "Outside",
    "Statistics",
    "Step",
    "StepDiff",
    "Token",
    "Trace",
    "TraceError",
    "bytes_of",
    "consumers",
    "diff",
    "drop_recomputable",
    "explain",
    "load",
    "masked_words",
    "measure",
    "no_masked_words",
    "save",
    "statistics_only",
    "verify",
    "with_derivations",
]
