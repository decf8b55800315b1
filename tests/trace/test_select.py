"""Partial traces by name, layer, iteration and head; they stay consistent."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from transformer_explore.core.operations.expression import Source
from transformer_explore.core.trace import (
    Trace,
    TraceError,
    drop_recomputable,
    explain,
    load,
    save,
    statistics_only,
    verify,
)

from tests.models import changed, made, tiny, traced
from tests.trace.making import FORMS, decoded, folder, holding

TRACE = traced(made(tiny(layers=2)))
WHOLE = [TRACE, drop_recomputable(TRACE), decoded(), drop_recomputable(decoded()), decoded(cached=False)]
ATTENTION = "encoder.layers.0.self_attention"


def test_a_layer_selects_steps_of_encoder_and_decoder() -> None:
    names = [step.name for step in TRACE.select(layers=[1])]
    assert names == [step.name for step in TRACE if ".layers.1." in step.name]
    assert {name.split(".")[0] for name in names} == {"encoder", "decoder"}
    assert len(TRACE.select(layers=[0, 1])) == 2 * len(names)


def test_an_iteration_selects_the_steps_for_a_token() -> None:
    trace = decoded()
    there = {step.iteration for step in trace}
    assert {0, None} < there or {1, None} < there
    last = max(number for number in there if number is not None)
    part = trace.select(iterations=[last])
    assert [step.source for step in part] == [step.source for step in trace if step.iteration == last]
    assert part.iterations == trace.iterations


def test_a_head_is_a_slice_of_every_step_with_heads() -> None:
    part = TRACE.select(head=1)
    assert [step.name for step in part] == [step.name for step in TRACE if "head" in step.axes]
    for step in part:
        assert (step.part, step.shape[0]) == ({"head": 1}, 1)
        np.testing.assert_array_equal(step.values, TRACE[step.source].values[1:])
    again = part.select(head=1)
    assert [step.values.tobytes() for step in again] == [step.values.tobytes() for step in part]


def test_conditions_are_combined() -> None:
    (step,) = TRACE.select(["*self_attention.weights"], layers=[1], head=0).select(["encoder.*"])
    assert (step.name, step.part) == ("encoder.layers.1.self_attention.weights", {"head": 0})


@pytest.mark.parametrize(
    ("trace", "conditions", "message"),
    [
        (TRACE, {"layers": [2]}, "no layer 2: there are layers 0 to 1"),
        (TRACE, {"layers": [0, -1]}, "no layer -1: there are layers 0 to 1"),
        (TRACE.select(layers=[1]), {"layers": [0]}, "no layer 0: there is only layer 1"),
        (
            TRACE,
            {"globs": ["logits"], "layers": [0]},
            "no layer 0: none of these steps belongs to a particular layer",
        ),
        (TRACE, {"iterations": [0]}, "no iteration 0: none of these steps belongs to a particular iteration"),
        (TRACE, {"head": 2}, "no head 2: there are heads 0 to 1"),
        (TRACE, {"head": -1}, "no head -1: there are heads 0 to 1"),
        (TRACE.select(head=1), {"head": 0}, "no head 0: there is only head 1"),
        (TRACE, {"head": 0, "globs": ["logits"]}, "no head 0: none of these steps has heads"),
        (TRACE, {"globs": ["*.weighs"]}, r"no step matches '\*\.weighs'; did you mean"),
        (
            statistics_only(TRACE),
            {"head": 0},
            "only statistics of encoder.* were stored, for all heads together",
        ),
    ],
)
def test_an_empty_selection_is_refused(trace: Trace, conditions: dict[str, object], message: str) -> None:
    with pytest.raises(TraceError, match=message) as error:
        trace.select(**conditions)  # type: ignore[arg-type]
    assert "\n" not in str(error.value)


def test_extreme_names_and_shapes_take_no_time() -> None:
    (step,) = holding(np.zeros((1, 1))).steps
    steps = (
        replace(step, name="x.layers." + "9" * 5000 + ".y"),
        replace(step, name="x.layers.²", visit=1),
        replace(step, name="z", axes=("head", "key"), shape=(10**15, 1)),
    )
    trace = replace(holding(), steps=steps)
    with pytest.raises(TraceError, match="no layer 0"):
        trace.select(layers=[0])
    with pytest.raises(TraceError, match="heads 0 to 999999999999999"):
        trace.select(head=10**15)


# -------------------------------------------------------------------- partial traces are consistent
@st.composite
def parts(draw: st.DrawFn) -> Trace:
    """A partial trace of a correct trace."""
    trace = draw(st.sampled_from(WHOLE))
    names = sorted({step.name for step in trace})
    globs = [
        draw(st.sampled_from(names)),
        *draw(st.lists(st.sampled_from(["*attention*", "encoder*", "*.sum"]))),
    ]
    heads = draw(st.sampled_from([None, 0, 1]))
    iterations = sorted({step.iteration for step in trace if step.iteration is not None})
    try:
        return trace.select(
            draw(st.sampled_from([(), globs])),
            draw(st.sampled_from([(), [0], [1]])),
            heads,
            draw(st.lists(st.sampled_from(iterations), max_size=2)) if iterations else (),
        )
    except TraceError:
        assume(False)
        raise


@given(parts(), st.sampled_from([*FORMS, None]))
def test_a_part_of_a_correct_trace_is_correct(trace: Trace, form: str | None) -> None:
    if form is not None:
        with folder() as here:
            save(trace, here / form, FORMS[form])
            trace = load(here / form, trace.parameters)
            _ = [step.values for step in trace]
    found = [check for check in verify(trace) if check.verdict == "different"]
    assert not found, [(str(check.step), check.difference, check.reason) for check in found]


@given(parts(), st.data())
def test_numbers_of_a_part_can_be_explained(trace: Trace, data: st.DataObject) -> None:
    step = data.draw(st.sampled_from(trace.steps))
    cell = tuple(data.draw(st.integers(0, size - 1)) for size in step.shape)
    try:
        explanation = explain(trace, step, cell)
    except TraceError as error:
        assert "\n" not in str(error)
        return
    value, recorded = explanation.expression.value, explanation.recorded
    assert value == recorded or value == pytest.approx(recorded, rel=1e-4, abs=1e-4)


@pytest.mark.parametrize("head", [0, 1])
def test_a_head_is_checked_against_the_same_slice_of_the_whole(head: int) -> None:
    one = TRACE.select([f"{ATTENTION}.*"], head=head)[f"{ATTENTION}.query"]
    mixed = replace(TRACE, steps=tuple(one if step.name == one.name else step for step in TRACE))
    checks = {check.step.name: check for check in verify(mixed)}
    assert checks[one.name].verdict == "same"
    assert explain(mixed, one, (0, 1, 2)).expression.value == pytest.approx(
        float(TRACE[one.name].values[head, 1, 2]), rel=1e-4
    )
    spoiled = changed(mixed, one.name, lambda values: values + 1)
    (found,) = [check for check in verify(spoiled) if check.step.name == one.name]
    assert found.verdict == "different"
    after = checks[f"{ATTENTION}.dot_products"]
    assert (after.verdict, after.reason) == (
        "unchecked",
        f"this trace has only head {head} of the input {one}",
    )


def test_a_step_that_needs_all_heads_is_unchecked_if_one_is_stored() -> None:
    concat = f"{ATTENTION}.concat"
    part = TRACE.select(head=1)
    mixed = replace(TRACE, steps=(*part.steps, TRACE[concat]))
    (check,) = [check for check in verify(mixed) if check.step.name == concat]
    assert (check.verdict, check.reason) == (
        "unchecked",
        f"this trace has only head 1 of the input {ATTENTION}.heads",
    )
    with pytest.raises(TraceError, match=r"only head 1 of the input .*heads"):
        explain(mixed, TRACE[concat], (0, 0))


def test_a_change_to_one_head_cannot_be_checked_in_a_single_head() -> None:
    """The setting of the changed step counts the heads of the whole array."""
    weights = TRACE[f"{ATTENTION}.weights"]
    silenced = weights.values * np.float32([[[1]], [[0]]])
    step = replace(
        weights,
        name=f"{ATTENTION}.changed",
        operation="silenced",
        inputs=(weights.source,),
        settings={"head": 1},
        load=lambda: silenced,
    )
    trace = replace(TRACE, steps=(*TRACE.steps, step))
    assert [check.verdict for check in verify(trace)][-1] == "same"
    for head in (0, 1):
        checks = list(verify(trace.select(head=head)))
        assert (checks[-1].step.name, checks[-1].verdict) == (step.name, "unchecked")
        assert checks[-1].reason == f"this trace has only head {head} of the input {weights}"


def test_a_derived_step_is_stored_if_its_inputs_are_left_out() -> None:
    less = drop_recomputable(TRACE)
    weights, masked = f"{ATTENTION}.weights", f"{ATTENTION}.masked"
    alone = less.select([weights])
    assert not alone[weights].derived
    both = less.select([weights, masked])
    assert both[weights].derived
    assert not both[masked].derived
    assert not any(step.derived for step in less.select(head=0))
    for part in (alone, both):
        np.testing.assert_allclose(part[weights].values, TRACE[weights].values, 1e-5, 1e-6)


def test_a_part_without_the_last_step_has_no_prediction() -> None:
    assert TRACE.predicted
    assert TRACE.select(layers=[0]).predicted == ()
    assert statistics_only(TRACE).predicted == ()
    trace = decoded()
    last = max(step.iteration for step in trace if step.iteration is not None)
    assert trace.select(iterations=[last]).predicted == ()
    assert Source("step", "log_probabilities", 0) not in trace.select(iterations=[last])
