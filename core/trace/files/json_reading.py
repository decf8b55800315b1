"""Read traces in JSON. Long arrays stay in the file until they are needed."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np
import orjson

from ...operations.operation import Array
from ...support.localization import N_, _
from ..error import TraceError
from ..trace import Trace
from .content import Content
from .fields import NOT_FINITE
from .from_data import (
    FORMAT,
    VERSION,
    Declared,
    Load,
    checked_format,
    damaged,
    shaped,
    trace_from_data,
    unreadable,
)

BEGINNING = b'{"format":"%s","version":%d,' % (FORMAT.encode(), VERSION)
PLACES = b'"packed_at":['
AT_A_TIME = 2**16
# An array in base64, or as numbers in nested lists, followed by everything up to the next name.
LONG_ARRAY = re.compile(
    rb'"base64"\s*:\s*"(?P<packed>[A-Za-z0-9+/=]{%d,})"'
    rb'|"values"\s*:\s*(?P<numbers>\[(?:[^"{}]++|"-?(?:Infinity|NaN)")*+)' % AT_A_TIME
)
MARK = "@"  # precedes the number that replaces an array; does not occur in base64
LARGE = 2**28  # the largest size in bytes of a trace without its long arrays, in the file and in memory
COMMA, LIST, OBJECT = 40, 72, 232  # the memory in bytes for each "," "[" and "{" while JSON is parsed


def read(content: Content, parameters: Mapping[str, Array] | None) -> Trace:
    """The trace in a file's content; TraceError as in `trace_files.load`."""
    head = content.read(0, AT_A_TIME)
    if not head.lstrip().startswith(b"{") or b"\0" in head:
        try:
            checked_format(_json(head))  # raises without reading the rest of a file that is not JSON
        except _NotJsonError:
            raise TraceError(_("not a trace: neither valid JSON nor another trace format")) from None
    error_of_places: TraceError | None = None
    if head.startswith(BEGINNING + PLACES):
        try:
            return _read_around(_Places(content, _places(content, head), True), parameters)
        except (_MisplacedError, _NotJsonError) as error:  # perhaps another program rewrote the file
            error_of_places = error
    try:
        return _read_around(_Places(content, _long_arrays(content), False), parameters)
    except _NotJsonError as error:
        raise (error_of_places or error) from None
    except _MisplacedError:  # a match is not the array of a step
        return trace_from_data(_json(content.whole()), _inline, parameters, content.size)


def _read_around(places: _Places, parameters: Mapping[str, Array] | None) -> Trace:
    trace = trace_from_data(_json(places.around()), places.find, parameters, places.content.size)
    places.check_all_found()
    return trace


class _NotJsonError(TraceError):
    """The text is not JSON."""


class _MisplacedError(TraceError):
    """The arrays of a file are not at the expected positions."""

    def __init__(self, message: str = N_("damaged: the listed positions of its arrays are wrong")) -> None:
        super().__init__(_(message))


def _json(text: bytes | bytearray) -> Any:
    needs = COMMA * text.count(b",") + LIST * text.count(b"[") + OBJECT * text.count(b"{")
    if len(text) > LARGE or needs > max(LARGE, 2 * len(text)):
        raise TraceError(
            _("damaged: it has {size:,} bytes besides its arrays, too many for a trace", size=len(text))
        )
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        why = _("it is not UTF-8 text") if "UTF-8" in error.msg else error  # orjson mentions surrogates
        raise _NotJsonError(_("not valid JSON: {error}", error=why)) from None


def _places(content: Content, head: bytes) -> list[tuple[int, int]]:
    """Where the text of each array begins and ends according to the file; checked to be in order and inside it."""
    start = len(BEGINNING + PLACES)
    listed, piece = bytearray(), head[start:]
    while piece and b'"' not in piece:
        listed += piece
        piece = content.read(start + len(listed), start + len(listed) + AT_A_TIME)
    listed += piece.partition(b'"')[0]
    places = _json(b"[" + listed.rstrip(b","))
    pairs = [place for place in places if isinstance(place, list) and len(place) == 2]
    bounds = [bound for pair in pairs for bound in pair]
    if len(pairs) != len(places) or not all(type(bound) is int for bound in bounds):
        raise _MisplacedError()
    if any(one > other for one, other in pairwise([start, *bounds])):
        raise _MisplacedError()
    if bounds and bounds[-1] >= content.size:
        raise _MisplacedError(N_("damaged: the file is truncated"))
    return [(begin, end) for begin, end in pairs]


def _long_arrays(content: Content) -> list[tuple[int, int]]:
    """The positions of a file's long arrays, found without parsing them, which would take many times their memory."""
    text = content.whole()
    found = []
    at = 0
    while match := LONG_ARRAY.search(text, at):
        at = match.end()
        start, end = match.span("packed")
        if start < 0:  # after the numbers comes the end of the step, or a comma
            start = match.start("numbers")
            end = text.rfind(b"]", start, at) + 1
        if end - start >= AT_A_TIME:
            found.append((start, end))
    return found


def length(size: int) -> int:
    """The number of base64 characters for a number of bytes."""
    return 4 * -(-size // 3)


class _Places:
    """The positions of a file's long arrays. In the text without them, a number replaces each array.

    Args:
        all_packed: whether the positions are those of all arrays, each in base64.
    """

    def __init__(self, content: Content, places: list[tuple[int, int]], all_packed: bool) -> None:
        self.content, self.places, self.all_packed = content, places, all_packed
        self.found = 0

    def around(self) -> bytes | bytearray:
        """The text of the file without its long arrays."""
        starts = [0, *(end for _start, end in self.places)]
        ends = [*(start for start, _end in self.places), self.content.size]
        if not self.places or sum(ends) - sum(starts) > LARGE:  # too large; parsing it raises
            return self.content.whole()
        between = [self.content.read(start, end) for start, end in zip(starts, ends, strict=True)]
        marks = []
        for number, (before, after) in enumerate(pairwise(between)):
            packed = before[-1:] == after[:1] == b'"'
            if self.all_packed and not packed:
                raise _MisplacedError()
            mark = f"{MARK}{number}".encode()
            marks.append(mark if packed else b'"' + mark + b'"')
        return b"".join(piece for pair in zip(between, [*marks, b""], strict=True) for piece in pair)

    def find(self, step: Mapping[str, Any], declared: Declared) -> Load:
        """The function that reads a step's array."""
        values = step["values"]
        packed = isinstance(values, dict) and "base64" in values
        mark = values["base64"] if packed else values
        if not (isinstance(mark, str) and mark.startswith(MARK)):
            if packed and self.all_packed:
                raise _MisplacedError()
            return _inline(step, declared)
        number = self.found
        self.found += 1
        if number >= len(self.places) or mark != f"{MARK}{number}":
            raise _MisplacedError()
        start, end = self.places[number]
        if not packed:
            return lambda: _values(_numbers(self.content.read(start, end)), declared)
        if end - start != length(declared.cells * np.dtype(declared.dtype).itemsize):
            raise damaged(
                _(
                    "{name!r} declares the shape {shape}, but its values have {count} characters",
                    name=declared.name,
                    shape=list(declared.shape),
                    count=end - start,
                )
            )
        return lambda: _values({"base64": self.content.read(start, end)}, declared)

    def check_all_found(self) -> None:
        """Raises TraceError unless there is an array at every position."""
        if self.found != len(self.places):
            raise _MisplacedError()


def _inline(step: Mapping[str, Any], declared: Declared) -> Load:
    """The function that returns an array that was parsed with the rest of the file."""
    values = step["values"]
    return lambda: _values(values, declared)


def _numbers(text: bytes) -> Any:
    """The nested lists of a long array; None, from which no array can be built, if they are invalid."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return None


def _values(values: Any, declared: Declared) -> Array:
    packed = isinstance(values, dict)
    try:
        array = _unpack(values["base64"], declared.dtype) if packed else _array(values, declared.dtype)
    except (ArithmeticError, KeyError, MemoryError, RecursionError, TypeError, ValueError) as error:
        raise unreadable(declared.name, error) from None
    return shaped(array, declared, exactly=not packed)


def _unpack(text: str | bytes, dtype: str) -> Array:
    little = np.frombuffer(base64.b64decode(text, validate=True), np.dtype(dtype).newbyteorder("<"))
    if dtype == "bool" and np.any(little.view(np.uint8) > 1):
        raise ValueError(_("expected only true or false"))
    return little.astype(dtype, copy=False)


def _array(values: Any, dtype: str) -> Array:
    kinds = {"b": "b", "i": "i", "f": "iuf"}[np.dtype(dtype).kind]
    _check_words(values if isinstance(values, list) else [values])
    array = np.array(values)
    if array.dtype.kind in "UO":  # contains words such as "NaN"
        array = np.array([NOT_FINITE[v] if isinstance(v, str) else v for v in _flat(values)]).reshape(
            np.array(values, dtype=object).shape
        )
    if array.size and array.dtype.kind not in kinds:
        raise ValueError(_("expected {dtype} numbers", dtype=dtype))
    with np.errstate(over="ignore"):  # numbers too large for float32 become ∞
        return array.astype(dtype)


def _check_words(values: list[Any]) -> None:
    """Raises ValueError for a word that is not a number: NumPy would reserve its length for every cell."""
    types = set(map(type, values))
    if str in types and not all(value in NOT_FINITE for value in values if isinstance(value, str)):
        raise ValueError(_("a word that is not a number"))
    if list in types:
        for value in values:
            if isinstance(value, list):
                _check_words(value)


def _flat(values: Any) -> list[Any]:
    return [leaf for value in values for leaf in _flat(value)] if isinstance(values, list) else [values]
