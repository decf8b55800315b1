"""The shipped model's cross-attention goes from anywhere to the characters that a word translates."""

from __future__ import annotations

import numpy as np
import pytest
from transformer_explore.core.grammar.corpus import SNAPSHOT_SOURCES
from transformer_explore.lessons.labs import perform
from transformer_explore.lessons.labs.learning import aligned


@pytest.mark.parametrize("source", SNAPSHOT_SOURCES)
def test_it_starts_near_even_attention_and_ends_well_above(source: str) -> None:
    lab = perform("learning", {"sentence": source})
    heads = np.asarray(lab.field("all_heads"))
    assert np.abs(heads[0].mean() - lab.field("even")) < 0.1
    assert heads[-1].mean() > 1.4 * lab.field("even")


def test_in_i_love_you_each_word_translates_one_character() -> None:
    assert np.array_equal(aligned("我爱你", ("i", "love", "you"), 3), np.eye(3))


def test_rows_are_weights_and_entropy_is_at_most_that_of_even_attention() -> None:
    lab = perform("learning", {})
    assert np.asarray(lab.field("weights")).sum(axis=-1) == pytest.approx(1, abs=2e-3)  # kept as float16
    assert np.all(np.asarray(lab.field("entropy")) <= lab.field("most") + 1e-6)


def test_the_loss_comes_near_its_floor_and_not_below() -> None:
    lab = perform("learning", {})
    losses = np.asarray(lab.field("losses"))
    assert np.isnan(losses[0])
    assert np.all(losses[1:] > lab.field("floor"))
    assert losses[-1] - lab.field("floor") < 0.15


def test_the_rate_is_highest_at_the_moment_nearest_to_the_warm_ups_end() -> None:
    lab = perform("learning", {})
    assert np.asarray(lab.field("updates"))[int(np.argmax(lab.field("rates")))] == 600


def test_after_75_updates_it_knows_how_common_words_are_and_no_more() -> None:
    lab = perform("learning", {})
    assert np.asarray(lab.field("losses"))[1] == pytest.approx(lab.field("frequencies"), abs=0.1)
    assert lab.field("floor") < lab.field("frequencies") < np.log(lab.field("vocabulary"))
