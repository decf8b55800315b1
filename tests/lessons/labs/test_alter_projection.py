"""One projection of the trained model changed alone: what moves downstream, and what cannot."""

from __future__ import annotations

import numpy as np
import pytest
from transformer_explore.core.checkpoints import find
from transformer_explore.lessons.labs import perform
from transformer_explore.lessons.labs.lab import Result
from transformer_explore.lessons.labs.recomputed import recomputed


def altered(matrix: str, factor: float = 2, taken: str = "itself") -> Result:
    return perform("alter-projection", {"matrix": matrix, "factor": factor, "taken": taken})


def test_recomputed_without_a_change_it_is_the_trace() -> None:
    trace = find("zh-en").shipped_trace()
    for name, values in recomputed(trace).items():
        assert np.allclose(values, trace[name].values, atol=1e-4), name


def test_doubling_the_values_leaves_the_weights_and_doubles_the_output() -> None:
    v = altered("value")
    assert v.field("weights_moved") == v.field("scaled_moved") == v.field("query_moved") == 0
    assert np.allclose(v.field("heads_after"), 2 * np.asarray(v.field("heads_before")))
    assert np.allclose(v.field("output_after"), 2 * np.asarray(v.field("output_before")))
    assert float(v.field("next_weights_moved")) > 0  # its queries and keys are made of moved rows
    assert float(v.field("logits_moved")) > 0


def test_doubling_the_queries_or_the_keys_gives_the_same_weights() -> None:
    q, k = altered("query"), altered("key")
    assert np.allclose(q.field("dot_products_after"), 2 * np.asarray(q.field("dot_products_before")))
    assert np.allclose(q.field("weights_after"), k.field("weights_after"))
    assert q.field("key_moved") == k.field("query_moved") == q.field("value_moved") == 0
    assert float(q.field("weights_moved")) > 0


def test_with_one_matrix_for_both_the_scores_are_symmetric() -> None:
    both = altered("query", 1, "key")
    after, before = np.asarray(both.field("scaled_after")), np.asarray(both.field("scaled_before"))
    assert np.allclose(after, after.swapaxes(-1, -2))
    assert not np.allclose(before, before.swapaxes(-1, -2))


def test_queries_of_0_ask_nothing_so_the_weights_are_even() -> None:
    assert altered("query", 0).field("weights_after") == pytest.approx(1 / 3)


@pytest.mark.parametrize("matrix", ["query", "key", "value"])
def test_nothing_before_it_moves_and_without_a_change_nothing_does(matrix: str) -> None:
    moved = altered(matrix).tables["moved"]
    steps = dict(zip(moved.labels["step"], moved.values.tolist(), strict=True))
    changed = f"encoder.layers.0.self_attention.{matrix}"
    assert next(name for name, size in steps.items() if size > 0) == changed
    assert all(size == 0 for name, size in steps.items() if name.startswith(("source_emb", "target_emb")))
    assert np.max(altered(matrix, 1).field("moved")) == 0
