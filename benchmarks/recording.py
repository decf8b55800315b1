"""Measures recording: CPU time of a bare and a recorded forward pass of `base`, and of nn.Transformer.

    python benchmarks/recording.py [--tokens 16 128 512] [--rounds 15]

One thread; the three take turns, A B C A B C …, in one process, so that a machine that slows down slows all of them.
Each number is a median of CPU time; the ratios are medians of the ratios within a round. The process restarts itself
with the allocator settings of the engine's worker (core/running/engine.py), because most of the cost of recording is
the first touch of fresh memory.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable, Mapping

from transformer_explore.core.running.engine import ENVIRONMENT

ONE_THREAD = {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tokens", type=int, nargs="+", default=[16, 128, 512])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--as-it-comes", action="store_true", help="without the engine's allocator settings")
    options = parser.parse_args()
    wanted = ONE_THREAD | ({} if options.as_it_comes else ENVIRONMENT)
    if any(os.environ.get(name) != value for name, value in wanted.items()):
        os.execve(sys.executable, [sys.executable, *sys.argv], os.environ | wanted)
    print(
        f"{'tokens':>6} {'nn ms':>8} {'bare ms':>8} {'recorded':>8} {'bare/nn':>8} {'rec/bare':>9} "
        f"{'steps':>6} {'MiB':>7}"
    )
    for tokens in options.tokens:
        report(tokens, options.rounds)


def report(tokens: int, rounds: int) -> None:
    """Prints a row of the table."""
    runs, about = contestants(tokens)
    times = interleaved(runs, rounds)
    medians = {name: statistics.median(values) * 1000 for name, values in times.items()}
    bare_nn = statistics.median(b / n for b, n in zip(times["bare"], times["nn"], strict=True))
    recorded = statistics.median(r / b for r, b in zip(times["recorded"], times["bare"], strict=True))
    steps, mebibytes = about()
    print(
        f"{tokens:>6} {medians['nn']:>8.1f} {medians['bare']:>8.1f} {medians['recorded']:>8.1f} "
        f"{bare_nn:>8.3f} {recorded:>9.3f} {steps:>6} {mebibytes:>7.1f}",
        flush=True,
    )


def contestants(tokens: int) -> tuple[Mapping[str, Callable[[], object]], Callable[[], tuple[int, float]]]:
    """The three forward passes: the same sizes, the same masks, embedding and output projection included."""
    import torch
    from torch import nn
    from transformer_explore.core.nn.configuration import BASE
    from transformer_explore.core.nn.transformer import build
    from transformer_explore.core.recording.recording import record

    torch.set_num_threads(1)
    torch.manual_seed(0)
    model = build(BASE, seed=0).eval()
    theirs = nn.Transformer(
        BASE.d_model,
        BASE.heads,
        BASE.layers,
        BASE.layers,
        BASE.d_ff,
        BASE.dropout,
        batch_first=True,
        bias=True,
    ).eval()
    embedding = nn.Embedding(BASE.vocabulary, BASE.d_model)
    positions = model.source_embedding.positions.table[:tokens]
    source = torch.randint(4, BASE.vocabulary, (1, tokens))
    target = torch.randint(4, BASE.vocabulary, (1, tokens))
    causal = nn.Transformer.generate_square_subsequent_mask(tokens)

    def nn_transformer() -> object:
        x = embedding(source) * BASE.d_model**0.5 + positions
        y = embedding(target) * BASE.d_model**0.5 + positions
        out = theirs(
            x,
            y,
            tgt_mask=causal,
            src_key_padding_mask=source == 0,
            tgt_key_padding_mask=torch.zeros(1, tokens).masked_fill(target == 0, float("-inf")),
            memory_key_padding_mask=source == 0,
        )
        return torch.log_softmax(out @ embedding.weight.T, dim=-1)

    def recorded() -> object:
        with record(model, source=source, target=target) as recording:
            model(source, target)
        return recording

    def about() -> tuple[int, float]:
        with record(model, source=source, target=target) as recording:
            model(source, target)
        steps = recording.steps()
        return len(steps), sum(step.values.nbytes for step in steps) / 2**20

    runs = {"nn": nn_transformer, "bare": lambda: model(source, target), "recorded": recorded}
    return {name: without_gradients(run) for name, run in runs.items()}, without_gradients(about)


def without_gradients(run: Callable[[], object]) -> Callable[[], object]:
    import torch

    return torch.no_grad()(run)


def interleaved(runs: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """CPU seconds of each run in each round, after two rounds that are not counted."""
    times: dict[str, list[float]] = {name: [] for name in runs}
    for number in range(rounds + 2):
        for name, run in runs.items():
            began = time.process_time()
            result = run()
            spent = time.process_time() - began
            del result
            if number >= 2:
                times[name].append(spent)
    return times


if __name__ == "__main__":
    main()
