"""What kind and what color: 什么书, 什么颜色, 红色的."""

# ruff: noqa: N803 (parameters are named after Chinese words)

from __future__ import annotations

from ..english import NOTHING, At, English, either, name, say
from ..forms import clause
from ..lexicon import ADJECTIVES, NOUNS
from ..predicates import Clause, Predicate, acts, be, progressive, want
from ..rules import RULES, SenselessError, any_of, construction, one_of, rule
from ..tables.nouns import COLORS
from ..tables.world import POINTERS
from ..words import Nominal, Phrase, Quality, Word, qualities, this


@rule("what.K", "什么 sort.K")
def what_sort(什么: At, sort: Nominal) -> tuple[English, At]:
    """什么书 → what books, or what book"""
    one, many = (say("what", 什么) + noun for noun in (sort.one, sort.many))
    if sort.noun.chinese == "东西":
        return say("what", 什么 + sort.at), 什么
    if sort.noun.chinese == "颜色":
        return one, 什么
    return either((0.6, many), (0.4, one)), 什么


SORTING = "verb:吃.K|买.K|看.K|听.K|穿.K|唱.K|做.K"


@construction("which", "who:other verb:喜欢.K what:what.K", weight=1)
@construction("which", f"who:other {SORTING} what:what.K", weight=0.6)
@construction("which", f"who:other 想|要 {SORTING} what:what.K", weight=0.6)
@construction("which", f"who:other 喜欢 {SORTING} what:what.K", weight=0.6)
@construction(
    "which", f"who:other 最 喜欢 {SORTING} what:what.K", "who:other 最 verb:喜欢.K what:what.K", weight=0.4
)
@construction("which", f"who:other last:time.past? {SORTING} 了 what:what.K", weight=0.5)
def what_sort_of(
    who: Phrase,
    verb: Predicate,
    what: tuple[English, At],
    想: At = (),
    要: At = (),
    喜欢: At = (),
    最: At = (),
    了: At = (),
    last: English = NOTHING,
) -> English:
    """你喜欢什么颜色 → what color do you like ?; 你想买什么衣服 → what clothes do you want to buy ?"""
    asked, at = what
    act = verb
    if 喜欢:
        act = acts("like", 喜欢) + say("to", verb.at) + verb.base
    elif 想 or 要:
        act = want(想 or 要, verb)
    elif 了:
        act = verb.did(了)
    elif not 最 and verb.heads != ("喜欢",):
        act = progressive(verb.at, verb)
    if 最:
        act = act + say("most", 最)
    return Clause(who, act, last=last).asked(asked, at)


one_of(
    "sort",
    {
        f"noun.{noun}": 1
        for noun in ("水果", "菜", "书", "电影", "歌", "颜色", "茶", "字", "花", "树", "鱼", "药", "东西")
    },
)


@construction("which", "pointer 是 什么 sort", weight=0.5)
def what_is_this(pointer: Word, 是: At, 什么: At, sort: Nominal) -> English:
    """这是什么水果 → what fruit is this ?"""
    this = say("are", 是) + say(POINTERS[pointer.chinese][1], pointer.at)
    if sort.person == "he":
        this = say("is", 是) + say(POINTERS[pointer.chinese][0], pointer.at)
    return (say("what", 什么 + sort.at) if sort.noun.chinese == "东西" else say("what", 什么) + sort.one) + (
        this + say("?", 什么)
    )


# --- colors ----------------------------------------

_COLORED = {
    noun.chinese: [color for color in noun.adjectives if color in COLORS or color in ("蓝色", "绿色")]
    for noun in NOUNS.values()
    if noun.kind in ("cloth", "thing", "car", "furniture", "pen", "opening", "pet", "beast", "gift", "fruit")
}
for _noun, _colors in _COLORED.items():
    if len(_colors) > 1:
        qualities(f"color.{_noun}", *_colors)
        any_of(
            f"colored.{_noun}",
            {f"plain.{_noun}": 1} | {f"{way}.{_noun}": 2.0 for way in ("pointed", "owned")},
        )
        one_of("colored", {f"colored.{_noun}": 1})
HAVING_COLOR = [noun for noun in _COLORED if f"colored.{noun}" in RULES]


def _uncolored(what: Phrase) -> None:
    """Raise SenselessError if its color is said already: the red car is red."""
    if {ADJECTIVES[color].english for color in ("红色", "白色", "黑色", "蓝色", "绿色")} & set(what.words):
        raise SenselessError


@clause("color", *(f"what:colored.{noun} 是! color:color.{noun} 的" for noun in HAVING_COLOR), weight=1.5)
@clause(
    "color",
    *(f"what:colored.{noun} 不 是 color:color.{noun} 的" for noun in HAVING_COLOR),
    weight=0.5,
    asked=0,
)
def is_colored(what: Phrase, 是: At, color: Quality, 的: At, 不: At = ()) -> Clause:
    """这辆车是红色的 → this car is red"""
    _uncolored(what)
    return Clause(what, be(是, color.english).negated(不))


@clause("color", "pointer 是! color:any.color 的", "pointer 不 是 color:any.color 的", weight=0.2)
def this_is_red(pointer: Word, 是: At, color: Quality, 的: At, 不: At = ()) -> Clause:
    """这是红色的 → this is red"""
    return Clause(this(pointer), be(是, color.english).negated(不))


qualities("any.color", "红色", "白色", "黑色", "蓝色", "绿色")


@clause("color", "who:pronoun.你们|pronoun.你 有! 别的 颜色", weight=0.1)
@clause("color", "有! 别的 颜色", weight=0.1, stated=False)
def other_colors(有: At, 别的: At, 颜色: At, who: Phrase | None = None) -> Clause:
    """有没有别的颜色 → do you have other colors ?"""
    colors = say("other", 别的) + name("colors", 颜色)
    return Clause(who or Phrase((), "they", say("you", 有)), acts("have", 有) + colors)


@construction("color", "what:colored 是 什么 颜色 的?", weight=0.8)
def what_color(what: Phrase, 是: At, 什么: At, 颜色: At, 的: At = ()) -> English:
    """你的车是什么颜色的 → what color is your car ?"""
    _uncolored(what)
    if {"my", "our"} & set(what.words):
        raise SenselessError
    return Clause(what, be(是, NOTHING)).asked(say("what", 什么) + name("color", 颜色), 什么)
