"""Traces of convolutions, recurrent networks and image attention: verified, explained, saved, followed."""

from pathlib import Path

import pytest
import torch
from torch import nn
from transformer_explore.core.nn.leaf import Leaf
from transformer_explore.core.nn.recurrent import Lstm
from transformer_explore.core.operations import OPERATIONS
from transformer_explore.core.operations.expression import Source, cells
from transformer_explore.core.trace import Trace, consumers, drop_recomputable, explain, load, save, verify
from transformer_explore.core.trace.files.trace_files import from_bytes, to_bytes
from transformer_explore.explorer.ui.walk import Group, Walk

from tests.nn.compared import PICTURE, SENTENCE, models, traced

pytestmark = pytest.mark.numbers

MODELS = models()
TRACES = {
    name: traced(name, model, PICTURE if name == "image" else SENTENCE) for name, model in MODELS.items()
}
each = pytest.mark.parametrize("trace", TRACES.values(), ids=TRACES)


def corners(shape: tuple[int, ...]) -> list[tuple[int, ...]]:
    return [tuple(0 for _ in shape), tuple(size // 2 for size in shape), tuple(size - 1 for size in shape)]


@each
def test_every_step_verifies_and_a_lean_trace_recomputes_what_it_omits(trace: Trace) -> None:
    assert {check.verdict for check in verify(trace)} == {"same"}
    thin = drop_recomputable(trace)
    assert any(step.derived for step in thin)
    assert {check.verdict for check in verify(thin)} <= {"same", "unchecked"}
    for step in thin:
        assert step.values == pytest.approx(trace[step.source].values, rel=1e-5, abs=1e-6)


@each
def test_a_trace_is_unchanged_by_saving_and_loading(trace: Trace, tmp_path: Path) -> None:
    file = tmp_path / "trace.json"
    save(trace, file)
    again = load(file)
    for one, other in zip(trace, again, strict=True):
        assert (one.source, one.inputs, one.settings) == (other.source, other.inputs, other.settings)
        assert (one.values == other.values).all()


@each
def test_explanations_use_recorded_cells_whose_consumers_include_the_explained_cell(trace: Trace) -> None:
    for step in trace:
        for cell in corners(step.shape):
            explanation = explain(trace, step, cell)
            assert explanation.expression.value == pytest.approx(explanation.recorded, rel=1e-4, abs=1e-5)
            for used in list(cells(explanation.expression))[:3]:
                assert trace.operand(used.source).values[used.index] == pytest.approx(used.value)
                if used.source in step.inputs:  # unless it is an intermediate result
                    found = {use.step.source: use for use in consumers(trace, used.source, used.index)}
                    mine = found[step.source]
                    assert cell in {mine.cell(n) for n in range(len(mine))}


@each
def test_every_edge_is_found_and_shapes_follow_from_the_inputs(trace: Trace) -> None:
    before = {Source("tokens", "source")}
    read = set()
    for step in trace:
        steps = [source for source in step.inputs if source.kind != "parameter"]
        assert steps and set(steps) <= before
        read.update(steps)
        before.add(step.source)
        shapes = [operand.values.shape for operand in trace.operands(step)]
        assert step.kind.shape(*shapes, **step.settings) == step.shape
        assert len(step.axes) == len(step.shape)
    assert before - read == {trace.steps[-1].source}, "only the result has no consumer"


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
def test_every_leaf_computes_a_registered_operation(model: nn.Module) -> None:
    leaves = [module for module in model.modules() if isinstance(module, Leaf)]
    assert all(type(leaf.operation) is type(OPERATIONS[leaf.operation.name]) for leaf in leaves)


@pytest.mark.parametrize("name", ["rnn", "lstm"])
def test_each_position_is_one_visit_of_the_cell_and_one_group_of_the_walk(name: str) -> None:
    trace = TRACES[name]
    inside = [step for step in trace if step.name.startswith(("body.cell.", "body.input"))]
    assert {step.visit for step in inside} == set(range(len(SENTENCE)))
    (body,) = (group for group in Walk(trace).root.children if isinstance(group, Group))
    groups = [group for group in body.children if isinstance(group, Group)]
    assert len(groups) == len(SENTENCE)
    for visit, group in enumerate(groups):
        steps = [trace.steps[place] for place in group.places]
        assert {step.visit for step in steps} == {visit}
        assert len(steps) == len(inside) // len(SENTENCE)
        assert group.title == f"position {visit + 1} · w{SENTENCE[visit]}"


def test_a_state_depends_on_the_previous_one_and_the_first_on_zeros() -> None:
    trace = TRACES["lstm"]
    made_of = {(step.name, step.visit): step.inputs for step in trace}
    before = made_of["body.cell.cell", 3][1]
    assert (before.name, before.visit) == ("body.cell.cell", 2)
    assert made_of["body.cell.cell", 0][1].name == "body.start"
    hidden = made_of["body.cell.forget_gate_sum", 3][1]
    assert (hidden.name, hidden.visit) == ("body.cell.hidden", 2)


@pytest.mark.parametrize("name", ["convolutions", "rnn", "lstm", "gru", "restricted"])
def test_positions_are_labelled_with_words_up_to_the_last_step(name: str) -> None:
    trace = TRACES[name]
    last = trace.steps[-1]
    assert trace.labels(last)["position"] == tuple(f"w{i}" for i in SENTENCE)


@pytest.mark.parametrize("name", ["rnn", "lstm"])
def test_each_visit_of_a_cell_is_labelled_with_its_word(name: str) -> None:
    trace = TRACES[name]
    for step in trace:
        words = trace.labels(step).get("position", ())
        if step.name.startswith(("body.cell", "body.input")):
            assert words == (f"w{SENTENCE[step.visit]}",)
        assert words or step.name == "body.start"
    second = TRACES["gru"]["body.layers.1.input#3"]
    assert TRACES["gru"].labels(second)["position"] == (f"w{SENTENCE[3]}",)


def test_a_part_of_a_trace_keeps_these_labels_in_a_file() -> None:
    part = from_bytes(to_bytes(TRACES["lstm"].select(["body.cell.*_gate"])))
    for step in part:
        assert part.labels(step)["position"] == (f"w{SENTENCE[step.visit]}",)


@torch.no_grad()
def test_a_sequence_of_one_position_is_computed() -> None:
    network = Lstm(3, 4).eval()
    assert network(torch.ones(2, 1, 3)).shape == (2, 1, 4)


def test_the_gradient_is_nonzero_exactly_in_the_receptive_field() -> None:
    model = models()["convolutions"]
    x = torch.randn(1, 20, 4, generator=torch.Generator().manual_seed(0), requires_grad=True)
    body = model.body
    for layer in body.layers:  # type: ignore[union-attr]
        layer.activation = nn.Identity()  # so that no gradient is cut off
    (gradient,) = torch.autograd.grad(body(x)[0, 10].sum(), x)  # type: ignore[operator]
    seen = gradient[0].abs().sum(-1).nonzero().ravel()
    assert int(seen[-1] - seen[0]) + 1 == body.receptive_field == 5
