"""Table 1, counted from layers that really run."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from transformer_explore.core.nn.attention import Attention
from transformer_explore.core.nn.convolution import Convolutions
from transformer_explore.core.nn.mask import BandMask
from transformer_explore.core.nn.recurrent import Rnn
from transformer_explore.core.operations.window import Window
from transformer_explore.lessons.labs import cost, perform
from transformer_explore.lessons.labs.families import layers, paths
from transformer_explore.lessons.labs.families.order import CHAINS, CURVES, LENGTHS, around, path
from transformer_explore.lessons.labs.lab import Result

SIZES = {"n": 40, "d": 32, "k": 5, "r": 9}


@pytest.fixture(scope="module")
def order() -> Result:
    return perform("order", SIZES)


def test_what_is_counted_is_the_formula_times_the_products_that_it_leaves_out(order: Result) -> None:
    assert list(np.asarray(order.field("times"))) == [2, 2, 1, 1, 2]
    counted, formula = (np.asarray(order.field(name)) for name in ("table1", "formulas"))
    assert np.array_equal(formula[:, 0], cost.operations(*SIZES.values()))
    assert list(counted[:, 0] / formula[:, 0]) == [2, 2, 1, 1, 2]
    assert np.array_equal(counted[:, 1], formula[:, 1])  # in order
    n, d = SIZES["n"], SIZES["d"]
    assert order.field("projections") == 4 * n * d * d
    assert order.field("lstm") == 8 * n * d * d
    assert np.asarray(order.field("parts")).sum() == order.field("attention") == 4 * n * d * d + 2 * n * n * d
    assert order.field("band") == SIZES["r"] / n


def test_the_curves_are_exact(order: Result) -> None:
    n, d = np.array(LENGTHS), SIZES["d"]
    expected = {
        "scores": 2 * n * n * d,
        "attention": 4 * n * d * d + 2 * n * n * d,
        "rnn": 2 * n * d * d,
        "gru": 6 * n * d * d,
        "lstm": 8 * n * d * d,
        "convolution": SIZES["k"] * n * d * d,
        "restricted": 2 * n * SIZES["r"] * d,
    }
    for place, kind in enumerate(CURVES):
        assert np.array_equal(order.field(f"curve_{kind}"), expected[kind])
        assert np.array_equal(np.asarray(order.field("multiply_adds"))[:, place], expected[kind])


def test_one_position_counted_n_times_is_the_whole_layer() -> None:
    for kind in ("rnn", "gru", "lstm", "convolution"):
        make = layers.kinds(8, 3, 4)[kind]
        assert layers.multiply_adds(make, 12, 8)[""] == 12 * layers.multiply_adds(make, 1, 8)[""]


def test_where_the_costs_cross_depends_on_whether_projections_count(order: Result) -> None:
    d, k = SIZES["d"], SIZES["k"]
    alone, whole = np.asarray(order.field("cheaper_until"))
    assert list(alone) == [d, 3 * d, 4 * d, k * d // 2]
    assert list(whole) == [0, d, 2 * d, (k - 4) * d // 2]  # never less than a vanilla RNN
    assert order.field("equal") == d
    assert order.field("equal_lstm") == 2 * d


def test_a_mask_saves_no_multiplication() -> None:
    n, d = 30, 8
    ids = torch.ones(1, n, dtype=torch.long)
    count = layers.FlopCounterMode(display=False)
    with count, torch.no_grad():
        x = torch.randn(1, n, d)
        Attention(d, 1, BandMask(0, 2))(x, x, ids, ids)
    assert count.get_total_flops() // 2 == layers.multiply_adds(layers.kinds(d, 3, 5)["attention"], n, d)[""]


@pytest.mark.parametrize(("n", "radius"), [(1, 1), (7, 1), (12, 3), (5, 8)])
def test_attention_computed_in_its_band_alone_is_attention_with_a_band_mask(n: int, radius: int) -> None:
    torch.manual_seed(n)
    band = layers.BandAttention(6, 2 * radius + 1).double()
    masked = Attention(6, 1, BandMask(0, radius)).double()
    masked.load_state_dict(band.state_dict())
    x, ids = torch.randn(2, n, 6, dtype=torch.float64), torch.ones(2, n, dtype=torch.long)
    torch.testing.assert_close(band(x), masked(x, x, ids, ids), rtol=0, atol=1e-12)


def test_only_a_recurrent_chain_grows_with_the_sequence(order: Result) -> None:
    lengths, chain = (np.asarray(order.field(name)) for name in ("chain_lengths", "chain"))
    each = dict(zip(CHAINS, np.asarray(order.field("per_position")), strict=True))
    assert each == {"attention": 0, "rnn": 2, "lstm": 5, "gru": 5, "convolution": 0}
    for place, kind in enumerate(CHAINS):
        assert np.array_equal(np.diff(chain[:, place]), each[kind] * np.diff(lengths))
    assert list(np.asarray(order.field("sequential"))) == [1, SIZES["n"], 1, 1, 1]


@given(n=st.integers(2, 90), k=st.integers(2, 9), r=st.integers(2, 24))
def test_paths_are_as_long_as_theory_has_them(n: int, k: int, r: int) -> None:
    longest, layers_needed = path(n, k, r).T
    formula = cost.layers(n, 1, k, r)
    assert list(layers_needed[:4]) == list(formula[:4])
    assert list(longest) == [1, n, *formula[2:4], -(-(n - 1) // (r - 1))]
    assert layers_needed[4] == longest[4] >= n / r  # the paper counts r new positions a layer, not r − 1
    sides = [max(1, (width - 1) // 2) for width in (k, r)]  # a window of even width sees less on one side
    assert list(around(n, k, r)) == [-(-(n - 1) // side) for side in sides]


@given(n=st.integers(2, 40), k=st.integers(2, 8))
def test_growing_gaps_never_need_more_layers(n: int, k: int) -> None:
    dilated, contiguous = (
        paths.search(each, n) for each in (paths.growing(k, n), paths.windows(Window.causal(k), n))
    )
    assert dilated.all == dilated.one <= contiguous.one == contiguous.all


def test_layers_that_run_out_before_all_is_seen_are_told() -> None:
    with pytest.raises(ValueError, match="still see something new"):
        paths.search([Window.same(3).places(9)] * 2, 9)


def test_the_search_agrees_with_what_gradients_reach() -> None:
    n, k = 11, 3
    torch.manual_seed(0)
    needed = int(around(n, k, k)[0])
    for depth in (needed - 1, needed):
        model = Convolutions(2, 2, [Window.same(k)] * depth).double()
        for layer in model.layers:
            layer.activation = torch.nn.Identity()
        assert reached(model, n).all() == (depth == needed)
    assert np.array_equal(reached(Rnn(2, 2).double(), n), np.tri(n, dtype=bool))


def reached(model: torch.nn.Module, n: int) -> np.ndarray:
    """[output, input]: whether a change of the input changes the output."""
    x = torch.randn(1, n, 2, dtype=torch.float64)
    slopes = torch.autograd.functional.jacobian(lambda given: model(given).sum(-1)[0], x)
    return (slopes[:, 0].abs().sum(-1) > 0).numpy()
