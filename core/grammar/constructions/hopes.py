"""Hopes: 我希望你来, 希望能去中国."""

# ruff: noqa: N803 (parameters are named after Chinese words)

from __future__ import annotations

from dataclasses import replace

from ..english import NOTHING, At, English, name, say
from ..forms import clause
from ..predicates import CAN, Clause, Predicate, acts, be, is_, modal, will
from ..rules import SenselessError, construction, one_of, rule
from ..settings import Place
from ..words import Phrase, Pronoun, Quality, it, qualities
from .situations import going, same_person
from .weather import the_weather


@rule("hoped", "who:pronoun|name|called|owned.朋友 会? act:hoped.deed", weight=3)
@rule("hoped", "who:pronoun|name|called|owned.朋友 last:time.future 会? act:hoped.deed", weight=1)
@rule("hoped", "who:pronoun|name|called|owned.朋友 能 act:hoped.deed", weight=1.5)
@rule("hoped", "who:pronoun|name|called|owned.朋友 不 act:hoped.leave", weight=0.3)
def somebody_will(
    who: Phrase, act: Predicate, 会: At = (), 能: At = (), last: English = NOTHING, 不: At = ()
) -> Clause:
    """他来 → he will come"""
    at = 会 or 不 or act.at
    if who.words in (["i"], ["we"]) and {"my", "our"} & {token.word for token in act.rest.variants[0][1]}:
        raise SenselessError
    if 能:
        return Clause(who, modal(CAN, 能, act))
    return Clause(who, will(at, act).negated(不), last=last)


one_of("hoped.deed", {"visiting": 3})


@rule("visiting", "来", "来 place:abroad|distant", "来 home:my.home", "回来:回来")
def visiting(来: At = (), place: Place | None = None, home: Phrase | None = None, 回来: At = ()) -> Predicate:
    """来我家 → come to my home"""
    if 回来:
        return acts("come", 回来) + name("back", 回来)
    where = place.to(来) if place else say("to", 来) + home.definite if home else NOTHING
    return acts("come", 来) + where


@rule("my.home", "mine:pronoun.我 家", "mine:pronoun.我们 家")
def my_home(mine: Pronoun, 家: At) -> Phrase:
    """我家 → my home"""
    return Phrase(("家",), "he", mine.possessive + name("home", 家))


@rule("hoped.leave", "走")
def leave(走: At) -> Predicate:
    """走 → leave"""
    return acts("leave", 走)


@rule(
    "hoped",
    "who:pronoun|called|name|owned.朋友 高兴:高兴|快乐",
    "who:pronoun.你|pronoun.你们 每天 都? 高兴:快乐",
    weight=1,
)
def happy(who: Phrase, 高兴: At, 每天: At = ()) -> Clause:
    """你快乐 → you are happy"""
    last = name("every day", 每天) if 每天 else NOTHING
    return Clause(who, be(高兴, name("happy", 高兴)), last=last)


@rule("hoped", "who:pronoun|called|owned.朋友 喜欢 what:gift.hoped?", weight=1)
def likes_it(who: Phrase, 喜欢: At, what: Phrase | None = None) -> Clause:
    """你喜欢 → you like it"""
    return Clause(who, acts("like", 喜欢) + (what.definite if what else say("it", 喜欢)))


one_of("gift.hoped", {"pointed.礼物": 2, "pointed.书": 1, "pointed.衣服": 0.5, "pointed.花": 0.5})


@rule("hoped", "明天 不 下雨|下雪", "明天 天气 很? adjective:fine", "考试 不 adjective:hard", weight=0.7)
@rule("hoped", "明天 下雪", weight=0.2)
def hoped_fact(
    明天: At = (),
    不: At = (),
    下雨: At = (),
    下雪: At = (),
    天气: At = (),
    考试: At = (),
    很: At = (),
    adjective: Quality | None = None,
) -> Clause:
    """明天不下雨 → it does not rain tomorrow"""
    last = name("tomorrow", 明天) if 明天 else NOTHING
    if adjective:
        exam = Phrase(("考试",), "he", say("the", 考试) + name("exam", 考试))
        if 考试:
            return Clause(exam, is_(adjective, 不).negated(不))
        return Clause(the_weather(天气), is_(adjective, 很), last=last)
    at = 下雨 or 下雪
    return Clause(it(at), acts("rain" if 下雨 else "snow", at).negated(不), last=last)


qualities("hard", "难")


one_of("hoper", {"pronoun.我": 5, "not.you": 8, "name": 1, "called": 1.5})


@clause("hope", "who:hoper 希望 hoped", weight=2, asked=0, embedded=0)
def hopes(who: Phrase, 希望: At, hoped: Clause) -> Clause:
    """我希望你喜欢 → i hope you like it"""
    if who.words == hoped.subject.words or {*who.words, *hoped.subject.words} == {"i", "we"}:
        raise SenselessError
    return Clause(who, replace(acts("hope", 希望), complement=hoped.statement))


@construction("hope", "希望 hoped", weight=0.5)
def hope(希望: At, hoped: Clause) -> English:
    """希望你喜欢 → i hope you like it"""
    if hoped.subject.words in (["i"], ["we"]):
        raise SenselessError
    return say("i", 希望) + name("hope", 希望) + hoped.statement


@clause(
    "hope",
    "who:hoper 希望 能 act:aim",
    "who:hoper 希望 same:pronoun 能 act:aim",
    weight=0.8,
    asked=0.2,
    embedded=0,
)
def hopes_to(who: Phrase, 希望: At, 能: At, act: Predicate, same: Phrase | None = None) -> Clause:
    """我希望能去中国 → i hope to go to china, or i hope i can go to china"""
    if not isinstance(who, Pronoun):
        if same:
            raise SenselessError
        return Clause(who, acts("hope", 希望) + say("to", 能) + act.base)
    can = replace(
        acts("hope", 希望), complement=Clause(same_person(who, same), modal(CAN, 能, act)).statement
    )
    if same:
        return Clause(who, can)
    return Clause(who, acts("hope", 希望) + say("to", 能) + act.base, others=((0.4, can),))


@rule("aim", "去 place:abroad|distant", "来 place:abroad|distant", "回家")
def aim(去: At = (), 来: At = (), 回家: At = (), place: Place | None = None) -> Predicate:
    """去中国 → go to china"""
    return going(去, 来, (), 回家, place)


@rule("aim", "verb:说.language object:plain.中文|plain.英语", "verb:买.car object:one.车", weight=0.6)
def aim_at(verb: Predicate, object: Phrase) -> Predicate:
    """说中文 → speak chinese"""
    return verb.on(object)


one_of("aim", {"chinese": 1})
