"""Runs are recomputed with their own weights: edited, or rounded to bfloat16."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from transformer_explore.core.operations.expression import Source
from transformer_explore.core.trace import Trace, TraceError, explain, verify
from transformer_explore.core.trace.parameters import as_run, bfloat16

from tests.models import made, steps_of, traced

NAME = "encoder.layers.0.feed_forward.hidden.weight"
TRACE = traced(made())


def edit(cell: list[Any], value: object, name: str = NAME) -> dict[str, Any]:
    return {"kind": "parameter", "parameter": name, "cell": cell, "value": value}


def with_edits(trace: Trace, *edits: object) -> Trace:
    return replace(trace, run={**trace.run, "interventions": list(edits)})


# -------------------------------------------------------------------- bfloat16
BITS = hnp.arrays(np.uint32, st.integers(1, 40)).map(lambda bits: bits.view(np.float32))


@given(BITS)
def test_rounding_to_bfloat16_agrees_with_torch(numbers: np.ndarray) -> None:
    theirs = torch.from_numpy(numbers.copy()).bfloat16().float().numpy()
    ours = bfloat16(numbers)
    assert ours.dtype == np.float32
    np.testing.assert_array_equal(ours, theirs)
    finite = ~np.isnan(numbers)
    assert ours[finite].tobytes() == theirs[finite].tobytes()


def test_rounding_is_half_to_even_and_leaves_integers_alone() -> None:
    one = 1.0 + 2**-7
    halves = np.float32([1 + 2**-8, one + 2**-8, -1 - 2**-8, 3.4e38, -np.inf, -0.0])
    assert bfloat16(halves).tolist()[:3] == [1.0, 1 + 2**-6, -1.0]
    assert bfloat16(halves).tolist()[3:5] == [np.inf, -np.inf]
    assert np.isnan(bfloat16(np.array(0xFFFFFFFF, np.uint32).view(np.float32)))
    assert bfloat16(np.array([1.00001e39])).tolist() == [np.inf]
    assert bfloat16(np.arange(3)).tolist() == [0, 1, 2]
    assert bfloat16(np.zeros((0, 3), np.float32)).shape == (0, 3)


def in_bfloat16() -> Trace:
    """A run in bfloat16, recorded as float32."""
    model = made()
    trace = traced(model)
    steps = steps_of(model.bfloat16())
    return replace(trace, run={**trace.run, "dtype": "bfloat16"}, steps=steps)


def test_a_bfloat16_run_is_checked_with_its_weights_and_rounding() -> None:
    trace = in_bfloat16()
    assert trace["logits"].dtype == "float32"
    operand = trace.operand(Source("parameter", NAME))
    assert not np.array_equal(operand.values, trace.parameters[NAME])
    assert operand.values is trace.operand(Source("parameter", NAME)).values
    found = [check for check in verify(trace) if check.verdict != "same"]
    assert not found, [(str(check.step), check.difference, check.reason) for check in found]
    as_float32 = replace(trace, run={**trace.run, "dtype": "float32"})
    assert any(check.verdict == "different" for check in verify(as_float32))


def test_a_difference_in_a_bfloat16_run_is_found() -> None:
    trace = in_bfloat16()
    spoiled = trace["logits"].values.copy()
    spoiled[1, 2] += 1
    steps = tuple(replace(s, load=lambda: spoiled) if s.name == "logits" else s for s in trace)
    (check,) = [check for check in verify(replace(trace, steps=steps)) if check.step.name == "logits"]
    assert (check.verdict, check.cell) == ("different", (1, 2))


# -------------------------------------------------------------------- edited
def test_a_run_with_edited_weights_is_checked_with_them() -> None:
    model = made()
    plain = traced(model)
    before = {name: array.copy() for name, array in plain.parameters.items()}
    plain = replace(plain, parameters={name: array.copy() for name, array in before.items()})
    with torch.no_grad():
        weight = model.get_parameter(NAME)
        weight[3, :] = 0.5
        weight[3, 1] = -2.0
        weight[:, 0] = 7.0
    steps = steps_of(model)
    edits = [edit([3, "*"], 0.5), edit([3, 1], -2), edit(["*", 0], 7.0), {"kind": "silence", "head": 1}]
    trace = with_edits(replace(plain, steps=steps), *edits)
    assert {check.verdict for check in verify(trace)} == {"same"}
    np.testing.assert_array_equal(trace.operand(Source("parameter", NAME)).values, weight.detach().numpy())
    np.testing.assert_equal(plain.parameters, before)
    assert "different" in {check.verdict for check in verify(with_edits(trace))}
    explanation = explain(trace, trace["encoder.layers.0.feed_forward.hidden"], (0, 3))
    assert explanation.expression.value == pytest.approx(explanation.recorded, rel=1e-5)


def test_an_edited_weight_of_a_bfloat16_run_is_rounded() -> None:
    array = np.ones((2, 2), np.float32)
    run = {"dtype": "bfloat16", "interventions": [edit([0, 1], 1.003, "w")]}
    assert as_run("w", array, run).tolist() == [[1, 1], [1, 1]]
    assert as_run("w", array, {"interventions": [edit([0, 1], 1.003, "w")]})[0, 1] == np.float32(1.003)


def test_a_parameter_without_edits_is_not_copied() -> None:
    array = np.ones(3, np.float32)
    assert as_run("w", array, {"interventions": [edit([0], 1.0, "another")]}) is array
    for nothing in ({}, *({"interventions": each} for each in (None, [], ["?", {"kind": 3}]))):
        assert as_run("w", array, nothing) is array


@pytest.mark.parametrize(("word", "number"), [("Infinity", np.inf), ("-Infinity", -np.inf)])
def test_a_weight_can_be_set_to_infinity(word: str, number: float) -> None:
    assert as_run("w", np.ones(2), {"interventions": [edit([1], word, "w")]}).tolist() == [1, number]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (edit([1], 0.0), "but its shape is"),
        (edit([0, 99], 0.0), "but its shape is"),
        (edit([-1, 0], 0.0), "but its shape is"),
        (edit([True, 0], 0.0), "but its shape is"),
        (edit(["all", 0], 0.0), "but its shape is"),
        (edit([0.0, 0], 0.0), "but its shape is"),
        ({"kind": "parameter", "parameter": NAME}, "but its shape is"),
        (edit([0, 0], None), "cannot hold that value"),
        (edit([0, 0], "much"), "cannot hold that value"),
        (edit([0, 0], True), "cannot hold that value"),
        (edit([0, 0], 10**400), "cannot hold that value"),
        (edit([0, 0], [1, 2]), "cannot hold that value"),
    ],
    ids=str,
)
def test_steps_with_an_invalid_edit_are_unchecked(change: Any, message: str) -> None:
    trace = with_edits(TRACE, change)
    with pytest.raises(TraceError, match=message) as error:
        trace.operand(Source("parameter", NAME))
    assert "\n" not in str(error.value)
    checks = {check.step.name: check for check in verify(trace)}
    assert checks["encoder.layers.0.feed_forward.hidden"].verdict == "unchecked"
    assert checks["logits"].verdict == "same"


def test_interventions_that_are_not_a_list_are_refused() -> None:
    with pytest.raises(TraceError, match="interventions are not a list"):
        as_run("w", np.ones(2), {"interventions": {"kind": "parameter"}})
