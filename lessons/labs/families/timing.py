"""Measurement of CPU time."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

RUNS = 3


def spent(work: Callable[[], object]) -> float:
    """The CPU seconds that `work` takes: the median of RUNS runs after a warm-up."""
    work()
    times = []
    for _ in range(RUNS):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return max(median(times), 1e-9)
