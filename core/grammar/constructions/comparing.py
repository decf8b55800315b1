"""比: comparison of two persons or things."""

# ruff: noqa: N803 (parameters are named after Chinese words)

from __future__ import annotations

from ..english import At, English, say
from ..rules import SenselessError, construction
from ..verbs import be
from ..words import Bare, Phrase, Quality


def is_more(one: Phrase, 比: At, other: Phrase, adjective: Quality) -> English:
    """i am | taller | than | you"""
    return one.subject + be(one, 比) + adjective.comparative + say("than", 比) + other.definite


@construction("comparison", "one:simple 比 other:known adjective:than.person", weight=2)
def people(one: Phrase, 比: At, other: Phrase, adjective: Quality) -> English:
    """我比你高 → i am taller than you"""
    return is_more(one, 比, other, adjective)


@construction("comparison", "noun:subject.K 比 other:definite.K adjective:than.K", weight=4)
def things(noun: Phrase, 比: At, other: Phrase, adjective: Quality) -> English:
    """这本书比那本书贵 → this book is more expensive than that book"""
    if noun.words == other.words or (
        noun.heads == other.heads and (isinstance(noun, Bare) or isinstance(other, Bare))
    ):
        raise SenselessError  # a book is compared with this book or mine, not with "the book"
    return is_more(noun, 比, other, adjective)
