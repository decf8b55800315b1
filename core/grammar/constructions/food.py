"""Food and drink: ordering, what somebody likes to eat, meals, what is in the tea."""

# ruff: noqa: N803 (parameters are named after Chinese words)

from __future__ import annotations

import math
from dataclasses import replace

from ..amounts import Number
from ..english import NOTHING, At, English, article, name, say
from ..forms import action, clause, state
from ..lexicon import of_class
from ..phrases import counted, unnumbered
from ..predicates import Clause, Predicate, acts, be, want, will
from ..rules import any_of, construction, distinct, one_of, rule
from ..words import Bare, Counted, Nominal, Phrase, Word


def _counted(number: Number, measure: Word, noun: Nominal) -> Phrase:
    """一杯茶 → a cup of tea"""
    return counted(number, measure, noun)


SERVED = ("meal", "drink", "fruit")
for _kind in SERVED:
    for _noun in of_class(_kind):
        for _measure in filter(None, _noun.measures):
            rule(
                f"ordered.{_kind}",
                f"number:number.一 measure:measure.{_measure} noun:noun.{_noun.chinese}",
                f"number:number.两|number.三 measure:measure.{_measure} noun:noun.{_noun.chinese}",
            )(_counted)
        if not _noun.plural and _kind != "fruit":
            rule(
                f"ordered.{_kind}",
                f"一些 nominal:noun.{_noun.chinese}",
                f"一点儿 nominal:noun.{_noun.chinese}",
                weight=0.2,
            )(unnumbered)
one_of("ordered", {f"ordered.{kind}": math.sqrt(len(of_class(kind))) for kind in SERVED})
TWO = (("meal", "drink"), ("drink", "meal"), ("fruit", "fruit"), ("meal", "meal"), ("drink", "drink"))
TWO_ORDERED = [f"what:ordered.{one} 和 more:ordered.{other}" for one, other in TWO]
"""Two things that are ordered together: nobody orders beer and a banana."""
any_of("another", {f"which.{kind}": 1 for kind in SERVED})

# --- ordering ----------------------------------------


@clause("ordering", "who:guest 还 要 what:ordered", "who:guest 还 想要 what:ordered", weight=0.5, asked=0)
def order_too(who: Phrase, what: Phrase, 还: At, 要: At = (), 想要: At = ()) -> Clause:
    """我还要一杯茶 → i also want a cup of tea"""
    return Clause(who, (acts("want", 要 or 想要) + what.object).also(say("also", 还)))


@construction("ordering", "来 what:ordered 吧?", weight=0.5)
def bring(来: At, what: Phrase) -> English:
    """来一碗米饭 → a bowl of rice please"""
    return what.object + say("please", 来)


@construction(
    "ordering",
    "再 来 一 what:another 吧?",
    "再 给 我 一 what:another",
    "请 再 给 我 一 what:another",
    weight=0.6,
)
def bring_another(
    再: At, 一: At, what: Phrase, 来: At = (), 给: At = (), 我: At = (), 请: At = ()
) -> English:
    """再来一碗米饭 → another bowl of rice please; 请再给我一杯水 → please give me another cup of water"""
    another = say("another", 再 + 一) + what.object
    if 来:
        return another + say("please", 来)
    return (say("please", 请) if 请 else NOTHING) + name("give", 给) + say("me", 我) + another


@construction(
    "ordering", "who:you 还 要|想 verb:吃.meal|喝.drink|买.book 什么", "who:you 还 要 什么", weight=0.3
)
def what_else(
    who: Phrase, 还: At, 什么: At, 要: At = (), 想: At = (), verb: Predicate | None = None
) -> English:
    """你还想吃什么 → what else do you want to eat ?; 你还要什么 → what else do you want ?"""
    wanted = want(要 or 想, verb) if verb else acts("want", 要)
    return Clause(who, wanted).asked(say("what", 什么) + say("else", 还), 什么)


@construction("ordering", "还 要 别的 吗", "你 还 要 别的 吗", weight=0.05)
def anything_else(还: At, 要: At, 别的: At, 吗: At, 你: At = ()) -> English:
    """还要别的吗 → do you want anything else ?"""
    do_you = say("do", 吗) + say("you", 你 or 要)
    return do_you + name("want", 要) + say("anything else", 还 + 别的) + say("?", 吗)


@action("点! 菜", forms="了", weight=0.3)
def order_food(点: At, 菜: At) -> Predicate:
    """我们想点菜 → we want to order food"""
    return acts("order", 点) + name("food", 菜)


@action("点! what:ordered.dish", forms="了", plain="moves", weight=0.15)
def order_dish(点: At, what: Phrase) -> Predicate:
    """我想点一个菜 → i want to order a dish"""
    return replace(acts("order", 点) + what.object, of=Counted)


for _dish, _measure in (("菜", "个"), ("面条", "碗"), ("米饭", "碗")):
    rule("ordered.dish", f"number:number.一|number.两 measure:measure.{_measure} noun:noun.{_dish}")(_counted)


@construction("ordering", "who:you 想|要 点 什么 菜?", weight=0.1)
def order_what(who: Phrase, 点: At, 什么: At, 想: At = (), 要: At = (), 菜: At = ()) -> English:
    """你想点什么菜 → what dishes do you want to order ?; 你想点什么 → what do you want to order ?"""
    dishes = name("dishes", 菜) if 菜 else NOTHING
    return Clause(who, want(想 or 要, acts("order", 点))).asked(say("what", 什么) + dishes, 什么)


@construction("ordering", "多 吃 一点儿 吧?", "多 喝 一点儿 吧?", weight=0.03)
def have_more(多: At, 一点儿: At, 吃: At = (), 喝: At = ()) -> English:
    """多吃一点儿 → eat a little more"""
    return name("eat" if 吃 else "drink", 吃 or 喝) + say("a little", 一点儿) + name("more", 多)


@construction("ordering", "再 来 一 个", weight=0.03)
def another_one(再: At, 来: At, 一: At, 个: At) -> English:
    """再来一个 → another one please"""
    return say("another one", 再 + 一 + 个) + say("please", 来)


@clause(
    "ordering",
    *(f"who:guest {want} {two}" for want in ("要", "想要") for two in TWO_ORDERED),
    weight=0.4,
    asked=0,
)
def order_two(who: Phrase, what: Phrase, 和: At, more: Phrase, 要: At = (), 想要: At = ()) -> Clause:
    """我要一杯咖啡和一块面包 → i want a cup of coffee and a piece of bread"""
    return Clause(who, acts("want", 要 or 想要) + _two(what, 和, more))


@construction(
    "ordering", *(f"{give} {two}" for give in ("请? 给 我", "来") for two in TWO_ORDERED), weight=0.4
)
def give_two(
    what: Phrase, 和: At, more: Phrase, 请: At = (), 给: At = (), 我: At = (), 来: At = ()
) -> English:
    """请给我一杯茶和一碗米饭 → please give me a cup of tea and a bowl of rice"""
    if 来:
        return _two(what, 和, more) + say("please", 来)
    please = say("please", 请) if 请 else NOTHING
    return please + name("give", 给) + say("me", 我) + _two(what, 和, more)


def _two(one: Phrase, 和: At, other: Phrase) -> English:
    """a cup of tea and a bowl of rice"""
    distinct(one, other)
    return one.object + say("and", 和) + other.object


@action(
    "verb:喝.drink! what:which.drink",
    "verb:吃.meal! what:which.蛋糕|which.面包|which.面条|which.鸡蛋",
    forms="",
    plain="wanted",
    weight=0.15,
)
def have_a_cup(verb: Predicate, what: Phrase) -> Predicate:
    """我想喝杯茶 → i want to drink a cup of tea"""
    return replace(verb + article(what.object, what.english.variants[0][1][0].at), of=Counted)


@state("爱! verb:吃.K|喝.K object:plain.K", "爱! verb:吃.meal object:plain.鱼", weight=0.25)
def love_eating(爱: At, verb: Predicate, object: Phrase) -> Predicate:
    """我爱吃饺子 → i love eating dumplings"""
    return acts("love", 爱) + verb.on(object).progressive


@construction("what", "who:pronoun.我们 吃 什么", "who:pronoun.我们 喝 什么", weight=0.1)
@construction(
    "what",
    "last:eating.time who:pronoun.我们? 吃 什么",
    "who:pronoun.我们 last:eating.time 吃 什么",
    weight=0.2,
)
def what_will_we_eat(
    什么: At, 吃: At = (), 喝: At = (), who: Phrase | None = None, last: English = NOTHING
) -> English:
    """我们吃什么 → what will we eat ?; 今天吃什么 → what will we eat today ?"""
    we = who or Phrase((), "they", say("we", 吃))
    act = acts("eat" if 吃 else "drink", 吃 or 喝)
    return Clause(we, will(什么, act), last=last).asked(say("what", 什么), 什么)


@rule("eating.time", "今天|明天|今天晚上|晚上|中午")
def eating_time(今天: At = (), 明天: At = (), 今天晚上: At = (), 晚上: At = (), 中午: At = ()) -> English:
    """今天 → today; 晚上 → tonight"""
    if 中午:
        return say("at", 中午) + name("noon", 中午)
    word = "today" if 今天 else "tomorrow" if 明天 else "tonight"
    return name(word, 今天 or 明天 or 今天晚上 or 晚上)


# --- eating ----------------------------------------


@action("verb:吃.meal! object:plain.鱼", weight=0.1)
@action("verb:吃.meal! object:plain.东西", weight=0.05)
@action("verb:吃.meal! object:plain.东西", forms="", plain="wanted", weight=0.1)
def eat_fish(verb: Predicate, object: Phrase) -> Predicate:
    """我想吃鱼 → i want to eat fish; 他在吃东西 → he is eating something"""
    if object.heads == ("东西",):
        return verb + say("something", object.english.variants[0][1][0].at)
    return verb.on(object)


@action(
    "verb:吃.meal! 一点儿 东西",
    "verb:喝.drink! 一点儿 东西",
    "verb:买.stuff! 一点儿 东西",
    forms="了",
    plain="wanted",
    weight=0.15,
)
def eat_something(verb: Predicate, 一点儿: At, 东西: At) -> Predicate:
    """我想吃一点儿东西 → i want to eat something"""
    return verb + say("something", 一点儿 + 东西)


@rule("pastime", "verb:吃.fruit object:plain.fruit", "verb:吃.meal object:plain.meal", weight=1.5)
@rule(
    "pastime",
    "verb:吃.meal object:plain.鱼",
    "verb:做.meal object:plain.菜|plain.中国菜|plain.饺子",
    weight=0.3,
)
@rule("pastime", "verb:买.cloth object:plain.衣服", "verb:买.stuff object:plain.东西", weight=0.2)
@rule("skill.person", "verb:做.meal object:plain.中国菜|plain.饺子|plain.面条", weight=0.4)
def eat(verb: Predicate, object: Phrase) -> Predicate:
    """吃饺子 → eat dumplings"""
    return verb.on(object)


@construction("what", "who:other 最? 喜欢 verb:吃.meal|喝.drink|看.book|听.song|买.thing 什么", weight=1)
@construction("what", "who:other 不 喜欢 verb:吃.meal|喝.drink 什么", weight=0.1)
def what_does_one_like_to(
    who: Phrase, 喜欢: At, verb: Predicate, 什么: At, 最: At = (), 不: At = ()
) -> English:
    """你喜欢吃什么 → what do you like to eat ?; 你最喜欢吃什么 → what do you like to eat most ?"""
    act = acts("like", 喜欢) + say("to", verb.at) + verb.base + (say("most", 最) if 最 else NOTHING)
    return Clause(who, act.negated(不)).asked(say("what", 什么), 什么)


@construction("what", "who:other 最 喜欢 什么", weight=0.2)
def what_does_one_like_most(who: Phrase, 最: At, 喜欢: At, 什么: At) -> English:
    """你最喜欢什么 → what do you like most ?"""
    return Clause(who, acts("like", 喜欢) + say("most", 最)).asked(say("what", 什么), 什么)


# --- meals ----------------------------------------


any_of("dish.early", {f"plain.{noun}": 1 for noun in ("鸡蛋", "面包", "面条", "饺子", "水果")})
any_of("dish.late", {f"plain.{noun}": 1 for noun in ("米饭", "面条", "饺子", "羊肉", "中国菜", "鱼")})


@rule("routine", "verb:吃.dinner object:plain.dinner", weight=1.5)
def have_breakfast(verb: Predicate, object: Phrase) -> Predicate:
    """吃早饭 → have breakfast"""
    return verb.on(object)


one_of("mealtime", {f"noun.{meal}": 1 for meal in ("早饭", "午饭", "晚饭")})
EATING = (
    "mealtime:noun.早饭 {}verb:吃.meal object:dish.early",
    "mealtime:noun.午饭|noun.晚饭 {}verb:吃.meal object:dish.late",
)


@clause(
    "meal",
    *(f"who {eating.format('')}" for eating in EATING),
    *(f"{eating.format('who ')}" for eating in EATING),
    weight=0.7,
    asked=0.3,
)
@clause("meal", *(f"who {eating.format('想 ')}" for eating in EATING), weight=0.4, asked=0.3)
@clause("meal", *(f"who {eating.format('不 ')}" for eating in EATING), weight=0.2, asked=0)
def for_breakfast(
    who: Phrase, mealtime: Nominal, verb: Predicate, object: Phrase, 想: At = (), 不: At = ()
) -> Clause:
    """我早饭吃面包 → i eat bread for breakfast"""
    act = verb.on(object) + say("for", mealtime.at) + mealtime.one
    return Clause(who, (want(想, act) if 想 else act).negated(不))


@construction("meal", "who:other mealtime 想? 吃 什么", "mealtime who:other 想? 吃 什么", weight=0.5)
@construction("meal", "who:other mealtime 吃 了 什么", weight=0.2)
def what_for_breakfast(who: Phrase, mealtime: Nominal, 吃: At, 什么: At, 想: At = (), 了: At = ()) -> English:
    """你早饭吃什么 → what do you eat for breakfast ?; 你晚饭想吃什么 → what do you want to eat for dinner ?"""
    act = acts("eat", 吃) + say("for", mealtime.at) + mealtime.one
    if 了:
        act = act.did(了)
    return Clause(who, want(想, act) if 想 else act).asked(say("what", 什么), 什么)


# --- what is in it ----------------------------------------


@clause("existence", "what:plain.茶|plain.咖啡 里 有! inside:plain.牛奶", weight=0.15)
@clause("existence", "what:plain.茶|plain.咖啡 里 没 有 inside:plain.牛奶", weight=0.05, asked=0)
@clause(
    "existence",
    "what:plain.菜|pointed.菜|plain.饺子|plain.面条 里 有! inside:plain.羊肉|plain.鸡蛋",
    weight=0.15,
)
@clause(
    "existence",
    "what:plain.菜|pointed.菜|plain.饺子|plain.面条 里 没 有 inside:plain.羊肉|plain.鸡蛋",
    weight=0.05,
    asked=0,
)
def is_in_it(what: Phrase, 里: At, 有: At, inside: Bare, 没: At = ()) -> Clause:
    """茶里有牛奶 → there is milk in the tea; 菜里没有羊肉 → there is no lamb in the dish"""
    there = Phrase((), "they" if inside.nominal.noun.plural else "he", say("there", 有))
    stuff = (say("no", 没) if 没 else NOTHING) + inside.object
    whole = say("the", what.nominal.at) + what.nominal.many if isinstance(what, Bare) else what.definite
    in_it = say("in", 里) + (whole if what.heads == ("饺子",) else what.definite)
    return Clause(there, be(有, stuff + in_it))
