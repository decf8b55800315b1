"""Reasons, contrasts, conditions and hopes: 因为 … 所以, 虽然 … 但是, 如果 … 就, 希望.

What is said must fit together. Each KIND of situation has the symbols

    cause.KIND     很累                    the situation, a predicate about a person
    effect.KIND    不想工作, 想休息           what follows from it
    despite.KIND   还在工作                 what happens nevertheless
    wish.KIND      跑步                    what one would like to do otherwise

and each kind of fact (rain, fine weather, a dear coat) `fact.KIND` with its own `effect.KIND` and `despite.KIND`.
A cause is told in the same tense as its effect: because he was sick he did not come.
"""

# ruff: noqa: N803 (parameters are named after Chinese words)

from __future__ import annotations

from dataclasses import replace

from ..english import NOTHING, At, English, either, name, say
from ..forms import clause
from ..predicates import (
    CAN,
    PERFECT,
    SHOULD,
    Clause,
    Predicate,
    acts,
    be,
    is_,
    modal,
    progressive,
    want,
    will,
)
from ..rules import SenselessError, any_of, construction, distinct, one_of, rule
from ..settings import Place
from ..words import Nominal, Phrase, Pronoun, Quality, comparable, qualities

# --- situations of people ----------------------------------------

FEELINGS = {"tired": "累", "hungry": "饿", "thirsty": "渴", "busy": "忙"}
KINDS = (*FEELINGS, "sick", "poor", "fond")


def feels(adjective: Quality, 很: At = (), 非常: At = (), 太: At = (), 了: At = ()) -> Predicate:
    """很累 → be tired; 太累了 → be too tired"""
    degree = say("very", 非常) if 非常 else say("too", 太) if 太 else NOTHING
    return is_(adjective, 很 or 非常 or 太 or 了, degree)


for _kind, _feeling in FEELINGS.items():
    qualities(f"so.{_kind}", _feeling)
    rule(f"cause.{_kind}", f"很 adjective:so.{_kind}", weight=3)(feels)
    rule(f"cause.{_kind}", f"非常 adjective:so.{_kind}", f"太 adjective:so.{_kind} 了", weight=0.7)(feels)
    if _kind != "busy":
        rule(f"if.{_kind}", f"adjective:so.{_kind} 了", f"很 adjective:so.{_kind}")(feels)


@rule("cause.sick", "病 了", "生病 了")
@rule("if.sick", "病 了", "生病 了")
def is_sick(了: At, 病: At = (), 生病: At = ()) -> Predicate:
    """生病了 → be sick"""
    return be(了, name("sick", 病 or 生病))


@rule("cause.sick", "不 舒服", weight=0.5)
def unwell(不: At, 舒服: At) -> Predicate:
    """不舒服 → not feel well"""
    return (acts("feel", 舒服) + name("well", 舒服)).negated(不)


@rule("cause.poor", "没有 钱", "没 钱")
@rule("cause.busy", "没有 时间", "没 时间")
def has_none(没有: At = (), 没: At = (), 钱: At = (), 时间: At = ()) -> Predicate:
    """没有钱 → not have money"""
    no = 没有 or 没
    return (acts("have", no) + name("money" if 钱 else "time", 钱 or 时间)).negated(no)


@rule(
    "cause.fond",
    "喜欢 country:place.中国",
    "喜欢 thing:plain.中文|plain.汉语",
    "想 去 country:place.中国",
    weight=1,
)
@rule("cause.fond", "想 去 country:place.中国 工作:工作.|旅游.", weight=0.7)
def is_fond(
    喜欢: At = (),
    country: Place | None = None,
    thing: Phrase | None = None,
    想: At = (),
    去: At = (),
    工作: Predicate | None = None,
) -> Predicate:
    """喜欢中国 → like china; 想去中国 → want to go to china"""
    if 喜欢:
        return acts("like", 喜欢) + (thing.object if thing else country.known if country else NOTHING)
    assert country
    go = acts("go", 去) + country.to(去)
    return want(想, go + say("to", 工作.at) + 工作.base if 工作 else go)


# --- what follows from them ----------------------------------------


def follows(
    act: Predicate,
    想: At = (),
    要: At = (),
    应该: At = (),
    不想: At = (),
    不能: At = (),
    没: At = (),
    不: At = (),
) -> Predicate:
    """不想工作 → not want to work; 没工作 → did not work"""
    if 没:
        return act.did(没).negated(没)
    if 不:
        return act.negated(不)
    if 应该:
        return modal(SHOULD, 应该, act)
    if 不能:
        return modal(CAN, 不能, act).negated(不能[:1])
    return want(想 or 要 or 不想, act).negated(不想[:1])


EFFECTS = {
    "tired": (("不想", "不能", "没"), "tiring", ("想", "要", "应该"), "restful"),
    "hungry": ((), "", ("想", "要"), "filling"),
    "thirsty": ((), "", ("想", "要"), "drinkable"),
    "busy": (("不能", "没", "不想"), "free.time", (), ""),
    "sick": (("不能", "没", "不想"), "laborious", ("应该", "要", "想"), "healing"),
    "poor": (("不能", "没"), "costly", (), ""),
    "fond": ((), "", ("想", "要"), "chinese"),
    "rain": (("不想", "不能", "没"), "outdoor", ("想", "要"), "at.home"),
    "fine": ((), "", ("想", "要"), "outdoor"),
}
"""For each kind: how one does not do what; and how one does what."""

for _kind, (_nots, _not_doing, _hows, _doing) in EFFECTS.items():
    if _nots:
        rule(f"effect.{_kind}", *(f"{_how} act:{_not_doing}" for _how in _nots), weight=2)(follows)
    if _hows:
        rule(f"effect.{_kind}", *(f"{_how} act:{_doing}" for _how in _hows), weight=2)(follows)


@rule("effect.rain", "没 act:moves.stay", "不想 act:moves.stay", weight=1)
def stays(act: Predicate, 没: At = (), 不想: At = ()) -> Predicate:
    """没去 → did not go"""
    return follows(act, 没=没, 不想=不想)


@rule("effect.sick", "没 去 act:上班.|上课.", weight=0.5)
def did_not_go(没: At, 去: At, act: Predicate) -> Predicate:
    """没去上班 → did not go to work"""
    return act.did(没).negated(没)


@rule("effect.busy", "不 act:moves.stay", weight=0.7)
def is_not_going(act: Predicate, 不: At) -> Predicate:
    """不去 → be not going"""
    return progressive(不, act).negated(不)


@rule("effect.fine", "act:outdoor", weight=1)
@rule("effect.fond", "act:chinese", weight=2)
@rule("effect.fond", "在 act:chinese")
def just_does(act: Predicate, 在: At = ()) -> Predicate:
    """学中文 → learn chinese"""
    return progressive(在, act) if 在 else act


def doing(verb: Predicate, object: Phrase) -> Predicate:
    """喝茶 → drink tea; 买车 → buy a car"""
    return verb + object.single if verb.verb.base == "buy" else verb.on(object)


def going(
    去: At = (),
    来: At = (),
    出去: At = (),
    回家: At = (),
    place: Place | None = None,
    看: At = (),
    电影: At = (),
) -> Predicate:
    """去公园 → go to the park; 去看电影 → go to watch a movie"""
    if 看:
        return acts("go", 去) + say("to", 看) + name("watch", 看) + say("a", 电影) + name("movie", 电影)
    if 出去:
        return acts("go", 出去) + name("out", 出去)
    if 回家:
        return acts("go", 回家) + name("home", 回家)
    return acts("go" if 去 else "come", 去 or 来) + (place.to(去 or 来) if place else NOTHING)


def at_home(在: At, place: Place, act: Predicate) -> Predicate:
    """在家休息 → rest at home"""
    return act + place.there(在)


DEEDS = {
    "tiring": ("工作. 学习. 跑步. 运动. 做饭.", (), ("出去",)),
    "restful": ("休息. 睡觉.", (), ("回家",)),
    "filling": ("吃饭. 做饭.", ("吃.meal object:plain.面条|plain.饺子|plain.米饭|plain.面包",), ()),
    "drinkable": ("", ("喝.drink object:plain.水|plain.茶|plain.牛奶|plain.果汁",), ()),
    "free.time": (
        "看电视. 旅游. 休息. 运动.",
        ("看.film object:plain.电影",),
        ("去", "来", "去 place:nearby.fun", "去 place:abroad", "去 看 电影"),
    ),
    "laborious": ("上班. 工作. 运动.", (), ("来", "去 place:place.学校|place.公司")),
    "healing": (
        "休息. 睡觉.",
        ("吃.medicine object:plain.药", "喝.drink object:plain.水"),
        ("去 place:place.医院",),
    ),
    "costly": (
        "旅游.",
        (
            "买.thing object:plain.手机|plain.电脑",
            "买.car object:plain.车|plain.自行车",
            "买.cloth object:plain.衣服|plain.鞋",
        ),
        ("去 place:abroad",),
    ),
    "chinese": (
        "",
        ("学.language object:plain.中文|plain.汉语", "学习.language object:plain.中文|plain.汉语"),
        (),
    ),
    "outdoor": ("跑步.", (), ("出去", "去 place:nearby.fun")),
    "at.home": ("", (), ()),
    "late.work": ("工作. 学习.", ("写.task object:plain.作业",), ()),
}
"""What people do in these situations: without an object, with one, and going somewhere."""

one_of("nearby.fun", {f"place.{place}": 1 for place in ("公园", "海边", "商店")})
for _kind, (_alone, _with, _moves) in DEEDS.items():
    for _each in _alone.split():
        one_of(_kind, {_each: 1})
    for _each in _with:
        rule(_kind, f"verb:{_each}")(doing)
    for _each in _moves:
        rule(_kind, _each)(going)
rule("moves.stay", "去", "来")(going)
rule("at.home", "在 place:place.家 act:休息.|看电视.|学习.")(at_home)

# --- facts ----------------------------------------


def it(at: At) -> Phrase:
    """The "it" of the weather."""
    return Phrase((), "he", say("it", at))


def _weather(天气: At) -> Phrase:
    return Phrase(("天气",), "he", say("the", 天气) + name("weather", 天气))


@rule("fact.rain", "下雨 了", "下雨", "外面 在? 下雨", "在 下雨")
def it_rains(下雨: At, 了: At = (), 外面: At = (), 在: At = ()) -> Clause:
    """下雨了 → it is raining"""
    outside = name("outside", 外面) if 外面 else NOTHING
    return Clause(it(下雨), progressive(在 or 了 or 下雨, acts("rain", 下雨)) + outside)


@rule("fact.rain", "天气 很 adjective:cold", "天气 不 adjective:fine", "天气 太 adjective:cold 了", weight=2)
@rule("fact.fine", "天气 很|非常 adjective:fine", weight=2)
def weather_is(天气: At, adjective: Quality, 很: At = (), 非常: At = (), 太: At = (), 不: At = ()) -> Clause:
    """天气很冷 → the weather is cold"""
    degree = say("very", 非常) if 非常 else say("too", 太) if 太 else NOTHING
    return Clause(_weather(天气), is_(adjective, 很 or 非常 or 太 or 不, degree).negated(不))


qualities("cold", "冷", "热")
qualities("fine", "好")


@rule("fact.rain", "今天 很|太 adjective:cold 了?", "外面 很 adjective:cold", weight=1)
def it_is_cold(
    adjective: Quality, 今天: At = (), 外面: At = (), 很: At = (), 太: At = (), 了: At = ()
) -> Clause:
    """今天很冷 → it is cold today"""
    if bool(太) != bool(了):
        raise SenselessError
    where = name("today", 今天) if 今天 else name("outside", 外面)
    return Clause(it(很 or 太), is_(adjective, 很 or 太, say("too", 太) if 太 else NOTHING) + where)


# --- because ----------------------------------------


def _told(why: Clause, effect: Predicate) -> Clause:
    """The cause in the tense of its effect."""
    return replace(why, predicate=why.predicate.did()) if effect.past is not None else why


def _because(因为: At, why: Clause, then: Clause, first: float = 0.5) -> English:
    why = _told(why, then.predicate)
    english = say("because", 因为) + why.statement
    after = then.statement + english
    return either((first, english + then.statement), (1 - first, after)) if first else after


def _same(who: Phrase, same: Phrase | None) -> Phrase:
    """The person again, in the second clause; Chinese can leave it out."""
    if same is not None and (same.words != who.words or same.several != who.several):
        raise SenselessError
    return same or who


def _kinds(pattern: str, kinds: tuple[str, ...] = KINDS) -> list[str]:
    return [pattern.replace("KIND", kind) for kind in kinds]


@construction(
    "because", *_kinds("因为 who:pronoun why:cause.KIND 所以 same:pronoun then:effect.KIND"), weight=2
)
@construction("because", *_kinds("因为 who:pronoun why:cause.KIND 所以 then:effect.KIND"), weight=0.7)
@construction("because", *_kinds("因为 why:cause.KIND 所以 who:pronoun then:effect.KIND"), weight=0.5)
def because(
    因为: At, who: Phrase, why: Predicate, 所以: At, then: Predicate, same: Phrase | None = None
) -> English:
    """因为我很累所以我不想工作 → because i am tired i do not want to work, or i do …"""
    return _because(因为, Clause(who, why), Clause(_same(who, same), then))


@construction("because", *_kinds("who:pronoun then:effect.KIND 因为 same:pronoun why:cause.KIND"), weight=1)
def because_after(who: Phrase, then: Predicate, 因为: At, same: Phrase, why: Predicate) -> English:
    """我不想工作因为我很累 → i do not want to work because i am tired"""
    return _because(因为, Clause(_same(who, same), why), Clause(who, then), first=0)


@construction("because", *_kinds("who:pronoun why:cause.KIND 所以 same:pronoun? then:effect.KIND"), weight=1)
def so(who: Phrase, why: Predicate, 所以: At, then: Predicate, same: Phrase | None = None) -> English:
    """我很累所以我想休息 → i am tired so i want to rest"""
    cause = _told(Clause(who, why), then)
    return cause.statement + say("so", 所以) + Clause(_same(who, same), then).statement


FACTS = ("rain", "fine")


@construction("because", *_kinds("因为 why:fact.KIND 所以 who:simple then:effect.KIND", FACTS), weight=1)
@construction("because", *_kinds("who:pronoun then:effect.KIND 因为 why:fact.KIND", FACTS), weight=0.4)
@construction("because", *_kinds("why:fact.KIND 所以 who:simple then:effect.KIND", FACTS), weight=0.5)
def because_of(who: Phrase, why: Clause, then: Predicate, 因为: At = (), 所以: At = ()) -> English:
    """因为天气很好所以我想去公园 → because the weather is good i want to go to the park, or i want to …"""
    if not 因为:
        return _told(why, then).statement + say("so", 所以) + Clause(who, then).statement
    return _because(因为, why, Clause(who, then), first=0.5 if 所以 else 0)


WARES = ("cloth", "thing", "car", "furniture", "gift")
DEAR = "|".join(f"pointed.{kind}" for kind in WARES)
qualities("dear", "贵")
qualities("cheap", "便宜", "漂亮")


def _it(what: Phrase, at: At) -> English:
    return say("them" if what.person == "they" else "it", at)


@construction(
    "because",
    f"因为 what:{DEAR} 太 adjective:dear 了 所以 who:pronoun how:没|不想 买",
    f"因为 what:{DEAR} 很 adjective:dear 所以 who:pronoun how:没|不想 买",
    weight=0.6,
)
@construction("because", f"因为 what:{DEAR} 很 adjective:cheap 所以 who:pronoun how:想|要 买", weight=0.3)
def because_dear(
    因为: At,
    what: Phrase,
    adjective: Quality,
    who: Phrase,
    how: At,
    买: At,
    太: At = (),
    很: At = (),
) -> English:
    """因为这件衣服很贵所以我没买 → because this piece of clothing was expensive i did not buy it, or …"""
    quality = is_(adjective, 太 or 很, say("too", 太) if 太 else NOTHING)
    buy = acts("buy", 买) + _it(what, 买)
    if adjective.adjective.chinese != "贵":
        then = want(how, buy)
    else:
        then = buy.did(how).negated(how) if len(how) == 1 else want(how, buy).negated(how[:1])
    return _because(因为, Clause(what, quality), Clause(who, then))


# --- although, but ----------------------------------------


def nevertheless(
    act: Predicate | None = None,
    还在: At = (),
    不想: At = (),
    还想: At = (),
    很: At = (),
    adjective: Quality | None = None,
    每天: At = (),
) -> Predicate:
    """还在工作 → be still working; 很高兴 → be happy"""
    if adjective:
        return is_(adjective, 很)
    assert act
    if 还在:
        return progressive(还在[1:], act).also(say("still", 还在[:1]))
    if 还想:
        return want(还想, act).also(say("still", 还想[:1]))
    if 不想:
        return want(不想, act).negated(不想[:1])
    return act + name("every day", 每天)


qualities("glad", "高兴", "快乐")
DESPITE = {
    "tired": ("还在 act:late.work", "不想 act:restful", "很 adjective:glad", "还想 act:tiring"),
    "busy": ("每天 act:chinese", "很 adjective:glad", "每天 act:跑步.|运动."),
    "poor": ("很 adjective:glad",),
    "sick": ("还在 act:late.work", "不想 act:healing", "还想 act:laborious"),
    "hungry": ("不想 act:filling", "还在 act:late.work"),
}
for _kind, _ways in DESPITE.items():
    rule(f"despite.{_kind}", *_ways)(nevertheless)


@rule("despite.sick", "来 了", weight=0.25)
@rule("despite.busy", "来 了", weight=0.3)
@rule("despite.rain", "来 了", "去 了", "出去 了", "去 place:nearby.fun 了")
def went(了: At, 来: At = (), 去: At = (), 出去: At = (), place: Place | None = None) -> Predicate:
    """来了 → came"""
    return going(去, 来, 出去, (), place).did(了)


@rule("despite.rain", "还想 act:outdoor")
def still_wants(act: Predicate, 还想: At) -> Predicate:
    """还想出去 → still want to go out"""
    return want(还想, act).also(say("still", 还想[:1]))


BUT = "但是:但是|可是"
SADLY = tuple(DESPITE)


@construction(
    "although",
    *_kinds(f"虽然 who:pronoun why:cause.KIND {BUT} same:pronoun? then:despite.KIND", SADLY),
    weight=1.5,
)
@construction(
    "although", *_kinds(f"虽然 why:cause.KIND {BUT} who:pronoun then:despite.KIND", SADLY), weight=0.4
)
@construction(
    "although", *_kinds(f"who:pronoun 虽然 why:cause.KIND {BUT} then:despite.KIND", SADLY), weight=0.4
)
@construction(
    "although",
    *_kinds(f"who:pronoun why:cause.KIND {BUT} same:pronoun? then:despite.KIND", SADLY),
    weight=0.7,
)
def although(
    who: Phrase, why: Predicate, 但是: At, then: Predicate, 虽然: At = (), same: Phrase | None = None
) -> English:
    """虽然我很累但是我很高兴 → although i am tired i am happy"""
    cause = _told(Clause(who, why), then).statement
    result = Clause(_same(who, same), then).statement
    return say("although", 虽然) + cause + result if 虽然 else cause + say("but", 但是) + result


@construction("although", f"虽然 why:fact.rain {BUT} who:simple then:despite.rain", weight=0.7)
@construction("although", f"why:fact.rain {BUT} who:simple then:despite.rain", weight=0.3)
def although_it_rains(why: Clause, 但是: At, who: Phrase, then: Predicate, 虽然: At = ()) -> English:
    """虽然下雨但是他来了 → although it was raining he came"""
    fact, result = _told(why, then).statement, Clause(who, then).statement
    return say("although", 虽然) + fact + result if 虽然 else fact + say("but", 但是) + result


CONTRASTS = {
    "book": ("难 贵 旧", "有意思 好"),
    "film": ("长 旧", "有意思 好"),
    "room": ("小 旧", "漂亮"),
    "cloth": ("贵 旧", "漂亮"),
    "car": ("贵 旧 小", "快 漂亮"),
    "language": ("难", "有意思 重要"),
    "field": ("难", "有意思 重要"),
    "fruit": ("贵 小", "甜 好吃"),
    "meal": ("贵", "好吃 新鲜"),
    "machine": ("旧 小", "快 聪明"),
    "job": ("难", "有意思 重要"),
    "lesson": ("难", "有意思 重要"),
    "pet": ("小", "聪明 可爱"),
    "person": ("忙 累", "高兴 快乐"),
}
"""Two sides of things: what is difficult but interesting."""

for _kind, (_bad, _good) in CONTRASTS.items():
    qualities(f"flaw.{_kind}", *_bad.split())
    qualities(f"merit.{_kind}", *_good.split())
one_of("contrasted.person", {"pronoun": 1})
for _kind in CONTRASTS:
    if _kind != "person":
        any_of(f"contrasted.{_kind}", {f"plain.{_kind}": 3, f"pointed.{_kind}": 2, f"owned.{_kind}": 1.5})
THINGS = tuple(kind for kind in CONTRASTS if kind != "person")


def _it_is(what: Phrase, second: Quality, at: At) -> Clause:
    again = Phrase((), what.person, say("they" if what.person == "they" else "it", at))
    return Clause(again, is_(second, at))


_TWO_SIDES = [
    f"what:contrasted.{kind} 很 first:{one}.{kind} {BUT} very:很 second:{other}.{kind}"
    for kind in THINGS
    for one, other in (("flaw", "merit"), ("merit", "flaw"))
]


@construction("although", *(f"虽然 {pattern}" for pattern in _TWO_SIDES), weight=1.5)
@construction("although", *_TWO_SIDES, weight=1)
def although_it_is(
    what: Phrase, 很: At, first: Quality, 但是: At, very: At, second: Quality, 虽然: At = ()
) -> English:
    """虽然中文很难但是很有意思 → although chinese is difficult it is interesting"""
    if {first.adjective.english, second.adjective.english} & set(what.words):
        raise SenselessError  # the old book is old
    one, other = Clause(what, is_(first, 很)).statement, _it_is(what, second, very)
    if 虽然:
        return say("although", 虽然) + one + other.statement
    but = say("but", 但是)
    return either((0.5, one + but + other.statement), (0.5, one + but + second.english))


@construction(
    "although",
    *(f"what:contrasted.{kind} 很 first:merit.{kind} {BUT} 太 second:flaw.{kind} 了" for kind in THINGS),
    weight=0.7,
)
def but_too(what: Phrase, 很: At, first: Quality, 但是: At, 太: At, second: Quality, 了: At) -> English:
    """这件衣服很漂亮但是太贵了 → this piece of clothing is beautiful but it is too expensive, or …"""
    if {first.adjective.english, second.adjective.english} & set(what.words):
        raise SenselessError
    one = Clause(what, is_(first, 很)).statement + say("but", 但是)
    it_is = Phrase((), what.person, say("they" if what.person == "they" else "it", 太))
    too = say("too", 太) + second.english
    return either((0.5, one + Clause(it_is, be(太, too)).statement), (0.5, one + too))


@construction(
    "although",
    *(
        f"虽然 what:contrasted.{kind} 很 first:flaw.{kind} {BUT} who:pronoun like:likes.{kind}"
        for kind in THINGS
        if kind not in ("lesson", "job", "machine")
    ),
    weight=0.8,
)
def although_i_like_it(
    what: Phrase, 虽然: At, 很: At, first: Quality, 但是: At, who: Phrase, like: Predicate
) -> English:
    """虽然中文很难但是我喜欢 → although chinese is difficult i like it"""
    if first.adjective.english in what.words:
        raise SenselessError
    it_ = say("them" if what.person == "they" else "it", like.at)
    liked = Clause(who, replace(like, rest=_placed(like.rest, it_)))
    return say("although", 虽然) + Clause(what, is_(first, 很)).statement + liked.statement


def _placed(rest: English, it_: English) -> English:
    """like it very much, want to buy it"""
    words = [token.word for token in rest.variants[0][1]]
    return it_ + rest if "very" in words or not words else rest + it_


def likes(喜欢: At, 很: At = ()) -> Predicate:
    """很喜欢 → like (it) very much"""
    return acts("like", 喜欢) + (say("very much", 很) if 很 else NOTHING)


def wants_to(act: Predicate, 想: At) -> Predicate:
    """想买 → want to buy (it)"""
    return want(想, act)


for _kind, _wanted in {
    "book": "买 看",
    "film": "看",
    "room": "",
    "cloth": "买",
    "car": "买",
    "language": "学",
    "field": "学习",
    "fruit": "买 吃",
    "meal": "吃",
    "pet": "",
}.items():
    rule(f"likes.{_kind}", "很? 喜欢", weight=2)(likes)
    for _each in _wanted.split():
        rule(f"likes.{_kind}", f"想 act:{_each}.{_kind}")(wants_to)

# --- two likings, two skills; wishes and obstacles ----------------------------------------


LIKED = ("pet", "beast", "fruit", "drink", "meal", "film", "book", "cloth", "language")


@clause(
    "but",
    *(
        f"who:pronoun|name verb:喜欢.{kind} left:noun.{kind} {BUT} same:pronoun? 不 again:喜欢.{kind} right:noun.{kind}"
        for kind in LIKED
    ),
    weight=1,
    asked=0,
    embedded=0,
)
def likes_but(
    who: Phrase,
    verb: Predicate,
    left: Nominal,
    但是: At,
    不: At,
    again: Predicate,
    right: Nominal,
    same: Phrase | None = None,
) -> Clause:
    """我喜欢猫但是不喜欢狗 → i like cats but i do not like dogs"""
    comparable(left, right)
    distinct(left, right)
    if {"菜", "衣服"} & {left.noun.chinese, right.noun.chinese} or (
        same is None and not isinstance(who, Pronoun)
    ):
        raise SenselessError
    if same is not None:
        _same(who, same)
    second = Clause(who, (again + right.many).negated(不)).statement
    return Clause(who, verb + left.many + say("but", 但是) + second)


@clause(
    "but",
    f"who:pronoun 会 act:skill.person {BUT} same:pronoun? no:不会 other:skill.person",
    weight=0.7,
    asked=0,
    embedded=0,
)
def can_but(
    who: Phrase, 会: At, act: Predicate, 但是: At, no: At, other: Predicate, same: Phrase | None = None
) -> Clause:
    """我会说中文但是不会写汉字 → i can speak chinese but i cannot write chinese characters"""
    if act.base.variants[0][1][0].word == other.base.variants[0][1][0].word:
        raise SenselessError
    second = Clause(_same(who, same), modal(CAN, no, other).negated(no[:1])).statement
    return Clause(who, modal(CAN, 会, act) + say("but", 但是) + second)


WISHES = {"busy": "free.time", "poor": "costly", "tired": "tiring", "sick": "laborious"}


@clause(
    "but",
    *(f"who:pronoun 想 act:{wish} {BUT} same:pronoun? why:cause.{kind}" for kind, wish in WISHES.items()),
    weight=1,
    asked=0,
    embedded=0,
)
def wants_but(
    who: Phrase, 想: At, act: Predicate, 但是: At, why: Predicate, same: Phrase | None = None
) -> Clause:
    """我想去但是我没有时间 → i want to go but i do not have time"""
    return Clause(who, want(想, act) + say("but", 但是) + Clause(_same(who, same), why).statement)


# --- if ----------------------------------------

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
    return Clause(_weather(天气), is_(adjective, 很 or 不).negated(不), last=last)


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
    if act.verb.base == "rest":
        raise SenselessError
    then = want(想, act) if 想 else will(会 or 就, act)
    return _if(如果, Clause(who, chance).statement, Clause(_same(who, same), then).statement)


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
    *(f"{IF} who:pronoun why:if.{kind} same:pronoun? 就? 应该 act:{help}" for kind, help in HELP.items()),
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
        return _if(如果, condition, Clause(_same(who, same), modal(SHOULD, 应该, act)).statement)
    return say("if", 如果) + condition + say("then", 就) + act.base


@construction("if", f"{IF} you:pronoun.你|pronoun.你们 有 问题 就 问 whom:plain.老师|pronoun.我", weight=0.2)
@construction(
    "if", f"{IF} you:pronoun.你|pronoun.你们 不 知道:知道|懂 就? 问 whom:plain.老师|pronoun.我", weight=0.2
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
def if_you_go(
    如果: At,
    who: Phrase,
    act: Predicate,
    other: Phrase,
    then: Predicate,
    就: At = (),
    也: At = (),
    不: At = (),
    no: At = (),
) -> English:
    """如果你不去我就不去 → if you do not go i will not go, or i will not go if you do not go"""
    if act.verb != then.verb and not (no and act.verb.base == "come"):
        raise SenselessError  # 你去我就来
    if who.words == other.words or {*who.words, *other.words} == {"i", "we"}:
        raise SenselessError
    result = will(就 or 也, then).negated(no)
    if 也:
        result = result.also(say("also", 也))
    return _if(如果, Clause(who, act.negated(不)).statement, Clause(other, result).statement)


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


# --- hope ----------------------------------------


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
    "who:pronoun.你|pronoun.你们 每天 很? 高兴:高兴|快乐",
    weight=1,
)
def happy(who: Phrase, 高兴: At, 每天: At = (), 很: At = ()) -> Clause:
    """你快乐 → you are happy"""
    last = name("every day", 每天) if 每天 else NOTHING
    return Clause(who, be(很 or 高兴, name("happy", 高兴)), last=last)


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
        return Clause(_weather(天气), is_(adjective, 很), last=last)
    at = 下雨 or 下雪
    return Clause(it(at), acts("rain" if 下雨 else "snow", at).negated(不), last=last)


qualities("hard", "难")


one_of(
    "hoper",
    {
        "pronoun.我": 5,
        "pronoun.我们": 2,
        "pronoun.他": 2,
        "pronoun.她": 2,
        "pronoun.他们": 1,
        "name": 1,
        "called": 1.5,
    },
)


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
        return Clause(who, acts("hope", 希望) + say("to", 能) + act.base)
    can = replace(acts("hope", 希望), complement=Clause(_same(who, same), modal(CAN, 能, act)).statement)
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


# --- it is dear but delicious; today is sunday ----------------------------------------


@construction(
    "although",
    *(
        f"虽然 很 first:{one}.{kind} {BUT} very:很 second:{other}.{kind}"
        for kind, one, other in (
            ("meal", "flaw", "merit"),
            ("cloth", "flaw", "merit"),
            ("language", "flaw", "merit"),
        )
    ),
    weight=0.3,
)
def although_dear(虽然: At, 很: At, first: Quality, 但是: At, very: At, second: Quality) -> English:
    """虽然很贵但是很好吃 → although it is expensive it is delicious"""
    one, other = Clause(it(很), is_(first, 很)), Clause(it(very), is_(second, very))
    return say("although", 虽然) + one.statement + other.statement


@construction("because", "因为 今天 是 weekday:sunday 所以 who:pronoun 不 act:上班.|上课.", weight=0.15)
def because_it_is_sunday(
    因为: At, 今天: At, 是: At, weekday: English, 所以: At, who: Phrase, 不: At, act: Predicate
) -> English:
    """因为今天是星期天所以我不上班 → because today is sunday i do not go to work, or i do not …"""
    today = Clause(Phrase((), "he", name("today", 今天)), be(是, weekday))
    return _because(因为, today, Clause(who, act.negated(不)))


@rule("sunday", "星期天", "星期日", "星期六")
def sunday(星期天: At = (), 星期日: At = (), 星期六: At = ()) -> English:
    """星期天 → sunday"""
    return name("saturday" if 星期六 else "sunday", 星期天 or 星期日 or 星期六)


@clause(
    "but",
    f"who:pronoun 去 过 place:abroad|distant {BUT} same:pronoun? 没 去过 other:abroad|distant",
    weight=0.3,
    asked=0,
    embedded=0,
)
def been_but(
    who: Phrase,
    去: At,
    过: At,
    place: Place,
    但是: At,
    没: At,
    去过: At,
    other: Place,
    same: Phrase | None = None,
) -> Clause:
    """我去过北京但是没去过上海 → i have been to beijing but i have not been to shanghai"""
    if place.chinese == other.chinese or (place.chinese in ("北京", "上海")) != (
        other.chinese in ("北京", "上海")
    ):
        raise SenselessError
    one = Predicate(PERFECT, 过, name("been", 去) + place.to(去))
    second = Predicate(PERFECT, 去过[1:], name("been", 去过[:1]) + other.to(去过[:1])).negated(没)
    return Clause(who, one + say("but", 但是) + Clause(_same(who, same), second).statement)


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
