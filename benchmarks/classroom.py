"""Measures a class: one engine, and explorers in which random keys are pressed, as if each were in a browser tab.

    python benchmarks/classroom.py [--explorers 30] [--minutes 10] [--pause 1.0]

The explorers are forked as the browser server forks them, and speak its protocol over pipes. Each tester presses a
random key after a random pause (on average `--pause` seconds), and one time in forty types a sentence of the grammar,
which the engine has to compute. One more client asks the engine for a new sentence every two seconds and measures how
long it waits for the answer. The table shows:

- memory: the proportional set size of all explorers, of the process that they are forked from, of the engine's
  processes, and of this process, which stands for the server: when all explorers have opened, before the first key, and
  while keys are pressed (every ten seconds; the largest sum);
- answers: the time from a request to the answer for the shipped model, as that client and as the engine see it;
- errors: explorers that ended without being told to, crash reports, workers that died. A worker that is ended because
  its call was cancelled and does not stop is none; such calls have a line of their own.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from transformer_explore.core.grammar.corpus import evaluation
from transformer_explore.core.running.engine import Engine
from transformer_explore.core.running.engine_address import VARIABLE, executor
from transformer_explore.core.running.request import Request
from transformer_explore.core.running.runs import run_into
from transformer_explore.core.running.shared.server import EngineServer
from transformer_explore.core.trace import load
from transformer_explore.explorer.forking.forks import ExplorerForks
from transformer_explore.explorer.forking.pipes import Piped, start_piped
from transformer_explore.explorer.server.process import DATA, Size, environment, passed

ESCAPE = "\x1b"
MOVES = (
    *"\r\t \x7f",
    ESCAPE,
    *(f"{ESCAPE}[{code}" for code in ("A", "B", "C", "D", "H", "F", "5~", "6~", "Z")),
)
LETTERS = tuple(set("abcdefghijklmnoprstuvwxyzABCDEFGHIJKLMNOPRSTUVWXYZ0123456789/?[],.+-"))  # q and Q quit
OPENING = tuple("dwcamTXSliuge?")
KEYS = (*MOVES * 2, *OPENING * 2, *LETTERS)
TYPES_A_SENTENCE = 1 / 40
EXAMPLE = "我爱你"
SHIPPED = "run_into zh-en"  # the engine's label
PROBE_PAUSE = 2.0
MEASURE_PAUSE = 10.0
OPENING_PAUSE = 30.0
MEBIBYTE = 1 << 20


@dataclass
class Found:
    """What was measured."""

    opened: dict[str, float] = field(default_factory=dict)
    memory: list[dict[str, float]] = field(default_factory=list)
    waited: list[float] = field(default_factory=list)
    answered: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    keys: int = 0
    sentences: int = 0
    errors: list[str] = field(default_factory=list)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--explorers", type=int, default=30)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--pause", type=float, default=1.0, metavar="SECONDS")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    found = Found()
    sentences = [each.source for each in evaluation("pairs-dev", 100, options.seed)]
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        EngineServer(observe=lambda label, seconds: found.answered[label].append(seconds)) as engine,
        ExplorerForks(passed(os.environ)) as forks,
    ):
        with Engine(executor(engine.address)) as asking:  # a class begins when the engine has started
            for _worker in engine.pids:
                asking.submit(os.getpid).result()
        found.answered.clear()
        asyncio.run(lesson(options, engine, forks, Path(folder), sentences, found))
        report(options, engine, found)


async def lesson(
    options: argparse.Namespace,
    engine: EngineServer,
    forks: ExplorerForks,
    folder: Path,
    sentences: Sequence[str],
    found: Found,
) -> None:
    """Runs the class."""
    learners = []
    for number in range(options.explorers):
        more = {
            VARIABLE: engine.address,
            "XDG_STATE_HOME": str(folder / str(number)),
            "TRANSFORMER_EXPLORE_LANG": "zh" if number % 2 else "en",
        }
        variables = environment(Size(120, 40), os.environ, more)
        learners.append(await start_piped(forks, ["explore", EXAMPLE], variables, str(folder)))
    tasks = [asyncio.create_task(drain(learner, found)) for learner in learners]
    await asyncio.sleep(OPENING_PAUSE)
    found.opened = memory(learners, forks)
    end = time.monotonic() + 60 * options.minutes
    tasks += [
        asyncio.create_task(
            test(learner, random.Random(f"{options.seed} {number}"), options.pause, sentences, found)
        )
        for number, learner in enumerate(learners)
    ]
    tasks.append(asyncio.create_task(probe(engine, sentences, found)))
    while time.monotonic() < end:
        await asyncio.sleep(min(MEASURE_PAUSE, max(0.0, end - time.monotonic())))
        found.memory.append(memory(learners, forks))
    for learner in learners:
        if learner.explorer.done.done():
            found.errors.append(f"an explorer ended with {learner.explorer.done.result()}")
    found.errors += [
        path.read_text("utf-8")[-300:] for path in folder.glob("*/transformer-explore/crashes/*")
    ]
    for task in tasks:
        task.cancel()
    for result in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(result, Exception):
            found.errors.append(f"{type(result).__name__}: {result}")


async def test(
    learner: Piped, chance: random.Random, pause: float, sentences: Sequence[str], found: Found
) -> None:
    """Presses keys until the explorer ends."""
    while not learner.explorer.done.done():
        await asyncio.sleep(chance.expovariate(1 / pause))
        if chance.random() < TYPES_A_SENTENCE:
            found.sentences += 1
            for _ in range(6):  # back to the walk
                await press(learner, ESCAPE)
                await asyncio.sleep(0.2)
            await press(learner, "t")
            await asyncio.sleep(0.5)
            await press(learner, f"{chance.choice(sentences)}\r")
        else:
            await press(learner, chance.choice(KEYS))
        found.keys += 1


async def press(learner: Piped, typed: str) -> None:
    """Sends what was typed as the browser server does."""
    payload = typed.encode()
    with suppress(ConnectionError):
        learner.stdin.write(DATA + len(payload).to_bytes(4, "big") + payload)
        await learner.stdin.drain()


async def drain(learner: Piped, found: Found) -> None:
    """Reads what the explorer draws; its errors are ours."""

    async def errors() -> None:
        while line := await learner.stderr.readline():
            found.errors.append(line.decode(errors="replace").strip())

    reading = asyncio.create_task(errors())
    try:
        while await learner.stdout.read(1 << 16):
            pass
        await reading
    finally:
        reading.cancel()


async def probe(engine: EngineServer, sentences: Sequence[str], found: Found) -> None:
    """Measures how long a learner waits for a sentence that nobody has asked for before."""
    with Engine(executor(engine.address)) as asking:
        for number in range(len(sentences) * 100):
            file = asking.file(".safetensors")
            # The number makes each request another one, so that it is computed.
            text, target = sentences[number % len(sentences)], "i love you " * (1 + number // len(sentences))
            request = Request(source=text, target=target.strip(), device="cpu")
            began = time.perf_counter()
            await asyncio.wrap_future(asking.submit(run_into, request, file))
            await asyncio.to_thread(load, file)
            found.waited.append(time.perf_counter() - began)
            file.unlink()
            await asyncio.sleep(PROBE_PAUSE)


def memory(learners: Sequence[Piped], forks: ExplorerForks) -> dict[str, float]:
    """The proportional set sizes in MiB, by part."""
    explorers = [learner.explorer.pid for learner in learners if not learner.explorer.done.done()]
    others = {*descendants(os.getpid())} - {*explorers, forks.pid}
    parts = {
        "explorers": explorers,
        "their origin": [forks.pid],
        "the engine": [*others],  # the workers, and what multiprocessing starts for them
        "server": [os.getpid()],
    }
    return {part: sum(map(proportional, pids)) for part, pids in parts.items()}


def descendants(pid: int) -> Iterator[int]:
    """The processes that a process has started, and those that they have started."""
    with suppress(OSError):  # it has just ended
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield int(child)
                yield from descendants(int(child))


def proportional(pid: int) -> float:
    """The proportional set size of a process in MiB; 0 if it has just ended."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024 / MEBIBYTE
    return 0.0


def report(options: argparse.Namespace, engine: EngineServer, found: Found) -> None:
    """Prints the table."""
    largest = max(found.memory, key=lambda parts: sum(parts.values()))
    print(f"{options.explorers} explorers, {options.minutes:g} minutes, a key every {options.pause:g} s each")
    print(f"load of the machine: {os.getloadavg()[1]:.1f} on {os.cpu_count()} processors")
    for when, parts in (("opened", found.opened), ("largest", largest)):
        print(f"{f'memory (PSS), MiB, {when}':32} {sum(parts.values()):>8.0f}")
        for part, size in parts.items():
            each = f"  ({size / options.explorers:.1f} each)" if part == "explorers" else ""
            print(f"  {part:30} {size:>8.0f}{each}")
    for name, seconds in (
        ("request → answer, client", found.waited),
        ("engine's view", found.answered[SHIPPED]),
    ):
        if len(seconds) > 1:
            p50, p95 = (statistics.quantiles(seconds, n=20)[place] for place in (9, 18))
            print(
                f"{name:32} {len(seconds):>8} p50 {p50:.2f} s, p95 {p95:.2f} s, longest {max(seconds):.2f} s"
            )
    counts = engine.counts
    print(f"{'keys, sentences typed':32} {found.keys:>8} {found.sentences}")
    print(
        f"{'calls answered':32} {counts.answered:>8} cancelled {counts.cancelled}, refused {counts.refused}"
    )
    others = ", ".join(f"{label} {len(times)}" for label, times in sorted(found.answered.items()))
    print(f"  {others}")
    given_up = ", ".join(f"{label} {times}" for label, times in counts.given_up.most_common())
    print(f"{'cancelled calls that did not end':32} {counts.given_up.total():>8} {given_up}")
    print(f"{'errors':32} {len(found.errors) + counts.died:>8} (workers that died: {counts.died})")
    for error in found.errors[:10]:
        print(f"  {error}")


if __name__ == "__main__":
    main()
