"""What somebody finds: 太贵了, 好吃吗, 这个怎么样, 红色的很漂亮."""

# ruff: noqa: N803 (parameters are named after Chinese words)

from __future__ import annotations

from ..english import NOTHING, At, English, name, say
from ..forms import clause
from ..predicates import Clause, acts, be, is_
from ..rules import SenselessError, construction, one_of
from ..words import Phrase, Quality, it, qualities


@clause(
    "degree",
    "太 adjective:verdict.dear 了",
    "真|很 adjective:verdict.good",
    "不 adjective:verdict.dear",
    weight=0.3,
    asked=0,
    embedded=0,
    opinion=0.5,
)
@clause(
    "degree", "真|很 adjective:verdict.felt", "不 adjective:verdict.felt", weight=0.08, asked=0, embedded=0
)
@clause("degree", "太 adjective:verdict.felt 了", weight=0.04, asked=0, embedded=0)
def verdict(adjective: Quality, 太: At = (), 真: At = (), 很: At = (), 不: At = ()) -> Clause:
    """太贵了 → it is too expensive; 很好吃 → it is delicious; 不贵 → it is not expensive"""
    at = 太 or 真 or 很 or 不
    how = say("too", 太) if 太 else say("really", 真) if 真 else NOTHING
    return Clause(it(at), is_(adjective, at, how).negated(不))


qualities("verdict.dear", "贵", "大", "小", "长", "短", "难", "远", "甜", "重")
qualities("verdict.felt", "热", "冷")
one_of("verdict.too", {"verdict.dear": 9, "verdict.felt": 2})
qualities(
    "verdict.good",
    "好吃",
    "好喝",
    "好看1",
    "漂亮",
    "便宜",
    "贵",
    "难",
    "远",
    "近",
    "甜",
    "有意思",
)


@construction(
    "degree",
    "太 adjective:verdict.fine 了",
    "不 太 adjective:verdict.fine",
    "不 adjective:verdict.fine",
    weight=0.2,
)
@construction("degree", "不 太 adjective:verdict.too", weight=0.1)
def fine(太: At = (), adjective: Quality | None = None, 了: At = (), 不: At = ()) -> English:
    """太好吃了 → it is so delicious; 不太贵 → it is not very expensive; 不好吃 → it is not delicious"""
    assert adjective
    how = say("not", 不) + (say("very", 太) if 太 else NOTHING) if 不 else say("so", 太 + 了)
    return say("it is", 不 or 太) + how + adjective.english


qualities("verdict.fine", "好吃", "好喝", "好看1", "漂亮", "便宜")
qualities("verdict", "贵", "大", "好吃", "好喝", "好看1", "漂亮", "便宜", "难", "远", "热", "甜")


@clause("degree", "adjective:verdict!", weight=0.3, stated=False)
def is_it_so(adjective: Quality) -> Clause:
    """好吃吗 → is it delicious ?"""
    return Clause(it(adjective.at), is_(adjective))


@construction("degree", "太 好 了", "很 好", "非常 好", weight=0.15)
def great(好: At, 太: At = (), 了: At = (), 很: At = (), 非常: At = ()) -> English:
    """太好了 → great; 很好 → very good"""
    return name("great", 太 + 好 + 了) if 太 else say("very", 很 or 非常) + name("good", 好)


@construction("degree", "好不好", weight=0.02)
def is_it_good(好不好: At) -> English:
    """好不好 → is it good ?"""
    return say("is it", 好不好[1:]) + name("good", 好不好[:1]) + say("?", 好不好[1:])


@construction("quality", "who:you 觉得 what:this.one 怎么样", weight=0.1)
def what_do_you_think(who: Phrase, 觉得: At, what: Phrase, 怎么样: At) -> English:
    """你觉得这个怎么样 → what do you think of this one ?"""
    think = acts("think", 觉得) + say("of", 觉得) + what.definite
    return Clause(who, think).asked(say("what", 怎么样), 怎么样)


@construction("quality", "what:pointed.K|owned.K 怎么样", weight=0.6)
@construction("quality", "what:this.one 怎么样", weight=0.2)
def how_is(what: Phrase, 怎么样: At) -> English:
    """这件衣服怎么样 → how is this piece of clothing ?"""
    return Clause(what, be(怎么样, NOTHING)).asked(say("how", 怎么样), 怎么样)


@clause("quality", "who:this.one 很 adjective:adjective.goods", weight=0.4, asked=0, opinion=0.5)
@clause("quality", "who:red.one 很|不 adjective:judged.goods", weight=0.3, asked=0, opinion=0.5)
@clause("degree", "who:red.one 太 adjective:too.goods 了", weight=0.2, asked=0)
@clause("quality", "who:this.one 不 adjective:adjective.goods", weight=0.2, asked=0)
@clause("quality", "who:this.one adjective:adjective.goods!", weight=0.3, stated=False)
@clause("degree", "who:this.one 太 adjective:too.goods 了", weight=0.3, asked=0)
def this_one_is(
    who: Phrase, adjective: Quality, 很: At = (), 不: At = (), 太: At = (), 了: At = ()
) -> Clause:
    """这个很贵 → this one is expensive; 红色的太贵了 → the red one is too expensive"""
    if OPPOSITE.get(adjective.adjective.english) in who.words:
        raise SenselessError  # the new one is too old
    if adjective.adjective.english in who.words or adjective.adjective.superlative in " ".join(who.words):
        raise SenselessError
    degree = say("too", 太) if 太 else NOTHING
    return Clause(who, be(很 or 不 or 太 or adjective.at, degree + adjective.english).negated(不))


qualities("judged.goods", "贵", "便宜", "漂亮", "好看1", "好")
qualities("adjective.goods", "大", "小", "新", "贵", "便宜", "漂亮", "好", "好看1", "重")
qualities("too.goods", "大", "小", "贵", "旧", "长", "短", "重")
OPPOSITE = {
    "big": "small",
    "small": "big",
    "new": "old",
    "cheap": "expensive",
    "expensive": "cheap",
    "long": "short",
}
