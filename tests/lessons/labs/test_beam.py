"""Beam search against all sentences there are."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from transformer_explore.core.support.errors import Problem
from transformer_explore.lessons.labs import perform
from transformer_explore.lessons.labs.beam import language


@st.composite
def languages(draw: st.DrawFn) -> str:
    """Sentences of three words out of two, each with a chance."""
    sentences = [" ".join(each) for each in product("AB", repeat=3)]
    shares = np.array(draw(st.lists(st.floats(0.01, 1), min_size=8, max_size=8)))
    return "; ".join(f"{s}: {p:.6f}" for s, p in zip(sentences, shares / shares.sum() * 0.99, strict=True))


@given(text=languages(), beams=st.integers(1, 16), alpha=st.floats(0, 2))
def test_a_beam_never_finds_more_than_the_best_and_a_wide_one_finds_it(
    text: str, beams: int, alpha: float
) -> None:
    lab = perform("beam", {"sentences": text, "beams": beams, "alpha": alpha})
    score = np.asarray(lab.field("score"))
    assert score[int(lab.field("found"))] <= score[int(lab.field("best"))]
    if beams >= 8:
        assert lab.field("found") == lab.field("best")
    if beams == 1:
        assert lab.field("found") == lab.field("greedy")


def test_greedy_takes_the_likelier_word_and_misses_the_likeliest_sentence() -> None:
    lab = perform("beam", {})
    sentences = lab.tables["probability"].labels["sentence"]
    assert sentences[int(lab.field("greedy"))] == "A B"
    assert sentences[int(lab.field("best"))] == sentences[int(lab.field("found"))] == "B A"


def test_the_best_sentence_may_fall_out_of_a_beam() -> None:
    text = "A B: .2; A C: .16; B A: .18; B C: .16; C A: .3"
    found = [perform("beam", {"sentences": text, "beams": beams}).field("found") for beams in (1, 2, 3)]
    assert found == [0, 0, 4]
    assert perform("beam", {"sentences": text}).field("best") == 4


@pytest.mark.parametrize(("alpha", "winner"), [(0, 0), (0.6, 1), (1, 2)])
def test_the_higher_alpha_the_longer_the_winner(alpha: float, winner: int) -> None:
    text = "yes: .3; i do like it: .24; i really do like it very much: .16"
    lab = perform("beam", {"sentences": text, "beams": 3, "alpha": alpha})
    assert lab.field("found") == winner


def test_a_score_is_the_sum_of_logarithms_over_the_penalty() -> None:
    lab = perform("beam", {"alpha": 1.0})
    assert np.allclose(lab.field("score"), np.log(lab.field("probability")) / ((5 + 2) / 6))


@pytest.mark.parametrize(
    "text", ["", "A", "A: 2", "A: .5; A: .2", "A: .9; B: .9", "A: .2; A B: .3", "A: nan"]
)
def test_what_is_no_language_is_refused_in_a_line(text: str) -> None:
    with pytest.raises(Problem):
        language(text)
