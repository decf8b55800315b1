"""Noun phrases: 猫, 红色的苹果, 三只黑色的猫, 这杯茶, 老师的书.

A convention determines what Chinese leaves open. A bare noun is definite as a subject (猫很大 → the cat is big) and
after 在, 把 and 比; generic as an object (我喜欢猫 → i like cats); and indefinite after 有 (你有猫吗 → do you have a
cat).

Each noun, class and group of nouns has the symbols

    plain.猫    猫                     counted.猫   三只猫, 一只黑色的猫      owned.猫   老师的猫, 我的猫
    rich.猫     黑色的猫, 小猫           pointed.猫   这只猫, 那些猫
"""

# ruff: noqa: N803 (parameters are named after Chinese words)

from __future__ import annotations

from collections.abc import Iterable

from .english import NOTHING, At, English, article, either, name, say
from .inflection import plural
from .lexicon import CLASSES, NOUNS, Noun, of_class
from .rules import RULES, any_of, one_of, rule
from .tables.nouns import MEASURES, OWN_CLASSES, OWN_PEOPLE
from .tables.world import NUMBERS, POINTERS
from .words import Bare, Nominal, Phrase, Pronoun, Quality, Word


def described(adjective: Quality, noun: Nominal) -> Nominal:
    """红色的苹果 → red apple; 小猫 → small cat"""
    return Nominal(noun.noun, noun.at, adjective.english)


def bare(nominal: Nominal) -> Bare:
    """苹果 → the apple, apples or an apple, depending on its position"""
    the = NOTHING if nominal.noun.kind == "language" else say("the", nominal.at)
    return Bare(nominal.heads, nominal.person, the + nominal.one, nominal)


def counted(number: Word, measure: Word, nominal: Nominal) -> Phrase:
    """三只猫 → three cats; 一杯茶 → a cup of tea"""
    if number.chinese == "一":
        return Phrase(nominal.heads, "he", article(_measured(measure, nominal, several=False), number.at))
    amount = name(NUMBERS[number.chinese], number.at)
    return Phrase(nominal.heads, "they", amount + _measured(measure, nominal, several=True))


def pointed(pointer: Word, measure: Word, nominal: Nominal) -> Phrase:
    """这只猫 → this cat; 那杯茶 → that cup of tea"""
    this, _ = POINTERS[pointer.chinese]
    return Phrase(nominal.heads, "he", say(this, pointer.at) + _measured(measure, nominal, several=False))


def singled_out(measure: Word, noun: Nominal) -> Phrase:
    """本书, after 哪 → book"""
    return Phrase(noun.heads, "he", _measured(measure, noun, several=False))


def several(measure: Word, noun: Nominal) -> Phrase:
    """本书, after 几 → books"""
    return Phrase(noun.heads, "they", _measured(measure, noun, several=True))


def these(pointer: Word, nominal: Nominal) -> Phrase:
    """那些猫 → those cats"""
    _, these = POINTERS[pointer.chinese]
    return Phrase(nominal.heads, "they", say(these, pointer.at) + nominal.many)


def _measured(measure: Word, nominal: Nominal, several: bool) -> English:
    unit = MEASURES.get(measure.chinese)
    if unit is None or nominal.countable:
        return nominal.many if several else nominal.one
    return name(plural(unit) if several else unit, measure.at) + say("of", measure.at) + nominal.many


@rule("family.mine", "mine:pronoun family", weight=3)
@rule("family.mine", "mine:pronoun 的 family")
def my_family(mine: Pronoun, family: Phrase) -> Phrase:
    """我妈妈, 我的妈妈 → my mom"""
    return Phrase(family.heads, "he", mine.possessive + family.english)


def owned(owner: Phrase, 的: At, noun: Nominal) -> Phrase:
    """我的书 → my book; 老师的书 → the teacher 's book, or the book of the teacher"""
    return Phrase(noun.heads, noun.person, belonging(owner, 的, noun))


def belonging(owner: Phrase, 的: At, noun: Nominal) -> English:
    """The owned noun; the variant with "of" exists only if the owner begins with "the"."""
    if isinstance(owner, Pronoun):
        return owner.possessive + noun.one
    genitive = owner.subject + say("'s", 的) + noun.one
    if not isinstance(owner, Bare):
        return genitive
    return either((0.6, genitive), (0.4, say("the", noun.at) + noun.one + say("of", 的) + owner.subject))


def _phrases_around(noun: Noun) -> None:
    word = noun.chinese
    rule(f"described.{word}", f"adjective.{word} 的 noun.{word}", weight=3)(described)
    if f"short.{word}" in RULES:
        rule(f"described.{word}", f"adjective:short.{word} noun.{word}")(described)
    one_of(f"nominal.{word}", {f"noun.{word}": 3, f"described.{word}": 1})
    rule(f"plain.{word}", f"nominal:noun.{word}")(bare)
    rule(f"rich.{word}", f"nominal:described.{word}")(bare)
    for measure in filter(None, noun.measures):
        rule(f"which.{word}", f"measure.{measure} noun.{word}")(singled_out)
        rule(f"many.{word}", f"measure.{measure} noun.{word}")(several)
        rule(f"one.{word}", f"number.一 measure.{measure} nominal.{word}")(counted)
        rule(f"counted.{word}", f"number measure.{measure} nominal.{word}")(counted)
        rule(f"pointed.{word}", f"pointer measure.{measure} nominal.{word}", weight=2)(pointed)
    if noun.plural:
        rule(f"pointed.{word}", f"pointer 些 nominal.{word}")(these)
    if noun.kind in OWN_CLASSES or word in OWN_PEOPLE:
        rule(f"owned.{word}", f"owner 的 noun.{word}")(owned)
        one_of(f"own.{word}", {f"noun.{word}": 1})


WAYS = ("plain", "rich", "counted", "one", "which", "many", "pointed", "owned", "own")
GENERAL = ("plain", "rich")


def group(named: str, nouns: Iterable[Noun], ways: Iterable[str] = WAYS) -> None:
    """The same symbols for a group of nouns: plain.pet, counted.pet, …"""
    for way in ways:
        choices = {f"{way}.{noun.chinese}": 1.0 for noun in nouns if f"{way}.{noun.chinese}" in RULES}
        if choices:
            one_of(f"{way}.{named}", choices)


for _noun in NOUNS.values():
    if _noun.kind in ("language", "music", "weather"):
        rule(f"plain.{_noun.chinese}", f"nominal:noun.{_noun.chinese}")(bare)
    else:
        _phrases_around(_noun)
for _kind in CLASSES:
    group(_kind, of_class(_kind), GENERAL if _kind == "people" else WAYS)

one_of("owner", {"pronoun": 5, "name": 1.2, "called": 0.3, "family.mine": 0.5, "plain.person": 2})
one_of(
    "other",
    {
        "you": 9,
        "name": 1.5,
        "called": 1,
        "plain.person": 3.5,
        "pointed.person": 0.8,
        "owned.person": 1.2,
        "family.mine": 0.8,
    },
)
one_of("simple", {"pronoun": 6, "name": 1.2, "called": 0.5, "plain.person": 2.5})
one_of(
    "known",
    {"pronoun": 4, "name": 2, "called": 0.5, "owned.person": 2, "pointed.person": 1, "family.mine": 1},
)
one_of(
    "who",
    {
        "pronoun": 9,
        "name": 1.5,
        "called": 1,
        "plain.person": 3.5,
        "rich.person": 0.4,
        "pointed.person": 0.8,
        "owned.person": 1.2,
        "family.mine": 0.8,
    },
)
for _kind in CLASSES:
    if _kind == "person":
        one_of("object.person", {"known": 1})
        one_of("liked.person", {"known": 1})
    elif _kind == "people":
        one_of("object.people", {"plain.people": 3, "rich.people": 1})
        one_of("liked.people", {"plain.people": 3, "rich.people": 1})
    if _kind in ("person", "people", "weather"):
        continue  # persons are "who"; the weather has its own constructions
    _plain, _rich, _counted, _pointed, _owned = (
        f"{way}.{_kind}" for way in ("plain", "rich", "counted", "pointed", "owned")
    )
    any_of(f"subject.{_kind}", {_plain: 4, _rich: 1, _pointed: 2, _owned: 2})
    any_of(f"definite.{_kind}", {_plain: 4, _rich: 0.7, _pointed: 2, _owned: 2})
    any_of(f"liked.{_kind}", {_plain: 4, _rich: 1.2, _pointed: 1.5, _owned: 1.5})
    any_of(f"object.{_kind}", {_plain: 4, _rich: 1.2, _counted: 2.5, _pointed: 1, _owned: 1.3})
