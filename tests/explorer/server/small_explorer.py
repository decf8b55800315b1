"""A program that sends and receives packets as an explorer does, but starts at once.

It shows its arguments, then every packet that it receives. What is typed can be a command: `crash`, `refuse`, `leave`,
`flood`, `environment`, `pid`, `file`, `open`, `deaf`.
"""

import json
import os
import sys
import time

FILE = b"1\t2\n" * 30_000  # more than one chunk


def send(kind: bytes, payload: bytes) -> None:
    data = kind + len(payload).to_bytes(4, "big") + payload
    while data:
        data = data[os.write(1, data) :]


def show(value: object) -> None:
    send(b"D", json.dumps(value).encode())


def read(size: int) -> bytes:
    data = sys.stdin.buffer.read(size)
    if len(data) < size:
        sys.exit(0)
    return data


def act(typed: str) -> None:
    match typed:
        case "crash":
            print("transformer-explore: internal error \x1b]0;title\x07", file=sys.stderr)
            sys.exit(70)
        case "refuse":
            print("transformer-explore: no such sentence", file=sys.stderr)
            sys.exit(2)
        case "leave":
            sys.exit(0)
        case "flood":
            while True:
                send(b"D", b"x" * 65536)
        case "pid":
            show({"pid": os.getpid()})
        case "environment":
            show(dict(os.environ))
        case "file":
            send(
                b"M", json.dumps({"type": "deliver_file_start", "key": "k", "path": "/etc/数 a.tsv"}).encode()
            )
        case "open":
            send(
                b"M", json.dumps({"type": "open_url", "url": "https://example.org", "new_tab": True}).encode()
            )
        case "deaf":
            time.sleep(600)


def chunk(start: int, size: int) -> None:
    """Sends a part of the file as Textual encodes it."""
    part = FILE[start : start + size]
    send(b"P", b"ts13:deliver_chunks1:k%d:%se" % (len(part), part))


print("a line before the packets")
sys.stdout.flush()
os.write(1, b"__GANGLION__\n")
show(["arguments", *sys.argv[1:]])
sent = 0
while True:
    kind = read(1)
    payload = read(int.from_bytes(read(4), "big")).decode()
    if kind == b"D":
        act(payload)
        show(["typed", payload])
    else:
        message = json.loads(payload)
        if message["type"] == "deliver_chunk_request":
            chunk(sent, message["size"])
            sent += message["size"]
        else:
            show(message)
