"""Which one: 红色的, 最便宜的, 这个, 两个, without a noun."""

# ruff: noqa: N803 (parameters are named after Chinese words)

from __future__ import annotations

from ..amounts import Number
from ..english import NOTHING, At, English, name, say
from ..forms import clause
from ..predicates import Clause, acts, be, want
from ..rules import SenselessError, construction, one_of, rule
from ..words import Phrase, Quality, qualities

for _kind in ("cloth", "thing", "car", "furniture", "room", "pen"):
    qualities(f"renewed.{_kind}", "新", "旧")


@clause("the one", "what:pointed.K|owned.K 是! adjective:renewed.K 的", weight=0.5)
@clause("the one", "what:pointed.K|owned.K 不 是 adjective:renewed.K 的", weight=0.15, asked=0)
def is_a_new_one(what: Phrase, 是: At, adjective: Quality, 的: At, 不: At = ()) -> Clause:
    """这辆车是新的 → this car is new"""
    if adjective.adjective.english in what.words:
        raise SenselessError
    return Clause(what, be(是, adjective.english).negated(不))


qualities("kind.of", "红色", "白色", "黑色", "蓝色", "绿色", "红", "白", "黑", "大", "小", "新", "便宜")
qualities("kind.more", "大", "小", "新", "便宜", "漂亮", "长", "短", "好看1")


@rule("red.one", "adjective:kind.of 的")
@rule("the.one", "adjective:kind.of 的", weight=2)
def red_one(adjective: Quality, 的: At) -> Phrase:
    """红色的 → the red one"""
    return Phrase((), "he", say("the", 的) + adjective.english + say("one", 的))


@rule("the.one", "最 adjective:kind.more 的")
@rule("the.best", "最 adjective:kind.most 的")
@rule("best.one", "最 adjective:kind.more 的")
def biggest_one(最: At, adjective: Quality, 的: At) -> Phrase:
    """最便宜的 → the cheapest one"""
    return Phrase((), "he", say("the", 最) + adjective.superlative + say("one", 的))


@rule("the.one", "this:this.one", weight=2)
def this_one(this: Phrase) -> Phrase:
    """这个 → this one"""
    return this


@rule("so.many", "few:number.一|number.两|number.三|number.四 个", weight=3)
@rule("so.many", "few:number.一|number.两|number.三 个:本|件|杯|张")
def so_many(few: Number, 个: At) -> Phrase:
    """两个 → two"""
    return Phrase((), "they", few.english)


@rule("a.one", "adjective:kind.of 的")
def a_red_one(adjective: Quality, 的: At) -> Phrase:
    """红色的, after 有 → a red one"""
    vowel = "an" if adjective.adjective.english[0] in "aeiou" else "a"
    return Phrase((), "he", say(vowel, 的) + adjective.english + say("one", 的))


@rule("a.one", "adjective:kind.more 一点儿 的")
def a_bigger_one(adjective: Quality, 一点儿: At, 的: At) -> Phrase:
    """大一点儿的, after 有 → a bigger one"""
    return Phrase((), "he", say("a", 一点儿) + adjective.comparative + say("one", 的))


@rule("the.one", "more:a.bigger.one", weight=0.5)
def bigger(more: Phrase) -> Phrase:
    """大一点儿的 → a bigger one"""
    return more


rule("a.bigger.one", "adjective:kind.more 一点儿 的")(a_bigger_one)


@clause("the one", "who:chooser 喜欢! what:the.one", "who:chooser 要! what:the.one", weight=1.2)
@clause("the one", "who:chooser 不 喜欢 what:the.one", "who:chooser 不 要 what:the.one", weight=0.5, asked=0)
@clause("the one", "who:chooser 要 what:so.many", "who:chooser 要:想要 what:the.one|so.many", weight=0.5)
def choose_one(who: Phrase, what: Phrase, 喜欢: At = (), 要: At = (), 不: At = ()) -> Clause:
    """我要红色的 → i want the red one; 我喜欢这个 → i like this one"""
    if what.words[0] == "a" and (喜欢 or 不):
        raise SenselessError  # i like a bigger one
    return Clause(who, (acts("like" if 喜欢 else "want", 喜欢 or 要) + what.object).negated(不))


@clause(
    "the one", "who:chooser 想|要 买 what:the.one|so.many", "who:chooser 不 想 买 what:the.one", weight=0.6
)
def want_to_buy_one(who: Phrase, 买: At, what: Phrase, 想: At = (), 要: At = (), 不: At = ()) -> Clause:
    """我想买这个 → i want to buy this one"""
    return Clause(who, want(想 or 要, acts("buy", 买) + what.object).negated(不))


@clause("the one", "who:chooser 买 了 what:the.one|so.many", weight=0.3)
def bought_one(who: Phrase, 买: At, 了: At, what: Phrase) -> Clause:
    """我买了一个 → i bought one; 我买了大的 → i bought the big one"""
    return Clause(who, acts("buy", 买).did(了) + what.object)


@clause("the one", "who:pronoun 有! what:a.one", weight=0.5)
@clause("the one", "有! what:a.one", weight=0.6, stated=False)
@clause("the one", "who:pronoun 没 有 what:a.one", weight=0.3, asked=0)
def have_one(有: At, what: Phrase, who: Phrase | None = None, 没: At = ()) -> Clause:
    """你有大一点儿的吗 → do you have a bigger one ?; 有便宜一点儿的吗 → do you have a cheaper one ?"""
    return Clause(who or Phrase((), "they", say("you", 有)), (acts("have", 有) + what.object).negated(没))


@clause("the one", "who:guest 还 要 few 个:个|本|件|杯", weight=0.2, asked=0)
def want_more(who: Phrase, 还: At, 要: At, 个: At, few: Number) -> Clause:
    """我还要一个 → i want another one; 我还要两个 → i want two more"""
    more = few.english + name("more", 还) if few.value > 1 else say("another one", 还 + few.at)
    return Clause(who, acts("want", 要) + more)


one_of("guest", {"pronoun.我": 6, "pronoun.我们": 2, "pronoun.他": 1, "pronoun.她": 1})


@clause("the one", "这 是! what:the.best", "这个 是 what:the.best", "那个 是 what:the.best", weight=0.3)
def is_the_best(是: At, what: Phrase, 这: At = (), 这个: At = (), 那个: At = ()) -> Clause:
    """这是最便宜的 → this is the cheapest one"""
    this = "this" if 这 else "this one" if 这个 else "that one"
    return Clause(Phrase((), "he", say(this, 这 or 这个 or 那个)), be(是, what.object))


@construction("superlative", "哪个 最 adjective:kind.most", "哪个 更 adjective:kind.most", weight=0.3)
def which_is_best(哪个: At, adjective: Quality, 最: At = (), 更: At = ()) -> English:
    """哪个最便宜 → which one is the cheapest ?; 哪个更好 → which one is better ?"""
    how = say("is the", 最) + adjective.superlative if 最 else say("is", 更) + adjective.comparative
    return say("which one", 哪个) + how + say("?", 哪个)


qualities("kind.most", "大", "小", "新", "便宜", "贵", "漂亮", "好", "好吃", "好看1")


@clause(
    "the one", "who:chooser 要!", "who:chooser 不 要", "who:chooser 想 买", "who:chooser 不 想 买", weight=0.3
)
def want_it(who: Phrase, 要: At = (), 想: At = (), 买: At = (), 不: At = ()) -> Clause:
    """我不要 → i do not want it; 我想买 → i want to buy it"""
    act = want(想, acts("buy", 买) + say("it", 买)) if 买 else acts("want", 要) + say("it", 要)
    return Clause(who, act.negated(不))


@clause(
    "the one",
    "who:chooser 吃 了 what:so.many",
    "who:chooser 吃 了 很多",
    "who:chooser 买 了 很多",
    "who:chooser 喝 了 很多",
    weight=0.3,
    asked=0.1,
)
def had_many(
    who: Phrase, 了: At, what: Phrase | None = None, 吃: At = (), 买: At = (), 喝: At = (), 很多: At = ()
) -> Clause:
    """我吃了两个 → i ate two; 我吃了很多 → i ate a lot"""
    act = acts("eat" if 吃 else "buy" if 买 else "drink", 吃 or 买 or 喝).did(了)
    return Clause(who, act + (what.object if what else say("a lot", 很多)))


one_of("chooser", {"not.you": 8, "name": 1, "called": 0.7, "family.mine": 0.5})
one_of("asked.chooser", {"you": 8, "name": 1})


@construction("the one", "who:you 要 哪个", "who:you 喜欢 哪个", "who:you 想 买 哪个", weight=0.2)
def which_one(who: Phrase, 哪个: At, 要: At = (), 喜欢: At = (), 想: At = (), 买: At = ()) -> English:
    """你要哪个 → which one do you want ?"""
    act = acts("want", 要) if 要 else acts("like", 喜欢) if 喜欢 else want(想, acts("buy", 买))
    return Clause(who, act).asked(say("which one", 哪个), 哪个)


@construction(
    "the one",
    "给 whom:pronoun.我|pronoun.他 what:the.one|so.many",
    "请 给 whom:pronoun.我 what:the.one|so.many",
    weight=0.4,
)
def give_one(给: At, whom: Phrase, what: Phrase, 请: At = ()) -> English:
    """请给我这个 → please give me this one; 给我两个 → give me two"""
    return (say("please", 请) if 请 else NOTHING) + name("give", 给) + whom.definite + what.object
