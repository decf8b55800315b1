"""Every number of a trace can be explained and followed to its inputs."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from transformer_explore.core.operations.expression import Source, as_terms, cells
from transformer_explore.core.support.localization import in_language
from transformer_explore.core.trace import Trace, TraceError, explain

from tests.models import made, tiny, traced

TRACES = [
    traced(made(tiny(residual=residual, positions=positions, activation=activation, layers=2)))
    for residual, positions, activation in [
        ("post-norm", "sinusoidal", "relu"),
        ("pre-norm", "learned", "gelu"),
    ]
]
TRACE = TRACES[0]
SCALED = "encoder.layers.0.self_attention.scaled"


@given(st.sampled_from(TRACES), st.data())
def test_the_explanation_of_any_number_gives_the_recorded_value(trace: Trace, data: st.DataObject) -> None:
    step = data.draw(st.sampled_from(trace.steps))
    cell = tuple(data.draw(st.integers(0, size - 1)) for size in step.shape)
    explanation = explain(trace, step, cell)
    assert explanation.recorded == step.values[cell]
    recorded = explanation.recorded
    value = explanation.expression.value
    assert value == recorded or math.isclose(value, recorded, rel_tol=1e-4, abs_tol=1e-4)
    assert (explanation.step, explanation.cell) == (step, cell)


@given(st.sampled_from(TRACES), st.data())
def test_an_explanation_quotes_the_values_of_its_cells(trace: Trace, data: st.DataObject) -> None:
    step = data.draw(st.sampled_from(trace.steps))
    cell = tuple(data.draw(st.integers(0, size - 1)) for size in step.shape)
    for used in cells(explain(trace, step, cell).expression):
        assert trace.operand(used.source).values[used.index] == used.value


@given(st.integers(0, 5), st.data())
def test_every_number_can_be_followed_to_a_token_or_weight(start: int, data: st.DataObject) -> None:
    step, cell = TRACE["log_probabilities"], (start % 4, start)
    for _ in range(len(TRACE) + 1):
        followed = data.draw(st.sampled_from(list(cells(explain(TRACE, step, cell).expression, most=2))))
        if followed.source.kind != "step":
            assert followed.source.kind in ("parameter", "tokens")
            return
        step, cell = TRACE[followed.source], followed.index
    raise AssertionError("the path does not end")


def test_a_scaled_score_is_explained_by_products_of_query_and_key() -> None:
    explanation = explain(TRACE, TRACE[SCALED], (0, 1, 2))
    terms = as_terms(explanation.expression)
    query, key = (TRACE[f"encoder.layers.0.self_attention.{name}"].values for name in ("query", "key"))
    np.testing.assert_allclose(terms.values, query[0, 1].astype(float) * key[0, 2] / 2.0, rtol=1e-12)
    used = {str(cell.source).rpartition(".")[2] for cell in cells(explanation.expression)}
    assert used == {"query", "key"}
    assert math.isclose(sum(terms.values), explanation.recorded, rel_tol=1e-5, abs_tol=1e-5)


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ((0, 1), r"has 3 axes, head \(2\) × query \(3\) × key \(3\): give an index for each, such as 0,0,0"),
        ((0, 1, 2, 0), "has 3 axes"),
        ((), "has 3 axes"),
        ((0, 3, 0), r"query 3 is outside .*scaled, which is .*; count from 0 to 2"),
        ((-1, 0, 0), r"head -1 is outside .*; count from 0 to 1"),
    ],
)
def test_a_cell_outside_the_array_is_refused(cell: tuple[int, ...], message: str) -> None:
    with pytest.raises(TraceError, match=message) as error:
        explain(TRACE, TRACE[SCALED], cell)
    assert "\n" not in str(error.value)


def test_axes_have_their_displayed_names_in_such_an_error() -> None:
    with (
        in_language("zh"),
        pytest.raises(TraceError, match=r"头 9 超出 .*（头 \(2\) × 查询 \(3\) × 键 \(3\)）"),
    ):
        explain(TRACE, TRACE[SCALED], (9, 9, 9))


def test_missing_weights_are_named() -> None:
    bare = replace(TRACE, parameters=None)
    with pytest.raises(TraceError, match=r"source_embedding\.tokens\.weight belongs to the weights of"):
        explain(bare, bare["logits"], (0, 0))
    assert explain(bare, bare[SCALED], (0, 0, 0)).expression.value == pytest.approx(
        float(bare[SCALED].values[0, 0, 0]), abs=1e-5
    )


def test_a_missing_input_of_a_partial_trace_is_named() -> None:
    part = TRACE.select([SCALED])
    with pytest.raises(TraceError, match=r"it lacks the step encoder\..*\.dot_products"):
        explain(part, part[SCALED], (0, 0, 0))


@pytest.mark.parametrize(
    "changes",
    [{"operation": "rotary"}, {"settings": {}}, {"inputs": ()}, {"inputs": (Source("tokens", "source"),)}],
    ids=str,
)
def test_an_invalid_step_of_another_program_is_refused(changes: dict[str, object]) -> None:
    step = replace(TRACE[SCALED], **changes)  # type: ignore[arg-type]
    with pytest.raises(TraceError) as error:
        explain(TRACE, step, (0, 0, 0))
    assert "\n" not in str(error.value)
