"""Traces without recomputable arrays have the same content in less space."""

from dataclasses import replace
from typing import Any

import numpy as np
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from transformer_explore.core.nn.configuration import BASE
from transformer_explore.core.operations.expression import Source
from transformer_explore.core.trace import (
    Step,
    Token,
    Trace,
    TraceError,
    bytes_of,
    drop_recomputable,
    explain,
    load,
    save,
    verify,
    with_derivations,
)
from transformer_explore.core.trace import step as step_module
from transformer_explore.core.trace.files.trace_files import from_bytes, to_bytes

from tests.models import changed, made, tiny, traced
from tests.trace.making import FORMS, decoded, folder, holding

pytestmark = pytest.mark.numbers

TRACES = [
    traced(made(tiny(layers=2))),
    traced(made(tiny(residual="pre-norm", positions="learned", activation="gelu"))),
    traced(made(double=True)),
    decoded(),
    decoded(cached=False),
]
TRACE = TRACES[0]
NOT_KEPT = "not stored: it is computed from its inputs"
any_trace = pytest.mark.parametrize("trace", TRACES, ids=["post", "pre", "float64", "cached", "uncached"])


@any_trace
def test_recomputed_arrays_equal_the_recorded_ones(trace: Trace) -> None:
    less = drop_recomputable(trace)
    assert [step.source for step in less] == [step.source for step in trace]
    for one, other in zip(less, trace, strict=True):
        assert (one.values.dtype, one.values.shape) == (other.values.dtype, other.values.shape)
        close = 1e-12 if other.dtype == "float64" else 1e-5
        np.testing.assert_allclose(one.values, other.values, close, close, err_msg=str(one))


@any_trace
def test_exactly_the_recomputable_arrays_are_left_out(trace: Trace) -> None:
    for step in drop_recomputable(trace):
        assert step.derived == step.kind.recomputable, step.name


def test_dropping_arrays_twice_changes_nothing() -> None:
    assert [step.derived for step in drop_recomputable(drop_recomputable(TRACE))] == [
        step.derived for step in drop_recomputable(TRACE)
    ]


def test_attention_at_512_tokens_takes_at_most_a_quarter() -> None:
    sizes = {
        "head": BASE.heads,
        "d_k": BASE.d_model // BASE.heads,
        "d_v": BASE.d_model // BASE.heads,
        "feature": BASE.d_model,
    }
    attention = [step for step in drop_recomputable(TRACE) if ".self_attention." in step.name]
    assert len(attention) == 4 * 11

    def bytes_at_512(steps: list[Step]) -> int:
        shapes = [[sizes.get(axis, 512) for axis in step.axes] for step in steps]
        types = [np.dtype(step.dtype).itemsize for step in steps]
        return sum(int(np.prod(shape)) * size for shape, size in zip(shapes, types, strict=True))

    assert 4 * bytes_at_512([step for step in attention if not step.derived]) <= bytes_at_512(attention)


def test_the_bytes_of_a_trace_are_those_of_its_stored_arrays() -> None:
    assert bytes_of(drop_recomputable(TRACE)) < 0.7 * bytes_of(TRACE)
    array = np.zeros((4, 6))
    shared = holding(
        array, array.reshape(-1), array[1:], array.T, array[::-1, ::-2], np.zeros(2), np.zeros((0, 3))
    )
    assert bytes_of(shared) == array.nbytes + 16
    assert bytes_of(holding(np.broadcast_to(np.zeros(5), (100, 5)))) == 40


@pytest.mark.parametrize("form", FORMS)
def test_a_trace_without_recomputable_arrays_survives_in_a_file(form: str) -> None:
    less = drop_recomputable(TRACE)
    with folder() as here:
        save(less, here / form, FORMS[form])
        save(TRACE, here / f"whole.{form}", FORMS[form])
        assert (here / form).stat().st_size < (here / f"whole.{form}").stat().st_size
        back = load(here / form)
        for one, other in zip(back, less, strict=True):
            assert one.derived == other.derived
            assert one.values.tobytes() == other.values.tobytes()


# -------------------------------------------------------------------- verify and explain
@any_trace
def test_stored_steps_are_checked_through_derived_ones(trace: Trace) -> None:
    for check in verify(drop_recomputable(trace)):
        expected = ("unchecked", NOT_KEPT) if check.step.derived else ("same", "")
        assert (check.verdict, check.reason) == expected, str(check.step)


def test_a_changed_number_is_found_through_derived_steps() -> None:
    name = "encoder.layers.0.self_attention.heads"

    def spoil(values: np.ndarray) -> np.ndarray:
        values[0, 1, 2] += 0.01
        return values

    (found,) = [
        check for check in verify(drop_recomputable(changed(TRACE, name, spoil))) if check.step.name == name
    ]
    assert (found.verdict, found.cell) == ("different", (0, 1, 2))


@given(st.sampled_from(TRACES), st.data())
def test_numbers_of_derived_steps_can_be_explained(trace: Trace, data: st.DataObject) -> None:
    less = drop_recomputable(trace)
    step = data.draw(st.sampled_from([step for step in less if step.derived]))
    cell = tuple(data.draw(st.integers(0, size - 1)) for size in step.shape)
    explanation = explain(less, step, cell)
    value = explanation.expression.value
    assert value == explanation.recorded or value == pytest.approx(explanation.recorded, rel=1e-4, abs=1e-4)


# -------------------------------------------------------------------- computed when they are read
def adding(count: int, size: int = 3, **changes: Any) -> tuple[Step, ...]:
    """An array, followed by derived steps of which each doubles the previous one."""
    one = np.ones(size)
    (first,) = holding(one).steps
    steps = [replace(first, name="x0", inputs=())]
    for n in range(1, count + 1):
        twice = (Source("step", f"x{n - 1}"),) * 2
        steps.append(replace(first, name=f"x{n}", inputs=twice, settings={}, derived=True, **changes))
    return with_derivations(steps, {})


def test_a_long_chain_of_derived_steps_is_computed() -> None:
    steps = adding(3000)
    assert (steps[900].values == 2.0**900).all()
    assert np.isinf(steps[3000].values).all()


def test_computed_arrays_are_cached_within_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = adding(40)
    assert steps[40].values is steps[40].values
    monkeypatch.setattr(step_module, "MOST_RECENT", 80)
    steps = adding(40)
    last = steps[40].values
    assert steps[40].values is last
    _ = [step.values for step in steps]
    again = steps[40].values
    _ = steps[3].values
    assert again.tolist() == last.tolist() == [2.0**40] * 3
    assert steps[40].values is not again


def test_computed_arrays_have_their_dtype_and_are_read_only() -> None:
    steps = adding(2, dtype="float32")
    assert steps[2].values.dtype == np.float32
    assert not steps[2].values.flags.writeable


def test_computed_arrays_of_a_bfloat16_run_are_rounded() -> None:
    (first,) = holding(np.float32([1.0, 1 + 2**-7])).steps
    steps = [
        replace(first, name="x", inputs=()),
        replace(first, name="y", inputs=(), load=lambda: np.float32([2**-8, 0.0])),
        replace(
            first, name="sum", inputs=(Source("step", "x"), Source("step", "y")), settings={}, derived=True
        ),
    ]
    assert with_derivations(steps, {}, "bfloat16")[2].values.tolist() == [1.0, 1 + 2**-7]
    assert with_derivations(steps, {}, "float32")[2].values.tolist() == [1 + 2**-8, 1 + 2**-7]


# -------------------------------------------------------------------- files of other programs
def derived_from(step: Step, **changes: Any) -> Trace:
    """A trace with one derived step written by another program."""
    other = replace(step, derived=True, **changes)
    steps = tuple(other if s is step else s for s in TRACE)
    tokens = {**TRACE.tokens, "many": (Token(1, ""),) * 3000}
    return replace(TRACE, tokens=tokens, steps=with_derivations(steps, tokens))


SCALED = TRACE["encoder.layers.0.self_attention.scaled"]
NORMED = "encoder.layers.0.feed_forward_residual"
MASK = TRACE["encoder.layers.0.self_attention.mask"]
MANY = Source("tokens", "many")


@pytest.mark.parametrize(
    ("step", "changes", "message"),
    [
        (SCALED, {"inputs": (Source("step", "away"),)}, "'away' is missing"),
        (SCALED, {"inputs": (Source("step", "logits"),)}, "'logits' is missing"),
        (SCALED, {"inputs": (SCALED.source,)}, "scaled' is missing"),
        (SCALED, {"inputs": (Source("tokens", "away"),)}, "'away' is missing"),
        (SCALED, {"inputs": (Source("parameter", "w"),)}, "it needs the parameter w, which no trace contains"),
        (SCALED, {"inputs": ()}, "its inputs do not fit its operation"),
        (SCALED, {"settings": {}}, "its inputs do not fit its operation"),
        (SCALED, {"settings": {"d_k": "x"}}, "its inputs do not fit its operation"),
        (SCALED, {"operation": "rotary"}, "'rotary' is unknown"),
        (SCALED, {"operation": "dot_products"}, "its inputs do not fit its operation"),
        (SCALED, {"dtype": "int64"}, "its inputs do not fit its operation"),
        (SCALED, {"shape": (2, 3, 4)}, r"declares the shape \[2, 3, 4\], but its inputs give \[2, 3, 3\]"),
        (SCALED, {"shape": (2**10, 2**10, 2**9)}, "536,870,912 cells are too many to compute"),
        (SCALED, {"part": {"head": 0}}, "is a different part of the array"),
        (MASK, {"inputs": (MANY, MANY)}, r"but its inputs give \[3000, 3000\]"),
        (MASK, { "operation": "sinusoidal_positions", "inputs": (MANY,), "settings": {"d_model": 10**9, "first": 0},
            }, r"its inputs give \[3000, 1000000000\]"),
        (MASK, {"operation": "sinusoidal_positions", "inputs": (MANY,), "settings": {"d_model": 10**400}},
            "its inputs give"),
    ],
    ids=str,
)  # fmt: skip
def test_a_step_that_cannot_be_computed_is_refused(step: Step, changes: dict[str, Any], message: str) -> None:
    trace = derived_from(step, **changes)
    with pytest.raises(TraceError, match=message) as error:
        _ = trace[step.name].values
    assert "\n" not in str(error.value)
    for check in verify(trace):
        assert check.verdict != "same" or step.source not in check.step.inputs


def test_a_sum_that_would_fill_the_memory_is_not_computed() -> None:
    column, row = np.zeros((2**17, 1), np.float32), np.zeros((1, 2**17), np.float32)
    (one, other) = holding(column, row).steps
    wide = replace(one, name="sum", inputs=(one.source, other.source), settings={}, derived=True)
    for shape in ((2**17, 1), (2**17, 2**17)):
        (*_, step) = with_derivations((one, other, replace(wide, shape=shape)), {})
        with pytest.raises(TraceError, match=r"declares the shape|too many"):
            _ = step.values
    kept = replace(wide, derived=False)
    (found,) = [check for check in verify(replace(holding(), steps=(one, other, kept))) if check.step is kept]
    assert (found.verdict, found.reason) == (
        "different",
        "the recorded shape is [131072, 1], but the inputs give [131072, 131072]",
    )


def test_products_that_would_take_hours_are_not_computed() -> None:
    width = 2**14
    (x,) = holding(np.broadcast_to(np.float32(0), (1, width, width))).steps
    step = replace(x, name="y", operation="dot_products", inputs=(x.source,) * 2, settings={}, derived=True)
    (_, step) = with_derivations((x, step), {})
    with pytest.raises(TraceError, match="computing it would take too long"):
        _ = step.values


def test_a_chain_of_large_steps_is_refused() -> None:
    steps = adding(3, shape=(2**27,))
    with pytest.raises(TraceError, match="402,653,184 cells are too many to compute"):
        _ = steps[3].values


def test_a_derived_step_without_its_inputs_is_written_with_its_values() -> None:
    less = drop_recomputable(TRACE)
    alone = replace(less, steps=tuple(step for step in less if step.name == SCALED.name))
    (back,) = from_bytes(to_bytes(alone)).steps
    assert not back.derived
    assert back.values.tobytes() == less[SCALED.name].values.tobytes()
    data = orjson.loads(to_bytes(less))
    assert {"derived": True} in [step["values"] for step in data["steps"]]


def test_a_step_can_be_checked_through_a_derived_input_whose_inputs_are_missing() -> None:
    """The trace has a derived step without its inputs, and the step after it."""
    less = drop_recomputable(TRACE)
    add, norm = f"{NORMED}.add", f"{NORMED}.norm"
    both = replace(less, steps=tuple(step for step in less if step.name in (add, norm)))
    assert [(check.step.name, check.verdict) for check in verify(both)] == [
        (add, "unchecked"),
        (norm, "same"),
    ]
