"""Reasons: 因为 … 所以, 因为 at the end, and 所以 alone."""

# ruff: noqa: N803 (parameters are named after Chinese words)

from __future__ import annotations

from ..english import NOTHING, At, English, either, name, say
from ..predicates import Clause, Predicate, acts, be, is_, want
from ..rules import SenselessError, construction, rule
from ..words import Phrase, Quality, qualities
from .situations import for_each, not_for_you, same_person, told


def _because(因为: At, why: Clause, then: Clause, first: float = 0.5) -> English:
    not_for_you(then.subject, then.predicate)
    why = told(why, then.predicate)
    english = say("because", 因为) + why.statement
    after = then.statement + english
    if first in (0, 1):
        return english + then.statement if first else after
    return either((first, english + then.statement), (1 - first, after))


@construction(
    "because", *for_each("因为 who:pronoun why:cause.KIND 所以 same:pronoun then:effect.KIND"), weight=2
)
@construction("because", *for_each("因为 who:pronoun why:cause.KIND 所以 then:effect.KIND"), weight=0.7)
@construction("because", *for_each("因为 why:cause.KIND 所以 who:pronoun then:effect.KIND"), weight=0.5)
def because(
    因为: At, who: Phrase, why: Predicate, 所以: At, then: Predicate, same: Phrase | None = None
) -> English:
    """因为我很累所以我不想工作 → because i am tired i do not want to work, or i do …"""
    return _because(因为, Clause(who, why), Clause(same_person(who, same), then))


@construction("because", *for_each("who:pronoun then:effect.KIND 因为 same:pronoun why:cause.KIND"), weight=1)
def because_after(who: Phrase, then: Predicate, 因为: At, same: Phrase, why: Predicate) -> English:
    """我不想工作因为我很累 → i do not want to work because i am tired"""
    return _because(因为, Clause(same_person(who, same), why), Clause(who, then), first=0)


@construction(
    "because", *for_each("who:pronoun why:cause.KIND 所以 same:pronoun? then:effect.KIND"), weight=1
)
def so(who: Phrase, why: Predicate, 所以: At, then: Predicate, same: Phrase | None = None) -> English:
    """我很累所以我想休息 → i am tired so i want to rest"""
    not_for_you(who, then)
    cause = told(Clause(who, why), then)
    return cause.statement + say("so", 所以) + Clause(same_person(who, same), then).statement


FACTS = ("rain", "fine")


@construction("because", *for_each("因为 why:fact.KIND 所以 who:simple then:effect.KIND", FACTS), weight=1)
@construction("because", *for_each("who:pronoun then:effect.KIND 因为 why:fact.KIND", FACTS), weight=0.4)
@construction("because", *for_each("why:fact.KIND 所以 who:simple then:effect.KIND", FACTS), weight=0.5)
def because_of(who: Phrase, why: Clause, then: Predicate, 因为: At = (), 所以: At = ()) -> English:
    """因为天气很好所以我想去公园 → because the weather is good i want to go to the park, or i want to …"""
    if not 因为:
        return told(why, then).statement + say("so", 所以) + Clause(who, then).statement
    return _because(因为, why, Clause(who, then), first=0.5 if 所以 else 0)


WARES = ("cloth", "thing", "car", "furniture", "gift")
DEAR = "|".join(f"pointed.{kind}" for kind in WARES)
qualities("dear", "贵")
qualities("cheap", "便宜", "漂亮")


def _it(what: Phrase, at: At) -> English:
    return say("them" if what.person == "they" else "it", at)


@construction(
    "because",
    f"因为 what:{DEAR} 太 adjective:dear 了 所以 who:pronoun how:没|不想 买",
    f"因为 what:{DEAR} 很 adjective:dear 所以 who:pronoun how:没|不想 买",
    weight=0.6,
)
@construction("because", f"因为 what:{DEAR} 很 adjective:cheap 所以 who:pronoun how:想|要 买", weight=0.3)
def because_dear(
    因为: At,
    what: Phrase,
    adjective: Quality,
    who: Phrase,
    how: At,
    买: At,
    太: At = (),
    很: At = (),
) -> English:
    """因为这件衣服很贵所以我没买 → because this piece of clothing was expensive i did not buy it"""
    if {"old", adjective.adjective.english} & set(what.words):
        raise SenselessError
    quality = is_(adjective, 太 or 很, say("too", 太) if 太 else NOTHING)
    buy = acts("buy", 买) + _it(what, 买)
    if adjective.adjective.chinese != "贵":
        then = want(how, buy)
    else:
        then = buy.did(how).negated(how) if len(how) == 1 else want(how, buy).negated(how[:1])
    return _because(因为, Clause(what, quality), Clause(who, then), first=1)


@construction("because", "因为 今天 是 weekday:sunday 所以 who:pronoun 不 act:上班.|上课.", weight=0.15)
def because_it_is_sunday(
    因为: At, 今天: At, 是: At, weekday: English, 所以: At, who: Phrase, 不: At, act: Predicate
) -> English:
    """因为今天是星期天所以我不上班 → because today is sunday i do not go to work, or i do not …"""
    today = Clause(Phrase((), "he", name("today", 今天)), be(是, weekday))
    return _because(因为, today, Clause(who, act.negated(不)))


@rule("sunday", "星期天", "星期日", "星期六")
def sunday(星期天: At = (), 星期日: At = (), 星期六: At = ()) -> English:
    """星期天 → sunday"""
    return name("saturday" if 星期六 else "sunday", 星期天 or 星期日 or 星期六)
