"""How often a token is its own favourite, by the trained model."""

from __future__ import annotations

import numpy as np
import pytest
from transformer_explore.lessons.labs import perform
from transformer_explore.lessons.labs.favourites import encoder_weights, largest_is_own


def test_a_favourite_is_the_largest_weight_of_its_row() -> None:
    weights = np.array([[[[0.6, 0.4], [0.7, 0.3]], [[0.1, 0.9], [0.2, 0.8]]]])

    assert largest_is_own(weights).tolist() == [[[True, False], [False, True]]]


def test_the_shares_are_those_of_the_recorded_weights() -> None:
    lab = perform("favourites", {"sentences": 2})
    recorded = encoder_weights(2)

    own = sum(int((each[0, 1].argmax(-1) == np.arange(each.shape[-1])).sum()) for each in recorded)
    assert lab.field("tokens") == sum(each.shape[-1] for each in recorded)
    assert np.asarray(lab.field("favourite"))[0, 1] == pytest.approx(own / float(lab.field("tokens")))
    assert lab.field("chance") == pytest.approx(2 / float(lab.field("tokens")))


def test_tokens_of_the_trained_model_like_themselves_more_than_chance_would_and_less_than_always() -> None:
    lab = perform("favourites", {})

    assert lab.field("chance") < lab.field("all") < 0.5
