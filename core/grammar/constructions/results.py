"""Actions with a result, a length or a number of times: 看完, 找到, 学会, 学了三年, 去过两次; 走, 到, 开始, 看一下."""

# ruff: noqa: N803 (parameters are named after Chinese words)

from __future__ import annotations

from dataclasses import replace

from ..amounts import Number
from ..english import NOTHING, At, English, name, say
from ..forms import action
from ..lexicon import NOUNS
from ..predicates import Predicate, acts
from ..rules import SenselessError, one_of, rule
from ..settings import Place
from ..verbs import with_plain
from ..words import Bare, Counted, Phrase

# --- results ----------------------------------------

FINISHED = (
    *("看.book", "看.tale", "看.film", "写.tale", "写.task", "写.word", "做.task"),
    *("吃.fruit", "吃.meal", "吃.dinner", "喝.drink", "洗.cloth", "洗.car", "做.meal", "做.dinner"),
)
VAGUE = ("some", "many", "a")
"""The first words of amounts that nobody finishes: some apples, a lot of tea."""


@action(
    *(f"verb:{one} 完! object:definite.{one[2:]}|counted.{one[2:]}" for one in FINISHED),
    plain="events",
    forms="了",
    weight=0.8,
)
def finish(verb: Predicate, 完: At, object: Phrase) -> Predicate:
    """我看完这本书了 → i finished reading this book; 我没看完这本书 → i did not finish reading this book"""
    what = object.object if isinstance(object, Counted) else object.definite
    if isinstance(object, Counted) and object.several and object.words[0] in VAGUE:
        raise SenselessError
    verb.on(object)  # 吃完饭 has its own translation
    return replace(acts("finish", 完) + verb.progressive + what, of=type(object))


@action("verb:看.book|写.word|吃.meal|喝.drink|洗.cloth 完!", plain="events", forms="了", weight=0.3)
@action("verb:吃饭.吃 完! 饭", "verb:做饭.做 完! 饭", plain="events", forms="了", weight=0.2)
def finish_it(verb: Predicate, 完: At) -> Predicate:
    """我吃完了 → i finished eating; 我吃完饭了 → i finished eating"""
    return acts("finish", 完) + verb.progressive


@rule("吃饭.吃", "at:吃")
def eating(at: At) -> Predicate:
    """吃, in 吃完饭 → eat"""
    return acts("eat", at)


@rule("做饭.做", "at:做")
def cooking(at: At) -> Predicate:
    """做, in 做完饭 → cook"""
    return acts("cook", at)


@action("verb:result.K! object:definite.K", plain="events", forms="了", weight=1.2)
def result(verb: Predicate, object: Phrase) -> Predicate:
    """我找到我的手机了 → i found my phone; 我没买到票 → i did not get the ticket"""
    return replace(verb + object.definite, of=type(object))


@action("懂:听懂!", "懂:看懂!", plain="events", forms="了", weight=0.3)
def understood(懂: At) -> Predicate:
    """我听懂了 → i understood"""
    return acts("understand", 懂)


@action("吃!", "喝!", plain="events", forms="了", weight=0.2)
def eat(吃: At = (), 喝: At = ()) -> Predicate:
    """我吃了 → i ate; 我喝了 → i drank it"""
    return acts("drink", 喝) + say("it", 喝) if 喝 else acts("eat", 吃)


FOUND = {"看见": "see", "看到": "see", "听见": "hear", "听到": "hear", "找到": "find", "买到": "get"}


def _found_rule(chinese: str, english: str) -> None:
    rule("found", f"at:{chinese}")(lambda at: acts(english, at) + say("it", at))


for _chinese, _english in FOUND.items():
    _found_rule(_chinese, _english)


@action("act:seeing! whom:known", plain="events", forms="了", weight=0.4)
def saw(act: Predicate, whom: Phrase) -> Predicate:
    """我看到他了 → i saw him"""
    return act + whom.definite


@rule("seeing", "at:看到")
def seeing(at: At) -> Predicate:
    """看到 → see"""
    return acts("see", at)


@action("act:found!", plain="events", forms="了", weight=0.3)
def found_it(act: Predicate) -> Predicate:
    """我找到了 → i found it"""
    return act


@action("做完!", plain="events", forms="了", weight=0.1)
def done(做完: At) -> Predicate:
    """我做完了 → i finished"""
    return acts("finish", 做完)


@action("学会! act:skill.person", plain="events", forms="了", weight=0.3)
def learned(学会: At, act: Predicate) -> Predicate:
    """我学会游泳了 → i learned to swim"""
    return acts("learn", 学会) + say("to", 学会) + act.base


# --- leaving, arriving, starting ----------------------------------------


@action("走!", plain="moves", forms="了", weight=0.6)
def leave(走: At) -> Predicate:
    """他走了 → he left"""
    return acts("leave", 走)


CITIES = ("北京", "上海", "中国", "美国", "英国")
one_of("reached", {"goal": 5, "place.家": 1})


@action("到! place:reached?", plain="events", forms="了", weight=0.4)
def arrive(到: At, place: Place | None = None) -> Predicate:
    """他到了 → he arrived; 他到北京了 → he arrived in beijing"""
    if place and place.chinese == "家":
        return acts("arrive", 到) + place.known
    if place and place.chinese not in CITIES:
        return acts("arrive", 到) + say("at", 到) + place.known
    return acts("arrive", 到) + (place.there(到) if place else NOTHING)


@action("verb:turn.opening! object:definite.opening", forms="了不", weight=0.3)
def turn(verb: Predicate, object: Phrase) -> Predicate:
    """我开门 → i open the door"""
    return replace(verb + object.definite, of=type(object))


@action("开始 act:beginning", plain="moves", forms="了", weight=0.5)
def start(开始: At, act: Predicate) -> Predicate:
    """我开始学中文了 → i started learning chinese"""
    return acts("start", 开始) + act.progressive


one_of(
    "beginning",
    dict.fromkeys(("工作.", "学习.", "上课.", "跑步.", "做饭.", "吃饭.", "运动.", "唱歌.", "跳舞."), 1),
)


@rule("beginning", *with_plain("学.language", "学习.language", "学.field", "写.task", "做.task"), weight=5)
def beginning(verb: Predicate, object: Phrase) -> Predicate:
    """学中文 → learn chinese"""
    return verb.on(object)


# --- for a moment: 等一下, 看看 ----------------------------------------

MOMENTS = """
等一下 等等            wait a moment
看一下 看看 看一看       take a look
休息一下 休息休息        rest for a while
坐一下 坐坐             sit for a while
想一下 想想 想一想       think about it
听一下 听听 听一听       listen
走走 走一走             take a walk
问一下 问问             ask
"""
"""Short actions, each with its English; the first English word is the verb."""


def _moment_rule(chinese: str, english: str, after: list[str], weight: float) -> None:
    rule("quick", f"at:{chinese}", weight=weight)(
        lambda at: acts(english, at) + (name(" ".join(after), at) if after else NOTHING)
    )


for _line in MOMENTS.strip().splitlines():
    _words = _line.split()
    _spoken = [word for word in _words if not word.isascii()]
    _english, *_after = [word for word in _words if word.isascii()]
    for _one in _spoken:
        _moment_rule(_one, _english, _after, 1 / len(_spoken))


@rule(
    "quick",
    *(
        f"at:{one} object:pointed.{kind}|owned.{kind}"
        for one in ("看看", "看一下")
        for kind in ("book", "tale", "cloth", "thing")
    ),
)
def look_at(at: At, object: Phrase) -> Predicate:
    """看看这本书 → take a look at this book"""
    return acts("take", at) + name("a look", at) + say("at", at) + object.definite


@rule("quick", "等 whom:pronoun 一下", weight=0.5)
def wait_for(等: At, whom: Phrase, 一下: At) -> Predicate:
    """等我一下 → wait a moment for me"""
    return acts("wait", 等) + name("a moment", 一下) + say("for", 等) + whom.definite


# --- how long ----------------------------------------

MINUTES = {"一": "a", "五": "five", "十": "ten", "二十": "twenty", "三十": "thirty"}


def _minutes_rule(chinese: str, english: str) -> None:
    minutes = "minute" if chinese == "一" else "minutes"
    rule("duration.short", f"many:{chinese} unit:分钟", weight=0.03 if chinese == "一" else 0.3)(
        lambda many, unit: name(english, many) + name(minutes, unit)
    )


for _chinese_number, _english_number in MINUTES.items():
    _minutes_rule(_chinese_number, _english_number)


one_of(
    "few.hours",
    {"number.一": 3, "number.两": 4, "number.三": 3, "number.四": 1, "number.五": 0.5, "number.八": 0.2},
)


@rule("duration.short", "few:few.hours unit:个小时|小时", weight=2)
@rule("duration.hours", "few:few.hours unit:个小时", weight=2)
@rule("duration.short", "半 unit:个小时|小时", weight=0.5)
def hours(unit: At, few: Number | None = None, 半: At = ()) -> English:
    """两个小时 → two hours; 半个小时 → half an hour"""
    if few is None:
        return name("half", 半) + say("an", 半) + name("hour", unit)
    return say("an", few.at) + name("hour", unit) if few.value == 1 else few.english + name("hours", unit)


def _long_rule(symbol: str, chinese: str, english: str, weight: float) -> None:
    @rule(symbol, f"few unit:{chinese}", weight=weight)
    def long(few: Number, unit: At) -> English:
        if few.value == 1:
            return say("a", few.at) + name(english, unit)
        return few.english + name(f"{english}s", unit)


for _chinese, _english, _weight in (
    ("天", "day", 1),
    ("个星期", "week", 0.7),
    ("个月", "month", 1),
    ("年", "year", 1.5),
):
    _long_rule("duration.long", _chinese, _english, _weight)
    _long_rule("duration.study", _chinese, _english, 0.2 if _english == "day" else _weight)
    if _english in ("day", "week"):
        _long_rule("duration.holiday", _chinese, _english, _weight)


@rule("duration.long", "很长时间", weight=0.2)
@rule("duration.study", "很长时间", weight=0.2)
@rule("duration.short", "很长时间", weight=0.3)
def a_long_time(很长时间: At) -> English:
    """很长时间 → a long time"""
    return say("a", 很长时间) + name("long time", 很长时间)


@rule("duration.long", "半年", weight=0.3)
@rule("duration.study", "半年", weight=0.3)
def half_a_year(半年: At) -> English:
    """半年 → half a year"""
    return name("half", 半年[:1]) + say("a", 半年[:1]) + name("year", 半年[1:])


BRIEF = {
    "睡": "sleep",
    "等": "wait",
    "休息": "rest",
    "学习": "study",
    "工作": "work",
    "跑": "run",
    "游": "swim",
    "走": "walk",
    "玩": "play",
    "运动": "exercise",
}
"""What lasts minutes or hours, as it is said before a duration: 睡了八个小时."""


def _brief_rule(symbol: str, chinese: str, english: str) -> None:
    rule(symbol, f"at:{chinese}")(lambda at: acts(english, at))


for _chinese, _english in BRIEF.items():
    _brief_rule({"等": "once", "睡": "asleep"}.get(_chinese, "brief"), _chinese, _english)
for _chinese in ("学习", "工作"):
    _brief_rule("lengthy.deed", _chinese, BRIEF[_chinese])
for _chinese in ("休息", "玩"):
    _brief_rule("holiday.deed", _chinese, BRIEF[_chinese])
_brief_rule("lengthy.deed", "学", "study")


def for_(act: Predicate, length: English) -> Predicate:
    """… for two hours; without a negation (我不学习两个小时) or 了 at the end"""
    return replace(act + say("for", length.variants[0][1][-1].at) + length, of=Counted)


@action("act:brief! length:duration.short", by="long", forms="了", weight=3)
@action("act:asleep! length:duration.hours", by="long", forms="了", weight=0.5)
@action("act:once! length:duration.short", by="once", forms="了", weight=0.3)
@action("act:lengthy.deed! length:duration.study", by="years", forms="了", weight=0.8)
@action("act:holiday.deed! length:duration.holiday", by="years", forms="了", weight=0.2)
def lasting(act: Predicate, length: English) -> Predicate:
    """我等了十分钟 → i waited for ten minutes"""
    return for_(act, length)


LASTING = ("看.书", "看.报纸", "写.汉字", "写.作业", "听.音乐", "听.歌")
_VERB = {one: f"{one[0]}.{NOUNS[one[2:]].kind}" for one in LASTING}


@action(
    *(f"verb:{verb}! length:duration.short 的? object:plain.{one[2:]}" for one, verb in _VERB.items()),
    by="long",
    forms="了",
)
@action(
    *(
        f"verb:{verb}.{kind}! length:duration.study 的? object:plain.{kind}"
        for verb in ("学", "学习")
        for kind in ("language", "field")
    ),
    by="years",
    forms="了",
)
@action(
    *(
        f"verb:{verb} object:plain.{one[2:]} again:{one[0]}! length:duration.short"
        for one, verb in _VERB.items()
    ),
    by="long",
    forms="了",
    weight=0.5,
)
@action(
    "verb:学.language object:plain.language again:学! length:duration.study",
    by="years",
    forms="了",
    weight=0.5,
)
def lasting_with_object(verb: Predicate, length: English, object: Phrase) -> Predicate:
    """我学了三年中文 → i learned chinese for three years; 我看书看了两个小时 → i read books for two hours"""
    return for_(verb.on(object), length)


@action("verb:看.film! length:duration.hours 的? object:plain.电影", by="long", forms="了", weight=0.3)
@action("verb:看.book! length:duration.hours 的? object:plain.小说", by="long", forms="了", weight=0.2)
def lasting_for_hours(verb: Predicate, length: English, object: Phrase) -> Predicate:
    """我看了两个小时电影 → i watched movies for two hours"""
    return for_(verb.on(object), length)


@action(
    "看! length:duration.short 的? 电视", "看电视看! length:duration.short", by="long", forms="了", weight=0.5
)
def watch_tv(length: English, 看: At = (), 电视: At = (), 看电视看: At = ()) -> Predicate:
    """我看了两个小时电视 → i watched tv for two hours"""
    return for_(acts("watch", 看 or 看电视看[:1]) + name("tv", 电视 or 看电视看[1:3]), length)


@action("等! whom:known length:duration.short", by="once", forms="了", weight=0.4)
def wait_long(等: At, whom: Phrase, length: English) -> Predicate:
    """我等了你一个小时 → i waited for you for an hour"""
    return for_(acts("wait", 等) + say("for", 等) + whom.definite, length)


@action("在 place.city act:住.! length:duration.long", by="years", forms="了", weight=1)
@action("在 place.city act:lengthy.deed! length:duration.study", by="years", forms="了", weight=0.6)
@action("在 place.city act:holiday.deed! length:duration.holiday", by="years", forms="了", weight=0.2)
def there_long(在: At, place: Place, act: Predicate, length: English) -> Predicate:
    """我在北京住了两年 → i lived in beijing for two years"""
    return for_(act + place.there(在), length)


_brief_rule("住.", "住", "live")


@rule("duration.ill", "few 天", "few 个 星期")
def ill(few: Number, 天: At = (), 星期: At = (), 个: At = ()) -> English:
    """三天, of an illness → three days"""
    unit = "day" if 天 else "week"
    if few.value == 1:
        return say("a", few.at) + name(unit, 天 or 星期)
    return few.english + name(f"{unit}s", 天 or 星期)


# --- how often ----------------------------------------


one_of("few.times", {"number.一": 2, "number.两": 3, "number.三": 3, "number.四": 0.7})


@rule("times", "few:few.times 次")
def times(few: Number, 次: At) -> English:
    """一次 → once; 两次 → twice; 三次 → three times"""
    if few.value < 3:
        return name("once" if few.value == 1 else "twice", few.at + 次)
    return few.english + name("times", 次)


HEARD = {"看.book": ("书", "小说"), "看.tale": ("故事", "信"), "看.film": ("电影",), "听.song": ("歌",)}


@action(
    "verb:看.film! times object:plain.film",
    "verb:吃.meal! times object:plain.饺子|plain.羊肉|plain.蛋糕",
    by="seldom",
    forms="过",
)
@action(
    *(f"verb:{verb}! object:pointed.{noun} times" for verb, nouns in HEARD.items() for noun in nouns),
    by="seldom",
    forms="了过",
    weight=0.8,
)
@action(
    *(f"verb:{verb}! times object:pointed.{noun}" for verb, nouns in HEARD.items() for noun in nouns),
    by="seldom",
    forms="过",
    weight=0.8,
)
@action("verb:吃.medicine! times object:plain.药", by="daily", forms="了", weight=0.4)
@action("verb:喝.drink! times object:plain.咖啡", by="daily", forms="", weight=0.1)
def several_times(verb: Predicate, times: English, object: Phrase) -> Predicate:
    """我看过这部电影两次 → i have watched this movie twice; 我每天吃三次药 → i take medicine three times a day"""
    if isinstance(object, Bare) and verb.verb.base == "watch" and times.variants[0][1][0].word == "once":
        raise SenselessError  # i have watched movies once
    return replace(verb.on(object) + times, of=Counted)


@action("verb:看.film! times", "verb:吃.meal! times", by="seldom", forms="过", weight=0.2)
def it_several_times(verb: Predicate, times: English) -> Predicate:
    """我吃过两次 → i have eaten it twice"""
    return replace(verb + say("it", verb.at) + times, of=Counted)


@action("activity:跑步.|游泳.|运动.! times", by="weekly", forms="", weight=0.5)
def active_several_times(activity: Predicate, times: English) -> Predicate:
    """我每个星期游泳三次 → i swim three times a week"""
    return replace(activity + times, of=Counted)


one_of("sight", {f"place.{scene}": 1 for scene in ("city", "garden", "shop", "sea", "meal")})


@action("去! times goal:sight", "去! goal:sight times", by="seldom", forms="了", weight=1)
def go_several_times(去: At, times: English, goal: Place) -> Predicate:
    """我去了三次上海 → i went to shanghai three times"""
    return replace(acts("go", 去) + goal.to(去) + times, of=Counted)
