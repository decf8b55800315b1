"""What people type, as the training language writes it: simplified characters, and numbers in words.

    學習3隻貓 → 学习三只猫        周一8:30 → 星期一八点半        14:00 → 下午两点

The tokenizer handles spaces, punctuation, full-width forms and capitals.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from functools import cache
from typing import TYPE_CHECKING

from .recognition import followers
from .tables.world import PARTS_OF_DAY

if TYPE_CHECKING:
    from opencc import OpenCC

VARIANTS = str.maketrans({"妳": "你", "您": "你", "牠": "它", "甚": "什", "麽": "么", "裏": "里", "喫": "吃"})
"""Spelling variants, and the polite 您, whose English is the same; only unknown characters are replaced."""

DIGITS = "零一二三四五六七八九"
UNITS = ("", "十", "百", "千")
LARGER = (("亿", 10**8), ("万", 10**4))
COUNTED = (followers("两") - {*UNITS, "分"}) | {"分钟"}
"""Before these characters, 2 is 两: 两只猫, 两点, 两个小时."""

WORDS = ((re.compile("(?:礼拜|周)([一二三四五六日天])"), r"星期\1"), (re.compile("礼拜"), "星期"))
"""Words that the training language does not have, and those that it has."""

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_TIME = re.compile(rf"({'|'.join(PARTS_OF_DAY)})?(?<![\d:])([01]?\d|2[0-4]):([0-5]\d)(?![\d:])")
_NUMBER = re.compile(r"(?<![A-Za-z\d.,])(\d{1,3}(?:,\d{3})+|\d+)(?![A-Za-z\d]|[.,:]\d)(?=\s*(分钟|.?))")


def normalized(text: str, known: Collection[str]) -> str:
    """The text with traditional characters, spelling variants and Arabic numbers replaced, if it contains Chinese.

    Args:
        known: the characters and words of the model's vocabulary; a known character keeps its form.
    """
    if not _HAN.search(text):
        return text
    text = "".join(unicodedata.normalize("NFKC", c) if c.isdigit() or c == "：" else c for c in text)
    if not all(character in known for character in _HAN.findall(text)):
        simplified = _converter().convert(text)
        text = "".join(c if c in known else c.translate(VARIANTS) for c in simplified)
    text = _NUMBER.sub(_in_words, _TIME.sub(_clock, text))
    for variant, word in WORDS:
        text = variant.sub(word, text)
    return text


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
    return re.sub("^二(?=[百千万亿])", "两", in_words(int(digits)))


def _clock(found: re.Match[str]) -> str:
    part, hour, minute = found[1] or "", int(found[2]), int(found[3])
    if hour > 12:
        part, hour = part or ("下午" if hour < 18 else "晚上"), hour - 12
    minutes = (
        "半" if minute == 30 else f"零{minute}分" if 0 < minute < 10 else f"{minute}分" if minute else ""
    )
    return f"{part}{hour}点{minutes}"


@cache
def _converter() -> OpenCC:
    from opencc import OpenCC  # only for texts that need it

    return OpenCC("tw2s")
