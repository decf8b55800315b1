"""Single phrases, sentences with 是, and greetings."""

# ruff: noqa: N803 (parameters are named after Chinese words)

from __future__ import annotations

from ..amounts import Number
from ..english import NOTHING, At, English, article, name, say
from ..forms import clause
from ..lexicon import CLASSES
from ..predicates import Clause, acts, be
from ..rules import any_of, construction, distinct, one_of, rule
from ..tables.world import GREETINGS, POINTERS
from ..words import Nominal, Phrase, Word

_HANDY = ("fruit", "meal", "drink", "book", "cloth", "thing", "pen", "paper", "gift", "pet", "person", "car")
_PHRASES = {
    f"{way}.{kind}": weight * (1 if kind in _HANDY else 0.2)
    for way, weight in (("plain", 0.2), ("rich", 0.3), ("counted", 2.5), ("pointed", 0.2), ("owned", 1.0))
    for kind in CLASSES
    if kind not in ("people", "human", "matter") and (way, kind) != ("pointed", "partner")
}
any_of("phrase", _PHRASES)
UNSEEN = ("film", "song", "question", "lesson", "exam", "job", "matter")
"""Classes of things that nobody points at: 这是一部电影."""
_WHAT_THIS_IS = {f"owned.{kind}": 2.0 for kind in CLASSES} | {
    f"one.{kind}": 1.0 for kind in CLASSES if kind not in (*UNSEEN, "human", "partner")
}
any_of("these", {**_WHAT_THIS_IS, "family.mine": 1})


@construction("noun phrase", "phrase", weight=3)
def noun_phrase(phrase: Phrase) -> English:
    """红色的苹果 → the red apple"""
    return phrase.definite


@construction("relative clause", "phrase:relative.K", weight=0.4)
def relative_clause(phrase: Phrase) -> English:
    """我买的书 → the book that i bought"""
    return phrase.definite


@clause("relative clause", "who 认识! phrase:relative.doer", weight=0.15)
def knows_one_who(who: Phrase, 认识: At, phrase: Phrase) -> Clause:
    """我认识喜欢猫的孩子 → i know the child who likes cats"""
    return Clause(who, acts("know", 认识) + phrase.definite)


# --- 是 ----------------------------------------


one_of(
    "role", dict.fromkeys((f"noun.{who}" for who in ("老师", "学生", "医生", "歌手", "厨师", "服务员")), 1.0)
)


def role_of(who: Phrase, role: Nominal) -> English:
    """a teacher, or teachers if the subject is plural"""
    return role.many if who.several else article(role.one, role.at)


@clause("identity", "who 是! role", weight=2)
@clause("identity", "who 不 是 role", asked=0.1)
@clause("identity", "who 也 是 role", weight=0.3)
def is_a(who: Phrase, 是: At, role: Nominal, 不: At = (), 也: At = ()) -> Clause:
    """她是老师 → she is a teacher"""
    distinct(who, role)
    also = say("also", 也) if 也 else NOTHING
    return Clause(who, be(是, role_of(who, role)).negated(不).also(also))


@clause("identity", "who:several 都 是 role:role|noun.朋友|noun.孩子|noun.同学", weight=0.7, asked=0.2)
def all_are(who: Phrase, 都: At, 是: At, role: Nominal) -> Clause:
    """我们都是学生 → we are all students"""
    return Clause(who, be(是, role.many).also(say("all", 都)))


@clause("identity", "pointer 是! what:these", weight=2.5)
@clause("identity", "pointer 不 是 what:these", weight=0.6)
@clause("identity", "pointer 就 是 what:these", weight=0.2, asked=0)
def this_is(pointer: Word, 是: At, what: Phrase, 不: At = (), 就: At = ()) -> Clause:
    """这是我的书 → this is my book"""
    this, these = POINTERS[pointer.chinese]
    it = Phrase((), what.person, say(these if what.several else this, pointer.at))
    return Clause(it, be(就 + 是, what.definite).negated(不))


# --- greetings ----------------------------------------


def _greeting_rule(chinese: str, english: str) -> None:
    rule("greeting", f"at:{chinese}")(lambda at: name(english, at))


one_of("addressed", {f"noun.{who}": 1 for who in ("老师", "同学", "医生", "朋友", "孩子")})
for _chinese, _english in GREETINGS.items():
    _greeting_rule(_chinese, _english)


@construction("greeting", "greeting", weight=0.1)
def greet(greeting: English) -> English:
    """你好 → hello"""
    return greeting


@construction("greeting", "greeting whom:called|addressed|name", weight=1.5)
def greet_somebody(greeting: English, whom: Phrase | Nominal) -> English:
    """你好老师 → hello teacher"""
    return greeting + (whom.one if isinstance(whom, Nominal) else whom.definite)


@construction("noun phrase", "cardinal", weight=2)
def just_a_number(cardinal: Number) -> English:
    """一百二十 → one hundred and twenty"""
    return cardinal.english


@construction("noun phrase", "duration", "several:counted.human", weight=2)
def a_while(duration: English = NOTHING, several: Phrase | None = None) -> English:
    """一个星期 → a week; 很多人 → many people"""
    return several.object if several else duration
