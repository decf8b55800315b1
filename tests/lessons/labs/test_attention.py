"""Labs about attention: scores, masks, heads, projections."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from transformer_explore.core.checkpoints import find
from transformer_explore.core.operations.softmax import weights as softmax_scaling
from transformer_explore.core.support.errors import Problem
from transformer_explore.lessons.labs import perform
from transformer_explore.lessons.labs.additive_attention import additive, drawn
from transformer_explore.lessons.labs.alter_projection import recomputed
from transformer_explore.lessons.labs.favourites import encoder_weights, largest_is_own
from transformer_explore.lessons.labs.lab import Result
from transformer_explore.lessons.labs.scaling import WIDTHS, slopes
from transformer_explore.lessons.labs.softmax import softmax
from transformer_explore.lessons.labs.trained_heads import (
    aligned_share,
    attending_to_previous,
    change,
    recorded,
    shares,
)


# ------------------------------------------------------------------------------------- by hand
def test_the_default_numbers_are_easy_to_compute_by_hand() -> None:
    hand = perform("by-hand", {})
    assert (np.asarray(hand.field("scores")) == [[2, 1, 3], [-1, 2, 1], [1, 3, 4]]).all()
    assert hand.field("root") == 2
    assert np.asarray(hand.field("weights"))[0] == pytest.approx([0.245, 0.090, 0.665], abs=5e-4)


def test_the_products_sum_to_the_dot_products() -> None:
    hand = perform("by-hand", {})
    assert np.allclose(np.sum(hand.field("products"), axis=-1), hand.field("dots"))
    assert np.allclose(np.sum(hand.field("weighted"), axis=1), hand.field("output"))
    assert np.allclose(np.sum(hand.field("first_products"), axis=-1), np.asarray(hand.field("dots"))[0])
    assert np.allclose(np.sum(hand.field("first_weighted"), axis=0), np.asarray(hand.field("output"))[0])
    assert np.allclose(np.sum(hand.field("exponentials"), axis=-1), hand.field("totals"))


def test_outputs_follow_the_formula_in_any_order() -> None:
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
def test_matrices_of_the_wrong_shape_are_an_error(wrong: dict[str, str]) -> None:
    with pytest.raises(Problem, match="W"):
        perform("by-hand", dict(wrong))


def _text(array: np.ndarray) -> str:
    return "; ".join(", ".join(map(str, row)) for row in array.tolist())


# ------------------------------------------------------------------------------------- dot product
ANGLES = st.floats(0, 360)
LENGTHS = st.floats(0, 10)


@given(angle=ANGLES, query_length=LENGTHS, key_length=LENGTHS, turn=ANGLES)
def test_all_coordinates_agree(angle: float, query_length: float, key_length: float, turn: float) -> None:
    arrows = perform(
        "dot-product", {"angle": angle, "query_length": query_length, "key_length": key_length, "turn": turn}
    )
    expected = query_length * key_length * math.cos(math.radians(angle))
    assert arrows.field("dot") == pytest.approx(expected, abs=1e-9)
    assert arrows.field("by_lengths") == pytest.approx(expected, abs=1e-9)
    assert float(arrows.field("shadow")) * query_length == pytest.approx(expected, abs=1e-9)
    assert float(arrows.field("query_shadow")) * key_length == pytest.approx(expected, abs=1e-9)
    assert np.sum(arrows.field("products")) == pytest.approx(expected, abs=1e-9)


def test_the_dot_product_is_0_at_right_angles_and_largest_in_parallel() -> None:
    assert perform("dot-product", {"angle": 90}).field("dot") == 0
    assert perform("dot-product", {"angle": 270}).field("dot") == 0
    dots = np.asarray(perform("dot-product", {}).field("dots"))
    assert dots.max() == dots[0] == 2 * 1.5
    assert dots.min() == pytest.approx(-dots[0])


def test_a_key_of_double_length_doubles_the_dot_product_but_not_the_cosine() -> None:
    once, twice = (perform("dot-product", {"key_length": length}) for length in (1.5, 3))
    assert twice.field("dot") == pytest.approx(2 * float(once.field("dot")))
    assert twice.field("cosine") == once.field("cosine")


# ------------------------------------------------------------------------------------- scaling
NOTHING, ROOT, WHOLE = 0, 1, 2  # rows of the lab's tables: what the scores are divided by


def values(table: str, **parameters: float) -> np.ndarray:
    return np.asarray(perform("scaling", parameters).field(table))


@pytest.mark.parametrize("seed", [0, 1])
def test_the_variance_of_q_k_is_d_k_and_1_after_division_by_the_root(seed: int) -> None:
    variance = values("variance", seed=seed)
    # 12 800 products, 32 of them with one query: their variance is known to a few per cent.
    np.testing.assert_allclose(variance[NOTHING], WIDTHS, rtol=0.1)
    np.testing.assert_allclose(variance[ROOT], 1, rtol=0.1)
    np.testing.assert_allclose(variance[WHOLE], 1 / np.array(WIDTHS), rtol=0.1)


@pytest.mark.parametrize("seed", [0, 1])
def test_only_division_by_the_root_keeps_softmax_stable_as_d_k_grows(seed: int) -> None:
    top, entropy = values("top", seed=seed), values("entropy", seed=seed)
    assert np.ptp(entropy[ROOT]) < 0.2
    assert (np.diff(top[NOTHING]) > 0).all()
    assert top[NOTHING, -1] > 0.9
    assert (np.diff(entropy[WHOLE]) > 0).all()
    assert entropy[WHOLE, -1] == pytest.approx(np.log2(32), abs=0.01)  # 32 equal keys


@pytest.mark.parametrize("seed", [0, 1])
def test_the_share_of_stuck_rows_grows_with_d_k_only_without_scaling(seed: int) -> None:
    stuck = values("stuck", seed=seed)
    assert (np.diff(stuck[NOTHING]) >= 0).all()
    assert stuck[NOTHING, 0] < 0.01 < 0.5 < stuck[NOTHING, -1] < 1
    assert (stuck[ROOT] == 0).all()


@given(st.lists(st.floats(-30, 30), min_size=2, max_size=12))
def test_a_slope_is_how_fast_a_weight_grows_with_its_score_and_no_score_moves_it_faster(
    scores: list[float],
) -> None:
    row, nudge = np.array(scores), 1e-5
    moved = np.array(
        [
            softmax_scaling.reference(row + nudge * unit) - softmax_scaling.reference(row - nudge * unit)
            for unit in np.eye(row.size)
        ]
    ) / (2 * nudge)
    found = slopes(np.asarray(softmax_scaling.reference(row), dtype=np.float64))
    assert found == pytest.approx(np.diagonal(moved), rel=1e-6, abs=1e-9)
    assert (np.abs(moved) <= found + 1e-9).all()


# ------------------------------------------------------------------------------------- softmax
SCORES = st.lists(st.integers(-20, 20), min_size=2, max_size=6)


def written(scores: list[int]) -> str:
    return ", ".join(map(str, scores))


@given(scores=SCORES, shift=st.integers(-1000, 1000))
def test_a_shift_changes_no_weight(scores: list[int], shift: int) -> None:
    soft = perform("softmax", {"scores": written(scores), "shift": shift})
    assert np.allclose(soft.field("weights"), soft.field("weights_before"))
    assert np.sum(soft.field("weights")) == pytest.approx(1)


@given(scores=SCORES, scale=st.floats(1, 100))
def test_a_factor_above_1_never_increases_the_entropy(scores: list[int], scale: float) -> None:
    plain, scaled = (perform("softmax", {"scores": written(scores), "scale": each}) for each in (1, scale))
    assert float(scaled.field("entropy")) <= float(plain.field("entropy")) + 1e-9


def test_a_difference_of_1_is_a_factor_of_e() -> None:
    weights = np.asarray(perform("softmax", {"scores": "2, 1, 3"}).field("weights"))
    assert weights[2] / weights[0] == pytest.approx(math.e)
    assert weights == pytest.approx([0.245, 0.090, 0.665], abs=5e-4)


def test_softmax_along_an_axis_is_the_softmax_of_each_line() -> None:
    scores = np.random.default_rng(0).normal(size=(3, 4))
    assert np.allclose(softmax(scores, axis=0), softmax(scores.T).T)
    assert np.isnan(softmax(np.full((1, 3), -np.inf))).all()


@given(st.lists(st.lists(st.integers(-9, 9), min_size=3, max_size=3), min_size=2, max_size=4))
def test_the_wrong_axis_makes_columns_sum_to_1_without_an_error(rows: list[list[int]]) -> None:
    table = perform("softmax-axis", {"scores": ";".join(map(written, rows))})
    assert table.field("weights_row_sums") == pytest.approx(1)
    assert table.field("wrong_column_sums") == pytest.approx(1)
    assert np.shape(table.field("wrong")) == np.shape(table.field("weights"))
    assert np.sum(table.field("wrong_row_sums")) == pytest.approx(3)  # the number of keys, not of queries


def test_only_the_right_axis_gives_a_mean_of_the_values() -> None:
    table = perform("softmax-axis", {})
    values = np.asarray(table.field("values"))
    assert values.min() <= np.min(table.field("output"))
    assert np.max(table.field("output")) <= values.max()
    assert np.max(table.field("wrong_output")) > values.max()


def test_an_invalid_table_is_an_error_of_one_line() -> None:
    for given_ in ({"scores": "1, 2; 3"}, {"scores": "1, x"}, {"values": "1, 2"}):
        with pytest.raises(Problem) as refused:
            perform("softmax-axis", given_)
        assert "\n" not in str(refused.value)


# ------------------------------------------------------------------------------------- masking
MASKING_SCORES = st.lists(st.integers(-9, 9), min_size=2, max_size=6)


def test_the_methods_for_scores_2_1_3() -> None:
    hide = perform("masking", {})
    assert hide.field("infinity") == pytest.approx([math.e / (math.e + 1), 1 / (math.e + 1), 0])
    assert hide.field("zero_before_leak") == pytest.approx(1 / (math.e**2 + math.e + 1))
    assert hide.field("zero_after_sum") == pytest.approx(
        (math.e**2 + math.e) / (math.e**2 + math.e + math.e**3)
    )


@given(scores=MASKING_SCORES, other=st.integers(-30, 30))
def test_with_infinity_the_row_equals_one_without_the_masked_key(scores: list[int], other: int) -> None:
    allowed = ", ".join(["1"] * (len(scores) - 1) + ["0"])
    hide = perform("masking", {"scores": ", ".join(map(str, [*scores[:-1], other])), "allowed": allowed})
    assert hide.field("infinity_leak") == 0
    assert np.allclose(np.asarray(hide.field("infinity"))[:-1], softmax(np.array(scores[:-1], dtype=float)))
    assert np.allclose(hide.field("low"), hide.field("infinity"))


@given(scores=MASKING_SCORES)
def test_zero_before_leaks_and_zero_after_loses(scores: list[int]) -> None:
    allowed = ", ".join(["0"] + ["1"] * (len(scores) - 1))
    hide = perform("masking", {"scores": ", ".join(map(str, scores)), "allowed": allowed})
    assert float(hide.field("zero_before_leak")) > 0
    assert hide.field("zero_before_sum") == pytest.approx(1)
    assert hide.field("zero_after_leak") == 0
    assert float(hide.field("zero_after_sum")) < 1


@given(scores=MASKING_SCORES, other=st.integers(-30, 30))
def test_zero_after_softmax_and_renormalizing_equals_infinity_before_it(
    scores: list[int], other: int
) -> None:
    allowed = ", ".join(["0"] + ["1"] * len(scores))
    hide = perform("masking", {"scores": ", ".join(map(str, [other, *scores])), "allowed": allowed})
    assert np.allclose(hide.field("renormalized"), hide.field("infinity"))
    assert hide.field("renormalized_sum") == pytest.approx(1)


def test_renormalizing_fails_if_a_masked_score_is_so_large_that_the_others_are_rounded_to_0() -> None:
    loud = perform("masking", {"scores": "2, 1, 1000"})
    assert np.isnan(loud.field("renormalized")).all()
    assert np.asarray(loud.field("infinity"))[0] == pytest.approx(math.e / (math.e + 1))


def test_a_fully_masked_row_is_nan_or_uniform_with_a_low_number() -> None:
    none = perform("masking", {"allowed": "0, 0, 0"})
    assert np.isnan(none.field("infinity")).all()
    assert none.field("low") == pytest.approx([1 / 3] * 3)


@pytest.mark.parametrize("allowed", ["1, 1", "1, 1, 2", "yes"])
def test_a_mask_of_the_wrong_shape_is_an_error(allowed: str) -> None:
    with pytest.raises(Problem):
        perform("masking", {"allowed": allowed})


@given(tokens=st.integers(1, 16), padding=st.integers(0, 16))
def test_the_padding_mask_hides_columns_and_the_causal_mask_a_triangle(tokens: int, padding: int) -> None:
    masks = perform("mask-shapes", {"tokens": tokens, "padding": padding})
    n = tokens + padding
    columns, triangle = np.asarray(masks.field("padding")), np.asarray(masks.field("causal"))
    assert (columns == (np.arange(n) < tokens)).all()
    assert (triangle == np.tri(n)).all()
    assert (np.asarray(masks.field("both")) == columns * triangle).all()
    assert masks.field("padding_allowed") == n * tokens
    assert masks.field("causal_allowed") == n * (n + 1) / 2


# ------------------------------------------------------------------------------------- diagonal
tokens = st.integers(2, 12)


@given(tokens, st.booleans())
def test_with_the_diagonal_every_row_sums_to_one(count: int, future: bool) -> None:
    lab = perform("diagonal", {"tokens": count, "itself": True, "future": future})
    np.testing.assert_allclose(np.asarray(lab.field("weights")).sum(-1), 1)
    assert lab.field("lost_first") == lab.field("lost_second") == 0


@given(tokens)
def test_without_diagonal_and_future_one_row_is_nan_and_then_all(count: int) -> None:
    lab = perform("diagonal", {"tokens": count, "itself": False, "future": False})
    assert np.asarray(lab.field("open_keys")).tolist() == list(range(count))
    assert np.isnan(np.asarray(lab.field("weights"))[0]).all()
    assert lab.field("lost_first") == 1
    assert lab.field("lost_second") == count


@given(tokens)
def test_without_the_diagonal_but_with_the_future_no_row_is_nan(count: int) -> None:
    lab = perform("diagonal", {"tokens": count, "itself": False, "future": True})
    assert (np.diagonal(np.asarray(lab.field("weights"))) == 0).all()
    assert lab.field("lost_second") == 0


def test_the_first_row_of_causal_attention_attends_only_to_itself() -> None:
    weights = np.asarray(perform("diagonal", {}).field("weights"))
    assert weights[0].tolist() == [1, 0, 0, 0]


# ------------------------------------------------------------------------------------- shuffle
orders = st.integers(2, 12).flatmap(lambda count: st.permutations(range(1, count + 1)))


def shuffle_written(order: list[int]) -> str:
    return ", ".join(map(str, order))


@settings(deadline=None)
@given(orders, st.integers(0, 1000))
def test_without_positions_each_row_moves_with_its_token(order: list[int], seed: int) -> None:
    lab = perform("shuffle", {"order": shuffle_written(order), "seed": seed})
    assert float(lab.field("furthest")) < 1e-10
    assert float(lab.field("average_moved")) < 1e-10


@settings(deadline=None)
@given(orders)
def test_each_weight_moves_with_its_two_tokens(order: list[int]) -> None:
    lab = perform("shuffle", {"order": shuffle_written(order)})
    places = np.array(order) - 1
    np.testing.assert_allclose(lab.field("weights_after"), lab.field("weights")[np.ix_(places, places)])


def test_a_causal_mask_ignores_the_order_of_visible_tokens() -> None:
    lab = perform("shuffle", {"order": "2, 1, 3, 4", "causal": True})
    assert (lab.field("moved") > 1e-6).tolist() == [True, True, False, False]


@pytest.mark.parametrize("told", ["positions", "causal"])
@pytest.mark.parametrize("seed", range(5))
def test_positions_and_a_causal_mask_depend_on_the_order(told: str, seed: int) -> None:
    lab = perform("shuffle", {told: True, "seed": seed})
    assert float(lab.field("furthest")) > 0.1


def test_the_identity_order_changes_nothing() -> None:
    lab = perform("shuffle", {"order": "1, 2, 3", "positions": True, "causal": True})
    assert lab.field("furthest") == 0


@pytest.mark.parametrize(
    "order", ["1, 1, 2", "0, 1", "2, 3", "1.5, 1", "a", shuffle_written(list(range(1, 14)))]
)
def test_an_invalid_order_is_an_error(order: str) -> None:
    with pytest.raises(Problem):
        perform("shuffle", {"order": order})


# ------------------------------------------------------------------------------------- heads
HEADS = ["1", "2", "4", "8", "16", "32", "64"]


@given(heads=st.sampled_from(HEADS), seed=st.integers(0, 99))
@settings(max_examples=20, deadline=None)
def test_the_output_projection_is_a_sum_over_heads(heads: str, seed: int) -> None:
    lab = perform("heads", {"heads": heads, "seed": seed})
    assert np.allclose(lab.field("output"), lab.field("sum_of_parts"))


@pytest.mark.parametrize("d_model", [64, 512])
def test_any_number_of_heads_has_the_same_parameters(d_model: int) -> None:
    for heads in HEADS:
        lab = perform("heads", {"heads": heads, "d_model": d_model})
        assert lab.field("parameters") == 4 * d_model**2
        assert lab.field("one_head") * lab.field("h") == d_model**2


def test_each_head_has_its_own_weights() -> None:
    weights = np.asarray(perform("heads", {"heads": 4}).field("weights"))
    assert weights.shape == (4, 4, 4)
    assert np.allclose(weights.sum(axis=-1), 1)
    assert not np.allclose(weights[0], weights[1])


def test_with_one_head_concat_equals_its_output() -> None:
    lab = perform("heads", {"heads": 1})
    assert np.array_equal(np.asarray(lab.field("answers"))[0], lab.field("concat"))


def test_a_choice_accepts_a_number() -> None:
    assert perform("heads", {"heads": 16.0}).field("h") == 16
    with pytest.raises(Problem, match="one of 1, 2, 4"):
        perform("heads", {"heads": 3.0})


# ------------------------------------------------------------------------------------- head contributions
def test_the_contributions_of_the_heads_add_up_to_the_recorded_output() -> None:
    trace = find("zh-en").shipped_trace()
    for layer in (1, 2):
        lab = perform("head-contributions", {"layer": layer, "head": 2, "token": 3})
        output = np.asarray(trace[f"encoder.layers.{layer - 1}.self_attention.output"].values)[2]
        assert np.allclose(lab.field("output"), output, atol=1e-4)
        parts = np.asarray(lab.field("parts"))
        assert lab.field("own") == np.abs(parts[1]).max() * np.sign(
            parts[1, int(float(lab.field("feature")))]
        )
        assert float(lab.field("own")) + float(lab.field("others")) == pytest.approx(lab.field("total"))


@pytest.mark.parametrize("asked", [{"layer": 64}, {"head": 64}, {"token": 64}])
def test_a_head_that_the_model_does_not_have_is_an_error(asked: dict[str, float]) -> None:
    with pytest.raises(Problem):
        perform("head-contributions", asked)


# ------------------------------------------------------------------------------------- splitting
@given(heads=st.sampled_from(["2", "4", "8"]), seed=st.integers(0, 999))
def test_all_numbers_differ_with_two_or_more_heads(heads: str, seed: int) -> None:
    lab = perform("splitting", {"heads": heads, "seed": seed})
    assert lab.field("differing") == lab.field("numbers") == 3 * 8


def test_with_one_head_both_methods_are_equal() -> None:
    lab = perform("splitting", {"heads": 1})
    assert lab.field("differing") == 0
    assert lab.field("sliced_parameters") == lab.field("projected_parameters")


@pytest.mark.parametrize("heads", [2, 4, 8])
def test_a_slice_depends_on_its_own_features_and_a_projection_on_all(heads: int) -> None:
    lab = perform("splitting", {"heads": heads})
    assert np.all(np.asarray(lab.field("projected_reach")) == 1)
    assert np.array_equal(lab.field("sliced_reach"), np.kron(np.eye(heads), np.ones(8 // heads)))
    assert lab.field("sliced_parameters") == lab.field("projected_parameters") / heads


def test_sliced_queries_equal_small_matrices_on_slices() -> None:
    """Computes the sliced queries directly: cut x, and multiply by a block."""
    lab = perform("splitting", {"heads": 2, "seed": 5})
    rng = np.random.default_rng(5)
    x, weight = rng.standard_normal((3, 8)), rng.standard_normal((8, 8)) / np.sqrt(8)
    assert np.allclose(np.asarray(lab.field("sliced"))[1], x[:, 4:] @ weight[4:, 4:].T)


# ------------------------------------------------------------------------------------- feed forward
@given(positions=st.integers(2, 12), seed=st.integers(0, 99))
@settings(max_examples=30, deadline=None)
def test_a_change_affects_one_output_of_the_network_and_all_of_attention(positions: int, seed: int) -> None:
    lab = perform("feed-forward", {"positions": positions, "seed": seed})
    moved = np.asarray(lab.field("moved"))
    assert np.all(moved[~np.eye(positions, dtype=bool)] == 0)
    assert np.all(np.diag(moved) > 0)
    assert lab.field("count") == positions
    assert lab.field("attention_count") == positions**2


def test_a_position_has_the_same_output_alone_and_among_others() -> None:
    lab = perform("feed-forward", {})
    assert np.allclose(lab.field("output"), lab.field("alone"))


def test_no_change_has_no_effect() -> None:
    assert perform("feed-forward", {"nudge": 0}).field("attention_count") == 0


# ------------------------------------------------------------------------------------- additive attention
def test_an_additive_score_is_the_sum_over_hidden_numbers_for_each_pair() -> None:
    query, key, left, right, vector = drawn(3, 4, seed=1)
    scores = additive(query, key, left, right, vector)
    for i, q in enumerate(query):
        for j, k in enumerate(key):
            expected = sum(
                vector[h]
                * math.tanh(
                    sum(q[f] * left[f, h] for f in range(4)) + sum(k[f] * right[f, h] for f in range(4))
                )
                for h in range(4)
            )
            assert scores[i, j] == pytest.approx(expected)


@pytest.mark.parametrize("seed", range(3))
def test_dot_products_spread_with_the_root_of_d_k_but_additive_scores_do_not(seed: int) -> None:
    found = perform("additive-attention", {"seed": seed})
    dots, scaled, additive_scores = np.asarray(found.field("spread"))
    assert dots == pytest.approx(np.sqrt(found.field("d_k")), rel=0.3)
    assert scaled == pytest.approx(np.ones(len(scaled)), rel=0.3)
    assert additive_scores.max() < 2


def test_additive_attention_computes_d_k_numbers_for_each_pair() -> None:
    found = perform("additive-attention", {"positions": 8})
    assert found.field("dot_numbers") == 8 * 8
    assert found.field("additive_numbers") == 8 * 8 * found.field("timed")


# ------------------------------------------------------------------------------------- alter projection
def altered(matrix: str, factor: float = 2, taken: str = "itself") -> Result:
    return perform("alter-projection", {"matrix": matrix, "factor": factor, "taken": taken})


def test_recomputing_without_a_change_gives_the_trace() -> None:
    trace = find("zh-en").shipped_trace()
    for name, values in recomputed(trace).items():
        assert np.allclose(values, trace[name].values, atol=1e-4), name


def test_doubling_the_values_doubles_the_output_but_not_the_weights() -> None:
    v = altered("value")
    assert v.field("weights_moved") == v.field("scaled_moved") == v.field("query_moved") == 0
    assert np.allclose(v.field("heads_after"), 2 * np.asarray(v.field("heads_before")))
    assert np.allclose(v.field("output_after"), 2 * np.asarray(v.field("output_before")))
    assert float(v.field("next_weights_moved")) > 0  # its queries and keys come from changed rows
    assert float(v.field("logits_moved")) > 0


def test_doubling_the_queries_or_the_keys_gives_the_same_weights() -> None:
    q, k = altered("query"), altered("key")
    assert np.allclose(q.field("dot_products_after"), 2 * np.asarray(q.field("dot_products_before")))
    assert np.allclose(q.field("weights_after"), k.field("weights_after"))
    assert q.field("key_moved") == k.field("query_moved") == q.field("value_moved") == 0
    assert float(q.field("weights_moved")) > 0


def test_with_one_matrix_for_both_the_scores_are_symmetric() -> None:
    both = altered("query", 1, "key")
    after, before = np.asarray(both.field("scaled_after")), np.asarray(both.field("scaled_before"))
    assert np.allclose(after, after.swapaxes(-1, -2))
    assert not np.allclose(before, before.swapaxes(-1, -2))


def test_zero_queries_give_uniform_weights() -> None:
    assert altered("query", 0).field("weights_after") == pytest.approx(1 / 3)


@pytest.mark.parametrize("matrix", ["query", "key", "value"])
def test_only_later_steps_change_and_none_without_a_change(matrix: str) -> None:
    moved = altered(matrix).tables["moved"]
    steps = dict(zip(moved.labels["step"], moved.values.tolist(), strict=True))
    changed = f"encoder.layers.0.self_attention.{matrix}"
    assert next(name for name, size in steps.items() if size > 0) == changed
    assert all(size == 0 for name, size in steps.items() if name.startswith(("source_emb", "target_emb")))
    assert np.max(altered(matrix, 1).field("moved")) == 0


# ------------------------------------------------------------------------------------- swapped source
def changes(other: str) -> dict[str, float]:
    table = perform("swapped-source", {"other": other}).tables["changes"]
    return dict(zip(table.labels["step"], table.values, strict=True))


def test_the_keys_of_the_first_cross_attention_are_the_first_to_change() -> None:
    lab = perform("swapped-source", {})
    steps = lab.tables["changes"].labels["step"]
    assert steps[int(lab.field("first"))] == "decoder.layers.0.cross_attention.key"
    found = changes("他爱我")
    assert found["decoder.layers.0.cross_attention.query"] == 0
    assert found["decoder.layers.0.self_attention.output"] == 0
    assert found["decoder.layers.1.self_attention.weights"] > 0
    assert found["log_probabilities"] > 0


def test_another_length_reshapes_only_steps_with_source_positions() -> None:
    found = changes("他爱我们")
    reshaped = {name.rsplit(".", 1)[-1] for name, change in found.items() if change == -1}
    assert reshaped == {"key", "value", "dot_products", "scaled", "mask", "masked", "weights"}
    assert all("cross_attention" in name for name, change in found.items() if change == -1)


def test_the_same_sentence_changes_nothing() -> None:
    lab = perform("swapped-source", {"other": "我爱你"})
    assert lab.field("moved") == lab.field("reshaped") == 0
    assert lab.field("first") == -1
    assert lab.field("same") == lab.field("steps") == np.size(lab.field("changes"))


def test_an_empty_sentence_is_an_error_of_one_line() -> None:
    with pytest.raises(Problem):
        perform("swapped-source", {"other": ""})


def test_the_attentions_repeat_the_changes_by_layer() -> None:
    lab = perform("swapped-source", {})
    table = lab.tables["attentions"]
    assert table.values.shape == (2, 9, 2)
    where = (1, table.labels["step"].index("weights"), table.labels["attention"].index("self-attention"))
    assert table.values[where] == changes("他爱我")["decoder.layers.1.self_attention.weights"]
    assert np.all(table.values[0, :, 0] == 0)


# ------------------------------------------------------------------------------------- favourites
def test_the_largest_weight_of_a_row_is_found() -> None:
    weights = np.array([[[[0.6, 0.4], [0.7, 0.3]], [[0.1, 0.9], [0.2, 0.8]]]])
    assert largest_is_own(weights).tolist() == [[[True, False], [False, True]]]


def test_the_shares_are_those_of_the_recorded_weights() -> None:
    lab = perform("favourites", {"sentences": 2})
    recorded = encoder_weights(2)
    own = sum(int((each[0, 1].argmax(-1) == np.arange(each.shape[-1])).sum()) for each in recorded)
    assert lab.field("tokens") == sum(each.shape[-1] for each in recorded)
    assert np.asarray(lab.field("favourite"))[0, 1] == pytest.approx(own / float(lab.field("tokens")))
    assert lab.field("chance") == pytest.approx(2 / float(lab.field("tokens")))


# ------------------------------------------------------------------------------------- trained heads
def test_the_shares_are_the_weights_at_each_distance() -> None:
    weights = np.array([[0.5, 0.25, 0.25], [0.125, 0.75, 0.125], [0, 0.5, 0.5]])
    assert shares([weights[None, None]])[0, 0] == pytest.approx([0.625 / 3, 1.75 / 3, 0.375 / 3, 0.25 / 3])


def test_the_weights_of_a_head_that_follows_positions_do_not_change_and_others_do() -> None:
    positions = [np.broadcast_to(attending_to_previous(3), (1, 1, 3, 3))] * 2
    assert attending_to_previous(3).tolist() == [[1, 0, 0], [1, 0, 0], [0, 1, 0]]
    assert change(positions) == 0
    assert change([np.eye(3)[None, None], np.eye(3)[None, None, ::-1]]) == pytest.approx(2 / 3)
    assert np.isnan(change([np.eye(2)[None, None], np.eye(3)[None, None]]))


def test_the_aligned_share_is_read_in_the_row_that_predicts_the_word() -> None:
    weights = np.array([[0.5, 0.25, 0.25], [0.125, 0.75, 0.125], [0, 0.5, 0.5]])
    assert aligned_share([weights[None, None]], [((0, 2), (1,))]) == pytest.approx(0.75)


def test_the_measured_heads_are_those_of_the_recorded_runs() -> None:
    lab = perform("trained-heads", {"sentences": 3})
    encoder, cross, aligned = recorded(3)
    assert lab.field("sentences") == len(encoder) == len(cross) == len(aligned) == 3
    diagonal = np.concatenate([each[1, 0].diagonal() for each in encoder])
    assert np.asarray(lab.field("encoder"))[1, 0, 1] == pytest.approx(diagonal.mean())
    on_aligned = [
        each[0, 1, row, at].sum()
        for each, words in zip(cross, aligned, strict=True)
        for row, at in enumerate(map(list, words))
    ]
    assert np.asarray(lab.field("cross"))[0, 1, 0] == pytest.approx(np.mean(on_aligned))
    assert np.asarray(lab.field("encoder")).sum(axis=-1) == pytest.approx(1)


def test_a_trained_head_finds_the_aligned_characters() -> None:
    lab = perform("trained-heads", {})
    assert np.max(np.asarray(lab.field("cross"))[..., 0]) > 1.5 * float(lab.field("cross_equal"))
    assert lab.field("fixed_change") == 0
