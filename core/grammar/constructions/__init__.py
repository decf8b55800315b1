"""The constructions: patterns of Chinese and what they are in English. Importing them fills the grammar."""

from .. import phrases, relatives, settings, verbs, words  # noqa: F401 — first the words and phrases they are made of
from . import asking, comparing, describing, giving, having, naming, placing, stating, timing

__all__ = [
    "asking",
    "comparing",
    "describing",
    "giving",
    "having",
    "naming",
    "placing",
    "stating",
    "timing",
]
