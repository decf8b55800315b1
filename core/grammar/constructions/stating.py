"""Actions: statements, negation, modals, adverbs, 和."""

# ruff: noqa: N803 (parameters are named after Chinese words)

from __future__ import annotations

from ..english import At, English, name, say
from ..rules import construction, distinct, one_of, rule
from ..verbs import Act, be, do
from ..words import Nominal, Phrase, Pronoun

one_of("does", {"action": 3, "state": 2})


@rule("beastly", "verb:喜欢.pet object:object.pet|object.beast|known|plain.fruit", weight=2)
@rule("beastly", "verb:追.pet object.pet")
@rule("beastly", "verb:喝.drink object:plain.水|plain.牛奶", weight=0.5)
def what_pets_do(verb: Act, object: Phrase) -> Act:
    """喜欢狗 → like dogs"""
    return verb + object.object


@construction("statement", "who act:does", weight=7)
@construction("statement", "who:subject.pet act:beastly", weight=1.5)
def statement(who: Phrase, act: Act) -> English:
    """我爱你 → i love you; 猫喜欢狗 → the cat likes dogs"""
    return who.subject + act.present(who)


@construction("negation", "who 不 act:does", weight=3)
@construction("negation", "who:subject.pet 不 act:beastly", weight=0.7)
def negation(who: Phrase, 不: At, act: Act) -> English:
    """我不喝茶 → i do not drink tea"""
    return who.subject + do(who, 不) + say("not", 不) + act.base


@construction("past negation", "who 没:没|没有 verb:done.K object.K", weight=2)
def past_negation(who: Phrase, 没: At, verb: Act, object: Phrase) -> English:
    """我没看书 → i did not read books"""
    return who.subject + say("did not", 没) + (verb + object.object).base


@construction("adverb", "who 也 act:does", weight=1.2)
@construction("adverb", "who:subject.pet 也 act:beastly", weight=0.3)
def also(who: Phrase, 也: At, act: Act) -> English:
    """我也喜欢猫 → i also like cats"""
    return who.subject + say("also", 也) + act.present(who)


@construction("adverb", "who 常常 act:action")
def often(who: Phrase, 常常: At, act: Act) -> English:
    """我常常看书 → i often read books"""
    return who.subject + say("often", 常常) + act.present(who)


@construction("adverb", "who 总是 act:action")
def always(who: Phrase, 总是: At, act: Act) -> English:
    """我总是喝茶 → i always drink tea"""
    return who.subject + say("always", 总是) + act.present(who)


@construction("adverb", "who 从来不 act:action")
def never(who: Phrase, 从来不: At, act: Act) -> English:
    """他从来不喝咖啡 → he never drinks coffee"""
    return who.subject + say("never", 从来不) + act.present(who)


@construction("adverb", "who:several 都 act:does")
def all_of(who: Pronoun, 都: At, act: Act) -> English:
    """我们都喜欢猫 → we all like cats"""
    return who.subject + say("all", 都) + act.present(who)


# --- modals ----------------------------------------


@rule(
    "skill",
    "verb:说.language object.language",
    "verb:唱.song object:plain.song",
    "verb:画.pet object:plain.pet",
)
def skill(verb: Act, object: Phrase) -> Act:
    """说中文 → speak chinese"""
    return verb + object.object


one_of("skill", {"游泳.": 1, "跳舞.": 1, "做饭.": 1, "开车.": 1})


@construction("modal", "who 想 act:action", weight=1.5)
def want(who: Phrase, 想: At, act: Act) -> English:
    """我想喝茶 → i want to drink tea"""
    return who.subject + name("wants" if who.person == "he" else "want", 想) + say("to", 想) + act.base


@construction("modal", "who 不 想 act:action", weight=0.8)
def do_not_want(who: Phrase, 不: At, 想: At, act: Act) -> English:
    """我不想睡觉 → i do not want to sleep"""
    return who.subject + do(who, 不) + say("not", 不) + name("want", 想) + say("to", 想) + act.base


@construction("modal", "who 能:能 act:action", "who 能:会 act:skill", weight=2)
def can(who: Phrase, 能: At, act: Act) -> English:
    """我会游泳 → i can swim"""
    return who.subject + say("can", 能) + act.base


@construction("modal", "who 不 能:能 act:action", "who 不 能:会 act:skill")
def cannot(who: Phrase, 不: At, 能: At, act: Act) -> English:
    """他不会开车 → he cannot drive"""
    return who.subject + say("cannot", 不 + 能) + act.base


@construction("modal", "who 可以 act:action")
def may(who: Phrase, 可以: At, act: Act) -> English:
    """你可以休息 → you may rest"""
    return who.subject + say("may", 可以) + act.base


@construction("modal", "who 应该 act:action")
def should(who: Phrase, 应该: At, act: Act) -> English:
    """你应该睡觉 → you should sleep"""
    return who.subject + say("should", 应该) + act.base


# --- 和 ----------------------------------------


@rule("pair", "left:plain.person 和 right:plain.person", "left:name 和 right:name")
def both_people(left: Phrase, 和: At, right: Phrase) -> Phrase:
    """老师和学生 → the teacher and the student"""
    distinct(left, right)
    return Phrase((*left.heads, *right.heads), "they", left.subject + say("and", 和) + right.subject)


@rule("two.K", "left:noun.K 和 right:noun.K")
def both_things(left: Nominal, 和: At, right: Nominal) -> Phrase:
    """猫和狗 → cats and dogs"""
    distinct(left, right)
    return Phrase((*left.heads, *right.heads), "they", left.many + say("and", 和) + right.many)


@construction("coordination", "who:pair act:does", weight=1.5)
def two_do(who: Phrase, act: Act) -> English:
    """老师和学生喜欢猫 → the teacher and the student like cats"""
    return who.subject + act.present(who)


@construction("coordination", "who verb:action.K|state.K|wish.K object:two.K", weight=2)
def do_two(who: Phrase, verb: Act, object: Phrase) -> English:
    """我喜欢猫和狗 → i like cats and dogs"""
    return who.subject + (verb + object.object).present(who)


@construction("coordination", "who:pair 是 role")
def two_are(who: Phrase, 是: At, role: Nominal) -> English:
    """玛丽和杰克是医生 → mary and jack are doctors"""
    return who.subject + be(who, 是) + role.many
