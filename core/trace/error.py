"""What can be wrong with a trace."""

from __future__ import annotations

from ..support.errors import Problem


class TraceError(Problem):
    """Something about a trace that its reader should be told in one line."""
