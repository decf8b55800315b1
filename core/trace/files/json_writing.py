"""A trace as JSON, in pieces: nested lists that one can read, or packed as base64."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...operations.operation import Array
from ..trace import Trace
from .as_data import about, dumps, step_as_data
from .json_reading import BEGINNING, PLACES, length
from .stored import raw, what_is_kept

LINES = 2**18  # bytes of an array that are turned into text at a time
PACKED = 3 * 2**17  # the same; base64 makes 4 characters of 3 bytes
PLACE = b"[%15d,%15d]"  # as wide whatever the numbers are, so that where an array will stand is known before
OPENING, CLOSING = b'"values":{"base64":"', b'"}}'

WORDS = {0.0: b'"NaN"', 1.0: b'"Infinity"', -1.0: b'"-Infinity"'}

# The one float32 whose shortest decimal form, 7.038531e-26, read as a double and rounded gives its neighbour.
TWICE_ROUNDED = np.uint32(0x15AE43FD).view(np.float32)


def readable(trace: Trace) -> Iterator[bytes]:
    """The file's content, arrays as nested lists."""
    kept = what_is_kept(trace)
    yield BEGINNING + dumps(about(trace))[1:-1] + b',"steps":['
    for number, one in enumerate(kept):
        step = dumps(step_as_data(one))
        yield b"," * (number > 0) + (step if one.array is None else step[:-1] + b',"values":')
        if one.array is not None:
            yield from _lists(one.array)
            yield b"}"
    yield b"]}\n"


def compact(trace: Trace) -> Iterator[bytes | memoryview]:
    """The file's content, arrays as base64; near its beginning stands where each of them begins and ends."""
    kept = what_is_kept(trace)
    steps = [dumps(step_as_data(one)) for one in kept]
    steps = [
        step if one.array is None else step[:-1] + b"," + OPENING
        for step, one in zip(steps, kept, strict=True)
    ]
    lengths = [None if one.array is None else length(one.array.nbytes) for one in kept]
    head = dumps(about(trace))[1:-1] + b',"steps":['
    yield from _with_places(head, steps, lengths)
    for number, (step, one) in enumerate(zip(steps, kept, strict=True)):
        yield b"," * (number > 0) + step
        if one.array is not None:
            yield from _base64(one.array)
            yield CLOSING
    yield b"]}\n"


def _with_places(head: bytes, steps: list[bytes], lengths: list[int | None]) -> Iterator[bytes]:
    """The beginning of a compact file, up to its first step."""
    count = sum(packed is not None for packed in lengths)
    width = len(PLACE % (0, 0)) + len(b",")
    here = len(BEGINNING) + len(PLACES) + max(0, count * width - len(b",")) + len(b"],") + len(head)
    places: list[bytes] = []
    for number, (step, packed) in enumerate(zip(steps, lengths, strict=True)):
        here += len(step) + (number > 0)
        if packed is not None:
            places.append(PLACE % (here, here + packed))
            here += packed + len(CLOSING)
    yield BEGINNING + PLACES + b",".join(places) + b"]," + head


def _base64(array: Array) -> Iterator[bytes]:
    import pybase64  # not at the top: who opens a trace need not write one. Far faster than the standard library's

    content = raw(array)
    for start in range(0, len(content), PACKED):
        yield pybase64.b64encode(content[start : start + PACKED])


def _lists(array: Array) -> Iterator[bytes]:
    """Nested lists; a large array's in pieces."""
    if array.ndim == 0:
        yield _text(array.reshape(1))[1:-1]
        return
    if array.nbytes <= LINES:
        yield _text(array)
        return
    row = array.nbytes // len(array)
    yield b"["
    for start in range(0, len(array), max(1, LINES // row)):
        yield b"," * (start > 0)
        if row > LINES:
            yield from _lists(array[start])
        else:
            yield _text(array[start : start + LINES // row])[1:-1]
    yield b"]"


def _text(array: Array) -> bytes:
    """Nested lists of one piece; −∞ and NaN, which JSON lacks, as words."""
    if array.dtype == np.float32 and np.any(np.abs(array) == TWICE_ROUNDED):
        array = array.astype(np.float64)
    array = np.ascontiguousarray(array)
    text = dumps(array)
    if array.dtype.kind != "f" or (finite := np.isfinite(array)).all():
        return text
    between = text.split(b"null")  # which is what is written where there is no number
    lacking = array[~finite].astype(np.float64)
    words = [*(WORDS[sign] for sign in np.nan_to_num(np.sign(lacking)).tolist()), b""]
    return b"".join(piece for pair in zip(between, words, strict=True) for piece in pair)
