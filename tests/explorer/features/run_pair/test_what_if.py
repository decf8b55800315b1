"""What if …, without a screen: switches, the comparison of two runs, and what is said of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from transformer_explore.core.checkpoints import find
from transformer_explore.core.interventions import InterventionError, parse
from transformer_explore.core.operations.expression import Source
from transformer_explore.core.running.request import Request
from transformer_explore.core.trace import Trace
from transformer_explore.explorer.features.run_pair import what_if_strings as said
from transformer_explore.explorer.features.run_pair.run_pair import difference_scale, subtracted
from transformer_explore.explorer.features.run_pair.switches import (
    Ask,
    Head,
    Switch,
    Switches,
    head_at,
    heads_of,
    under,
)
from transformer_explore.explorer.features.run_pair.what_if import Comparison, compare, predictions
from transformer_explore.explorer.features.run_pair.what_if_state import WhatIfState
from transformer_explore.explorer.ui.colors.scales import LEVELS
from transformer_explore.explorer.ui.navigator import Navigator

from tests.explorer.driver import ran

pytestmark = pytest.mark.numbers

TEXT = "我爱你"
FIRST = "encoder.layers.0.self_attention"
CROSS = "decoder.layers.1.cross_attention"


def run(*specs: str, text: str = TEXT) -> Trace:
    return ran(Request(source=text, device="cpu", interventions=tuple(map(parse, specs)))).trace


def compared(*specs: str, text: str = TEXT) -> Comparison:
    return compare(run(text=text), run(*specs, text=text), tuple(map(parse, specs)))


def switches() -> Switches:
    return Switches(heads_of(run()), Head(FIRST, 2))


# -------------------------------------------------------------------------- switches


def test_each_switch_is_a_run_that_can_be_computed_and_a_question() -> None:
    every = switches()
    for number, line in enumerate(every.lines):
        if isinstance(line, Ask):
            continue
        every.normal()
        every.toggle(number)
        assert every.changes == (line.change,)
        assert parse(str(line.change)) == line.change
        assert compared(str(line.change)).rows
        assert said.question(line, None).endswith(("?", ")", "."))
        assert "{" not in said.name(line) + said.question(line, None)


def test_several_are_on_and_all_are_off_again() -> None:
    every = switches()
    every.toggle(0)
    every.toggle(2)
    assert [change.kind for change in every.changes] == ["no-positions", "no-causal-mask"]
    every.normal()
    assert every.changes == ()


def test_heads_are_chosen_one_by_one_and_by_attention() -> None:
    every = switches()
    number = next(n for n, line in enumerate(every.lines) if line.key == "silence")
    changes = []
    for fine, coarse in ((0, 0), (1, 0), (1, 0), (-1, 0), (0, 1), (0, -1), (-4, 0)):
        every.turn(number, fine, coarse)
        line = every.lines[number]
        assert isinstance(line, Switch)
        changes.append(str(line.change).removeprefix("silence "))
    second = "encoder.layers.1.self_attention"
    assert changes[:5] == [f"{FIRST} 2", f"{FIRST} 3", f"{second} 0", f"{FIRST} 3", f"{second} 3"]
    assert changes[5:] == [f"{FIRST} 3", f"{CROSS} 3"]


def test_seeds_are_chosen_from_0() -> None:
    every = switches()
    number = next(n for n, line in enumerate(every.lines) if line.key == "dropout")
    assert every.turn(number, 1, 0)
    every.turn(number, 0, 1)
    assert str(every.lines[number].change) == "dropout 12"  # type: ignore[union-attr]
    every.turn(number, 0, -2)
    assert not every.turn(number, -1, 0)
    assert not every.turn(0, 1, 0)


def test_the_head_is_that_under_the_cursor_or_near_it() -> None:
    navigator = Navigator(run())
    heads = heads_of(run())
    assert len(heads) == 24
    assert head_at(navigator, heads) == Head(FIRST, 0)
    navigator.go_to(Source("step", f"{CROSS}.scaled"), (3, 0, 1))
    assert head_at(navigator, heads) == Head(CROSS, 3)
    navigator.go_to(Source("step", "encoder.layers.1.feed_forward.hidden"), (0, 5))
    assert head_at(navigator, heads) == Head("encoder.layers.1.self_attention", 0)
    assert head_at(navigator, ()) is None


def test_the_number_under_the_cursor_can_be_set() -> None:
    navigator = Navigator(run())
    navigator.go_to(Source("step", f"{FIRST}.scaled"), (1, 2, 0))
    number = under(navigator)
    assert number is not None
    assert str(number.set_to(-3.5)) == f"set {FIRST}.scaled 1,2,0 -3.5"
    assert number.value == float(run()[f"{FIRST}.scaled"].values[1, 2, 0])
    with pytest.raises(InterventionError):
        number.set_to(float("nan"))
    navigator.follow(Source("parameter", f"{FIRST}.query.weight"), (0, 1))
    number = under(navigator)
    assert number is not None
    assert str(number.set_to(2)) == f"parameter {FIRST}.query.weight 0,1 2"
    navigator.follow(Source("tokens", "source"), (0,))
    assert under(navigator) is None


def test_a_change_of_a_step_is_set_where_that_step_is() -> None:
    navigator = Navigator(run(f"silence {FIRST} 1"))
    navigator.go_to(Source("step", f"{FIRST}.heads.changed"), (0, 0, 0))
    number = under(navigator)
    assert number is not None
    assert number.of == f"{FIRST}.heads"


def test_the_switches_of_a_changed_run_are_found_again() -> None:
    specs = ("no-positions", f"keep {CROSS} 3", "dropout 7", "forbid decoder.layers.0.cross_attention 1,0")
    changes = tuple(map(parse, specs))
    every = switches()
    every.take(changes)
    assert set(every.changes) == set(changes)
    assert len(every.lines) == len(switches().lines) + 1
    every.take(changes[:1])
    assert every.changes == changes[:1]


def test_what_is_typed_twice_is_one_switch() -> None:
    every = switches()
    change = parse("forbid decoder.layers.0.cross_attention 1,0")
    assert every.add(change, str(change)) == every.add(change, str(change)) == len(every.lines) - 1
    assert every.changes == (change,)


# -------------------------------------------------------------------------- comparison


def test_predictions_are_those_of_both_runs() -> None:
    normal, changed = run(), run("no-positions")
    found = predictions(normal, changed)
    assert [one.after for one in found] == [token.text for token in normal.tokens["target"]]
    for place, one in enumerate(found):
        for trace, told in ((normal, one.normal), (changed, one.changed)):
            row = np.exp(trace["log_probabilities"].values[place].astype(np.float64))
            assert told == (trace.vocabulary[row.argmax()], row.max())
        assert one.other == (normal.predicted[place] != changed.predicted[place])
    assert any(one.other for one in found)
    assert all(one.changed is None and not one.other for one in predictions(normal))
    assert predictions(normal.select([f"{FIRST}.*"])) == ()


def test_the_first_step_that_differs_is_the_one_that_was_changed() -> None:
    found = compared("no-scaling")
    row = found.rows[0]
    assert row.step.name == f"{FIRST}.scaled"
    assert row.size == pytest.approx(
        np.abs(found.changed[row.step.name].values - found.normal[row.step.name].values).max(), rel=1e-6
    )
    assert said.formulas(row).count("=") == 2
    assert said.first(found.rows) == "first: encoder 1 › self-attention › scaled"


@pytest.mark.parametrize(
    "spec", ["no-positions", "pre-norm", f"silence {FIRST} 1", "fill 0", "no-causal-mask"]
)
def test_the_difference_is_changed_minus_normal(spec: str) -> None:
    found = compared(spec)
    for row in found.rows:
        beside = found.beside(row)
        if beside.difference is None:
            assert beside.a is None or beside.b is None
            continue
        assert beside.a is not None and beside.b is not None
        a, b = beside.a.values, beside.b.values
        assert np.array_equal(beside.difference.values, subtracted(b, a))
        if a.dtype.kind == "f" and np.isfinite(a).all() and np.isfinite(b).all():
            assert np.array_equal(beside.difference.values, b.astype(np.float64) - a)
            assert row.size == np.abs(beside.difference.values).max()
            assert abs(beside.difference.values[row.cell]) == row.size


def test_masks_are_subtracted_too_and_infinities_cancel() -> None:
    allowed, forbidden = np.array([True, False]), np.array([False, False])
    assert subtracted(allowed, forbidden).tolist() == [1, 0]
    assert subtracted(forbidden, allowed).tolist() == [-1, 0]
    one = np.array([-np.inf, -np.inf, np.nan, 2.0, np.nan], dtype=np.float32)
    other = np.array([-np.inf, 1.0, np.nan, 0.5, 1.0], dtype=np.float32)
    found = subtracted(other, one)
    assert found[[0, 2]].tolist() == [0.0, 0.0]
    assert (found[1], found[3]) == (np.inf, -1.5)
    assert np.isnan(found[4])


def test_a_change_is_compared_with_the_step_it_changed() -> None:
    found = compared(f"silence {FIRST} 1")
    row = found.rows[0]
    assert (str(row.normal), str(row.changed)) == (f"{FIRST}.heads", f"{FIRST}.heads.changed")
    difference = found.beside(row).difference
    assert difference is not None
    assert not difference.values[0].any() and difference.values[1].any()
    assert said.kind_of_change(row) == "new"


def test_what_is_only_in_the_changed_run_stands_alone_with_its_formula() -> None:
    found = compared("dropout 1")
    row = next(row for row in found.rows if row.step.name.endswith(".kept"))
    beside = found.beside(row)
    assert (beside.a, beside.difference) == (None, None)
    assert beside.b is not None
    assert said.formulas(row)
    assert said.apart(row) == "new"


def test_the_same_colour_is_the_same_number_in_both_runs() -> None:
    found = compared("no-scaling")
    beside = found.beside(found.rows[0])
    assert beside.a is not None and beside.b is not None and beside.difference is not None
    both = beside.scale(dark=True)
    assert both.high >= max(beside.a.summary.high, beside.b.summary.high)
    scale = difference_scale(beside.difference, dark=True)
    assert scale.diverging and scale.low == -scale.high
    nothing = difference_scale(replace(beside.difference, values=np.zeros((2, 2))), dark=True)
    assert nothing.levels(np.zeros(1)).tolist() == [LEVELS // 2]


def test_words_that_are_not_the_same_stand_both_beside_the_difference() -> None:
    found = compared("shuffle source 1")
    row = next(row for row in found.rows if row.step.name == f"{FIRST}.weights")
    difference = found.beside(row).difference
    assert difference is not None
    a, b = (tuple(token.text for token in trace.tokens["source"]) for trace in (found.normal, found.changed))
    assert difference.words["key"] == tuple(x if x == y else f"{x}/{y}" for x, y in zip(a, b, strict=True))


# -------------------------------------------------------------------------- one sentence


def test_the_sentence_is_the_one_that_was_typed() -> None:
    state = WhatIfState(Navigator(run("shuffle source 1", "no-positions")))
    assert (state.text, state.target) == (TEXT, None)
    assert {change.kind for change in state.switches.changes} == {"shuffle", "no-positions"}


def test_a_given_translation_is_read_along_again() -> None:
    trace = ran(Request(source=TEXT, target="you love me", device="cpu", dtype="float64")).trace
    state = WhatIfState(Navigator(trace))
    assert state.asked() == {"target": "you love me", "dtype": "float64", "interventions": ()}


def test_the_trace_of_another_sentence_is_none_of_this_one() -> None:
    state = WhatIfState(Navigator(run()))
    assert state.is_about(run())
    assert not state.is_about(find().shipped_trace())
    changed = run("no-positions")
    state.opened(changed)
    assert state.is_about(changed) and state.is_about(run())


def test_a_number_is_told_in_both_runs() -> None:
    found = compared(f"set {FIRST}.scaled 0,0,0 5")
    row = found.rows[0]
    beside = found.beside(row)
    text = said.at_cell(beside, (0, 0, 0))
    assert "→ 5.000" in text and "+" in text and "head 1" in text
    assert text.startswith("scaled changed[")
    assert said.at_cell(beside, (0, 0, 1)).endswith("the same")
