"""What can go wrong that a person can mend. A message is one line: what is wrong, and how to mend it."""

from __future__ import annotations


class Problem(ValueError):  # noqa: N818 (what a person has, not what the program did wrong)
    """Bad input: a text, a file, a model or an option that cannot be used."""


class Lacking(Problem):
    """The machine lacks what was asked for."""
