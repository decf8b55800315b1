"""The error for invalid traces."""

from __future__ import annotations

from ..support.errors import Problem


class TraceError(Problem):
    """Something is wrong with a trace; the message is one line."""
