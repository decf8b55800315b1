"""What people type, as the training language writes it: simplified characters, and numbers in words.

    學習3隻貓 → 学习三只猫

The tokenizer handles spaces, punctuation, full-width forms and capitals.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from functools import cache
from typing import TYPE_CHECKING

from .lexicon import NOUNS

if TYPE_CHECKING:
    from opencc import OpenCC

VARIANTS = str.maketrans({"妳": "你", "您": "你", "牠": "它", "甚": "什", "麽": "么", "裏": "里", "喫": "吃"})
"""Spelling variants, and the polite 您, whose English is the same; only unknown characters are replaced."""

DIGITS = "零一二三四五六七八九"
UNITS = ("", "十", "百", "千")
LARGER = (("亿", 10**8), ("万", 10**4))
COUNTED = "点岁块元天年" + "".join(sorted({m for noun in NOUNS.values() for m in noun.measures}))
"""Before these characters, 2 is 两: 两只猫."""

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_TIME = re.compile(r"(?<![\d:])(\d{1,2}):([0-5]\d)(?![\d:])")
_NUMBER = re.compile(r"(?<![A-Za-z\d.,])(\d{1,3}(?:,\d{3})+|\d+)(?![A-Za-z\d]|[.,:]\d)(?=\s*(.?))")


def normalized(text: str, known: Collection[str]) -> str:
    """The text with traditional characters, spelling variants and Arabic numbers replaced, if it contains Chinese.

    Invisible characters, which web pages contain, are removed.

    Args:
        known: the characters and words of the model's vocabulary; a known character keeps its form.
    """
    if not _HAN.search(text):
        return text
    text = "".join(c for c in text if unicodedata.category(c) != "Cf")
    text = "".join(unicodedata.normalize("NFKC", c) if c.isdigit() or c == "：" else c for c in text)
    if not all(character in known for character in _HAN.findall(text)):
        simplified = _converter().convert(text)
        text = "".join(c if c in known else c.translate(VARIANTS) for c in simplified)
    return _NUMBER.sub(_in_words, _TIME.sub(_clock, text))


def in_words(number: int) -> str:
    """A whole number of 0 or more as it is read: 12 → 十二, 105 → 一百零五."""
    for unit, size in LARGER:
        if number >= size:
            more, rest = divmod(number, size)
            zero = "零" if 0 < rest < size // 10 else ""
            return in_words(more) + unit + zero + (_thousands(rest) if rest else "")
    read = _thousands(number)
    return read[1:] if read.startswith("一十") else read


def _thousands(number: int) -> str:
    if number == 0:
        return "零"
    text = str(number)
    read = "".join(
        DIGITS[int(digit)] + (UNITS[len(text) - place - 1] if digit != "0" else "")
        for place, digit in enumerate(text)
    )
    return re.sub("零+", "零", read).rstrip("零")


def _in_words(found: re.Match[str]) -> str:
    digits, after = found[1].replace(",", ""), found[2]
    is_year = after == "年" and len(digits) == 4
    if is_year or len(digits) > 8 or (digits[0] == "0" and len(digits) > 1):
        return "".join(DIGITS[int(digit)] for digit in digits)
    if digits == "2" and after and after in COUNTED:
        return "两"
    return in_words(int(digits))


def _clock(found: re.Match[str]) -> str:
    hour, minute = found[1], int(found[2])
    minutes = (
        "半" if minute == 30 else f"零{minute}分" if 0 < minute < 10 else f"{minute}分" if minute else ""
    )
    return f"{int(hour)}点{minutes}"


@cache
def _converter() -> OpenCC:
    from opencc import OpenCC  # only for texts that need it

    return OpenCC("tw2s")
