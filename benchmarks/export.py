"""Measures writing and opening a trace of `base`, compared with safetensors' own writer and reader.

    python benchmarks/export.py [--tokens 128] [--rounds 7] [--statistics 512]

CPU time of one thread; the candidates take turns in one process, and ratios are medians of the ratios within a round.
"peak" is the largest memory of a separate process while it writes, arrays included, as a multiple of the arrays: from
the high-water mark of its resident memory, and from tracemalloc. For reading, the table shows how many bytes are read
when a file is opened, and when one step is read. With --statistics it measures an export of statistics only.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from transformer_explore.core.trace import ModelCard, Token, Trace, bytes_of, load, save, statistics_only

FORMS = {"readable": "readable.json", "compact": "compact.json", "safetensors": "trace.safetensors"}
STEP = "encoder.layers.3.self_attention.weights"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tokens", type=int, default=128)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument(
        "--statistics",
        type=int,
        metavar="TOKENS",
        help="only measure an export of statistics, with this many tokens",
    )
    parser.add_argument("--peak-of", nargs=3, metavar=("FILE", "FORM", "HOW"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.peak_of:
        print(peak(*options.peak_of))
    elif os.environ.get("OMP_NUM_THREADS") != "1":
        os.execve(sys.executable, [sys.executable, *sys.argv], os.environ | {"OMP_NUM_THREADS": "1"})
    elif options.statistics:
        report_statistics(options.statistics)
    else:
        with tempfile.TemporaryDirectory() as folder:
            report(recorded(options.tokens), options.rounds, Path(folder))


def recorded(tokens: int) -> Trace:
    """A forward pass of `base` with random weights."""
    import torch
    from transformer_explore.core.nn.configuration import BASE
    from transformer_explore.core.nn.transformer import build
    from transformer_explore.core.recording.recording import record

    torch.manual_seed(0)
    model = build(BASE, seed=0).eval()
    given = {name: torch.randint(4, BASE.vocabulary, (1, tokens)) for name in ("source", "target")}
    with torch.no_grad(), record(model, **given) as recording:
        model(given["source"], given["target"])
    return Trace(
        model=ModelCard("base", "transformer", BASE.as_dict(), "0" * 64),
        run={"kind": "forward", "device": "cpu", "dtype": "float32", "seed": None, "interventions": []},
        tokens={name: tuple(Token(int(i), f"w{i}") for i in ids[0]) for name, ids in given.items()},
        steps=recording.steps(),
        vocabulary=tuple(f"word{i}" for i in range(BASE.vocabulary)),
    )


# ------------------------------------------------------------------------------ the tables
def report(trace: Trace, rounds: int, folder: Path) -> None:
    """Prints a table for writing and one for reading."""
    held = bytes_of(trace)
    print(f"{len(trace)} steps, {held / 2**20:.1f} MiB of arrays")
    times = interleaved(writers(trace, folder), rounds)
    print(f"\n{'writing':<14} {'CPU ms':>8} {'/ theirs':>8} {'file MiB':>9} {'peak RSS':>9} {'traced':>7}")
    for name in times:
        path = folder / FORMS.get(name, f"{name}.safetensors")
        row = f"{name:<14} {median(times[name]):>8.0f} {ratio(times, name, 'save_file'):>8.2f} "
        row += f"{path.stat().st_size / 2**20:>9.1f}"
        if name in FORMS:
            row += "".join(
                f"{peak_of(folder, name, how):>{width}.2f}" for how, width in (("rss", 10), ("traced", 8))
            )
        print(row, flush=True)
    times = interleaved(readers(folder), rounds)
    print(f"\n{'reading':<24} {'CPU ms':>8} {'/ theirs':>8} {'MiB to open':>12} {'MiB for a step':>15}")
    for name in times:
        row = f"{name:<24} {median(times[name]):>8.1f} {ratio(times, name, 'load_file, all'):>8.3f}"
        if name in FORMS:
            row += "".join(
                f"{size / 2**20:>{width}.2f}"
                for size, width in zip(read_by(folder, name), (13, 16), strict=True)
            )
        print(row, flush=True)
    print(f"the step is {trace[STEP].values.nbytes / 2**20:.2f} MiB")


def report_statistics(tokens: int) -> None:
    """Prints the size of an export that keeps only statistics."""
    trace = recorded(tokens)
    with tempfile.TemporaryDirectory() as folder:
        save(statistics_only(trace), Path(folder) / "t.json")
        size = (Path(folder) / "t.json").stat().st_size
    words = len(" ".join(trace.vocabulary))
    print(f"{len(trace)} steps at {tokens} tokens, {bytes_of(trace):,} bytes of arrays")
    print(
        f"statistics only: {size:,} bytes, of which the vocabulary takes about {words + 2 * len(trace.vocabulary):,}"
    )


def median(times: list[float]) -> float:
    return statistics.median(times) * 1000


def ratio(times: Mapping[str, list[float]], name: str, other: str) -> float:
    return statistics.median(a / b for a, b in zip(times[name], times[other], strict=True))


# ------------------------------------------------------------------------------ the candidates
def writers(trace: Trace, folder: Path) -> dict[str, Callable[[], object]]:
    """Our writers, and those of safetensors with the same arrays."""
    from safetensors.numpy import save as save_bytes
    from safetensors.numpy import save_file

    # safetensors takes only contiguous arrays; copying the others is not measured
    arrays = {str(step): np.ascontiguousarray(step.values) for step in trace}
    ours = {form: writer(trace, folder / file, form) for form, file in FORMS.items()}
    return {
        **ours,
        "save_file": lambda: save_file(arrays, folder / "save_file.safetensors"),
        "save": lambda: (folder / "save.safetensors").write_bytes(save_bytes(arrays)),
    }


def writer(trace: Trace, path: Path, form: str) -> Callable[[], object]:
    return lambda: save(trace, path, compact=form == "compact")


def readers(folder: Path) -> dict[str, Callable[[], object]]:
    """Functions that open a file and read one step; that of safetensors reads everything."""
    from safetensors.numpy import load_file

    ours = {form: looking(folder / FORMS[form]) for form in ("compact", "safetensors")}
    return {**ours, "load_file, all": lambda: load_file(folder / "save_file.safetensors")}


def looking(path: Path) -> Callable[[], object]:
    return lambda: load(path)[STEP].values.sum()


def interleaved(runs: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """CPU seconds of each run in each round, after a round that is not counted."""
    times: dict[str, list[float]] = {name: [] for name in runs}
    for number in range(rounds + 1):
        for name, run in runs.items():
            began = time.process_time()
            run()
            if number:
                times[name].append(time.process_time() - began)
    return times


# ------------------------------------------------------------------------------ memory and bytes
def peak_of(folder: Path, form: str, how: str) -> float:
    """`peak`, measured in a separate process."""
    command = [sys.executable, __file__, "--peak-of", str(folder / FORMS["compact"]), form, how]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def peak(file: str, form: str, how: str) -> float:
    """The largest memory while a trace is written, as a multiple of its arrays."""
    trace = load(Path(file))
    held = bytes_of(trace)  # reads every array
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / FORMS[form]
        save(trace.select([STEP]), path, form == "compact")  # imports what writing needs
        if how == "traced":
            tracemalloc.start()
            save(trace, path, form == "compact")
            return 1 + tracemalloc.get_traced_memory()[1] / held
        before = resident("VmRSS")
        Path("/proc/self/clear_refs").write_text("5")  # resets the high-water mark
        save(trace, path, form == "compact")
        return 1 + (resident("VmHWM") - before) / held


def resident(field: str) -> int:
    """A field of /proc/self/status, in bytes."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(field))


def read_by(folder: Path, form: str) -> tuple[int, int]:
    """The bytes that are read when a file is opened, and then when one step is read.

    A safetensors file is memory-mapped: the pages that become resident are counted.
    """
    command = [sys.executable, "-c", READING, str(folder / FORMS[form]), STEP]
    opened, looked = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    return int(opened), int(looked)


READING = """
import sys
from pathlib import Path
from transformer_explore.core.trace import load
from transformer_explore.core.trace.files import json_reading, safetensors_file
import safetensors, numpy
def touched():
    fields = dict(line.split(":") for line in Path("/proc/self/io").read_text().splitlines())
    mapped = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("RssFile")]
    return int(fields["rchar"]) + int(mapped[0].split()[1]) * 1024
path = Path(sys.argv[1])
begun = touched()
trace = load(path)
opened = touched()
trace[sys.argv[2]].values.sum()
print(opened - begun, touched() - opened)
"""


if __name__ == "__main__":
    main()
