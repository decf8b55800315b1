"""A sentence with all its translations, built from a derivation."""

from __future__ import annotations

from dataclasses import dataclass

from .english import English, Token
from .rules import Pair, SenselessError

LONGEST = 20
"""The maximal number of characters of a sentence, and of words of a translation."""


@dataclass(frozen=True)
class Translation:
    """One correct translation.

    Attributes:
        words: the English tokens.
        probability: relative to the other translations of the source; they sum to 1.
        alignment: for each word, the positions of the source characters it translates, never empty; the table in
            `english` defines how words without a counterpart are aligned.
        content: for each word, whether it is a content word (noun, verb, adjective, number, time, place, name).
    """

    words: tuple[str, ...]
    probability: float
    alignment: tuple[tuple[int, ...], ...]
    content: tuple[bool, ...]


@dataclass(frozen=True)
class Sentence:
    """A source sentence with every translation that the grammar generates.

    Attributes:
        source: the Chinese, without punctuation.
        construction: a readable name, e.g. "double object".
        translations: the most probable first.
        pairs: the connected content words, e.g. ("verb–object", 爱, 猫), ("adjective–noun", 红色, 苹果).
        content_words: the Chinese content words.
    """

    source: str
    construction: str
    translations: tuple[Translation, ...]
    pairs: frozenset[Pair]
    content_words: frozenset[str]


def sentence(source: str, construction: str, english: English, pairs: frozenset[Pair]) -> Sentence:
    """The sentence; raises SenselessError if it is too long or makes no sense."""
    shares: dict[tuple[str, ...], float] = {}
    spoken: dict[tuple[str, ...], tuple[Token, ...]] = {}
    for probability, tokens in english.variants:
        words = tuple(token.word for token in tokens)
        shares[words] = shares.get(words, 0.0) + probability
        spoken.setdefault(words, tokens)
    translations = tuple(
        Translation(
            words,
            probability,
            tuple(token.at for token in spoken[words]),
            tuple(token.content for token in spoken[words]),
        )
        for words, probability in sorted(shares.items(), key=lambda share: -share[1])
    )
    if len(source) > LONGEST or any(len(translation.words) > LONGEST for translation in translations):
        raise SenselessError
    first = translations[0]
    content = frozenset(
        "".join(source[at] for at in ats)
        for ats, it_is in zip(first.alignment, first.content, strict=True)
        if it_is
    )
    return Sentence(source, construction, translations, pairs, content)
