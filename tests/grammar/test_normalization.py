"""Typed text is read as the training language writes it."""

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from transformer_explore.core.grammar import characters, sample
from transformer_explore.core.grammar.normalization import DIGITS, LARGER, UNITS, in_words, normalized

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
        ("1000块", "一千块"),
        ("3,000块", "三千块"),
        ("2026年", "二零二六年"),
        ("12岁和20岁", "十二岁和二十岁"),
        ("我看3.5本", "我看3.5本"),
        ("我听U2", "我听U2"),
        ("我\u200b爱\u202e你\ufeff", "我爱你"),
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
