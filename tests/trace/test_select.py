"""A part of a trace: by name, layer, iteration and head; what is left of it stays true."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from transformer_explore.core.operations.expression import Source
from transformer_explore.core.trace import (
    Trace,
    TraceError,
    explain,
    lean,
    load,
    save,
    select,
    statistics_only,
    verify,
)

from tests.models import changed, made, tiny, traced
from tests.trace.making import FORMS, decoded, folder, holding

TRACE = traced(made(tiny(layers=2)))
WHOLE = [TRACE, lean(TRACE), decoded(), lean(decoded()), decoded(cached=False)]
ATTENTION = "encoder.layers.0.self_attention"


def test_layers_are_those_of_encoder_and_decoder() -> None:
    names = [step.name for step in select(TRACE, layers=[1])]
    assert names == [step.name for step in TRACE if ".layers.1." in step.name]
    assert {name.split(".")[0] for name in names} == {"encoder", "decoder"}
    assert len(select(TRACE, layers=[0, 1])) == 2 * len(names)


def test_iterations_are_what_was_computed_for_a_token() -> None:
    trace = decoded()
    there = {step.iteration for step in trace}
    assert {0, None} < there or {1, None} < there
    last = max(number for number in there if number is not None)
    part = select(trace, iterations=[last])
    assert [step.source for step in part] == [step.source for step in trace if step.iteration == last]
    assert part.iterations == trace.iterations


def test_one_head_is_a_slice_of_every_step_that_has_heads() -> None:
    part = select(TRACE, heads=1)
    assert [step.name for step in part] == [step.name for step in TRACE if "head" in step.axes]
    for step in part:
        assert (step.part, step.shape[0]) == ({"head": 1}, 1)
        np.testing.assert_array_equal(step.values, TRACE[step.source].values[1:])
    again = select(part, heads=1)
    assert [step.values.tobytes() for step in again] == [step.values.tobytes() for step in part]


def test_what_is_asked_is_asked_together() -> None:
    (step,) = TRACE.select(["*self_attention.weights"], layers=[1], heads=0).select(["encoder.*"])
    assert (step.name, step.part) == ("encoder.layers.1.self_attention.weights", {"head": 0})


@pytest.mark.parametrize(
    ("trace", "asked", "message"),
    [
        (TRACE, {"layers": [2]}, "no layer 2: there are layers 0 to 1"),
        (TRACE, {"layers": [0, -1]}, "no layer -1: there are layers 0 to 1"),
        (TRACE.select(layers=[1]), {"layers": [0]}, "no layer 0: there is layer 1 alone"),
        (
            TRACE,
            {"globs": ["logits"], "layers": [0]},
            "no layer 0: nothing here belongs to one layer more than",
        ),
        (
            TRACE,
            {"iterations": [0]},
            "no iteration 0: nothing here belongs to one iteration more than to another",
        ),
        (TRACE, {"heads": 2}, "no head 2: there are heads 0 to 1"),
        (TRACE, {"heads": -1}, "no head -1: there are heads 0 to 1"),
        (TRACE.select(heads=1), {"heads": 0}, "no head 0: there is head 1 alone"),
        (TRACE, {"heads": 0, "globs": ["logits"]}, "no head 0: none of these steps has heads"),
        (TRACE, {"globs": ["*.weighs"]}, r"no step matches '\*\.weighs'; did you mean"),
        (
            statistics_only(TRACE),
            {"heads": 0},
            "only statistics of encoder.* were kept, and they are of all heads",
        ),
    ],
)
def test_what_is_not_there_is_said_with_what_is(trace: Trace, asked: dict[str, object], message: str) -> None:
    with pytest.raises(TraceError, match=message) as error:
        select(trace, **asked)  # type: ignore[arg-type]
    assert "\n" not in str(error.value)


def test_names_and_shapes_that_a_file_may_claim_take_no_time() -> None:
    (step,) = holding(np.zeros((1, 1))).steps
    steps = (
        replace(step, name="x.layers." + "9" * 5000 + ".y"),
        replace(step, name="x.layers.²", visit=1),
        replace(step, name="z", axes=("head", "key"), shape=(10**15, 1)),
    )
    trace = replace(holding(), steps=steps)
    with pytest.raises(TraceError, match="no layer 0"):
        select(trace, layers=[0])
    with pytest.raises(TraceError, match="heads 0 to 999999999999999"):
        select(trace, heads=10**15)


# -------------------------------------------------------------------- what is left stays true


@st.composite
def parts(draw: st.DrawFn) -> Trace:
    """A selection of a trace that is right."""
    trace = draw(st.sampled_from(WHOLE))
    names = sorted({step.name for step in trace})
    globs = [
        draw(st.sampled_from(names)),
        *draw(st.lists(st.sampled_from(["*attention*", "encoder*", "*.sum"]))),
    ]
    heads = draw(st.sampled_from([None, 0, 1]))
    iterations = sorted({step.iteration for step in trace if step.iteration is not None})
    try:
        return select(
            trace,
            draw(st.sampled_from([(), globs])),
            draw(st.sampled_from([(), [0], [1]])),
            heads,
            draw(st.lists(st.sampled_from(iterations), max_size=2)) if iterations else (),
        )
    except TraceError:
        assume(False)
        raise


@given(parts(), st.sampled_from([*FORMS, None]))
def test_of_a_part_of_a_right_trace_nothing_is_found(trace: Trace, form: str | None) -> None:
    if form is not None:
        with folder() as here:
            save(trace, here / form, FORMS[form])
            trace = load(here / form, trace.parameters)
            _ = [step.values for step in trace]
    found = [check for check in verify(trace) if check.verdict == "different"]
    assert not found, [(str(check.step), check.difference, check.reason) for check in found]


@given(parts(), st.data())
def test_a_number_of_a_part_is_explained_as_it_was_recorded(trace: Trace, data: st.DataObject) -> None:
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
def test_a_head_is_checked_beside_the_same_slice_of_what_follows_from_the_whole(head: int) -> None:
    one = TRACE.select([f"{ATTENTION}.*"], heads=head)[f"{ATTENTION}.query"]
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
    assert (after.verdict, after.reason) == ("unchecked", f"of its input {one} only head {head} is there")


def test_what_needs_all_heads_is_unchecked_where_one_is_there() -> None:
    concat = f"{ATTENTION}.concat"
    part = TRACE.select(heads=1)
    mixed = replace(TRACE, steps=(*part.steps, TRACE[concat]))
    (check,) = [check for check in verify(mixed) if check.step.name == concat]
    assert (check.verdict, check.reason) == (
        "unchecked",
        f"of its input {ATTENTION}.heads only head 1 is there",
    )
    with pytest.raises(TraceError, match="heads only head 1 is there"):
        explain(mixed, TRACE[concat], (0, 0))


def test_a_number_set_in_one_head_is_no_matter_of_that_head_alone() -> None:
    """The region of a changed step counts heads as the whole does: of a part it cannot be said."""
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
        checks = list(verify(trace.select(heads=head)))
        assert (checks[-1].step.name, checks[-1].verdict) == (step.name, "unchecked")
        assert checks[-1].reason == f"of its input {weights} only head {head} is there"


def test_a_step_that_was_not_kept_stands_for_itself_where_its_inputs_stay_behind() -> None:
    less = lean(TRACE)
    weights, masked = f"{ATTENTION}.weights", f"{ATTENTION}.masked"
    alone = less.select([weights])
    assert not alone[weights].derived
    both = less.select([weights, masked])
    assert both[weights].derived
    assert not both[masked].derived
    assert not any(step.derived for step in less.select(heads=0))
    for part in (alone, both):
        np.testing.assert_allclose(part[weights].values, TRACE[weights].values, 1e-5, 1e-6)


def test_a_part_has_no_prediction_where_the_last_step_is_not_in_it() -> None:
    assert TRACE.predicted
    assert TRACE.select(layers=[0]).predicted == ()
    assert statistics_only(TRACE).predicted == ()
    trace = decoded()
    last = max(step.iteration for step in trace if step.iteration is not None)
    assert trace.select(iterations=[last]).predicted == ()
    assert Source("step", "log_probabilities", 0) not in trace.select(iterations=[last])
