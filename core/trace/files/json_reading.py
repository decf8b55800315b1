"""Reading traces that are JSON. The arrays stay where they are in the file until somebody looks."""

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
from .from_data import FORMAT, VERSION, Declared, checked_format, shaped, trace_from_data
from .recent import Load

BEGINNING = b'{"format":"%s","version":%d,' % (FORMAT.encode(), VERSION)
PLACES = b'"packed_at":['
AT_A_TIME = 2**16
LONG_ARRAY = (
    re.compile(  # in base64, or as numbers in nested lists, with what follows them up to the next name
        rb'"base64"\s*:\s*"(?P<packed>[A-Za-z0-9+/=]{%d,})"'
        rb'|"values"\s*:\s*(?P<numbers>\[(?:[^"{}]++|"-?(?:Infinity|NaN)")*+)' % AT_A_TIME
    )
)
MARK = "@"  # before an array's number, which stands in its place; in no base64
LARGE = 2**28  # bytes of a trace without its long arrays, and of memory for what is read of it
COMMA, LIST, OBJECT = 40, 72, 232  # bytes of memory for what they stand for, while JSON is read


def read(content: Content, parameters: Mapping[str, Array] | None) -> Trace:
    """The trace in a file's content.

    Raises:
        TraceError: as `json_file.load`.
    """
    head = content.read(0, AT_A_TIME)
    if not head.lstrip().startswith(b"{") or b"\0" in head:
        checked_format(_json(head))  # which raises, without reading more of what is no JSON
    damaged = None
    if head.startswith(BEGINNING + PLACES):
        try:
            return _read_around(_Places(content, _places(content, head), True), parameters)
        except (_MisplacedError, _NotJsonError) as error:  # or another program has written the file anew
            damaged = error
    try:
        return _read_around(_Places(content, _long_arrays(content), False), parameters)
    except _NotJsonError as error:
        raise (damaged or error) from None
    except _MisplacedError:  # what looks like a step's array is something else
        return trace_from_data(_json(content.whole()), _inline, parameters, content.size)


def _read_around(places: _Places, parameters: Mapping[str, Array] | None) -> Trace:
    trace = trace_from_data(_json(places.around()), places.find, parameters, places.content.size)
    places.check_all_found()
    return trace


class _NotJsonError(TraceError):
    """A text is no JSON."""


class _MisplacedError(TraceError):
    """The arrays of a file are not where they should be."""

    def __init__(
        self, said: str = N_("damaged: what it says about the places of its arrays is not so")
    ) -> None:
        super().__init__(_(said))


def _json(text: bytes | bytearray) -> Any:
    needs = COMMA * text.count(b",") + LIST * text.count(b"[") + OBJECT * text.count(b"{")
    if len(text) > LARGE or needs > max(LARGE, 2 * len(text)):
        raise TraceError(
            _("damaged: besides its arrays it holds {size:,} bytes, more than a trace has", size=len(text))
        )
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise _NotJsonError(_("no valid JSON: {error}", error=error)) from None


def _places(content: Content, head: bytes) -> list[tuple[int, int]]:
    """Where each array's text begins and ends in the file, as the file says: in order and inside of it."""
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
        raise _MisplacedError(N_("damaged: the file is cut off"))
    return [(begin, end) for begin, end in pairs]


def _long_arrays(content: Content) -> list[tuple[int, int]]:
    """Where the long arrays of a file are, found without reading them as JSON, which takes many times their size."""
    text = content.whole()
    found = []
    at = 0
    while match := LONG_ARRAY.search(text, at):
        at = match.end()
        start, end = match.span("packed")
        if start < 0:  # behind the numbers follows the end of the step, or a comma before its next field
            start = match.start("numbers")
            end = text.rfind(b"]", start, at) + 1
        if end - start >= AT_A_TIME:
            found.append((start, end))
    return found


def length(size: int) -> int:
    """How many characters of base64 so many bytes make."""
    return 4 * -(-size // 3)


class _Places:
    """Where the arrays of a file are. In the file without them each one's number stands in its place.

    Args:
        all_packed: whether these are all arrays that there are, and each in base64.
    """

    def __init__(self, content: Content, places: list[tuple[int, int]], all_packed: bool) -> None:
        self.content, self.places, self.all_packed = content, places, all_packed
        self.found = 0

    def around(self) -> bytes | bytearray:
        """The file without its arrays."""
        starts = [0, *(end for _start, end in self.places)]
        ends = [*(start for start, _end in self.places), self.content.size]
        if not self.places or sum(ends) - sum(starts) > LARGE:  # which is refused
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
        """How a step's array is read."""
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
            raise TraceError(
                _(
                    "damaged: {name!r} says its shape is {shape}, but its values are {count} characters",
                    name=declared.name,
                    shape=list(declared.shape),
                    count=end - start,
                )
            )
        return lambda: _values({"base64": self.content.read(start, end)}, declared)

    def check_all_found(self) -> None:
        """Raises TraceError unless each place is that of an array."""
        if self.found != len(self.places):
            raise _MisplacedError()


def _inline(step: Mapping[str, Any], declared: Declared) -> Load:
    """How an array is read that has been read with everything around it."""
    values = step["values"]
    return lambda: _values(values, declared)


def _numbers(text: bytes) -> Any:
    """The numbers of a long array; None, which no array is made of, where they are none."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return None


def _values(values: Any, declared: Declared) -> Array:
    packed = isinstance(values, dict)
    try:
        array = _unpack(values["base64"], declared.dtype) if packed else _array(values, declared.dtype)
    except (ArithmeticError, KeyError, MemoryError, RecursionError, TypeError, ValueError) as error:
        raise TraceError(
            _("damaged: the values of {name!r} cannot be read ({error})", name=declared.name, error=error)
        ) from None
    return shaped(array, declared, exactly=not packed)


def _unpack(text: str | bytes, dtype: str) -> Array:
    little = np.frombuffer(base64.b64decode(text, validate=True), np.dtype(dtype).newbyteorder("<"))
    if dtype == "bool" and np.any(little.view(np.uint8) > 1):
        raise ValueError(_("true and false expected"))
    return little.astype(dtype, copy=False)


def _array(values: Any, dtype: str) -> Array:
    kinds = {"b": "b", "i": "i", "f": "iuf"}[np.dtype(dtype).kind]
    _check_words(values if isinstance(values, list) else [values])
    array = np.array(values)
    if array.dtype.kind in "UO":  # numbers among words: −∞ and NaN stand as strings
        array = np.array([NOT_FINITE[v] if isinstance(v, str) else v for v in _flat(values)]).reshape(
            np.array(values, dtype=object).shape
        )
    if array.size and array.dtype.kind not in kinds:
        raise ValueError(_("{dtype} numbers expected", dtype=dtype))
    with np.errstate(over="ignore"):  # what a float32 cannot hold is ∞ in it
        return array.astype(dtype)


def _check_words(values: list[Any]) -> None:
    """Raises ValueError where a word stands for no number: NumPy would make room for one as long in each place."""
    there = set(map(type, values))
    if str in there and not all(value in NOT_FINITE for value in values if isinstance(value, str)):
        raise ValueError(_("a word that is no number"))
    if list in there:
        for value in values:
            if isinstance(value, list):
                _check_words(value)


def _flat(values: Any) -> list[Any]:
    return [leaf for value in values for leaf in _flat(value)] if isinstance(values, list) else [values]
