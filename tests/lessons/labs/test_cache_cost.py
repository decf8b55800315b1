"""The count of multiplications, against what the shipped model does when it decodes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from transformer_explore.core.checkpoints import find
from transformer_explore.lessons.labs import perform


@given(n=st.integers(1, 200))
def test_rows_of_k_are_n_with_the_cache_and_a_triangle_without(n: int) -> None:
    lab = perform("cache-cost", {"tokens": n})
    assert lab.field("total_projected") == np.sum(lab.field("projected")) == n
    assert lab.field("total_recomputed") == np.sum(lab.field("recomputed"))


@given(n=st.integers(2, 100), source=st.integers(1, 50))
def test_the_first_step_costs_the_same_and_every_other_less(n: int, source: int) -> None:
    lab = perform("cache-cost", {"tokens": n, "source": source})
    with_cache, without = np.asarray(lab.field("with_cache")), np.asarray(lab.field("without_cache"))
    assert with_cache[0] == without[0]
    assert np.all(with_cache[1:] < without[1:])


@pytest.mark.parametrize("cached", [True, False])
def test_it_counts_what_the_shipped_model_multiplies(cached: bool) -> None:
    """Each weight, score and sum of the recorded steps, by the shapes of what was multiplied."""
    from transformer_explore.core.decoding.strategy import Greedy
    from transformer_explore.core.running.request import Request
    from transformer_explore.core.running.runs import run

    trace = run(Request(source="我爱你", strategy=Greedy(), cached=cached, device="cpu")).trace
    sizes = find("zh-en").configuration
    counted = 0
    for step in trace:
        if not step.name.startswith("decoder."):
            continue
        part = step.name.rsplit(".", 1)[-1]
        inner = {
            "query": sizes.d_model, "key": sizes.d_model, "value": sizes.d_model, "hidden": sizes.d_model,
            "dot_products": sizes.d_model // sizes.heads,
            "heads": 0,
            "output": sizes.d_ff if "feed_forward" in step.name else sizes.d_model,
        }.get(part, 0)  # fmt: skip
        counted += step.values.size * inner
        if part == "weights":  # weights · V: each weight times d_v numbers
            counted += step.values.size * sizes.d_model // sizes.heads
    lab = perform("cache-cost", {})
    assert counted == lab.field("total_with" if cached else "total_without")
