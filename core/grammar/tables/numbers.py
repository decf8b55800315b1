"""Numbers: digits, powers of ten and their English."""

DIGITS = dict(
    zip(
        "一二三四五六七八九",
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"],
        strict=True,
    )
)
TEENS = [
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
ORDINALS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
]

# Chinese measure, English unit of time
UNITS = """
分钟    minute
个小时  hour
天      day
个星期  week
个月    month
年      year
"""
