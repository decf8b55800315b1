"""Times: 昨天, 明天早上七点, 星期一, 每天. Their kind determines the tense.

Symbols:

    time.past       昨天, 上个星期              time.did       those and today: with 了 and 没
    time.future     明天, 下个星期              time.will      those, today, 星期一, 五月三号, 明天三点
    time.habit      每天, 每天早上
    time.early      早上, 早上七点, 七点       time.late      晚上, 晚上九点, 九点
    time.present    今天, 现在                time.now       现在
    time.lately     昨天, 今天                time.before    上个星期, 上个月, 去年
    time.daily      每天, 每天早上             time.weekly    每个星期
    day.KIND        a time.KIND that an hour can follow
    day.soon        明天, 今天晚上
"""

from __future__ import annotations

from .amounts import fits, hour_of
from .amounts import hour as hour_of_day
from .english import NOTHING, At, English, name, say
from .rules import SenselessError, one_of, rule
from .tables.world import TIMES, TODAY


def when(kind: str, before: str, after: str) -> tuple[str, str]:
    """The two positions of a time word: 我昨天… (`last` in English) and 昨天我… (`first`)."""
    return f"{before} last:time.{kind} {after}", f"first:time.{kind} {before} {after}"


LONG = {"week", "month", "year", "weeks", "months", "years"}


def is_long(time: English) -> bool:
    """Whether it is more than a day: last week, in june, three years ago."""
    words = [token.word for token in time.variants[0][1]]
    return bool(LONG & set(words)) or (words[:1] == ["in"] and words[1:2] != ["the"])


def _time_rule(symbol: str, chinese: str, english: str, weight: float = 1.0) -> None:
    rule(symbol, f"at:{chinese}", weight=weight)(lambda at: name(english, at))


for _kind, _times in TIMES.items():
    for _chinese, _english in _times.items():
        _time_rule(
            f"time.{_kind}", _chinese, _english, weight=0.2 if _chinese in ("每年", "每个星期") else 1.0
        )
        if "天" in _chinese:
            _time_rule(f"day.{_kind}", _chinese, _english)


for _kind, _times in TODAY.items():
    for _chinese, _english in _times.items():
        _time_rule(f"today.{_kind}", _chinese, _english)
        if "天" in _chinese:
            _time_rule(f"today.part.{_kind}", _chinese, _english)


def _per_rule(symbol: str, chinese: str, english: str) -> None:
    """How often something happens: 每天三次 → three times a day"""
    rule(symbol, f"at:{chinese}")(lambda at: say("a", at) + name(english, at))


one_of("day.soon", {"day.future": 3, "today.part.will": 1})


@rule("timed.past", "day:day.past clock")
@rule("timed.future", "day:day.future clock")
def on_day_at(day: English, clock: English) -> English:
    """明天早上七点 → at seven o'clock tomorrow morning"""
    fits(day, clock)
    _, tokens = clock.variants[0]
    return say("at", tokens[-1].at) + clock + day


def _half_day_rule(symbol: str, chinese: str, english: str, hours: range, alone: range) -> None:
    """With the hours of the half, and those that it has without its name: 七点."""

    def around(clock: English, part: At = (), every: At = (), daily: At = ()) -> English:
        """早上七点 → at seven o'clock in the morning; 每天早上七点 → at seven o'clock every morning"""
        if hour_of(clock) not in (hours if part or every else alone):
            raise SenselessError
        if every:
            return hour_of_day(clock) + name(f"every {english}", every)
        if daily:
            return hour_of_day(clock) + say("every", daily) + name("day", daily)
        return hour_of_day(clock, say("in the", part) + name(english, part) if part else NOTHING)

    rule(f"time.{symbol}", "clock", f"part:{chinese} clock", f"every:每天{chinese} clock", weight=2)(around)
    rule(f"time.{symbol}", "daily:每天 clock", weight=1)(around)
    rule(f"time.{symbol}", f"part:{chinese}")(lambda part: say("in the", part) + name(english, part))


_half_day_rule("early", "早上", "morning", range(6, 11), range(6, 9))
_half_day_rule("late", "晚上", "evening", range(6, 12), range(8, 12))


@rule("on.day", "day:weekday", weight=2)
@rule("on.day", "day:date")
def on_day(day: English) -> English:
    """星期一 → on monday; 五月三号 → on may third"""
    return say("on", day.variants[0][1][0].at) + day


for _chinese, _english in (("昨天", "yesterday"), ("今天", "today")):
    _time_rule("time.lately", _chinese, _english)
for _chinese in ("每天", "每天早上", "每天晚上"):
    _time_rule("time.daily", _chinese, TIMES["habit"][_chinese])
for _symbol, _chinese, _english in (("daily.all", "每天", "day"), ("weekly", "每个星期", "week")):
    _per_rule(f"time.{_symbol}", _chinese, _english)
for _chinese in ("上个星期", "上个月", "去年"):
    _time_rule("time.before", _chinese, TIMES["past"][_chinese])


@rule("time.past", "duration.long ago:以前|前", weight=0.8)
def ago(duration: English, ago: At) -> English:
    """三年以前 → three years ago"""
    return duration + say("ago", ago)


@rule("time.habit", "every:每个 day:weekday", weight=0.5)
def every_monday(every: At, day: English) -> English:
    """每个星期一 → every monday"""
    return say("every", every) + day


def _half_rule(chinese: str, english: str) -> None:
    @rule("on.day", f"day:weekday part:{chinese}", weight=0.3)
    def on_monday_morning(day: English, part: At) -> English:
        """星期一早上 → on monday morning"""
        return say("on", day.variants[0][1][0].at) + day + name(english, part)


for _chinese, _english in (
    ("早上", "morning"),
    ("上午", "morning"),
    ("下午", "afternoon"),
    ("晚上", "evening"),
):
    _half_rule(_chinese, _english)

one_of("time.did", {"time.past": 6, "today.did": 1, "timed.past": 1})
one_of("time.will", {"time.future": 6, "today.will": 1, "on.day": 1.5, "timed.future": 1})
