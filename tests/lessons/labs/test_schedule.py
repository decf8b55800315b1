"""Up in a line, down with 1/√step, highest where the warm-up ends."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from transformer_explore.lessons.labs import perform


def test_at_base_size_it_peaks_at_step_4000_with_7e_4() -> None:
    lab = perform("schedule", {})
    assert lab.field("peak_step") == 4000
    assert lab.field("peak") == pytest.approx(7.0e-4, rel=0.01)


@given(width=st.integers(1, 4096), warmup=st.integers(1, 20_000), steps=st.integers(2, 200_000))
def test_the_rate_is_the_smaller_half_and_peaks_with_the_warm_up(width: int, warmup: int, steps: int) -> None:
    lab = perform("schedule", {"d_model": width, "warmup": warmup, "steps": steps})
    rising, falling = np.asarray(lab.field("rising")), np.asarray(lab.field("falling"))
    assert np.allclose(lab.field("rate"), np.minimum(rising, falling))
    assert lab.field("peak") == pytest.approx(1 / np.sqrt(width * warmup))
    assert lab.field("peak_step") == min(warmup, steps)
    assert lab.field("fourfold") == pytest.approx(lab.field("peak") / 2)


def test_half_way_up_it_is_half_as_high() -> None:
    lab = perform("schedule", {})
    assert lab.field("half") == pytest.approx(lab.field("peak") / 2)
