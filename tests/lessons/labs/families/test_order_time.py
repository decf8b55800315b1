"""Times are measured, so little is asked of them; what has to wait is exact."""

from __future__ import annotations

import numpy as np
import torch
from transformer_explore.lessons.labs import perform


def test_a_recurrent_network_takes_longer_for_a_longer_sequence_and_its_steps_wait() -> None:
    threads = torch.get_num_threads()
    lab = perform("order-time", {"d": 16})
    assert torch.get_num_threads() == threads
    assert float(lab.field("length_growth")) == 16
    assert float(lab.field("steps_growth")) > 4
    assert float(lab.field("rnn_growth")) > 2
    assert np.all(np.asarray(lab.field("milliseconds")) > 0)
    lengths = np.asarray(lab.field("lengths"))
    assert list(lengths) == [64, 128, 256, 512, 1024]
    order = np.asarray(lab.field("sequential"))
    assert np.all(order[:3] == 1)
    assert np.array_equal(order[3:], [lengths, lengths])


def test_the_longest_is_as_long_as_one_says() -> None:
    assert list(np.asarray(perform("order-time", {"d": 8, "longest": 320}).field("lengths"))) == [
        64,
        128,
        256,
        320,
    ]
