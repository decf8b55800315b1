"""Single phrases, sentences with 是, and greetings."""

# ruff: noqa: N803 (parameters are named after Chinese words)

from __future__ import annotations

from ..english import At, English, article, name, say
from ..lexicon import CLASSES
from ..rules import any_of, construction, distinct, one_of, rule
from ..tables.world import GREETINGS, POINTERS
from ..verbs import be
from ..words import Nominal, Phrase, Word

_PHRASES = {
    f"{way}.{kind}": weight
    for way, weight in (("plain", 2.0), ("rich", 3.0), ("counted", 2.5), ("pointed", 1.0), ("owned", 1.5))
    for kind in CLASSES
    if kind != "people"
}
any_of("phrase", _PHRASES)
_WHAT_THIS_IS = {f"owned.{kind}": 2.0 for kind in CLASSES} | {f"one.{kind}": 1.0 for kind in CLASSES}
any_of("these", {**_WHAT_THIS_IS, "family.mine": 1})


@construction("noun phrase", "phrase", weight=6)
def noun_phrase(phrase: Phrase) -> English:
    """红色的苹果 → the red apple"""
    return phrase.definite


@construction("relative clause", "phrase:relative.K", weight=5)
def relative_clause(phrase: Phrase) -> English:
    """我买的书 → the book that i bought"""
    return phrase.definite


@construction("relative clause", "who 认识 phrase:relative.person", weight=0.7)
def knows_one_who(who: Phrase, 认识: At, phrase: Phrase) -> English:
    """我认识喜欢猫的孩子 → i know the child who likes cats"""
    return who.subject + name("knows" if who.person == "he" else "know", 认识) + phrase.definite


# --- 是 ----------------------------------------


one_of("role", dict.fromkeys((f"noun.{who}" for who in ("老师", "学生", "医生", "歌手", "厨师")), 1.0))


def role_of(who: Phrase, role: Nominal) -> English:
    """a teacher, or teachers if the subject is plural"""
    return role.many if who.several else article(role.one, role.at)


@construction("identity", "who 是 role", weight=2)
def is_a(who: Phrase, 是: At, role: Nominal) -> English:
    """她是老师 → she is a teacher"""
    distinct(who, role)
    return who.subject + be(who, 是) + role_of(who, role)


@construction("identity", "who 不 是 role")
def is_not_a(who: Phrase, 不: At, 是: At, role: Nominal) -> English:
    """他不是医生 → he is not a doctor"""
    distinct(who, role)
    return who.subject + be(who, 是) + say("not", 不) + role_of(who, role)


@construction("identity", "who:several 都 是 role:role|noun.朋友|noun.孩子", weight=0.7)
def all_are(who: Phrase, 都: At, 是: At, role: Nominal) -> English:
    """我们都是学生 → we are all students"""
    return who.subject + be(who, 是) + say("all", 都) + role.many


@construction("identity", "pointer 是 what:these", weight=2.5)
def this_is(pointer: Word, 是: At, what: Phrase) -> English:
    """这是我的书 → this is my book"""
    this, these = POINTERS[pointer.chinese]
    this_is = (
        say(these, pointer.at) + say("are", 是) if what.several else say(this, pointer.at) + say("is", 是)
    )
    return this_is + what.definite


# --- greetings ----------------------------------------


def _greeting_rule(chinese: str, english: str) -> None:
    rule("greeting", f"at:{chinese}")(lambda at: name(english, at))


for _chinese, _english in GREETINGS.items():
    _greeting_rule(_chinese, _english)


@construction("greeting", "greeting", weight=0.1)
def greet(greeting: English) -> English:
    """你好 → hello"""
    return greeting


@construction("greeting", "greeting whom:called|noun.person|name", weight=1.5)
def greet_somebody(greeting: English, whom: Phrase | Nominal) -> English:
    """你好老师 → hello teacher"""
    return greeting + (whom.one if isinstance(whom, Nominal) else whom.definite)
