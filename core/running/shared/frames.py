"""The messages between explorers and the shared engine: frames on a Unix-domain socket.

A frame is a header (length of the content, kind, number of the call) and its content.

Calls and results are pickled, although unpickling runs code, because both ends are processes of the same user: the
socket is in a folder that only this user can enter, and each end checks the user of the other (`private.py`). Whoever
could send a frame could also run code as this user directly. The server itself passes calls and results on without
unpickling them, so that a web server which contains it handles only bytes.
"""

from __future__ import annotations

import struct
from collections.abc import Collection
from enum import IntEnum
from typing import NamedTuple

HEADER = struct.Struct(">IBQ")
GREETING = b"transformer-explore engine 1"  # the content of the first frame that the server sends
MOST_CALL = 1 << 20  # bytes of a call; it contains texts and settings
MOST_RESULT = 1 << 26  # bytes of a result; traces are passed as files
MOST_LABEL = 200  # bytes


class Kind(IntEnum):
    """What a frame contains."""

    GREETING = 0  # to the client: GREETING
    CALL = 1  # to the server: a `Call`
    CANCEL = 2  # to the server: nothing
    PROGRESS = 3  # to the client: two numbers, PROGRESS
    RESULT = 4  # to the client: the pickled result
    FAILED = 5  # to the client: the pickled exception
    DIED = 6  # to the client: nothing; the worker died during the call
    REFUSED = 7  # to the client: nothing; this client already has too many calls waiting


FROM_CLIENT = (Kind.CALL, Kind.CANCEL)
FROM_SERVER = tuple(kind for kind in Kind if kind not in FROM_CLIENT)
PROGRESS = struct.Struct(">QQ")


class FrameError(ValueError):
    """Received bytes that are not a valid frame."""


class Header(NamedTuple):
    """The fixed-size beginning of a frame."""

    length: int
    kind: Kind
    number: int

    @classmethod
    def read(cls, data: bytes, kinds: Collection[Kind], most: int) -> Header:
        """Reads a header; FrameError if it is of another kind or the content longer than `most` bytes."""
        length, kind, number = HEADER.unpack(data)
        if kind not in kinds or length > most:
            raise FrameError(f"kind {kind}, {length} bytes")
        return cls(length, Kind(kind), number)


def frame(kind: Kind, number: int = 0, content: bytes = b"") -> bytes:
    """A whole frame."""
    return HEADER.pack(len(content), kind, number) + content


class Call(NamedTuple):
    """The content of a CALL frame.

    Attributes:
        label: groups calls that take about the same time.
        language: of the texts in the result.
        pickled: the function and its arguments.
    """

    label: str
    language: str
    pickled: bytes

    def content(self) -> bytes:
        """The call as bytes."""
        texts = (" ".join(text.split()).encode()[:MOST_LABEL] for text in (self.label, self.language))
        return b"\n".join((*texts, self.pickled))

    @classmethod
    def read(cls, content: bytes) -> Call:
        """Reads a call; FrameError if the content is not one."""
        parts = content.split(b"\n", 2)
        if len(parts) != 3 or max(len(part) for part in parts[:2]) > MOST_LABEL:
            raise FrameError("not a call")
        label, language = (part.decode("utf-8", "replace") for part in parts[:2])
        return cls(label, language, parts[2])
