"""Verification accepts correct traces and finds every change."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from transformer_explore.core.interventions import parse
from transformer_explore.core.nn.configuration import ACTIVATIONS, POSITIONS, RESIDUALS
from transformer_explore.core.operations.expression import Source
from transformer_explore.core.running.request import Request
from transformer_explore.core.running.runs import run
from transformer_explore.core.trace import Check, Trace, TraceError, explain, verify
from transformer_explore.core.trace.analysis.verify import tolerance

from tests.models import changed, made, tiny, traced, unrecorded

pytestmark = pytest.mark.numbers

TRACE = traced(made())
DOUBLE = traced(made(double=True))


@st.composite
def runs(draw: st.DrawFn) -> Trace:
    heads = draw(st.integers(1, 3))
    sizes = tiny(
        vocabulary=draw(st.integers(4, 20)),
        d_model=heads * draw(st.integers(1, 6)),
        heads=heads,
        layers=draw(st.integers(1, 2)),
        d_ff=draw(st.integers(1, 20)),
        residual=draw(st.sampled_from(RESIDUALS)),
        positions=draw(st.sampled_from(POSITIONS)),
        activation=draw(st.sampled_from(ACTIVATIONS)),
    )
    sentence = st.lists(st.integers(1, sizes.vocabulary - 1), min_size=1, max_size=9)
    padding = st.sampled_from([[], [0], [0, 0]])
    model = made(sizes, seed=draw(st.integers(0, 2**31)), double=draw(st.booleans()))
    source, target = (draw(sentence) + draw(padding) for _ in range(2))
    return traced(model, source[:9], target[:9])


@given(runs())
def test_any_run_of_any_model_is_correct(trace: Trace) -> None:
    found = [check for check in verify(trace) if check.verdict != "same"]
    assert not found, [(str(check.step), check.difference, check.reason) for check in found]


def test_every_step_is_checked_in_order() -> None:
    assert [check.step for check in verify(TRACE)] == list(TRACE)


# -------------------------------------------------------------------- changed traces
def verdicts(trace: Trace) -> dict[str, Check]:
    return {check.step.name: check for check in verify(trace)}


def touched(trace: Trace, name: str) -> set[str]:
    """The step and its direct consumers: the recorded inputs of other steps did not change."""
    return {name} | {step.name for step in trace.consumers(trace[name])}


@settings(max_examples=120)
@given(st.sampled_from([TRACE, DOUBLE]), st.data())
def test_a_changed_cell_is_found(trace: Trace, data: st.DataObject) -> None:
    step = data.draw(st.sampled_from(trace.steps))
    cell = tuple(data.draw(st.integers(0, size - 1)) for size in step.shape)
    # well above the rounding of the step's largest number
    values = step.values
    size = max(1.0, float(np.abs(values[np.isfinite(values)], dtype=float).max(initial=0.0)))
    amount = data.draw(st.sampled_from([-1e6, -1.0, -1e-3, 1e-3, 1.0, 1e6])) * size

    def mutate(values: np.ndarray) -> np.ndarray:
        if values.dtype == bool:
            values[cell] = not values[cell]
        else:
            values[cell] = amount if np.isinf(values[cell]) else values[cell] + amount
        return values

    mutated = changed(trace, step.name, mutate)
    checks = verdicts(mutated)
    assert checks[step.name].verdict == "different"
    assert checks[step.name].cell == cell
    assert checks[step.name].recorded == mutated[step.name].values[cell]
    assert checks[step.name].difference > 0
    assert {name for name, check in checks.items() if check.verdict != "same"} <= touched(trace, step.name)


@pytest.mark.parametrize("value", [0.0, -1e9, np.nan, np.inf])
def test_a_masked_score_other_than_minus_infinity_is_found(value: float) -> None:
    name = "decoder.layers.0.self_attention.masked"

    def unmask(values: np.ndarray) -> np.ndarray:
        assert np.isneginf(values[0, 0, 3])
        values[0, 0, 3] = value
        return values

    check = verdicts(changed(TRACE, name, unmask))[name]
    assert (check.verdict, check.cell, check.expected) == ("different", (0, 0, 3), -np.inf)


def test_a_nan_is_found() -> None:
    def spoil(values: np.ndarray) -> np.ndarray:
        values[1, 2] = np.nan
        return values

    check = verdicts(changed(TRACE, "logits", spoil))["logits"]
    assert (check.verdict, check.cell) == ("different", (1, 2))


def test_rounding_in_the_recorded_precision_is_accepted() -> None:
    def nudge(values: np.ndarray) -> np.ndarray:
        return values * (1 + np.finfo(values.dtype).eps)

    assert verdicts(changed(TRACE, "logits", nudge))["logits"].verdict == "same"
    # float32 rounding is a difference in float64

    def nudge_as_float32(values: np.ndarray) -> np.ndarray:
        return values * (1 + 1e-7)

    assert verdicts(changed(DOUBLE, "logits", nudge_as_float32))["logits"].verdict == "different"


def test_an_array_of_another_shape_is_found() -> None:
    checks = verdicts(changed(TRACE, "logits", lambda values: values[:-1]))
    assert checks["logits"].verdict == "different"
    assert checks["logits"].reason == "the recorded shape is [3, 11], but the inputs give [4, 11]"


# -------------------------------------------------------------------- missing data
def test_without_weights_steps_with_parameters_are_unchecked() -> None:
    checks = list(verify(replace(TRACE, parameters=None)))
    for check in checks:
        needs = any(source.kind == "parameter" for source in check.step.inputs)
        assert check.verdict == ("unchecked" if needs else "same")
    (logits,) = (check for check in checks if check.step.name == "logits")
    assert logits.reason == "the weights of model 'random' are not available; specify them with --model"


def test_a_step_whose_parameter_is_missing_is_unchecked() -> None:
    parameters = {k: v for k, v in TRACE.parameters.items() if ".hidden." not in k}  # type: ignore[union-attr]
    checks = verdicts(replace(TRACE, parameters=parameters))
    hidden = checks["encoder.layers.0.feed_forward.hidden"]
    assert hidden.verdict == "unchecked"
    assert hidden.reason.startswith(
        "the model's weights include no parameter 'encoder.layers.0.feed_forward.hidden."
    )
    assert checks["logits"].verdict == "same"


def test_a_step_without_its_inputs_is_unchecked() -> None:
    checks = verdicts(TRACE.select(["*self_attention.scaled", "*self_attention.dot_products"]))
    for layer in ("encoder.layers.0.self_attention", "decoder.layers.0.self_attention"):
        assert checks[f"{layer}.scaled"].verdict == "same"
        assert checks[f"{layer}.dot_products"].verdict == "unchecked"
        assert (
            checks[f"{layer}.dot_products"].reason
            == f"this is a partial trace; it lacks the step {layer}.query"
        )


def with_step(**changes: Any) -> Check:
    """The check of a step with changed fields, as written by another program."""
    step = TRACE["encoder.layers.0.self_attention.scaled"]
    other = replace(step, **changes)
    steps = tuple(other if s is step else s for s in TRACE)
    return verdicts(replace(TRACE, steps=steps))[other.name]


@pytest.mark.parametrize(
    "changes",
    [
        {"settings": {}},
        {"settings": {"d_k": "four"}},
        {"settings": {"d_k": [4]}},
        {"settings": {"d_k": 10**400}},
        {"settings": {"d_k": -4}},
        {"settings": {"d_k": 0}},
        {"inputs": ()},
        {"inputs": (Source("tokens", "source"),)},
        {"operation": "query"},
        {"operation": "layer_norm"},
        {"operation": "sinusoidal_positions", "settings": {"d_model": 10**15, "first": 0}},
    ],
    ids=str,
)
def test_inputs_or_settings_that_do_not_fit_are_a_difference(changes: dict[str, Any]) -> None:
    check = with_step(**changes)
    assert check.verdict == "different"
    assert "\n" not in check.reason


def test_an_unknown_operation_is_unchecked() -> None:
    check = with_step(operation="rotary")
    assert (check.verdict, check.reason) == ("unchecked", "unknown operation 'rotary'")


def test_an_array_of_another_run_is_unchecked_and_has_no_explanation() -> None:
    given = replace(TRACE["logits"], operation="given", inputs=(), settings={})
    trace = replace(TRACE, steps=tuple(given if step.name == "logits" else step for step in TRACE))
    checks = verdicts(trace)
    assert (checks["logits"].verdict, checks["logits"].reason) == (
        "unchecked",
        "taken from another run, not computed",
    )
    assert checks["log_probabilities"].verdict == "same"
    with pytest.raises(TraceError, match=r"logits was not computed \(taken from another run\)"):
        explain(trace, given, (0, 0))


def test_the_tolerance_depends_on_precision_and_magnitude() -> None:
    ones, thousands = np.ones(3), np.array([1000.0, -2000.0, np.inf])
    assert tolerance("bool", ones) == tolerance("int64", ones) == 0
    assert tolerance("float32", ones) == 64 * 2.0**-23
    assert tolerance("float64", thousands) == 64 * 2.0**-52 * 2000
    assert tolerance("float32", ones, "bfloat16") == 4 * 2.0**-7
    assert tolerance("float32", ones, "float32", magnitude=10.0) == 10 * tolerance("float32", ones)
    assert tolerance("float32", np.zeros(0)) == 64 * 2.0**-23


def test_an_empty_step_is_the_same() -> None:
    x = unrecorded("x", np.zeros((0, 4), np.float32), "ab")
    step = replace(x, name="sum", inputs=(x.source, x.source))
    assert verdicts(replace(TRACE, steps=(x, step)))["sum"].verdict == "same"


# -------------------------------------------------------------------- overflow
SUM, NORM = "source_embedding.sum", "decoder.layers.1.feed_forward_residual.norm"
PRODUCTS = "encoder.layers.0.self_attention.dot_products"
OVERFLOWING = (
    f"set {SUM} 0,0 1e20",
    f"set {SUM} 0,0 1e30",
    f"set {SUM} 0,0 3e38",
    "set encoder.layers.0.self_attention.query 0,0,0 1e25",
    "set encoder.layers.0.feed_forward.hidden 0,0 1e38",
    "set decoder.layers.0.self_attention.dot_products 0,0,0 3e38",
    "set decoder.layers.1.feed_forward_residual.add 0,0 -1e25",
)


def overflowing(spec: str, dtype: str = "float32") -> Trace:
    return run(Request(source="我爱你", dtype=dtype, interventions=(parse(spec),))).trace


@pytest.mark.numbers
@pytest.mark.parametrize("dtype", ["float32", "bfloat16", "float64"])
@pytest.mark.parametrize("spec", OVERFLOWING)
def test_a_correct_run_may_overflow_in_its_precision(spec: str, dtype: str) -> None:
    trace = overflowing(spec, dtype)
    found = [check for check in verify(trace) if check.verdict != "same"]
    assert not found, [(str(check.step), check.cell, check.recorded, check.expected) for check in found]


@pytest.mark.parametrize(
    ("spec", "name", "amount"),
    [
        (f"set {SUM} 0,0 1e20", "encoder.layers.0.self_attention.query", 0.1),
        (f"set {SUM} 0,0 1e20", PRODUCTS, 1e18),  # every row has such a large key
        ("set decoder.layers.1.feed_forward_residual.add 0,0 -1e25", NORM, 0.1),
    ],
)
def test_a_wrong_number_is_found_next_to_an_overflow(spec: str, name: str, amount: float) -> None:
    """Rows without overflow are checked as usual; in others only the result of the run's precision is accepted."""
    trace = overflowing(spec)
    step = trace[name]
    last = tuple(size - 1 for size in step.shape)  # of another token
    for cell, value in ((last, np.nan), (last, np.inf), (last, float(step.values[last]) + amount)):
        check = verdicts(changed(trace, name, lambda values, c=cell, v=value: put(values, c, v)))[name]
        assert (check.verdict, check.cell) == ("different", cell)
    first = (0,) * len(step.shape)
    check = verdicts(changed(trace, name, lambda values: put(values, first, 1e3)))[name]
    assert (check.verdict, check.cell) == ("different", first)


def put(values: np.ndarray, cell: tuple[int, ...], value: float) -> np.ndarray:
    values[cell] = value
    return values


def test_the_recorded_numbers_contain_an_overflow() -> None:
    trace = overflowing(f"set {SUM} 0,0 1e20")
    assert not np.isfinite(trace[PRODUCTS].values[:, 0]).all()
    assert np.isfinite(trace[PRODUCTS].values[:, 1:, 1:]).all()
