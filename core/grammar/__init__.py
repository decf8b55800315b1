"""The training language: a compositional grammar of simple Chinese with its English translations.

sample(rng)             a sentence with all its translations
recognise("我爱你")      the constructions that generate this sentence; () if it is outside the language
understand("我爱你")     the sentence, with all its translations; None if it is outside the language
constructions()         the names of all constructions
lexicon()               every Chinese word with its English
characters()            every character that a source can contain
english_words()         every word that a translation can contain
"""

from __future__ import annotations

import random
from contextlib import suppress
from dataclasses import replace

from . import constructions as _constructions  # noqa: F401 — importing them fills the grammar
from .lexicon import english_words
from .lexicon import glosses as lexicon
from .plausibility import is_generated
from .recognition import START, readings
from .rules import RULES, Pair, SenselessError, choose, follow
from .sentence import LONGEST, Sentence, Translation, sentence


def sample(rng: random.Random, construction: str = "") -> Sentence:
    """A random sentence of the training language, or of one construction in it."""
    construction = construction or choose(START, rng).construction
    while True:
        source: list[str] = []
        pairs: set[Pair] = set()
        with suppress(SenselessError):
            rule = choose(START, rng, construction)
            english = follow(rule, rng, source, pairs)
            chinese = "".join(source)
            if is_generated(chinese, rng):
                return sentence(chinese, construction, english, frozenset(pairs))


def constructions() -> tuple[str, ...]:
    """The names of all constructions, in the order of the grammar."""
    return tuple(dict.fromkeys(rule.construction for rule in RULES[START]))


def characters() -> tuple[str, ...]:
    """Every character that a source can contain, in the order of the grammar."""
    parts = (part for rules in RULES.values() for rule in rules for part in rule.parts if not part.is_symbol)
    return tuple(dict.fromkeys(character for part in parts for character in part.what))


def recognise(source: str) -> tuple[str, ...]:
    """The constructions that generate this source; () if it is outside the training language."""
    return tuple(dict.fromkeys(reading.construction for reading in readings(source)))


def understand(source: str) -> Sentence | None:
    """The sentence with all its translations; None if it is outside the training language.

    A source with several readings has the translations of all of them.
    """
    found = readings(source)
    if len(found) < 2:
        return next(iter(found), None)
    words: dict[tuple[str, ...], Translation] = {}
    for translation in (one for reading in found for one in reading.translations):
        known = words.get(translation.words)
        share = translation.probability / len(found) + (known.probability if known else 0.0)
        words[translation.words] = replace(known or translation, probability=share)
    merged = sorted(words.values(), key=lambda translation: -translation.probability)
    return replace(found[0], translations=tuple(merged))


__all__ = [
    "LONGEST",
    "Sentence",
    "Translation",
    "characters",
    "constructions",
    "english_words",
    "lexicon",
    "recognise",
    "sample",
    "understand",
]
