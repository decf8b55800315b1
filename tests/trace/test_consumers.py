"""The consumers of a number agree with the explanations of all numbers."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from transformer_explore.core.operations import OPERATIONS, Operation
from transformer_explore.core.operations.expression import Expression, Index, Source, as_terms, cells
from transformer_explore.core.trace import (
    Step,
    Trace,
    TraceError,
    consumers,
    drop_recomputable,
    statistics_only,
)
from transformer_explore.core.trace.analysis.explain import in_whole, operands_of

from tests.interventions.running import CROSS, DECODER, ENCODER, run
from tests.models import made, tiny, traced
from tests.operations.test_operations import EXAMPLES, Example, examples, operands
from tests.trace.making import decoded

every = pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)

# An explanation names the row of a table but not the token id that selected it.
MORE_THAN_EXPLAINED = {("token_embedding", 0), ("token_type_embedding", 0)}


def contains(expression: Expression, source: Source, cell: Index) -> bool:
    return any((used.source, used.index) == (source, cell) for used in cells(expression))


def share(expression: Expression, source: Source, cell: Index) -> float:
    """The sum of the terms that contain a cell."""
    terms = as_terms(expression)
    found = [n for n in range(len(terms.values)) if contains(terms.term(n), source, cell)]
    return math.fsum(terms.values[found])


def a_cell(data: st.DataObject, shape: tuple[int, ...]) -> Index:
    return tuple(data.draw(st.integers(0, size - 1)) for size in shape)


# ------------------------------------------------------------------------------- operations
@pytest.mark.slow
@every
@settings(max_examples=EXAMPLES)
@given(data=st.data())
def test_a_number_reaches_cells_whose_explanations_use_it(operation: Operation, data: st.DataObject) -> None:
    example = data.draw(examples(operation.name))
    number = data.draw(st.integers(0, len(example.inputs) - 1))
    cell = a_cell(data, example.inputs[number].shape)
    given_to = operands(example)
    shape = operation.reference(*example.inputs, **example.settings).shape
    found = operation.reach(number, cell, *example.inputs, **example.settings)
    reached = {tuple(map(int, index)) for index in found.cells}
    assert len(reached) == len(found.cells)

    source, by_hand = given_to[number].source, set()
    for index in np.ndindex(shape):
        expression = operation.explain(index, *given_to, **example.settings)
        if contains(expression, source, cell):
            by_hand.add(index)
    if (operation.name, number) in MORE_THAN_EXPLAINED:
        assert reached == {(cell[0], feature) for feature in range(shape[1])}
    else:
        assert reached == by_hand
    if example.inputs[number].dtype.kind == "f" and not operation.given:
        assert nan_with(operation, example, number, cell) <= reached
    if found.shares is not None:
        for index, value in zip(found.cells, found.shares, strict=True):
            expression = operation.explain(tuple(index), *given_to, **example.settings)
            assert value == pytest.approx(share(expression, source, cell), rel=1e-9, abs=1e-12)


def nan_with(operation: Operation, example: Example, number: int, cell: Index) -> set[Index]:
    """The cells that are NaN only if this number is: independent of explanations."""
    changed = list(example.inputs)
    changed[number] = changed[number].copy()
    changed[number][cell] = np.nan
    with np.errstate(all="ignore"):
        before, after = (
            operation.reference(*inputs, **example.settings) for inputs in (example.inputs, changed)
        )
    if after.dtype.kind != "f":
        return set()
    return {tuple(index) for index in np.argwhere(np.isnan(after) & ~np.isnan(before)).tolist()}


def test_a_weight_of_0_has_consumers_but_a_masked_score_does_not() -> None:
    weights, value = np.array([[[0.0, 1.0]]]), np.ones((1, 2, 3))
    assert len(OPERATIONS["heads"].reach(0, (0, 0, 0), weights, value).cells) == 3
    scores, mask = np.array([[[5.0, 1.0]]]), np.array([[False, True]])
    assert not len(OPERATIONS["masked"].reach(0, (0, 0, 0), scores, mask).cells)
    assert len(OPERATIONS["masked"].reach(0, (0, 0, 1), scores, mask).cells) == 1


def test_minus_infinity_reaches_the_weights_of_its_row() -> None:
    scores = np.array([[[-np.inf, 1.0]]])
    assert OPERATIONS["softmax"].reach(0, (0, 0, 0), scores).cells.tolist() == [[0, 0, 0], [0, 0, 1]]


# ------------------------------------------------------------------------------- traces
FORWARD = [
    traced(made(tiny(residual=residual, positions=positions, activation=activation)))
    for residual, positions, activation in [
        ("post-norm", "sinusoidal", "relu"),
        ("pre-norm", "learned", "gelu"),
    ]
]
CHANGED = run(
    made(),
    *(f"silence {ENCODER} 0", "mask-after-softmax", f"set {DECODER}.output 1,2 3.5", f"forbid {CROSS} 0,1"),
)
DECODED = decoded()
TRACES = [*FORWARD, drop_recomputable(FORWARD[0]), CHANGED, DECODED, FORWARD[0].select(head=1)]


def own_explanation(trace: Trace, step: Step, cell: Index) -> Expression:
    """The explanation of a number by its step's own inputs."""
    given_to, part = operands_of(trace, step)
    return step.kind.explain(in_whole(cell, step, part), *given_to, **step.settings)


@pytest.mark.slow
@pytest.mark.parametrize("trace", TRACES, ids=["post", "pre", "lean", "changed", "decoded", "head 1"])
@given(data=st.data())
def test_consumers_agree_with_explanations(trace: Trace, data: st.DataObject) -> None:
    read = sorted({source for step in trace for source in step.inputs if source.kind != "tokens"}, key=str)
    there = [s for s in read if s.kind == "parameter" or s in trace]
    source = data.draw(st.sampled_from(there))
    cell = a_cell(data, trace.operand(source).values.shape)
    found = {use.step.source: use for use in consumers(trace, source, cell)}
    for step in trace:
        if source not in step.inputs:
            assert step.source not in found
            continue
        use = found.get(step.source)
        if use is not None and use.reason:
            with pytest.raises(TraceError):
                operands_of(trace, step)
            continue
        used = set() if use is None else {use.cell(n) for n in range(len(use))}
        index = a_cell(data, step.shape)
        assert (index in used) == contains(own_explanation(trace, step, index), source, cell)
        assert all(contains(own_explanation(trace, step, each), source, cell) for each in list(used)[:5])


def test_the_first_sum_is_read_by_query_key_value_and_residual() -> None:
    (trace, *_) = FORWARD
    found = list(consumers(trace, Source("step", "source_embedding.sum"), (1, 3)))
    assert [use.step.name.rpartition(".")[2] for use in found] == ["query", "key", "value", "add"]
    assert [len(use) for use in found] == [8, 8, 8, 1]
    query, add = found[0], found[-1]
    assert add.cell(0) == (1, 3)
    assert add.shares is not None and add.shares[0] == trace["source_embedding.sum"].values[1, 3]
    heaviest = query.heaviest(3)
    assert [abs(query.shares[n]) for n in heaviest] == sorted(map(abs, query.shares), reverse=True)[:3]


def test_tokens_and_weights_have_consumers() -> None:
    (trace, *_) = FORWARD
    by_token = list(consumers(trace, Source("tokens", "source"), (1,)))
    assert by_token[0].step.name == "source_embedding.tokens"
    assert {use.step.operation for use in by_token} == {"token_embedding", "padding_mask"}
    shared = "source_embedding.tokens.weight"
    table = [use.step.name for use in consumers(trace, Source("parameter", shared), (9, 0))]
    assert table == ["target_embedding.tokens", "logits"]


def test_an_array_that_is_both_inputs_counts_once() -> None:
    (trace, *_) = FORWARD
    found = [
        use for use in consumers(trace, Source("tokens", "target"), (1,)) if use.step.name.endswith("mask")
    ]
    assert [len(use) for use in found[:1]] == [4]
    step = replace(trace["source_embedding.sum"], inputs=(Source("step", "source_embedding.scaled"),) * 2)
    twice = replace(trace, steps=tuple(step if s.name == step.name else s for s in trace))
    (use,) = consumers(twice, Source("step", "source_embedding.scaled"), (0, 0))
    assert (len(use), use.cell(0)) == (1, (0, 0))
    assert use.shares[0] == 2 * trace["source_embedding.scaled"].values[0, 0]


def test_the_last_step_has_no_consumers_and_a_cell_outside_is_refused() -> None:
    (trace, *_) = FORWARD
    assert not list(consumers(trace, trace.steps[-1].source, (0, 0)))
    for cell in ((0,), (0, 99), (-1, 0)):
        with pytest.raises(TraceError, match="has no cell"):
            list(consumers(trace, trace.steps[0].source, cell))


def test_unknown_consumers_have_a_reason() -> None:
    (trace, *_) = FORWARD
    bare, sum_ = replace(trace, parameters=None), Source("step", "source_embedding.sum")
    assert ["weights" in use.reason for use in consumers(bare, sum_, (0, 0))] == [True, True, True, False]
    foreign = {
        "rotary": {"operation": "rotary"},
        "misfit": {"inputs": (sum_, sum_, sum_)},
        "shape": {"shape": (2**40, 2**40), "axes": ("a", "b")},
        "settings": {"settings": {"heads": 0}},
    }
    for changes in foreign.values():
        query = replace(trace["encoder.layers.0.self_attention.query"], **changes)  # type: ignore[arg-type]
        steps = tuple(query if s.name == query.name else s for s in trace)
        reason = next(iter(consumers(replace(trace, steps=steps), sum_, (0, 0)))).reason
        assert reason and "\n" not in reason
    with pytest.raises(TraceError, match="only statistics"):
        list(consumers(statistics_only(trace), sum_, (0, 0)))
