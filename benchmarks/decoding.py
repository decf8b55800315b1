"""Measures the cost of a token with and without the key/value cache, as a translation grows.

    python benchmarks/decoding.py

A model of the paper's base size with random weights reads one prefix after another. Each row is the CPU time of one
iteration, divided by that of iteration 10 with the cache in the same run. With the cache, an iteration computes one
position, which attends to all earlier positions; without it, it computes all positions.
"""

from __future__ import annotations

import time
from dataclasses import replace
from statistics import median

import torch
from rich.console import Console
from rich.table import Table
from transformer_explore.core.decoding.translator import Prefix, Translator
from transformer_explore.core.nn.configuration import BASE
from transformer_explore.core.nn.transformer import build

SOURCE = 16
LENGTHS = (10, 100, 400)
RUNS = 7
TOKEN = 7  # any token


def main() -> None:
    torch.set_num_threads(1)
    model = build(replace(BASE, vocabulary=1000), seed=1).eval()
    source = torch.randint(4, 1000, (1, SOURCE))
    translators = {cached: Translator(model, source, 2, (3,), cached=cached) for cached in (True, False)}
    before = {length: _prefix(translators[True], length - 1) for length in LENGTHS}
    costs = {(cached, length): list[float]() for cached in translators for length in LENGTHS}
    for _ in range(RUNS):  # interleaved, so that other load affects all alike
        for (cached, length), times in costs.items():
            prefix = before[length] if cached else replace(before[length], cache=None)
            start = time.process_time()
            translators[cached].extend(prefix, TOKEN)
            times.append(time.process_time() - start)
    _print({key: median(times) for key, times in costs.items()})


def _prefix(translator: Translator, length: int) -> Prefix:
    prefix = translator.start()
    while len(prefix.ids) < length:
        prefix = translator.extend(prefix, TOKEN)
    return prefix


def _print(cost: dict[tuple[bool, int], float]) -> None:
    table = Table("iteration", "with the cache", "without it", "without ÷ with")
    unit = cost[True, LENGTHS[0]]
    for length in LENGTHS:
        cached, whole = cost[True, length], cost[False, length]
        table.add_row(str(length), f"{cached / unit:.2f}", f"{whole / unit:.2f}", f"{whole / cached:.1f}")
    Console().print(table)


if __name__ == "__main__":
    main()
