"""What the patterns allow but nobody says (`tables.clashes`) or people rarely say (`tables.odd`).

The former is not generated, the latter seldom. Both are recognized: a learner who types them gets a translation.
"""

from __future__ import annotations

import random
import re

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
_UNSAID = _alternatives(PATTERNS.replace("NOUN", _NOUN))

_ODD = [
    re.compile(line.replace(" ", "").replace("TIME", TIME).replace("KIN", KIN).replace("NOUN", _NOUN))
    for line in ODD.strip().replace("\n    ", " ").splitlines()
]


def is_odd(source: str) -> bool:
    """Whether the sentence is correct, but people rarely say it."""
    return any(pattern.search(source) for pattern in _ODD)


def is_generated(source: str, rng: random.Random) -> bool:
    """Whether to generate the sentence; of the odd ones, only a few."""
    return is_plausible(source) and (not is_odd(source) or rng.random() < KEPT)


def is_plausible(source: str) -> bool:
    """Whether a person would say the sentence, as far as its words tell."""
    clash = any(left.search(source) and right.search(source) for left, right in _CLASHING)
    return not clash and not _UNSAID.search(source)
