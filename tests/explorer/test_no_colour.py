"""NO_COLOR in a real pseudo-terminal: no colour is sent, and the grid can still be read and used."""

from __future__ import annotations

import os
import re
import select
import sys
import time
from pathlib import Path

import pyte
import pytest
from ptyprocess import PtyProcess

from tests.explorer.terminal import COMMAND, KEYS
from tests.process import PATIENCE

pytestmark = [
    pytest.mark.terminal,
    pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are a Unix matter"),
]
COLOUR = re.compile(rb"\x1b\[(?:[0-9]+;)*(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;[0-9]+)*m")


def test_without_colour_the_numbers_and_the_cursor_are_there(tmp_path: Path) -> None:
    environment = os.environ | {"NO_COLOR": "1", "TERM": "xterm-256color", "XDG_STATE_HOME": str(tmp_path)}
    process = PtyProcess.spawn([*COMMAND, "我爱你"], dimensions=(30, 100), env=environment)
    screen = pyte.Screen(100, 30)
    stream, sent = pyte.ByteStream(screen), b""
    try:
        for text, key in (("step 1 /", "enter"), ("CELL", "right"), ("feature 1 of", "")):
            end = time.monotonic() + PATIENCE
            while not any(text in line for line in screen.display):
                assert time.monotonic() < end, "\n".join(screen.display)
                if select.select([process.fd], [], [], 0.1)[0]:
                    part = process.read(65536)
                    sent += part
                    stream.feed(part)
            process.write(KEYS.get(key, key).encode())
        assert not COLOUR.search(sent)
        assert re.search(r"\[ *−?[0-9]+\.[0-9]+\]", "\n".join(screen.display))
    finally:
        process.terminate(force=True)
