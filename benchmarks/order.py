"""Measures one layer of each kind in the paper's table 1 as the sequence grows from 64 to 4096.

    python benchmarks/order.py [--width 512] [--longest 4096] [--rounds 3] [--threads 1]

CPU time and wall time of a layer, forward only and forward with backward, each as a multiple of the same layer at 64
positions and of self-attention at the same length. The layers take turns, so that other load affects all alike; each
number is the median of the rounds. `mul-adds` is the theoretical number of multiply-adds, relative to self-attention,
with projections.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Mapping
from statistics import median

import torch
from rich.console import Console
from rich.table import Table
from torch import Tensor, nn
from transformer_explore.lessons.labs.families.layers import TorchRnn, kinds, multiply_adds

SHORTEST = 64
KERNEL, NEIGHBOURS = 3, 16
Times = dict[tuple[str, int], list[tuple[float, float]]]  # by kind and length: CPU time, wall time


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--width", type=int, default=512, help="size of a vector, d")
    parser.add_argument("--longest", type=int, default=4096, help="longest sequence")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    made = kinds(options.width, KERNEL, NEIGHBOURS)
    makers = {
        "attention": made["attention"],
        "restricted": made["restricted"],
        "convolution": made["convolution"],
        "RNN, in C++": lambda: TorchRnn(options.width),
        "RNN, step by step": made["rnn"],
    }
    lengths = [SHORTEST]
    while lengths[-1] * 2 <= options.longest:
        lengths.append(lengths[-1] * 2)
    counts = counted({**makers, "RNN, step by step": makers["RNN, in C++"]}, lengths, options.width)
    layers = {name: make() for name, make in makers.items()}
    for title, work in (("forward", forward), ("forward and backward", both)):
        report(title, measured(layers, lengths, options.width, options.rounds, work), counts)


def counted(
    makers: Mapping[str, Callable[[], nn.Module]], lengths: list[int], width: int
) -> dict[tuple[str, int], int]:
    """Multiply-adds by kind and length; for a recurrent layer, n times those of one position."""
    return {
        (name, n): multiply_adds(make, 1, width)[""] * n
        if "RNN" in name
        else multiply_adds(make, n, width)[""]
        for name, make in makers.items()
        for n in lengths
    }


def forward(layer: nn.Module, x: Tensor) -> None:
    """The forward pass."""
    with torch.inference_mode():
        layer(x)


def both(layer: nn.Module, x: Tensor) -> None:
    """The forward pass and the gradients of the parameters."""
    layer.zero_grad()
    layer(x).sum().backward()


def measured(
    layers: Mapping[str, nn.Module],
    lengths: list[int],
    width: int,
    rounds: int,
    work: Callable[[nn.Module, Tensor], None],
) -> Times:
    """Seconds of each kind at each length, round by round; the first round is not counted."""
    times: Times = {(name, n): [] for name in layers for n in lengths}
    for turn in range(rounds + 1):
        for name, n in times:
            x = torch.randn(1, n, width)
            cpu, clock = time.process_time(), time.perf_counter()
            work(layers[name], x)
            if turn:
                times[name, n].append((time.process_time() - cpu, time.perf_counter() - clock))
    return times


def report(title: str, times: Times, counts: Mapping[tuple[str, int], int]) -> None:
    """Prints a table: how the time grows, and how it compares with self-attention."""
    cpu, clock = (
        {key: median(each[which] for each in found) for key, found in times.items()} for which in (0, 1)
    )
    table = Table(
        title=f"one layer, {title}", caption=f"restricted: r = {NEIGHBOURS}; convolution: k = {KERNEL}"
    )
    per_shortest, per_attention = f"÷ n = {SHORTEST}\n", "÷ attention\n"
    table.add_column("\nkind", no_wrap=True)
    for column in ("\nn", f"{per_shortest}CPU", "\nclock", f"{per_attention}CPU", "\nclock", "\nmul-adds"):
        table.add_column(column, justify="right", no_wrap=True)
    for name, n in times:
        table.add_row(
            name if n == SHORTEST else "",
            str(n),
            *(f"{each[name, n] / each[name, SHORTEST]:.1f}" for each in (cpu, clock)),
            *(f"{each[name, n] / each['attention', n]:.2f}" for each in (cpu, clock, counts)),
            end_section=n == max(length for _, length in times),
        )
    Console().print(table)


if __name__ == "__main__":
    main()
