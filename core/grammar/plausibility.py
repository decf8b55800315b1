"""What the patterns allow but nobody says (`tables.clashes`) or people rarely say (`tables.odd`).

The former is not generated, the latter seldom. Both are recognized: a learner who types them gets a translation.
"""

from __future__ import annotations

import random
import re
from typing import NamedTuple

from .lexicon import NOUNS
from .tables.clashes import CLASHES, PATTERNS
from .tables.odd import KIN, ODD, TIME

KEPT = 0.05
"""The share of odd sentences that are generated."""


def _alternatives(words: str) -> re.Pattern[str]:
    return re.compile("|".join(words.split()))


def _both(line: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    left, _, right = line.partition(" | ")
    return _alternatives(left), _alternatives(right)


_CLASHING = [_both(line) for line in CLASHES.strip().replace("\n    ", " ").splitlines()]
_NOUN = f"(?:{'|'.join(NOUNS)})"
_UNSAID = [re.compile(pattern.replace("NOUN", _NOUN)) for pattern in PATTERNS.split()]
"""One after another, because a search for all of them together takes twice as long."""


def _compiled(expression: str) -> re.Pattern[str]:
    return re.compile(expression.replace("TIME", TIME).replace("KIN", KIN).replace("NOUN", _NOUN))


class _Oddity(NamedTuple):
    """The regular expressions of a kind of odd sentences."""

    said: re.Pattern[str]
    unless: re.Pattern[str] | None
    also: re.Pattern[str]

    def is_in(self, source: str) -> bool:
        found = self.said.search(source) and self.also.search(source)
        return bool(found) and not (self.unless and self.unless.search(source))


_ODD = {
    odd.example: _Oddity(
        _compiled(odd.said), _compiled(odd.unless) if odd.unless else None, _compiled(odd.also)
    )
    for odd in ODD
}
_PERHAPS_ODD = re.compile("|".join(f"(?:{kind.said.pattern})" for kind in _ODD.values()))
"""Finds in one search that a sentence is not odd, as most are not."""


def is_odd(source: str) -> bool:
    """Whether the sentence is correct, but people rarely say it."""
    return _PERHAPS_ODD.search(source) is not None and any(kind.is_in(source) for kind in _ODD.values())


def odd_like(source: str) -> list[str]:
    """The examples of the kinds of odd sentences to which this one belongs."""
    return [example for example, kind in _ODD.items() if kind.is_in(source)]


def is_generated(source: str, rng: random.Random) -> bool:
    """Whether to generate the sentence; of the odd ones, only a few."""
    return is_plausible(source) and (not is_odd(source) or rng.random() < KEPT)


def is_plausible(source: str) -> bool:
    """Whether a person would say the sentence, as far as its words tell."""
    clash = any(left.search(source) and right.search(source) for left, right in _CLASHING)
    return not clash and not any(pattern.search(source) for pattern in _UNSAID)
