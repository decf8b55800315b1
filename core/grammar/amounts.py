"""Numbers to 10,000, and what is counted with them: money, time of day, dates, weekdays, durations.

Symbols: `number` before a measure word (两, 三 …; rarely larger), `cardinal` any number (二), `ordinal` (第一),
`price` (三块钱; from `price.1` for an apple to `price.5` for a computer), `clock` (三点半), `hour` (at …),
`date` (五月三号), `month`, `weekday` (星期一), `duration` (三年).
"""

# ruff: noqa: N803 (parameters are named after Chinese words)

from __future__ import annotations

from dataclasses import dataclass

from .english import NOTHING, At, English, article, name, say
from .inflection import plural
from .rules import SenselessError, one_of, rule
from .tables.numbers import DIGITS, ORDINALS, TEENS, TENS, UNITS
from .tables.world import MONTHS, PARTS_OF_DAY, WEEKDAYS


@dataclass(frozen=True)
class Number:
    """A number, the positions of its characters and its English."""

    value: int
    at: At
    english: English

    @property
    def heads(self) -> tuple[str, ...]:
        return ()


NO_NUMBER = Number(0, (), NOTHING)


def unit_of(amount: English) -> At:
    """The positions of the last word of an amount: 块, 岁."""
    return amount.variants[0][1][-1].at


def _digit_rule(symbol: str, chinese: str, value: int, english: str, weight: float = 1.0) -> None:
    rule(symbol, f"at:{chinese}", weight=weight)(lambda at: Number(value, at, name(english, at)))


for _value, (_chinese, _english) in enumerate(DIGITS.items(), start=1):
    _digit_rule("digit", _chinese, _value, _english)
    _digit_rule("nth", _chinese, _value, _english, 1 / _value)
    if _value > 1:
        for _symbol in ("decade", f"decade.{_chinese}"):
            _digit_rule(_symbol, _chinese, _value, TENS[_value - 2])
    if _value != 2:
        _digit_rule("few", _chinese, _value, _english, 1 / _value)
    _digit_rule(f"number.{_chinese}", _chinese, _value, _english)
_digit_rule("few", "两", 2, "two", 0.6)
_digit_rule("few", "十", 10, "ten", 0.1)
_digit_rule("number.两", "两", 2, "two")
_digit_rule("two", "两", 2, "two")
_digit_rule("ten", "十", 10, "ten")


@rule("teen", "十 digit")
def teen(十: At, digit: Number) -> Number:
    """十三 → thirteen"""
    at = 十 + digit.at
    return Number(10 + digit.value, at, name(TEENS[digit.value], at))


@rule("tens", "decade 十 digit?")
def tens(decade: Number, 十: At, digit: Number = NO_NUMBER) -> Number:
    """三十 → thirty; 三十五 → thirty five"""
    at = decade.at + 十
    return Number(
        decade.value * 10 + digit.value, at + digit.at, name(TENS[decade.value - 2], at) + digit.english
    )


@rule("hundreds", "many:digit|two 百")
@rule("hundreds", "many:digit|two 百 零 rest:digit", weight=0.3)
@rule("hundreds", "many:digit|two 百 rest:tens", weight=0.7)
@rule("hundreds", "many:digit|two 百 一 rest:teen|ten", weight=0.2)
def hundreds(many: Number, 百: At, 零: At = (), 一: At = (), rest: Number = NO_NUMBER) -> Number:
    """三百 → three hundred; 三百五十 → three hundred and fifty"""
    english = many.english + name("hundred", 百)
    if rest.value:
        english = english + say("and", 零 or 百) + rest.english
    return Number(many.value * 100 + rest.value, many.at + 百 + 零 + 一 + rest.at, english)


@rule("thousands", "many:digit|two 千")
@rule("thousands", "many:digit|two 千 零 small:digit|tens", weight=0.3)
@rule("thousands", "many:digit|two 千 零 一 small:teen|ten", weight=0.1)
@rule("thousands", "many:digit|two 千 rest:hundreds", weight=0.7)
def thousands(
    many: Number, 千: At, 零: At = (), 一: At = (), small: Number = NO_NUMBER, rest: Number = NO_NUMBER
) -> Number:
    """五千 → five thousand; 五千零五 → five thousand and five"""
    english = many.english + name("thousand", 千)
    if small.value:
        english = english + say("and", 零) + small.english
    english = english + rest.english
    value = many.value * 1000 + small.value + rest.value
    return Number(value, many.at + 千 + 零 + 一 + small.at + rest.at, english)


@rule("myriad", "一 万")
def ten_thousand(一: At, 万: At) -> Number:
    """一万 → ten thousand"""
    return Number(10_000, 一 + 万, name("ten thousand", 一 + 万))


one_of("below100", {"ten": 0.5, "teen": 1.5, "tens": 1.5})
one_of("large", {"hundreds": 1, "thousands": 0.6, "myriad": 0.2})
one_of("cardinal", {"digit": 2, "below100": 3, "large": 1.5})
one_of("number", {"few": 12, "teen": 0.1, "tens": 0.1, "hundreds": 0.03})


@rule("ordinal", "第 number:nth", weight=9)
@rule("ordinal", "第 number:ten|teen", weight=0.7)
def ordinal(第: At, number: Number) -> English:
    """第一 → first"""
    return name(ORDINALS[number.value - 1], 第 + number.at)


@rule("round.ten", "decade 十")
def round_ten(decade: Number, 十: At) -> Number:
    """五十 → fifty"""
    return tens(decade, 十)


rule("round.hundreds", "many:digit|two 百", weight=3)(hundreds)
rule("round.hundreds", "many:digit|two 百 rest:round.ten")(hundreds)
rule("round.hundred", "many:digit|two 百")(hundreds)
rule("round.thousands", "many:digit|two 千", "many:digit|two 千 rest:round.hundred")(thousands)

# --- money, durations ----------------------------------------


one_of("exact", {"below100": 1, "hundreds": 1, "thousands": 1})
one_of(
    "sum",
    {
        "few": 1.5,
        "teen": 1,
        "tens": 2,
        "round.hundreds": 2,
        "round.thousands": 0.7,
        "myriad": 0.1,
        "exact": 0.4,
    },
)
one_of("sum.kilo", {**{f"number.{digit}": 1 for digit in "三四五六七八九"}, "ten": 1, "teen": 2})
one_of("sum.1", {"few": 3, "teen": 1})
one_of("sum.2", {"teen": 1, "tens": 3})
one_of("sum.3", {"tens": 1, "round.hundreds": 3})
one_of("sum.4", {"round.hundreds": 2, "round.thousands": 1})
one_of("sum.5", {"round.thousands": 4, "myriad": 1})


@rule("price", "number:sum 块:块|块钱|元")
@rule("price.kilo", "number:sum.kilo 块:块|块钱|元")
@rule("price.1", "number:sum.1 块:块|块钱|元")
@rule("price.2", "number:sum.2 块:块|块钱|元")
@rule("price.3", "number:sum.3 块:块|块钱|元")
@rule("price.4", "number:sum.4 块:块|块钱|元")
@rule("price.5", "number:sum.5 块:块|块钱|元")
def price(number: Number, 块: At) -> English:
    """三块, 三块钱 → three yuan"""
    return number.english + name("yuan", 块)


def _unit_rule(chinese: str, english: str) -> None:
    @rule("duration", f"few unit:{chinese}")
    def duration(few: Number, unit: At) -> English:
        """三年 → three years"""
        if few.value == 1:
            return (
                article(name(english, unit), few.at)
                if english != "hour"
                else say("an", few.at) + name("hour", unit)
            )
        return few.english + name(plural(english), unit)


for _line in UNITS.strip().splitlines():
    _unit_rule(*_line.split())

# --- time of day ----------------------------------------


def _part_rule(chinese: str, english: str) -> None:
    preposition, *the, noun = english.split()
    rule("part", f"at:{chinese}")(lambda at: say(" ".join([preposition, *the]), at) + name(noun, at))


for _chinese, _english in PARTS_OF_DAY.items():
    _part_rule(_chinese, _english)


@rule("late", "十 digit:number.一|number.二")
def late(十: At, digit: Number) -> Number:
    """十一 → eleven; 十二 → twelve"""
    at = 十 + digit.at
    return Number(10 + digit.value, at, name(TEENS[digit.value], at))


_POINTS = {f"number.{digit}": 1.0 for digit in "一两三四五六七八九"}
one_of("point", {**_POINTS, "ten": 1, "late": 2})

HOURS = {
    "morning": range(5, 12),
    "noon": range(12, 13),
    "afternoon": range(1, 7),
    "evening": range(6, 12),
    "tonight": range(6, 12),
    "night": range(6, 12),
}
"""The hours of each part of the day."""


def hour_of(clock: English) -> int:
    """The hour of a time: 3 for half past three."""
    words = [token.word for token in clock.variants[0][1]]
    at = words.index("past") + 1 if "past" in words else 0
    return [*DIGITS.values(), *TEENS].index(words[at]) + 1


def fits(part: English, clock: English) -> None:
    """Raise SenselessError for two o'clock in the evening."""
    for token in part.variants[0][1]:
        if token.word in HOURS and hour_of(clock) not in HOURS[token.word]:
            raise SenselessError


@rule("clock", "point 点", weight=4)
def full_hour(point: Number, 点: At) -> English:
    """三点 → three o'clock"""
    return point.english + name("o'clock", 点)


@rule("clock", "point 点 半", weight=2)
def half_past(point: Number, 点: At, 半: At) -> English:
    """三点半 → half past three"""
    return name("half", 半) + say("past", 点) + point.english


@rule("clock", "point 点 一刻", weight=0.5)
def quarter_past(point: Number, 点: At, 一刻: At) -> English:
    """三点一刻 → a quarter past three"""
    return say("a", 一刻) + name("quarter", 一刻) + say("past", 点) + point.english


@rule("clock", "point 点 minutes:ten|teen|tens 分?", weight=1.5)
def minutes_past(point: Number, 点: At, minutes: Number, 分: At = ()) -> English:
    """三点二十分, 三点二十 → three twenty; 十点十分 → ten past ten"""
    if minutes.value >= 60 or (minutes.value == 10 and not 分):
        raise SenselessError  # 三点十
    if minutes.value == point.value:
        return minutes.english + say("past", 点) + point.english
    return point.english + minutes.english


@rule("clock", "point 点 零? minutes:digit 分", weight=0.3)
def few_past(point: Number, 点: At, minutes: Number, 零: At = (), 分: At = ()) -> English:
    """三点零五分, 三点五分 → five past three"""
    return minutes.english + say("past", 点 + 零) + point.english


@rule("hour", "part? clock")
def hour(clock: English, part: English = NOTHING) -> English:
    """早上七点 → at seven o'clock in the morning"""
    fits(part, clock)
    words = [token.word for token in clock.variants[0][1]]
    if "past" in words and words[0] not in ("half", "a", "quarter", "five", "ten", "twenty"):
        raise SenselessError  # six past four
    if "past" not in words and words[-1] not in ("o'clock", "five", *TEENS[::5], *TENS):
        raise SenselessError  # nobody gets up at seven seventeen
    _, tokens = clock.variants[0]
    return say("at", tokens[-1].at) + clock + part


# --- dates ----------------------------------------


@rule("month", "number:digit 月", weight=9)
@rule("month", "number:ten|late 月", weight=3)
def month(number: Number, 月: At) -> English:
    """五月 → may"""
    return name(MONTHS[number.value - 1], number.at + 月)


@rule("dated", "decade:number.二|number.三 十 digit?")
def dated(decade: Number, 十: At, digit: Number = NO_NUMBER) -> Number:
    """二十五, as the day of a month"""
    value = decade.value * 10 + digit.value
    if value > 31:
        raise SenselessError
    return Number(value, decade.at + 十 + digit.at, NOTHING)


one_of("day", {"digit": 9, "ten": 1, "teen": 9, "dated": 11})


@rule("date", "month number:day 号|日", weight=2)
def date(month: English, number: Number, 号: At = (), 日: At = ()) -> English:
    """五月三号 → may third"""
    return month + _nth(number, 号 + 日)


@rule("date", "number:day 号")
def day_only(number: Number, 号: At) -> English:
    """三号 → the third"""
    return say("the", 号) + _nth(number, 号)


def _nth(number: Number, 号: At) -> English:
    tens, ones = divmod(number.value, 10)
    if number.value <= 20:
        return name(ORDINALS[number.value - 1], number.at + 号)
    if ones == 0:
        return name("thirtieth", number.at + 号)
    return name(f"{TENS[tens - 2]} {ORDINALS[ones - 1]}", number.at + 号)


def _weekday_rule(chinese: str, english: str) -> None:
    rule("weekday", f"at:星期{chinese}")(lambda at: name(english, at))


for _chinese, _english in WEEKDAYS.items():
    _weekday_rule(_chinese, _english)
_weekday_rule("日", "sunday")
