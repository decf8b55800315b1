"""The weather: 天气, hot and cold days, rain and snow."""

# ruff: noqa: N803 (parameters are named after Chinese words)

from __future__ import annotations

from dataclasses import replace

from ..amounts import Number, month
from ..english import NOTHING, At, English, name, say
from ..forms import clause
from ..predicates import Clause, Predicate, acts, be, is_, progressive, will
from ..rules import SenselessError, construction, rule
from ..settings import Place
from ..words import Phrase, Quality, it, qualities

DEGREES = ("很", "不", "真", "非常")


def the_weather(天气: At) -> Phrase:
    return Phrase(("天气",), "he", say("the", 天气) + name("weather", 天气))


def _degree(真: At, 非常: At, 太: At, 不: At) -> English:
    """really, very, too"""
    if 真:
        return say("really", 真)
    if 非常:
        return say("very", 非常)
    return say("very" if 不 else "too", 太) if 太 else NOTHING


_HOW = (
    *(f"{degree} adjective.weather" for degree in DEGREES),
    "太 adjective:too.weather 了",
    "不 太 adjective.weather",
)


@clause("weather", *(f"天气 {how}" for how in _HOW), weight=0.4, asked=0, opinion=1)
@clause("weather", *(f"time:today.weather 天气 {how}" for how in _HOW), weight=1, asked=0, opinion=0.5)
@clause("weather", *(f"past:past.weather 天气 {how}" for how in _HOW[:-2]), weight=0.6, asked=0)
@clause(
    "weather",
    "天气 adjective.weather!",
    "time:today.weather 天气 adjective.weather!",
    weight=1.5,
    stated=False,
)
@clause("weather", "past:past.weather 天气 adjective.weather!", weight=0.4, stated=False)
def weather(
    天气: At,
    adjective: Quality,
    很: At = (),
    不: At = (),
    真: At = (),
    非常: At = (),
    太: At = (),
    time: English = NOTHING,
    past: English = NOTHING,
) -> Clause:
    """今天天气很好 → the weather is good today; 天气不太好 → the weather is not very good"""
    predicate = is_(adjective, 很 or 不 or 真 or 非常 or 太, _degree(真, 非常, 太, 不)).negated(不)
    if past.variants[0][1]:
        predicate = predicate.did()
    return Clause(the_weather(天气), predicate, last=time + past)


@clause(
    "weather",
    *(f"future:future.weather 天气 {how}" for how in ("会? 很 adjective.weather", "不 会 adjective.weather")),
    weight=0.4,
    asked=0.2,
)
@clause("weather", "future:future.weather 天气 adjective.weather!", weight=0.4, stated=False)
def weather_will_be(
    天气: At, adjective: Quality, future: English, 很: At = (), 会: At = (), 不: At = ()
) -> Clause:
    """明天天气会很好 → the weather will be good tomorrow"""
    at = 会 or future.variants[0][1][-1].at
    return Clause(the_weather(天气), _asked(will(at, is_(adjective, 很)), adjective).negated(不), last=future)


def _asked(predicate: Predicate, adjective: Quality) -> Predicate:
    return replace(predicate, asking=adjective.asking)


@clause(
    "weather",
    "place:place.city 的 天气 很|非常|不 adjective.weather",
    "place:place.city 天气 很 adjective.weather",
    weight=0.5,
    asked=0,
)
@clause("weather", "place:place.city 的 天气 adjective.weather!", weight=0.2, stated=False)
def weather_there(
    place: Place, 天气: At, adjective: Quality, 的: At = (), 很: At = (), 非常: At = (), 不: At = ()
) -> Clause:
    """北京的天气很热 → the weather in beijing is hot"""
    there = the_weather(天气).english + place.there(的 or 天气)
    return Clause(
        Phrase(("天气",), "he", there),
        is_(adjective, 很 or 非常 or 不, _degree((), 非常, (), ())).negated(不),
    )


@construction(
    "weather", "天气 怎么样", "time:today.weather 天气 怎么样", "past:past.weather 天气 怎么样", weight=0.5
)
@construction("weather", "future:future.weather 天气 怎么样", "place:place.city 的? 天气 怎么样", weight=0.4)
@construction("weather", "place:place.city time:today.weather 天气 怎么样", weight=0.05)
def how_isthe_weather(
    天气: At,
    怎么样: At,
    的: At = (),
    time: English = NOTHING,
    past: English = NOTHING,
    future: English = NOTHING,
    place: Place | None = None,
) -> English:
    """今天天气怎么样 → how is the weather today ?; 北京的天气怎么样 → how is the weather in beijing ?"""
    is_ = be(怎么样, NOTHING)
    if past.variants[0][1]:
        is_ = is_.did()
    if future.variants[0][1]:
        is_ = will(怎么样, is_)
    where = place.there(的 or 天气) if place else NOTHING
    return Clause(the_weather(天气), is_, last=where + time + past + future).asked(say("how", 怎么样), 怎么样)


WHEN = {
    "today": {"今天": "today", "现在": "now", "今天早上": "this morning"},
    "past": {"昨天": "yesterday", "昨天晚上": "last night", "上个星期": "last week"},
    "future": {
        "明天": "tomorrow",
        "明天早上": "tomorrow morning",
        "明天下午": "tomorrow afternoon",
        "明天晚上": "tomorrow evening",
        "今天下午": "this afternoon",
        "今天晚上": "tonight",
        "晚上": "tonight",
        "下午": "this afternoon",
        "下个星期": "next week",
    },
}
"""When people talk about the weather."""


def _time_rule(symbol: str, chinese: str, english: str) -> None:
    rule(symbol, f"at:{chinese}", weight=3 if len(chinese) == 2 else 0.5)(lambda at: name(english, at))


for _kind, _times in WHEN.items():
    for _chinese, _english in _times.items():
        _time_rule(f"{_kind}.weather", _chinese, _english)


@rule("future.weather", "weekday", weight=2)
def on_sunday(weekday: English) -> English:
    """星期天 → on sunday"""
    return say("on", weekday.variants[0][1][0].at) + weekday


# --- hot and cold days ----------------------------------------

qualities("felt", "热", "冷")
qualities("sky", "晴", "阴")
qualities("felt.more", "热", "冷")


@clause(
    "weather",
    *(
        f"time:today.felt {how}"
        for how in (
            "很 adjective:felt",
            "不 adjective:felt",
            "真 adjective:felt",
            "非常 adjective:felt",
            "太 adjective:felt 了",
            "不 太 adjective:felt",
        )
    ),
    weight=0.8,
    asked=0,
    opinion=1,
)
@clause("weather", "time:today.felt adjective:felt!", weight=0.4, stated=False)
@clause(
    "weather",
    *(f"past:past.felt {how}" for how in ("很 adjective:felt", "不 adjective:felt", "非常 adjective:felt")),
    weight=0.4,
    asked=0,
)
@clause("weather", "past:past.felt adjective:felt!", weight=0.2, stated=False)
@clause(
    "weather", "外面 很|真|不 adjective:felt", "外面 太 adjective:felt 了", weight=0.3, asked=0, opinion=0.5
)
@clause("weather", "外面 adjective:felt!", weight=0.2, stated=False)
@clause(
    "weather",
    "place:place.city 很|非常|不 adjective:felt",
    "place:place.city 太 adjective:felt 了",
    "place:place.city time:today.felt 很 adjective:felt",
    weight=0.4,
    asked=0,
)
@clause(
    "weather",
    "place:place.city adjective:felt!",
    "place:place.city time:today.felt adjective:felt!",
    weight=0.2,
    stated=False,
)
def it_is_hot(
    adjective: Quality,
    很: At = (),
    不: At = (),
    真: At = (),
    非常: At = (),
    太: At = (),
    外面: At = (),
    time: English = NOTHING,
    past: English = NOTHING,
    place: Place | None = None,
) -> Clause:
    """今天很热 → it is hot today; 昨天很冷 → it was cold yesterday; 北京很冷 → it is cold in beijing"""
    at = 很 or 不 or 真 or 非常 or 太 or adjective.at
    predicate = is_(adjective, at, _degree(真, 非常, 太, 不)).negated(不)
    if past.variants[0][1]:
        predicate = predicate.did()
    where = place.there(at) if place else name("outside", 外面) if 外面 else NOTHING
    return Clause(it(at), predicate, last=where + time + past)


@clause("weather", "time:today.felt number:teen|tens 度", weight=0.15, asked=0, embedded=0)
def it_is_thirty_degrees(time: English, number: Number, 度: At) -> Clause:
    """今天三十度 → it is thirty degrees today"""
    if number.value > 39:
        raise SenselessError
    return Clause(it(度), be(度, number.english + name("degrees", 度)), last=time)


@construction("weather", "time:today.felt 多少 度", weight=0.03)
def how_many_degrees(time: English, 多少: At, 度: At) -> English:
    """今天多少度 → how many degrees is it today ?"""
    asked = say("how many", 多少) + name("degrees", 度)
    return Clause(it(度), be(度, NOTHING), last=time).asked(asked, 多少)


@rule("today.felt", "今天", weight=3)
@rule("today.felt", "现在")
def felt_today(今天: At = (), 现在: At = ()) -> English:
    """今天 → today"""
    return name("today", 今天) if 今天 else name("now", 现在)


@rule("past.felt", "昨天", weight=3)
@rule("past.felt", "昨天晚上")
@rule("past.felt", "今天早上")
@rule("past.felt", "今天下午")
def felt_yesterday(昨天: At = (), 昨天晚上: At = (), 今天早上: At = (), 今天下午: At = ()) -> English:
    """昨天 → yesterday"""
    if 今天早上 or 今天下午:
        return name("this morning" if 今天早上 else "this afternoon", 今天早上 or 今天下午)
    return name("yesterday", 昨天) if 昨天 else name("last night", 昨天晚上)


@clause(
    "weather",
    "明天 会? 很 adjective:felt",
    "明天 不 会 很? adjective:felt",
    "明天 会 adjective:felt",
    weight=0.3,
    asked=0.4,
)
@clause("weather", "明天 adjective:felt!", weight=0.1, stated=False)
def it_will_be_hot(明天: At, adjective: Quality, 会: At = (), 不: At = (), 很: At = ()) -> Clause:
    """明天会很冷 → it will be cold tomorrow"""
    predicate = will(会 or 明天, is_(adjective, 很)).negated(不)
    return Clause(it(会 or 明天), _asked(predicate, adjective), last=name("tomorrow", 明天))


@clause(
    "weather", "今天 比 昨天 更? adjective:felt", "今天 没有 昨天 那么? adjective:felt", weight=0.3, asked=0.3
)
@clause(
    "weather", "今天 比 昨天 adjective:felt 一点儿", "今天 比 昨天 adjective:felt 多了", weight=0.1, asked=0
)
def hotter_than_yesterday(
    今天: At,
    昨天: At,
    adjective: Quality,
    比: At = (),
    没有: At = (),
    更: At = (),
    那么: At = (),
    一点儿: At = (),
    多了: At = (),
) -> Clause:
    """今天比昨天冷 → it is colder today than yesterday, or today is colder than yesterday"""
    if 没有:
        as_hot = say("as", 没有) + adjective.english + say("as", 没有) + name("yesterday", 昨天)
        return Clause(Phrase((), "he", name("today", 今天)), be(没有, as_hot).negated(没有))
    even = say("even", 更) if 更 else say("a little", 一点儿) if 一点儿 else NOTHING
    if 多了:
        even = say("much", 多了)
    hotter = even + adjective.comparative
    than = say("than", 比) + name("yesterday", 昨天)
    return Clause(
        it(比),
        be(比, hotter + name("today", 今天) + than),
        rephrased=((0.4, Clause(Phrase((), "he", name("today", 今天)), be(比, hotter + than))),),
    )


for _month_is, _months, _feeling in (
    ("hot", "number.七|number.八", "热"),
    ("cold", "number.一|number.二", "冷"),
):
    rule(f"month.{_month_is}", f"number:{_months} 月")(month)
    qualities(f"feels.{_month_is}", _feeling)


@clause(
    "superlative",
    *(f"month:month.{feeling} 最 adjective:feels.{feeling}" for feeling in ("hot", "cold")),
    weight=0.12,
    asked=0.3,
)
def hottest_month(month: English, 最: At, adjective: Quality) -> Clause:
    """七月最热 → july is the hottest"""
    return Clause(Phrase((), "he", month), be(最, say("the", 最) + adjective.superlative))


@construction("superlative", "哪个 月 最 adjective:felt", weight=0.1)
def which_month(哪个: At, 月: At, 最: At, adjective: Quality) -> English:
    """哪个月最热 → which month is the hottest ?"""
    which = say("which", 哪个) + name("month", 月)
    return which + say("is the", 最) + adjective.superlative + say("?", 哪个)


@clause(
    "weather",
    "place:distant 比 other:distant 更? adjective:felt",
    "place:abroad 比 other:abroad 更? adjective:felt",
    weight=0.2,
    asked=0.3,
)
def hotter_there(place: Place, 比: At, other: Place, adjective: Quality, 更: At = ()) -> Clause:
    """北京比上海冷 → it is colder in beijing than in shanghai, or beijing is colder than shanghai"""
    if place.chinese == other.chinese:
        raise SenselessError
    hotter = (say("even", 更) if 更 else NOTHING) + adjective.comparative
    than = say("than", 比)
    return Clause(
        it(比),
        be(比, hotter + place.there(比) + than + other.there(比)),
        rephrased=((0.4, Clause(place.subject, be(比, hotter + than + other.known))),),
    )


@clause(
    "weather", "天气 adjective:felt 了", "天 adjective:felt 了", "外面 adjective:felt 了", weight=0.2, asked=0
)
def it_got_cold(adjective: Quality, 了: At, 天气: At = (), 天: At = (), 外面: At = ()) -> Clause:
    """天气冷了 → the weather is getting cold; 天冷了 → it is getting cold"""
    who = the_weather(天气) if 天气 else it(天 or 外面)
    outside = name("outside", 外面) if 外面 else NOTHING
    return Clause(who, be(了, say("getting", 了) + adjective.english), last=outside)


# --- sunny and cloudy days ----------------------------------------


@rule("sunny", "晴", "是? 晴 天")
def sunny(晴: At, 是: At = (), 天: At = ()) -> tuple[English, At]:
    """晴天 → sunny"""
    return name("sunny", 晴 + 天), 是 or 晴


@rule("sunny", "阴", "是? 阴 天")
def cloudy(阴: At, 是: At = (), 天: At = ()) -> tuple[English, At]:
    """阴天 → cloudy"""
    return name("cloudy", 阴 + 天), 是 or 阴


@clause("weather", "time:today.felt sunny", "past:past.felt sunny", "明天 sunny", weight=0.5, asked=0.3)
@clause("weather", "今天 不 是 晴 天", "今天 不 是 阴 天", weight=0.1, asked=0)
def it_is_sunny(
    sunny: tuple[English, At] = (NOTHING, ()),
    time: English = NOTHING,
    past: English = NOTHING,
    明天: At = (),
    今天: At = (),
    不: At = (),
    是: At = (),
    晴: At = (),
    阴: At = (),
    天: At = (),
) -> Clause:
    """今天晴天 → it is sunny today; 明天是阴天 → it will be cloudy tomorrow"""
    english, at = sunny
    if 不:
        english, at, time = name("sunny" if 晴 else "cloudy", 晴 + 阴 + 天), 是, name("today", 今天)
    it_is = be(at, english).negated(不)
    if 明天:
        return Clause(it(at), will(明天, it_is), last=name("tomorrow", 明天))
    return Clause(it(at), it_is.did() if past.variants[0][1] else it_is, last=time + past)


# --- rain and snow ----------------------------------------


@clause(
    "weather",
    "act:precipitation 了",
    "现在 在 act:precipitation",
    "外面 在 act:precipitation",
    "外面 act:precipitation 了",
    "正在 act:precipitation",
    weight=1,
    asked=0.5,
)
@clause("weather", "今天 act:precipitation", weight=0.15, asked=0)
@clause(
    "weather",
    "place:place.city 在 act:precipitation",
    "place:place.city act:precipitation 了",
    weight=0.4,
    asked=0.5,
)
@clause(
    "weather",
    "现在 没 act:precipitation",
    "外面 没 act:precipitation",
    weight=0.3,
    asked=0,
)
def it_is_raining(
    act: Predicate,
    了: At = (),
    现在: At = (),
    今天: At = (),
    外面: At = (),
    在: At = (),
    正在: At = (),
    没: At = (),
    place: Place | None = None,
) -> Clause:
    """下雨了 → it is raining; 外面在下雨 → it is raining outside"""
    at = 在 or 正在 or 了 or 没 or act.at
    where = place.there(at) if place else name("outside", 外面) if 外面 else NOTHING
    when = name("now", 现在) if 现在 else name("today", 今天) if 今天 else NOTHING
    return Clause(it(at), progressive(at, act).negated(没), last=where + when)


@clause(
    "weather",
    "past:past.felt act:precipitation 了",
    "place:place.city past:past.felt act:precipitation 了",
    "past:past.felt place:place.city act:precipitation 了",
    "今天 act:precipitation 了",
    weight=0.8,
    asked=0.5,
)
@clause(
    "weather",
    "past:past.felt 没:没|没有 act:precipitation",
    "今天 没:没|没有 act:precipitation",
    weight=0.4,
    asked=0.2,
)
def it_rained(
    act: Predicate,
    了: At = (),
    没: At = (),
    今天: At = (),
    past: English = NOTHING,
    place: Place | None = None,
) -> Clause:
    """昨天下雨了 → it rained yesterday; 昨天没下雨 → it did not rain yesterday"""
    where = place.there(act.at) if place else NOTHING
    when = name("today", 今天) if 今天 else past
    return Clause(it(act.at), act.did(了 or 没).negated(没), last=where + when)


@clause(
    "weather",
    "future:future.weather 会! act:precipitation",
    "future:future.weather 不 会 act:precipitation",
    weight=1,
    asked=0.5,
)
@clause(
    "weather",
    "future:future.weather act:precipitation",
    "place:place.city 明天 会 act:precipitation",
    "今天 会! act:precipitation",
    weight=0.5,
    asked=0.6,
)
@clause(
    "weather",
    "future:future.weather 不 act:precipitation",
    "今天 不 会 act:precipitation",
    weight=0.15,
    asked=0,
)
def it_will_rain(
    act: Predicate,
    future: English = NOTHING,
    会: At = (),
    不: At = (),
    明天: At = (),
    今天: At = (),
    place: Place | None = None,
) -> Clause:
    """明天会下雨 → it will rain tomorrow"""
    when = name("tomorrow", 明天) if 明天 else name("today", 今天) if 今天 else future
    at = 会 or when.variants[0][1][-1].at
    where = place.there(at) if place else NOTHING
    return Clause(it(at), will(at, act).negated(不), last=where + when)


@clause(
    "weather",
    "place:place.city 常常:常常|常 act:precipitation",
    "place:place.city 不 常 act:precipitation",
    weight=0.4,
    asked=0.4,
)
def it_often_rains(place: Place, act: Predicate, 常常: At = (), 常: At = (), 不: At = ()) -> Clause:
    """北京常常下雨 → it often rains in beijing"""
    often = act.also(say("often", 常常 or 常))
    return Clause(it(act.at), often.negated(不), last=place.there(act.at))


@clause("weather", "雨 很 大", "雨 太 大 了", "雨 真 大", weight=0.15, asked=0)
def it_rains_hard(雨: At, 大: At, 很: At = (), 太: At = (), 了: At = (), 真: At = ()) -> Clause:
    """雨很大 → the rain is heavy; 雨太大了 → the rain is too heavy"""
    degree = say("too", 太) if 太 else say("really", 真) if 真 else NOTHING
    the_rain = Phrase(("雨",), "he", say("the", 雨) + name("rain", 雨))
    return Clause(the_rain, be(很 or 太 or 真, degree + name("heavy", 大)))


@clause(
    "weather",
    "who:pronoun|called 喜欢 act:precipitation",
    "who:pronoun|called 不 喜欢 act:precipitation",
    weight=0.15,
    asked=0,
)
@clause("weather", "who:you|called 喜欢! act:precipitation", weight=0.15, stated=False)
def likes_rain(who: Phrase, 喜欢: At, act: Predicate, 不: At = ()) -> Clause:
    """我不喜欢下雨 → i do not like rain"""
    rain = name(act.verb.base, act.at)
    return Clause(who, (acts("like", 喜欢) + rain).negated(不))


@clause("weather", "还在 act:precipitation", "外面 还在 act:precipitation", weight=0.2)
def it_is_still_raining(还在: At, act: Predicate, 外面: At = ()) -> Clause:
    """还在下雨 → it is still raining"""
    outside = name("outside", 外面) if 外面 else NOTHING
    return Clause(it(还在), progressive(还在, act).also(say("still", 还在)), last=outside)


@clause("weather", "下 大 雨 了", "雨 下 得 很 大", "past:past.felt 下 大 雨 了", weight=0.2, asked=0)
def it_rains_heavily(下: At, 大: At, 雨: At, 了: At = (), 得: At = (), past: English = NOTHING) -> Clause:
    """下大雨了 → it is raining hard; 昨天下大雨了 → it rained hard yesterday"""
    act = acts("rain", 下 + 雨) + name("hard", 大)
    if past.variants[0][1]:
        return Clause(it(下), act.did(了), last=past)
    return Clause(it(下), progressive(了 or 得, act))


@clause("weather", "place:place.city act:precipitation", weight=0.3, stated=False, asked=0.5)
def does_it_snow_there(place: Place, act: Predicate) -> Clause:
    """北京下雪吗 → does it snow in beijing ?"""
    return Clause(it(act.at), act, last=place.there(act.at))


@clause(
    "weather",
    "place:distant 没有 other:distant 那么? adjective:felt",
    "place:abroad 没有 other:abroad 那么? adjective:felt",
    weight=0.1,
    asked=0.3,
)
def less_hot_there(place: Place, 没有: At, other: Place, adjective: Quality, 那么: At = ()) -> Clause:
    """北京没有上海热 → beijing is not as hot as shanghai"""
    if place.chinese == other.chinese:
        raise SenselessError
    as_hot = say("as", 那么 or 没有) + adjective.english + say("as", 没有) + other.known
    return Clause(place.subject, be(没有, as_hot).negated(没有))


@clause("weather", "今天 和:和|跟 昨天 一样 adjective:felt", weight=0.1, asked=0.3)
def as_hot_as_yesterday(今天: At, 和: At, 昨天: At, 一样: At, adjective: Quality) -> Clause:
    """今天和昨天一样冷 → today is as cold as yesterday"""
    as_hot = say("as", 一样) + adjective.english + say("as", 和) + name("yesterday", 昨天)
    return Clause(Phrase((), "he", name("today", 今天)), be(一样, as_hot))
