"""Gradients before training: post-norm leaves little to the first of twelve layers, pre-norm does not."""

from __future__ import annotations

import numpy as np
import pytest
from transformer_explore.lessons.labs import perform


@pytest.mark.parametrize("seed", range(4))
def test_in_twelve_layers_post_norm_starves_the_first_and_pre_norm_does_not(seed: int) -> None:
    lab = perform("norm-order", {"seed": seed})
    assert lab.field("post_ratio") < 0.1
    assert lab.field("pre_ratio") > 1
    assert np.shape(lab.field("post")) == np.shape(lab.field("pre")) == (12,)


def test_it_is_a_matter_of_depth() -> None:
    two, twelve = perform("norm-order", {"layers": 2}), perform("norm-order", {"layers": 12})
    assert two.field("post_ratio") > 3 * twelve.field("post_ratio")


def test_the_same_seed_gives_the_same_and_leaves_chance_elsewhere_alone() -> None:
    import torch

    torch.manual_seed(1)
    expected = torch.rand(1)
    torch.manual_seed(1)
    first = perform("norm-order", {"layers": 2}).field("post")
    assert torch.equal(torch.rand(1), expected)
    assert np.array_equal(first, perform("norm-order", {"layers": 2}).field("post"))
