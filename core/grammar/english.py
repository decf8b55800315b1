"""English with alternative translations: an algebra of weighted, aligned variants.

Every piece of English knows which source characters it translates. `+` concatenates pieces; `either` combines
alternative translations with their relative frequencies. The result is every correct translation of a sentence, with
its probability and its alignment.

Words without a counterpart are aligned as follows:

| word                              | aligned with                                                     |
|-----------------------------------|------------------------------------------------------------------|
| the, and a bare plural's nothing  | its noun                                                         |
| a, an (from 一), this, which       | 一, 这, 哪; an article that Chinese leaves out: its noun           |
| 's, of, that, who (relative)      | 的                                                               |
| of (a cup of tea)                 | the measure word                                                 |
| is, was                           | 是, 很, 在, 比, 不, whichever forms the predicate, or the predicate   |
| do, did, not                      | 不, 没; in a question 吗 or the question word; ? likewise           |
| will, is going to                 | 会; without it, the time word that marks the future              |
| have (perfect), is (progressive)  | 过; 在, 正在                                                       |
| to, for (after a verb)            | the verb; to, for (with a receiver): 给                           |
"""

from __future__ import annotations

import re
from typing import NamedTuple

At = tuple[int, ...]
"""Positions of characters in the source sentence."""


class Token(NamedTuple):
    """One English word, the source characters it translates, and whether it is a content word."""

    word: str
    at: At
    content: bool


class English:
    """The translations of something, each with its probability; the probabilities sum to 1."""

    __slots__ = ("variants",)

    def __init__(self, *variants: tuple[float, tuple[Token, ...]]) -> None:
        self.variants = variants

    def __add__(self, other: English) -> English:
        """Concatenation: every variant of this one followed by every variant of the other."""
        return English(*[(p * q, a + b) for p, a in self.variants for q, b in other.variants])

    def replaced(self, word: str, other: str) -> English:
        """The same with another word: anything instead of something."""
        return English(
            *[
                (p, tuple([token._replace(word=other) if token.word == word else token for token in tokens]))
                for p, tokens in self.variants
            ]
        )


NOTHING = English((1.0, ()))


def say(words: str, at: At) -> English:
    """Function words (articles, auxiliaries, prepositions, …) that belong to the characters `at`."""
    return English((1.0, tuple([Token(word, at, False) for word in words.split()])))


def name(words: str, at: At) -> English:
    """Content words (nouns, verbs, adjectives, numbers, times, places, names) that translate `at`."""
    return English((1.0, tuple([Token(word, at, True) for word in words.split()])))


def either(*ways: tuple[float, English]) -> English:
    """Alternative correct translations: (relative frequency, the English), …"""
    return English(*[(share * p, tokens) for share, way in ways for p, tokens in way.variants])


def article(english: English, at: At) -> English:
    """The English after "a" or "an", depending on its first sound; the article belongs to `at`."""
    return English(
        *[
            (p, (Token("an" if re.match("(?!uni)[aeiou]", tokens[0].word) else "a", at, False), *tokens))
            for p, tokens in english.variants
        ]
    )
