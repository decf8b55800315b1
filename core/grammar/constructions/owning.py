"""Whose: 我的, 这是我的书, 你的比我的贵, 哪个是你的."""

# ruff: noqa: N803 (parameters are named after Chinese words)

from __future__ import annotations

from ..english import NOTHING, At, English, say
from ..forms import clause
from ..predicates import Clause, be
from ..rules import SenselessError, any_of, construction, one_of, rule
from ..words import Phrase, Pronoun, Quality, Word, this
from .comparing import PERSONS

MINE = {"my": "mine", "your": "yours", "his": "his", "her": "hers", "our": "ours", "their": "theirs"}
one_of("possessor", {"pronoun": 6, "name": 1.5, "called": 1, "family.mine": 0.7, "plain.person": 1})


@rule("mine.alone", "possessor 的")
def mine(possessor: Phrase, 的: At) -> English:
    """我的 → mine; 老师的 → the teacher 's"""
    if isinstance(possessor, Pronoun):
        ((_, (token,)),) = possessor.possessive.variants
        return say(MINE[token.word], token.at + 的)
    return possessor.subject + say("'s", 的)


OWNED = tuple(
    kind
    for kind in ("pet", "book", "cloth", "thing", "pen", "paper", "gift", "car", "room", "drink", "furniture")
)
any_of("ownable", {f"pointed.{kind}": 1 for kind in OWNED} | {"this.one": 1})


@rule("ownable", "ordinal 个", weight=0.3)
@rule("the.one", "ordinal 个", weight=0.3)
def first_one(ordinal: English, 个: At) -> Phrase:
    """第一个 → the first one"""
    return Phrase((), "he", say("the", 个) + ordinal + say("one", 个))


@clause("comparison", "mine:mine.alone 比 yours:mine.alone adjective:than.goods", weight=0.3)
@clause("comparison", "what:owned.K 比 yours:mine.alone adjective:than.K", weight=0.5)
@clause("comparison", "what:owned.K 没有 yours:mine.alone adjective:than.K", weight=0.2)
def than_yours(
    yours: English,
    adjective: Quality,
    比: At = (),
    没有: At = (),
    mine: English = NOTHING,
    what: Phrase | None = None,
) -> Clause:
    """我的手机比你的贵 → my phone is more expensive than yours; 我的比你的大 → mine is bigger than yours"""
    one = what or Phrase((), "he", mine)
    words = [token.word for token in yours.variants[0][1]]
    if words == one.words or (what and (what.heads[0] in PERSONS or MINE.get(one.words[0]) == words[0])):
        raise SenselessError
    if 没有:
        as_big = say("as", 没有) + adjective.english + say("as", 没有) + yours
        return Clause(one, be(没有, as_big).negated(没有))
    return Clause(one, be(比, adjective.comparative + say("than", 比) + yours))


@rule("ownable", "pointer", weight=1.5)
def this_itself(pointer: Word) -> Phrase:
    """这 → this, as a subject"""
    return this(pointer)


@clause("the one", "what:ownable 是! mine.alone", weight=1.5)
@clause("the one", "what:ownable 不 是 mine.alone", weight=0.6, asked=0.1)
@clause("the one", "what:ownable 也 是 mine.alone", weight=0.15)
def is_mine(what: Phrase, 是: At, mine: English, 不: At = (), 也: At = ()) -> Clause:
    """这本书是我的 → this book is mine; 这不是我的 → this is not mine"""
    return Clause(what, be(是, mine).negated(不).also(say("also", 也) if 也 else NOTHING))


@construction("the one", "what:this.one 是 谁 的", weight=0.3)
def whose(what: Phrase, 是: At, 谁: At, 的: At) -> English:
    """这个是谁的 → whose is this one ?"""
    return Clause(what, be(是, NOTHING)).asked(say("whose", 谁 + 的), 谁)


@construction(
    "the one", "哪个 是 mine.alone", *(f"哪 what:which.{kind} 是 mine.alone" for kind in OWNED), weight=0.4
)
def which_is_mine(是: At, mine: English, 哪个: At = (), 哪: At = (), what: Phrase | None = None) -> English:
    """哪个是你的 → which one is yours ?; 哪本书是你的 → which book is yours ?"""
    asked = say("which", 哪) + what.object if what else say("which one", 哪个)
    return asked + say("is", 是) + mine + say("?", 哪个 or 哪)
