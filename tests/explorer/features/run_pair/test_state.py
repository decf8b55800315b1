"""What the what-if and the compare screen know: switches, a sentence and its runs, a second sentence."""

from dataclasses import replace

import pytest
from transformer_explore.core.checkpoints import find
from transformer_explore.core.decoding.strategy import Beam, Greedy
from transformer_explore.core.interventions import InterventionError, parse
from transformer_explore.core.operations.expression import Source
from transformer_explore.explorer.features.run_pair import strings
from transformer_explore.explorer.features.run_pair.alignment import by_position
from transformer_explore.explorer.features.run_pair.run_pair import RunPair
from transformer_explore.explorer.features.run_pair.state import CompareState, WhatIfState
from transformer_explore.explorer.features.run_pair.switches import (
    Ask,
    Switch,
    Switches,
    head_at,
    number_here,
)
from transformer_explore.explorer.ui.interventions import Head, heads_of
from transformer_explore.explorer.ui.navigator import Navigator

from tests.explorer.features.run_pair.use import TEXT, run

pytestmark = pytest.mark.numbers

FIRST = "encoder.layers.0.self_attention"
SECOND = "encoder.layers.1.self_attention"
CROSS = "decoder.layers.1.cross_attention"
HEADS = run().model.configuration["heads"]


@pytest.fixture
def switches() -> Switches:
    return Switches(heads_of(run()), Head(FIRST, 2))


def number_of(switches: Switches, key: str) -> int:
    return next(n for n, line in enumerate(switches.lines) if line.key == key)


# -------------------------------------------------------------------------- switches
def test_each_switch_is_a_run_that_can_be_computed_and_a_question(switches: Switches) -> None:
    for number, line in enumerate(switches.lines):
        if isinstance(line, Ask):
            continue
        switches.reset()
        switches.toggle(number)
        assert switches.changes == (line.change,)
        assert parse(str(line.change)) == line.change
        assert RunPair(run(), run(TEXT, str(line.change)), by_position).differing
        assert strings.question(line, None).endswith(("?", ")"))
        assert "{" not in strings.switch_name(line) + strings.question(line, None)


def test_several_switches_are_on_until_they_are_reset(switches: Switches) -> None:
    switches.toggle(0)
    switches.toggle(2)
    assert [change.kind for change in switches.changes] == ["no-positions", "no-causal-mask"]
    switches.reset()
    assert switches.changes == ()


def test_heads_are_chosen_one_by_one_and_by_attention() -> None:
    last = HEADS - 1
    switches = Switches(heads_of(run()), Head(FIRST, last - 1))
    number = number_of(switches, "silence")
    found = []
    for fine, coarse in ((0, 0), (1, 0), (1, 0), (-1, 0), (0, 1), (0, -1), (-HEADS, 0)):
        switches.turn(number, fine, coarse)
        line = switches.lines[number]
        assert isinstance(line, Switch)
        found.append(str(line.change).removeprefix("silence "))
    assert found[:3] == [f"{FIRST} {last - 1}", f"{FIRST} {last}", f"{SECOND} 0"]
    assert found[3:] == [f"{FIRST} {last}", f"{SECOND} {last}", f"{FIRST} {last}", f"{CROSS} {last}"]


def test_seeds_start_at_0(switches: Switches) -> None:
    number = number_of(switches, "dropout")
    assert switches.turn(number, 1, 0)
    switches.turn(number, 0, 1)
    assert str(switches.lines[number].change) == "dropout 12"  # type: ignore[union-attr]
    switches.turn(number, 0, -2)
    assert not switches.turn(number, -1, 0)
    assert not switches.turn(0, 1, 0)


def test_the_switches_of_a_changed_run_are_found_again(switches: Switches) -> None:
    before = len(switches.lines)
    specs = ("no-positions", f"keep {CROSS} 3", "dropout 7", "forbid decoder.layers.0.cross_attention 1,0")
    changes = tuple(map(parse, specs))
    switches.take(changes)
    assert set(switches.changes) == set(changes)
    assert len(switches.lines) == before + 1
    switches.take(changes[:1])
    assert switches.changes == changes[:1]


def test_a_change_typed_twice_is_one_switch(switches: Switches) -> None:
    change = parse("forbid decoder.layers.0.cross_attention 1,0")
    assert switches.add(change, str(change)) == switches.add(change, str(change)) == len(switches.lines) - 1
    assert switches.changes == (change,)


def test_the_head_is_the_one_under_the_cursor_or_near_it() -> None:
    navigator = Navigator(run())
    heads = heads_of(run())
    attentions = [step.name for step in run() if step.name.endswith("attention.weights")]
    assert len(attentions) == 6 and len(heads) == len(attentions) * HEADS
    assert head_at(navigator, heads) == Head(FIRST, 0)
    navigator.go_to(Source("step", f"{CROSS}.scaled"), (3, 0, 1))
    assert head_at(navigator, heads) == Head(CROSS, 3)
    navigator.go_to(Source("step", "encoder.layers.1.feed_forward.hidden"), (0, 5))
    assert head_at(navigator, heads) == Head(SECOND, 0)
    assert head_at(navigator, ()) is None


def test_the_number_under_the_cursor_can_be_set() -> None:
    navigator = Navigator(run())
    navigator.go_to(Source("step", f"{FIRST}.scaled"), (1, 2, 0))
    here = number_here(navigator)
    assert str(here.set_to(-3.5)) == f"set {FIRST}.scaled 1,2,0 -3.5"
    assert here.value == float(run()[f"{FIRST}.scaled"].values[1, 2, 0])
    with pytest.raises(InterventionError):
        here.set_to(float("nan"))
    navigator.follow(Source("parameter", f"{FIRST}.query.weight"), (0, 1))
    here = number_here(navigator)
    assert str(here.set_to(2)) == f"parameter {FIRST}.query.weight 0,1 2"
    navigator.follow(Source("tokens", "source"), (0,))
    assert number_here(navigator) is None


def test_a_number_of_a_changed_step_is_set_in_the_step_itself() -> None:
    navigator = Navigator(run(TEXT, f"silence {FIRST} 1"))
    navigator.go_to(Source("step", f"{FIRST}.heads.changed"), (0, 0, 0))
    here = number_here(navigator)
    assert here is not None and here.of == f"{FIRST}.heads"


# -------------------------------------------------------------------------- a sentence and its runs
def test_the_sentence_is_the_one_that_was_typed() -> None:
    state = WhatIfState(Navigator(run(TEXT, "shuffle source 1", "no-positions")))
    assert (state.text, state.target) == (TEXT, None)
    assert {change.kind for change in state.switches.changes} == {"shuffle", "no-positions"}


def test_a_given_translation_is_read_along_again() -> None:
    state = WhatIfState(Navigator(run(target="you love me", dtype="float64")))
    assert state.requested() == {"target": "you love me", "dtype": "float64", "interventions": ()}


def test_the_trace_of_another_sentence_does_not_belong_to_this_one() -> None:
    state = WhatIfState(Navigator(run()))
    assert state.is_about(run())
    assert not state.is_about(find().shipped_trace())
    changed = run(TEXT, "no-positions")
    state.opened(changed)
    assert state.is_about(changed) and state.is_about(run())


# -------------------------------------------------------------------------- a second sentence
def test_the_second_run_is_computed_like_the_first() -> None:
    a = run(strategy=Beam(beams=2))
    state = CompareState(a, a.steps[0].source, (0, 0))
    assert state.requested()["strategy"] == Beam(beams=2)
    odd = replace(a, run={**a.run, "strategy": "odd", "settings": {"beams": [], "x": 1}, "dtype": "float8"})
    requested = CompareState(odd, a.steps[0].source, ()).requested()
    assert requested == {"strategy": Greedy(), "dtype": "float32", "interventions": ()}


def test_the_run_that_the_reader_walks_through_is_a() -> None:
    a, b = run(), run("我爱猫")
    state = CompareState(a, a.steps[0].source, (0, 0))
    state.take(b)
    state.walked(a)
    assert (state.a, state.b) == (a, b)
    state.walked(b)
    assert (state.a, state.b) == (b, a)
    assert state.is_about(a) and state.is_about(b) and not state.is_about(run("猫喜欢狗"))
