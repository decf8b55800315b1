"""With the cache the shipped model says the same, from one row a step."""

from __future__ import annotations

import numpy as np
import pytest
from transformer_explore.lessons.labs import perform


@pytest.mark.parametrize("source", ["我爱你", "我昨天买了一本书"])
def test_cached_and_whole_say_the_same(source: str) -> None:
    lab = perform("cache-model", {"source": source})
    assert lab.field("equal") == 1
    assert lab.field("gap") < 1e-4
    n = int(lab.field("steps"))
    assert np.array_equal(lab.field("with_keys"), np.ones(n))
    assert np.array_equal(lab.field("without_keys"), np.arange(1, n + 1))
    assert np.array_equal(lab.field("held"), np.arange(1, n + 1))
    assert lab.field("encoder_runs") == 1
