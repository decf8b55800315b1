"""How long something takes, measured while the reader waits."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

RUNS = 3


def spent(work: Callable[[], object]) -> float:
    """CPU seconds that it takes, the median of a few times after one that does not count."""
    work()
    times = []
    for _ in range(RUNS):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return max(median(times), 1e-9)
