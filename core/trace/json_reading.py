"""Reading traces that are JSON. Of a compact file the arrays stay where they are until somebody looks."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np
import orjson

from ..language import N_, _
from ..operations.operation import Array
from .content import Content
from .error import TraceError
from .fields import NOT_FINITE
from .from_data import FORMAT, VERSION, Declared, Load, checked_format, shaped, trace_from_data
from .trace import Trace

BEGINNING = b'{"format":"%s","version":%d,' % (FORMAT.encode(), VERSION)
PLACES = b'"packed_at":['
AT_A_TIME = 2**16
ODD = N_("damaged: what it says about the places of its arrays is not so")


def read(content: Content, parameters: Mapping[str, Array] | None) -> Trace:
    """The trace in a file's content.

    Raises:
        TraceError: as `json_file.load`.
    """
    head = content.read(0, AT_A_TIME)
    if not head.lstrip().startswith(b"{") or b"\0" in head:
        checked_format(_json(head))  # which raises, without reading more of what is no JSON
    if not head.startswith(BEGINNING + PLACES):
        data = _json(head + content.read(len(head), content.size))
        return trace_from_data(
            data, lambda step, declared: _loader(step["values"], declared), parameters, content.size
        )
    places = _Places(content, _places(content, head))
    data = _json(places.around())
    trace = trace_from_data(data, places.find, parameters, content.size)
    places.check_all_found()
    return trace


def _json(text: bytes) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise TraceError(_("no valid JSON: {error}").format(error=error)) from None


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
        raise TraceError(_(ODD))
    if any(one > other for one, other in pairwise([start, *bounds])):
        raise TraceError(_(ODD))
    if bounds and bounds[-1] >= content.size:
        raise TraceError(_("damaged: the file is cut off"))
    return [(begin, end) for begin, end in pairs]


def length(size: int) -> int:
    """How many characters of base64 so many bytes make."""
    return 4 * -(-size // 3)


class _Places:
    """Where the arrays of a file are. In the file without them each one's number stands in its place."""

    def __init__(self, content: Content, places: list[tuple[int, int]]) -> None:
        self.content, self.places = content, places
        self.found = 0

    def around(self) -> bytes:
        """The file without its arrays."""
        starts = [0, *(end for _start, end in self.places)]
        ends = [*(start for start, _end in self.places), self.content.size]
        between = [self.content.read(start, end) for start, end in zip(starts, ends, strict=True)]
        for before, after in pairwise(between):
            if before[-1:] != b'"' or after[:1] != b'"':
                raise TraceError(_(ODD))
        numbers = [str(number).encode() for number in range(len(self.places))]
        return b"".join(piece for pair in zip(between, [*numbers, b""], strict=True) for piece in pair)

    def find(self, step: Mapping[str, Any], declared: Declared) -> Load:
        """How a step's array is read."""
        values = step["values"]
        if not isinstance(values, dict) or "base64" not in values:
            return _loader(values, declared)
        number = self.found
        self.found += 1
        if number >= len(self.places) or values["base64"] != str(number):
            raise TraceError(_(ODD))
        start, end = self.places[number]
        if end - start != length(declared.cells * np.dtype(declared.dtype).itemsize):
            raise TraceError(
                _(
                    "damaged: {name!r} says its shape is {shape}, but its values are {count} characters"
                ).format(name=declared.name, shape=list(declared.shape), count=end - start)
            )
        return lambda: _values({"base64": self.content.read(start, end)}, declared)

    def check_all_found(self) -> None:
        """Raises TraceError unless each place is that of an array."""
        if self.found != len(self.places):
            raise TraceError(_(ODD))


def _loader(values: Any, declared: Declared) -> Load:
    return lambda: _values(values, declared)


def _values(values: Any, declared: Declared) -> Array:
    packed = isinstance(values, dict)
    try:
        array = _unpack(values["base64"], declared.dtype) if packed else _array(values, declared.dtype)
    except (ArithmeticError, KeyError, MemoryError, RecursionError, TypeError, ValueError) as error:
        raise TraceError(
            _("damaged: the values of {name!r} cannot be read ({error})").format(
                name=declared.name, error=error
            )
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
        raise ValueError(_("{dtype} numbers expected").format(dtype=dtype))
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
