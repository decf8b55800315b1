"""Our Transformer, greedy decoding and beam search compared with Hugging Face's."""

from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor
from transformer_explore.core.checkpoints import find
from transformer_explore.core.checkpoints.loading import load_model
from transformer_explore.core.decoding.beam import beam_search
from transformer_explore.core.decoding.greedy import greedy
from transformer_explore.core.decoding.search import Found
from transformer_explore.core.decoding.strategy import Beam
from transformer_explore.core.nn.configuration import Configuration
from transformer_explore.core.trace.iterations import FINISHED

from tests.decoding.deciding import WORDS as TEXTS
from tests.decoding.deciding import translator
from tests.decoding.marian import BEGIN, END, fit_to_speak, generate, generate_all, log_probabilities, marian
from tests.models import Row, ids, made, tiny

WORDS = st.integers(1, 10)  # every id but padding
LONGEST = 11
SOURCES = ((4, 7, 5), (9,), (6, 6, 10, 4, 8))
SENTENCES = st.lists(st.lists(WORDS, min_size=1, max_size=8), min_size=1, max_size=3)


@st.composite
def sizes(draw: st.DrawFn) -> Configuration:
    heads = draw(st.integers(1, 3))
    return tiny(
        d_model=heads * draw(st.integers(1, 5)),
        heads=heads,
        layers=draw(st.integers(1, 3)),
        d_ff=draw(st.integers(1, 16)),
        positions=draw(st.sampled_from(["sinusoidal", "learned"])),
        activation=draw(st.sampled_from(["relu", "gelu"])),
    )


def padded(rows: list[list[int]]) -> Tensor:
    longest = max(map(len, rows))
    return ids(*(row + [0] * (longest - len(row)) for row in rows))


@given(sizes(), st.integers(0, 1000), SENTENCES, st.data())
def test_marian_with_our_weights_gives_our_log_probabilities(
    shape: Configuration, seed: int, sources: list[list[int]], data: st.DataObject
) -> None:
    ours = made(shape, seed, double=True)
    rest = st.lists(WORDS, max_size=7)
    source, target = padded(sources), padded([[BEGIN, *data.draw(rest)] for _ in sources])
    with torch.no_grad():
        mine, theirs = ours(source, target), log_probabilities(marian(ours), source, target)
    assert theirs.dtype == torch.float64
    torch.testing.assert_close(mine[target != 0], theirs[target != 0], rtol=0, atol=1e-9)


@given(st.integers(0, 1000), st.lists(WORDS, min_size=1, max_size=8))
def test_greedy_decoding_equals_generate(seed: int, source: Row) -> None:
    ours = fit_to_speak(made(tiny(longest=20), seed, double=True))
    answer = generate(marian(ours), list(source), num_beams=1, max_new_tokens=19)
    assert greedy(ours, ids(source), BEGIN, END)[0] == answer


@pytest.mark.parametrize("text", ["我爱你", "老师有三本书", "昨天我的朋友在学校看了那本新书"])
def test_the_shipped_model_translates_like_marian(text: str) -> None:
    shipped = find("zh-en")
    ours = load_model(shipped).double()
    source = shipped.tokenizer.encode(text, add_special_tokens=False).ids
    answer = generate(marian(ours), source, num_beams=1, max_new_tokens=30)
    assert greedy(ours, ids(source), BEGIN, END)[0] == answer
    assert 0 < len(answer) < 30


@pytest.mark.parametrize("alpha", [0.0, 0.6, 1.0])
def test_the_scores_of_generate_count_the_end_but_not_the_beginning(alpha: float) -> None:
    ours, source = fit_to_speak(made(tiny(), seed=2, double=True)), [4, 7]
    settings = {"length_penalty": alpha, "early_stopping": "never", "max_new_tokens": 3}
    found = generate_all(marian(ours), source, num_beams=6, **settings)
    assert {answer[-1] == END for answer, _ in found} == {True, False}
    for answer, score in found:
        with torch.no_grad():
            rows = ours(ids(source), ids([BEGIN, *answer[:-1]]))[0]
        total = sum(rows[position, token].item() for position, token in enumerate(answer))
        assert score == pytest.approx(total / len(answer) ** alpha, rel=1e-5)


@pytest.mark.parametrize("early", [True, False])
@pytest.mark.parametrize("beams", [2, 3, 5])
def test_beam_search_finishes_the_same_hypotheses_with_the_same_scores(beams: int, early: bool) -> None:
    """Without a length penalty: theirs divides by length^α, the paper's by ((5 + length) / 6)^α."""
    compared = longest = 0
    for seed in range(6):
        model = fit_to_speak(made(tiny(longest=LONGEST + 1), seed, double=True))
        theirs = marian(model)
        for source in SOURCES:
            found = beam_search(translator(model, source), TEXTS, Beam(beams, 0.0, early_stop=early))
            if not found.finished:
                continue
            ours, expected = _finished(found), _theirs(theirs, list(source), beams, early)
            assert [*found.ids, END] == expected[0][0]
            whole = [(answer, score) for answer, score in expected if answer[-1] == END]
            for (answer, score), (other_answer, also_score) in zip(ours, whole, strict=False):
                assert answer == other_answer
                assert score == pytest.approx(also_score, abs=1e-5)
                compared += 1
                longest = max(longest, len(answer))
    assert compared >= 12
    assert longest > 2  # not only empty sentences


def _finished(found: Found) -> list[tuple[list[int], float]]:
    """The finished hypotheses, best first."""
    answer: dict[int, list[int]] = {0: []}
    ended: list[tuple[list[int], float]] = []
    for iteration in found.iterations:
        for h in iteration.hypotheses:
            answer[h.number] = [*answer[h.parent], h.token.id]
            if h.state == FINISHED:
                ended.append((answer[h.number], h.score))
    return sorted(ended, key=lambda one: -one[1])


def _theirs(theirs: Any, source: list[int], beams: int, early: bool) -> list[tuple[list[int], float]]:
    return generate_all(
        theirs, source, beams, length_penalty=0.0, early_stopping=early, max_new_tokens=LONGEST
    )
