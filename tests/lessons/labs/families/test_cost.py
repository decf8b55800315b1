"""Labs about the cost of attention and its alternatives."""

import tracemalloc

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from transformer_explore.core.nn.attention import Attention
from transformer_explore.core.nn.convolution import Convolutions
from transformer_explore.core.nn.mask import BandMask
from transformer_explore.core.nn.recurrent import Rnn
from transformer_explore.core.operations.window import Window
from transformer_explore.core.support.errors import Problem
from transformer_explore.lessons.labs import cost, perform
from transformer_explore.lessons.labs.families import layers, paths
from transformer_explore.lessons.labs.lab import Result
from transformer_explore.lessons.labs.order import CHAINS, CURVES, LENGTHS, around, path
from transformer_explore.lessons.labs.speech import (
    WIDTH,
    banded,
    full,
    likeness,
    lost_beyond,
    pooled,
    softmaxed,
    sounds,
    unrolled,
    weighed,
)

# ------------------------------------------------------------------------------------- order
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
    assert list(whole) == [0, d, 2 * d, (k - 4) * d // 2]  # never below a vanilla RNN
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


def test_too_few_layers_are_an_error() -> None:
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


# ------------------------------------------------------------------------------------- order time
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


def test_the_longest_sequence_is_a_parameter() -> None:
    lengths = perform("order-time", {"d": 8, "longest": 320}).field("lengths")
    assert list(np.asarray(lengths)) == [64, 128, 256, 320]


# ------------------------------------------------------------------------------------- speech
@pytest.fixture(scope="module")
def speech() -> Result:
    return perform("speech", {})


@given(n=st.integers(5, 60), reach=st.integers(1, 70), sharp=st.floats(0.5, 8), seed=st.integers(0, 99))
@settings(max_examples=40)
def test_the_band_is_full_attention_masked(n: int, reach: int, sharp: float, seed: int) -> None:
    x = sounds(n, 0, n - 1, seed)
    near = np.abs(np.subtract.outer(np.arange(n), np.arange(n))) <= reach
    masked, band = softmaxed(likeness(x, sharp), near), banded(x, reach, sharp)
    np.testing.assert_allclose(unrolled(band, n), masked, rtol=0, atol=1e-12)
    np.testing.assert_allclose(weighed(band, x), masked @ x, rtol=0, atol=1e-12)


def test_the_band_never_holds_as_much_as_all_scores() -> None:
    n, reach = 2000, 8
    x = sounds(n, 0, n - 1, 0)
    tracemalloc.start()
    weighed(banded(x, reach, 4.0), x)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < n * n * x.itemsize / 8


def test_ten_seconds(speech: Result) -> None:
    assert speech.field("seconds") == 10
    assert speech.field("scores") == 1_000_000
    assert speech.field("memory") == 4 * 1_000_000
    assert speech.field("cut_memory") == 4 * speech.field("cut_scores") == 4 * 1000 * 33
    assert speech.field("products") == 2 * 1000 * 1000 * WIDTH
    assert float(speech.field("products")) / float(speech.field("cut_products")) == speech.field("saved")
    assert speech.field("layers") == 63
    assert float(speech.field("faster")) > 3  # a thirtieth of the work


def test_only_full_attention_finds_a_distant_repetition(speech: Result) -> None:
    assert float(speech.field("full_echo")) > 0.2
    block = 1000 // 40
    for row, there in (("row", speech.field("full_echo")), ("cut_row", 0)):
        weights = np.asarray(speech.field(row))
        assert weights.sum() == pytest.approx(1)
        assert weights[int(speech.field("early")) // block] >= there and (there or not weights[:30].any())
    assert speech.field("cut_echo") == speech.field("found") == 0
    wide = perform("speech", {"frames": 200, "again": 100, "reach": 100})
    assert wide.field("found") == 1
    assert float(wide.field("cut_echo")) >= float(wide.field("full_echo")) > 0


def test_a_wider_band_costs_more_crosses_in_fewer_layers_and_loses_less(speech: Result) -> None:
    scores, layers, lost, echo = (
        np.asarray(speech.field(f"reach_{name}")) for name in ("scores", "layers", "lost", "echo")
    )
    assert np.all(np.diff(scores) > 0) and scores[-1] == speech.field("scores")
    assert list(layers) == [250, 63, 16, 4, 1]
    assert np.all(np.diff(lost) < 0) and lost[-1] == 0
    assert list(echo[:-1]) == [0] * 4 and echo[-1] == pytest.approx(speech.field("full_echo"))


@given(n=st.integers(5, 50), block=st.integers(1, 60), seed=st.integers(0, 20))
@settings(max_examples=30)
def test_what_is_lost_and_what_is_pooled_add_up(n: int, block: int, seed: int) -> None:
    weights = full(sounds(n, 0, n - 1, seed), 2.0)
    lost = lost_beyond(weights)
    assert lost[0] == pytest.approx(1 - np.diag(weights).mean())
    assert lost[-1] == 0
    assert np.all(np.diff(lost) <= 1e-15)
    assert pooled(weights, block).sum(axis=-1) == pytest.approx(1)


def test_with_all_in_reach_nothing_is_lost() -> None:
    lab = perform("speech", {"frames": 80, "again": 20, "reach": 1000})
    assert lab.field("mean_lost") == 0
    assert np.allclose(lab.field("full"), lab.field("cut"))
    assert lab.field("layers") == 1


def test_a_repetition_before_the_start_is_an_error() -> None:
    with pytest.raises(Problem, match="again"):
        perform("speech", {"frames": 100, "again": 98})
