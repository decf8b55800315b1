"""Contrasts: 虽然 … 但是, 我喜欢猫但是不喜欢狗, 我想去但是没有时间."""

# ruff: noqa: N803 (parameters are named after Chinese words)

from __future__ import annotations

from dataclasses import replace

from ..english import NOTHING, At, English, either, name, say
from ..forms import clause
from ..predicates import CAN, PERFECT, Clause, Predicate, acts, be, is_, modal, progressive, want
from ..rules import SenselessError, any_of, construction, distinct, rule
from ..settings import Place
from ..words import Bare, Nominal, Owned, Phrase, Pronoun, Quality, comparable, it, qualities
from .situations import BUT, for_each, going, not_for_you, same_person, told, words_of


def nevertheless(
    act: Predicate | None = None,
    还在: At = (),
    不想: At = (),
    还想: At = (),
    很: At = (),
    adjective: Quality | None = None,
    每天: At = (),
) -> Predicate:
    """还在工作 → be still working; 很高兴 → be happy"""
    if adjective:
        return is_(adjective, 很)
    assert act
    if 还在:
        return progressive(还在[1:], act).also(say("still", 还在[:1]))
    if 还想:
        return want(还想, act).also(say("still", 还想[:1]))
    if 不想:
        return want(不想, act).negated(不想[:1])
    return act + name("every day", 每天)


qualities("glad", "高兴", "快乐")
DESPITE = {
    "tired": ("还在 act:late.work", "不想 act:restful", "很 adjective:glad", "还想 act:tiring"),
    "busy": ("每天 act:chinese", "很 adjective:glad", "每天 act:跑步.|运动."),
    "poor": ("很 adjective:glad",),
    "sick": ("还在 act:late.work", "不想 act:healing", "还想 act:laborious"),
    "hungry": ("不想 act:filling", "还在 act:late.work"),
}
for _kind, _ways in DESPITE.items():
    rule(f"despite.{_kind}", *_ways)(nevertheless)


@rule("despite.sick", "来 了", weight=0.25)
@rule("despite.busy", "来 了", weight=0.3)
@rule("despite.rain", "来 了", "去 了", "出去 了", "去 place:nearby.fun 了")
def went(了: At, 来: At = (), 去: At = (), 出去: At = (), place: Place | None = None) -> Predicate:
    """来了 → came"""
    return going(去, 来, 出去, (), place).did(了)


@rule("despite.rain", "还想 act:outdoor")
def still_wants(act: Predicate, 还想: At) -> Predicate:
    """还想出去 → still want to go out"""
    return want(还想, act).also(say("still", 还想[:1]))


SADLY = tuple(DESPITE)


@construction(
    "although",
    *for_each(f"虽然 who:pronoun why:cause.KIND {BUT} same:pronoun? then:despite.KIND", SADLY),
    weight=1.5,
)
@construction(
    "although", *for_each(f"虽然 why:cause.KIND {BUT} who:pronoun then:despite.KIND", SADLY), weight=0.4
)
@construction(
    "although", *for_each(f"who:pronoun 虽然 why:cause.KIND {BUT} then:despite.KIND", SADLY), weight=0.4
)
@construction(
    "although",
    *for_each(f"who:pronoun why:cause.KIND {BUT} same:pronoun? then:despite.KIND", SADLY),
    weight=0.7,
)
def although(
    who: Phrase, why: Predicate, 但是: At, then: Predicate, 虽然: At = (), same: Phrase | None = None
) -> English:
    """虽然我很累但是我很高兴 → although i am tired i am happy"""
    not_for_you(who, then)
    if 虽然 and "too" in words_of(why):
        raise SenselessError  # 虽然我太累了
    cause = told(Clause(who, why), then).statement
    result = Clause(same_person(who, same), then).statement
    return say("although", 虽然) + cause + result if 虽然 else cause + say("but", 但是) + result


@construction("although", f"虽然 why:fact.rain {BUT} who:simple then:despite.rain", weight=0.7)
@construction("although", f"why:fact.rain {BUT} who:simple then:despite.rain", weight=0.3)
def although_it_rains(why: Clause, 但是: At, who: Phrase, then: Predicate, 虽然: At = ()) -> English:
    """虽然下雨但是他来了 → although it was raining he came"""
    fact, result = told(why, then).statement, Clause(who, then).statement
    return say("although", 虽然) + fact + result if 虽然 else fact + say("but", 但是) + result


CONTRASTS = {
    "book": ("难 贵 旧", "有意思 好"),
    "film": ("长", "有意思 好"),
    "room": ("小 旧", "漂亮"),
    "cloth": ("贵 旧", "漂亮"),
    "car": ("贵 旧 小", "快 漂亮"),
    "language": ("难", "有意思 重要"),
    "field": ("难", "有意思 重要"),
    "fruit": ("贵 小", "甜 好吃"),
    "meal": ("贵", "好吃 新鲜"),
    "machine": ("旧 小", "快 聪明"),
    "job": ("难", "有意思 重要"),
    "lesson": ("难", "有意思 重要"),
    "pet": ("小", "聪明 可爱"),
}
"""Two sides of things: what is difficult but interesting."""

for _kind, (_bad, _good) in CONTRASTS.items():
    qualities(f"flaw.{_kind}", *_bad.split())
    qualities(f"merit.{_kind}", *_good.split())
AMONG = {"book": ("书", "小说"), "field": ("机器学习", "深度学习", "人工智能", "数学")}
"""The nouns of a class that have these two sides, if not all of them."""
for _kind in CONTRASTS:
    for _noun in AMONG.get(_kind, (_kind,)):
        any_of(f"contrasted.{_kind}", {f"plain.{_noun}": 3, f"pointed.{_noun}": 2, f"owned.{_noun}": 1.5})


def _fits(what: Phrase, *sides: Quality) -> None:
    """Raise SenselessError for the old book that is old, and for apples in general."""
    if {side.adjective.english for side in sides} & set(what.words):
        raise SenselessError
    if isinstance(what, Bare) and what.nominal.noun.kind in ("fruit", "meal") and what.nominal.countable:
        raise SenselessError


def _again(what: Phrase, at: At) -> Phrase:
    """It or they, in the second clause."""
    return Phrase((), what.person, say("they" if what.person == "they" else "it", at))


_TWO_SIDES = [
    f"what:contrasted.{kind} 很 first:{one}.{kind} {BUT} very:很 second:{other}.{kind}"
    for kind in CONTRASTS
    for one, other in (("flaw", "merit"), ("merit", "flaw"))
]


@construction("although", *(f"虽然 {pattern}" for pattern in _TWO_SIDES), weight=1.5)
@construction("although", *_TWO_SIDES, weight=1)
def although_it_is(
    what: Phrase, 很: At, first: Quality, 但是: At, very: At, second: Quality, 虽然: At = ()
) -> English:
    """虽然中文很难但是很有意思 → although chinese is difficult it is interesting"""
    _fits(what, first, second)
    one, other = Clause(what, is_(first, 很)).statement, Clause(_again(what, very), is_(second, very))
    if 虽然:
        return say("although", 虽然) + one + other.statement
    but = say("but", 但是)
    return either((0.5, one + but + other.statement), (0.5, one + but + second.english))


@construction(
    "although",
    *(
        f"what:contrasted.{kind} 很 first:merit.{kind} {BUT} 太 second:flaw.{kind} 了"
        for kind in CONTRASTS
        if kind != "pet"
    ),
    weight=0.7,
)
def but_too(what: Phrase, 很: At, first: Quality, 但是: At, 太: At, second: Quality, 了: At) -> English:
    """这件衣服很漂亮但是太贵了 → this piece of clothing is beautiful but it is too expensive, or …"""
    _fits(what, first, second)
    one = Clause(what, is_(first, 很)).statement + say("but", 但是)
    too = say("too", 太) + second.english
    return either((0.5, one + Clause(_again(what, 太), be(太, too)).statement), (0.5, one + too))


@construction(
    "although",
    *(
        f"虽然 what:contrasted.{kind} 很 first:flaw.{kind} {BUT} who:pronoun like:likes.{kind}"
        for kind in CONTRASTS
        if kind not in ("lesson", "job", "machine")
    ),
    weight=0.8,
)
def although_i_like_it(
    what: Phrase, 虽然: At, 很: At, first: Quality, 但是: At, who: Phrase, like: Predicate
) -> English:
    """虽然中文很难但是我喜欢 → although chinese is difficult i like it"""
    _fits(what, first)
    if "buy" in words_of(like) and (isinstance(what, Owned) or first.adjective.chinese == "旧"):
        raise SenselessError
    it_ = say("them" if what.person == "they" else "it", like.at)
    liked = Clause(who, replace(like, rest=_placed(like.rest, it_)))
    return say("although", 虽然) + Clause(what, is_(first, 很)).statement + liked.statement


def _placed(rest: English, it_: English) -> English:
    """like it very much, want to buy it"""
    words = [token.word for token in rest.variants[0][1]]
    return it_ + rest if "very" in words or not words else rest + it_


def likes(喜欢: At, 很: At = ()) -> Predicate:
    """很喜欢 → like (it) very much"""
    return acts("like", 喜欢) + (say("very much", 很) if 很 else NOTHING)


def wants_to(act: Predicate, 想: At) -> Predicate:
    """想买 → want to buy (it)"""
    return want(想, act)


for _kind, _wanted in {
    "book": "买 看",
    "film": "看",
    "room": "",
    "cloth": "买",
    "car": "买",
    "language": "学",
    "field": "学习",
    "fruit": "买 吃",
    "meal": "吃",
    "pet": "",
}.items():
    rule(f"likes.{_kind}", "很? 喜欢", weight=2)(likes)
    for _each in _wanted.split():
        rule(f"likes.{_kind}", f"想 act:{_each}.{_kind}")(wants_to)


qualities("merit.looks", "好看1")


@construction(
    "although",
    *(
        f"虽然 很 first:{one}.{kind} {BUT} very:很 second:{other}.{kind}"
        for kind, one, other in (
            ("meal", "flaw", "merit"),
            ("cloth", "flaw", "merit"),
            ("language", "flaw", "merit"),
        )
    ),
    f"虽然 很 first:flaw.meal {BUT} very:很 second:merit.looks",
    weight=0.3,
)
def although_dear(虽然: At, 很: At, first: Quality, 但是: At, very: At, second: Quality) -> English:
    """虽然很贵但是很好吃 → although it is expensive it is delicious"""
    one, other = Clause(it(很), is_(first, 很)), Clause(it(very), is_(second, very))
    return say("although", 虽然) + one.statement + other.statement


# --- two likings, two skills; wishes and obstacles ----------------------------------------


LIKED = ("pet", "beast", "fruit", "drink", "meal", "film", "book", "cloth", "language")


@clause(
    "but",
    *(
        f"who:pronoun|name verb:喜欢.{kind} left:noun.{kind} {BUT} same:pronoun? 不 again:喜欢.{kind} right:noun.{kind}"
        for kind in LIKED
    ),
    weight=1,
    asked=0,
    embedded=0,
)
def likes_but(
    who: Phrase,
    verb: Predicate,
    left: Nominal,
    但是: At,
    不: At,
    again: Predicate,
    right: Nominal,
    same: Phrase | None = None,
) -> Clause:
    """我喜欢猫但是不喜欢狗 → i like cats but i do not like dogs"""
    comparable(left, right)
    distinct(left, right)
    if {"菜", "衣服"} & {left.noun.chinese, right.noun.chinese} or (
        same is None and not isinstance(who, Pronoun)
    ):
        raise SenselessError
    if same is not None:
        same_person(who, same)
    second = Clause(who, (again + right.many).negated(不)).statement
    return Clause(who, verb + left.many + say("but", 但是) + second)


@clause(
    "but",
    f"who:pronoun 会 act:skill.person {BUT} same:pronoun? no:不会 other:skill.person",
    weight=0.7,
    asked=0,
    embedded=0,
)
def can_but(
    who: Phrase, 会: At, act: Predicate, 但是: At, no: At, other: Predicate, same: Phrase | None = None
) -> Clause:
    """我会说中文但是不会写汉字 → i can speak chinese but i cannot write chinese characters"""
    if "draw" in (act.verb.base, other.verb.base):
        raise SenselessError
    if act.base.variants[0][1][0].word == other.base.variants[0][1][0].word:
        raise SenselessError
    second = Clause(same_person(who, same), modal(CAN, no, other).negated(no[:1])).statement
    return Clause(who, modal(CAN, 会, act) + say("but", 但是) + second)


WISHES = {"busy": "free.time", "poor": "costly", "tired": "tiring", "sick": "laborious"}


@clause(
    "but",
    *(f"who:pronoun 想 act:{wish} {BUT} same:pronoun? why:cause.{kind}" for kind, wish in WISHES.items()),
    weight=1,
    asked=0,
    embedded=0,
)
def wants_but(
    who: Phrase, 想: At, act: Predicate, 但是: At, why: Predicate, same: Phrase | None = None
) -> Clause:
    """我想去但是我没有时间 → i want to go but i do not have time"""
    return Clause(who, want(想, act) + say("but", 但是) + Clause(same_person(who, same), why).statement)


@clause(
    "but",
    f"who:pronoun 去 过 place:abroad|distant {BUT} same:pronoun? 没 去过 other:abroad|distant",
    weight=0.3,
    asked=0,
    embedded=0,
)
def been_but(
    who: Phrase,
    去: At,
    过: At,
    place: Place,
    但是: At,
    没: At,
    去过: At,
    other: Place,
    same: Phrase | None = None,
) -> Clause:
    """我去过北京但是没去过上海 → i have been to beijing but i have not been to shanghai"""
    if place.chinese == other.chinese or (place.chinese in ("北京", "上海")) != (
        other.chinese in ("北京", "上海")
    ):
        raise SenselessError
    one = Predicate(PERFECT, 过, name("been", 去) + place.to(去))
    second = Predicate(PERFECT, 去过[1:], name("been", 去过[:1]) + other.to(去过[:1])).negated(没)
    return Clause(who, one + say("but", 但是) + Clause(same_person(who, same), second).statement)
