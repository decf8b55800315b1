"""Errors that users can fix. A message is one line: what is wrong and how to fix it."""

from __future__ import annotations


class Problem(ValueError):  # noqa: N818 (the user has a problem; the program has no error)
    """Invalid input: a text, a file, a model or an option that cannot be used."""


class Unavailable(Problem):
    """The machine lacks something that was requested."""
