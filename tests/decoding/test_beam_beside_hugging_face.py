"""Our beam search beside Hugging Face's `generate`, which nobody here wrote, with the same weights."""

from __future__ import annotations

from typing import Any

import pytest
from transformer_explore.core.decoding.beam import beam_search
from transformer_explore.core.decoding.search import Found
from transformer_explore.core.decoding.strategy import Beam
from transformer_explore.core.decoding.translator import Translator
from transformer_explore.core.trace.iterations import FINISHED

from tests.decoding.deciding import BEGIN, END, WORDS
from tests.decoding.marian import fit_to_speak, generate_all, marian
from tests.models import ids, made, tiny

LONGEST = 11
SOURCES = ((4, 7, 5), (9,), (6, 6, 10, 4, 8))


@pytest.mark.parametrize("early", [True, False])
@pytest.mark.parametrize("beams", [2, 3, 5])
def test_the_finished_hypotheses_are_the_same_with_the_same_scores(beams: int, early: bool) -> None:
    """Without a length penalty: theirs divides by length^α, the paper's by ((5 + length) / 6)^α."""
    compared = longest = 0
    for seed in range(6):
        model = fit_to_speak(made(tiny(longest=LONGEST + 1), seed, double=True))
        theirs = marian(model)
        for source in SOURCES:
            found = beam_search(
                Translator(model, ids(source), BEGIN, END), WORDS, Beam(beams, 0.0, early_stop=early)
            )
            if not found.finished:
                continue
            ours, expected = _finished(found), _theirs(theirs, list(source), beams, early)
            assert [*found.ids, END] == expected[0][0]
            whole = [(said, score) for said, score in expected if said[-1] == END]
            for (said, score), (also_said, also_score) in zip(ours, whole, strict=False):
                assert said == also_said
                assert score == pytest.approx(also_score, abs=1e-5)
                compared += 1
                longest = max(longest, len(said))
    assert compared >= 12
    assert longest > 2  # and not only sentences of no word


def _finished(found: Found) -> list[tuple[list[int], float]]:
    """The finished hypotheses, best first."""
    said: dict[int, list[int]] = {0: []}
    ended: list[tuple[list[int], float]] = []
    for iteration in found.iterations:
        for h in iteration.hypotheses:
            said[h.number] = [*said[h.parent], h.token.id]
            if h.state == FINISHED:
                ended.append((said[h.number], h.score))
    return sorted(ended, key=lambda one: -one[1])


def _theirs(theirs: Any, source: list[int], beams: int, early: bool) -> list[tuple[list[int], float]]:
    return generate_all(
        theirs, source, beams, length_penalty=0.0, early_stopping=early, max_new_tokens=LONGEST
    )
