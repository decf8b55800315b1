"""Ages, the time of day, dates, birthdays, years, and what is the first. The amounts themselves are in `amounts`."""

# ruff: noqa: N803 (parameters are named after Chinese words)

from __future__ import annotations

from ..amounts import Number, fits, hour_of, tens, unit_of
from ..amounts import hour as at_hour
from ..amounts import ordinal as ordinal_of
from ..english import NOTHING, At, English, article, name, say
from ..forms import clause
from ..predicates import Clause, Predicate, acts, be, is_, will
from ..rules import SenselessError, any_of, construction, one_of, rule
from ..settings import Place
from ..tables.numbers import TEENS, TENS
from ..words import Nominal, Phrase, Pronoun, Quality, it, qualities

# --- ages ----------------------------------------

AGED = {
    "child": ("owned.孩子", "family.mine.child"),
    "adult": ("pronoun.one", "name", "friend.mine", "family.mine.adult"),
    "old": ("called.old", "family.mine.old"),
    "pet": ("owned.猫", "owned.狗"),
}
"""Who has which age."""

one_of("pronoun.one", {f"pronoun.{each}": 1 for each in "我你他她"})
one_of("you.one", {"pronoun.你": 2, "pronoun.他": 1, "pronoun.她": 1})


@rule("friend.mine", "mine:pronoun.one 的? noun:noun.朋友")
def my_friend(mine: Pronoun, noun: Nominal) -> Phrase:
    """我的朋友 → my friend"""
    return Phrase(noun.heads, "he", mine.possessive + noun.one)


for _age, _family in (
    ("child", "儿子 女儿 弟弟 妹妹"),
    ("adult", "哥哥 姐姐 妈妈 爸爸"),
    ("old", "爷爷 奶奶"),
):
    for _word in _family.split():
        one_of(f"relation.{_age}", {f"family.{_word}": 1})

    @rule(f"family.mine.{_age}", f"mine:pronoun 的? family:relation.{_age}")
    def my_relation(mine: Pronoun, family: Phrase) -> Phrase:
        """我儿子 → my son"""
        return Phrase(family.heads, "he", mine.possessive + family.english)


one_of("called.old", {"family.爷爷": 1, "family.奶奶": 1})
one_of("years.child", {"few": 3, "teen": 1})
one_of("years.pet", {"few": 1})
for _age, _decades in (("adult", "二三四五"), ("old", "六七八九")):
    one_of(f"decade.{_age}", {f"decade.{digit}": 1 for digit in _decades})
    rule(f"years.{_age}", f"decade:decade.{_age} 十 digit?", weight=4)(tens)
one_of("years.adult", {"teen": 1, "ten": 0.15})

for _age, _whose in AGED.items():
    any_of(f"aged.{_age}", {who: {"pronoun.one": 6.0, "name": 2.0}.get(who, 1.0) for who in _whose})

    @rule(f"age.{_age}", f"lived:years.{_age} 岁")
    def age(lived: Number, 岁: At) -> English:
        """三岁 → three years old"""
        return lived.english + name("year" if lived.value == 1 else "years", 岁) + say("old", 岁)


def _in_year(今年: At, 明年: At = ()) -> English:
    """this year, next year"""
    if 明年:
        return say("next", 明年[:1]) + name("year", 明年[1:])
    return say("this", 今年[:1]) + name("year", 今年[1:]) if 今年 else NOTHING


_AGES = tuple(AGED)


@clause("age", *(f"who:aged.{age} age.{age}" for age in _AGES), weight=1, asked=0.1)
@clause("age", *(f"who:aged.{age} 今年 age.{age}" for age in _AGES), weight=1, asked=0.2)
@clause("age", *(f"who:aged.{age} 不 是 age.{age}" for age in ("child", "adult")), weight=0.15, asked=0)
def is_old(who: Phrase, age: English, 今年: At = (), 不: At = (), 是: At = ()) -> Clause:
    """他今年三十岁 → he is thirty years old this year"""
    return Clause(who, be(是 or unit_of(age), age).negated(不), last=_in_year(今年))


@clause(
    "age", *(f"who:aged.{age} 明年 age.{age}" for age in ("child", "adult", "old")), weight=0.2, asked=0.1
)
def will_be_old(who: Phrase, 明年: At, age: English) -> Clause:
    """他明年三十岁 → he will be thirty years old next year"""
    return Clause(who, will(明年, be(unit_of(age), age)), last=_in_year((), 明年))


one_of("young", {"aged.child": 2, "aged.pet": 1, "pronoun.你": 1.5})
one_of("aged", {"you.one": 6, "name": 1, "friend.mine": 0.5, "family.mine.adult": 1})
one_of("aged", {"plain.孩子": 0.3, "aged.child": 1, "aged.pet": 0.5, "aged.old": 0.5})


@construction("age", "who:young 几 岁 了?", "who:young 今年 几 岁 了?", weight=0.5)
@construction("age", "who:you.one 几 岁 了?", "who:you.one 今年 几 岁 了?", weight=0.2)
@construction("age", "who:aged 多 大 了?", "who:aged 今年 多 大 了?", weight=0.6)
def how_old(who: Phrase, 几: At = (), 岁: At = (), 多: At = (), 大: At = (), 今年: At = ()) -> English:
    """你几岁 → how old are you ?; 你今年多大 → how old are you this year ?"""
    at = (几 + 岁) or (多 + 大)
    if {"my", "our"} & set(who.words):
        raise SenselessError  # one knows it
    return Clause(who, be(at, NOTHING), last=_in_year(今年)).asked(say("how old", at), at)


@construction("age", "who:family.mine.child 今年 几 岁 了?", weight=0.01)
def how_old_is_my_sister(who: Phrase, 几: At, 岁: At, 今年: At) -> English:
    """我妹妹今年几岁了 → how old is my younger sister this year ?"""
    return Clause(who, be(几 + 岁, NOTHING), last=_in_year(今年)).asked(say("how old", 几 + 岁), 几 + 岁)


# --- the time of day ----------------------------------------


@rule("clock.to", "差 minutes:number.五|ten 分 point 点", "point 点 差 minutes:number.五|ten 分")
@rule("clock.to", "差 一刻 point 点", "point 点 差 一刻", weight=0.5)
def minutes_to(差: At, point: Number, 一刻: At = (), minutes: Number | None = None) -> English:
    """差五分八点 → five to eight; 差一刻八点 → a quarter to eight"""
    early = minutes.english if minutes else say("a", 一刻) + name("quarter", 一刻)
    return early + say("to", 差) + point.english


@clause("time", "现在 clock", "现在 是 clock", weight=1, asked=0.3)
@clause("time", "现在 clock:clock.to", weight=0.1, asked=0)
@clause("time", "现在 不 是 clock", weight=0.1, asked=0)
@clause("time", "现在 是? part clock", weight=0.2, asked=0)
def it_is(clock: English, 现在: At, 是: At = (), 不: At = (), part: English = NOTHING) -> Clause:
    """现在三点 → it is three o'clock now"""
    at = 是 or unit_of(clock)
    fits(part, clock)
    return Clause(it(at), be(at, clock + part).negated(不), last=name("now", 现在))


@construction("time", "现在 几点 了?", "现在 是 几点", "几点 了", "现在 几点:几点钟", weight=0.05)
def what_time(几点: At, 现在: At = ()) -> English:
    """现在几点 → what time is it now ?; 几点了 → what time is it ?"""
    now = name("now", 现在) if 现在 else NOTHING
    return say("what", 几点) + name("time", 几点) + say("is it", 几点) + now + say("?", 几点)


@construction("time", "clock", "part clock", weight=0.2)
@construction("time", "clock:clock.to", weight=0.03)
def just_the_time(clock: English, part: English = NOTHING) -> English:
    """三点半 → half past three; 早上七点 → seven o'clock in the morning"""
    fits(part, clock)
    return clock + part


for _thing in ("课", "考试", "电影"):
    one_of("starting", {f"noun.{_thing}": 1})


@rule("started", "noun:starting")
def what_starts(noun: Nominal) -> Phrase:
    """电影 → the movie"""
    return Phrase(noun.heads, "he", say("the", noun.at) + noun.one)


@clause("schedule", "what:started hour 开始", "what:started 明天 clock 开始", weight=0.8, asked=0.3)
def starts_at(
    what: Phrase, 开始: At, hour: English = NOTHING, clock: English = NOTHING, 明天: At = ()
) -> Clause:
    """电影七点开始 → the movie starts at seven o'clock"""
    if 明天:
        hour = at_hour(clock)
    return Clause(what, acts("start", 开始) + hour + (name("tomorrow", 明天) if 明天 else NOTHING))


@construction("schedule", "what:started 几点 开始", "what:started 什么时候 开始", weight=0.4)
def when_does_it_start(what: Phrase, 开始: At, 几点: At = (), 什么时候: At = ()) -> English:
    """电影几点开始 → what time does the movie start ?"""
    return Clause(what, acts("start", 开始)).asked(_what_time(几点, 什么时候), 几点 or 什么时候)


def _what_time(几点: At, 什么时候: At = ()) -> English:
    return say("what", 几点) + name("time", 几点) if 几点 else say("when", 什么时候)


@construction("schedule", "who:other 几点 act:punctual", "who:other last:daily 几点 act:punctual", weight=1)
@construction("schedule", "who:other part:in.morning 几点 act:routine.early", weight=0.3)
@construction("schedule", "who:other part:in.evening 几点 act:routine.late", weight=0.3)
def what_time_does_one(
    who: Phrase, 几点: At, act: Predicate, last: English = NOTHING, part: English = NOTHING
) -> English:
    """你几点起床 → what time do you get up ?; 你每天几点上班 → what time do you go to work every day ?"""
    return Clause(who, act.daily, last=part + last).asked(_what_time(几点), 几点)


@rule("in.morning", "早上")
@rule("in.evening", "晚上")
def part_of_day(早上: At = (), 晚上: At = ()) -> English:
    """早上 → in the morning"""
    return say("in the", 早上 or 晚上) + name("morning" if 早上 else "evening", 早上 or 晚上)


_REGULAR = ("起床.", "bedtime", "吃饭.", "上班.", "上课.", "下班.", "下课.")
one_of("punctual", dict.fromkeys(_REGULAR, 1))
one_of("weekly", dict.fromkeys(("上班.", "上课.", "休息.", "考试.", "工作.", "运动."), 1))
one_of("timed.act", {"来.": 2, "trip": 1, "走.": 1, "考试.": 0.5} | dict.fromkeys(_REGULAR, 0.5))


@rule("punctual", "verb:吃.dinner object:plain.dinner", weight=2)
def has_dinner(verb: Predicate, object: Phrase) -> Predicate:
    """吃早饭 → have breakfast"""
    return verb.on(object)


@construction("schedule", "who:other last:day.future 几点 act:timed.act", weight=0.7)
def what_time_will_one(who: Phrase, last: English, 几点: At, act: Predicate) -> English:
    """你明天几点来 → what time will you come tomorrow ?"""
    return Clause(who, will(last.variants[0][1][-1].at, act), last=last).asked(_what_time(几点), 几点)


@construction("schedule", "who:other last:day.yesterday 几点 act:punctual", weight=0.3)
def what_time_did_one(who: Phrase, last: English, 几点: At, act: Predicate) -> English:
    """你昨天几点起床 → what time did you get up yesterday ?"""
    return Clause(who, act.did(last.variants[0][1][-1].at), last=last).asked(_what_time(几点), 几点)


@rule("daily", "每天")
def every_day(每天: At) -> English:
    """每天 → every day"""
    return say("every", 每天[:1]) + name("day", 每天[1:])


@rule("day.yesterday", "昨天")
def yesterday(昨天: At) -> English:
    """昨天 → yesterday"""
    return name("yesterday", 昨天)


@rule("day.today", "今天")
def today(今天: At) -> English:
    """今天 → today"""
    return name("today", 今天)


@construction("schedule", "who:other 星期几 act:weekly", weight=0.3)
def what_day_does_one(who: Phrase, 星期几: At, act: Predicate) -> English:
    """你星期几上课 → what day do you have class ?"""
    asked = say("what", 星期几) + name("day", 星期几)
    return Clause(who, act.daily).asked(asked, 星期几)


one_of("bus", {"noun.火车": 1, "noun.公共汽车": 1})
one_of("vehicle", {"noun.飞机": 1, "noun.火车": 1, "noun.公共汽车": 1})


@construction("schedule", "noun:vehicle 几点 到", "noun:bus 几点 来", "noun:bus 几点 开", weight=0.4)
def when_does_it_come(noun: Nominal, 几点: At, 到: At = (), 来: At = (), 开: At = ()) -> English:
    """飞机几点到 → what time does the plane arrive ?; 火车几点开 → what time does the train leave ?"""
    act = acts("arrive" if 到 else "come" if 来 else "leave", 到 or 来 or 开)
    return Clause(what_starts(noun), act).asked(_what_time(几点), 几点)


@clause("schedule", "noun:vehicle hour 到", "noun:bus hour 开", weight=0.4, asked=0.2)
def it_comes_at(noun: Nominal, hour: English, 到: At = (), 开: At = ()) -> Clause:
    """火车八点开 → the train leaves at eight o'clock"""
    return Clause(what_starts(noun), acts("arrive" if 到 else "leave", 到 or 开) + hour)


@construction("schedule", "place:place.shop 几点 开门", "place:place.shop 几点 关门", weight=0.2)
@construction("schedule", "place:place.meal 几点 开门", "place:place.meal 几点 关门", weight=0.1)
def when_does_it_open(place: Place, 几点: At, 开门: At = (), 关门: At = ()) -> English:
    """商店几点开门 → what time does the shop open ?"""
    act = acts("open" if 开门 else "close", 开门 or 关门)
    return Clause(place.subject, act).asked(_what_time(几点), 几点)


@clause(
    "schedule",
    "place:place.shop|place.meal clock 开门",
    "place:place.shop|place.meal clock 关门",
    weight=0.3,
    asked=0.2,
)
def it_opens_at(place: Place, clock: English, 开门: At = (), 关门: At = ()) -> Clause:
    """商店九点开门 → the shop opens at nine o'clock"""
    if hour_of(clock) not in (range(7, 11) if 开门 else range(8, 12)):
        raise SenselessError
    hour = at_hour(clock)
    return Clause(place.subject, acts("open" if 开门 else "close", 开门 or 关门) + hour)


@construction(
    "schedule",
    "who:pronoun.我们 几点 act:punctual|we.do",
    "who:pronoun.我们 day:day.future 几点 act:punctual|we.do",
    weight=0.4,
)
def what_time_will_we(who: Phrase, 几点: At, act: Predicate, day: English = NOTHING) -> English:
    """我们几点走 → what time will we leave ?; 我们明天几点见 → what time will we meet tomorrow ?"""
    return Clause(who, will(几点, act), last=day).asked(_what_time(几点), 几点)


@rule("we.meet", "见|出发")
@rule("we.do", "见|走|出发", weight=3)
def we_do(见: At = (), 走: At = (), 出发: At = ()) -> Predicate:
    """见 → meet"""
    return acts("meet" if 见 else "leave", 见 or 走 or 出发)


@clause(
    "schedule",
    "who:pronoun.我们 hour act:we.do",
    "who:pronoun.我们 last:timed.future act:we.meet",
    weight=0.3,
    asked=0.2,
)
def we_meet_at(who: Phrase, act: Predicate, hour: English = NOTHING, last: English = NOTHING) -> Clause:
    """我们八点见 → we will meet at eight o'clock"""
    at = (hour + last).variants[0][1][0].at
    return Clause(who, will(at, act), last=hour + last)


def _then_rule(half: str, english: str, acts_then: str, hours: range) -> None:
    @clause("past", f"who 昨天 half:{half} clock act:{acts_then}", weight=0.2)
    def did_at(who: Phrase, 昨天: At, half: At, clock: English, act: Predicate) -> Clause:
        """我昨天早上七点起床 → i got up at seven o'clock yesterday morning"""
        if hour_of(clock) not in hours:
            raise SenselessError
        day = name("last night", 昨天 + half) if english == "last night" else name(english, 昨天 + half)
        return Clause(who, act.did(昨天), last=at_hour(clock) + day)


one_of("act.early", dict.fromkeys(("起床.", "上班.", "上课.", "跑步."), 1))
one_of("act.late", {"bedtime": 2, "下班.": 1, "回家.": 1})
_then_rule("早上", "yesterday morning", "act.early", range(6, 11))
_then_rule("晚上", "last night", "act.late", range(8, 12))


@clause(
    "past",
    "who:simple 昨天 clock early:act.early",
    "who:simple 昨天 clock late:act.late",
    weight=0.15,
    asked=0,
)
def did_yesterday_at(
    who: Phrase, 昨天: At, clock: English, early: Predicate | None = None, late: Predicate | None = None
) -> Clause:
    """我昨天九点睡觉 → i went to bed at nine o'clock yesterday"""
    act = early or late
    assert act
    if hour_of(clock) not in (range(6, 10) if early else range(8, 12)):
        raise SenselessError
    return Clause(who, act.did(昨天), last=at_hour(clock) + name("yesterday", 昨天))


@clause("past", "who:not.you|name 去年 来 place:place.中国|place.北京|place.上海", weight=0.05, asked=0)
def came_last_year(who: Phrase, 去年: At, 来: At, place: Place) -> Clause:
    """我去年来中国 → i came to china last year"""
    last_year = say("last", 去年[:1]) + name("year", 去年[1:])
    return Clause(who, (acts("come", 来) + place.to(来)).did(去年), last=last_year)


@rule("time.past", "year", weight=0.3)
def in_year(year: English) -> English:
    """一九九八年 → in nineteen ninety eight"""
    return say("in", unit_of(year)) + year


@construction(
    "how many", "一年 有 几个月", "一个星期 有 几天", "一天 有 多少个小时", "一年 有 多少天", weight=0.05
)
def how_many_in_a_year(
    有: At,
    一年: At = (),
    一个星期: At = (),
    一天: At = (),
    几个月: At = (),
    几天: At = (),
    多少个小时: At = (),
    多少天: At = (),
) -> English:
    """一年有几个月 → how many months are there in a year ?"""
    whole, part = 一年 or 一个星期 or 一天, 几个月 or 几天 or 多少个小时 or 多少天
    units = "months" if 几个月 else "hours" if 多少个小时 else "days"
    asked = say("how many", part[:1]) + name(units, part[1:]) + say("are there in a", 有)
    return asked + name("year" if 一年 else "week" if 一个星期 else "day", whole) + say("?", part)


@construction("existence", "一年 有 十二个月", "一个星期 有 七天", "一天 有 二十四个小时", weight=0.02)
def are_in_a_year(
    有: At,
    一年: At = (),
    一个星期: At = (),
    一天: At = (),
    十二个月: At = (),
    七天: At = (),
    二十四个小时: At = (),
) -> English:
    """一年有十二个月 → there are twelve months in a year"""
    whole, part = 一年 or 一个星期 or 一天, 十二个月 or 七天 or 二十四个小时
    units = "twelve months" if 十二个月 else "seven days" if 七天 else "twenty four hours"
    there = say("there are", 有) + name(units, part) + say("in a", whole)
    return there + name("year" if 一年 else "week" if 一个星期 else "day", whole)


# --- dates ----------------------------------------


TODAY = ("今天", "明天")


@clause("date", "今天 day:weekday|date", "今天 是 day:weekday|date", weight=1, asked=0.3)
@clause("date", "明天 day:weekday|date", "明天 是 day:weekday|date", weight=0.5, asked=0.3)
@clause("date", "今天 不 是 day:weekday|date", "明天 不 是 day:weekday|date", weight=0.3, asked=0)
@clause("date", "昨天 是? day:weekday|date", "昨天 不 是 day:weekday|date", weight=0.3, asked=0.1)
def today_is(day: English, 今天: At = (), 明天: At = (), 昨天: At = (), 是: At = (), 不: At = ()) -> Clause:
    """今天星期一 → today is monday; 昨天是星期一 → yesterday was monday"""
    today = name("today", 今天) if 今天 else name("tomorrow", 明天) if 明天 else name("yesterday", 昨天)
    is_ = be(是 or unit_of(day), day).negated(不)
    return Clause(Phrase((), "he", today), is_.did() if 昨天 else is_)


@clause("date", "今天 date weekday", "今天 是 date weekday", weight=0.2, asked=0)
def today_is_both(今天: At, date: English, weekday: English, 是: At = ()) -> Clause:
    """今天五月三号星期一 → today is monday may third"""
    return Clause(Phrase((), "he", name("today", 今天)), be(是 or unit_of(weekday), weekday + date))


@construction("date", "今天 是? 星期几", "明天 是? 星期几", "昨天 是? 星期几", weight=0.06)
def what_day(星期几: At, 今天: At = (), 明天: At = (), 昨天: At = (), 是: At = ()) -> English:
    """今天星期几 → what day is it today ?; 昨天是星期几 → what day was it yesterday ?"""
    is_it = say("was it" if 昨天 else "is it", 是 or 星期几)
    day = name("today", 今天) if 今天 else name("tomorrow", 明天) if 明天 else name("yesterday", 昨天)
    return say("what", 星期几) + name("day", 星期几) + is_it + day + say("?", 星期几)


@construction(
    "date", "今天 是? 几号:几号|几月几号", "明天 是? 几号:几号|几月几号", "昨天 是? 几号", weight=0.08
)
def what_date(几号: At, 今天: At = (), 明天: At = (), 昨天: At = (), 是: At = ()) -> English:
    """今天几号 → what is the date today ?"""
    day = name("today", 今天) if 今天 else name("tomorrow", 明天)
    if 昨天:
        return say("what was the", 几号) + name("date", 几号) + name("yesterday", 昨天) + say("?", 几号)
    return say("what is the", 几号) + name("date", 几号) + day + say("?", 几号)


@clause("date", "现在 是? month", "这个月 是 month", "下个月 是 month", weight=0.2, asked=0.3)
@clause("date", "现在 不 是 month", weight=0.05, asked=0)
def it_is_may(
    month: English, 现在: At = (), 这个月: At = (), 下个月: At = (), 是: At = (), 不: At = ()
) -> Clause:
    """现在是五月 → it is may now; 下个月是六月 → next month is june"""
    at = 是 or unit_of(month)
    if 现在:
        return Clause(it(at), be(at, month).negated(不), last=name("now", 现在))
    this = say("this" if 这个月 else "next", (这个月 or 下个月)[:2])
    return Clause(Phrase((), "he", this + name("month", (这个月 or 下个月)[2:])), be(at, month))


@construction("date", "现在 是? 几月", "这个月 是 几月", weight=0.02)
def what_month(几月: At, 现在: At = (), 这个月: At = (), 是: At = ()) -> English:
    """现在是几月 → what month is it now ?"""
    now = name("now", 现在) if 现在 else NOTHING
    return say("what", 几月) + name("month", 几月) + say("is it", 几月) + now + say("?", 几月)


@rule("year", "一 九 decade:digit ones:digit 年", "一 九 decade:digit 零 年")
def year_1900(一: At, 九: At, decade: Number, 年: At, ones: Number | None = None, 零: At = ()) -> English:
    """一九九八年 → nineteen ninety eight"""
    tens = _two_digits(decade, ones)
    return name("nineteen", 一 + 九) + name(tens, decade.at + (ones.at if ones else 零) + 年)


@rule(
    "year",
    "二 零 decade:number.一|number.二 ones:digit 年",
    "二 零 decade:number.一|number.二 零 年",
    weight=3,
)
@rule(
    "year",
    "二 零 decade:number.三|number.四|number.五 ones:digit 年",
    "二 零 decade:number.三|number.四 零 年",
    weight=0.3,
)
def year_2010(二: At, 零: At, decade: Number, 年: At, ones: Number | None = None) -> English:
    """二零一八年 → twenty eighteen"""
    tens = _two_digits(decade, ones)
    return name("twenty", 二 + 零[:1]) + name(tens, decade.at + (ones.at if ones else 零) + 年)


@rule("year", "二 零零:零零零 年", "二 零零 ones:digit 年", weight=0.7)
def year_2000(二: At, 零零: At, 年: At, ones: Number | None = None) -> English:
    """二零零八年 → two thousand and eight"""
    thousand = name("two thousand", 二 + 零零 + 年)
    return thousand + say("and", 零零) + ones.english if ones else thousand


def _two_digits(decade: Number, ones: Number | None) -> str:
    """ninety eight, eighteen"""
    value = decade.value * 10 + (ones.value if ones else 0)
    if value < 20:
        return TEENS[value - 10]
    digit = [token.word for token in ones.english.variants[0][1]] if ones else []
    return " ".join([TENS[decade.value - 2], *digit])


@clause("date", "今年 是 year", "去年 是 year", "明年 是 year", weight=0.3, asked=0.2)
def this_year_is(是: At, year: English, 今年: At = (), 去年: At = (), 明年: At = ()) -> Clause:
    """今年是二零二五年 → this year is twenty twenty five; 去年是二零二四年 → last year was twenty twenty four"""
    if year.variants[0][1][0].word == "nineteen":
        raise SenselessError
    at = 今年 or 去年 or 明年
    which = say("this" if 今年 else "last" if 去年 else "next", at[:1]) + name("year", at[1:])
    is_ = be(是, year)
    return Clause(Phrase((), "he", which), is_.did() if 去年 else is_)


@construction("date", "今年 是 哪年:哪年|哪一年", weight=0.02)
def what_year(今年: At, 是: At, 哪年: At) -> English:
    """今年是哪年 → what year is it ?"""
    return say("what", 哪年) + name("year", 今年) + say("is it", 是) + say("?", 哪年)


@construction("date", "date:date|year|month", "weekday", weight=0.3)
def just_a_date(date: English = NOTHING, weekday: English = NOTHING) -> English:
    """五月三号 → may third"""
    return date + weekday


@rule("on.day", "month", weight=0.7)
def in_month(month: English) -> English:
    """五月 → in may"""
    return say("in", unit_of(month)) + month


# --- birthdays ----------------------------------------


one_of(
    "celebrated",
    {"pronoun": 6, "name": 1.5, "called": 1, "family.mine": 1, "owned.朋友": 0.4, "owned.孩子": 0.3},
)


@rule("birthday", "whose:celebrated 的 生日", "whose:pronoun 生日")
def birthday(whose: Phrase, 生日: At, 的: At = ()) -> Phrase:
    """我的生日 → my birthday"""
    if whose.several:
        raise SenselessError
    my = getattr(whose, "possessive", None) or whose.subject + say("'s", 的)
    return Phrase(("生日",), "he", my + name("birthday", 生日))


@clause("date", "what:birthday 是! date:date", weight=1.2)
@clause("date", "what:birthday date:date", "what:birthday 在 month", weight=0.4, asked=0)
@clause("date", "what:birthday 不 是 date:date", weight=0.2, asked=0)
@clause("date", "what:birthday 是 weekday", weight=0.1, asked=0)
def birthday_is(
    what: Phrase,
    date: English = NOTHING,
    month: English = NOTHING,
    weekday: English = NOTHING,
    是: At = (),
    在: At = (),
    不: At = (),
) -> Clause:
    """我的生日是五月三号 → my birthday is may third, or my birthday is on may third"""
    if 在:
        return Clause(what, be(在, say("in", 在) + month))
    day = date + weekday
    at = 是 or unit_of(day)
    on = be(at, say("on", at) + day).negated(不)
    return Clause(what, be(at, day).negated(不), others=((0.4, on),))


@clause("date", "day:date 是! what:birthday", weight=0.4)
def is_birthday(what: Phrase, 是: At, day: English) -> Clause:
    """五月三号是我的生日 → may third is my birthday"""
    return Clause(Phrase((), "he", day), be(是, what.definite))


@construction("date", "what:birthday 是 when:几月几号|什么时候|几号|哪天|哪一天", weight=0.6)
@construction("date", "what:birthday when:几月几号|几号", weight=0.2)
def when_is_birthday(what: Phrase, when: At, 是: At = ()) -> English:
    """你的生日是几月几号 → when is your birthday ?"""
    if {"my", "our"} & set(what.words):
        raise SenselessError  # one knows it
    return Clause(what, be(是 or when, NOTHING)).asked(say("when", when), when)


@construction("date", "what:birthday", weight=0.1)
def just_a_birthday(what: Phrase) -> English:
    """我的生日 → my birthday"""
    return what.definite


# --- the first ----------------------------------------

any_of(
    "numbered",
    {f"numbered.{noun}": 1 for noun in ("书", "词", "字", "句子", "问题", "题", "课", "电影", "歌", "故事")},
)


@rule("first.lesson", "ordinal 课")
def the_first_lesson(ordinal: English, 课: At) -> Phrase:
    """第一课 → the first lesson"""
    return Phrase(("课",), "he", say("the", 课) + ordinal + name("lesson", 课))


@construction("ordinal", "what:numbered|first.lesson", weight=1)
def the_first(what: Phrase) -> English:
    """第一本书 → the first book"""
    return what.definite


@construction("ordinal", "ordinal 天|次", weight=0.3)
def first_day(ordinal: English, 天: At = (), 次: At = ()) -> English:
    """第一天 → the first day; 第一次 → the first time"""
    at = 天 or 次
    return say("the", at) + ordinal + name("day" if 天 else "time", at)


@rule("first.few", "第 number:number.一", weight=4)
@rule("first.few", "第 number:number.二|number.三")
def first_few(第: At, number: Number) -> English:
    """第一 → first"""
    return ordinal_of(第, number)


@rule("very.first", "第 number:number.一")
def very_first(第: At, number: Number) -> English:
    """第一 → first"""
    return ordinal_of(第, number)


@clause("ordinal", "who:pronoun.one|name 是 ordinal:first.few 个 act:came.first 的", weight=0.3)
def first_to_come(who: Phrase, 是: At, ordinal: English, 个: At, act: Predicate, 的: At) -> Clause:
    """他是第一个来的 → he was the first to come"""
    return Clause(who, be(是, say("the", 个) + ordinal + say("to", 的) + act.base).did())


@rule("came.first", "来|走|起床")
def arriving(来: At = (), 走: At = (), 起床: At = ()) -> Predicate:
    """来 → come"""
    if 起床:
        return acts("get", 起床) + say("up", 起床)
    return acts("come" if 来 else "leave", 来 or 走)


def _same(one: Phrase, other: Phrase) -> bool:
    return one.words == other.words


@clause(
    "ordinal",
    "who:pronoun.one|name 是! whose:pronoun 的? ordinal:very.first 个 noun:noun.老师|noun.学生",
    weight=0.2,
)
def my_first_teacher(who: Phrase, 是: At, whose: Pronoun, ordinal: English, noun: Nominal) -> Clause:
    """他是我的第一个老师 → he is my first teacher"""
    if isinstance(who, Pronoun) and _same(who, whose):
        raise SenselessError
    return Clause(who, be(是, whose.possessive + ordinal + noun.one))


@clause("ordinal", "这 是! what:numbered|first.lesson", weight=0.7)
@clause("ordinal", "这 不 是 what:first.lesson", weight=0.2)
def this_is_the_first(这: At, 是: At, what: Phrase, 不: At = ()) -> Clause:
    """这是第一本书 → this is the first book"""
    return Clause(Phrase((), "he", say("this", 这)), be(是, what.definite).negated(不))


LIKED = ("喜欢.book 书", "喜欢.film 电影", "喜欢.song 歌", "喜欢.tale 故事")
DONE = (
    "看.book 书",
    "看.film 电影",
    "看.tale 故事",
    "听.song 歌",
    "写.word 字",
    "写.word 词",
    "写.word 句子",
    "读.word 句子",
    "回答.question 问题",
    "回答.question 题",
)


@clause(
    "ordinal", *(f"who verb:{verb} what:numbered.{noun}" for verb, noun in map(str.split, LIKED)), weight=0.5
)
def likes_the_first(who: Phrase, verb: Predicate, what: Phrase) -> Clause:
    """我喜欢第一首歌 → i like the first song"""
    return Clause(who, verb.on(what))


@clause(
    "ordinal",
    *(f"who verb:{verb} 了 what:numbered.{noun}" for verb, noun in map(str.split, DONE)),
    weight=0.8,
)
def did_the_first(who: Phrase, verb: Predicate, 了: At, what: Phrase) -> Clause:
    """我看了第一本书 → i read the first book"""
    return Clause(who, verb.on(what).did(了))


JUDGED = {
    "书": "有意思 好看 难 贵",
    "电影": "有意思 好看 有名",
    "歌": "好听 难 有名",
    "故事": "有意思 长 短",
    "词": "难 简单",
    "句子": "难 简单 长",
    "问题": "难 简单 重要",
    "题": "难 简单",
}
for _noun, _adjectives in JUDGED.items():
    qualities(f"judged.{_noun}", *_adjectives.split())


@clause(
    "ordinal",
    *(f"what:numbered.{noun} 很|不 adjective:judged.{noun}" for noun in JUDGED),
    weight=0.8,
    asked=0,
    opinion=0.5,
)
@clause(
    "ordinal",
    *(f"what:numbered.{noun} adjective:judged.{noun}!" for noun in JUDGED),
    weight=0.4,
    stated=False,
)
def the_first_is(what: Phrase, adjective: Quality, 很: At = (), 不: At = ()) -> Clause:
    """第一个问题很难 → the first question is difficult"""
    if 不 and adjective.adjective.chinese.startswith("有"):
        raise SenselessError  # 不有意思
    return Clause(what, is_(adjective, 很 or 不).negated(不))


@clause("ordinal", "what:first.lesson 很|不 adjective:adjective.lesson", weight=0.3, asked=0, opinion=0.5)
@clause("ordinal", "what:first.lesson adjective:adjective.lesson!", weight=0.2, stated=False)
def the_lesson_is(what: Phrase, adjective: Quality, 很: At = (), 不: At = ()) -> Clause:
    """第二课很难 → the second lesson is difficult"""
    if 不 and adjective.adjective.chinese.startswith("有"):
        raise SenselessError  # 不有意思
    return Clause(what, is_(adjective, 很 or 不).negated(不))


@clause("ordinal", "who 学 了 what:first.lesson", "who:pronoun.我们 学 what:first.lesson", weight=0.2)
def learn_lesson(who: Phrase, 学: At, what: Phrase, 了: At = ()) -> Clause:
    """我学了第三课 → i learned the third lesson"""
    act = acts("learn", 学) + what.object
    return Clause(who, act.did(了) if 了 else act)


@clause("ordinal", "这 是 第 一 次", weight=0.05)
def this_is_the_first_time(这: At, 是: At, 第: At, 一: At, 次: At) -> Clause:
    """这是第一次 → this is the first time"""
    return Clause(
        Phrase((), "he", say("this", 这)), be(是, say("the", 次) + name("first", 第 + 一) + name("time", 次))
    )


@clause("ordinal", "这 是 whose:pronoun.one ordinal:first.few 次 act:new.act", weight=0.7, asked=0)
@clause("ordinal", "whose:pronoun.one ordinal:very.first 次 act:new.act", weight=0.4, asked=0)
@clause("ordinal", "这 是 whose:you.one ordinal:very.first 次 act:new.act", weight=0.3, stated=False, asked=1)
def first_time_doing(
    whose: Pronoun, ordinal: English, 次: At, act: Predicate, 这: At = (), 是: At = ()
) -> Clause:
    """我第一次吃饺子 → it is my first time eating dumplings"""
    subject = Phrase((), "he", say("this", 这)) if 这 else it(次)
    return Clause(subject, be(是 or 次, whose.possessive + ordinal + name("time", 次) + act.progressive))


@rule(
    "new.act",
    "verb:吃.meal|做.meal object:plain.饺子|plain.面条|plain.中国菜",
    "verb:吃.meal object:plain.羊肉",
    "verb:喝.drink object:plain.茶|plain.咖啡|plain.啤酒",
    "verb:看.film object:rich.film",
    weight=2,
)
def new_act(verb: Predicate, object: Phrase) -> Predicate:
    """吃饺子 → eat dumplings"""
    return verb.on(object)


@rule("new.act", "坐 noun:noun.飞机|noun.火车|noun.出租车", weight=1.5)
def take_a_plane(坐: At, noun: Nominal) -> Predicate:
    """坐飞机 → take a plane"""
    return acts("take", 坐) + article(noun.one, noun.at)


one_of("new.act", dict.fromkeys(("做饭.", "游泳.", "开车.", "跳舞."), 0.4))


@clause("ordinal", "who:pronoun.one|name 是 第 一 个", weight=0.3)
@clause("ordinal", "who:pronoun.one|name 是 第 一", weight=0.1)
def is_first(who: Phrase, 是: At, 第: At, 一: At, 个: At = ()) -> Clause:
    """他是第一个 → he is the first; 他是第一 → he is first"""
    return Clause(who, be(是, (say("the", 个) if 个 else NOTHING) + name("first", 第 + 一)))


@clause("ordinal", "这 是 whose:pronoun.one ordinal:first.few 次 来|去 place:place.city", weight=0.6, asked=0)
@clause(
    "ordinal",
    "这 是 whose:you.one ordinal:first.few 次 来|去 place:place.city",
    weight=0.2,
    stated=False,
    asked=1,
)
def first_time(
    这: At, 是: At, whose: Pronoun, ordinal: English, 次: At, place: Place, 来: At = (), 去: At = ()
) -> Clause:
    """这是我第一次来中国 → this is my first time in china"""
    time = whose.possessive + ordinal + name("time", 次) + place.there(来 or 去)
    return Clause(Phrase((), "he", say("this", 这)), be(是, time))


@clause("ordinal", "who:pronoun 是? 第 一 次 来 place:place.city", weight=0.2, asked=0)
@clause("ordinal", "who:you.one 是? 第 一 次 来 place:place.city", weight=0.1, stated=False, asked=1)
def is_here_the_first_time(who: Pronoun, 第: At, 一: At, 次: At, 来: At, place: Place, 是: At = ()) -> Clause:
    """我是第一次来中国 → it is my first time in china"""
    time = who.possessive + name("first", 第 + 一) + name("time", 次) + place.there(来)
    at = 是 or 次
    return Clause(it(at), be(at, time))
