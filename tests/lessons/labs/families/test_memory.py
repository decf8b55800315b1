"""Labs about influence, gradients and memory over distance."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor
from transformer_explore.core.checkpoints.sequence import shipped_sequence
from transformer_explore.core.nn.sequence_configuration import FAMILIES
from transformer_explore.core.operations.window import Window
from transformer_explore.core.support.errors import Problem
from transformer_explore.core.tasks import TASKS, task
from transformer_explore.core.training.sequences import PROBES
from transformer_explore.lessons.labs import needs_engine, perform
from transformer_explore.lessons.labs.families.sequence_files import checkpoint, read_as
from transformer_explore.lessons.labs.families.sequence_running import (
    embedded_as,
    influences,
    model_of,
    nudged,
    pull,
    slopes,
    streams,
)
from transformer_explore.lessons.labs.far_gradient import backwards
from transformer_explore.lessons.labs.influence import KINDS
from transformer_explore.lessons.labs.lab import Array, Result
from transformer_explore.lessons.labs.vanishing import Network, backward_lstm, backward_rnn, networks

# ------------------------------------------------------------------------------------- influence
EIGHT = "我昨天买了一本书"
STREAM = "a b *c d e f g a b c d ?"


def table(lab: Result, name: str) -> Array:
    return np.asarray(lab.field(name))


def by_structure(family: str, of_task: str, n: int, radius: int) -> Array:
    """[layer, to, from] from masks and windows."""
    sizes = checkpoint(of_task, "convolution").configuration
    causal = sizes.causal
    place = np.arange(n)
    earlier = place[:, None] >= place
    allowed = earlier if causal else np.ones((n, n), dtype=bool)
    if family == "convolution":
        window = Window.causal if causal else Window.same
        steps = [(window(sizes.width, d).places(n)[:, :, None] == place).any(axis=1) for d in sizes.dilations]
    elif family in ("RNN", "LSTM"):
        steps = [earlier, earlier]
    elif family == "window":
        steps = [allowed & (abs(place[:, None] - place) <= radius)] * 2
    else:
        steps = [allowed, allowed]
    return np.stack([steps[0], steps[1].astype(int) @ steps[0].astype(int) > 0])


@pytest.mark.parametrize(
    ("of_task", "text", "radius"), [("glossing", EIGHT, 1), ("copying", STREAM, 2), ("glossing", "猫", 0)]
)
def test_each_position_sees_what_masks_windows_and_order_allow(of_task: str, text: str, radius: int) -> None:
    lab = perform("influence", {"sentence": text, "task": of_task, "radius": radius})
    n = int(lab.field("positions"))
    seen = lab.tables["families_see"]
    for number, family in enumerate(seen.labels["family"]):
        expected = by_structure(family, of_task, n, radius)
        assert np.array_equal(seen.values[number], expected), family
    assert set(seen.labels["family"]) == set(read_as(KINDS))


@pytest.mark.parametrize("weights", ["untrained", "trained"])
def test_the_influence_on_itself_is_a_separate_table(weights: str) -> None:
    lab = perform("influence", {"sentence": EIGHT, "weights": weights})
    influence, last = table(lab, "influence"), table(lab, "by_layer")[-1]
    assert np.isnan(influence.diagonal()).all()
    assert np.array_equal(table(lab, "own"), last.diagonal())
    apart = ~np.eye(len(last), dtype=bool)
    assert np.array_equal(influence[apart], last[apart])
    assert lab.field("own_times") == pytest.approx(last.diagonal().mean() / last[apart].mean())


def test_a_residual_makes_the_influence_on_itself_the_largest() -> None:
    lab = perform("influence", {"sentence": EIGHT})
    times = dict(
        zip(lab.tables["families_own_times"].labels["family"], table(lab, "families_own_times"), strict=True)
    )
    assert times["attention"] > 2 and times["window"] > 2
    assert max(times[family] for family in ("fully connected", "convolution", "LSTM")) < 1.5


def test_the_pictures_of_all_families_are_each_in_proportion_to_their_largest() -> None:
    lab = perform("influence", {"sentence": EIGHT, "family": "rnn"})
    families, names = table(lab, "families"), lab.tables["families"].labels["family"]
    assert np.nanmax(families, axis=(1, 2)) == pytest.approx(1)
    rnn = names.index("RNN")
    again = families[rnn] * table(lab, "families_largest")[rnn]
    assert np.allclose(again, table(lab, "influence"), equal_nan=True)


@pytest.mark.parametrize("family", KINDS)
def test_a_small_nudge_moves_what_the_derivative_says_and_nothing_that_cannot_see_it(family: str) -> None:
    small = perform("influence", {"sentence": EIGHT, "family": family, "place": 3, "nudge": 1e-5})
    assert float(small.field("missed")) < 1e-4
    moved, predicted = table(small, "moved"), table(small, "predicted")
    assert moved == pytest.approx(predicted, rel=1e-3, abs=1e-12)
    assert np.array_equal(moved > 0, table(small, "sees")[:, :, 2])


def test_what_the_derivative_misses_shrinks_with_the_nudge() -> None:
    missed = [
        float(perform("influence", {"family": "lstm", "nudge": nudge}).field("missed"))
        for nudge in (0.1, 0.01)
    ]
    assert missed[0] == pytest.approx(10 * missed[1], rel=0.2)


@pytest.mark.slow
@pytest.mark.parametrize("family", ["attention", "lstm"])
def test_influence_is_what_differences_give(family: str) -> None:
    model, ids = model_of("glossing", family, "trained"), streams(task("glossing").read("我爱")[None])
    step, found = 1e-6, influences(model, ids)
    for place in range(2):
        moves = [
            [nudged(model, ids, place, by * unit)[0] for by in (step, -step)]
            for unit in np.eye(model.configuration.size)
        ]
        slopes = np.array([(ahead - behind) / (2 * step) for ahead, behind in moves])  # feature first
        assert found[..., place] == pytest.approx(np.sqrt((slopes**2).sum(axis=(0, 3))), rel=1e-5, abs=1e-7)


def test_trained_weights_differ_from_initial_weights() -> None:
    fresh, learned = (perform("influence", {"weights": each}) for each in ("untrained", "trained"))
    assert len(fresh.tables["families"].values) == len(learned.tables["families"].values) + 2
    assert not np.allclose(table(fresh, "own"), table(learned, "own"), rtol=0.01)
    assert np.array_equal(table(fresh, "sees"), table(learned, "sees"))


def test_repeated_words_are_labelled_with_their_position() -> None:
    lab = perform("influence", {"sentence": "我爱我"})
    assert lab.tables["influence"].labels["from"] == ("我 1", "爱", "我 3")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"sentence": "我爱Ω"}, "Ω"),
        ({"sentence": " "}, "at least one"),
        ({"sentence": "我" * 25}, "at most 24"),
        ({"place": 4}, "place must be at most 3"),
        ({"family": "window", "weights": "trained"}, "no trained weights"),
        ({"task": "copying", "sentence": "a [PAD] ?"}, "PAD"),
        ({"task": "cards"}, "card"),
    ],
)
def test_invalid_parameters_are_an_error_of_one_line(given: dict[str, str | float], said: str) -> None:
    with pytest.raises(Problem, match=said) as refused:
        perform("influence", given)
    assert "\n" not in str(refused.value)


# ------------------------------------------------------------------------------------- far gradient
ATTENTION, CONVOLUTION, RNN, LSTM = range(4)


@pytest.fixture(scope="module", params=["untrained", "trained"])
def far_back(request: pytest.FixtureRequest) -> Result:
    return perform("far-gradient", {"gap": 48, "weights": request.param, "sequences": 8})


def test_the_convolution_depends_on_nothing_beyond_its_receptive_field(far_back: Result) -> None:
    convolution = table(far_back, "gradient")[CONVOLUTION]
    farthest = int(far_back.field("farthest"))
    assert farthest == 24
    assert (convolution[: farthest + 1] > 0).all()
    assert (convolution[farthest + 1 :] == 0).all()
    assert np.isneginf(table(far_back, "orders")[CONVOLUTION, -1])


def test_the_others_depend_on_every_position(far_back: Result) -> None:
    others = table(far_back, "gradient")[[ATTENTION, RNN, LSTM]]
    assert (others > 0).all() and (others <= 1).all()
    assert np.array_equal(table(far_back, "far"), table(far_back, "gradient")[:, -1])


def test_before_training_it_shrinks_with_the_distance_in_an_rnn_and_not_in_attention() -> None:
    lab = perform("far-gradient", {"gap": 64, "weights": "untrained", "sequences": 8})
    by_family = table(lab, "gradient")
    assert by_family[RNN, -1] < 1e-3 * by_family[RNN, 0]
    assert by_family[ATTENTION, -1] > 1e-2 * by_family[ATTENTION, 1:].max()


@pytest.mark.parametrize("family", FAMILIES)
def test_the_gradient_is_what_differences_give(family: str) -> None:
    batch = task("copying").probe(np.random.default_rng(3), 2, 6)
    asks, ids, model = batch.asked.argmax(axis=-1), streams(batch.ids), model_of("copying", family, "trained")
    wanted = batch.wanted[np.arange(2), asks]
    norms, _right = pull(model, ids, asks, wanted)
    a, step = model.embedding(*ids).detach(), 1e-6

    def said(changed: torch.Tensor) -> float:
        with torch.no_grad(), embedded_as(model, changed):
            return float(model(*ids)[1, asks[1], wanted[1]])

    place = asks[1] - 2
    slopes = []
    for unit in torch.eye(a.shape[-1], dtype=a.dtype):
        ahead, behind = a.clone(), a.clone()
        ahead[1, place] += step * unit
        behind[1, place] -= step * unit
        slopes.append((said(ahead) - said(behind)) / (2 * step))
    rounding = 1e-9  # of a difference in float64, over the step
    assert norms[1, place] == pytest.approx(np.linalg.norm(slopes), rel=1e-4, abs=rounding)


def test_a_slope_for_each_number_of_the_state_is_what_autograd_finds() -> None:
    ids = streams(task("copying").probe(np.random.default_rng(3), 2, 6).ids)
    model = model_of("copying", "rnn", "trained")
    first = model.encoder.layers[0]
    sums: list[torch.Tensor] = []
    handle = first.cell.sum.register_forward_hook(lambda _cell, _x, found: sums.append(found))
    found = slopes(model, ids)
    handle.remove()
    x = torch.cat(sums, dim=1).detach().requires_grad_()
    torch.tanh(x).sum().backward()
    assert found.shape == (2, *x.shape)
    np.testing.assert_allclose(found[0], x.grad.numpy(), rtol=0, atol=1e-12)


def test_an_rnn_that_keeps_a_symbol_is_in_the_flat_part_of_tanh() -> None:
    flat = [
        float(perform("far-gradient", {"gap": 16, "weights": weights, "sequences": 4}).field("flat"))
        for weights in ("untrained", "trained")
    ]
    assert flat[0] < 0.3 and flat[1] > 0.4


def test_backwards_means_from_the_question_to_the_marked_symbol() -> None:
    norms = np.arange(10.0).reshape(2, 5)
    assert backwards(norms, np.array([2, 4]), 2).tolist() == [[2, 1, 0], [9, 8, 7]]


# ------------------------------------------------------------------------------------- recall
@pytest.mark.parametrize("name", TASKS)
def test_the_figures_are_those_of_the_files(name: str) -> None:
    lab = perform("recall", {"task": name})
    for number, family in enumerate(FAMILIES):
        found = shipped_sequence(f"{name}-{family}")
        each = np.array([seed["accuracy"] for seed in found.card["seeds"]])
        assert np.array_equal(table(lab, "accuracy")[number], each[0])
        assert table(lab, "mean")[number] == pytest.approx(each.mean(axis=0))
        assert table(lab, "spread")[number] == pytest.approx(np.ptp(each, axis=0))
        counted = sum(array.size for array in found.parameters.values())
        assert table(lab, "parameters")[number] == counted
    assert table(lab, "distances").tolist() == list(task(name).distances)
    assert lab.field("chance") == 1 / len(task(name).answers)


def test_how_far_the_convolution_sees_and_what_it_scores_on_either_side() -> None:
    lab = perform("recall", {"task": "copying"})
    assert lab.field("farthest") == 24  # (5 − 1) · 1 + (5 − 1) · 5
    convolution = table(lab, "accuracy")[FAMILIES.index("convolution")]
    distances = table(lab, "distances").tolist()
    assert lab.field("inside") == convolution[distances.index(24)]
    assert lab.field("outside") == convolution[distances.index(25)]


def test_where_distance_counts_no_places_there_is_no_edge() -> None:
    lab = perform("recall", {"task": "cards"})
    assert np.isnan([lab.field("inside"), lab.field("outside")]).all()
    assert np.isnan(perform("recall", {"task": "n-back"}).field("outside"))  # no question is that far back
    assert perform("recall", {"task": "glossing"}).field("farthest") == half_of_the_glossing_window()


def half_of_the_glossing_window() -> int:
    sizes = shipped_sequence("glossing-convolution").configuration
    return sum((sizes.width // 2) * dilation for dilation in sizes.dilations)


def test_the_shipped_accuracies_need_no_engine() -> None:
    assert not needs_engine("recall") and needs_engine("recall-live")


@pytest.mark.parametrize(
    ("name", "distance"), [("copying", 24), ("copying", 64), ("cards", 16), ("n-back", 2)]
)
def test_measurements_agree_with_those_after_training_up_to_chance(name: str, distance: int) -> None:
    lab = perform("recall-live", {"task": name, "distance": distance, "seed": 7})
    live, shipped, error = (table(lab, each) for each in ("accuracy", "shipped", "error"))
    recorded = perform("recall", {"task": name})
    place = table(recorded, "distances").tolist().index(distance)
    assert np.array_equal(shipped, table(recorded, "accuracy")[:, place])
    of_both = error * np.sqrt(1 + 200 / PROBES)
    assert np.all(abs(live - shipped) <= 4 * of_both + 0.01)


def test_a_seed_draws_the_same_sequences_again_and_another_draws_others() -> None:
    one, again, other = (perform("recall-live", {"seed": seed}) for seed in (1, 1, 2))
    assert np.array_equal(table(one, "accuracy"), table(again, "accuracy"))
    assert np.array_equal(table(one, "answers"), table(again, "answers"))
    assert one.tables["example"].labels != other.tables["example"].labels


def test_the_standard_error_of_one_question_a_sequence_is_that_of_a_share() -> None:
    lab = perform("recall-live", {"task": "copying", "distance": 12, "sequences": 150})
    share = table(lab, "accuracy")
    assert lab.field("questions") == 150
    assert table(lab, "error") == pytest.approx(np.sqrt(share * (1 - share) / 150))


def test_the_example_shows_what_each_family_says_to_its_last_question() -> None:
    lab = perform("recall-live", {"task": "copying", "distance": 4, "sequences": 2})
    words, asked = lab.tables["example"].labels["position"], table(lab, "example")
    assert [word.split()[0] for word, here in zip(words, asked, strict=True) if here] == ["?"]
    marked = next(word for word in words if word.startswith("*"))
    answers = lab.tables["answers"].labels["answer"]
    assert answers[int(lab.field("right"))] == marked[1]
    assert table(lab, "answers").sum(axis=-1) == pytest.approx(1, abs=1e-5)
    picked = table(lab, "picked")
    assert np.array_equal(table(lab, "answers").argmax(axis=-1), picked)
    families = lab.tables["accuracy"].labels["family"]
    assert lab.tables["picked"].labels["family"] == tuple(
        f"{family}: {answers[number]}" for family, number in zip(families, picked, strict=True)
    )


@pytest.mark.parametrize(("name", "distance"), [("n-back", 17), ("cards", 1), ("glossing", 1)])
def test_an_invalid_distance_is_an_error(name: str, distance: int) -> None:
    with pytest.raises(Problem, match=f"{name} needs a distance from"):
        perform("recall-live", {"task": name, "distance": distance})


# ------------------------------------------------------------------------------------- vanishing
STEPS, SIZE = 12, 5


def tensors(network: Network) -> tuple[Tensor, Tensor, Tensor]:
    """A copy of the recurrent weight for each step, the inputs, and the first state."""
    copies, inputs = (
        torch.tensor(np.array(each)).requires_grad_() for each in (network.recurrent, network.inputs)
    )
    return copies, inputs, torch.tensor(network.first)


def rnn_loss(network: Network, copies: Tensor, inputs: Tensor, state: Tensor) -> Tensor:
    for weight, x in zip(copies, inputs, strict=True):
        state = torch.tanh(weight @ state + x)
    return state @ torch.tensor(network.loss)


def lstm_loss(network: Network, copies: Tensor, inputs: Tensor, state: Tensor) -> Tensor:
    """Uses PyTorch's cell with the identity as the input weight."""
    hidden, cell = state[None], torch.zeros_like(state)[None]
    whole = torch.eye(inputs.shape[1], dtype=inputs.dtype)
    for weight, x in zip(copies, inputs, strict=True):
        hidden, cell = torch.lstm_cell(x[None], (hidden, cell), whole, weight)
    return hidden[0] @ torch.tensor(network.loss)


@pytest.mark.parametrize("kind", ["rnn", "deep", "lstm"])
@pytest.mark.parametrize("seed", range(3))
def test_each_term_is_the_gradient_of_a_copy_of_the_weight_for_that_step(kind: str, seed: int) -> None:
    network = networks(STEPS, SIZE, 0.9, 0.5, 0.9, seed)[("rnn", "deep", "lstm").index(kind)]
    loss, backward = (lstm_loss, backward_lstm) if kind == "lstm" else (rnn_loss, backward_rnn)
    copies, inputs, first = tensors(network)
    loss(network, copies, inputs, first).backward()
    found = backward(network)
    np.testing.assert_allclose(found.terms, copies.grad.numpy(), rtol=0, atol=1e-12)
    np.testing.assert_allclose(found.inputs, inputs.grad.numpy(), rtol=0, atol=1e-12)


@pytest.mark.parametrize("kind", ["rnn", "lstm"])
def test_their_sum_is_the_gradient_of_the_shared_weight(kind: str) -> None:
    network = networks(STEPS, SIZE, 0.9, 0.5, 0.9, 0)[0 if kind == "rnn" else 2]
    loss, backward = (lstm_loss, backward_lstm) if kind == "lstm" else (rnn_loss, backward_rnn)
    _, inputs, first = tensors(network)
    shared = torch.tensor(np.array(network.recurrent[0])).requires_grad_()
    loss(network, shared.expand(STEPS, *shared.shape), inputs, first).backward()
    np.testing.assert_allclose(backward(network).terms.sum(axis=0), shared.grad.numpy(), rtol=0, atol=1e-12)


@given(radius=st.floats(0.1, 1.0), size=st.integers(1, 12), seed=st.integers(0, 99), scale=st.floats(0.05, 2))
@settings(max_examples=40)
def test_no_term_exceeds_a_power_of_the_radius(radius: float, size: int, seed: int, scale: float) -> None:
    """The slope of tanh is at most 1, and an orthogonal matrix preserves norms."""
    lab = perform("vanishing", {"steps": 20, "radius": radius, "size": size, "seed": seed, "input": scale})
    factor = table(lab, "factor")
    assert np.all(table(lab, "inputs") <= factor + 1e-12)
    for name in ("contributions", "layers"):  # a state is at most as long as √size
        assert np.all(table(lab, name) <= factor * np.sqrt(size) + 1e-12)


@given(radius=st.floats(0.1, 1.5), seed=st.integers(0, 99))
@settings(max_examples=20)
def test_sums_and_shares_are_consistent(radius: float, seed: int) -> None:
    lab = perform("vanishing", {"steps": 15, "radius": radius, "seed": seed})
    share, running, missing = (table(lab, name) for name in ("share", "running", "missing"))
    assert np.all(np.diff(share) >= 0)
    assert share[-1] == pytest.approx(1)
    assert running[-1] == pytest.approx(1)
    assert missing[-1] == pytest.approx(0, abs=1e-12)
    assert missing[int(lab.field("needed")) - 1] <= 0.01


def test_the_scalar_case_is_a_power() -> None:
    lab = perform("vanishing", {"steps": 50, "radius": 0.9})
    assert lab.field("scalar") == pytest.approx(0.9**50)
    assert table(lab, "factor")[7] == pytest.approx(0.9**7)


@given(radius=st.floats(0.3, 1.0), seed=st.integers(0, 99))
@settings(max_examples=20)
def test_a_step_back_shrinks_the_gradient_by_more_than_the_radius_alone(radius: float, seed: int) -> None:
    """Because the slope of tanh is below 1 except at 0."""
    lab = perform("vanishing", {"radius": radius, "seed": seed})
    slopes = table(lab, "inputs")
    assert slopes[-1] / slopes[0] == pytest.approx(float(lab.field("per_step")) ** 49)
    assert 0 < float(lab.field("per_step")) < radius


@pytest.mark.parametrize("seed", range(5))
def test_the_sum_does_not_vanish_and_near_terms_dominate(seed: int) -> None:
    lab = perform("vanishing", {"seed": seed})
    assert float(lab.field("total")) > 0.3 * float(lab.field("nearest"))
    assert float(lab.field("ratio")) < 1e-3
    assert int(lab.field("needed")) <= 35  # of 50
    assert float(lab.field("layer_ratio")) < 1e-3  # each layer has its own weight
    assert float(lab.field("gated_ratio")) > 0.02  # an open forget gate preserves it
    assert int(lab.field("gated_needed")) > int(lab.field("needed"))


def test_a_longer_sequence_has_as_large_a_gradient() -> None:
    totals = [float(perform("vanishing", {"steps": steps}).field("total")) for steps in (10, 50, 200)]
    assert min(totals) > 0.3 * max(totals)
    firsts = [float(perform("vanishing", {"steps": steps}).field("first_layer")) for steps in (10, 50, 200)]
    assert firsts[0] > 100 * firsts[1] > 100 * 100 * firsts[2]


def test_an_open_forget_gate_carries_the_gradient_and_a_half_shut_one_does_not() -> None:
    far = [float(perform("vanishing", {"forget": each}).field("gated_ratio")) for each in (0.5, 0.9, 0.95)]
    assert far[0] < far[1] < far[2]
    assert far[0] < float(perform("vanishing", {}).field("ratio"))  # worse than without any gate
