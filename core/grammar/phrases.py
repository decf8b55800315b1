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

from .amounts import Number
from .english import NOTHING, At, English, article, either, name, say
from .inflection import plural
from .lexicon import CLASSES, NOUNS, Noun, of_class
from .rules import RULES, any_of, distinct, one_of, rule
from .tables.nouns import GENDERED, GENDERS, GRAINS, MASS, MEASURES, OWN_CLASSES, OWN_PEOPLE, PARTNERS, SHARES
from .tables.world import POINTERS
from .words import Bare, Counted, Nominal, Owned, Phrase, Pointed, Pronoun, Quality, Word, qualities

GENERIC = ("汉字",)
"""Nouns that are about all of their kind even as a subject: 汉字很难."""


def described(adjective: Quality, noun: Nominal, 很: At = ()) -> Nominal:
    """红色的苹果 → red apple; 小猫 → small cat; 很大的猫 → very big cat"""
    return Nominal(noun.noun, noun.at, (say("very", 很) if 很 else NOTHING) + adjective.english)


ABSTRACT = ("language", "field", "color", "dinner")
"""Classes of nouns without an article: chinese, red, breakfast."""


SEVERAL = ("饺子",)
"""Nouns that are about several of their kind: the dumplings."""

COMPANIONS = ("朋友", "同学")
"""Persons who are somebody's: my friend as a subject, a friend as an object."""


def bare(nominal: Nominal) -> Bare:
    """苹果 → the apple, apples or an apple, depending on its position"""
    if nominal.noun.chinese in GENERIC:
        return Bare(nominal.heads, "they", nominal.many, nominal)
    if nominal.noun.chinese in SEVERAL:
        return Bare(nominal.heads, "they", say("the", nominal.at) + nominal.many, nominal)
    the = "my" if nominal.noun.chinese in COMPANIONS else "the"
    article = NOTHING if nominal.noun.kind in ABSTRACT else say(the, nominal.at)
    return Bare(nominal.heads, nominal.person, article + nominal.one, nominal)


def counted(number: Number, measure: Word, nominal: Nominal) -> Counted:
    """三只猫 → three cats; 一杯茶 → a cup of tea"""
    if number.value == 1 and nominal.noun.chinese == "东西" and nominal.describing is NOTHING:
        return Counted(nominal.heads, "he", say("something", (*number.at, *measure.at, *nominal.at)))
    if number.value == 1:
        return Counted(nominal.heads, "he", article(_measured(measure, nominal, several=False), number.at))
    return Counted(nominal.heads, "they", number.english + _measured(measure, nominal, several=True))


def pointed(pointer: Word, measure: Word, nominal: Nominal) -> Pointed:
    """这只猫 → this cat; 那杯茶 → that cup of tea"""
    this, _ = POINTERS[pointer.chinese]
    return Pointed(nominal.heads, "he", say(this, pointer.at) + _measured(measure, nominal, several=False))


def singled_out(measure: Word, noun: Nominal) -> Phrase:
    """本书, after 哪 → book"""
    return Phrase(noun.heads, "he", _measured(measure, noun, several=False))


def several(measure: Word, noun: Nominal) -> Phrase:
    """本书, after 几 → books"""
    return Phrase(noun.heads, "they", _measured(measure, noun, several=True))


def these(pointer: Word, nominal: Nominal) -> Pointed:
    """那些猫 → those cats"""
    _, these = POINTERS[pointer.chinese]
    return Pointed(nominal.heads, "they", say(these, pointer.at) + nominal.many)


def _measured(measure: Word, nominal: Nominal, several: bool) -> English:
    unit = MEASURES.get(measure.chinese)
    if unit is None or nominal.countable:
        return nominal.many if several else nominal.one
    return name(plural(unit) if several else unit, measure.at) + say("of", measure.at) + _mass(nominal)


def _mass(nominal: Nominal) -> English:
    word = MASS.get(nominal.noun.chinese)
    return nominal.describing + name(word, nominal.at) if word else nominal.many


def unnumbered(nominal: Nominal, 一些: At = (), 很多: At = (), 一点儿: At = (), 点儿: At = ()) -> Counted:
    """一些书 → some books; 很多茶 → a lot of tea; 一点儿水 → a little water"""
    at = 一些 or 很多 or 一点儿 or 点儿
    many = nominal.noun.plural and not nominal.in_pieces
    some = "some" if 一些 or 点儿 else "a little" if 一点儿 else "many" if many else "a lot of"
    return Counted(nominal.heads, "they" if many else "he", say(some, at) + nominal.general)


def numbered(ordinal: English, measure: Word, noun: Nominal) -> Pointed:
    """第一本书 → the first book"""
    return Pointed(noun.heads, "he", say("the", noun.at) + ordinal + _measured(measure, noun, several=False))


@rule("family.mine", "mine:pronoun family", weight=3)
@rule("family.mine", "mine:pronoun 的 family")
@rule("family.mine", "mine:pronoun.我|pronoun.你|pronoun.她 family:family.丈夫", weight=0.2)
@rule("family.mine", "mine:pronoun.我|pronoun.你|pronoun.他 family:family.妻子", weight=0.2)
def my_family(mine: Pronoun, family: Phrase) -> Phrase:
    """我妈妈, 我的妈妈 → my mom"""
    return Phrase(family.heads, "he", mine.possessive + family.english)


@rule("sibling", "family:family.哥哥|family.姐姐|family.弟弟|family.妹妹")
def my_sibling(family: Phrase) -> Phrase:
    """哥哥, without an owner → my brother"""
    return Phrase(family.heads, "he", say("my", family.english.variants[0][1][0].at) + family.english)


@rule("family.mine", "owner:name 的 family", weight=0.3)
@rule("family.mine", "owner:plain.person 的 family", weight=0.03)
def their_family(owner: Phrase, 的: At, family: Phrase) -> Phrase:
    """玛丽的妈妈 → mary 's mom"""
    return Phrase(family.heads, "he", owner.subject + say("'s", 的) + family.english)


def owned(owner: Phrase, noun: Nominal, 的: At = ()) -> Owned:
    """我的书 → my book; 老师的书 → the teacher 's book, or the book of the teacher"""
    distinct(owner, noun)
    return Owned(noun.heads, noun.person, belonging(owner, 的, noun))


def belonging(owner: Phrase, 的: At, noun: Nominal) -> English:
    """The owned noun; the variant with "of" exists only if the owner begins with "the"."""
    if isinstance(owner, Pronoun):
        return owner.possessive + noun.one
    genitive = owner.subject + say("'s", 的) + noun.one
    if not isinstance(owner, Bare) or noun.noun.kind == "person" or owner.words[0] != "the":
        return genitive
    return either((0.95, genitive), (0.05, say("the", noun.at) + noun.one + say("of", 的) + owner.subject))


def _phrases_around(noun: Noun) -> None:
    word = noun.chinese
    if noun.adjectives:
        rule(f"described.{word}", f"adjective.{word} 的 noun.{word}", weight=3)(described)
        if CLASSES[noun.kind][0]:
            rule(f"described.{word}", f"很 adjective:very.{noun.kind} 的 noun.{word}", weight=0.1)(described)
        rule(f"rich.{word}", f"nominal:described.{word}")(bare)
    if f"short.{word}" in RULES:
        rule(f"described.{word}", f"adjective:short.{word} noun.{word}")(described)
    few = noun.kind in ("person", "human")
    any_of(f"nominal.{word}", {f"noun.{word}": 3, f"described.{word}": 0.1 if few else 0.6})
    rule(f"plain.{word}", f"nominal:noun.{word}")(bare)
    alone = word in PARTNERS
    for measure in filter(None, noun.measures):
        rule(f"which.{word}", f"measure.{measure} noun.{word}")(singled_out)
        if not alone:
            rule(f"many.{word}", f"measure.{measure} noun.{word}")(several)
        rule(f"one.{word}", f"number.一 measure.{measure} nominal.{word}")(counted)
        amount = "number.一" if alone else "number"
        rule(f"counted.{word}", f"{amount} measure.{measure} nominal.{word}")(counted)
        rule(f"pointed.{word}", f"pointer measure.{measure} nominal.{word}", weight=2)(pointed)
        rule(f"numbered.{word}", f"ordinal measure.{measure} noun.{word}")(numbered)
    if noun.kind not in ("weather", "exam", "partner"):
        for amount in ("一些", "很多"):
            rule(f"counted.{word}", f"{amount} nominal:noun.{word}", weight=0.3)(unnumbered)
    if noun.kind in (*GRAINS, "fruit") and not noun.plural:
        rule(f"counted.{word}", f"点儿 nominal:noun.{word}", weight=0.2)(unnumbered)
    if noun.kind in GRAINS and not noun.plural:
        rule(f"counted.{word}", f"一点儿 nominal:noun.{word}", weight=0.4)(unnumbered)
    if noun.plural and not alone:
        rule(f"pointed.{word}", f"pointer 些 nominal.{word}", weight=0.3 if few else 1)(these)
    if noun.kind in OWN_CLASSES or word in OWN_PEOPLE:
        whose = (
            f"owner.{noun.kind}"
            if noun.kind == "person"
            else f"owner.{word}"
            if word in PARTNERS
            else "owner"
        )
        rule(f"owned.{word}", f"owner:{whose} 的 noun.{word}")(owned)
        one_of(f"own.{word}", {f"noun.{word}": 1})


WAYS = ("plain", "rich", "counted", "one", "which", "many", "numbered", "pointed", "owned", "own")
GENERAL = ("plain", "rich")


def group(named: str, nouns: Iterable[Noun], ways: Iterable[str] = WAYS) -> None:
    """The same symbols for a group of nouns: plain.pet, counted.pet, …"""
    for way in ways:
        shares = SHARES.get(way, {}) if named == "person" else {}
        choices = {
            f"{way}.{noun.chinese}": shares.get(noun.chinese, 1.0)
            for noun in nouns
            if f"{way}.{noun.chinese}" in RULES
        }
        if choices:
            one_of(f"{way}.{named}", choices)


UNCOUNTED = ("language", "music", "weather", "field", "color")
"""Classes whose nouns are only mentioned, never counted, described or owned."""

for _kind, (_describing, _) in CLASSES.items():
    qualities(f"very.{_kind}", *_describing)
for _noun in NOUNS.values():
    if _noun.kind in UNCOUNTED:
        rule(f"plain.{_noun.chinese}", f"nominal:noun.{_noun.chinese}")(bare)
    else:
        _phrases_around(_noun)
qualities("gender", *GENDERS)
for _friend in ("朋友", "同学", "老师", *PARTNERS):
    _whose = f"mine.{_friend}" if _friend in PARTNERS else "pronoun"
    if _friend == "朋友":
        _whose = "pronoun.我|pronoun.你|pronoun.他|pronoun.她"
    rule(f"owned.{_friend}", f"owner:{_whose} noun.{_friend}", weight=0.5)(owned)
for _friend in ("朋友", "老师", "学生", "同学"):
    rule(f"owned.{_friend}", f"owner:owner.person 的 noun:described.{_friend}", weight=0.02)(owned)
for _word in GENDERED:
    rule(f"described.{_word}", f"adjective:gender noun.{_word}", weight=2)(described)
COUNTED = ("counted", "one", "which", "many", "pointed")
for _kind in CLASSES:
    group(_kind, of_class(_kind), {"people": GENERAL, "human": COUNTED}.get(_kind, WAYS))
    if _kind != "person":  # a person that is liked in general is one of the "people"
        any_of(f"general.{_kind}", {f"plain.{_kind}": 1})

one_of("owner.person", {"pronoun": 6, "name": 1.5, "plain.孩子": 0.05, "family.mine": 0.3})
for _partner, _he, _names in (("女朋友", "他", "male"), ("男朋友", "她", "female")):
    one_of(f"mine.{_partner}", {"pronoun.我": 1, "pronoun.你": 1, f"pronoun.{_he}": 1})
    one_of(f"owner.{_partner}", {f"mine.{_partner}": 9, f"given.{_names}": 1})
one_of("owner", {"pronoun": 8, "name": 1, "called": 0.4, "family.mine": 0.5, "plain.person": 0.3})
one_of(
    "other",
    {
        "you": 9,
        "name": 1.5,
        "called": 1,
        "plain.person": 2.5,
        "pointed.person": 1.3,
        "owned.person": 1.5,
        "owned.partner": 0.15,
        "pointed.human": 0.3,
        "family.mine": 1.2,
    },
)
one_of("simple", {"pronoun": 6, "name": 1.2, "called": 0.5, "plain.person": 1.5})
one_of(
    "known",
    {
        "pronoun": 6,
        "name": 1.5,
        "called": 0.8,
        "owned.person": 0.9,
        "pointed.person": 0.4,
        "pointed.human": 0.2,
        "owned.partner": 0.1,
        "family.mine": 0.8,
    },
)
one_of(
    "who",
    {
        "pronoun": 9,
        "name": 1.5,
        "called": 1,
        "plain.person": 2.5,
        "rich.person": 0.015,
        "pointed.person": 1.3,
        "owned.person": 1.5,
        "owned.partner": 0.15,
        "pointed.human": 0.3,
        "family.mine": 1.2,
        "sibling": 0.4,
    },
)
for _kind in CLASSES:
    if _kind == "person":
        one_of("object.person", {"known": 1})
        one_of("liked.person", {"known": 1})
    elif _kind == "people":
        one_of("object.people", {"plain.people": 3, "rich.people": 1})
        one_of("liked.people", {"plain.people": 3, "rich.people": 1})
    if _kind in ("person", "people", "human", "partner", "weather"):
        continue  # persons are "who"; the weather has its own constructions
    _plain, _rich, _counted, _pointed, _owned = (
        f"{way}.{_kind}" for way in ("plain", "rich", "counted", "pointed", "owned")
    )
    any_of(f"subject.{_kind}", {_plain: 4, _rich: 0.05, _pointed: 2.7, _owned: 2.2})
    any_of(f"definite.{_kind}", {_plain: 4, _rich: 0.1, _pointed: 2.3, _owned: 2.3})
    any_of(f"liked.{_kind}", {_plain: 4, _rich: 1.2, _pointed: 1.5, _owned: 1.5})
    any_of(f"object.{_kind}", {_plain: 4, _rich: 1, _counted: 2.5, _pointed: 1, _owned: 0.7})

for _role in ("subject", "definite", "liked", "object"):
    one_of(f"{_role}.pet", {"it": 0.5})

one_of("who.person", {"who": 1})
one_of("other.person", {"other": 1})
one_of("who.pet", {"subject.pet": 1})
one_of("other.pet", {"subject.pet": 1})
one_of("who.machine", {"subject.machine": 1})
one_of("other.machine", {"subject.machine": 1})
