"""The boxes of a model's figure, made from the steps of a trace."""

from dataclasses import replace

import pytest
from transformer_explore.core.decoding.strategy import Beam, Greedy
from transformer_explore.core.interventions.parse import parse
from transformer_explore.core.operations.expression import Source
from transformer_explore.core.running.request import Request
from transformer_explore.core.trace.diagram import Box, Diagram

from tests.explorer.driver import ran
from tests.models import made, tiny, traced, unrecorded
from tests.shipped import shipped_trace

TRACE = shipped_trace()
TEXT = "猫喜欢狗"
CHANGES = ("pre-norm", "dropout 1", "no-positions", "silence decoder.layers.1.cross_attention 0")


def request(name: str) -> Request:
    """A run of a kind that has its own shape."""
    match name:
        case "greedy" | "uncached":
            return Request(source=TEXT, strategy=Greedy(), cached=name == "greedy", device="cpu")
        case "beam":
            return Request(source=TEXT, strategy=Beam(2), device="cpu")
        case "copying-attention" | "copying-convolution" | "copying-rnn" | "copying-lstm":
            return Request(source="a b *c d ?", model=name, device="cpu")
        case _:
            return Request(source=TEXT, interventions=(parse(name),), device="cpu")


FAMILIES = tuple(f"copying-{family}" for family in ("attention", "convolution", "rnn", "lstm"))
RUNS = pytest.mark.parametrize("name", ["greedy", "uncached", "beam", *CHANGES, *FAMILIES])


def titles(found: Diagram, numbers: tuple[int, ...]) -> list[str]:
    return [found.boxes[n].title for n in numbers]


@RUNS
def test_every_step_belongs_to_exactly_one_box(name: str) -> None:
    trace = ran(request(name)).trace
    found = Diagram(trace)
    assert sorted(str(s) for box in found.boxes for s in box.steps) == sorted(map(str, trace))
    assert all(found.box_of(step.source) is box for box in found.boxes for step in box.steps)


@RUNS
def test_the_arrows_are_the_recorded_inputs(name: str) -> None:
    trace = ran(request(name)).trace
    found = Diagram(trace)
    wanted = {
        (found.box_of(source).number, found.box_of(step.source).number)
        for step in trace
        for source in step.inputs
        if source.kind == "step"
    }
    drawn = {(edge.start, edge.end) for edge in found.edges}
    assert {pair for pair in drawn if pair[0] != pair[1]} == {pair for pair in wanted if pair[0] != pair[1]}
    assert drawn <= wanted
    assert all(start <= end for start, end in drawn)  # a box comes after all that it reads


@RUNS
def test_every_box_is_in_one_column_and_in_one_place_of_it(name: str) -> None:
    found = Diagram(ran(request(name)).trace)
    placed = [
        n
        for column in found.columns
        for n in (*column.before, *(n for layer in column.layers.values() for n in layer), *column.after)
    ]
    assert sorted(placed) == list(range(len(found.boxes)))


def test_a_transformer_has_the_boxes_of_figure_1() -> None:
    found = Diagram(TRACE)
    encoder, decoder = found.columns
    assert titles(found, encoder.shown(0)) == [
        "input embedding", "positional encoding", "sum",
        "self-attention", "add & norm", "feed-forward", "add & norm",
    ]  # fmt: skip
    assert titles(found, decoder.shown(1)) == [
        "output embedding", "positional encoding", "sum",
        "masked self-attention", "add & norm", "cross-attention", "add & norm", "feed-forward", "add & norm",
        "linear", "softmax",
    ]  # fmt: skip
    assert [*encoder.layers] == [*decoder.layers] == [0, 1]
    assert found.side_of(encoder) == {2: 1}


def test_the_decoder_reads_keys_and_values_from_the_top_of_the_encoder() -> None:
    found = Diagram(TRACE)
    crossing = [
        edge for edge in found.edges if found.boxes[edge.start].column != found.boxes[edge.end].column
    ]
    assert {edge.start for edge in crossing} == {found.columns[0].layers[1][-1]}
    assert {(found.boxes[edge.end].title, edge.readers) for edge in crossing} == {
        ("cross-attention", ("key", "value"))
    }


def test_pre_norm_has_the_norm_before_the_sub_layer_and_the_sum_after_it() -> None:
    trace = traced(made(tiny(residual="pre-norm")))
    found = Diagram(trace)
    encoder, decoder = found.columns
    layer = ["norm", "self-attention", "add", "norm", "feed-forward", "add"]
    assert titles(found, encoder.layers[0]) == layer
    assert titles(found, encoder.after) == ["norm"]
    assert titles(found, decoder.after) == ["norm", "linear", "softmax"]


@pytest.mark.parametrize(
    ("family", "inside", "loops"),
    [
        ("convolution", ["convolution", "ReLU"], False),
        ("rnn", ["RNN"], True),
        ("lstm", ["LSTM"], True),
        ("attention", ["masked self-attention", "add & norm", "feed-forward", "add & norm"], False),
    ],
)
def test_the_other_families_have_one_column(family: str, inside: list[str], loops: bool) -> None:
    found = Diagram(ran(request(f"copying-{family}")).trace)
    (column,) = found.columns
    assert titles(found, column.layers[0]) == titles(found, column.layers[1]) == inside
    assert titles(found, column.before)[0] == "embedding"
    assert titles(found, column.after) == ["linear", "softmax"]
    assert any(edge.start == edge.end for edge in found.edges) == loops


def test_a_decoding_has_the_same_boxes_with_the_steps_of_each_pass() -> None:
    trace = ran(request("greedy")).trace
    found = Diagram(trace)
    assert [box.part for box in found.boxes] == [box.part for box in Diagram(TRACE).boxes]
    assert found.passes == len(trace.iterations)
    cross = next(box for box in found.boxes if box.title == "cross-attention")
    names = [str(step) for step in cross.at(2)]
    assert names[:2] == [f"decoder.layers.0.cross_attention.{name}" for name in ("key", "value")]
    assert all(name.endswith("#2") for name in names[2:])


def test_only_a_cache_makes_the_decoder_read_its_own_results() -> None:
    def loops(name: str) -> set[str]:
        found = Diagram(ran(request(name)).trace)
        return {found.boxes[edge.start].title for edge in found.edges if edge.start == edge.end}

    assert loops("greedy") == loops("beam") == {"masked self-attention"}
    assert loops("uncached") == set()


def test_a_partial_trace_has_the_boxes_of_its_steps() -> None:
    found = Diagram(TRACE.select(["*.weights", "logits"]))
    assert {box.title for box in found.boxes} == {
        "self-attention", "cross-attention", "linear",
    }  # fmt: skip
    assert found.edges == ()
    assert found.box_of(Source("step", "log_probabilities")) is None


@pytest.mark.parametrize(
    "name",
    ["a", "a.b", "layers.0", "x.layers", "x.layers.y.z", "x.layers.0", "x.layers.99999999999.y", "a.cell.b"],
)
def test_any_name_of_a_step_has_a_box(name: str) -> None:
    step = replace(unrecorded(name, TRACE["logits"].values, ("position", "token")), operation="unheard of")
    found = Diagram(replace(TRACE, steps=(*TRACE.steps, step)))
    box = found.box_of(step.source)
    assert isinstance(box, Box) and box.title
    assert box.number in [
        n
        for column in found.columns
        for n in (*column.before, *column.after, *sum(column.layers.values(), ()))
    ]
