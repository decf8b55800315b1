"""Relative clauses, which come before their noun in Chinese and after it in English: 我买的书, 喜欢猫的孩子.

Actions are in the past tense (我买的书 → the book that i bought), states in the present (我喜欢的书 → the book that
i like).
"""

# ruff: noqa: N803 (parameters are named after Chinese words)

from __future__ import annotations

from . import verbs  # noqa: F401 — the classes that each kind of verb takes
from .english import NOTHING, At, English, either, name, say
from .phrases import UNCOUNTED
from .predicates import Predicate
from .rules import SenselessError, one_of, rule
from .settings import Place
from .words import Nominal, Phrase

WHO = Phrase((), "he", NOTHING)


@rule("relative.K", "who:simple verb:done.K 的 object:noun.K", weight=3)
@rule("relative.K", "who:simple time:time.past verb:done.K 的 object:noun.K", weight=0.5)
def that_one_did(who: Phrase, verb: Predicate, 的: At, object: Nominal, time: English = NOTHING) -> Phrase:
    """我买的书 → the book that i bought, or the book i bought"""
    if object.noun.kind == "person" and verb.verb.base in ("wait", "ask", "look"):
        raise SenselessError  # the student that i waited for
    return that(object, 的, who.subject + verb.did().finite(who) + time)


@rule("relative.K", "who:simple verb:state.K|wish.K 的 object:noun.K", weight=1.5)
def that_one_likes(who: Phrase, verb: Predicate, 的: At, object: Nominal) -> Phrase:
    """我喜欢的书 → the book that i like, or the book i like"""
    return that(object, 的, who.subject + verb.finite(who))


def that(noun: Nominal, 的: At, clause: English) -> Phrase:
    """the book that i bought, or the book i bought"""
    if noun.noun.kind in UNCOUNTED:
        raise SenselessError  # the chinese that i learned
    the_noun = say("the", noun.at) + noun.one
    english = either((0.6, the_noun + say("that", 的) + clause), (0.4, the_noun + clause))
    return Phrase(noun.heads, noun.person, english)


@rule("doing", "verb:state.K|wish.K object:general.K")
@rule("doing", "verb:说.language object:plain.language", weight=0.3)
@rule("doing", "verb:学.language object:plain.language", weight=0.3)
def who_likes(verb: Predicate, object: Phrase) -> English:
    """喜欢猫 → likes cats"""
    return verb.on(object).finite(WHO)


@rule("doing", "有 object:counted.K", weight=0.6)
def who_has(有: At, object: Phrase) -> English:
    """有三只猫 → has three cats"""
    return name("has", 有) + object.object


@rule("doing", "住 在 place.city", weight=0.4)
def who_lives(住: At, 在: At, place: Place) -> English:
    """住在北京 → lives in beijing"""
    return name("lives", 住) + place.there(在)


one_of("relative.person", {"relative.doer": 5})


@rule("relative.doer", "doing 的 noun.person")
def who_does(doing: English, 的: At, noun: Nominal) -> Phrase:
    """喜欢猫的孩子 → the child who likes cats"""
    if noun.noun.chinese == "老师" and doing.variants[0][1][0].word == "learns":
        raise SenselessError
    return Phrase(noun.heads, "he", say("the", noun.at) + noun.one + say("who", 的) + doing)
