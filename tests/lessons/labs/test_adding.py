"""Adding against concatenating: what is the same, and what only one of them can do."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from transformer_explore.lessons.labs import perform
from transformer_explore.lessons.labs.adding import directions, unread

ADDED, WITHIN, WIDER = range(3)
WORD, PLACE = range(2)


def missed(**parameters: float) -> np.ndarray:
    return np.asarray(perform("adding", parameters).field("missed"))


@settings(deadline=None, max_examples=20)
@given(st.integers(1, 32), st.integers(0, 100))
def test_a_matrix_on_a_concatenation_adds(quarter: int, seed: int) -> None:
    lab = perform("adding", {"d": 4 * quarter, "words": 3, "places": 3, "seed": seed})

    np.testing.assert_allclose(lab.field("together"), lab.field("apart"), atol=1e-12)
    np.testing.assert_allclose(lab.field("tied"), lab.field("added"), atol=1e-12)
    assert lab.field("numbers_concatenated") == 2 * float(lab.field("numbers_added"))


@pytest.mark.parametrize("seed", range(3))
def test_added_both_are_read_where_words_and_places_fit_into_the_width(seed: int) -> None:
    assert missed(words=40, places=10, seed=seed)[ADDED] == pytest.approx([0, 0], abs=1e-9)


@pytest.mark.parametrize("seed", range(3))
def test_concatenated_within_the_width_words_are_lost_that_adding_keeps(seed: int) -> None:
    found = missed(words=40, places=10, seed=seed)

    assert found[WITHIN, WORD] > 0.1 > found[ADDED, WORD]


@pytest.mark.parametrize("seed", range(3))
def test_with_twice_the_width_concatenation_reads_what_adding_cannot(seed: int) -> None:
    found = missed(words=60, places=60, seed=seed)

    assert (found[ADDED] > 0.01).all()
    assert found[WIDER] == pytest.approx([0, 0], abs=1e-9)


def test_what_is_read_is_between_nothing_and_all() -> None:
    chance = np.random.default_rng(0)
    rows = chance.standard_normal((50, 3))

    assert unread(rows, rows @ chance.standard_normal((3, 2))) == pytest.approx(0, abs=1e-12)
    assert unread(np.zeros((50, 1)), rows) == pytest.approx(1)


def test_directions_are_counted_by_variance() -> None:
    line = np.outer(np.arange(5.0), [1, 2, 3])

    assert directions(line) == 1
    assert directions(np.eye(4)) == 3
