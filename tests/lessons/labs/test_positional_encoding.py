"""Labs about positional encoding."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from transformer_explore.core.operations.positions import sinusoids
from transformer_explore.lessons.labs import perform
from transformer_explore.lessons.labs.adding import directions, unread
from transformer_explore.lessons.labs.shift import wrapped

# ------------------------------------------------------------------------------------- adding
ADDED, WITHIN, WIDER = range(3)
WORD, PLACE = range(2)


def missed(**parameters: float) -> np.ndarray:
    return np.asarray(perform("adding", parameters).field("missed"))


@settings(deadline=None, max_examples=20)
@given(st.integers(1, 32), st.integers(0, 100))
def test_a_matrix_on_a_concatenation_adds(quarter: int, seed: int) -> None:
    lab = perform("adding", {"d": 4 * quarter, "words": 3, "positions": 3, "seed": seed})
    np.testing.assert_allclose(lab.field("together"), lab.field("apart"), atol=1e-12)
    np.testing.assert_allclose(lab.field("tied"), lab.field("added"), atol=1e-12)
    assert lab.field("numbers_concatenated") == 2 * float(lab.field("numbers_added"))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_after_adding_both_can_be_read_if_they_fit_into_the_width(seed: int) -> None:
    assert missed(words=40, positions=10, seed=seed)[ADDED] == pytest.approx([0, 0], abs=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_concatenation_in_half_the_width_loses_words_that_adding_keeps(seed: int) -> None:
    found = missed(words=40, positions=10, seed=seed)
    assert found[WITHIN, WORD] > 0.1 > found[ADDED, WORD]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_with_twice_the_width_concatenation_reads_what_adding_cannot(seed: int) -> None:
    found = missed(words=60, positions=60, seed=seed)
    assert (found[ADDED] > 0.01).all()
    assert found[WIDER] == pytest.approx([0, 0], abs=1e-9)


def test_the_missed_share_is_between_0_and_1() -> None:
    chance = np.random.default_rng(0)
    rows = chance.standard_normal((50, 3))
    assert unread(rows, rows @ chance.standard_normal((3, 2))) == pytest.approx(0, abs=1e-12)
    assert unread(np.zeros((50, 1)), rows) == pytest.approx(1)


def test_directions_are_counted_by_variance() -> None:
    line = np.outer(np.arange(5.0), [1, 2, 3])
    assert directions(line) == 1
    assert directions(np.eye(4)) == 3


# ------------------------------------------------------------------------------------- positions
widths = st.integers(1, 64).map(lambda half: 2 * half)
counts = st.integers(2, 100)


@given(widths, counts)
def test_every_position_has_the_same_length_and_the_same_product_with_the_next(d: int, count: int) -> None:
    lab = perform("positions", {"d": d, "count": count})
    np.testing.assert_allclose(lab.field("right_squares"), d / 2)
    np.testing.assert_allclose(lab.field("right_products"), np.asarray(lab.field("right_products"))[0])


@given(widths, st.integers(4, 100))
def test_the_mistake_has_neither_property(d: int, count: int) -> None:
    lab = perform("positions", {"d": d, "count": count})
    assert np.ptp(lab.field("wrong_squares")) > 0.1
    assert np.ptp(lab.field("wrong_products")) > 0.1


def test_the_first_cosine_is_cos_1() -> None:
    lab = perform("positions", {})
    assert np.asarray(lab.field("right"))[1, 1] == pytest.approx(math.cos(1))
    assert np.asarray(lab.field("wrong"))[1, 1] == pytest.approx(math.cos(1 / 10000 ** (1 / 4)))


@given(widths, counts)
def test_the_mistake_changes_only_odd_features(d: int, count: int) -> None:
    difference = np.asarray(perform("positions", {"d": d, "count": count}).field("difference"))
    assert (difference[:, ::2] == 0).all()
    assert (difference[1:, 1::2] != 0).any()


def test_a_pair_repeats_after_its_wavelength() -> None:
    first = np.asarray(perform("positions", {"d": 8}).field("wavelengths"))[0]
    assert first == pytest.approx(2 * math.pi)
    np.testing.assert_allclose(
        sinusoids(1, 8, first=44)[0, :2], sinusoids(1, 8)[0, :2], atol=0.02
    )  # 7 × 2π ≈ 44


# ------------------------------------------------------------------------------------- shift
shifts = st.integers(-50, 50)
shift_widths = st.integers(1, 32).map(lambda half: 2 * half)


@given(shift_widths, shifts)
def test_one_matrix_shifts_every_position_with_the_theoretical_rotations(d: int, k: int) -> None:
    lab = perform("shift", {"d": d, "k": k})
    assert float(lab.field("error")) < 1e-9
    np.testing.assert_allclose(lab.field("angles"), lab.field("theory"), atol=1e-6)
    np.testing.assert_allclose(lab.field("determinants"), 1, atol=1e-9)
    blocks = np.asarray(lab.field("blocks"))
    np.testing.assert_allclose(blocks @ blocks.swapaxes(1, 2), np.eye(2) + 0 * blocks, atol=1e-8)


@given(shifts)
def test_the_angle_does_not_depend_on_where_it_is_solved(k: int) -> None:
    local = np.asarray(perform("shift", {"k": k}).field("local"))
    np.testing.assert_allclose(local, np.broadcast_to(local[0], local.shape), atol=1e-6)


@given(shifts)
def test_the_product_of_two_positions_depends_only_on_their_distance(k: int) -> None:
    products = np.asarray(perform("shift", {"k": k}).field("products"))
    np.testing.assert_allclose(products, products[0])


@given(st.integers(2, 16), st.integers(1, 5))
def test_the_copied_mistake_has_no_such_matrix(half: int, k: int) -> None:
    assert float(perform("shift", {"d": 2 * half, "k": k}).field("wrong_error")) > 0.05


@pytest.mark.parametrize(("degrees", "expected"), [(0, 0), (180, 180), (-180, 180), (190, -170), (720, 0)])
def test_an_angle_is_above_minus_180_and_at_most_180(degrees: float, expected: float) -> None:
    assert wrapped(np.array(float(degrees))) == pytest.approx(expected)
