"""The shipped model, where the likelier first word starts the less likely sentence."""

from __future__ import annotations

import numpy as np
from transformer_explore.core.decoding.penalty import length_penalty
from transformer_explore.lessons.labs import perform


def test_the_beam_finds_a_likelier_sentence_than_greedy_decoding() -> None:
    lab = perform("beam-model", {})
    first = np.asarray(lab.field("first_words"))
    assert first[0] > first[1]
    assert lab.field("beam") > lab.field("greedy") + 0.1
    assert lab.field("differ") == 1


def test_a_beam_of_one_is_greedy() -> None:
    lab = perform("beam-model", {"beams": 1})
    assert lab.field("differ") == 0
    assert lab.field("beam") == lab.field("greedy")


def test_scores_are_log_probabilities_over_the_penalty_and_the_best_is_first() -> None:
    lab = perform("beam-model", {})
    table = np.asarray(lab.field("hypotheses"))
    assert lab.tables["hypotheses"].labels["hypothesis"][:4] == (
        "there is a ball on her bed [EOS]",
        "on her bed there is a ball [EOS]",
        "on her bed is a ball [EOS]",
        "on her bed are a ball [EOS]",
    )
    assert np.allclose(table[:, 2], [length_penalty(int(n)) for n in table[:, 1]])
    assert np.allclose(table[:, 3], table[:, 0] / table[:, 2])
    assert np.all(np.diff(table[:, 3]) <= 0)
