"""Measures what a cluster gains with one and two workers, and what it costs to send a call to one.

    python benchmarks/cluster.py [--sentences 200] [--updates 300] [--calls 500] [--rounds 3]

It starts a dask scheduler and worker processes on this machine. The work: traces of sentences, and an LSTM trained with
four seeds. A round runs each of them here, on one worker and on two, one after the other; times are medians over the
rounds, and ratios are medians of the ratios within a round. A speed-up of 2 needs two idle cores. The workers have
loaded torch before the first round. The overhead of a call is the time of a call that computes nothing, when many are
sent at once.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any

from transformer_explore.core.checkpoints import find_any
from transformer_explore.core.grammar import corpus
from transformer_explore.core.running.cluster.connection import AHEAD, Cluster
from transformer_explore.core.running.request import Request
from transformer_explore.core.running.sentences import Recipe, made
from transformer_explore.core.running.workers import Here, Send, Workers
from transformer_explore.core.training.sequence_recipe import recipes
from transformer_explore.core.training.sequences import trained

WORKERS = (1, 2)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name, default in (("sentences", 200), ("updates", 300), ("calls", 500), ("rounds", 3)):
        parser.add_argument(f"--{name}", type=int, default=default)
    options = parser.parse_args()
    work = {
        f"{options.sentences} traces": traces(options.sentences),
        f"4 trainings, {options.updates} updates each": trainings(options.updates),
    }
    times = measured(work, options.rounds, options.calls)
    print(f"{'work':<34} {'here, s':>8} {'1 worker':>9} {'2 workers':>10}")
    for name in work:
        here, *others = (times[name, place] for place in (0, *WORKERS))
        ratios = "".join(
            f"{ratio(here, each):>{width}.2f}" for each, width in zip(others, (10, 11), strict=True)
        )
        print(f"{name:<34} {statistics.median(here):>8.1f}{ratios}")
    print("(the columns of workers show how many times as fast as here)")
    for count in WORKERS:
        each = statistics.median(times["calls", count]) / options.calls
        print(f"a call that computes nothing, {count} worker{'s' * (count > 1)}: {each * 1000:.1f} ms")


def traces(count: int) -> Callable[[Workers], None]:
    """Records the first sentences of the training corpus."""
    texts = [source for source, _target in corpus.training_sentences(1, count)]
    sha256 = find_any().model_card.sha256

    def run(workers: Workers) -> None:
        recipe = Recipe(
            request=Request(source=""),
            sha256=sha256,
            suffix=".safetensors",
            shares_files=workers.shares_files,
        )
        finish(workers, made, [(recipe, text) for text in texts])

    return run


def trainings(updates: int) -> Callable[[Workers], None]:
    """Trains one family with four seeds."""
    (recipe,) = recipes("copying", "lstm")
    jobs = [recipe.shorter(updates).with_seed(seed) for seed in range(1, 5)]
    return lambda workers: finish(workers, trained, jobs)


def finish(workers: Workers, work: Callable[[Any, Send], Any], items: Sequence[Any]) -> None:
    for _result in workers.results(work, items):
        pass


def nothing(item: int, send: Send) -> int:
    """A call that computes nothing."""
    return item


def measured(
    work: dict[str, Callable[[Workers], None]], rounds: int, calls: int
) -> dict[tuple[str, int], list[float]]:
    """Wall-clock seconds in each round, by the name of the work and the number of workers, 0 for this process."""
    from distributed import LocalCluster

    times: dict[tuple[str, int], list[float]] = {}
    for _round in range(rounds):
        for place in (0, *WORKERS):
            if not place:
                for name, run in work.items():
                    times.setdefault((name, 0), []).append(seconds(run, Here()))
                continue
            with (
                LocalCluster(
                    n_workers=place, threads_per_worker=1, processes=True, dashboard_address=None
                ) as local,
                Cluster(local.scheduler_address) as cluster,
            ):
                traces(2 * AHEAD * place)(cluster)  # every worker loads torch
                for name, run in work.items():
                    times.setdefault((name, place), []).append(seconds(run, cluster))
                sending = seconds(lambda workers: finish(workers, nothing, range(calls)), cluster)
                times.setdefault(("calls", place), []).append(sending)
    return times


def seconds(run: Callable[[Workers], None], workers: Workers) -> float:
    began = time.perf_counter()
    run(workers)
    return time.perf_counter() - began


def ratio(one: Sequence[float], other: Sequence[float]) -> float:
    return statistics.median(a / b for a, b in zip(one, other, strict=True))


if __name__ == "__main__":
    main()
