"""External texts that have broken terminal programs before."""

from dataclasses import replace

from hypothesis import strategies as st
from transformer_explore.core.trace import Trace

NASTY = (
    "", " ", "我", "爱你", "한국어", "ᄒ\u1161\u11ab", "\u1161", "👩‍👩‍👧", "👍🏽", "🏽", "🇨🇳", "❤️", "e\u0301", "\u0301",
    "z\u0335\u0336\u0337", "שלום", "مرحبا", "\u202eabc", "\u2066x\u2069",
    "a\u200bb", "\ufeff", "\x1b[31m", "\x1b]8;;x\x07",
    "\x9b2J", "\r\n\t", "\x00", "\x7f", "[UNK]", "[PAD]", "[/]", "[bold]x[/bold]", "\\[x", "\ud800", "\U000e0041",
    "\u3164", "नि", "ไทย", "…", "a" * 300, "猫" * 200,
)  # fmt: skip


def with_nasty_words(trace: Trace) -> Trace:
    """The same run of hostile source tokens."""
    tokens = (replace(token, text=text) for token, text in zip(trace.tokens["source"], NASTY, strict=False))
    return replace(trace, tokens={**trace.tokens, "source": tuple(tokens)})


words = st.one_of(st.sampled_from(NASTY), st.text(max_size=12))
