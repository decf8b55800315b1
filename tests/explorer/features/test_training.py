"""How attention came about: the moments of a training on a slider, and its weights at each."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import load_file, save_file
from textual.pilot import Pilot
from textual.widgets import Static
from transformer_explore.core.checkpoints import Checkpoint, find
from transformer_explore.core.checkpoints.checkpoint import CARD, SNAPSHOTS
from transformer_explore.core.checkpoints.snapshots import Example
from transformer_explore.core.grammar.vocabulary import Vocabulary
from transformer_explore.core.training.snapshots import Album
from transformer_explore.explorer import cli
from transformer_explore.explorer.app import AtHand, Explorer
from transformer_explore.explorer.features.home.screen import HomeScreen
from transformer_explore.explorer.features.home.state import LEARN, entries
from transformer_explore.explorer.features.training import screen as screen_module
from transformer_explore.explorer.features.training.moments import places
from transformer_explore.explorer.features.training.screen import TrainingScreen
from transformer_explore.explorer.features.training.state import TrainingState, scale, spark
from transformer_explore.explorer.features.training.timeline import Timeline
from transformer_explore.explorer.features.walk.screen import WalkScreen
from transformer_explore.explorer.ui.help import HelpScreen
from transformer_explore.explorer.ui.memory import Memory, Store

from tests.checkpoints.test_hostile import write
from tests.models import made

TRACE = find().shipped_trace()
CROSS = "decoder.layers.1.cross_attention.weights"
NASTY = "\x1b[31m[/]\u202e"


@pytest.fixture
def learning() -> TrainingState:
    return TrainingState(find())


# ------------------------------------------------------------------------------------- without a screen
def test_one_begins_at_random_with_the_head_that_will_align_best(learning: TrainingState) -> None:
    best = find().card["figures"]["alignment"]
    assert (learning.moment, learning.update, learning.loss) == (0, 0, None)
    assert learning.here.step == f"decoder.layers.{best['layer']}.cross_attention.weights"
    assert learning.head == best["head"]


def test_the_weights_are_those_of_the_moment_and_so_are_the_words(learning: TrainingState) -> None:
    for moment, update in enumerate(learning.updates):
        learning.to_moment(moment)
        kept = learning.taken.weights(update, 0, CROSS)[learning.head]
        assert np.array_equal(learning.shown().values, kept.astype(np.float32))
        assert learning.shown().words == {"query": ("[BOS]", "i", "love", "you"), "key": ("我", "爱", "你")}
        assert learning.growth()[moment] == kept[learning.row, learning.column]


def test_the_model_learns_to_look_at_the_word_that_it_is_to_translate(learning: TrainingState) -> None:
    learning.to_moment(99)
    said = {show.predicts: show for show in learning.looks()}
    assert (said["i"].at, said["love"].at, said["you"].at) == ("我", "爱", "你")
    assert all(said[word].weight > 0.9 and said[word].bits < 0.5 for word in ("i", "love", "you"))
    assert said["love"].growth[-1] == said["love"].weight > said["love"].growth[0]
    assert said["love"].most == pytest.approx(np.log2(3))


def test_a_word_of_the_decoder_is_spread_over_those_that_it_may_see(learning: TrainingState) -> None:
    learning.to_step("decoder.layers.0.self_attention.weights")
    assert [show.most for show in learning.looks()] == pytest.approx([0, 1, np.log2(3), 2])
    assert all(show.bits <= show.most + 1e-3 for show in learning.looks())
    learning.to_step("encoder.layers.0.self_attention.weights")
    assert {show.predicts for show in learning.looks()} == {""}


def test_the_attentions_stand_in_the_order_in_which_they_are_computed(learning: TrainingState) -> None:
    computed = [step.name for step in TRACE if step.name.endswith(".weights")]
    assert [each.step for each in learning.attentions] == computed


def test_in_another_sentence_the_cursor_is_where_the_row_will_look_most(learning: TrainingState) -> None:
    for sentence in range(1, len(learning.taken.examples)):
        learning.to_sentence(sentence)
        grown = learning.growth()
        learning.to_moment(99)
        assert grown[-1] == learning.shown().values[learning.row].max()


def test_one_stays_inside_whatever_one_does(learning: TrainingState) -> None:
    for move in (
        lambda: learning.to_moment(-3),
        lambda: learning.to_moment(99),
        lambda: learning.to_sentence(99),
        lambda: learning.to_cell(99, 99),
        lambda: learning.to_sentence(-9),
        lambda: learning.to_head(-7),
        lambda: learning.to_attention(99),
        lambda: learning.to_step("nothing"),
    ):
        move()
        heads, rows, columns = learning.shape
        assert learning.shown().values.shape == (rows, columns) and learning.head < heads
        assert learning.row < rows and learning.column < columns
        assert len(learning.growth()) == len(learning.updates)


@given(st.sets(st.integers(0, 10**6), min_size=1, max_size=12).map(sorted), st.integers(1, 200))
def test_moments_stand_in_their_order_and_inside_the_line(updates: list[int], columns: int) -> None:
    found = places(updates, columns)
    assert found == sorted(found) and all(0 <= place < columns for place in found)
    if columns >= len(updates):
        assert len(set(found)) == len(updates)
    if len(updates) > 1:
        assert found[-1] == columns - 1


def test_early_moments_have_more_room_than_late_ones() -> None:
    found = places([0, 75, 225, 600, 1500, 3000, 5250, 7500], 70)
    assert found[1] > 0.1 * 70 > 70 * 75 / 7500
    assert found[3] > found[-1] / 3


def test_bars_grow_with_the_weights() -> None:
    assert spark([0, 0.5, 1.0]) == " ▄█"


# ------------------------------------------------------------------------------------- on the screen
async def opened(pilot: Pilot[None]) -> TrainingScreen:
    await pilot.press("T")
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
    screen = pilot.app.screen
    assert isinstance(screen, TrainingScreen)
    return screen


def growth(screen: TrainingScreen) -> str:
    return str(screen.query_one("#growth", Static).render())


async def test_the_slider_moves_through_the_training_under_a_cursor_and_colours_that_stay() -> None:
    async with Explorer(TRACE).run_test(size=(100, 30)) as pilot:
        walk = pilot.app.screen
        screen = await opened(pilot)
        cell, colours = screen.grid.cell, screen.grid.palette.scale
        seen = [screen.grid.shown.values]
        for moment in range(1, 8):
            await pilot.press("right")
            assert screen.learning.moment == moment
            assert screen.grid.cell == cell and screen.grid.palette.scale == colours
            seen.append(screen.grid.shown.values)
        assert (colours.low, colours.high) == (0, 1)
        assert seen[-1][cell] > 0.9 > seen[0][cell]
        assert f"{seen[-1][cell]:.2f}" in growth(screen)
        await pilot.press("right", "left", "home")
        assert screen.learning.moment == 0
        await pilot.press("end", "escape")
        await pilot.pause()
        assert pilot.app.screen is walk


async def test_every_other_key_of_the_screen() -> None:
    async with Explorer(TRACE).run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        learning = screen.learning
        await pilot.press("down", "down", "up")
        await pilot.pause()
        assert learning.sentence == 1
        await pilot.press("h", "h", "H", "j", "J", "J")
        assert (learning.head, learning.here.step) == (1, "decoder.layers.1.self_attention.weights")
        await pilot.press("tab", "down")
        await pilot.pause()
        assert learning.here.step == CROSS
        await pilot.press("tab", "down", "right", "n", "v", "v")
        await pilot.pause()
        assert screen.focused is screen.grid
        assert (learning.row, learning.moment) == (2, 1)
        assert "weights[" in growth(screen)
        await pilot.press("shift+tab", "enter", "question_mark")
        await pilot.pause()
        assert isinstance(pilot.app.screen, HelpScreen)
        night = screen.grid.palette.scale
        await pilot.press("escape", "L")
        await pilot.pause()
        assert screen.grid.palette.scale == scale(dark=False) != night
        await pilot.press("escape")
        await pilot.pause()
        assert pilot.app.screen is screen and screen.focused is not screen.grid
        await pilot.press("T")
        await pilot.pause()
        assert isinstance(pilot.app.screen, WalkScreen)


async def test_it_plays_to_the_end_and_begins_anew_from_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screen_module, "PACE", 0.01)
    async with Explorer(TRACE).run_test() as pilot:
        screen = await opened(pilot)
        for _ in range(2):
            await pilot.press("space")
            await pilot.pause(0.4)
            assert screen.learning.moment == 7
            assert not screen.playing
        monkeypatch.setattr(screen_module, "PACE", 60)
        await pilot.press("space")
        assert screen.playing and screen.learning.moment == 0
        await pilot.press("right")
        assert not screen.playing


async def test_a_click_on_the_line_goes_to_the_nearest_moment() -> None:
    async with Explorer(TRACE).run_test(size=(100, 30)) as pilot:
        screen = await opened(pilot)
        line = screen.query_one(Timeline)
        for moment, place in enumerate(line.places()):
            await pilot.click(line, offset=(place + 1, 0))  # 1 for the padding
            await pilot.pause()
            assert screen.learning.moment == moment
        await pilot.click(line, offset=(0, 1))
        await pilot.pause()
        assert screen.learning.moment == 0


@pytest.mark.parametrize("size", [(1, 1), (30, 6), (60, 18), (200, 60)])
async def test_it_is_drawn_at_any_size(size: tuple[int, int]) -> None:
    async with Explorer(TRACE).run_test(size=size) as pilot:
        screen = await opened(pilot)
        await pilot.press("right", "down", "tab", "h", "space", "left")
        await pilot.pause()
        assert screen.has_class("small") == (size[0] < 40)


async def test_home_leads_there_without_a_walk(tmp_path: Path) -> None:
    assert LEARN in [entry.what for entry in entries(Memory())]
    app = Explorer(prepare=lambda: AtHand(TRACE, None), store=Store(tmp_path / "s.json"))
    async with app.run_test(size=(100, 30)) as pilot:
        assert isinstance(app.screen, HomeScreen)
        places = app.screen.places
        places.cursor = next(n for n, entry in enumerate(places.entries) if entry.what == LEARN)
        await pilot.press("enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert isinstance(app.screen, TrainingScreen)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, HomeScreen)


async def test_a_model_that_is_not_at_hand_or_came_without_pictures_is_said_on_the_walk(
    tmp_path: Path,
) -> None:
    from dataclasses import replace

    stranger = replace(TRACE, model=replace(TRACE.model, name=str(write(tmp_path / "other"))))
    async with Explorer(stranger).run_test() as pilot:
        await pilot.press("T")
        await pilot.app.workers.wait_for_complete()
        assert "no model at hand" in str(pilot.app.screen.query_one("#notice", Static).render())
    from transformer_explore.explorer.ui.engine_client import EngineClient

    async with Explorer(TRACE, EngineClient(str(tmp_path / "other"), None)).run_test() as pilot:
        pilot.app.screen.action_training()
        await pilot.pause(0.3)
        assert "came without snapshots" in str(pilot.app.screen.query_one("#notice", Static).render())


# ------------------------------------------------------------------------------------- other models, plain text
@pytest.fixture
def other(tmp_path: Path) -> Checkpoint:
    """A model whose card and sentences are somebody's joke."""
    folder = write(tmp_path / "model")
    checkpoint = Checkpoint("model", folder)
    album = Album(folder / SNAPSHOTS, (Example("我", ("爱",)),))
    album.take(made(), Vocabulary(checkpoint.tokenizer), 0, float("nan"))
    about = {"sentences": [{"source": NASTY, "words": [NASTY]}], "losses": album.losses}
    save_file(load_file(folder / SNAPSHOTS), folder / SNAPSHOTS, {"snapshots": json.dumps(about)})
    (folder / CARD).write_text('{"figures": {"alignment": {"layer": [], "head": "x"}}}')
    return checkpoint


async def test_one_moment_a_loss_that_is_no_number_and_hostile_words_are_shown(
    other: Checkpoint, capsys: pytest.CaptureFixture[str]
) -> None:
    learning = TrainingState(other)
    assert learning.taken.examples[0].source == NASTY
    assert cli.main(["snapshots", "--model", str(other.folder)]) == 0
    printed = capsys.readouterr().out
    assert "\x1b" not in printed and "␛" in printed and "loss nan" in printed
    async with Explorer(TRACE).run_test() as pilot:
        screen = TrainingScreen(learning)
        await pilot.app.push_screen(screen)
        await pilot.press("right", "space", "j", "tab", "tab", "down")
        assert "\x1b" not in growth(screen)


@pytest.mark.parametrize("sentence", ["我爱你", "0"])
def test_a_sentence_is_printed_moment_by_moment(sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["snapshots", sentence]) == 0
    printed = capsys.readouterr().out
    assert printed.count("→ love ") == 8
    assert "after 600 of 7,500 updates   loss 1.50" in printed
    assert all(show in printed for show in ("爱 0.51   1.45 of 1.58 bits", "爱 1.00   0.02 of 1.58 bits"))


@pytest.mark.parametrize("sentence", ["我爱他", "7", "-1", "²", "9" * 5000, NASTY])
def test_a_sentence_that_was_not_kept_is_said_in_one_line(
    sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["snapshots", "--", sentence]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "我比你高" in said and "\x1b" not in said
