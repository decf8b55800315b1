"""Conditions and what one suggests: 如果 … 就, 如果你累了就休息吧, 天气很好我们去公园吧."""

# ruff: noqa: N803 (parameters are named after Chinese words)

from __future__ import annotations

from ..english import NOTHING, At, English, either, name, say
from ..predicates import SHOULD, Clause, Predicate, acts, is_, modal, want, will
from ..rules import SenselessError, construction, rule
from ..words import Phrase, Quality, it
from .situations import going, same_person
from .weather import the_weather

IF = "如果:如果|要是"


def _if(如果: At, condition: English, then: English) -> English:
    english = say("if", 如果) + condition
    return either((0.65, english + then), (0.35, then + english))


@rule("condition.bad", "last:weather.day? 下雨", "last:weather.day? 下雪")
def if_it_rains(下雨: At = (), 下雪: At = (), last: English = NOTHING) -> Clause:
    """明天下雨 → it rains tomorrow"""
    at = 下雨 or 下雪
    return Clause(it(at), acts("rain" if 下雨 else "snow", at), last=last)


@rule("condition.good", "last:weather.day? 不 下雨", weight=1)
def if_not_raining(不: At, 下雨: At, last: English = NOTHING) -> Clause:
    """明天不下雨 → it does not rain tomorrow"""
    return Clause(it(下雨), acts("rain", 下雨).negated(不), last=last)


@rule("condition.bad", "last:weather.day? 天气 不 adjective:fine", "last:weather.day? 天气 很 adjective:cold")
@rule("condition.good", "last:weather.day? 天气 很? adjective:fine", weight=2)
def if_weather(天气: At, adjective: Quality, 不: At = (), 很: At = (), last: English = NOTHING) -> Clause:
    """明天天气不好 → the weather is not good tomorrow"""
    return Clause(the_weather(天气), is_(adjective, 很 or 不).negated(不), last=last)


def _day_rule(chinese: str, english: str, weight: float) -> None:
    rule("weather.day", f"at:{chinese}", weight=weight)(lambda at: name(english, at))


_day_rule("明天", "tomorrow", 6)
_day_rule("明天早上", "tomorrow morning", 1)
_day_rule("明天下午", "tomorrow afternoon", 1)
_day_rule("明天晚上", "tomorrow evening", 1)


@construction("if", f"{IF} condition:condition.bad who:simple 就 不 act:outdoor|moves.stay", weight=1)
@construction("if", f"{IF} condition:condition.bad who:pronoun 就 act:at.home", weight=0.4)
@construction("if", f"{IF} condition:condition.good who:simple 就 act:outdoor", weight=1)
def if_then(如果: At, condition: Clause, who: Phrase, 就: At, act: Predicate, 不: At = ()) -> English:
    """如果明天下雨我就不去公园 → if it rains tomorrow i will not go to the park, or i will not go …"""
    if who.words == ["you"]:
        raise SenselessError
    return _if(如果, condition.statement, Clause(who, will(就, act).negated(不)).statement)


@rule("chance.free.time", "有 时间")
@rule("chance.costly", "有 钱")
def has_it(有: At, 时间: At = (), 钱: At = ()) -> Predicate:
    """有时间 → have time"""
    return acts("have", 有) + name("time" if 时间 else "money", 时间 or 钱)


@construction(
    "if",
    *(
        f"{IF} who:pronoun chance:chance.{kind} same:pronoun? 就 act:{kind}"
        for kind in ("free.time", "costly")
    ),
    weight=1,
)
@construction(
    "if",
    *(
        f"{IF} who:pronoun chance:chance.{kind} same:pronoun 想 act:{kind}"
        for kind in ("free.time", "costly")
    ),
    weight=0.7,
)
@construction(
    "if",
    *(
        f"{IF} who:pronoun chance:chance.{kind} same:pronoun 会 act:{kind}"
        for kind in ("free.time", "costly")
    ),
    weight=0.3,
)
def if_one_has_it(
    如果: At,
    who: Phrase,
    chance: Predicate,
    act: Predicate,
    same: Phrase | None = None,
    就: At = (),
    想: At = (),
    会: At = (),
) -> English:
    """如果我有时间我就去看电影 → if i have time i will go to watch a movie, or i will …"""
    if act.verb.base == "rest" or who.words == ["you"]:
        raise SenselessError
    then = want(想, act) if 想 else will(会 or 就, act)
    return _if(如果, Clause(who, chance).statement, Clause(same_person(who, same), then).statement)


HELP = {"tired": "restful", "hungry": "filling", "thirsty": "drinkable", "sick": "healing"}


@construction(
    "if",
    *(f"{IF} who:pronoun.你|pronoun.你们 why:if.{kind} 就 act:{help} 吧" for kind, help in HELP.items()),
    weight=0.8,
)
@construction(
    "if",
    *(f"{IF} who:pronoun.你|pronoun.你们 why:if.{kind} 就 act:{help}" for kind, help in HELP.items()),
    weight=0.2,
)
@construction(
    "if",
    *(f"{IF} who:pronoun why:if.{kind} same:pronoun? 就 应该 act:{help}" for kind, help in HELP.items()),
    weight=0.4,
)
def if_you_are(
    如果: At,
    who: Phrase,
    why: Predicate,
    act: Predicate,
    就: At = (),
    应该: At = (),
    same: Phrase | None = None,
) -> English:
    """如果你累了就休息吧 → if you are tired then rest"""
    condition = Clause(who, why).statement
    if 应该:
        return _if(如果, condition, Clause(same_person(who, same), modal(SHOULD, 应该, act)).statement)
    return say("if", 如果) + condition + say("then", 就) + act.base


@construction("if", f"{IF} you:pronoun.你|pronoun.你们 有 问题 就 问 whom:plain.老师|pronoun.我", weight=0.2)
@construction(
    "if", f"{IF} you:pronoun.你|pronoun.你们 不 知道:知道|懂 就 问 whom:plain.老师|pronoun.我", weight=0.2
)
def if_in_doubt(
    如果: At,
    you: Phrase,
    问: At,
    whom: Phrase,
    就: At = (),
    不: At = (),
    知道: At = (),
    有: At = (),
    问题: At = (),
) -> English:
    """如果你不懂就问老师 → if you do not understand ask the teacher"""
    if 有:
        condition = acts("have", 有) + say("a", 问题) + name("question", 问题)
    else:
        condition = acts("understand" if len(知道) == 1 else "know", 知道).negated(不)
    return say("if", 如果) + Clause(you, condition).statement + name("ask", 问) + whom.definite


@rule("joining.in", "去", "来")
def go_or_come(去: At = (), 来: At = ()) -> Predicate:
    """去 → go"""
    return acts("go" if 去 else "come", 去 or 来)


@construction("if", f"{IF} who:pronoun 不 act:joining.in other:pronoun 就 no:不 then:joining.in", weight=0.7)
@construction("if", f"{IF} who:pronoun act:joining.in other:pronoun 也|就 then:joining.in", weight=0.4)
@construction("if", "who:pronoun act:joining.in other:pronoun 也|就 then:joining.in", weight=0.15)
@construction("if", "who:pronoun 不 act:joining.in other:pronoun 就 no:不 then:joining.in", weight=0.1)
def if_you_go(
    who: Phrase,
    act: Predicate,
    other: Phrase,
    then: Predicate,
    如果: At = (),
    就: At = (),
    也: At = (),
    不: At = (),
    no: At = (),
) -> English:
    """如果你不去我就不去 → if you do not go i will not go, or i will not go if you do not go"""
    if act.verb != then.verb and not (no and act.verb.base == "come"):
        raise SenselessError  # 你去我就来
    if who.words == other.words or {*who.words, *other.words} == {"i", "we"} or other.words == ["you"]:
        raise SenselessError
    result = will(就 or 也, then).negated(no)
    if 也:
        result = result.also(say("also", 也))
    return _if(如果 or 就 or 也, Clause(who, act.negated(不)).statement, Clause(other, result).statement)


@construction(
    "if", f"{IF} who:pronoun.你 喜欢 me:pronoun.我 就 买", f"{IF} who:pronoun.你 喜欢 就 买 吧", weight=0.2
)
def if_you_like_it(如果: At, who: Phrase, 喜欢: At, 就: At, 买: At, me: Phrase | None = None) -> English:
    """如果你喜欢我就买 → if you like it i will buy it, or i will buy it if you like it"""
    like = Clause(who, acts("like", 喜欢) + say("it", 喜欢)).statement
    buy = acts("buy", 买) + say("it", 买)
    if me is None:
        return say("if", 如果) + like + say("then", 就) + buy.base
    return _if(如果, like, Clause(me, will(就, buy)).statement)


@construction(
    "if", f"{IF} who:pronoun.你|pronoun.你们 有 时间 us:pronoun.我们 一起? act:going.out 吧", weight=0.2
)
def if_you_have_time(
    如果: At, who: Phrase, 有: At, 时间: At, us: Phrase, act: Predicate, 吧: At, 一起: At = ()
) -> English:
    """如果你有时间我们去公园吧 → if you have time let us go to the park"""
    condition = Clause(who, acts("have", 有) + name("time", 时间)).statement
    together = say("together", 一起) if 一起 else NOTHING
    return (
        say("if", 如果)
        + condition
        + say("let", 吧)
        + say("us", us.english.variants[0][1][0].at)
        + act.base
        + together
    )


rule("going.out", "去 place:nearby.fun", "去 看 电影")(going)


@construction("suggestion", "why:fact.fine us:pronoun.我们 一起? act:going.out 吧", weight=0.15)
def fine_weather(why: Clause, us: Phrase, act: Predicate, 吧: At, 一起: At = ()) -> English:
    """天气很好我们去公园吧 → the weather is good let us go to the park"""
    together = say("together", 一起) if 一起 else NOTHING
    return why.statement + say("let", 吧) + say("us", us.english.variants[0][1][0].at) + act.base + together
