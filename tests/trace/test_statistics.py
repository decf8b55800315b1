"""Where only statistics are kept: they say what the array held, and everything else says that it is gone."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from transformer_explore.core.nn.configuration import BASE
from transformer_explore.core.trace import (
    Trace,
    TraceError,
    bytes_of,
    explain,
    lean,
    load,
    measure,
    save,
    statistics_only,
    verify,
)

from tests.models import made, tiny, traced
from tests.trace.making import ARRAYS

TRACE = traced(made())
ONLY = statistics_only(TRACE)


@given(ARRAYS)
def test_they_are_those_of_the_finite_numbers_and_name_the_others(array: np.ndarray) -> None:
    found = measure(array)
    numbers = array.astype(float)
    finite = numbers[np.isfinite(numbers)]
    assert found.min == (finite.min() if finite.size else None)
    assert found.max == (finite.max() if finite.size else None)
    for seen, there in [
        (found.nan, np.isnan(numbers)),
        (found.infinity, np.isposinf(numbers)),
        (found.minus_infinity, np.isneginf(numbers)),
    ]:
        cells = [tuple(map(int, cell)) for cell in np.argwhere(there)]
        assert (seen.count if seen else 0) == len(cells)
        if seen:
            assert seen.cells == tuple(cells[:8])
            assert seen.first == tuple(map(min, zip(*cells, strict=True)))
            assert seen.last == tuple(map(max, zip(*cells, strict=True)))


def test_mean_and_norm_are_of_doubles() -> None:
    found = measure(np.float32([3, -4, np.inf]))
    assert (found.mean, found.norm) == (-0.5, 5.0)
    assert measure(np.array([1e300, 1e300])).norm == math.inf


def test_the_values_are_gone_and_it_says_so() -> None:
    for step in ONLY:
        assert step.statistics == measure(TRACE[step.source].values)
        with pytest.raises(TraceError, match=f"^only statistics of {step} were kept$"):
            _ = step.values
    assert bytes_of(ONLY) == 0
    assert [step.name for step in ONLY] == [step.name for step in TRACE]


def test_a_lean_trace_has_statistics_of_every_step() -> None:
    for step in statistics_only(lean(TRACE)):
        assert not step.derived
        assert step.statistics is not None


def test_measured_twice_is_measured_once() -> None:
    assert [step.statistics for step in statistics_only(ONLY)] == [step.statistics for step in ONLY]


def test_nothing_can_be_checked_or_explained() -> None:
    assert {(check.verdict, check.reason) for check in verify(ONLY)} == {
        ("unchecked", "only its statistics were kept")
    }
    with pytest.raises(TraceError, match=r"only statistics of .* were kept"):
        explain(ONLY, ONLY["logits"], (0, 0))


def test_a_step_after_one_that_was_measured_is_unchecked() -> None:
    name = "decoder.layers.0.feed_forward_residual.norm"
    steps = tuple(ONLY[step.source] if step.name == name else step for step in TRACE)
    checks = {check.step.name: check for check in verify(replace(TRACE, steps=steps))}
    assert checks["logits"].verdict == "unchecked"
    assert checks["logits"].reason == f"only statistics of {name} were kept"
    assert checks["log_probabilities"].verdict == "same"


def test_a_lean_trace_keeps_what_would_follow_from_what_was_only_measured() -> None:
    steps = tuple(ONLY[step.source] if step.name == "logits" else step for step in TRACE)
    assert not lean(replace(TRACE, steps=steps))["log_probabilities"].derived


def like_base() -> Trace:
    """As many steps, heads and words as `base` has, on few numbers; the longest texts that they come with."""
    layers = traced(made(tiny(layers=BASE.layers, heads=2)))
    words = tuple(f"wörtchen{n}" for n in range(BASE.vocabulary))
    return replace(layers, vocabulary=words)


def test_statistics_of_a_model_like_base_take_less_than_a_megabyte(tmp_path: Path) -> None:
    trace = statistics_only(like_base())
    assert len(trace) == 304
    for name in ("t.json", "t.safetensors"):
        save(trace, tmp_path / name)
        size = (tmp_path / name).stat().st_size
        assert size < 1_000_000, f"{size:,}"
        assert [step.statistics for step in load(tmp_path / name)] == [step.statistics for step in trace]
