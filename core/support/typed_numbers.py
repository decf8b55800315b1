"""Read numbers that users type on a command line or in a field, with any keyboard or input method."""

from __future__ import annotations

import math
import re

from .errors import Problem
from .localization import _

LARGEST = 2**63 - 1  # signed 64-bit integers, which JSON readers and random generators accept

# Chinese input methods produce full-width ASCII and their own space, period and comma.
WIDE = {0xFEE0 + code: code for code in range(0x21, 0x7F)} | {0x3000: 0x20, 0x3002: 0x2E, 0x3001: 0x2C}
DASHES = dict.fromkeys(map(ord, "−–‐‑﹣"), "-")

_WHOLE = re.compile(r"[+-]?[0-9]+")
_REAL = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_INFINITE = re.compile(r"[+-]?(?:inf|infinity|∞)", re.IGNORECASE)
_SHOWN = 40  # characters of the typed text that an error message repeats


def half_width(text: str) -> str:
    """The text with full-width ASCII and the ideographic space, period and comma as plain ASCII."""
    return text.translate(WIDE)


def whole_number(text: str, least: int = -LARGEST, most: int = LARGEST) -> int:
    """The typed whole number: digits with an optional sign; Python's other notations are invalid.

    Raises Problem if it is not a whole number from `least` to `most`.
    """
    plain = _plain(text)
    if not _WHOLE.fullmatch(plain):
        raise Problem(
            _(
                "{typed!r} is not a whole number; type one such as {example}",
                typed=text[:_SHOWN],
                example=max(least, min(3, most)),
            )
        )
    digits = plain.lstrip("+-0") or "0"
    size = int(digits) if len(digits) < 20 else LARGEST + 1  # int() refuses thousands of digits
    number = -size if plain.startswith("-") else size
    if not least <= number <= most:
        raise Problem(
            _(
                "{typed} is out of range; type a whole number from {least} to {most}",
                typed=text[:_SHOWN],
                least=least,
                most=most,
            )
        )
    return number


def real_number(text: str) -> float:
    """The typed number: 0.5, .5, -1e9, ∞; NaN and Python's other notations are invalid and raise Problem."""
    plain = _plain(text)
    if _INFINITE.fullmatch(plain):
        return -math.inf if plain.startswith("-") else math.inf
    if not _REAL.fullmatch(plain):
        raise Problem(
            _("{typed!r} is not a number; type one such as {example}", typed=text[:_SHOWN], example="0.5")
        )
    return float(plain)


def _plain(text: str) -> str:
    return half_width(text).translate(DASHES).strip()
