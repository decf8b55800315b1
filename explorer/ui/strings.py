"""Sentences that several screens show."""

from __future__ import annotations

from ...core.support.localization import _

PROGRAM = "transformer-explore"


def too_small(columns: int, lines: int) -> str:
    """The only text in a window that is too small."""
    needs = _(
        "{program} needs\n{columns} columns and {lines} lines.", program=PROGRAM, columns=columns, lines=lines
    )
    return needs + _("\nPlease enlarge this window,\nor press Ctrl+Q to quit.")
