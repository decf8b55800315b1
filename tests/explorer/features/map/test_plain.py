"""The `map` command: the figure as plain text."""

import re

import pytest
from rich.cells import cell_len
from transformer_explore.core.trace.diagram import Diagram

from tests.explorer.commands.calling import output, refused
from tests.shipped import shipped_trace

TRACE = shipped_trace()


@pytest.mark.parametrize(
    "arguments",
    [
        ("我爱你",),
        ("我爱你", "--decode"),
        ("我爱你", "--intervene", "pre-norm"),
        ("a b *c d ?", "--model", "copying-lstm"),
    ],
)
def test_the_figure_and_the_list_fit_in_80_columns(arguments: tuple[str, ...]) -> None:
    assert max(map(cell_len, output("map", *arguments).splitlines())) <= 80


def test_the_list_has_every_box_with_those_that_it_reads() -> None:
    rows = re.findall(
        r"^[ ●] +(\d+)  (.+?)  +(\d+×\d+) +(\d+) steps?(?:  from ([\d, ]+))?$", output("map", "我爱你"), re.M
    )
    found = Diagram(TRACE)
    assert [int(number) for number, *_more in rows] == [box.number + 1 for box in found.boxes]
    assert [int(count) for *_before, count, _read in rows] == [len(box.steps) for box in found.boxes]
    for box, (*_before, read) in zip(found.boxes, rows, strict=True):
        assert [int(n) - 1 for n in read.split(", ") if n] == [edge.start for edge in found.inputs(box)]


def test_here_marks_a_step_and_shows_its_layer() -> None:
    text = output("map", "我爱你", "--here", "decoder.layers.1.cross_attention.weights")
    assert "● cross-attention" in text
    assert re.search(r"^● 23  decoder › layer 2 › cross-attention", text, re.M)


def test_an_unknown_step_is_refused_in_one_line() -> None:
    assert "encoder.layers.0.feed_forward.hidden" in refused(
        "map", "我爱你", "--here", "encoder.layers.0.feed_forward.hiden"
    )
