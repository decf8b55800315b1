"""Comparison: 比, 更, 没有 … 那么, 一样; 最.

The adjectives of than.K are those that things of class K are compared by.
"""

# ruff: noqa: N803 (parameters are named after Chinese words)

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ..amounts import Number
from ..english import NOTHING, At, English, name, say
from ..forms import action, clause, state
from ..lexicon import ADJECTIVES, NOUNS
from ..predicates import Clause, Predicate, be
from ..relatives import WHO
from ..rules import SenselessError, any_of, construction, distinct, one_of, rule
from ..tables.nouns import PARTNERS
from ..tables.world import POINTERS
from ..words import Bare, Counted, Nominal, Phrase, Pointed, Pronoun, Quality, Word, qualities, suits

qualities("older", "大", "小")
qualities("speed", "快", "慢")
OLD = ("爷爷", "奶奶", "爸爸", "妈妈", "哥哥", "姐姐")
YOUNG = ("孩子", "儿子", "女儿", "弟弟", "妹妹", "男孩", "女孩")
"""Who is hardly younger, and who is hardly older than somebody."""
OLDER = {"大": "older", "小": "younger"}


def is_more(one: Phrase, 比: At, other: Phrase, english: English) -> Clause:
    """i am | taller | than | you"""

    def taller_than(you: English) -> Predicate:
        return be(比, english + say("than", 比) + you)

    return _in_general(Clause(one, taller_than(other.definite)), other, taller_than)


one_of("rival", {"known": 6, "sibling": 1})
qualities("rank.person", "高", "忙", "聪明", "漂亮", "可爱")
GENERAL = ("fruit", "meal", "dinner", "drink", "language", "field", "transport", "beast", "pet", "color")
"""Classes whose words are compared in general: 飞机比火车快."""

_ADJECTIVES = {word for adjective in ADJECTIVES.values() for word in adjective.english.split()}


def _alone(who: Phrase) -> None:
    """Raise SenselessError for a phrase with an adjective: the small bird is the smallest."""
    if _ADJECTIVES & set(who.words):
        raise SenselessError


RANKS = {
    "快": "自行车 公共汽车 出租车 火车 飞机",
    "贵": "公共汽车 火车 飞机",
    "大": "鸟 鱼 兔子 猫 猴子 狗 熊猫 马 大象",
    "聪明": "鱼 兔子 猴子 | 鱼 马 猴子",
}
"""Facts: words in the order of what they have more of."""
OPPOSITES = {"慢": "快", "便宜": "贵", "小": "大"}
FACTUAL = ("transport", "beast", "pet")


def _true(one: str, other: str, quality: str, more: bool) -> None:
    """Raise SenselessError for what is not true: 出租车比飞机快."""
    if (quality not in RANKS and quality not in OPPOSITES) or NOUNS[one].kind not in FACTUAL:
        return
    if quality in OPPOSITES:
        quality, more = OPPOSITES[quality], not more
    rows = [row.split() for row in RANKS[quality].split("|")]
    if not any(one in row and other in row and (row.index(one) > row.index(other)) == more for row in rows):
        raise SenselessError


def _comparable(one: Phrase, other: Phrase, adjective: Quality | None = None, more: bool = True) -> None:
    """Nobody is compared with himself. This book is compared with that book or mine, and cats with dogs."""
    _alone(one)
    _alone(other)
    if one.words == other.words or (one.heads and one.heads[0] in MEASURED and one.heads != other.heads):
        raise SenselessError
    if adjective:
        suits(one, adjective)
        suits(other, adjective)
    if _is_thing(one):
        in_general = isinstance(one, Bare)
        if in_general != isinstance(other, Bare) or in_general == (one.heads == other.heads):
            raise SenselessError
        if in_general and NOUNS[one.heads[0]].kind not in GENERAL:
            raise SenselessError
        if in_general and adjective:
            _true(one.heads[0], other.heads[0], adjective.adjective.chinese, more)


def _is_thing(one: Phrase) -> bool:
    return bool(one.heads) and one.heads[0] in NOUNS and NOUNS[one.heads[0]].kind not in PERSONAL


PERSONAL = ("person", "partner", "human")


def _in_general(clause: Clause, other: Phrase, predicate: Callable[[English], Predicate]) -> Clause:
    """the cat is cuter than the dog, or cats are cuter than dogs"""
    one = clause.subject
    if not (isinstance(one, Bare) and isinstance(other, Bare) and _is_thing(one)):
        return clause
    if not (one.nominal.countable and other.nominal.countable):
        return clause
    cats = Phrase(one.heads, "they", one.nominal.many)
    return replace(clause, rephrased=((0.4, Clause(cats, predicate(other.nominal.many))),))


def _degree(更: At, 一点儿: At, 多了: At) -> English:
    """even (taller), a little, much"""
    return (
        say("even", 更)
        if 更
        else say("a little", 一点儿)
        if 一点儿
        else say("much", 多了)
        if 多了
        else NOTHING
    )


PEOPLE = "who 比 other:rival {}adjective:rank.person"
THINGS = "who:subject.K 比 other:definite.K {}adjective:than.K"
THESE = "who:this.one 比 other:this.one {}adjective:than.goods"
ALL = (PEOPLE, THINGS, THESE)
"""Who is compared with whom."""


@clause("comparison", PEOPLE.format(""), weight=2, opinion=0.5)
@clause("comparison", THINGS.format(""), weight=4, opinion=0.5)
@clause("comparison", THESE.format(""), weight=0.3, opinion=0.5)
@clause("comparison", "who:plain.transport 比 other:plain.transport adjective:speed", weight=0.4)
@clause("comparison", *(pattern.format("更 ") for pattern in ALL), weight=0.6, asked=0.2)
@clause("comparison", *(f"{pattern.format('')} 一点儿" for pattern in ALL), weight=0.6, asked=0.1)
@clause("comparison", *(f"{pattern.format('')} 多了:多了|得多" for pattern in ALL), weight=0.6, asked=0.1)
def more_than(
    who: Phrase, 比: At, other: Phrase, adjective: Quality, 更: At = (), 一点儿: At = (), 多了: At = ()
) -> Clause:
    """我比你高 → i am taller than you; 这本书比那本书贵 → this book is more expensive than that book"""
    _comparable(who, other, adjective)
    return is_more(who, 比, other, _degree(更, 一点儿, 多了) + adjective.comparative)


@clause("comparison", "who 比 other:rival adjective:older", weight=0.5)
@clause("comparison", "who 比 other:rival adjective:older few 岁", weight=0.7, asked=0.3)
@clause("comparison", "who 比 other:rival adjective:older 多了", weight=0.1, asked=0)
def older(
    who: Phrase,
    比: At,
    other: Phrase,
    adjective: Quality,
    few: Number | None = None,
    岁: At = (),
    多了: At = (),
) -> Clause:
    """我比他大三岁 → i am three years older than him"""
    _comparable(who, other)
    if few and who.several != other.several:
        raise SenselessError
    older_one, younger = (who, other) if adjective.adjective.chinese == "大" else (other, who)
    if set(older_one.heads) & set(YOUNG) or set(younger.heads) & set(OLD):
        raise SenselessError
    by = few.english + name("year" if few.value == 1 else "years", 岁) if few else _degree((), (), 多了)
    return is_more(who, 比, other, by + name(OLDER[adjective.adjective.chinese], adjective.at))


@clause("comparison", "who 没有 other:rival 那么? adjective:rank.person", weight=1)
@clause("comparison", "who:subject.K 没有 other:definite.K 那么? adjective:than.K", weight=1.5)
@clause("comparison", "who:this.one 没有 other:this.one 那么? adjective:than.goods", weight=0.1)
def less_than(who: Phrase, 没有: At, other: Phrase, adjective: Quality, 那么: At = ()) -> Clause:
    """我没有他高 → i am not as tall as him"""
    _comparable(who, other, adjective, more=False)
    as_tall = say("as", 那么 or 没有) + adjective.english + say("as", 那么 or 没有)
    return Clause(who, be(没有, as_tall + other.definite).negated(没有))


qualities("age.same", "大")
SAME = "{} 跟:跟|和 {} 一样"


@clause("comparison", f"{SAME.format('who', 'other:rival')} adjective:rank.person", weight=1)
@clause("comparison", f"{SAME.format('who', 'other:rival')} adjective:age.same", weight=0.3)
@clause("comparison", f"{SAME.format('who:subject.K', 'other:definite.K')} adjective:than.K", weight=1.5)
def equally(who: Phrase, 跟: At, other: Phrase, 一样: At, adjective: Quality) -> Clause:
    """我跟你一样高 → i am as tall as you"""
    _comparable(who, other, adjective)
    if isinstance(who, Bare) and _is_thing(who) and NOUNS[who.heads[0]].kind in FACTUAL:
        raise SenselessError
    old = adjective.adjective.chinese == "大" and not _is_thing(who)
    tall = name("old", adjective.at) if old else adjective.english
    as_tall = say("as", 一样) + tall + say("as", 跟)
    return Clause(who, be(一样, as_tall + other.definite))


one_of("equal", {"pronoun": 3, "name": 1.5, "family.mine": 1, "owned.朋友": 0.5})


@clause("comparison", "who:pointed.K 跟:跟|和 other:pointed.K|owned.K 一样!", weight=0.3)
@clause("comparison", "who:pointed.K 跟:跟|和 other:pointed.K|owned.K 不 一样", weight=0.3, asked=0)
@clause("comparison", "who:equal 跟:跟|和 other:equal 不 一样", weight=0.15, asked=0)
def same(who: Phrase, 跟: At, other: Phrase, 一样: At, 不: At = ()) -> Clause:
    """这本书跟那本书不一样 → this book is different from that book"""
    _comparable(who, other)
    if _is_thing(who) and (who.heads != other.heads or who.several != other.several):
        raise SenselessError
    if not _is_thing(who) and isinstance(who, Pointed):
        raise SenselessError
    if 不:
        return Clause(who, be(不, name("different", 不 + 一样) + say("from", 跟) + other.definite))
    return Clause(who, be(一样, say("the", 一样) + name("same", 一样) + say("as", 跟) + other.definite))


@clause("comparison", "who 更 adjective:rank.person", weight=0.3, asked=0.3)
@clause("comparison", "what:pointed.K|owned.K 更 adjective:than.K", weight=0.7, asked=0.3)
@clause("comparison", "who:this.one 更 adjective:than.goods", weight=0.1)
def more(更: At, adjective: Quality, who: Phrase | None = None, what: Phrase | None = None) -> Clause:
    """这本书更有意思 → this book is more interesting"""
    who = _certain(who, what, adjective)
    return Clause(who, be(更, adjective.comparative))


def _certain(who: Phrase | None, what: Phrase | None, adjective: Quality) -> Phrase:
    """One of several: he, this book, my cat. Persons are `who`, things are `what`."""
    one = who or what
    if one is None or isinstance(one, Bare) or (what and set(what.heads) & PERSONS):
        raise SenselessError
    if adjective.adjective.chinese in ("热", "冷"):
        raise SenselessError
    _alone(one)
    suits(one, adjective)
    return one


PERSONS = {noun.chinese for noun in NOUNS.values() if noun.kind in PERSONAL}


@construction("comparison", "谁 比 other:rival adjective:rank.person", weight=0.3)
@construction("comparison", "谁 更 adjective:rank.person", weight=0.1)
def who_is_more(谁: At, adjective: Quality, 比: At = (), 更: At = (), other: Phrase | None = None) -> English:
    """谁比你高 → who is taller than you ?; 谁更高 → who is taller ?"""
    predicate = (
        is_more(WHO, 比, other, adjective.comparative)
        if other
        else Clause(WHO, be(更, adjective.comparative))
    )
    return say("who", 谁) + predicate.statement + say("?", 谁)


@construction("comparison", "哪 what:which.K 更 adjective:than.K", weight=0.5)
@construction("superlative", "哪 what:which.K 最 adjective:than.K", weight=0.8)
@construction("superlative", "谁 最 adjective:than.person", weight=0.3)
def which_is_most(
    adjective: Quality, 哪: At = (), 更: At = (), 最: At = (), 谁: At = (), what: Phrase | None = None
) -> English:
    """哪本书更有意思 → which book is more interesting ?; 哪本书最便宜 → which book is the cheapest ?"""
    if what and what.heads[0] in PARTNERS:
        raise SenselessError
    how = adjective.comparative if 更 else say("the", 最) + adjective.superlative
    asked = say("which", 哪) + what.object if what else say("who", 谁)
    return asked + Clause(WHO, be(更 or 最, how)).statement + say("?", 哪 or 谁)


# --- 最 ----------------------------------------


@clause("superlative", "who:pronoun|name 是 最 adjective:than.person 的", weight=0.2, asked=0.2)
@clause("superlative", "who 最 adjective:than.person", weight=0.7, asked=0.3, opinion=0.5)
@clause("superlative", "what:pointed.K|owned.K 最 adjective:than.K", weight=1, asked=0.3, opinion=0.5)
@clause("superlative", "who:this.one 最 adjective:than.goods", weight=0.1, asked=0.5)
def most(最: At, adjective: Quality, who: Phrase | None = None, what: Phrase | None = None) -> Clause:
    """这本书最有意思 → this book is the most interesting"""
    who = _certain(who, what, adjective)
    return Clause(who, be(最, say("the", 最) + adjective.superlative))


BEST = ("学生", "老师", "医生", "孩子", "厨师", "歌手")
"""Persons who are the best, the tallest, …"""


@rule("superb.K", "最 adjective:than.K 的 noun.K")
def superb(最: At, adjective: Quality, noun: Nominal) -> Phrase:
    """最便宜的手机 → the cheapest phone"""
    if noun.noun.kind in PERSONAL and noun.noun.chinese not in BEST:
        raise SenselessError
    if noun.noun.kind in (
        "language",
        "field",
        "music",
        "opening",
        "paper",
    ) or adjective.adjective.chinese in ("热", "冷"):
        raise SenselessError
    return Phrase(noun.heads, noun.person, say("the", 最) + adjective.superlative + noun.one)


@construction("superlative", "what:superb.K", weight=0.1)
def superb_alone(what: Phrase) -> English:
    """最便宜的手机 → the cheapest phone"""
    return what.definite


@action("verb:买.K! object:superb.K", weight=0.1)
def do_with_superb(verb: Predicate, object: Phrase) -> Predicate:
    """我想买最便宜的手机 → i want to buy the cheapest phone"""
    return replace(verb.on(object), of=Counted)  # hardly ever denied


@clause("superlative", "who:pronoun|name 是! what:superb.person", weight=0.6)
@clause("superlative", "who:this.is 是! what:superb.K", weight=0.8)
def is_superb(who: Phrase, 是: At, what: Phrase) -> Clause:
    """这是最便宜的手机 → this is the cheapest phone"""
    if (who.heads and who.heads != what.heads) or who.several:
        raise SenselessError
    return Clause(who, be(是, what.definite))


@rule("this.is", "这")
def this_is(这: At) -> Phrase:
    """这 → this"""
    return Phrase((), "he", say("this", 这))


MEASURED = {"个": 4.0, "件": 0.4, "本": 0.3, "辆": 0.3, "张": 0.2}
"""Measure words for this one and that one, with their weights."""


def _this_one_rule(measure: str, weight: float) -> None:
    @rule("this.one", f"pointer at:{measure}", weight=weight)
    def this_one(pointer: Word, at: At) -> Phrase:
        """这个 → this one"""
        this = say(POINTERS[pointer.chinese][0], pointer.at)
        return Phrase((measure,), "he", this + say("one", at))


for _measure, _weight in MEASURED.items():
    _this_one_rule(_measure, _weight)


qualities("than.goods", "大", "小", "新", "贵", "便宜", "漂亮", "好", "好看1")

# --- liking most ----------------------------------------


@state("更 verb:喜欢.K object:general.K", weight=0.3)
@state("更 verb:喜欢.book act:pastime", weight=0.1)
def like_more(
    更: At, verb: Predicate, object: Phrase | None = None, act: Predicate | None = None
) -> Predicate:
    """我更喜欢茶 → i like tea more"""
    liked = verb.on(object) if object else verb + act.progressive if act else verb
    return liked + say("more", 更)


@state("最 verb:喜欢.K|爱.K object:liked.K", weight=0.5)
@state("最 verb:喜欢.book act:pastime", weight=0.25)
def like_most(
    最: At, verb: Predicate, object: Phrase | None = None, act: Predicate | None = None
) -> Predicate:
    """我最喜欢猫 → i like cats most; 我最喜欢游泳 → i like swimming most"""
    liked = verb.on(object) if object else verb + act.progressive if act else verb
    return liked + say("most", 最)


SORTS = ("水果", "菜", "书", "电影", "歌", "音乐", "衣服", "颜色", "礼物", "东西")
for _noun in SORTS:
    if _noun in NOUNS:
        one_of(f"sort.{NOUNS[_noun].kind}", {f"noun.{_noun}": 1})
"""Things that one asks for by kind (什么书); several of a class are possible."""

FAVORITES = (
    "水果",
    "菜",
    "书",
    "小说",
    "电影",
    "歌",
    "音乐",
    "衣服",
    "颜色",
    "礼物",
    "车",
    "故事",
    "老师",
    "课",
)
for _noun in FAVORITES:
    one_of(f"dear.{NOUNS[_noun].kind}", {f"noun.{_noun}": 1})


@rule("favorite.K", "owner:pronoun|name|family.mine 最 喜欢 的 noun:dear.K")
def favorite(owner: Phrase, 最: At, 喜欢: At, 的: At, noun: Nominal) -> Phrase:
    """我最喜欢的书 → my favorite book"""
    whose = getattr(owner, "possessive", None) or owner.subject + say("'s", 的)
    return Phrase(noun.heads, noun.person, whose + name("favorite", 最 + 喜欢) + noun.one)


any_of("favorite", {f"favorite.{NOUNS[noun].kind}": 1 for noun in FAVORITES})


@construction("superlative", "what:favorite", weight=0.02)
def favorite_alone(what: Phrase) -> English:
    """我最喜欢的书 → my favorite book"""
    return what.definite


@clause("superlative", "what:favorite.shade 是! plain.color", weight=0.5)
@clause(
    "superlative",
    "what:favorite.fruit 是! plain.fruit",
    "what:favorite.meal 是! plain:plain.饺子|plain.面条|plain.羊肉|plain.中国菜",
    weight=0.4,
)
def favorite_is(what: Phrase, 是: At, plain: Bare) -> Clause:
    """我最喜欢的颜色是红色 → my favorite color is red; 我最喜欢的水果是苹果 → my favorite fruit is the apple"""
    if what.heads[0] not in ("颜色", "水果", "菜"):
        raise SenselessError
    distinct(what, plain)
    apple = plain.english if plain.nominal.countable else plain.nominal.many
    return Clause(what, be(是, apple))


@construction("superlative", "owner:you 最 喜欢 的 noun:sort.K 是 什么", weight=0.4)
def what_is_your_favorite(owner: Pronoun, 最: At, 喜欢: At, noun: Nominal, 是: At, 什么: At) -> English:
    """你最喜欢的颜色是什么 → what is your favorite color ?"""
    favorite = owner.possessive + name("favorite", 最 + 喜欢) + noun.one
    return say("what", 什么) + say("is" if noun.person == "he" else "are", 是) + favorite + say("?", 什么)


@clause("comparison", "pointer 两 个 一样!", "pointer 两 个 不 一样", weight=0.2)
def these_two_are_the_same(pointer: Word, 两: At, 个: At, 一样: At, 不: At = ()) -> Clause:
    """这两个一样吗 → are these two the same ?; 这两个不一样 → these two are different"""
    these = Phrase((), "they", say(POINTERS[pointer.chinese][1], pointer.at) + name("two", 两))
    if 不:
        return Clause(these, be(不, name("different", 不 + 一样)))
    return Clause(these, be(一样, say("the", 一样) + name("same", 一样)))


@clause(
    "comparison",
    "学 one:plain.language 比 more:学 other:plain.language adjective:studied",
    weight=0.3,
    opinion=0.5,
)
def learning(学: At, one: Phrase, 比: At, more: At, other: Phrase, adjective: Quality) -> Clause:
    """学中文比学英文难 → learning chinese is more difficult than learning english"""
    if one.words == other.words:
        raise SenselessError
    than = say("than", 比) + name("learning", more) + other.object
    return Clause(
        Phrase(one.heads, "he", name("learning", 学) + one.object), be(比, adjective.comparative + than)
    )


qualities("studied", "难", "有意思", "简单")


@construction("comparison", "who:other 比 other:rival adjective:older 几 岁", weight=0.2)
def how_much_older(who: Phrase, 比: At, other: Phrase, adjective: Quality, 几: At, 岁: At) -> English:
    """他比你大几岁 → how many years older is he than you ?"""
    _comparable(who, other)
    older = name(OLDER[adjective.adjective.chinese], adjective.at)
    asked = say("how many", 几) + name("years", 岁) + older
    return Clause(who, be(比, say("than", 比) + other.definite)).asked(asked, 几)
