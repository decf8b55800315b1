"""Situations of people and facts, used in `reasons`, `contrasts` and `conditions`; and what follows from them.

What is said must fit together. Each KIND of situation has the symbols

    cause.KIND     很累                    the situation, a predicate about a person
    effect.KIND    不想工作, 想休息           what follows from it
    despite.KIND   还在工作                 what happens nevertheless

and each kind of fact (rain, fine weather, a dear coat) `fact.KIND` with its own `effect.KIND` and `despite.KIND`.
A cause is told in the same tense as its effect: because he was sick he did not come.
"""

# ruff: noqa: N803 (parameters are named after Chinese words)

from __future__ import annotations

from dataclasses import replace

from ..english import NOTHING, At, name, say
from ..lexicon import OTHERS
from ..predicates import CAN, SHOULD, Clause, Predicate, acts, be, is_, modal, progressive, want
from ..rules import SenselessError, one_of, rule
from ..settings import Place
from ..words import Phrase, Quality, it, qualities
from .weather import the_weather

# --- situations of people ----------------------------------------

FEELINGS = {"tired": "累", "hungry": "饿", "thirsty": "渴", "busy": "忙"}
KINDS = (*FEELINGS, "sick", "poor", "fond")


def feels(adjective: Quality, 很: At = (), 非常: At = (), 太: At = (), 了: At = ()) -> Predicate:
    """很累 → be tired; 太累了 → be so tired"""
    degree = say("very", 非常) if 非常 else say("so", 太) if 太 else NOTHING
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
        ("去", "来", "去 place:nearby.fun|place.商店", "去 place:abroad", "去 看 电影"),
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

one_of("nearby.fun", {f"place.{place}": 1 for place in ("公园", "海边")})
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
    return Clause(the_weather(天气), is_(adjective, 很 or 非常 or 太 or 不, degree).negated(不))


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


def not_for_you(who: Phrase, then: Predicate) -> None:
    """Raise SenselessError: nobody tells others what they want or that they are glad."""
    if who.words == ["you"] and (then.verb is OTHERS["want"] or {"happy", "glad"} & {*words_of(then)}):
        raise SenselessError


def words_of(act: Predicate) -> list[str]:
    """The English words after the verb."""
    return [token.word for token in act.rest.variants[0][1]]


def told(why: Clause, effect: Predicate) -> Clause:
    """The cause in the tense of its effect."""
    return replace(why, predicate=why.predicate.did()) if effect.past is not None else why


def same_person(who: Phrase, same: Phrase | None) -> Phrase:
    """The person again, in the second clause; Chinese can leave it out."""
    if same is not None and (same.words != who.words or same.several != who.several):
        raise SenselessError
    return same or who


def for_each(pattern: str, kinds: tuple[str, ...] = KINDS) -> list[str]:
    return [pattern.replace("KIND", kind) for kind in kinds]


BUT = "但是:但是|可是"
