"""How many of our files run between pressing "→" on the walk and painting the numbers.

    python benchmarks/files_per_key.py [--list] [--presses 20] [--key →] [--text 我爱你]

The explorer runs in a pseudo-terminal, as in latency.py. Before anything is counted, the engine has computed the trace,
and the keys are pressed once there and back, so that every module is loaded and every cache is warm. Then
`sys.setprofile` records each call of a Python function until the last byte of the repaint. A file counts if at least
one of its functions ran. Work in threads that were started earlier is not seen.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

PAUSE = 0.5  # seconds after which nothing is left to do in the background
BACK = {"→": "←", "↓": "↑"}


# ------------------------------------------------------------------------------ inside the explorer's process
class Calls:
    """Counts the calls in each of our files from SIGUSR1 to SIGUSR2, and then writes them to a file."""

    def __init__(self, path: Path) -> None:
        import transformer_explore
        from transformer_explore import core, explorer, lessons

        packages = (transformer_explore, core, explorer, lessons)
        self._roots = tuple(f"{Path(str(package.__file__)).parent}{os.sep}" for package in packages)
        self._path = path
        self._calls: Counter[str] = Counter()
        self._first: dict[str, float] = {}
        signal.signal(signal.SIGUSR1, self._begin)
        signal.signal(signal.SIGUSR2, self._end)

    def _begin(self, *_: object) -> None:
        self._calls.clear()
        self._first.clear()
        threading.setprofile(self._count)
        sys.setprofile(self._count)

    def _end(self, *_: object) -> None:
        sys.setprofile(None)
        threading.setprofile(None)  # type: ignore[arg-type]  # None ends it, as documented
        ours = [name for name in self._calls if name.startswith(self._roots) and name != __file__]
        found = {_short(name): (self._calls[name], self._first[name]) for name in ours}
        temporary = self._path.with_suffix(".new")
        temporary.write_text(json.dumps(found), encoding="utf-8")
        temporary.replace(self._path)

    def _count(self, frame: FrameType, event: str, _argument: Any) -> None:
        if event == "call":
            name = frame.f_code.co_filename
            self._calls[name] += 1
            self._first.setdefault(name, time.perf_counter())


def _short(name: str) -> str:
    path = Path(name)
    folders = [part for part in ("core", "explorer", "lessons") if part in path.parts]
    return "/".join(path.parts[path.parts.index(folders[0]) :]) if folders else path.name


def explore(path: Path, text: str) -> int:
    """Runs the explorer, and counts when asked to."""
    from transformer_explore.explorer.cli import main as command

    Calls(path)
    return command([text])


# ------------------------------------------------------------------------------ outside, at the terminal
def measure(key: str, presses: int, text: str) -> list[dict[str, int]]:
    """For each press, the calls in each file that ran before the last byte of its repaint."""
    from latency import Program, Scene

    found = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "calls.json"
        command = (__file__, "--inside", str(path), "--text", text)
        program = Program(Scene("", command, "step 1 /", [], [key], "key"), 0.1)
        try:
            _wait_for_engine(program.process.pid)
            for warm in [key] * presses + [BACK[key]] * presses * (key in BACK):
                program.press(warm)
            for _ in range(presses):
                time.sleep(PAUSE)
                os.kill(program.process.pid, signal.SIGUSR1)
                time.sleep(0.05)  # the handler runs
                began = time.perf_counter()
                painted = began + program.press(key).last
                os.kill(program.process.pid, signal.SIGUSR2)
                calls = _read(path)
                found.append({name: n for name, (n, first) in calls.items() if began <= first <= painted})
        finally:
            program.end()
    return found


def _wait_for_engine(pid: int) -> None:
    """Waits until the program and its engine have used no CPU time for a while."""
    from latency import cpu_of

    before, now = -1.0, 0.0
    while now - before > 0.02:
        time.sleep(2)
        tasks = Path(f"/proc/{pid}/task").glob("*/children")
        children = [int(child) for task in tasks for child in task.read_text().split()]
        before, now = now, sum(map(cpu_of, [pid, *children]))


def _read(path: Path) -> dict[str, tuple[int, float]]:
    while not path.exists():
        time.sleep(0.01)
    calls: dict[str, tuple[int, float]] = json.loads(path.read_text(encoding="utf-8"))
    path.unlink()
    return calls


def report(found: Sequence[dict[str, int]], key: str, listed: bool) -> None:
    counts = [len(calls) for calls in found]
    print(f"{key}: files per press, of {len(found)} presses: ", end="")
    print(f"median {statistics.median(counts):g}, fewest {min(counts)}, most {max(counts)}")
    if not listed:
        return
    total: Counter[str] = Counter()
    for calls in found:
        total.update(calls)
    print(f"\n{'file':56} {'presses':>8} {'calls per press':>16}")
    for name in sorted(total, key=lambda name: (-sum(name in calls for calls in found), name)):
        presses = sum(name in calls for calls in found)
        print(f"{name:56} {presses:>8} {total[name] / presses:>16.1f}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--list", action="store_true", help="print the files with their calls")
    parser.add_argument("--presses", type=int, default=20)
    parser.add_argument("--key", default="→")
    parser.add_argument("--text", default="我爱你")
    parser.add_argument("--inside", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        return explore(options.inside, options.text)
    report(measure(options.key, options.presses, options.text), options.key, options.list)
    return 0


if __name__ == "__main__":
    sys.exit(main())
