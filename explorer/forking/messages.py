"""Messages between a server and the process that forks explorers: JSON after its length, with file descriptors."""

from __future__ import annotations

import json
import socket
from collections.abc import Mapping, Sequence
from typing import Any

LENGTH = 4  # bytes
STREAMS = 3  # standard input, output and error
MOST = 1 << 20  # bytes of a message


def send(connection: socket.socket, message: Mapping[str, Any], streams: Sequence[int] = ()) -> None:
    """Sends a message; OSError if the other process has ended."""
    content = json.dumps(message).encode()
    length = len(content).to_bytes(LENGTH, "big")
    if streams:
        socket.send_fds(connection, [length], list(streams))
    else:
        connection.sendall(length)
    connection.sendall(content)


def receive(connection: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """Receives a message and its file descriptors.

    Raises:
        EOFError: the other process has ended.
    """
    length, streams, _flags, _address = socket.recv_fds(connection, LENGTH, STREAMS)
    length += _exactly(connection, LENGTH - len(length)) if length else b""
    if len(length) < LENGTH or (size := int.from_bytes(length, "big")) > MOST:
        raise EOFError
    message: dict[str, Any] = json.loads(_exactly(connection, size))
    return message, streams


def _exactly(connection: socket.socket, size: int) -> bytes:
    received = bytearray()
    while len(received) < size:
        part = connection.recv(size - len(received))
        if not part:
            raise EOFError
        received += part
    return bytes(received)
