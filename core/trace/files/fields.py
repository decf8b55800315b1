"""Small readers of JSON that say which field is wrong; numbers that JSON lacks are words in it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from reprlib import Repr
from typing import Any, TypeVar

from ...support.localization import _
from ..error import TraceError

T = TypeVar("T")

NOT_FINITE = {"Infinity": math.inf, "-Infinity": -math.inf, "NaN": math.nan}
DEEPEST = 32  # so far may lists and objects be nested where a field may hold anything

_SHORT = Repr()
_SHORT.maxlevel, _SHORT.maxstring, _SHORT.maxother = 2, 40, 40


def shortly(value: object) -> str:
    """What stands somewhere, for a message: however long or deep it is, in a few words."""
    return f"{_SHORT.repr(value):.60}"


def worded(data: Any) -> Any:
    """The same data with NaN and ±∞ as words."""
    if isinstance(data, float) and not math.isfinite(data):
        return "NaN" if math.isnan(data) else "Infinity" if data > 0 else "-Infinity"
    if isinstance(data, Mapping):
        return {key: worded(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [worded(value) for value in data]
    return data


def lacks_words(data: Any) -> bool:
    """Whether no number in it needs a word."""
    if isinstance(data, float):
        return math.isfinite(data)
    if isinstance(data, Mapping):
        return all(map(lacks_words, data.values()))
    return not isinstance(data, list | tuple) or all(map(lacks_words, data))


def number(value: object) -> float:
    """A number as JSON has it, perhaps as a word.

    Raises:
        ValueError: it is none.
    """
    if isinstance(value, str) and value in NOT_FINITE:
        return NOT_FINITE[value]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(_("{value} is no number", value=shortly(value)))
    return float(value)


def natural(value: object, of: str) -> int:
    """A size, a visit, an id, a place.

    Args:
        of: whose it is, for the message.

    Raises:
        TraceError: it is no whole number from 0.
    """
    if type(value) is not int or value < 0:
        raise TraceError(
            _(
                "damaged: {of!r} has {value} where a size, a visit or an id belongs",
                of=of,
                value=shortly(value),
            )
        )
    return value


def text(value: object, of: str) -> str:
    """A text; TraceError where it is none."""
    if not isinstance(value, str):
        raise TraceError(_("damaged: {of!r} has {value} where a text belongs", of=of, value=shortly(value)))
    return value


def real(value: object, of: str) -> float:
    """A number, ±∞ and NaN included; TraceError where it is none."""
    try:
        return number(value)
    except (ValueError, OverflowError):
        raise TraceError(
            _("damaged: {of!r} has {value} where a number belongs", of=of, value=shortly(value))
        ) from None


def perhaps(value: object, of: str, read: Callable[[object, str], T]) -> T | None:
    """What `read` makes of it; None stays None."""
    return None if value is None else read(value, of)


def listed(value: object, of: str) -> list[Any]:
    """A list; TraceError where it is none."""
    if not isinstance(value, list):
        raise TraceError(_("damaged: {of!r} has {value} where a list belongs", of=of, value=shortly(value)))
    return value


def mapping(value: object, of: str) -> Mapping[str, Any]:
    """An object; TraceError where it is none."""
    if not isinstance(value, dict):
        raise TraceError(
            _("damaged: {of!r} has {value} where an object belongs", of=of, value=shortly(value))
        )
    return value


def texts(value: object, of: str) -> tuple[str, ...]:
    """A list of texts; TraceError where it is none."""
    return tuple([text(one, of) for one in listed(value, of)])


def anything(value: object, of: str) -> dict[str, Any]:
    """An object that may hold what it likes, but not infinitely deep; TraceError where it is none."""
    found = dict(mapping(value, of))
    within: list[Any] = [found]
    for _depth in range(DEEPEST):
        within = [inner for outer in within for inner in _inside(outer) if isinstance(inner, dict | list)]
        if not within:
            return found
    raise TraceError(_("damaged: {of!r} is nested more than {deepest} deep", of=of, deepest=DEEPEST))


def _inside(outer: dict[str, Any] | list[Any]) -> list[Any]:
    return list(outer.values()) if isinstance(outer, dict) else outer
