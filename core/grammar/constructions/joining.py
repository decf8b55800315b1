"""和 between nouns, and clauses inside sentences: 觉得, 知道, 希望, 因为 … 所以, 虽然 … 但是."""

# ruff: noqa: N803 (parameters are named after Chinese words)

from __future__ import annotations

from dataclasses import replace

from ..english import NOTHING, At, either, say
from ..forms import clause
from ..predicates import Clause, Predicate, acts, be
from ..rules import RULES, distinct, rule
from ..words import Nominal, Phrase, comparable, pair_of, unshared
from .naming import role_of
from .sentences import statement

# --- 和 ----------------------------------------


@rule(
    "pair",
    "left:plain.老师 和 right:plain.学生|plain.孩子",
    "left:plain.学生|plain.孩子 和 right:plain.老师",
)
@rule(
    "pair",
    "left:plain.男孩 和 right:plain.女孩",
    "left:plain.朋友|plain.同学 和 right:plain.同学|plain.邻居|plain.朋友",
    "left:plain.医生 和 right:plain.老师",
    "left:plain.person 和 right:plain.person",
    weight=0.05,
)
@rule("pair", "left:owned.朋友|owned.同学 和 right:pronoun.我|family.mine", weight=0.3)
@rule("pair", "left:name 和 right:name", weight=1)
def both_people(left: Phrase, 和: At, right: Phrase) -> Phrase:
    """老师和学生 → the teacher and the student"""
    distinct(left, right)
    return pair_of(left, 和, right)


@rule("pair", "me:pronoun.我 和 other:name|called|family.mine|pronoun.你|pronoun.他|pronoun.她")
def and_me(me: Phrase, 和: At, other: Phrase) -> Phrase:
    """我和妈妈 → mom and i"""
    unshared(other)
    return pair_of(other, 和, me)


@rule("two.K", "left:noun.K 和 right:noun.K")
def both_things(left: Nominal, 和: At, right: Nominal) -> Phrase:
    """猫和狗 → cats and dogs"""
    distinct(left, right)
    comparable(left, right)
    return Phrase((*left.heads, *right.heads), "they", left.general + say("and", 和) + right.general)


@clause("coordination", "who:pair act:does.person", weight=1.5)
def two_do(who: Phrase, act: Predicate) -> Clause:
    """老师和学生喜欢猫 → the teacher and the student like cats"""
    return Clause(who, act)


TWO_OF = ("fruit", "meal", "drink", "book", "cloth", "pet", "beast", "language", "pen")
"""Classes of which two are named together: nobody waits for waiters and singers."""
WITH_TWO = [
    f"who verb:{kind}.{of} object:two.{of}"
    for of in TWO_OF
    for kind in ("action", "state", "wish")
    if f"{kind}.{of}" in RULES
]


@clause("coordination", *WITH_TWO, weight=2)
def do_two(who: Phrase, verb: Predicate, object: Phrase) -> Clause:
    """我喜欢猫和狗 → i like cats and dogs"""
    return statement(who, verb.on(object))


@clause("coordination", "who:pair 是 role")
def two_are(who: Phrase, 是: At, role: Nominal) -> Clause:
    """玛丽和杰克是医生 → mary and jack are doctors"""
    return Clause(who, be(是, role_of(who, role)))


# --- clauses in clauses ----------------------------------------


@clause("thinking", "who 觉得 clause:opinion", weight=2, asked=0.4, embedded=0)
@clause("thinking", "who 认为 clause:opinion", "who 不 觉得 clause:opinion", weight=0.4, asked=0, embedded=0)
@clause("thinking", "who 知道 clause", "who 不 知道 clause", weight=1, asked=0, embedded=0)
def think(who: Phrase, clause: Clause, 觉得: At = (), 认为: At = (), 知道: At = (), 不: At = ()) -> Clause:
    """我觉得猫很可爱 → i think the cat is cute, or i think that the cat is cute"""
    inner = clause.statement
    thinks = 觉得 or 认为
    that = either((0.7, inner), (0.3, say("that", thinks or 知道) + inner))
    if clause.subject.words[0] == "that":
        that = inner  # not "i think that that bus …"
    elif clause.first is not NOTHING or clause.subject.words[0] in ("none", "neither"):
        that = say("that", thinks or 知道) + inner  # not "they know none of you …"
    verb = acts("think", thinks) if thinks else acts("know", 知道)
    return Clause(who, replace(verb, complement=that).negated(不))
