"""比: somebody or something is more than another."""

from __future__ import annotations

from ..english import At, English, say
from ..rules import Senseless, construction
from ..verbs import be
from ..words import Bare, Phrase, Quality


def is_more(one: Phrase, 比: At, other: Phrase, adjective: Quality) -> English:
    """i am | taller | than | you"""
    return one.subject + be(one, 比) + adjective.comparative + say("than", 比) + other.definite


@construction("comparison", "one:simple 比 other:known adjective:than.person", weight=2)
def people(one: Phrase, 比: At, other: Phrase, adjective: Quality) -> English:
    """我比你高 → i am taller than you"""
    return is_more(one, 比, other, adjective)


@construction("comparison", "noun:subject.K 比 other:definite.K adjective:than.K", weight=3)
def things(noun: Phrase, 比: At, other: Phrase, adjective: Quality) -> English:
    """这本书比那本书贵 → this book is more expensive than that book"""
    if noun.heads == other.heads and (isinstance(noun, Bare) or isinstance(other, Bare) or _words(noun) == _words(other)):
        raise Senseless
    return is_more(noun, 比, other, adjective)


def _words(phrase: Phrase) -> list[str]:
    return [token.word for token in phrase.definite.variants[0][1]]
