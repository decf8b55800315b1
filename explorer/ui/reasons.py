"""The reasons that a trace records in English, in the user's language: why a token was chosen or a search stopped."""

from __future__ import annotations

import re
from functools import lru_cache

from ...core.support.localization import N_, _

WHOLE = (  # as `core.decoding` writes them
    N_("the most probable token"),
    N_("the most probable token, picked by hand"),
    N_("picked by hand"),
    N_("given"),
    N_("drawn with probability {p}"),
    N_("rank {n}"),
    N_("rank {n}, and it ends"),
    N_("it could end only among the first {n}"),
    N_("only {n} continue"),
    N_("unfinished when the search stopped, because {ended}"),
    N_("the end was chosen"),
    N_("the end was picked"),
    N_("picking stopped here"),
    N_("the translation has {n} tokens, the maximum for this source and model"),
    N_("the text has {n} tokens, the maximum for this model"),
    N_("the requested length was reached"),
    N_("the given tokens end here"),
    N_("no growing hypothesis is left"),
    N_("{n} is finished"),
    N_("{n} are finished"),
    N_("no growing hypothesis can reach a score above {score}"),
)
PLACEHOLDER = re.compile(r"\\\{(\w+)\\\}")


def reason(recorded: str) -> str:
    """A recorded reason as it is displayed; one that is unknown stays as it is. Not yet safe for a screen."""
    return _("; ").join(map(_one, recorded.split("; ")))


def _one(recorded: str) -> str:
    for text, pattern in _patterns():
        if found := pattern.fullmatch(recorded):
            return _(text, **{name: _one(value) for name, value in found.groupdict().items()})
    return recorded


@lru_cache(1)
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The texts and how to recognize them, the more specific ones first."""
    texts = sorted(WHOLE, key=len, reverse=True)
    return tuple((text, re.compile(PLACEHOLDER.sub(r"(?P<\1>.+)", re.escape(text)))) for text in texts)
