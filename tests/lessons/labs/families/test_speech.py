"""Restricted attention, computed in its band alone, over a long recording."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from transformer_explore.core.support.errors import Problem
from transformer_explore.lessons.labs import perform
from transformer_explore.lessons.labs.families.speech import (
    WIDTH,
    banded,
    full,
    likeness,
    lost_beyond,
    pooled,
    softmaxed,
    sounds,
    unrolled,
    weighed,
)
from transformer_explore.lessons.labs.lab import Result


@pytest.fixture(scope="module")
def speech() -> Result:
    return perform("speech", {})


@given(n=st.integers(5, 60), reach=st.integers(1, 70), sharp=st.floats(0.5, 8), seed=st.integers(0, 99))
@settings(max_examples=40)
def test_the_band_is_full_attention_masked(n: int, reach: int, sharp: float, seed: int) -> None:
    x = sounds(n, 0, n - 1, seed)
    near = np.abs(np.subtract.outer(np.arange(n), np.arange(n))) <= reach
    masked, band = softmaxed(likeness(x, sharp), near), banded(x, reach, sharp)
    np.testing.assert_allclose(unrolled(band, n), masked, rtol=0, atol=1e-12)
    np.testing.assert_allclose(weighed(band, x), masked @ x, rtol=0, atol=1e-12)


def test_the_band_never_holds_as_much_as_all_scores() -> None:
    n, reach = 2000, 8
    x = sounds(n, 0, n - 1, 0)
    tracemalloc.start()
    weighed(banded(x, reach, 4.0), x)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < n * n * x.itemsize / 8


def test_ten_seconds(speech: Result) -> None:
    assert speech.field("seconds") == 10
    assert speech.field("scores") == 1_000_000
    assert speech.field("memory") == 4 * 1_000_000
    assert speech.field("cut_memory") == 4 * speech.field("cut_scores") == 4 * 1000 * 33
    assert speech.field("products") == 2 * 1000 * 1000 * WIDTH
    assert float(speech.field("products")) / float(speech.field("cut_products")) == speech.field("saved")
    assert speech.field("layers") == 63
    assert float(speech.field("faster")) > 3  # a thirtieth of the work


def test_a_sound_that_comes_back_late_is_found_only_over_all_frames(speech: Result) -> None:
    assert float(speech.field("full_echo")) > 0.2
    block = 1000 // 40
    for row, there in (("row", speech.field("full_echo")), ("cut_row", 0)):
        weights = np.asarray(speech.field(row))
        assert weights.sum() == pytest.approx(1)
        assert weights[int(speech.field("early")) // block] >= there and (there or not weights[:30].any())
    assert speech.field("cut_echo") == speech.field("found") == 0
    wide = perform("speech", {"frames": 200, "again": 100, "reach": 100})
    assert wide.field("found") == 1
    assert float(wide.field("cut_echo")) >= float(wide.field("full_echo")) > 0


def test_a_wider_band_costs_more_crosses_in_fewer_layers_and_loses_less(speech: Result) -> None:
    scores, layers, lost, echo = (
        np.asarray(speech.field(f"reach_{name}")) for name in ("scores", "layers", "lost", "echo")
    )
    assert np.all(np.diff(scores) > 0) and scores[-1] == speech.field("scores")
    assert list(layers) == [250, 63, 16, 4, 1]
    assert np.all(np.diff(lost) < 0) and lost[-1] == 0
    assert list(echo[:-1]) == [0] * 4 and echo[-1] == pytest.approx(speech.field("full_echo"))


@given(n=st.integers(5, 50), block=st.integers(1, 60), seed=st.integers(0, 20))
@settings(max_examples=30)
def test_what_is_lost_and_what_is_pooled_add_up(n: int, block: int, seed: int) -> None:
    weights = full(sounds(n, 0, n - 1, seed), 2.0)
    lost = lost_beyond(weights)
    assert lost[0] == pytest.approx(1 - np.diag(weights).mean())
    assert lost[-1] == 0
    assert np.all(np.diff(lost) <= 1e-15)
    assert pooled(weights, block).sum(axis=-1) == pytest.approx(1)


def test_with_all_in_reach_nothing_is_lost() -> None:
    lab = perform("speech", {"frames": 80, "again": 20, "reach": 1000})
    assert lab.field("mean_lost") == 0
    assert np.allclose(lab.field("full"), lab.field("cut"))
    assert lab.field("layers") == 1


def test_a_sound_before_the_beginning_is_refused() -> None:
    with pytest.raises(Problem, match="again"):
        perform("speech", {"frames": 100, "again": 98})
