"""Greedy decoding and beam search on models small enough to enumerate all sentences."""

from itertools import product

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from transformer_explore.core.decoding.beam import beam_search
from transformer_explore.core.decoding.greedy import EXTRA, greedy
from transformer_explore.core.decoding.search import Found, forced_search, greedy_search
from transformer_explore.core.decoding.strategy import Beam, length_penalty
from transformer_explore.core.trace.iterations import DROPPED, FINISHED, GROWING

from tests.decoding.deciding import (
    BEGIN,
    END,
    LONGEST,
    WORDS,
    log_probabilities,
    log_probability,
    small,
    translator,
)
from tests.models import ids, made, tiny

pytestmark = pytest.mark.numbers

ALL = Beam(beams=256, early_stop=False)  # as many beams as these models have sentences


@given(st.integers(0, 200))
def test_greedy_takes_the_most_probable_token_each_time_independently_of_the_batch(seed: int) -> None:
    model = small(seed)
    sources = ids((4, 5, 4), (5, 1, 0))
    together = greedy(model, sources, BEGIN, END)
    for row, answer in zip(sources, together, strict=True):
        source = row[row != 0].unsqueeze(0)
        single: list[int] = []
        while len(single) < LONGEST:
            with torch.no_grad():
                chosen = int(model(source, torch.tensor([[BEGIN, *single]]))[0, -1].argmax())
            if chosen == END:
                break
            single.append(chosen)
        assert answer == single
        found = greedy_search(translator(model, source[0].tolist()), WORDS)
        assert list(found.ids) == single
        assert found.finished == (len(single) < LONGEST or found.iterations[-1].chosen[0].token.id == END)


@pytest.mark.slow
@settings(max_examples=10)
@given(st.integers(0, 200))
def test_a_beam_that_keeps_all_sentences_finds_the_best_one(seed: int) -> None:
    model, source = small(seed), ids((4, 5))
    tokens = [token for token in range(6) if token != END]
    finished = [(*words, END) for length in range(LONGEST) for words in product(tokens, repeat=length)]
    scores = {
        answer: found / length_penalty(len(answer))
        for answer, found in log_probabilities(model, source, finished).items()
    }
    found = beam_search(translator(model), WORDS, ALL)
    assert (*found.ids, END) == max(scores, key=lambda answer: scores[answer])
    best = _hypothesis(found, found.best)
    assert best.score == pytest.approx(max(scores.values()))
    assert found.finished


@given(st.integers(0, 300), st.floats(0, 2))
def test_a_beam_of_width_1_is_greedy(seed: int, alpha: float) -> None:
    model = small(seed)
    one = beam_search(translator(model), WORDS, Beam(beams=1, length_penalty=alpha))
    plain = greedy_search(translator(model), WORDS)
    assert (one.ids, one.finished, len(one.iterations)) == (plain.ids, plain.finished, len(plain.iterations))


@given(st.integers(0, 300), st.integers(1, 6), st.booleans())
def test_every_hypothesis_records_its_origin_and_score(seed: int, beams: int, early: bool) -> None:
    """Its parent, the sum of its log-probabilities, its length, penalty and score, and why it was dropped."""
    model, beam = small(seed), Beam(beams=beams, early_stop=early)
    found = beam_search(translator(model), WORDS, beam)
    known = {0: ((), "growing")}
    for iteration in found.iterations:
        grew = {number for number, (_, state) in known.items() if state == GROWING}
        assert {expansion.hypothesis for expansion in iteration.expansions} <= grew
        for h in iteration.hypotheses:
            answer = (*known[h.parent][0], h.token.id)
            assert h.length == len(answer)
            assert h.log_probability == pytest.approx(log_probability(model, ids((4, 5)), answer))
            assert h.length_penalty == pytest.approx(((5 + h.length) / 6) ** 0.6)
            assert h.score == pytest.approx(h.log_probability / h.length_penalty)
            assert h.why
            known[h.number] = (answer, h.state)
        states = [h.state for h in iteration.hypotheses]
        assert states.count(GROWING) <= beams
        kept = [h.log_probability for h in iteration.hypotheses if h.state == GROWING]
        dropped = [
            h.log_probability for h in iteration.hypotheses if h.state == DROPPED and h.token.id != END
        ]
        if iteration is not found.iterations[-1]:
            assert not (kept and dropped) or min(kept) >= max(dropped)
    finished = [h for i in found.iterations for h in i.hypotheses if h.state == FINISHED]
    if finished:
        assert _hypothesis(found, found.best).score == max(h.score for h in finished)
    assert len(known) == 1 + sum(len(i.hypotheses) for i in found.iterations)


@given(st.integers(0, 300), st.integers(1, 5))
def test_early_stopping_never_finds_a_better_answer(seed: int, beams: int) -> None:
    model = small(seed)
    early = beam_search(translator(model), WORDS, Beam(beams))
    late = beam_search(translator(model), WORDS, Beam(beams, early_stop=False))
    if early.finished:
        assert _hypothesis(late, late.best).score >= _hypothesis(early, early.best).score - 1e-12


def test_the_length_penalty_decides_between_a_short_and_a_long_translation() -> None:
    """With α = 0 the most probable translation wins, often a short one; a large α favors long ones."""
    longer = 0
    for seed in range(8):
        lengths = [
            len(beam_search(translator(small(seed)), WORDS, Beam(256, alpha, early_stop=False)).ids)
            for alpha in (0.0, 5.0)
        ]
        assert lengths[0] <= lengths[1]
        longer += lengths[0] < lengths[1]
    assert longer


def test_the_length_penalty_is_that_of_wu_et_al() -> None:
    assert length_penalty(1, 0.6) == 1
    assert length_penalty(7, 0.6) == pytest.approx(2**0.6)
    assert length_penalty(20, 0.0) == 1


def test_a_search_without_an_end_stops_at_the_papers_length_limit() -> None:
    found = [greedy_search(translator(made(tiny(longest=200), seed), (4, 5, 6)), WORDS) for seed in range(20)]
    endless = [one for one in found if not one.finished]
    assert endless
    for one in endless:
        assert len(one.ids) == 3 + EXTRA
        assert f"{3 + EXTRA} tokens" in one.ended


@given(st.integers(0, 100), st.lists(st.integers(4, 5), min_size=1, max_size=LONGEST - 1))
def test_teacher_forcing_gives_the_probability_of_the_given_tokens(seed: int, target: list[int]) -> None:
    model = small(seed)
    found = forced_search(translator(model), WORDS, target)
    answer = (*target, END)
    assert found.ids == tuple(target)
    assert tuple(h.token.id for i in found.iterations for h in i.chosen) == answer
    last = found.iterations[-1].hypotheses[0]
    assert last.log_probability == pytest.approx(log_probability(model, ids((4, 5)), answer))
    for iteration in found.iterations:  # the candidates include the given token, however improbable
        (expansion,) = iteration.expansions
        assert iteration.hypotheses[0].token in [candidate.token for candidate in expansion.candidates]


def _hypothesis(found: Found, number: int):
    return next(h for i in found.iterations for h in i.hypotheses if h.number == number)
