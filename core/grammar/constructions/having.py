"""有: possession."""

# ruff: noqa: N803 (parameters are named after Chinese words)

from __future__ import annotations

from ..english import At, English, article, name, say
from ..rules import construction, one_of, rule
from ..tables.world import NUMBERS
from ..verbs import do
from ..words import Phrase, Word

HAVE = ("pet", "book", "cloth", "thing", "paper", "gift", "car", "furniture", "fruit", "drink")
one_of(
    "possessions",
    {f"counted.{kind}": 1 for kind in HAVE} | {"counted.朋友": 0.5, "counted.孩子": 0.3, "siblings": 1},
)
one_of("possession", {f"plain.{kind}": 2 for kind in HAVE} | {f"rich.{kind}": 0.5 for kind in HAVE})


@rule("siblings", "number:number.一|number.两|number.三 个 sibling:family.哥哥|family.姐姐")
def siblings(number: Word, sibling: Phrase) -> Phrase:
    """一个姐姐 → a sister; 两个哥哥 → two brothers"""
    if number.chinese == "一":
        return Phrase(sibling.heads, "he", article(sibling.english, number.at))
    (_, (token,)) = sibling.english.variants[0]
    many = name(f"{token.word}s", token.at)
    return Phrase(sibling.heads, "they", name(NUMBERS[number.chinese], number.at) + many)


def has(who: Phrase, 有: At) -> English:
    """have or has"""
    return name("has" if who.person == "he" else "have", 有)


@construction("having", "who 有 what:possessions", weight=3)
def having(who: Phrase, 有: At, what: Phrase) -> English:
    """我有两只猫 → i have two cats"""
    return who.subject + has(who, 有) + what.object


@construction("having", "who 没 有 what:possession", weight=2)
def not_having(who: Phrase, 没: At, 有: At, what: Phrase) -> English:
    """我没有猫 → i do not have a cat"""
    return who.subject + do(who, 没) + say("not", 没) + name("have", 有) + what.single


@construction("yes-no question", "who 有 what:possession 吗")
def do_you_have(who: Phrase, 有: At, what: Phrase, 吗: At) -> English:
    """你有猫吗 → do you have a cat ?"""
    return do(who, 吗) + who.subject + name("have", 有) + what.single + say("?", 吗)
