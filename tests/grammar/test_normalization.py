"""Typed text is read as the training language writes it."""

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from transformer_explore.core.grammar import characters, sample, understand
from transformer_explore.core.grammar.normalization import DIGITS, LARGER, UNITS, in_words, normalized
from transformer_explore.core.grammar.recognition import Chart

KNOWN = frozenset(characters())


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("我愛你", "我爱你"),
        ("學習3隻貓", "学习三只猫"),
        ("妳有甚麼書", "你有什么书"),
        ("她看著我", "她看着我"),
        ("我有2本书", "我有两本书"),
        ("我有2隻貓", "我有两只猫"),
        ("我有 ２ 本书", "我有 两 本书"),
        ("2月2号", "二月二号"),
        ("我们3:05来", "我们三点零五分来"),
        ("我们8：30来", "我们八点半来"),
        ("我们8:30来", "我们八点半来"),
        ("现在3:15", "现在三点十五分"),
        ("现在10:10", "现在十点十分"),
        ("我14:00去", "我下午两点去"),
        ("我晚上20:30去", "我晚上八点半去"),
        ("现在2点", "现在两点"),
        ("现在3点2分", "现在三点二分"),
        ("等2分钟", "等两分钟"),
        ("我学了2年", "我学了两年"),
        ("我2岁", "我两岁"),
        ("我去过2次北京", "我去过两次北京"),
        ("2公斤苹果", "两公斤苹果"),
        ("我禮拜一去", "我星期一去"),
        ("我周日来", "我星期日来"),
        ("今天礼拜天", "今天星期天"),
        ("您好", "您好"),
        ("你在哪裡", "你在哪里"),
        ("200块", "两百块"),
        ("2200块", "两千二百块"),
        ("1000块", "一千块"),
        ("3,000块", "三千块"),
        ("2026年", "二零二六年"),
        ("12岁和20岁", "十二岁和二十岁"),
        ("我看3.5本", "我看3.5本"),
        ("我听U2", "我听U2"),
        ("i have 2 cats", "i have 2 cats"),
    ],
)
def test_typed_text_is_read_as(typed: str, read: str) -> None:
    assert normalized(typed, KNOWN) == read


def test_sentences_of_the_language_are_left_alone() -> None:
    rng = random.Random(0)
    for source in (sample(rng).source for _ in range(200)):
        assert normalized(source, KNOWN) == source


def test_an_unknown_character_stays_in_place() -> None:
    assert normalized("我喝奶茗", KNOWN) == "我喝奶茗"


@given(st.text())
def test_any_text_is_read_twice_as_it_is_read_once(text: str) -> None:
    once = normalized("我" + text, KNOWN)
    assert normalized(once, KNOWN) == once


def test_every_number_to_9999_is_read_as_a_price() -> None:
    for number in range(1, 10_000):
        source = normalized(f"{number}块", KNOWN)
        assert len(source) in Chart(source).read("price", 0), source


@pytest.mark.parametrize("hour", range(1, 24))
def test_every_time_of_day_is_in_the_language(hour: int) -> None:
    for minute in range(60):
        assert understand(normalized(f"现在{hour}:{minute:02}", KNOWN)), (hour, minute)


@pytest.mark.parametrize("year", (1949, 1999, 2000, 2008, 2019, 2026, 2030))
def test_every_year_is_in_the_language(year: int) -> None:
    assert understand(normalized(f"我是{year}年来北京的", KNOWN))


@given(st.integers(0, 10**8 - 1))
def test_a_number_in_words_has_its_value(number: int) -> None:
    assert value(in_words(number)) == number


def value(words: str) -> int:
    """The value of a Chinese number, read from the left: each unit multiplies the digits before it."""
    for unit, size in LARGER:
        if unit in words:
            more, rest = words.split(unit)
            return value(more) * size + (value(rest) if rest else 0)
    total = 0
    for digit, unit in re.findall(rf"([{DIGITS}]?)([{''.join(UNITS)}]?)", words):
        if digit or unit:
            total += (DIGITS.index(digit) if digit else 1) * 10 ** (UNITS.index(unit) if unit else 0)
    return total
