"""Greedy and beam search on models small enough to try every sentence."""

from __future__ import annotations

from itertools import product

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from transformer_explore.core.decoding.beam import Hypothesis, beam_search
from transformer_explore.core.decoding.greedy import EXTRA, greedy
from transformer_explore.core.decoding.penalty import length_penalty
from transformer_explore.core.nn.transformer import Transformer

from tests.support import ids, made, tiny

BEGIN, END = 2, 3
LONGEST = 4  # tokens that a translation may have here, so that all can be tried


def small(seed: int) -> Transformer:
    return made(tiny(vocabulary=6, longest=LONGEST + 1), seed, double=True)


def log_probability(model: Transformer, source: torch.Tensor, said: tuple[int, ...]) -> float:
    """Of a whole translation, by one forward pass over it."""
    target = torch.tensor([[BEGIN, *said[:-1]]])
    with torch.no_grad():
        rows = model(source, target)[0]
    return float(sum(rows[place, token] for place, token in enumerate(said)))


@given(st.integers(0, 200))
def test_greedy_takes_the_most_probable_token_each_time_whatever_else_is_in_the_batch(seed: int) -> None:
    model = small(seed)
    sources = ids((4, 5, 4), (5, 1, 0))
    together = greedy(model, sources, BEGIN, END)
    for row, said in zip(sources, together, strict=True):
        source = row[row != 0].unsqueeze(0)
        alone: list[int] = []
        while len(alone) < LONGEST:
            with torch.no_grad():
                chosen = int(model(source, torch.tensor([[BEGIN, *alone]]))[0, -1].argmax())
            if chosen == END:
                break
            alone.append(chosen)
        assert said == alone


@given(st.integers(0, 200))
def test_a_beam_as_wide_as_all_sentences_finds_the_best_of_them(seed: int) -> None:
    model, source = small(seed), ids((4, 5))
    tokens = [token for token in range(6) if token != END]
    finished = [(*words, END) for length in range(LONGEST) for words in product(tokens, repeat=length)]
    scores = {said: log_probability(model, source, said) / length_penalty(len(said)) for said in finished}
    best = beam_search(model, source, BEGIN, END, beams=2000)[0]
    assert best.ids == max(scores, key=lambda said: scores[said])
    assert best.score(0.6) == pytest.approx(max(scores.values()))


@given(st.integers(0, 200))
def test_a_beam_of_one_is_greedy_decoding(seed: int) -> None:
    model, source = small(seed), ids((4, 5, 1))
    said = beam_search(model, source, BEGIN, END, beams=1)[0].ids
    assert [token for token in said if token != END] == greedy(model, source, BEGIN, END)[0]


def test_the_length_penalty_is_the_papers() -> None:
    assert length_penalty(1, 0.6) == 1.0
    assert length_penalty(7, 0.6) == pytest.approx(2**0.6)
    assert length_penalty(100, 0.0) == 1.0
    longer, shorter = Hypothesis((4, 5, 4, 5, END), -2.0), Hypothesis((4, END), -1.6)
    assert longer.score(0.0) < shorter.score(0.0) and longer.score(1.0) > shorter.score(1.0)


def test_a_translation_stops_fifty_tokens_after_its_source_at_the_latest() -> None:
    model = made(tiny(longest=200))
    with torch.no_grad():
        model.target_embedding.tokens.weight[END] = 0.0  # the shared matrix: [EOS] gets logit 0 everywhere
    said = greedy(model, ids((4, 5)), BEGIN, END)[0]
    assert len(said) <= 2 + EXTRA
