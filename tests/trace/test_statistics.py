"""Traces with only statistics: they summarize the arrays, and everything else reports that the arrays are missing."""

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
    drop_recomputable,
    explain,
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
def test_statistics_cover_finite_numbers_and_locate_the_others(array: np.ndarray) -> None:
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


def test_mean_and_norm_are_computed_in_float64() -> None:
    found = measure(np.float32([3, -4, np.inf]))
    assert (found.mean, found.norm) == (-0.5, 5.0)
    assert measure(np.array([1e300, 1e300])).norm == math.inf


def test_missing_values_are_reported() -> None:
    for step in ONLY:
        assert step.statistics == measure(TRACE[step.source].values)
        with pytest.raises(TraceError, match=f"^only statistics of {step} were stored$"):
            _ = step.values
    assert bytes_of(ONLY) == 0
    assert [step.name for step in ONLY] == [step.name for step in TRACE]


def test_derived_steps_get_statistics_too() -> None:
    for step in statistics_only(drop_recomputable(TRACE)):
        assert not step.derived
        assert step.statistics is not None


def test_statistics_of_statistics_are_the_same() -> None:
    assert [step.statistics for step in statistics_only(ONLY)] == [step.statistics for step in ONLY]


def test_steps_with_statistics_cannot_be_checked_or_explained() -> None:
    assert {(check.verdict, check.reason) for check in verify(ONLY)} == {
        ("unchecked", "only its statistics were stored")
    }
    with pytest.raises(TraceError, match=r"only statistics of .* were stored"):
        explain(ONLY, ONLY["logits"], (0, 0))


def test_a_step_whose_input_has_only_statistics_is_unchecked() -> None:
    name = "decoder.layers.0.feed_forward_residual.norm"
    steps = tuple(ONLY[step.source] if step.name == name else step for step in TRACE)
    checks = {check.step.name: check for check in verify(replace(TRACE, steps=steps))}
    assert checks["logits"].verdict == "unchecked"
    assert checks["logits"].reason == f"only statistics of {name} were stored"
    assert checks["log_probabilities"].verdict == "same"


def test_an_array_whose_input_has_only_statistics_is_not_dropped() -> None:
    steps = tuple(ONLY[step.source] if step.name == "logits" else step for step in TRACE)
    assert not drop_recomputable(replace(TRACE, steps=steps))["log_probabilities"].derived


def like_base() -> Trace:
    """A trace with as many steps, heads and words as that of `base`, but small arrays."""
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
