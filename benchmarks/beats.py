"""Measures whether anything blocks the explorer's event loop while torch loads and a model runs.

    python benchmarks/latency.py --beats

The program runs in a pseudo-terminal and computes a sentence. A task on its loop wakes up every 5 ms, from the first
frame until the answer is there, and records the longest times between two wake-ups: in wall time, which includes other
programs, and in CPU time of the whole process, which does not.
"""

from __future__ import annotations

import json
import os
import select
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from ptyprocess import PtyProcess

BEAT = 0.005  # seconds
PATIENCE = 120.0
PROGRAM = """
import asyncio, json, sys, time
from transformer_explore.explorer import start
from transformer_explore.explorer.app import Explorer

def beaten(name):
    before = getattr(Explorer, name)
    async def after_first_frame(self):
        self.beat = asyncio.create_task(beat())
        await before(self)
    return after_first_frame

gaps = []

async def beat():
    clock, cpu = time.perf_counter(), time.process_time()
    while True:
        await asyncio.sleep(BEAT)
        now, used = time.perf_counter(), time.process_time()
        gaps.append((now - clock - BEAT, used - cpu))
        clock, cpu = now, used

Explorer._after_first_frame = beaten("_after_first_frame")
start.open_explorer("老师喜欢猫")
with open(sys.argv[1], "w") as file:
    json.dump([len(gaps), *(sorted(each)[-20:] for each in zip(*gaps))], file)
"""


def report_beats() -> None:
    """Runs the program and prints the longest gaps."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "beats"
        process = PtyProcess.spawn(
            [sys.executable, "-c", PROGRAM.replace("BEAT", str(BEAT)), str(file)],
            dimensions=(50, 160),
            env=os.environ | {"TERM": "xterm-256color", "COLORTERM": "truecolor", "XDG_STATE_HOME": folder},
        )
        try:
            wait(process, "the teacher likes cats")
            process.write(b"q")
            while process.isalive():
                if select.select([process.fd], [], [], 0.1)[0]:
                    with suppress(EOFError):
                        process.read(65536)
        finally:
            process.terminate(force=True)
        count, walls, cpus = json.loads(file.read_text())
    print(f"{count} wake-ups until the answer was there; the longest gaps in ms:")
    for what, gaps in (("wall time", walls), ("CPU time", cpus)):
        print(f"{what:14} " + " ".join(f"{1000 * gap:.1f}" for gap in reversed(gaps)))


def wait(process: PtyProcess, text: str) -> None:
    """Reads the output until the text is on the screen."""
    import pyte

    screen = pyte.Screen(160, 50)
    stream = pyte.ByteStream(screen)
    end = time.monotonic() + PATIENCE
    while not any(text in line for line in screen.display):
        if time.monotonic() > end:
            raise TimeoutError("\n".join(screen.display))
        if select.select([process.fd], [], [], 0.1)[0]:
            stream.feed(process.read(65536))
