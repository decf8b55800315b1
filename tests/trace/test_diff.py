"""Comparing two traces finds every change and nothing else."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from transformer_explore.core.trace import Diff, StepDiff, Token, Trace, TraceError, diff
from transformer_explore.core.trace.analysis.diff import (
    DIFFERENT,
    MADE,
    ONLY_A,
    ONLY_B,
    OPERATION,
    PART,
    SAME,
    SHAPE,
    UNKNOWN,
)
from transformer_explore.core.trace.analysis.gap import between
from transformer_explore.core.trace.keeping import statistics_only
from transformer_explore.core.trace.step import Step

from tests.models import changed, made, tiny, traced

pytestmark = pytest.mark.numbers

TRACE = traced(made())
OTHER = traced(made(), source=(4, 7, 6), target=(2, 9, 6, 8))
GELU = traced(made(tiny(activation="gelu")))
LONGER = traced(made(), source=(4, 7, 5, 3))
SCALED = "encoder.layers.0.self_attention.scaled"
HIDDEN = "encoder.layers.0.feed_forward.hidden"
MIRRORED = {ONLY_A: ONLY_B, ONLY_B: ONLY_A}

some_trace = st.sampled_from([TRACE, OTHER, GELU, LONGER])


def with_steps(trace: Trace, steps: Sequence[Step]) -> Trace:
    return replace(trace, steps=tuple(steps))


def with_step(name: str, **changes: Any) -> Trace:
    """The trace with changed fields of one step."""
    return with_steps(TRACE, [replace(s, **changes) if s.name == name else s for s in TRACE])


def verdicts(found: Diff) -> dict[str, str]:
    """The verdicts of the steps that differ."""
    return {str(step.step): step.verdict for step in found.differing}


def the_one(found: Diff) -> StepDiff:
    (step,) = found.differing
    return step


# -------------------------------------------------------------------- laws
@given(some_trace, st.sampled_from([0.0, 1e-6, 1.0]))
def test_a_trace_does_not_differ_from_itself(trace: Trace, tolerance: float) -> None:
    found = diff(trace, with_steps(trace, [replace(step) for step in trace]), tolerance)
    assert found.equal
    assert found.first is None
    assert found.outside == ()
    assert [step.verdict for step in found.steps] == [SAME] * len(trace)
    assert not any(step.gap for step in found.steps)


@given(some_trace, some_trace, st.sampled_from([0.0, 0.1, 100.0]), st.data())
def test_the_comparison_is_symmetric(a: Trace, b: Trace, tolerance: float, data: st.DataObject) -> None:
    a, b = (with_steps(t, data.draw(st.lists(st.sampled_from(t.steps), unique=True))) for t in (a, b))
    there, back = diff(a, b, tolerance), diff(b, a, tolerance)
    assert there.equal == back.equal
    assert {str(s.step): MIRRORED.get(s.verdict, s.verdict) for s in there.steps} == {
        str(s.step): s.verdict for s in back.steps
    }
    assert [(o.part, o.where, o.a, o.b) for o in there.outside] == [
        (o.part, o.where, o.b, o.a) for o in back.outside
    ] or {o.part for o in there.outside} == {"order"}
    gaps = {str(step.step): step.gap for step in back.steps}
    for step in there.steps:
        mirrored = gaps[str(step.step)]
        if step.gap is None or mirrored is None:
            assert step.gap is mirrored
        else:
            assert replace(step.gap, a=step.gap.b, b=step.gap.a) == mirrored


@given(st.data())
def test_a_changed_cell_is_found_with_its_index_and_size(data: st.DataObject) -> None:
    step = data.draw(st.sampled_from([step for step in TRACE if step.dtype == "float32"]))
    cell = tuple(data.draw(st.integers(0, size - 1)) for size in step.shape)
    value = data.draw(st.floats(width=32))
    was = float(step.values[cell])
    other = changed(TRACE, step.name, lambda values: put(values, cell, value))
    found = diff(TRACE, other, tolerance=0)
    if value == was:
        assert found.equal
        return
    assert verdicts(found) == {step.name: DIFFERENT}
    gap = the_one(found).gap
    assert (gap.cell, gap.a, gap.differing, gap.of) == (cell, was, 1, step.values.size)
    assert gap.b == value or value != value
    apart = abs(was - value)
    assert gap.size == apart or (gap.size == np.inf and apart != apart)
    if np.isfinite(apart):
        assert diff(TRACE, other, tolerance=apart).equal
        assert not diff(TRACE, other, tolerance=apart * 0.99).equal


def put(values: np.ndarray, cell: tuple[int, ...], value: float) -> np.ndarray:
    values[cell] = value
    return values


@given(st.sets(st.integers(0, len(TRACE) - 1)))
def test_the_first_difference_is_the_first_in_order(places: set[int]) -> None:
    touched = {TRACE.steps[place].source for place in places}

    def other(step: Step) -> Step:
        values = np.logical_not(step.values) if step.dtype == "bool" else np.nextafter(step.values, np.inf)
        return replace(step, load=lambda: values) if step.source in touched else step

    # nextafter also changes −∞, so each of these steps differs
    found = diff(TRACE, with_steps(TRACE, [other(step) for step in TRACE]), tolerance=0)
    assert [step.step.source for step in found.differing] == [s.source for s in TRACE if s.source in touched]
    assert (found.first.step if found.first else None) == (TRACE.steps[min(places)] if places else None)


@given(st.lists(st.sampled_from(range(12)), unique=True), st.lists(st.sampled_from(range(12)), unique=True))
def test_steps_keep_the_order_of_their_trace(one: list[int], other: list[int]) -> None:
    a, b = (with_steps(TRACE, [TRACE.steps[n] for n in sorted(places)]) for places in (one, other))
    found = diff(a, b)
    assert [step.a for step in found.steps if step.a] == list(a)
    assert [step.b for step in found.steps if step.b] == list(b)
    for step in found.steps:
        assert step.verdict == (ONLY_B if step.a is None else ONLY_A if step.b is None else SAME)


ODD = arrays.arrays(np.float64, (2, 3), elements=st.sampled_from([0.0, -0.0, 1.5, np.nan, np.inf, -np.inf]))


@given(ODD, ODD)
def test_nan_equals_nan_and_infinities_equal_themselves(a: np.ndarray, b: np.ndarray) -> None:
    unequal = [(x, y) for x, y in pairs(a, b) if x != y and not (np.isnan(x) and np.isnan(y))]
    gap = between(a, b)
    assert (gap.differing if gap else 0) == len(unequal)
    if gap:
        assert (gap.size == np.inf) == (not np.isfinite(unequal).all())


def pairs(a: np.ndarray, b: np.ndarray) -> list[tuple[float, float]]:
    return list(zip(a.ravel(), b.ravel(), strict=True))


def test_integers_and_booleans_are_compared_exactly() -> None:
    large = np.array([2**53, 7])
    gap = between(large, large + np.array([1, 0]))
    assert (gap.cell, gap.a, gap.b, gap.differing) == ((0,), 2**53, 2**53 + 1, 1)
    gap = between(np.array(True), np.array(False))
    assert (gap.cell, gap.a, gap.b, gap.size) == ((), True, False, 1.0)
    assert between(np.zeros((0, 3)), np.zeros((0, 3))) is None


# -------------------------------------------------------------------- kinds of difference
def test_steps_of_an_intervention_are_only_in_b_in_their_order() -> None:
    steps = list(TRACE)
    place = next(n for n, step in enumerate(steps) if step.name == SCALED)
    steps.insert(place + 1, replace(steps[place], name=SCALED + ".changed", inputs=(steps[place].source,)))
    found = diff(TRACE, with_steps(TRACE, steps))
    assert verdicts(found) == {SCALED + ".changed": ONLY_B}
    assert found.steps[place + 1] is found.first
    assert verdicts(diff(with_steps(TRACE, steps), TRACE)) == {SCALED + ".changed": ONLY_A}


@pytest.mark.parametrize(
    ("changes", "verdict", "reason"),
    [
        ({"operation": "gelu"}, OPERATION, "scaled, gelu"),
        ({"part": {"head": 1}}, PART, "all of it, head 1"),
        ({"axes": ("head", "query", "d_k")}, SHAPE, "head 2 × query 3 × key 3, head 2 × query 3 × d_k 3"),
        ({"shape": (2, 3, 4)}, SHAPE, "2 × 3 × 3, 2 × 3 × 4"),
        ({"settings": {"d_k": 5}}, MADE, "d_k 4, 5"),
        ({"settings": {}}, MADE, "d_k 4, None"),
        ({"inputs": ()}, MADE, "A from encoder.layers.0.self_attention.dot_products, B from nothing"),
    ],
    ids=str,
)
def test_the_difference_of_a_step_is_named(changes: dict[str, Any], verdict: str, reason: str) -> None:
    found = the_one(diff(TRACE, with_step(SCALED, **changes)))
    assert (found.verdict, found.reason, found.gap) == (verdict, reason, None)


def test_another_activation_is_the_first_difference() -> None:
    found = diff(TRACE, GELU)
    first = found.first
    assert (first.step.name, first.reason) == ("encoder.layers.0.feed_forward.activation", "relu, gelu")
    assert [(o.part, o.where, o.a, o.b) for o in found.outside] == [
        ("configuration", "activation", "relu", "gelu")
    ]


def test_another_visit_is_another_step() -> None:
    again = replace(TRACE[SCALED], visit=1)
    assert verdicts(diff(TRACE, with_steps(TRACE, [*TRACE, again]))) == {f"{SCALED}#1": ONLY_B}


def test_the_precision_of_an_array_is_not_a_difference() -> None:
    assert diff(TRACE, changed(TRACE, HIDDEN, lambda values: values.astype(np.float64))).equal
    double = traced(made(double=True))
    assert not diff(TRACE, double, tolerance=0).equal
    assert diff(TRACE, double, tolerance=1e-5).differing == ()
    assert diff(TRACE, double).equal


def test_only_the_selected_steps_are_compared() -> None:
    def fails() -> np.ndarray:
        raise AssertionError("not selected")

    a = with_steps(TRACE, [s if s.name == SCALED else replace(s, load=fails) for s in TRACE])
    found = diff(a, a, globs=["*encoder*.scaled"])
    assert [step.step.name for step in found.steps] == [SCALED]


def test_a_glob_has_to_match_in_only_one_trace() -> None:
    less = TRACE.select(["*.weights"])
    assert set(verdicts(diff(less, TRACE, globs=["logits"])).values()) == {ONLY_B}
    with pytest.raises(TraceError, match=r"no step matches '\*.wieghts'.*did you mean"):
        diff(TRACE, TRACE, globs=["*.wieghts"])


@pytest.mark.parametrize("tolerance", [-1.0, np.nan, np.inf])
def test_an_invalid_tolerance_is_refused(tolerance: float) -> None:
    with pytest.raises(TraceError, match="tolerance"):
        diff(TRACE, TRACE, tolerance)


# -------------------------------------------------------------------- missing arrays
def test_arrays_do_not_stay_in_memory() -> None:
    fresh = with_steps(TRACE, [replace(step) for step in TRACE])
    diff(fresh, TRACE)
    assert not any(isinstance(value, np.ndarray) for step in fresh for value in vars(step).values())


def test_steps_without_values_are_compared_by_statistics() -> None:
    less = statistics_only(TRACE)
    for a, b in ((less, less), (TRACE, less), (less, TRACE)):
        found = diff(a, b)
        assert found.equal, verdicts(found)
        assert all(step.by_statistics for step in found.steps)


def test_the_statistic_with_the_largest_difference_is_reported() -> None:
    def larger(values: np.ndarray) -> np.ndarray:
        values[0, 0] = 1000
        return values

    found = the_one(diff(TRACE, statistics_only(changed(TRACE, HIDDEN, larger))))
    assert found.verdict == DIFFERENT
    assert found.by_statistics
    assert (found.gap.statistic, found.gap.b, found.gap.cell) == ("max", 1000, ())


def test_a_nan_is_found_in_the_statistics() -> None:
    spoilt = changed(TRACE, HIDDEN, lambda values: put(values, (0, 0), np.nan))
    gap = the_one(diff(statistics_only(TRACE), statistics_only(spoilt))).gap
    assert (gap.statistic, gap.a, gap.b, gap.size) == ("cells of NaN", 0, 1, np.inf)
    elsewhere = changed(TRACE, HIDDEN, lambda values: put(values, (0, 1), np.nan))
    assert not diff(statistics_only(elsewhere), statistics_only(spoilt)).equal


def failing(message: str) -> Any:
    def load() -> np.ndarray:
        raise TraceError(message)

    return load


def test_an_array_that_cannot_be_computed_is_not_compared() -> None:
    found = the_one(diff(TRACE, with_step(SCALED, derived=True, load=failing("too much"))))
    assert (found.verdict, found.reason) == (UNKNOWN, "B: too much")


def test_the_trace_with_a_damaged_array_is_named() -> None:
    with pytest.raises(TraceError, match=r"^A: damaged"):
        diff(with_step(SCALED, load=failing("damaged")), TRACE)


# -------------------------------------------------------------------- outside the steps
def test_differences_outside_the_steps_are_found() -> None:
    other = replace(
        TRACE,
        model=replace(
            TRACE.model, name="x", sha256="0", configuration={**TRACE.model.configuration, "heads": 1}
        ),
        run={**TRACE.run, "device": "cuda", "interventions": [{"at": SCALED}]},
        tokens={**TRACE.tokens, "source": (Token(1, "new"),)},
        vocabulary=(*TRACE.vocabulary[:-1], "other"),
    )
    found = diff(TRACE, other)
    assert found.first is None
    assert not found.equal
    assert [(o.part, o.where, o.weighs) for o in found.outside] == [
        ("tokens", "source", True),
        ("model", "name", False),
        ("model", "sha256", True),
        ("configuration", "heads", True),
        ("run", "device", False),
        ("run", "interventions.0", True),
        ("vocabulary", "10", True),
    ]


def test_device_and_precision_do_not_make_traces_different() -> None:
    other = replace(TRACE, run={**TRACE.run, "device": "cuda", "dtype": "float64"})
    found = diff(TRACE, other)
    assert found.equal
    assert [o.where for o in found.outside] == ["device", "dtype"]


def test_another_order_of_the_same_steps_is_a_difference() -> None:
    steps = [replace(step, inputs=()) for step in TRACE]
    found = diff(with_steps(TRACE, steps), with_steps(TRACE, [*steps[1:], steps[0]]))
    assert not found.equal
    assert [(o.part, o.a) for o in found.outside] == [("order", str(steps[0]))]


def test_as_data_is_strict_json() -> None:
    spoilt = changed(TRACE, HIDDEN, lambda values: put(values, (0, 0), np.nan))
    data = json.loads(json.dumps(diff(TRACE, spoilt).as_data(), allow_nan=False))
    assert (data["equal"], data["first"], data["tolerance"]) == (False, HIDDEN, "rounding")
    assert data["counts"] == {SAME: len(TRACE) - 1, DIFFERENT: 1}
    assert data["within_tolerance"] == 0
    assert diff(TRACE, spoilt, tolerance=0.5).as_data()["tolerance"] == 0.5
    (step,) = (step for step in data["steps"] if step["verdict"] != SAME)
    assert step["gap"]["cell"] == [0, 0]
    assert (step["gap"]["b"], step["gap"]["size"]) == ("NaN", "Infinity")
