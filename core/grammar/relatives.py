"""Relative clauses, which come before their noun in Chinese and after it in English: 我买的书, 喜欢猫的孩子.

Actions are in the past tense (我买的书 → the book that i bought), states in the present (我喜欢的书 → the book that
i like).
"""

# ruff: noqa: N803 (parameters are named after Chinese words)

from __future__ import annotations

from .english import NOTHING, At, English, either, name, say
from .rules import SenselessError, rule
from .settings import Place
from .verbs import Act
from .words import Nominal, Phrase


@rule("relative.K", "who:simple verb:done.K 的 object:noun.K", weight=3)
@rule("relative.K", "who:simple time:time.past verb:done.K 的 object:noun.K", weight=0.5)
def that_one_did(who: Phrase, verb: Act, 的: At, object: Nominal, time: English = NOTHING) -> Phrase:
    """我买的书 → the book that i bought, or the book i bought"""
    return _that(object, 的, who.subject + verb.past + time)


@rule("relative.K", "who:simple verb:state.K|wish.K 的 object:noun.K", weight=1.5)
def that_one_likes(who: Phrase, verb: Act, 的: At, object: Nominal) -> Phrase:
    """我喜欢的书 → the book that i like, or the book i like"""
    return _that(object, 的, who.subject + verb.present(who))


def _that(noun: Nominal, 的: At, clause: English) -> Phrase:
    if noun.noun.kind == "language":
        raise SenselessError  # the chinese that i learned
    the_noun = say("the", noun.at) + noun.one
    english = either((0.6, the_noun + say("that", 的) + clause), (0.4, the_noun + clause))
    return Phrase(noun.heads, noun.person, english)


@rule("doing", "verb:state.K|wish.K object:plain.K")
@rule("doing", "verb:喜欢.person object:pronoun")
@rule("doing", "verb:说.language object:plain.language", weight=0.3)
@rule("doing", "verb:学.language object:plain.language", weight=0.3)
def who_likes(verb: Act, object: Phrase) -> English:
    """喜欢猫 → likes cats"""
    return name(verb.verb.third, verb.at) + object.object


@rule("doing", "有 object:counted.K", weight=0.6)
def who_has(有: At, object: Phrase) -> English:
    """有三只猫 → has three cats"""
    return name("has", 有) + object.object


@rule("doing", "住 在 place.city", weight=0.4)
def who_lives(住: At, 在: At, place: Place) -> English:
    """住在北京 → lives in beijing"""
    return name("lives", 住) + place.there(在)


@rule("relative.person", "doing 的 noun.person", weight=5)
def who_does(doing: English, 的: At, noun: Nominal) -> Phrase:
    """喜欢猫的孩子 → the child who likes cats"""
    return Phrase(noun.heads, "he", say("the", noun.at) + noun.one + say("who", 的) + doing)
