"""Self-attention with every product listed: the lists add up, and it is the formula of the paper."""

from __future__ import annotations

import numpy as np
import pytest
from transformer_explore.core.support.errors import Problem
from transformer_explore.lessons.labs import perform
from transformer_explore.lessons.labs.softmax import softmax


def test_the_numbers_are_made_for_paper() -> None:
    hand = perform("by-hand", {})
    assert (np.asarray(hand.field("scores")) == [[2, 1, 3], [-1, 2, 1], [1, 3, 4]]).all()
    assert hand.field("root") == 2
    assert np.asarray(hand.field("weights"))[0] == pytest.approx([0.245, 0.090, 0.665], abs=5e-4)


def test_the_listed_products_add_up() -> None:
    hand = perform("by-hand", {})
    assert np.allclose(np.sum(hand.field("products"), axis=-1), hand.field("dots"))
    assert np.allclose(np.sum(hand.field("weighted"), axis=1), hand.field("output"))
    assert np.allclose(np.sum(hand.field("first_products"), axis=-1), np.asarray(hand.field("dots"))[0])
    assert np.allclose(np.sum(hand.field("first_weighted"), axis=0), np.asarray(hand.field("output"))[0])
    assert np.allclose(np.sum(hand.field("exponentials"), axis=-1), hand.field("totals"))


def test_it_is_the_formula_and_needs_no_order() -> None:
    rng = np.random.default_rng(3)
    shapes = {"inputs": (4, 3), "query_matrix": (3, 5), "key_matrix": (3, 5), "value_matrix": (3, 2)}
    arrays = {name: rng.integers(-2, 3, shape).astype(float) for name, shape in shapes.items()}
    hand = perform("by-hand", {name: _text(array) for name, array in arrays.items()})
    a, w_q, w_k, w_v = arrays.values()
    expected = softmax(a @ w_q @ (a @ w_k).T / np.sqrt(5)) @ (a @ w_v)
    assert np.allclose(hand.field("output"), expected)
    assert np.allclose(hand.field("one_by_one"), expected)


@pytest.mark.parametrize(
    "wrong", [{"value_matrix": "1, 2"}, {"key_matrix": "1, 2; 3, 4"}, {"inputs": "1, 0, 0"}]
)
def test_matrices_that_do_not_fit_are_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(Problem, match="W"):
        perform("by-hand", dict(wrong))


def _text(array: np.ndarray) -> str:
    return "; ".join(", ".join(map(str, row)) for row in array.tolist())
