"""Write a trace as JSON, piece by piece: arrays as readable nested lists, or compactly as base64."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...operations.operation import Array
from ..trace import Trace
from .json_reading import BEGINNING, PLACES, length
from .to_data import about, dumps, raw, stored

LINES = 2**18  # bytes of an array that are converted to text at a time
PACKED = 3 * 2**17  # the same for base64, which encodes 3 bytes as 4 characters
PLACE = b"[%15d,%15d]"  # of constant width, so that the position of each array is known in advance
OPENING, CLOSING = b'"values":{"base64":"', b'"}}'

WORDS = {0.0: b'"NaN"', 1.0: b'"Infinity"', -1.0: b'"-Infinity"'}

# The only float32 whose shortest decimal form, 7.038531e-26, gives its neighbor when read as double and rounded.
TWICE_ROUNDED = np.uint32(0x15AE43FD).view(np.float32)


def readable(trace: Trace) -> Iterator[bytes]:
    """The file's content with arrays as nested lists."""
    yield BEGINNING + dumps(about(trace))[1:-1] + b',"steps":['
    for number, each in enumerate(stored(trace)):
        step = dumps(each.as_data())
        yield b"," * (number > 0) + (step if each.array is None else step[:-1] + b',"values":')
        if each.array is not None:
            yield from _lists(each.array)
            yield b"}"
    yield b"]}\n"


def compact(trace: Trace) -> Iterator[bytes | memoryview]:
    """The file's content with arrays as base64, and their positions in the file near its beginning."""
    found = stored(trace)
    steps = [dumps(each.as_data()) for each in found]
    steps = [
        step if each.array is None else step[:-1] + b"," + OPENING
        for step, each in zip(steps, found, strict=True)
    ]
    lengths = [None if each.array is None else length(each.array.nbytes) for each in found]
    head = dumps(about(trace))[1:-1] + b',"steps":['
    yield from _with_places(head, steps, lengths)
    for number, (step, each) in enumerate(zip(steps, found, strict=True)):
        yield b"," * (number > 0) + step
        if each.array is not None:
            yield from _base64(each.array)
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
    import pybase64  # only needed for writing; much faster than the standard library

    content = raw(array)
    for start in range(0, len(content), PACKED):
        yield pybase64.b64encode(content[start : start + PACKED])


def _lists(array: Array) -> Iterator[bytes]:
    """Nested lists; for a large array in pieces."""
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
    """The nested lists of one piece, with NaN and ±∞, which JSON cannot represent, as words."""
    if array.dtype == np.float32 and np.any(np.abs(array) == TWICE_ROUNDED):
        array = array.astype(np.float64)
    array = np.ascontiguousarray(array)
    text = dumps(array)
    if array.dtype.kind != "f" or (finite := np.isfinite(array)).all():
        return text
    between = text.split(b"null")  # written for each number that is not finite
    lacking = array[~finite].astype(np.float64)
    words = [*(WORDS[sign] for sign in np.nan_to_num(np.sign(lacking)).tolist()), b""]
    return b"".join(piece for pair in zip(between, words, strict=True) for piece in pair)
