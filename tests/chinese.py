"""The typographic rules for Chinese texts: spaces, punctuation, numbers."""

import re
from collections.abc import Iterator

HAN = r"[\u3400-\u4dbf\u4e00-\u9fff]"
FULL = "，。：；？！（）“”、《》"
PLACEHOLDER = re.compile(r"\{[^{}]*\}|%(?:\(\w+\))?[rsd]")
CODE = re.compile(r"`[^`]*`")
ANYTHING = "\ufffc"  # in the place of a placeholder: Chinese, Latin or a number
RULES = {
    "one space between Chinese and Latin letters or digits": rf"{HAN}[A-Za-z0-9]|[A-Za-z0-9]{HAN}",
    "full-width punctuation after Chinese": rf"{HAN}(?:[,;:?!]|\.(?:\s|$))",
    "full-width brackets around Chinese": rf"\([^()]*{HAN}[^()]*\)(?! ?[/^)])",  # except in a formula
    "“quotation marks” around Chinese": rf"[\"']{HAN}|{HAN}[\"']",
    "no space at full-width punctuation": rf"[{FULL}] (?=\S)|(?<=[^\s·]) [{FULL}]",
    "no period before a closing bracket": "。）",
    "no full-width letters or digits": "[０-９Ａ-Ｚａ-ｚ]",
    "one … for an ellipsis": r"\.\.\.|……",
    "你, not 您": "您",
}


def faults(text: str) -> Iterator[str]:
    """The rules that a text violates, each with the place."""
    bare = PLACEHOLDER.sub(ANYTHING, CODE.sub("x", text))
    for rule, pattern in RULES.items():
        if found := re.search(pattern, bare):
            yield f"{rule}: {bare[max(0, found.start() - 6) : found.end() + 6]!r}"
