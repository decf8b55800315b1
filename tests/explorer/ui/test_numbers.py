"""Numbers of an array: one width, points in one column, nothing passed off as what it is not."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from rich.cells import cell_len
from transformer_explore.explorer.ui.numbers import fitting, powers, spanning, summarise

floats = arrays.arrays(
    np.float32, st.integers(1, 20), elements=st.floats(width=32, allow_nan=True, allow_infinity=True)
)


@given(floats)
@example(np.array([-1.75e-33, 0.0, -1e5], dtype=np.float32))
def test_every_number_has_the_width_declared(values: np.ndarray) -> None:
    written = fitting(values)
    assert {cell_len(written(value)) for value in values.tolist()} == {written.width}


@given(arrays.arrays(np.int64, st.integers(1, 20)))
def test_whole_numbers_too(values: np.ndarray) -> None:
    written = fitting(values)
    assert {cell_len(written(value)) for value in values.tolist()} == {written.width}


@given(arrays.arrays(np.float64, st.integers(1, 30), elements=st.floats(-1e4, 1e4)))
def test_decimal_points_are_in_one_column(values: np.ndarray) -> None:
    written = fitting(values)
    places = {written(v).index(".") for v in values.tolist() if "." in written(v)}
    assert len(places) <= 1


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ([0.831, -0.12, 0.0], [" 0.83", "−0.12", " 0   "]),
        ([0.5, -np.inf, np.nan], ["0.50", "  −∞", " NaN"]),
        ([-0.001, 0.9, -0.9], [" 0.00", " 0.90", "−0.90"]),
        ([1234.5, 1.0, 0.001, 0.0], ["1234.5", "   1.0", "   0.0", "   0  "]),
        ([0.012, 0.05], ["0.012", "0.050"]),
        ([2.5e-7, 0.0], [" 2.5e−7", "      0"]),
        ([3e9, -1.0], [" 3.0e9", "−1.0e0"]),
        ([9.999, 1.0], ["10.00", " 1.00"]),
    ],
)
def test_how_they_are_written(values: list[float], texts: list[str]) -> None:
    written = fitting(np.array(values))
    assert [written(value).strip() for value in values] == [text.strip() for text in texts]


def test_values_that_stand_for_words_are_written_as_words_of_the_same_width() -> None:
    form = spanning(np.array([[0, 2], [1, 0]]), words=("·", "gray", "blue"))
    assert [form(value) for value in (0, 1, 2)] == ["   ·", "gray", "blue"]
    assert form.half_a_digit(2) == 0


def test_truth_values_are_marks() -> None:
    written = fitting(np.array([True, False]))
    assert (written(True), written(False)) == ("✓", "⋅")


def test_a_summary_leaves_out_what_is_not_finite() -> None:
    found = summarise(np.array([1.0, 3.0, -np.inf, np.nan, 0.0]))
    assert (found.count, found.finite, found.infinite, found.nan, found.zeros) == (5, 3, 1, 1, 1)
    assert (found.low, found.high) == (0.0, 3.0)
    assert found.mean == pytest.approx(4 / 3)


def test_an_array_of_nothing_finite_has_a_format() -> None:
    assert fitting(np.full(3, -np.inf))(-np.inf).strip() == "−∞"
    assert summarise(np.zeros((0, 3))).finite == 0


@given(arrays.arrays(np.float64, st.integers(1, 20)))
def test_in_powers_of_ten_the_smallest_number_has_room_too(values: np.ndarray) -> None:
    written = powers(values)
    assert {cell_len(written(value)) for value in values.tolist()} == {written.width}


@pytest.mark.parametrize("words", [("dark", "light"), ("深", "浅色", "a")])
def test_words_instead_of_numbers_have_exact_columns(words: tuple[str, ...]) -> None:
    written = spanning(np.arange(len(words)), words=words)
    assert [written(n).strip() for n in range(len(words))] == list(words)
    assert {cell_len(written(n)) for n in range(len(words))} == {written.width}
