"""`diff` accepts the rounding of other machines and precisions, but no changes."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from transformer_explore.core.interventions import parse
from transformer_explore.core.running.request import Request
from transformer_explore.core.running.runs import run
from transformer_explore.core.trace import Trace, diff, drop_recomputable, statistics_only
from transformer_explore.core.trace.analysis.rounding import MOST_THROUGH

from tests.models import changed, made, tiny, traced
from tests.shipped import shipped_trace

pytestmark = pytest.mark.numbers

CHANGES = ((), ("no-scaling",), ("fill -1e9",), ("pre-norm",), ("dropout 3",))
LOGITS = "logits"
TRACE = shipped_trace()


def recorded(dtype: str, changes: tuple[str, ...] = ()) -> Trace:
    return run(Request(source="我爱你", dtype=dtype, interventions=tuple(map(parse, changes)))).trace


@pytest.mark.parametrize("changes", CHANGES, ids=" ".join)
def test_single_and_double_precision_differ_only_by_rounding(changes: tuple[str, ...]) -> None:
    single, double = recorded("float32", changes), recorded("float64", changes)
    for a, b in (
        (single, double),
        (statistics_only(single), statistics_only(double)),
        (drop_recomputable(single), double),
    ):
        found = diff(a, b)
        assert found.equal, [(str(step.step), step.gap) for step in found.differing]
        assert found.within > len(a) / 2
        assert not diff(a, b, tolerance=0).equal


@pytest.mark.parametrize("dtype", ["float32", "float64", "bfloat16"])
def test_a_change_is_found_in_every_precision(dtype: str) -> None:
    found = diff(recorded(dtype), recorded(dtype, ("no-causal-mask",)))
    assert found.first.step.name == "decoder.layers.0.self_attention.mask"
    assert found.within == 0
    assert len(found.differing) > 40


def test_this_machine_computes_the_shipped_trace() -> None:
    found = diff(TRACE, recorded("float32"))
    assert found.equal, [(str(step.step), step.gap) for step in found.differing]


def test_the_rounding_of_many_layers_is_accepted() -> None:
    sizes = tiny(vocabulary=50, d_model=64, heads=4, layers=6, d_ff=128, longest=32)
    words = tuple(range(1, 30))
    single, double = (traced(made(sizes, double=double), words, words[::-1]) for double in (False, True))
    assert diff(single, double).equal


@pytest.mark.slow
@settings(max_examples=200)
@given(st.data())
def test_a_change_of_a_thousandth_is_found(data: st.DataObject) -> None:
    step = data.draw(st.sampled_from([step for step in TRACE if step.dtype == "float32"]))
    cell = data.draw(st.sampled_from(list(zip(*np.nonzero(np.isfinite(step.values)), strict=True))))

    def more(values: np.ndarray) -> np.ndarray:
        values[cell] += 1e-3
        return values

    found = diff(TRACE, changed(TRACE, step.name, more))
    assert [(each.step.name, each.gap.cell) for each in found.differing if each.gap] == [(step.name, cell)]


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_nan_and_infinity_are_never_rounding(value: float) -> None:
    def put(values: np.ndarray) -> np.ndarray:
        values[0, 3] = value
        return values

    assert [step.step.name for step in diff(TRACE, changed(TRACE, LOGITS, put)).differing] == [LOGITS]


def test_large_masked_scores_do_not_hide_other_changes() -> None:
    """The tolerance of a huge number depends only on itself and does not affect other numbers."""
    masked = "decoder.layers.0.self_attention.masked"
    filled = changed(TRACE, masked, lambda values: np.where(np.isneginf(values), np.float32(-1e9), values))

    def one(amount: float, place: tuple[int, int, int]) -> Trace:
        def move(values: np.ndarray) -> np.ndarray:
            values[place] += np.float32(amount)
            return values

        return changed(filled, masked, move)

    assert filled[masked].values.min() < -MOST_THROUGH
    assert diff(filled, one(64, (0, 0, 1))).equal  # a unit in the last place of 10⁹
    assert not diff(filled, one(1e-3, (0, 1, 0))).equal
    later = changed(filled, LOGITS, lambda values: values + np.float32(1e-3))
    assert [step.step.name for step in diff(filled, later).differing] == [LOGITS]


def test_numbers_of_a_search_are_compared_with_rounding() -> None:
    from transformer_explore.core.decoding.strategy import Greedy

    single, double = (
        run(Request(source="我爱你", dtype=d, strategy=Greedy())).trace for d in ("float32", "float64")
    )
    assert diff(single, double).equal
    assert not diff(single, double, tolerance=0).equal
    first = single.iterations[0]
    other = replace(
        first,
        hypotheses=tuple(replace(h, log_probability=h.log_probability - 1e-3) for h in first.hypotheses),
    )
    assert not diff(single, replace(single, iterations=(other, *single.iterations[1:]))).equal
