"""Sampling: the distribution, the frequencies of draws, and the seed."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from transformer_explore.core.decoding.distribution import distribution
from transformer_explore.core.decoding.search import greedy_search, sample_search
from transformer_explore.core.decoding.strategy import Beam, Sample, StrategyError

from tests.decoding.deciding import WORDS, small, translator

LOGITS = st.lists(st.floats(-30, 5), min_size=2, max_size=12)
SETTINGS = st.builds(Sample, st.floats(0.05, 5), st.integers(0, 12), st.floats(0.01, 1))


def log_softmax(logits: list[float]) -> np.ndarray:
    shifted = np.array(logits) - max(logits)
    return shifted - np.log(np.exp(shifted).sum())


@given(LOGITS, SETTINGS)
def test_sampling_is_softmax_over_what_top_k_and_top_p_keep(logits: list[float], sample: Sample) -> None:
    log_probabilities = log_softmax(logits)
    found = distribution(log_probabilities, sample)
    assert found.probabilities.sum() == pytest.approx(1)
    # Expected: temperature, then the k most probable, then the fewest of those that reach p.
    tempered = np.exp(log_softmax(list(log_probabilities / sample.temperature)))
    order = np.argsort(-log_probabilities, kind="stable")
    left = order[: sample.top_k or len(order)]
    shares = tempered[left] / tempered[left].sum()
    reached = np.cumsum(shares)
    short = int(np.searchsorted(reached, sample.top_p - 1e-12)) + 1 if sample.top_p < 1 else len(left)
    assert abs(found.kept - min(short, len(left))) <= 1  # if p equals a sum, rounding decides
    expected = np.zeros(len(log_probabilities))
    expected[left[: found.kept]] = shares[: found.kept] / shares[: found.kept].sum()
    np.testing.assert_allclose(found.probabilities, expected, atol=1e-9)
    cuts = [found.cut(rank) for rank in range(len(log_probabilities))]
    assert cuts == sorted(cuts, key=["", "top-p", "top-k"].index)
    assert all((found.probabilities[i] == 0) >= bool(cut) for i, cut in zip(found.order, cuts, strict=True))


@given(LOGITS, SETTINGS, st.floats(0, 1, exclude_max=True))
def test_only_kept_tokens_are_drawn(logits: list[float], sample: Sample, chance: float) -> None:
    found = distribution(log_softmax(logits), sample)
    assert found.draw(chance) in found.order[: found.kept]


def test_frequencies_follow_the_softmax() -> None:
    """Chi-square over 20,000 draws with a fixed seed: 9 degrees of freedom, so below 21.7 with probability 99 %."""
    log_probabilities = log_softmax([0.1 * i * i - 0.4 * i for i in range(10)])
    found = distribution(log_probabilities, Sample(temperature=1.3))
    generator = np.random.default_rng(7)
    counts = np.bincount([found.draw(generator.random()) for _ in range(20_000)], minlength=10)
    expected = np.exp(log_probabilities / 1.3) / np.exp(log_probabilities / 1.3).sum() * 20_000
    assert ((counts - expected) ** 2 / expected).sum() < 21.7


def test_frequencies_of_whole_translations_follow_the_model() -> None:
    """The first tokens of 600 decodings with different seeds, compared with the model's probabilities."""
    model = small(3)
    first = np.exp(translator(model).start().log_probabilities)
    drawn = [
        sample_search(translator(model), WORDS, Sample(seed=seed)).iterations[0].hypotheses[0].token.id
        for seed in range(600)
    ]
    expected = first * len(drawn)
    counts = np.bincount(drawn, minlength=len(first))
    assert ((counts - expected) ** 2 / expected).sum() < 20.5  # 5 degrees of freedom, 99.9 %


@given(st.integers(0, 50), st.integers(0, 1000))
def test_the_same_seed_gives_the_same_translation(seed: int, draws: int) -> None:
    sample = Sample(temperature=2.0, seed=draws)
    once, again = (sample_search(translator(small(seed)), WORDS, sample) for _ in range(2))
    assert once == again


@given(st.integers(0, 200))
def test_top_1_and_a_tiny_temperature_are_greedy(seed: int) -> None:
    plain = greedy_search(translator(small(seed)), WORDS).ids
    assert sample_search(translator(small(seed)), WORDS, Sample(top_k=1)).ids == plain
    assert sample_search(translator(small(seed)), WORDS, Sample(temperature=1e-9)).ids == plain
    assert sample_search(translator(small(seed)), WORDS, Sample(top_p=1e-9)).ids == plain


def test_candidates_have_the_probability_of_being_drawn() -> None:
    found = sample_search(translator(small(3)), WORDS, Sample(top_k=2, temperature=0.5))
    for iteration in found.iterations:
        seen = iteration.expansions[0].candidates
        assert [bool(candidate.cut) for candidate in seen[:3]] == [False, False, True]
        assert seen[2].cut == "top-k"
        assert seen[0].probability + seen[1].probability == pytest.approx(1)
        assert all(candidate.probability == 0 for candidate in seen if candidate.cut)


@pytest.mark.parametrize("broken", [np.nan, -np.inf, np.inf])
def test_a_model_that_diverged_can_still_be_decoded(broken: float) -> None:
    for log_probabilities in (np.full(5, broken), np.array([broken, -1.0, -2.0, broken, -3.0])):
        found = distribution(log_probabilities, Sample())
        assert 0 <= found.draw(0.5) < 5
        assert found.probabilities.sum() == pytest.approx(1)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Sample(temperature=0),
        lambda: Sample(temperature=float("nan")),
        lambda: Sample(top_k=-1),
        lambda: Sample(top_p=0),
        lambda: Sample(top_p=1.5),
        lambda: Sample(seed=-1),
        lambda: Beam(0),
        lambda: Beam(10_000),
        lambda: Beam(length_penalty=-1),
        lambda: Beam(length_penalty=float("nan")),
    ],
)
def test_invalid_settings_are_refused_in_one_line(wrong) -> None:
    with pytest.raises(StrategyError) as error:
        wrong()
    assert re.search("use a", str(error.value))
    assert "\n" not in str(error.value)
