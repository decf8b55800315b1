"""Read the fields of JSON data with errors that name the invalid field; NaN and ∞ are written as words."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from reprlib import Repr
from typing import Any, TypeVar

from ...support.localization import N_, _
from ..error import TraceError

T = TypeVar("T")

NOT_FINITE = {"Infinity": math.inf, "-Infinity": -math.inf, "NaN": math.nan}
DEEPEST = 32  # how deeply lists and objects may be nested in a field with free content

_SHORT = Repr()
_SHORT.maxlevel, _SHORT.maxstring, _SHORT.maxother = 2, 40, 40


def shortly(value: object) -> str:
    """A value for an error message, shortened to a few words if it is long or deeply nested."""
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
    """Whether all numbers are finite, so that none has to be written as a word such as "NaN"."""
    if isinstance(data, float):
        return math.isfinite(data)
    if isinstance(data, Mapping):
        return all(map(lacks_words, data.values()))
    return not isinstance(data, list | tuple) or all(map(lacks_words, data))


def number(value: object) -> float:
    """A number in JSON, or the word for one; otherwise raises ValueError."""
    if isinstance(value, str) and value in NOT_FINITE:
        return NOT_FINITE[value]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(_("{value} is not a number", value=shortly(value)))
    return float(value)


def _invalid(value: object, of: str, expected: str) -> TraceError:
    """The error for a field of `of` whose value is not what was expected."""
    return TraceError(
        _(
            "damaged: {of!r} has {value} instead of {expected}",
            of=of,
            value=shortly(value),
            expected=_(expected),
        )
    )


def natural(value: object, of: str) -> int:
    """A size, a visit, an id or an index; otherwise raises TraceError, which names what it belongs to (`of`)."""
    if type(value) is not int or value < 0:
        raise _invalid(value, of, N_("a non-negative whole number"))
    return value


def boolean(value: object, of: str) -> bool:
    """True or false; otherwise raises TraceError."""
    if not isinstance(value, bool):
        raise _invalid(value, of, N_("true or false"))
    return value


def text(value: object, of: str) -> str:
    """A string; otherwise raises TraceError."""
    if not isinstance(value, str):
        raise _invalid(value, of, N_("a string"))
    return value


def real(value: object, of: str) -> float:
    """A number, including ±∞ and NaN; otherwise raises TraceError."""
    try:
        return number(value)
    except (ValueError, OverflowError):
        raise _invalid(value, of, N_("a number")) from None


def perhaps(value: object, of: str, read: Callable[[object, str], T]) -> T | None:
    """The result of `read`; None stays None."""
    return None if value is None else read(value, of)


def listed(value: object, of: str) -> list[Any]:
    """A list; otherwise raises TraceError."""
    if not isinstance(value, list):
        raise _invalid(value, of, N_("a list"))
    return value


def mapping(value: object, of: str) -> Mapping[str, Any]:
    """An object; otherwise raises TraceError."""
    if not isinstance(value, dict):
        raise _invalid(value, of, N_("an object"))
    return value


def texts(value: object, of: str) -> tuple[str, ...]:
    """A list of strings; otherwise raises TraceError."""
    return tuple([text(each, of) for each in listed(value, of)])


def anything(value: object, of: str) -> dict[str, Any]:
    """An object with free content that is not nested too deeply; otherwise raises TraceError."""
    found = dict(mapping(value, of))
    level: list[Any] = [found]
    for _depth in range(DEEPEST):
        level = [inner for outer in level for inner in _values(outer) if isinstance(inner, dict | list)]
        if not level:
            return found
    raise TraceError(_("damaged: {of!r} is nested more than {deepest} levels deep", of=of, deepest=DEEPEST))


def _values(outer: dict[str, Any] | list[Any]) -> list[Any]:
    return list(outer.values()) if isinstance(outer, dict) else outer
