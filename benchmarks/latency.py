"""Measures the time from a key to the last byte of its repaint, compared with a minimal Textual program.

    python benchmarks/latency.py [--presses 200] [--only TEXT] [--quiet 60]
    python benchmarks/latency.py --beats                what blocks the event loop while torch loads and computes

Every candidate is a process in its own pseudo-terminal, 160×50. They take turns, twenty keys each, so that a machine
that slows down slows all of them. A repaint is over when nothing was written for a while (--quiet, in ms) and no thread
of the program is running; the time is that of the last byte, so that the waiting is not counted.

"first", "last" and their "p95" are wall times, which include other programs; "CPU" is the time that all threads of the
program used for a key until it was quiet; "/ minimal" is the ratio of the median CPU time to that of a key (or, for a
page, a page) in the minimal program. Textual paints at most every 1/60 s: two paints take at least 17 ms.
"""

from __future__ import annotations

import argparse
import os
import select
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Any

from ptyprocess import PtyProcess

COLUMNS, LINES = 160, 50
BLOCK = 20  # keys per turn
PATIENCE = 60.0  # seconds

MINIMAL = """
from textual.app import App
from textual.widgets import Static
class Minimal(App):
    keys = 0
    def compose(self):
        yield Static("minimal program")
    def on_key(self, event):
        self.keys += 1
        self.query_one(Static).update(f"minimal program {self.keys}")
Minimal().run()
"""
MINIMAL_PAGES = """
from textual.app import App
from textual.widgets import Log
class Minimal(App):
    def compose(self):
        yield Log()
    def on_mount(self):
        log = self.query_one(Log)
        log.write_lines([("minimal program %d " % n) * 7 for n in range(3000)])
        log.scroll_home(animate=False)
        log.focus()
Minimal().run()
"""
KEYS = {
    "→": "\x1b[C",
    "←": "\x1b[D",
    "↓": "\x1b[B",
    "↑": "\x1b[A",
    "⏎": "\r",
    "end": "\x1b[F",
    "pagedown": "\x1b[6~",
    "pageup": "\x1b[5~",
}
ROUND = ["→"] * 25 + ["↓"] * 25 + ["←"] * 25 + ["↑"] * 25
PAGES = ["pagedown", "pageup"]
FAR = ["pagedown"] * 20 + ["pageup"] * 20
STEPS = ["→"] * 100 + ["←"] * 100


@dataclass(frozen=True)
class Press:
    """The cost of a key: seconds to the first and to the last byte, CPU seconds, bytes painted."""

    first: float
    last: float
    cpu: float
    bytes: int


@dataclass
class Scene:
    """A program and the keys that are pressed in it.

    Attributes:
        command: the program, as arguments for Python.
        shows: a text that is on the screen when the program is ready.
        before: keys to press before measuring.
        keys: the keys that are measured, again and again.
        minimal: whether to divide by a minimal program's "key" or "page".
        budget: the promised limit for 95 of 100 keys, in milliseconds, if there is one.
    """

    name: str
    command: Sequence[str]
    shows: str
    before: Sequence[str]
    keys: Sequence[str]
    minimal: str
    budget: int | None = None
    presses: list[Press] = field(default_factory=list)


def scenes(folder: Path) -> list[Scene]:
    """Everything that is measured; writes the traces that the scenes open."""
    explorer = ("-m", "transformer_explore.explorer.cli")
    large, small = (square(folder, size) for size in (2048, 64))
    base = folder / "base.safetensors"
    sys.path.insert(0, str(Path(__file__).parent))
    from export import recorded
    from transformer_explore.core.trace import save

    save(recorded(128), base)
    gpt2 = folder / "gpt2.safetensors"
    save(gpt2_size(128), gpt2)
    into_numbers, colours = ["→", "→", "⏎"], ["→", "→", "v", "⏎"]  # the third step is the square array
    found = [
        Scene("minimal: a key", ("-c", MINIMAL), "minimal program", [], ["→"], "key"),
        Scene("minimal: a page", ("-c", MINIMAL_PAGES), "minimal program", [], FAR, "page"),
    ]
    for file, size, pages in ((large, "2048²", FAR), (small, "64²", PAGES)):
        for view, before in (("numbers", into_numbers), ("colors", colours)):
            opened = (*explorer, "open", str(file)), "step 1 /", before
            found += [
                Scene(f"cursor, {size}, {view}", *opened, ROUND, "key", 16),
                Scene(f"page, {size}, {view}", *opened, pages, "page", 33),
            ]
    opened = (*explorer, "open", str(base)), "step 1 /"
    in_gpt2 = (*explorer, "open", str(gpt2)), "step 1 /"
    shipped = (*explorer, "我爱你"), "step 1 /"
    return [
        *found,
        Scene("step, base at 128 tokens", *opened, ["→"] * 3, STEPS, "page", 33),
        Scene("step, base, colors", *opened, ["v"], STEPS, "page", 33),
        Scene("head, base", *opened, ["→"] * 8, ["h"], "page", 33),
        Scene("step, GPT-2 size at 128 tokens", *in_gpt2, ["→"] * 3, STEPS, "page", 33),
        Scene("logits, 50,257 columns", *in_gpt2, ["end"], ["←", "→"], "page", 33),
        Scene("step, shipped sentence", *shipped, [], STEPS, "page", 33),
        Scene("cursor, shipped sentence", *shipped, ["→"] * 6 + ["⏎"], ["→", "↓", "←", "↑"], "key", 16),
        Scene("decode: bars", *shipped, ["d"], ["↓"] * 10 + ["↑"] * 10, "key"),
        Scene("what if: switches", *shipped, ["w"], ["↓"] * 10 + ["↑"] * 10, "key"),
        Scene("attention: token", *shipped, ["a"], ["↓", "↑"], "key"),
    ]


def square(folder: Path, size: int) -> Path:
    """A trace whose third step is a square array; each of its numbers is a sum of `size` terms."""
    import numpy as np
    from transformer_explore.core.operations.expression import Source
    from transformer_explore.core.trace import ModelCard, Step, Token, Trace, save

    random = np.random.default_rng(0)
    query, key = (random.normal(size=(1, size, size)).astype(np.float32) for _ in range(2))
    arrays = {"query": query, "key": key, "dot_products": query @ key.swapaxes(-1, -2)}
    axes = {
        "query": ("head", "query", "feature"),
        "key": ("head", "key", "feature"),
        "dot_products": ("head", "query", "key"),
    }
    steps = tuple(
        Step(
            name=f"attention.{name}",
            visit=0,
            operation=name,
            formula="",
            inputs=tuple(Source("step", f"attention.{other}") for other in ("query", "key"))
            if name == "dot_products"
            else (),
            settings={},
            axes=axes[name],
            shape=array.shape,
            dtype="float32",
            load=lambda array=array: array,  # type: ignore[misc]
        )
        for name, array in arrays.items()
    )
    card = ModelCard(f"square {size}", "attention", {}, "0" * 64)
    path = folder / f"square{size}.safetensors"
    tokens = {"source": tuple(Token(n, f"w{n}") for n in range(size))}
    save(Trace(card, {"kind": "forward", "seed": None, "interventions": []}, tokens, steps), path)
    return path


def gpt2_size(tokens: int) -> Any:
    """A forward pass of a model of the size of GPT-2 small, with random weights."""
    from peers import gpt2
    from transformer_explore.core.recording.recording import record
    from transformer_explore.core.trace import ModelCard, Token, Trace

    model, ids = gpt2(tokens)
    with record(model, source=ids) as recording:
        model(ids)
    return Trace(
        model=ModelCard("GPT-2 size", "decoder", model.configuration.as_dict(), "0" * 64),
        run={"kind": "forward", "device": "cpu", "dtype": "float32", "seed": None, "interventions": []},
        tokens={"source": tuple(Token(int(i), f"w{i}") for i in ids[0])},
        steps=recording.steps(),
        vocabulary=tuple(f"word{i}" for i in range(model.configuration.embedding.vocabulary)),
    )


# ------------------------------------------------------------------------------ a program in its terminal
class Program:
    """A running program whose keys are measured.

    Args:
        quiet: seconds without output after which a repaint is over.
    """

    def __init__(self, scene: Scene, quiet: float) -> None:
        self.quiet = quiet
        self.state = tempfile.TemporaryDirectory()
        environment = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "COLUMNS")}
        self.process = PtyProcess.spawn(
            [sys.executable, *scene.command],
            dimensions=(LINES, COLUMNS),
            env=environment
            | {"TERM": "xterm-256color", "COLORTERM": "truecolor", "XDG_STATE_HOME": self.state.name}
            | {"TEXTUAL_ANIMATIONS": "none", "OMP_NUM_THREADS": "1"},
        )
        self._shows(scene.shows)
        time.sleep(1.0)  # until the work behind the first frame is done
        self._settle(time.perf_counter())
        for key in scene.before:
            self.press(key)
        self.keys: Iterator[str] = cycle(scene.keys)

    def _shows(self, text: str) -> None:
        import pyte

        screen = pyte.Screen(COLUMNS, LINES)
        stream = pyte.ByteStream(screen)
        end = time.monotonic() + PATIENCE
        while not any(text in line for line in screen.display):
            if time.monotonic() > end:
                raise TimeoutError("\n".join(screen.display))
            if select.select([self.process.fd], [], [], 1.0)[0]:
                stream.feed(self.process.read(65536))

    def press(self, key: str) -> Press:
        """Writes a key and waits until its repaint is over."""
        before = cpu_of(self.process.pid)
        began = time.perf_counter()
        os.write(self.process.fd, KEYS.get(key, key).encode())
        first, last, size = self._settle(began)
        return Press(first, last, cpu_of(self.process.pid) - before, size)

    def _settle(self, began: float) -> tuple[float, float, int]:
        """Seconds to the first and to the last byte (0 without output), and the number of bytes."""
        first = last = 0.0
        size = 0
        while select.select([self.process.fd], [], [], self.quiet)[0] or running(self.process.pid):
            if select.select([self.process.fd], [], [], 0)[0]:
                size += len(os.read(self.process.fd, 1 << 20))
                last = time.perf_counter() - began
                first = first or last
        return first, last, size

    def end(self) -> None:
        self.process.terminate(force=True)
        self.state.cleanup()


def threads(pid: int) -> list[Path]:
    return list(Path(f"/proc/{pid}/task").iterdir())


def cpu_of(pid: int) -> float:
    """CPU seconds that the threads of a process have used, in nanosecond resolution."""
    return sum(int((task / "schedstat").read_text().split()[0]) for task in threads(pid)) / 1e9


def running(pid: int) -> bool:
    """Whether a thread of a process is running or runnable."""
    return any(
        (task / "stat").read_text(errors="replace").rpartition(")")[2].split()[0] == "R"
        for task in threads(pid)
    )


# ------------------------------------------------------------------------------ the table
def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--presses", type=int, default=200)
    parser.add_argument("--only", default="", metavar="TEXT", help="only scenes whose name contains this")
    parser.add_argument("--quiet", type=float, default=60, metavar="MS")
    parser.add_argument("--beats", action="store_true", help="only measure what blocks the event loop")
    options = parser.parse_args()
    if options.beats:
        from beats import report_beats

        report_beats()
        return
    with tempfile.TemporaryDirectory() as folder:
        chosen = [s for s in scenes(Path(folder)) if options.only in s.name or s.name.startswith("minimal")]
        measure(chosen, options.presses, options.quiet / 1000)
    report(chosen)


def measure(chosen: Sequence[Scene], presses: int, quiet: float) -> None:
    """Presses the keys of all scenes in turn; the first block is a warm-up and is not counted."""
    programs = [Program(scene, quiet) for scene in chosen]
    try:
        for block in range(-(-presses // BLOCK) + 1):
            for scene, program in zip(chosen, programs, strict=True):
                taken = [program.press(next(program.keys)) for _ in range(BLOCK)]
                if block:
                    scene.presses += [press for press in taken if press.bytes]
    finally:
        for program in programs:
            program.end()


def report(chosen: Sequence[Scene]) -> None:
    heads = f"{'first':>6} {'last':>6} {'p95':>6} {'budget':>7} {'CPU':>6} {'p95':>6} {'/ minimal':>10} {'bytes':>7}"
    print(f"{'ms':30} {'keys':>5} {heads}")
    minimal = {scene.minimal: median(scene, "cpu") for scene in chosen if scene.name.startswith("minimal")}
    for scene in chosen:
        first, last, cpu = (1000 * median(scene, what) for what in ("first", "last", "cpu"))
        late, much = (1000 * percentile(scene, what) for what in ("last", "cpu"))
        budget = "" if scene.budget is None else f"≤ {scene.budget}"
        row = f"{scene.name:30} {len(scene.presses):>5} {first:>6.1f} {last:>6.1f} {late:>6.1f} {budget:>7} "
        row += f"{cpu:>6.1f} {much:>6.1f} {median(scene, 'cpu') / minimal[scene.minimal]:>10.2f} "
        print(row + f"{median(scene, 'bytes'):>7.0f}")


def median(scene: Scene, what: str) -> float:
    return statistics.median(getattr(press, what) for press in scene.presses)


def percentile(scene: Scene, what: str) -> float:
    """The 95th percentile."""
    return statistics.quantiles((getattr(press, what) for press in scene.presses), n=20)[-1]


if __name__ == "__main__":
    main()
