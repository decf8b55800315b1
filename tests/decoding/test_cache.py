"""The key/value cache: it gives the same numbers, costs less, and its growth is recorded."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.utils.flop_counter import FlopCounterMode
from transformer_explore.core.decoding.beam import beam_search
from transformer_explore.core.decoding.search import forced_search, greedy_search
from transformer_explore.core.decoding.strategy import Beam
from transformer_explore.core.decoding.translator import Translator
from transformer_explore.core.nn.configuration import ACTIVATIONS, POSITIONS, RESIDUALS
from transformer_explore.core.recording.recording import record

from tests.decoding.deciding import BEGIN, END, WORDS, translator
from tests.models import Row, ids, made, tiny

PARTS = st.fixed_dictionaries(
    {
        "layers": st.integers(1, 3),
        "heads": st.sampled_from([1, 2, 4]),
        "residual": st.sampled_from(RESIDUALS),
        "positions": st.sampled_from(POSITIONS),
        "activation": st.sampled_from(ACTIVATIONS),
    }
)
SENTENCES = st.lists(st.integers(4, 10), min_size=1, max_size=7)


@given(PARTS, st.integers(0, 1000), SENTENCES, SENTENCES)
def test_the_cache_is_exact(parts: dict[str, Any], seed: int, source: list[int], target: list[int]) -> None:
    model = made(tiny(**parts), seed)
    reader, whole = translator(model, source), translator(model, source, cached=False)
    with torch.no_grad():
        at_once = model(ids(source), ids([BEGIN, *target]))[0].numpy()
    grown, full = reader.start(), whole.start()
    for position, token in enumerate([*target, None]):
        np.testing.assert_allclose(grown.log_probabilities, full.log_probabilities, atol=1e-6, rtol=1e-6)
        np.testing.assert_allclose(grown.log_probabilities, at_once[position], atol=2e-6, rtol=1e-6)
        if token is not None:
            grown, full = reader.extend(grown, token), whole.extend(full, token)


@given(PARTS, st.integers(0, 1000), SENTENCES, st.integers(1, 4))
def test_the_cache_changes_no_search(parts: dict[str, Any], seed: int, source: list[int], beams: int) -> None:
    model = made(tiny(**parts), seed, double=True)
    found = [
        beam_search(translator(model, source, cached=cached), WORDS, Beam(beams)) for cached in (True, False)
    ]
    assert found[0].ids == found[1].ids
    for with_cache, without in zip(found[0].iterations, found[1].iterations, strict=True):
        assert [(h.parent, h.token, h.state) for h in with_cache.hypotheses] == [
            (h.parent, h.token, h.state) for h in without.hypotheses
        ]
        for one, other in zip(with_cache.hypotheses, without.hypotheses, strict=True):
            assert one.log_probability == pytest.approx(other.log_probability, abs=1e-9)


def test_a_prefix_can_be_extended_more_than_once() -> None:
    """Beams, undo and forks extend a prefix that was extended before."""
    reader = translator(made(double=True), (4, 5))
    start = reader.start()
    first = reader.extend(start, 4)
    reader.extend(reader.extend(start, 5), 6)
    again = reader.extend(start, 4)
    assert np.array_equal(first.log_probabilities, again.log_probabilities)


def _recorded(cached: bool, target: Row = (4, 5, 6)):
    model, source = made(tiny(layers=2)), ids((4, 5))
    with record(model, source=source) as recording:
        reader = Translator(model, source, BEGIN, (END,), cached=cached, recording=recording)
        found = forced_search(reader, WORDS, target)
        return recording.steps(), found


def test_the_cache_grows_by_one_position_per_iteration_in_separate_steps() -> None:
    steps, found = _recorded(cached=True)
    caches = [step for step in steps if step.name == "decoder.layers.1.self_attention.key_cache"]
    assert [step.shape for step in caches] == [(2, n, 4) for n in (1, 2, 3, 4)]
    assert [step.iteration for step in caches] == [0, 1, 2, 3] == [i.number for i in found.iterations]
    for earlier, later in pairwise(caches):
        assert np.array_equal(later.values[:, :-1], earlier.values)
        assert [str(source) for source in later.inputs] == [str(earlier), f"{later.name[:-6]}#{later.visit}"]


def test_the_encoder_and_its_keys_are_computed_once() -> None:
    for cached in (True, False):
        steps, _ = _recorded(cached)
        encoder = [step for step in steps if step.name.startswith(("encoder", "source"))]
        assert encoder
        assert all(step.visit == 0 and step.iteration is None for step in encoder)
        keys = [step for step in steps if step.name.endswith("cross_attention.key")]
        assert len(keys) == (2 if cached else 2 * 4)


@settings(max_examples=20)
@given(st.integers(0, 100))
def test_recording_does_not_change_the_chosen_tokens(seed: int) -> None:
    model, source = made(seed=seed), ids((4, 5))
    with record(model, source=source) as recording:
        seen = greedy_search(Translator(model, source, BEGIN, (END,), recording=recording), WORDS)
    assert seen == greedy_search(translator(model), WORDS)


def test_with_the_cache_the_cost_of_a_token_grows_linearly() -> None:
    """In multiply-adds at 10, 20 and 40 positions: with the cache every further position adds the same."""
    costs = {cached: [_operations(cached, length) for length in (10, 20, 40)] for cached in (True, False)}
    first, second, third = costs[True]
    assert third - second == 2 * (second - first)
    first, second, third = costs[False]
    assert third - second > 2 * (second - first) > 2 * first


def _operations(cached: bool, length: int) -> int:
    model = made(tiny(longest=50))
    reader = translator(model, (4, 5), cached=cached)
    prefix = reader.start()
    while len(prefix.ids) < length:
        prefix = reader.extend(prefix, 4)
    with FlopCounterMode(display=False) as counter:
        reader.extend(prefix, 4)
    return counter.get_total_flops()
