"""The walk and its outline: what is grouped, how it is called, what is open."""

import numpy as np
import pytest
from transformer_explore.core.checkpoints import find
from transformer_explore.core.trace import ModelCard, Trace
from transformer_explore.explorer.features.walk.state import Outline
from transformer_explore.explorer.ui.walk import SEPARATOR, Group, Walk, titles

from tests.models import unrecorded


def trace_of(*names: str) -> Trace:
    """A trace of steps with these names; a name that comes again is a further visit."""
    steps = tuple(
        unrecorded(name, np.zeros(2), ["position"], "other", visit=names[:n].count(name))
        for n, name in enumerate(names)
    )
    return Trace(ModelCard("m", "a", {}, ""), {}, {}, steps)


@pytest.mark.parametrize(
    ("name", "visit", "shown"),
    [
        ("encoder.layers.0.self_attention.scaled", 0, "encoder › layer 1 › self-attention › scaled"),
        ("decoder.layers.11.cross_attention_residual.norm", 0, "decoder › layer 12 › add & norm › norm"),
        ("logits", 0, "logits"),
        ("cell", 2, "cell #3"),
        ("a\x1b.b", 0, "a␛ › b"),
    ],
)
def test_names_are_readable(name: str, visit: int, shown: str) -> None:
    assert SEPARATOR.join(titles(name, visit)) == shown


def test_the_first_position_of_an_encoder_is_not_a_position_of_a_recurrent_network() -> None:
    taken = unrecorded(
        "pooler.first", np.zeros((1, 2)), ["position", "feature"], "first_position", settings={"place": 0}
    )
    trace = Trace(ModelCard("m", "a", {}, ""), {}, {}, (taken,))
    assert Walk(trace).titles == [("pooler", "first")]


def test_steps_are_in_groups_in_order() -> None:
    walk = Walk(trace_of("e.a", "e.b", "d.layers.0.x", "d.layers.1.x", "end"))
    top = [
        child.title if isinstance(child, Group) else walk.titles[child][-1] for child in walk.root.children
    ]
    assert top == ["e", "d", "end"]
    assert [group.title for group in walk.ancestors(3)] == ["layer 2", "d"]
    assert [
        place
        for child in walk.root.children
        for place in (child.places if isinstance(child, Group) else [child])
    ] == list(range(5))


def test_a_part_passed_through_twice_is_two_groups() -> None:
    walk = Walk(trace_of("r.norm", "f.x", "r.add"))
    assert [group.title for group in walk.root.children if isinstance(group, Group)] == ["r", "f", "r"]


def test_the_shipped_trace_is_one_outline() -> None:
    trace = find().shipped_trace()
    walk = Walk(trace)
    assert len(walk) == len(trace)
    assert all(titles(step.name, step.visit) == walk.titles[walk.place(step)] for step in trace)


def test_the_outline_opens_where_the_walk_is_and_closes_behind() -> None:
    outline = Outline(Walk(trace_of("a.x", "a.y", "b.z")))
    assert [line.title for line in outline.lines] == ["a", "x", "y", "b"]
    outline.enter(2)
    assert [line.title for line in outline.lines] == ["a", "b", "z"]
    assert outline.line_of(2) == 2
    assert outline.line_of(0) == 0


def test_groups_open_and_close_by_hand() -> None:
    outline = Outline(Walk(trace_of("a.x", "a.y", "b.z")))
    a, b = (line.item for line in outline.lines if isinstance(line.item, Group))
    outline.toggle(a)
    outline.toggle(b)
    assert [line.title for line in outline.lines] == ["a", "b", "z"]
    outline.enter(1)  # within the group that was closed by hand: it stays so
    assert [line.title for line in outline.lines] == ["a", "b", "z"]
    outline.enter(2)
    outline.enter(0)
    assert [line.title for line in outline.lines] == ["a", "x", "y", "b", "z"]
