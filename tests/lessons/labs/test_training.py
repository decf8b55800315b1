"""Labs about training, normalization, costs and sizes."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from transformer_explore.core.checkpoints import find
from transformer_explore.core.grammar.corpus import SNAPSHOT_SOURCES
from transformer_explore.core.nn.configuration import BASE, BIG, Configuration
from transformer_explore.lessons.labs import perform
from transformer_explore.lessons.labs.adam import BETAS, EPSILON, updates
from transformer_explore.lessons.labs.cost import field, layers
from transformer_explore.lessons.labs.lab import Result
from transformer_explore.lessons.labs.label_smoothing import floor, loss, smoothed
from transformer_explore.lessons.labs.learning import aligned
from transformer_explore.lessons.labs.normalising import TOKENS as SENTENCES
from transformer_explore.lessons.labs.normalising import over_batch, over_features


# ------------------------------------------------------------------------------------- adam
@given(size=st.floats(1e-3, 1e3), rate=st.floats(0.001, 1))
def test_the_first_update_is_the_rate(size: float, rate: float) -> None:
    lab = perform("adam", {"gradients": f"{size}, -{size}", "rate": rate})
    assert np.asarray(lab.field("first")) == pytest.approx([-rate, rate], rel=1e-5)
    assert np.asarray(lab.field("first_plain")) == pytest.approx([-rate * size, rate * size])


def test_the_same_gradient_again_and_again_moves_by_the_rate_each_time() -> None:
    lab = perform("adam", {})
    assert np.asarray(lab.field("updates")) == pytest.approx(-0.001, rel=1e-5)


def test_noisy_gradients_move_less_after_the_first_step() -> None:
    size = np.asarray(perform("adam", {"noise": 20.0, "steps": 200}).field("size"))
    assert size[50:].mean() < 0.7 * size[0]


def test_adam_agrees_with_pytorch() -> None:
    torch = pytest.importorskip("torch")
    gradients = np.random.default_rng(0).standard_normal((20, 3))
    x = torch.zeros(3, dtype=torch.float64, requires_grad=True)
    adam = torch.optim.Adam([x], lr=0.01, betas=BETAS, eps=EPSILON)
    for gradient in gradients:
        x.grad = torch.from_numpy(gradient)
        adam.step()
    assert np.allclose(x.detach().numpy(), updates(gradients, 0.01).sum(axis=0))


# ------------------------------------------------------------------------------------- schedule
def test_at_base_size_it_peaks_at_step_4000_with_7e_4() -> None:
    lab = perform("schedule", {})
    assert lab.field("peak_step") == 4000
    assert lab.field("peak") == pytest.approx(7.0e-4, rel=0.01)


@given(width=st.integers(1, 4096), warmup=st.integers(1, 20_000), steps=st.integers(2, 200_000))
def test_the_rate_is_the_smaller_term_and_peaks_after_warm_up(width: int, warmup: int, steps: int) -> None:
    lab = perform("schedule", {"d_model": width, "warmup": warmup, "steps": steps})
    rising, falling = np.asarray(lab.field("rising")), np.asarray(lab.field("falling"))
    assert np.allclose(lab.field("rate"), np.minimum(rising, falling))
    assert lab.field("peak") == pytest.approx(1 / np.sqrt(width * warmup))
    assert lab.field("peak_step") == min(warmup, steps)
    assert lab.field("fourfold") == pytest.approx(lab.field("peak") / 2)


def test_halfway_through_the_warm_up_the_rate_is_half_the_peak() -> None:
    lab = perform("schedule", {})
    assert lab.field("half") == pytest.approx(lab.field("peak") / 2)


# ------------------------------------------------------------------------------------- label smoothing
EPSILONS = st.floats(0, 0.9, allow_subnormal=False)
TOKENS = st.integers(2, 2000)


def test_the_floor_for_smoothing_of_a_tenth_and_ten_tokens() -> None:
    lab = perform("label-smoothing", {})
    assert lab.field("floor") == pytest.approx(0.500, abs=5e-4)
    assert lab.field("wanted") == pytest.approx(0.91)


@given(epsilon=EPSILONS, tokens=TOKENS)
def test_the_target_sums_to_1_and_its_floor_is_that_of_the_training(epsilon: float, tokens: int) -> None:
    torch = pytest.importorskip("torch")
    loss = pytest.importorskip("transformer_explore.core.training.loss").smoothed_cross_entropy
    target = smoothed(epsilon, tokens)
    assert target.sum() == pytest.approx(1)
    logs = torch.from_numpy(np.log(np.maximum(target, 1e-300)))  # 0 · log 0 counts as 0
    best = loss(logs[None, None], torch.tensor([[target.argmax()]]), epsilon, padding=-1)
    assert floor(epsilon, tokens) == pytest.approx(float(best))


@given(epsilon=st.floats(0.01, 0.9), tokens=TOKENS, sure=st.floats(0.001, 0.999))
def test_only_predicting_the_target_reaches_the_floor(epsilon: float, tokens: int, sure: float) -> None:
    least = floor(epsilon, tokens)
    assert loss(np.array([sure]), epsilon, tokens)[0] >= least - 1e-9
    wanted = smoothed(epsilon, tokens)[:1]
    assert loss(wanted, epsilon, tokens)[0] == pytest.approx(least)


def test_without_smoothing_the_floor_is_0_and_the_loss_minus_log_p() -> None:
    lab = perform("label-smoothing", {"smoothing": 0, "sure": 0.5})
    assert lab.field("floor") == 0
    assert lab.field("sure_plain") == lab.field("sure_smoothed") == pytest.approx(math.log(2))


def test_it_is_the_loss_that_models_are_trained_with() -> None:
    torch = pytest.importorskip("torch")
    from transformer_explore.core.training.loss import smoothed_cross_entropy

    said = np.full(10, 0.2 / 9)
    said[0] = 0.8
    logs = torch.from_numpy(np.log(said))[None, None]
    trained = smoothed_cross_entropy(logs, torch.zeros(1, 1, dtype=torch.long), 0.1, padding=9)
    assert float(trained) == pytest.approx(loss(np.array([0.8]), 0.1, 10)[0])


# ------------------------------------------------------------------------------------- dropout
@given(rate=st.floats(0, 0.9), seed=st.integers(0, 999))
def test_each_number_is_dropped_or_scaled_by_one_factor(rate: float, seed: int) -> None:
    lab = perform("dropout", {"rate": rate, "seed": seed, "times": 5})
    passes, x = np.asarray(lab.field("passes")), np.asarray(lab.field("x"))
    assert np.all((passes == 0) | np.isclose(passes, x * lab.field("factor")))


@pytest.mark.parametrize("rate", [0.1, 0.5])
def test_the_mean_of_many_passes_is_the_input(rate: float) -> None:
    lab = perform("dropout", {"rate": rate, "times": 2000})
    x, mean = np.asarray(lab.field("x")), np.asarray(lab.field("mean"))
    deviation = x * np.sqrt(rate / (1 - rate) / 2000)  # of a mean of so many coins
    assert np.all(np.abs(mean - x) < 5 * deviation)
    assert lab.field("dropped") == pytest.approx(rate, abs=0.02)


def test_dropout_does_nothing_outside_training() -> None:
    lab = perform("dropout", {"training": False, "rate": 0.9})
    assert np.array_equal(lab.field("first"), lab.field("x"))
    assert lab.field("factor") == 1


def test_two_passes_drop_different_numbers() -> None:
    lab = perform("dropout", {"rate": 0.5})
    assert not np.array_equal(lab.field("first"), lab.field("second"))


# ------------------------------------------------------------------------------------- learning
@pytest.mark.parametrize("source", SNAPSHOT_SOURCES)
def test_aligned_attention_starts_near_uniform_and_grows(source: str) -> None:
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


def test_the_rate_is_highest_at_the_snapshot_nearest_to_the_end_of_the_warm_up() -> None:
    lab = perform("learning", {})
    updates, warm_up = np.asarray(lab.field("updates")), find("zh-en").card["recipe"]["warmup"]
    highest = updates[int(np.argmax(lab.field("rates")))]
    assert highest == updates[int(np.argmin(np.abs(updates - warm_up)))]


def test_when_first_saved_the_model_knows_word_frequencies_and_a_little_more() -> None:
    lab = perform("learning", {})
    assert 0 < lab.field("frequencies") - np.asarray(lab.field("losses"))[1] < 0.6
    assert lab.field("floor") < lab.field("frequencies") < np.log(lab.field("vocabulary"))


# ------------------------------------------------------------------------------------- warm-up
def test_post_norm_needs_the_warm_up_and_pre_norm_does_not() -> None:
    lab = perform("warm-up", {})
    names = ("post_with", "post_without", "pre_with", "pre_without")
    last = {name: float(np.asarray(lab.field(name))[-1]) for name in names}
    frequencies = lab.field("frequencies")
    assert last.pop("post_without") > frequencies - 0.5
    assert max(last.values()) < frequencies - 2


def test_without_warm_up_the_rate_begins_at_the_peak_of_the_other_run() -> None:
    lab = perform("warm-up", {})
    with_it, without = np.asarray(lab.field("rate_with")), np.asarray(lab.field("rate_without"))
    assert without[0] == with_it.max() == lab.field("peak")
    after = np.asarray(lab.field("update")) >= lab.field("warmup")
    assert np.array_equal(with_it[after], without[after])


# ------------------------------------------------------------------------------------- norm order
@pytest.mark.parametrize("seed", range(4))
def test_post_norm_has_small_gradients_in_the_first_of_twelve_layers(seed: int) -> None:
    lab = perform("norm-order", {"seed": seed})
    assert lab.field("post_ratio") < 0.1
    assert lab.field("pre_ratio") > 1
    assert np.shape(lab.field("post")) == np.shape(lab.field("pre")) == (12,)


def test_the_gradient_ratio_grows_with_depth() -> None:
    two, twelve = perform("norm-order", {"layers": 2}), perform("norm-order", {"layers": 12})
    assert two.field("post_ratio") > 3 * twelve.field("post_ratio")


def test_a_seed_is_reproducible_and_leaves_the_global_generator_unchanged() -> None:
    import torch

    torch.manual_seed(1)
    expected = torch.rand(1)
    torch.manual_seed(1)
    first = perform("norm-order", {"layers": 2}).field("post")
    assert torch.equal(torch.rand(1), expected)
    assert np.array_equal(first, perform("norm-order", {"layers": 2}).field("post"))


# ------------------------------------------------------------------------------------- normalising
@given(padding=st.integers(1, 12), scale=st.floats(0.01, 100))
def test_padding_moves_batch_norm_and_not_layer_norm(padding: int, scale: float) -> None:
    lab = perform("normalising", {"padding": padding, "scale": scale})
    assert lab.field("layer_moved") == 0
    assert lab.field("batch_moved") > 0.1


@given(scale=st.floats(1, 1000))
def test_layer_norm_ignores_scaling_up_to_epsilon(scale: float) -> None:
    lab = perform("normalising", {"scale": scale, "padding": 0})
    assert np.allclose(lab.field("layer"), lab.field("unscaled"), atol=2e-5)
    exact = perform("normalising", {"scale": scale, "padding": 0, "epsilon": 0})
    assert np.allclose(exact.field("layer"), exact.field("unscaled"), atol=1e-12)


def test_epsilon_matters_for_small_numbers() -> None:
    lab = perform("normalising", {"scale": 0.001})
    assert np.abs(np.asarray(lab.field("layer"))[:4] - lab.field("unscaled")).max() > 0.1


def test_one_has_mean_0_and_variance_1_along_features_the_other_along_positions() -> None:
    layer, batch = over_features(SENTENCES, 0), over_batch(SENTENCES, 0)
    assert np.allclose(layer.mean(axis=1), 0)
    assert np.allclose(layer.var(axis=1), 1)
    assert np.allclose(batch.mean(axis=0), 0)
    assert np.allclose(batch.var(axis=0), 1)


def test_the_first_row_can_be_worked_out_by_hand() -> None:
    first = over_features(SENTENCES, 0)[0]
    assert first == pytest.approx(np.array([-3, -1, 1, 3]) / np.sqrt(5))


def test_both_agree_with_pytorch() -> None:
    torch = pytest.importorskip("torch")
    x = torch.from_numpy(SENTENCES)
    assert np.allclose(over_features(SENTENCES, 1e-5), torch.nn.functional.layer_norm(x, (4,)))
    assert np.allclose(
        over_batch(SENTENCES, 1e-5), torch.nn.functional.batch_norm(x, None, None, training=True)
    )


def test_an_empty_position_gives_zeros_because_of_epsilon() -> None:
    assert np.all(np.asarray(perform("normalising", {"padding": 2}).field("layer"))[-2:] == 0)
    assert np.isnan(np.asarray(perform("normalising", {"epsilon": 0}).field("layer"))[-1]).all()


# ------------------------------------------------------------------------------------- tying
@pytest.mark.parametrize("row", range(6))
def test_a_changed_row_moves_one_token_in_all_three_uses(row: int) -> None:
    moved = np.asarray(perform("tying", {"row": row}).field("moved"))
    assert np.all(moved[:, row] > 0)
    assert np.all(np.delete(moved, row, axis=1) == 0)


def test_without_tying_only_the_source_changes() -> None:
    moved = np.asarray(perform("tying", {"tied": False}).field("moved"))
    assert moved[0].any()
    assert not moved[1:].any()


def test_the_logit_is_the_dot_product_with_the_row_and_the_embedding_is_scaled() -> None:
    lab = perform("tying", {"change": 0, "row": 0})
    matrix = np.asarray(lab.field("matrix"))
    assert np.allclose(lab.field("logits"), matrix @ lab.field("stream"))
    assert np.allclose(lab.field("source"), 2 * matrix)  # √4


def test_tying_saves_37_9_million_parameters_at_base_size() -> None:
    assert perform("tying", {}).field("saved_millions") == pytest.approx(37.9, abs=0.05)


def test_the_shipped_model_has_one_matrix_for_the_three() -> None:
    shipped = find("zh-en")
    size = shipped.configuration.vocabulary
    shapes = [name for name, values in shipped.parameters.items() if len(values) == size]
    assert len(shapes) == 1


# ------------------------------------------------------------------------------------- parameter counts
def counted(sizes: Configuration, **other: bool) -> Result:
    names = ("d_model", "d_ff", "layers", "vocabulary")
    return perform("parameter-counts", {name: getattr(sizes, name) for name in names} | other)


@pytest.mark.parametrize("sizes", [BASE, BIG, replace(BASE, d_model=24, heads=3, d_ff=7, layers=2)])
def test_counts_match_the_model(sizes: Configuration) -> None:
    import torch
    from transformer_explore.core.nn.transformer import Transformer

    with torch.device("meta"):
        model = Transformer(replace(sizes, longest=2))
    lab = counted(sizes)
    assert lab.field("total") == sum(p.numel() for p in model.parameters())
    for side, table in ((model.encoder, "encoder_layer"), (model.decoder, "decoder_layer")):
        assert np.sum(lab.field(table)) == sum(p.numel() for p in side.layers[0].parameters())


def test_base_comes_to_63_million_and_two_thirds_of_an_encoder_layer_are_feed_forward() -> None:
    lab = counted(BASE)
    assert lab.field("millions") == pytest.approx(63.0, abs=0.05)
    assert lab.field("share") == pytest.approx(0.67, abs=0.005)


def test_three_matrices_instead_of_one_cost_two_more() -> None:
    apart = counted(BASE, tied=False).field("total") - counted(BASE).field("total")
    assert apart == 2 * BASE.vocabulary * BASE.d_model == 37_888_000


# ------------------------------------------------------------------------------------- cost
def test_layers_that_connect_a_thousand_positions() -> None:
    lab = perform("cost", {})
    assert list(np.asarray(lab.field("layers"))) == [1, 1, 500, 7, 63]


@given(d=st.integers(1, 4096))
def test_attention_and_recurrence_cost_the_same_where_n_is_d(d: int) -> None:
    assert perform("cost", {"n": max(2, d), "d": max(2, d)}).field("ratio") == 1
    lab = perform("cost", {"d": d})
    lengths = np.asarray(lab.field("lengths"))
    cheaper = np.asarray(lab.field("attention")) < np.asarray(lab.field("recurrent"))
    assert np.array_equal(cheaper, lengths < d)


@given(n=st.integers(2, 3000), k=st.integers(2, 9))
def test_the_number_of_layers_is_the_smallest_that_sees_all_positions(n: int, k: int) -> None:
    lab = perform("cost", {"n": n, "k": k})
    contiguous, dilated = int(lab.field("convolutional_layers")), int(lab.field("dilated_layers"))
    assert contiguous * (k - 1) + 1 >= n > (contiguous - 1) * (k - 1) + 1
    assert k**dilated >= n > k ** (dilated - 1)


@given(n=st.integers(2, 2000), r=st.integers(2, 4000))
def test_restricted_attention_costs_less_and_never_more_than_full(n: int, r: int) -> None:
    lab = perform("cost", {"n": n, "r": r})
    assert lab.field("restricted_scores") <= lab.field("scores")
    cost = np.asarray(lab.field("operations"))
    assert cost[4] <= cost[0]


@pytest.mark.parametrize("n", [100, 1000])
def test_only_recurrence_is_sequential(n: int) -> None:
    assert list(np.asarray(perform("cost", {"n": n}).field("sequential"))) == [1, n, 1, 1, 1]


@given(n=st.integers(2, 3000), k=st.integers(2, 9), r=st.integers(2, 64))
def test_what_an_output_has_seen_agrees_with_the_layers_it_takes(n: int, k: int, r: int) -> None:
    sizes = n, 1, k, r
    for kind, depth in enumerate(map(int, layers(*sizes))):
        assert field(depth, *sizes)[kind] == n
        assert depth == 1 or field(depth - 1, *sizes)[kind] < n


@pytest.mark.parametrize(("k", "depth"), [(3, 4), (5, 3)])
def test_a_change_reaches_exactly_the_receptive_field(k: int, depth: int) -> None:
    """Convolutions of ones, with and without dilation, of an impulse."""
    for kind, gaps in ((2, [1] * depth), (3, [k**level for level in range(depth)])):
        seen = np.zeros(1001)
        seen[500] = 1
        for gap in gaps:
            kernel = np.zeros((k - 1) * gap + 1)
            kernel[::gap] = 1
            seen = np.convolve(seen, kernel, mode="same")
        assert np.count_nonzero(seen) == field(depth, 1001, 1, k, 16)[kind]


# ------------------------------------------------------------------------------------- bleu
WORDS = st.lists(st.sampled_from("abc"), min_size=1, max_size=12)


@given(candidate=WORDS, reference=WORDS)
def test_each_matching_sequence_uses_up_one_of_the_reference(
    candidate: list[str], reference: list[str]
) -> None:
    lab = perform("bleu", {"candidate": " ".join(candidate), "reference": " ".join(reference)})
    for n in range(1, 5):
        left = [reference[place : place + n] for place in range(len(reference) - n + 1)]
        found = 0
        for place in range(len(candidate) - n + 1):
            if (sequence := candidate[place : place + n]) in left:
                left.remove(sequence)
                found += 1
        assert np.asarray(lab.field("matches"))[n - 1] == found


def test_a_repeated_word_counts_as_often_as_in_the_reference() -> None:
    """The example of Papineni et al. 2002, section 2.1."""
    lab = perform("bleu", {"candidate": "the the the the the the the", "reference": "the cat is on the mat"})
    assert np.asarray(lab.field("precision"))[0] == pytest.approx(2 / 7)
    assert lab.field("bleu") == 0


def test_an_exact_translation_has_bleu_1_and_half_of_it_is_penalized_for_its_length() -> None:
    whole = "on the table there is a red book"
    assert perform("bleu", {"candidate": whole, "reference": whole}).field("bleu") == 1
    half = perform("bleu", {"candidate": "on the table there", "reference": whole})
    assert half.field("bleu") == half.field("brevity") == pytest.approx(math.exp(-1))


def test_exchanged_halves_have_the_same_words_and_a_lower_score() -> None:
    lab = perform("bleu", {})
    assert list(np.asarray(lab.field("matches"))) == [8, 6, 4, 2]
    assert lab.field("bleu") == pytest.approx((6 / 7 * 4 / 6 * 2 / 5) ** 0.25)
