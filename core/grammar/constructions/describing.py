"""Descriptions: 很, 非常, 真, 太 … 了, 不."""

# ruff: noqa: N803 (parameters are named after Chinese words)

from __future__ import annotations

from ..english import NOTHING, At, say
from ..forms import clause
from ..lexicon import CLASSES
from ..predicates import Clause, acts, is_
from ..rules import SenselessError
from ..settings import Place
from ..words import Bare, Phrase, Quality, it, qualities, suits

qualities("uneasy", "忙", "累", "饿", "渴", "冷", "热")
qualities("adjective.place", "大", "小", "漂亮", "远", "近", "干净")
qualities("adjective.here", "干净", "漂亮")


qualities("asked.person", *(each for half in CLASSES["person"] for each in half if each != "好"))


_PAIRS = "big small, new old, cheap expensive, long short, hot cold, difficult easy, fast slow, near far"
OPPOSITES = {
    one: {other, one} for pair in _PAIRS.split(", ") for one, other in (pair.split(), reversed(pair.split()))
}
for _nice in ("beautiful", "nice", "cute", "good", "good looking"):
    OPPOSITES[_nice] = {"beautiful", "nice", "cute", "good"}
PRAISE = ("友好", "漂亮", "可爱", "聪明", "有意思", "好看")
FAR_AND_LARGE = ("中国", "美国", "英国", "北京", "上海")


def _described(noun: Phrase, predicate_at: At, degree: str, adjective: Quality, no: At = ()) -> Clause:
    suits(noun, adjective)
    if adjective.adjective.english in noun.words or set(noun.words) & OPPOSITES.get(
        adjective.adjective.english, set()
    ):
        raise SenselessError  # the big cat is big, the cheap tea is expensive
    if noun.heads and noun.heads[0] in FAR_AND_LARGE and adjective.adjective.chinese in ("小", "近"):
        raise SenselessError
    if no and adjective.adjective.chinese.startswith("有"):
        raise SenselessError  # 不有意思
    if (noun.person == "i" or noun.words == ["we"]) and adjective.adjective.chinese in PRAISE:
        raise SenselessError  # nobody says of himself
    english = say(degree, predicate_at) if degree else NOTHING
    if isinstance(noun, Bare) and noun.nominal.noun.kind == "color" and adjective.adjective.english == "nice":
        return Clause(noun, (acts("look", adjective.at) + english + adjective.english).negated(no))
    return Clause(noun, is_(adjective, predicate_at, english).negated(no))


@clause("quality", "noun:subject.K 很 adjective.K", weight=4, asked=0, opinion=1)
@clause("quality", "noun:who 很 adjective.person", weight=2, asked=0, opinion=1)
@clause("relative clause", "noun:relative.K 很 adjective.K", weight=2, asked=0, embedded=0)
def quality(noun: Phrase, 很: At, adjective: Quality) -> Clause:
    """猫很大 → the cat is big"""
    return _described(noun, 很, "", adjective)


@clause("quality", "noun:subject.K 不 adjective.K", weight=1.5, opinion=1)
@clause("quality", "noun:who 不 adjective:asked.person", weight=0.9)
def no_quality(noun: Phrase, 不: At, adjective: Quality) -> Clause:
    """茶不热 → the tea is not hot"""
    return _described(noun, 不, "", adjective, no=不)


@clause("degree", "noun:subject.K 非常 adjective.K", "noun:subject.K 真 adjective.K", weight=1.6, asked=0)
@clause("degree", "noun:relative.K 真 adjective.K", weight=0.3, asked=0, embedded=0)
@clause("degree", "noun:who 非常 adjective.person", "noun:who 真 adjective.person", weight=0.8, asked=0)
def very(noun: Phrase, adjective: Quality, 非常: At = (), 真: At = ()) -> Clause:
    """猫非常大 → the cat is very big"""
    return _described(noun, 非常 or 真, "very" if 非常 else "really", adjective)


@clause("degree", "noun:subject.K 有点儿 adjective:too.K", weight=0.5, asked=0, opinion=0.5)
@clause("degree", "noun:who 有点儿 adjective:uneasy", weight=0.3, asked=0)
def a_little(noun: Phrase, 有点儿: At, adjective: Quality) -> Clause:
    """这件衣服有点儿大 → this piece of clothing is a little big"""
    return _described(noun, 有点儿, "a little", adjective)


@clause("degree", "noun:subject.K 太 adjective:too.K 了", weight=1.5, asked=0, opinion=1)
@clause("degree", "noun:subject.K 不 太 adjective.K", weight=0.7, asked=0, opinion=1)
def too(noun: Phrase, 太: At, adjective: Quality, 不: At = ()) -> Clause:
    """茶太热了 → the tea is too hot; 茶不太热 → the tea is not very hot"""
    if 不 and adjective.adjective.chinese in ("小", "旧", "短", "慢", "近"):
        raise SenselessError
    return _described(noun, 太, "very" if 不 else "too", adjective, no=不)


# questions have no 很; a statement without it would be a contrast (猫大，狗小)
@clause("quality", "noun:place.subject 很 adjective:adjective.place", weight=0.7, asked=0, opinion=1)
def place_is(noun: Phrase, 很: At, adjective: Quality) -> Clause:
    """公园很漂亮 → the park is beautiful"""
    return _described(noun, 很, "", adjective)


@clause(
    "quality",
    "place:place.这里|place.这儿|place.那儿 很|真 adjective:adjective.here",
    weight=0.1,
    asked=0,
    opinion=0.5,
)
@clause(
    "quality", "place:place.这里|place.这儿|place.那儿 adjective:adjective.here!", weight=0.05, stated=False
)
def it_is_clean_here(place: Place, adjective: Quality, 很: At = (), 真: At = ()) -> Clause:
    """这里很干净 → it is clean here"""
    at = 很 or 真 or adjective.at
    really = say("really", 真) if 真 else NOTHING
    return Clause(it(at), is_(adjective, at, really), last=place.there(at))


@clause("quality", "noun:subject.K adjective.K!", weight=4, stated=False)
@clause("quality", "noun:other adjective:asked.person!", weight=2, stated=False)
@clause("quality", "noun:place.subject adjective:adjective.place!", weight=0.7, stated=False)
def is_it(noun: Phrase, adjective: Quality) -> Clause:
    """茶热吗 → is the tea hot ?"""
    return _described(noun, (), "", adjective)
