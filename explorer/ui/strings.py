"""Names, sentences and keys that several screens show. Without Textual, for plain text."""

from __future__ import annotations

from ...core.support.localization import _

PROGRAM = "transformer-explore"
EXPORT, LABS, FAMILIES, LIGHT, MAP = "e", "X", "S", "L", "z"  # keys that work on every screen
DECODE, BEAM = "d", "B"  # in the walk, and then while decoding


def too_small(columns: int, lines: int) -> str:
    """The only text in a window that is too small."""
    needs = _(
        "{program} needs\n{columns} columns and {lines} lines.", program=PROGRAM, columns=columns, lines=lines
    )
    return needs + _("\nPlease enlarge this window,\nor press Ctrl+Q to quit.")
