"""Results that notebooks show as HTML: explanations, decodings and comparisons."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field, fields
from typing import Any

from .core import trace as core

Bundle = dict[str, str]
Types = Container[str] | None


@dataclass(frozen=True)
class Explanation(core.Explanation):
    """How a recorded number was computed.

    Attributes:
        trace: the run that recorded it.
    """

    trace: core.Trace = field(repr=False, compare=False)

    def _repr_mimebundle_(self, include: Types = None, exclude: Types = None) -> Bundle:
        from .explorer.notebook import of_explanation

        return of_explanation(self.trace, self)


@dataclass(frozen=True)
class Diff(core.Diff):
    """The comparison of two traces."""

    def _repr_mimebundle_(self, include: Types = None, exclude: Types = None) -> Bundle:
        from .explorer.notebook import of_diff

        return of_diff(self)


@dataclass(frozen=True)
class Decoding(core.Decoding):
    """A sentence, its translation or continuation, and how it was found.

    Attributes:
        trace: the run that recorded it.
    """

    trace: core.Trace = field(repr=False, compare=False, kw_only=True)

    def _repr_mimebundle_(self, include: Types = None, exclude: Types = None) -> Bundle:
        from .explorer.notebook import of_decoding

        return of_decoding(self.trace, self)


def values(of: Any) -> dict[str, Any]:
    """The fields of a dataclass, to make one of a class derived from it."""
    return {each.name: getattr(of, each.name) for each in fields(of)}
