"""The constructions: Chinese patterns and their English translations. Importing them fills the grammar."""

from .. import phrases, relatives, settings, verbs, words  # noqa: F401 — the words and phrases must be defined first
from . import asking, comparing, describing, giving, having, naming, placing, stating, timing

__all__ = ["asking", "comparing", "describing", "giving", "having", "naming", "placing", "stating", "timing"]
