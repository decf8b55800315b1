"""The windows of convolutions and the receptive field of a stack of them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from transformer_explore.core.operations import OPERATIONS
from transformer_explore.core.operations.arithmetic import one_line
from transformer_explore.core.operations.expression import Operand, Source
from transformer_explore.core.operations.window import OUTSIDE, Window, receptive_field

WIDTHS = st.integers(1, 5)


def test_padding_is_zeros_or_the_nearest_value() -> None:
    assert Window.same(3).places(4).tolist() == [[OUTSIDE, 0, 1], [0, 1, 2], [1, 2, 3], [2, 3, OUTSIDE]]
    replicated = Window.same(3, edge="replicate").places(4)
    assert replicated.tolist() == [[0, 0, 1], [0, 1, 2], [1, 2, 3], [2, 3, 3]]


def test_stride_moves_the_window_and_dilation_spreads_it() -> None:
    assert Window(width=2, stride=3).places(8).tolist() == [[0, 1], [3, 4], [6, 7]]
    assert Window(width=3, dilation=2).places(6).tolist() == [[0, 2, 4], [1, 3, 5]]


@given(WIDTHS, st.integers(1, 4), st.integers(1, 9))
def test_same_and_causal_padding_keep_the_length(w: int, d: int, n: int) -> None:
    for window in (Window.same(w, d), Window.causal(w, d)):
        assert window.count(n) == n
    assert (Window.causal(w, d).places(n) <= np.arange(n)[:, None]).all()


@given(st.lists(st.tuples(WIDTHS, st.integers(1, 3), st.integers(1, 3)), max_size=4))
def test_the_receptive_field_contains_all_inputs_of_an_output(layers: list[tuple[int, int, int]]) -> None:
    windows = [Window(width=w, stride=s, dilation=d) for w, s, d in layers]
    lengths = [400]
    for window in windows:
        lengths.append(window.count(lengths[-1]))
    seen = {0}
    for window, length in zip(reversed(windows), reversed(lengths[:-1]), strict=True):
        places = window.places(length)
        seen = {int(place) for output in seen for place in places[output]}
    assert receptive_field(windows) == max(seen) - min(seen) + 1


@pytest.mark.parametrize(
    "wrong",
    [{"width": 0}, {"width": 2, "stride": 0}, {"width": 2, "before": -1}, {"width": 2, "edge": "reflect"}],
)
def test_an_invalid_window_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"^invalid Window|unknown padding edge"):
        Window(**wrong)


def test_a_window_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="5 positions does not fit into 4"):
        Window(width=3, dilation=2).count(4)


def test_an_explanation_shows_the_zeros_of_the_padding() -> None:
    window = Window.same(3).settings()
    arrays = np.array([[2.0], [3.0]]), np.array([[[5.0, 7.0, 11.0]]]), np.array([0.5])
    x, weight, bias = (Operand(array, Source("step", f"{n}")) for n, array in enumerate(arrays))
    expression = OPERATIONS["convolution"].explain((0, 0), x, weight, bias, **window)
    assert expression.value == 2 * 7 + 3 * 11 + 0.5
    assert one_line(expression, 1) == "3.0 × 11.0 + 2.0 × 7.0 + 0 × 5.0 + 0.5"


def test_gates_do_not_overflow() -> None:
    sums = np.array([[-1e4, 0.0, 1e4]])
    assert OPERATIONS["forget_gate"].reference(sums).tolist() == [[0.0, 0.5, 1.0]]
    gate = OPERATIONS["forget_gate"]
    explained = [gate.explain((0, n), Operand(sums, Source("step", "s"))).value for n in range(3)]
    assert explained == [0.0, 0.5, 1.0]


def test_the_band_mask_allows_neighbors_and_the_position_itself() -> None:
    mask, ids = OPERATIONS["band_mask"], np.array([5, 6, 7, 8, 0, 0])
    allowed = mask.reference(ids, ids, padding=0, radius=1)
    assert ["".join(".x"[int(may)] for may in row) for row in allowed] == [
        "xx....", "xxx...", ".xxx..", "..xx..", "...xx.", ".....x",
    ]  # fmt: skip
