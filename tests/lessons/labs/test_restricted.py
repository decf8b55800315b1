"""A neighbourhood saves memory, and does not see a sound that comes back later."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from transformer_explore.core.errors import Problem
from transformer_explore.lessons.labs import perform


@given(seed=st.integers(0, 200), reach=st.integers(0, 20))
@settings(max_examples=40)
def test_the_echo_is_seen_over_all_frames_and_not_beyond_reach(seed: int, reach: int) -> None:
    lab = perform("restricted", {"seed": seed, "reach": reach})
    late, early = int(lab.field("late")), int(lab.field("early"))
    assert lab.field("cut_echo") == 0
    full = np.asarray(lab.field("full"))
    assert lab.field("full_echo") == pytest.approx(full[late, late])  # it is as like as itself
    assert np.asarray(lab.field("cut")).sum(axis=-1) == pytest.approx(1)
    assert np.asarray(lab.field("lost"))[late] >= full[late, early] - 1e-12


def test_with_all_in_reach_nothing_is_lost() -> None:
    lab = perform("restricted", {"reach": 256})
    assert np.allclose(lab.field("full"), lab.field("cut"))
    assert lab.field("mean_lost") == 0
    assert lab.field("entries") == lab.field("cut_entries")


@given(frames=st.sampled_from([16, 32, 64, 128]), reach=st.integers(0, 30))
def test_what_is_kept_grows_with_n_and_not_with_its_square(frames: int, reach: int) -> None:
    lab = perform("restricted", {"frames": frames, "reach": reach, "again": 4})
    w = min(reach, frames - 1)
    assert lab.field("cut_entries") == frames * (2 * w + 1) - w * (w + 1)


def test_a_sound_before_the_beginning_is_refused() -> None:
    with pytest.raises(Problem, match="again"):
        perform("restricted", {"frames": 16, "again": 40})
