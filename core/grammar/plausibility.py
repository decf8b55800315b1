"""What the patterns allow but nobody says (`tables.clashes`). Such sentences are not generated.

They are recognized: a learner who types one gets its translation.
"""

from __future__ import annotations

import re

from .lexicon import NOUNS
from .tables.clashes import CLASHES, PATTERNS


def _alternatives(words: str) -> re.Pattern[str]:
    return re.compile("|".join(words.split()))


def _both(line: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    left, _, right = line.partition(" | ")
    return _alternatives(left), _alternatives(right)


_CLASHING = [_both(line) for line in CLASHES.strip().replace("\n    ", " ").splitlines()]
_UNSAID = _alternatives(PATTERNS.replace("NOUN", f"(?:{'|'.join(NOUNS)})"))


def is_plausible(source: str) -> bool:
    """Whether a person would say the sentence, as far as its words tell."""
    clash = any(left.search(source) and right.search(source) for left, right in _CLASHING)
    return not clash and not _UNSAID.search(source)
