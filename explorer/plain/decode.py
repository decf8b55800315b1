"""A decoding as plain text: what was likely at each turn, and what was chosen."""

from __future__ import annotations

from rich.console import Console

from ...core.trace import Decoding
from ..text import fit, safe
from ..words import sentence
from .page import FAINT, STRONG, put

BAR = 24  # columns of a full bar


def print_decoding(console: Console, decoding: Decoding) -> None:
    """Each turn with its most probable tokens as bars, then the translation."""
    source = "".join(safe(token.text) for token in decoding.source)
    for number, iteration in enumerate(decoding.iterations, start=1):
        so_far = sentence([token.text for token in iteration.so_far]) or "nothing yet"
        put(console, (f"{number:>2}  ", FAINT), "after ", (so_far, STRONG))
        for candidate in iteration.candidates:
            mark = "▶" if candidate.token == iteration.chosen else " "
            bar = "█" * round(candidate.probability * BAR)
            word = fit(safe(candidate.token.text), 12)
            put(
                console,
                f"    {mark} {word} {candidate.probability:6.3f}  {fit(bar, BAR)}",
                (f"  log {candidate.log_probability:.3f}", FAINT),
            )
        put(console)
    put(console, (f"{source} → {sentence([token.text for token in decoding.answer])}", STRONG))
