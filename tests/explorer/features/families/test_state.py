"""Families of models on one sequence: the clock, receptive fields, right answers, layout, the command."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from transformer_explore.core.grammar.corpus import sentence
from transformer_explore.core.nn.sequence_configuration import FAMILIES, SequenceConfiguration
from transformer_explore.core.running import families as core
from transformer_explore.core.tasks import TASKS, TaskError
from transformer_explore.core.tasks.glossing import glosses
from transformer_explore.core.trace import load, verify
from transformer_explore.explorer.commands import side_by_side as commands
from transformer_explore.explorer.features.families import strings
from transformer_explore.explorer.features.families.clock import RECURRENT, Clock, timeline
from transformer_explore.explorer.features.families.layout import model_layout, position_lines, state_layout
from transformer_explore.explorer.features.families.receptive_field import named, receptive_fields
from transformer_explore.explorer.features.families.state import INFLUENCE, FamiliesState
from transformer_explore.explorer.features.families.tensor_views import scale, step_of, tensor_view
from transformer_explore.explorer.ui.colors.scales import LEVELS

from tests.explorer.commands.calling import call, refused
from tests.sequences import shipped_from

SENTENCE = "他们看了旧的电影"
some_families = st.lists(st.sampled_from(FAMILIES), min_size=1, max_size=4, unique=True)
clocks = st.builds(Clock, st.integers(1, 40), st.integers(1, 4), some_families.map(tuple))


@pytest.fixture(scope="module", autouse=True)
def random_weights(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """These tests hold for any weights."""
    with shipped_from(tmp_path_factory.mktemp("sequences")):
        yield


def filled(state: FamiliesState, influences: bool = False) -> FamiliesState:
    """A state for which everything has been computed."""
    state.read(core.task_input(state.task, state.text))
    for family in state.families:
        wanted = state.wanted(family)
        asked = (state.task, state.text, family, state.trained)
        state.receive(wanted, core.family_run(*asked))
        if influences:
            state.receive_influences(wanted, core.influences(*asked))
    return state


# ------------------------------------------------------------------------------------- the clock
@given(clocks)
def test_positions_are_only_added_and_a_stage_ends_when_every_family_has_them_all(clock: Clock) -> None:
    for family in clock.families:
        for before, now in pairwise(range(clock.last + 1)):
            same = clock.moment(before).stage == clock.moment(now).stage
            if same:
                assert clock.computed(family, now) >= clock.computed(family, before)
            else:
                assert clock.computed(family, before) == clock.positions
        assert clock.computed(family, clock.last) == clock.positions


@given(clocks)
def test_each_position_is_computed_once_in_a_stage(clock: Clock) -> None:
    for family in clock.families:
        came: dict[int, list[int]] = {}
        for tick in range(clock.last + 1):
            fresh = clock.new(family, tick)
            came.setdefault(clock.moment(tick).stage, []).extend(fresh)
            assert all(position < clock.computed(family, tick) for position in fresh)
            assert bool(fresh) != clock.waits(family, tick)
        assert all(positions == list(range(clock.positions)) for positions in came.values())


@given(clocks)
def test_a_familys_ticks_are_counted_only_while_it_computes(clock: Clock) -> None:
    for family in clock.families:
        worked = 0
        for tick in range(clock.last + 1):
            worked += not clock.waits(family, tick)
            assert clock.spent(family, tick) == worked
        recurrent = family in RECURRENT
        assert worked == clock.needs(family) == 2 + clock.layers * (clock.positions if recurrent else 1)


@given(clocks)
def test_stages_can_be_stepped_through_in_both_directions(clock: Clock) -> None:
    tick, seen = 0, [0]
    while (following := clock.stage(tick, 1)) > tick and clock.moment(following).stage > clock.moment(
        tick
    ).stage:
        tick = following
        seen.append(clock.moment(tick).stage)
    assert seen == list(range(clock.stages))
    assert all(clock.moment(start).tick == 1 for start in clock.starts)
    while tick:
        before, tick = tick, clock.stage(tick, -1)
        assert tick < before
    with pytest.raises(IndexError):
        clock.moment(clock.last + 1)


@given(clocks, st.integers(0, 200), st.integers(8, 90))
def test_the_timeline_marks_one_place_as_now_and_fits(clock: Clock, tick: int, room: int) -> None:
    tick = min(tick, clock.last)
    for family in clock.families:
        stages = timeline(clock, family, tick, room)
        marks = [mark for stage in stages for mark in stage]
        assert len(stages) == clock.stages and all(stages)
        assert len(marks) <= max(room, 2 * clock.stages)
        (now,) = (mark for mark in marks if mark.now)
        assert (now.sign == "○") == clock.waits(family, tick)
        if clock.last < room - clock.stages:
            assert len(marks) == clock.last + 1
            assert [mark.past for mark in marks] == [place <= tick for place in range(len(marks))]


# ------------------------------------------------------------------------------------- receptive fields
@pytest.mark.parametrize("of_task", ["glossing", "copying"])
@pytest.mark.parametrize("family", FAMILIES)
def test_receptive_fields_are_where_the_influence_is_not_zero(of_task: str, family: str) -> None:
    """The derivatives are exactly 0 outside the receptive field."""
    text = core.EXAMPLES[of_task]
    run = core.family_run(of_task, text, family, trained=False)
    seen = receptive_fields(run.configuration, len(run.probabilities))
    for influence, may in zip(core.influences(of_task, text, family, trained=False), seen[1:], strict=True):
        assert not influence[~may].any()
        assert (influence[may] > 0).mean() > 0.99


@given(st.integers(1, 40), st.booleans())
def test_receptive_fields_only_grow_and_causal_ones_do_not_look_ahead(positions: int, causal: bool) -> None:
    for family in FAMILIES:
        sizes = SequenceConfiguration(family=family, streams={"a": 3}, answers=2, size=8, causal=causal)
        first, *layers = receptive_fields(sizes, positions)
        assert (first == np.eye(positions, dtype=bool)).all()
        for before, after in pairwise([first, *layers]):
            assert (after >= before).all()
        if causal or family in RECURRENT:
            assert not np.triu(layers[-1], 1).any()
        if family == "attention" and not causal:
            assert layers[0].all()


def test_seen_tokens_are_listed_with_gaps_marked() -> None:
    assert named([True, False, True, True], "abcd") == "a … c d"
    assert named([False, True, False, False], "abcd") == "b"
    assert named([False] * 4, "abcd") == ""


# ------------------------------------------------------------------------------------- right answers
def test_glosses_are_known_only_for_sentences_of_the_grammar() -> None:
    found = core.task_input("glossing", SENTENCE)
    assert found.right == glosses(sentence(SENTENCE))
    assert set(core.task_input("glossing", "你我").right) == {None}


def test_unanswerable_questions_have_no_right_answer() -> None:
    assert core.task_input("copying", "a ? *b *c ?").right == (None,) * 5
    assert core.task_input("cards", "e2=?").right == (None,)
    assert core.task_input("n-back", "a?1 b?2").right == (None, None)


@pytest.mark.parametrize(
    ("of_task", "text", "why"),
    [
        ("copying", "[PAD] a", "PAD"),
        ("copying", "a " * 300, "at most 256"),
        ("glossing", "x", "'x'"),
        ("x", "a", "x"),
    ],
)
def test_an_invalid_sequence_is_refused_in_one_line(of_task: str, text: str, why: str) -> None:
    with pytest.raises(TaskError, match=why) as error:
        core.task_input(of_task, text)
    assert "\n" not in str(error.value)


def test_influence_of_a_long_sequence_is_refused() -> None:
    with pytest.raises(TaskError, match="at most 64"):
        core.influences("copying", "a " * 65, "rnn", trained=True)


# ------------------------------------------------------------------------------------- a run
@pytest.mark.parametrize("trained", [True, False])
@pytest.mark.parametrize("family", FAMILIES)
def test_a_column_shows_the_numbers_of_the_trace_it_opens(family: str, trained: bool, tmp_path: Path) -> None:
    file = tmp_path / "trace.safetensors"
    parameters = core.trace_into("glossing", SENTENCE, family, trained, file)
    trace = load(file, parameters)
    assert all(check.verdict == "same" for check in verify(trace))
    state = filled(FamiliesState("glossing", SENTENCE, FAMILIES, trained), influences=True)
    state.family = family
    for tick in range(state.clock.last + 1):
        state.go_to(tick)
        for position in (0, 4, 7):
            state.choose_position(position)
            array, step = tensor_view(state, family), step_of(state, family)
            assert array is not None and step in trace
            if position < state.clock.computed(family, tick) and not state.answering:
                row = trace[step].values[min(position, trace[step].shape[0] - 1)]
                assert np.array_equal(array.values[position], row)
    assert np.allclose(np.exp(trace["log_probabilities"].values), state.run_of(family).probabilities)  # type: ignore[union-attr]


def test_the_untrained_model_differs_and_is_the_same_each_time() -> None:
    before, after = (core.family_run("copying", "a *b ?", "rnn", trained) for trained in (False, True))
    assert not np.array_equal(before.states[1], after.states[1])
    core._cached.cache_clear()
    assert np.array_equal(before.states[1], core.family_run("copying", "a *b ?", "rnn", False).states[1])


def test_showing_or_hiding_a_family_keeps_the_stage() -> None:
    state = filled(FamiliesState())
    state.go_to(12)
    stage = state.now.stage
    assert stage == 2
    for family in ("rnn", "lstm"):
        assert state.toggle(family) and state.now.stage == stage
    assert state.clock.last == 3  # the families that compute all positions at once
    assert state.toggle("attention") and not state.toggle("convolution")
    assert state.families == ("convolution",) and state.family == "convolution"
    assert state.toggle("rnn") and state.now.stage == stage
    assert state.clock.computed("rnn", state.tick) == len(state.tokens)  # what was computed stays computed


def test_all_columns_share_one_scale_that_also_distinguishes_small_states() -> None:
    state = filled(FamiliesState())
    largest = max(float(np.abs(run.states[0]).max()) for family in FAMILIES if (run := state.run_of(family)))
    found = scale(state, True)
    assert found is not None and (found.low, found.high) == (-largest, largest)
    wide = replace(found, low=-25.0, high=25.0)
    levels = wide.levels(np.array([-25, -1, -0.3, 0, 0.3, 1, 25, np.nan])).tolist()
    assert levels[0] == 0 and levels[3] == LEVELS // 2 and levels[6:] == [LEVELS - 1, -1]
    assert levels[:7] == sorted(set(levels[:7]))
    state.view = INFLUENCE
    shares = scale(state, True)
    assert shares is not None and (shares.low, shares.high) == (0, 1)


def test_the_sentences_about_a_position() -> None:
    state = filled(FamiliesState(), influences=True)
    state.go_to(3)
    assert strings.sees(state, "rnn", 1) == "sees 2 of 8: 他 们"
    assert strings.sees(state, "rnn", 3) == "了: not computed yet"
    assert strings.sees(state, "attention", 3) == "sees all 8"
    assert strings.depends_on(state, "attention", 3).startswith("attends to ")
    assert strings.depends_on(state, "rnn", 1).startswith("depends on ")
    assert strings.depends_on(state, "rnn", 3) == ""
    assert "RNN, LSTM: 看" in strings.tick(
        state
    ) and "attention, convolution: finished in tick 1" in strings.tick(state)
    state.view = INFLUENCE
    shares = state.shares("attention")
    assert shares is not None and (shares - np.diag(np.diag(shares))).max() == 1


# ------------------------------------------------------------------------------------- layout
@given(st.integers(1, 128), st.integers(1, 80), st.integers(1, 3), st.booleans())
def test_every_feature_has_exactly_one_place(features: int, room: int, lines: int, halves: bool) -> None:
    found = state_layout(features, room, lines, halves)
    places = [
        feature
        for line in range(lines)
        for column in range(found.columns)
        for feature in found.features_at(line, column * found.width)
    ]
    assert sorted(places)[:features] == list(range(features))
    assert len(places) == len(set(places))
    assert found.width >= 1 and (found.columns * found.width <= room or found.width == 1)


@given(st.integers(1, 4), st.integers(1, 200), st.integers(1, 60), st.integers(5, 40))
def test_the_layout_of_models_fits_the_screen(models: int, width: int, height: int, each: int) -> None:
    across, rows = model_layout(models, width, height, each)
    assert 1 <= across <= models and rows >= 1
    assert rows == 1 or rows * each <= height


@given(st.integers(1, 100), st.integers(0, 100))
def test_all_positions_fit_if_one_line_each_does(positions: int, room: int) -> None:
    lines, gap = position_lines(positions, room)
    assert lines >= 1 and (positions * (lines + gap) <= max(room, positions))


# ------------------------------------------------------------------------------------- the command
def test_without_a_terminal_the_command_prints_plain_text() -> None:
    out, err = call("side-by-side", "我爱你", "--families", "rnn,attention")
    assert err.count("\n") == 1
    lines = out.splitlines()
    assert lines[0].startswith("glossing · 我 爱 你")
    assert any("RNN" in line and "8 sequential operations" in line for line in lines)
    sees = next(line.split() for line in lines if line.startswith("  爱"))
    assert sees == ["爱", "all", "3", "2", "of", "3:", "我", "爱"]
    assert sum(line.startswith("layer ") for line in lines) == 2
    assert "convolution" not in out


@pytest.mark.parametrize("of_task", TASKS)
def test_every_task_is_printed_without_errors(of_task: str) -> None:
    out, err = call("side-by-side", "--task", of_task, "--untrained", "--plain")
    assert not err and "untrained" in out
    assert "✓" in out or "✗" in out


@pytest.mark.parametrize(
    "typed",
    [
        ("xyz",),
        ("a b", "--task", "cards"),
        ("--families", "mlp"),
        ("--task", "chess"),
        ("",),
        ("[PAD]", "--task", "copying"),
    ],
)
def test_bad_input_gets_one_line(typed: tuple[str, ...]) -> None:
    refused("side-by-side", "--plain", *typed)


def test_the_command_knows_every_task() -> None:
    assert set(commands.TASKS) == set(TASKS)


def test_the_copied_command_repeats_all_choices() -> None:
    state = FamiliesState("copying", "a *b ?", ("rnn", "attention"), trained=False)
    assert (
        state.command
        == "transformer-explore side-by-side 'a *b ?' --task copying --families attention,rnn --untrained"
    )
    assert FamiliesState().command.endswith("--task glossing")
