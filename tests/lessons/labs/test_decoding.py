"""Labs about decoding."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from transformer_explore.core.checkpoints import find
from transformer_explore.core.decoding.strategy import length_penalty
from transformer_explore.core.support.errors import Problem
from transformer_explore.lessons.labs import perform
from transformer_explore.lessons.labs.beam import language


# ------------------------------------------------------------------------------------- beam
@st.composite
def languages(draw: st.DrawFn) -> str:
    """Sentences of three words from two, each with a probability."""
    sentences = [" ".join(each) for each in product("AB", repeat=3)]
    shares = np.array(draw(st.lists(st.floats(0.01, 1), min_size=8, max_size=8)))
    return "; ".join(f"{s}: {p:.6f}" for s, p in zip(sentences, shares / shares.sum() * 0.99, strict=True))


@given(text=languages(), beams=st.integers(1, 16), alpha=st.floats(0, 2))
def test_a_wide_beam_finds_the_best_sentence(text: str, beams: int, alpha: float) -> None:
    lab = perform("beam", {"sentences": text, "beams": beams, "alpha": alpha})
    score = np.asarray(lab.field("score"))
    assert score[int(lab.field("found"))] <= score[int(lab.field("best"))]
    if beams >= 8:
        assert lab.field("found") == lab.field("best")
    if beams == 1:
        assert lab.field("found") == lab.field("greedy")


def test_greedy_decoding_misses_the_likeliest_sentence() -> None:
    lab = perform("beam", {})
    sentences = lab.tables["probability"].labels["sentence"]
    assert sentences[int(lab.field("greedy"))] == "A B"
    assert sentences[int(lab.field("best"))] == sentences[int(lab.field("found"))] == "B A"


def test_a_beam_may_drop_the_best_sentence() -> None:
    text = "A B: .2; A C: .16; B A: .18; B C: .16; C A: .3"
    found = [perform("beam", {"sentences": text, "beams": beams}).field("found") for beams in (1, 2, 3)]
    assert found == [0, 0, 4]
    assert perform("beam", {"sentences": text}).field("best") == 4


@pytest.mark.parametrize(("alpha", "winner"), [(0, 0), (0.6, 1), (1, 2)])
def test_a_higher_alpha_favours_longer_sentences(alpha: float, winner: int) -> None:
    text = "yes: .3; i do like it: .24; i really do like it very much: .16"
    lab = perform("beam", {"sentences": text, "beams": 3, "alpha": alpha})
    assert lab.field("found") == winner


def test_a_score_is_the_sum_of_logarithms_over_the_penalty() -> None:
    lab = perform("beam", {"alpha": 1.0})
    assert np.allclose(lab.field("score"), np.log(lab.field("probability")) / ((5 + 2) / 6))


@pytest.mark.parametrize(
    "text", ["", "A", "A: 2", "A: .5; A: .2", "A: .9; B: .9", "A: .2; A B: .3", "A: nan"]
)
def test_an_invalid_language_is_an_error_of_one_line(text: str) -> None:
    with pytest.raises(Problem):
        language(text)


# ------------------------------------------------------------------------------------- beam model
def test_the_beam_finds_a_likelier_sentence_than_greedy_decoding() -> None:
    lab = perform("beam-model", {})
    first = np.asarray(lab.field("first_words"))
    assert first[0] > first[1]
    assert lab.field("beam") > lab.field("greedy")
    assert lab.field("differ") == 1


def test_a_beam_of_width_1_is_greedy_decoding() -> None:
    lab = perform("beam-model", {"beams": 1})
    assert lab.field("differ") == 0
    assert lab.field("beam") == lab.field("greedy")


def test_scores_are_log_probabilities_over_the_penalty_and_the_best_is_first() -> None:
    lab = perform("beam-model", {})
    table = np.asarray(lab.field("hypotheses"))
    best, *others = lab.tables["hypotheses"].labels["hypothesis"][:3]
    assert best == "tomorrow she will read books [EOS]"
    assert set(others) == {"she will read books tomorrow [EOS]", "she is going to read books tomorrow [EOS]"}
    assert np.allclose(table[:, 2], [length_penalty(int(n)) for n in table[:, 1]])
    assert np.allclose(table[:, 3], table[:, 0] / table[:, 2])
    assert np.all(np.diff(table[:, 3]) <= 0)


# ------------------------------------------------------------------------------------- cache cost
@given(n=st.integers(1, 200))
def test_computed_rows_of_k_are_linear_with_the_cache_and_quadratic_without(n: int) -> None:
    lab = perform("cache-cost", {"tokens": n})
    assert lab.field("total_projected") == np.sum(lab.field("projected")) == n
    assert lab.field("total_recomputed") == np.sum(lab.field("recomputed"))


@given(n=st.integers(2, 100), source=st.integers(1, 50))
def test_the_first_step_costs_the_same_and_every_other_less(n: int, source: int) -> None:
    lab = perform("cache-cost", {"tokens": n, "source": source})
    with_cache, without = np.asarray(lab.field("with_cache")), np.asarray(lab.field("without_cache"))
    assert with_cache[0] == without[0]
    assert np.all(with_cache[1:] < without[1:])


@pytest.mark.parametrize("cached", [True, False])
def test_counts_match_the_shipped_models_multiplications(cached: bool) -> None:
    """From the shapes of the recorded steps."""
    from transformer_explore.core.decoding.strategy import Greedy
    from transformer_explore.core.running.request import Request
    from transformer_explore.core.running.runs import run

    trace = run(Request(source="我爱你", strategy=Greedy(), cached=cached, device="cpu")).trace
    sizes = find("zh-en").configuration
    counted = 0
    for step in trace:
        if not step.name.startswith("decoder."):
            continue
        part = step.name.rsplit(".", 1)[-1]
        inner = {
            "query": sizes.d_model, "key": sizes.d_model, "value": sizes.d_model, "hidden": sizes.d_model,
            "dot_products": sizes.d_model // sizes.heads,
            "heads": 0,
            "output": sizes.d_ff if "feed_forward" in step.name else sizes.d_model,
        }.get(part, 0)  # fmt: skip
        counted += step.values.size * inner
        if part == "weights":  # weights · V: each weight times d_v numbers
            counted += step.values.size * sizes.d_model // sizes.heads
    lab = perform("cache-cost", {})
    assert counted == lab.field("total_with" if cached else "total_without")


# ------------------------------------------------------------------------------------- cache model
@pytest.mark.parametrize("source", ["我爱你", "我昨天买了一本书"])
def test_decoding_with_and_without_the_cache_agrees(source: str) -> None:
    lab = perform("cache-model", {"source": source})
    assert lab.field("equal") == 1
    assert lab.field("gap") < 1e-4
    n = int(lab.field("steps"))
    assert np.array_equal(lab.field("with_keys"), np.ones(n))
    assert np.array_equal(lab.field("without_keys"), np.arange(1, n + 1))
    assert np.array_equal(lab.field("held"), np.arange(1, n + 1))
    assert lab.field("encoder_runs") == 1


# ------------------------------------------------------------------------------------- decoder state
@given(positions=st.integers(1, 12), layers=st.integers(1, 4), seed=st.integers(0, 99))
def test_one_by_one_without_a_mask_equals_the_masked_whole(positions: int, layers: int, seed: int) -> None:
    lab = perform("decoder-state", {"positions": positions, "layers": layers, "seed": seed})
    assert lab.field("masked_gap") < 1e-9
    assert np.array_equal(lab.field("kept"), np.arange(1, positions + 1))


@given(positions=st.integers(2, 12), seed=st.integers(0, 99))
def test_without_a_mask_one_block_has_only_the_last_row_right(positions: int, seed: int) -> None:
    lab = perform("decoder-state", {"positions": positions, "seed": seed})
    leaks = np.asarray(lab.field("leaks"))
    assert leaks[-1] < 1e-9
    assert np.all(leaks[:-1] > 1e-3)
    assert lab.field("right") == 1


@pytest.mark.parametrize("layers", [2, 3, 4])
def test_without_a_mask_several_blocks_have_no_row_right(layers: int) -> None:
    assert perform("decoder-state", {"layers": layers}).field("right") == 0
