"""How attention developed: the snapshots of a training on a slider, and its weights at each."""

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import load_file, save_file
from transformer_explore.core.checkpoints import Checkpoint, find
from transformer_explore.core.checkpoints.checkpoint import CARD, SNAPSHOTS
from transformer_explore.core.checkpoints.snapshots import Example, snapshots
from transformer_explore.core.grammar.vocabulary import Vocabulary
from transformer_explore.core.training.snapshots import Album
from transformer_explore.explorer.app import Explorer
from transformer_explore.explorer.features.home.state import LEARN, entries
from transformer_explore.explorer.features.training import screen as screen_module
from transformer_explore.explorer.features.training.screen import TrainingScreen
from transformer_explore.explorer.features.training.state import TrainingState, scale, spark
from transformer_explore.explorer.features.training.timeline import Timeline, places
from transformer_explore.explorer.features.walk.screen import WalkScreen
from transformer_explore.explorer.ui.help import HelpScreen
from transformer_explore.explorer.ui.memory import Memory
from transformer_explore.explorer.ui.routes import TrainingRoute

from tests.explorer.commands.calling import output, refused
from tests.explorer.driver import Driver, at_home, drive
from tests.models import made
from tests.models import write_small_model as write
from tests.shipped import shipped_trace

TRACE = shipped_trace()
CROSS = "decoder.layers.1.cross_attention.weights"
NASTY = "\x1b[31m[/]\u202e"


@pytest.fixture
def state() -> TrainingState:
    return TrainingState(find())


# ------------------------------------------------------------------------------------- without a screen
def test_the_first_view_is_random_weights_of_the_head_that_will_align_best(state: TrainingState) -> None:
    best = find().card["figures"]["alignment"]
    assert (state.moment, state.update, state.loss) == (0, 0, None)
    assert state.here.step == f"decoder.layers.{best['layer']}.cross_attention.weights"
    assert state.head == best["head"]


def test_weights_and_words_are_those_of_the_moment(state: TrainingState) -> None:
    for moment, update in enumerate(state.updates):
        state.to_moment(moment)
        kept = state.snapshots.weights(update, 0, CROSS)[state.head]
        assert np.array_equal(state.view().values, kept.astype(np.float32))
        assert state.view().words == {"query": ("[BOS]", "i", "love", "you"), "key": ("我", "爱", "你")}
        assert state.over_time()[moment] == kept[state.row, state.column]


def test_the_model_learns_to_attend_to_the_word_that_it_translates(state: TrainingState) -> None:
    state.to_moment(99)
    peaks = {peak.predicts: peak for peak in state.peaks()}
    assert (peaks["i"].word, peaks["love"].word, peaks["you"].word) == ("我", "爱", "你")
    assert all(peaks[word].weight > 0.9 and peaks[word].bits < 0.5 for word in ("i", "love", "you"))
    assert peaks["love"].over_time[-1] == peaks["love"].weight > peaks["love"].over_time[0]
    assert peaks["love"].most == pytest.approx(np.log2(3))


def test_the_greatest_entropy_counts_only_visible_words(state: TrainingState) -> None:
    state.to_step("decoder.layers.0.self_attention.weights")
    assert [peak.most for peak in state.peaks()] == pytest.approx([0, 1, np.log2(3), 2])
    assert all(peak.bits <= peak.most + 1e-3 for peak in state.peaks())
    state.to_step("encoder.layers.0.self_attention.weights")
    assert {peak.predicts for peak in state.peaks()} == {""}


def test_attentions_are_in_the_order_in_which_they_are_computed(state: TrainingState) -> None:
    computed = [step.name for step in TRACE if step.name.endswith(".weights")]
    assert [each.step for each in state.attentions] == computed


def test_in_another_sentence_the_cursor_is_on_the_largest_final_weight(state: TrainingState) -> None:
    for sentence in range(1, len(state.snapshots.examples)):
        state.to_sentence(sentence)
        weights = state.over_time()
        state.to_moment(99)
        assert weights[-1] == state.view().values[state.row].max()


def test_no_move_leaves_the_weights(state: TrainingState) -> None:
    for move, *where in (
        (state.to_moment, -3), (state.to_moment, 99), (state.to_sentence, 99), (state.to_cell, 99, 99),
        (state.to_sentence, -9), (state.to_head, -7), (state.to_attention, 99), (state.to_step, "nothing"),
    ):  # fmt: skip
        move(*where)
        heads, rows, columns = state.shape
        assert state.view().values.shape == (rows, columns) and state.head < heads
        assert state.row < rows and state.column < columns
        assert len(state.over_time()) == len(state.updates)


@given(st.sets(st.integers(0, 10**6), min_size=1, max_size=12).map(sorted), st.integers(1, 200))
def test_moments_are_in_order_and_inside_the_line(updates: list[int], columns: int) -> None:
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
async def opened(driver: Driver) -> TrainingScreen:
    driver.app.open(TrainingRoute())
    await driver.settle()
    screen = driver.screen
    assert isinstance(screen, TrainingScreen)
    return screen


async def test_the_slider_moves_under_a_cursor_and_colors_that_stay() -> None:
    async with drive(Explorer(TRACE)) as driver:
        walk, screen = driver.screen, await opened(driver)
        cell, colors = screen.grid.cell, screen.grid.palette.scale
        seen = [screen.grid.shown.values]
        for moment in range(1, 8):
            await driver.press("right")
            assert screen.state.moment == moment
            assert screen.grid.cell == cell and screen.grid.palette.scale == colors
            seen.append(screen.grid.shown.values)
        assert (colors.low, colors.high) == (0, 1)
        assert seen[-1][cell] > 0.9 > seen[0][cell]
        assert f"{seen[-1][cell]:.2f}" in driver.text("#over-time")
        await driver.press("right")
        assert driver.notice == "This is the last snapshot."
        await driver.press("left", "home", "left")
        assert (screen.state.moment, driver.notice) == (0, "This is the first snapshot.")
        await driver.press("end", "escape")
        assert driver.screen is walk


async def test_every_other_key_of_the_screen() -> None:
    async with drive(Explorer(TRACE), size=(80, 24)) as driver:
        screen = await opened(driver)
        state, head = screen.state, screen.state.head
        await driver.press("down", "down", "up")
        assert state.sentence == 1
        await driver.press("h", "h", "H", "j", "J", "J")
        assert state.head == (head + 1) % state.shape[0]
        assert state.here.step == "decoder.layers.1.self_attention.weights"
        await driver.press("tab", "down")
        assert state.here.step == CROSS
        await driver.press("tab", "down", "right", "n", "v", "v")
        assert screen.focused is screen.grid
        assert (state.row, state.moment, driver.mode) == (2, 1, "CELL")
        assert "weights[" in driver.text("#over-time")
        await driver.press("shift+tab", "enter", "question_mark")
        assert isinstance(driver.screen, HelpScreen)
        night = screen.grid.palette.scale
        await driver.press("escape", "L")
        assert screen.grid.palette.scale == scale(dark=False) != night
        await driver.press("escape")
        assert driver.screen is screen and screen.focused is not screen.grid
        await driver.press("T")
        assert isinstance(driver.screen, WalkScreen)


async def test_it_plays_to_the_end_and_then_again_from_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screen_module, "PACE", 0.01)
    async with drive(Explorer(TRACE)) as driver:
        screen = await opened(driver)
        for _ in range(2):
            await driver.press("space")
            await driver.pilot.pause(0.4)
            assert screen.state.moment == 7
            assert not screen.player.is_playing
        monkeypatch.setattr(screen_module, "PACE", 60)
        await driver.press("space")
        assert screen.player.is_playing and screen.state.moment == 0
        await driver.press("right")
        assert not screen.player.is_playing


async def test_the_last_update_is_always_named_below_the_line() -> None:
    async with drive(Explorer(TRACE), size=(80, 24)) as driver:
        line = (await opened(driver)).query_one(Timeline)
        for moment in range(len(line.updates) - 1):
            line.show(line.updates, line.numbers[1], moment)
            assert line.numbers[0][-1] in line.render().plain.splitlines()[1]


async def test_a_click_on_the_line_goes_to_the_nearest_moment() -> None:
    async with drive(Explorer(TRACE)) as driver:
        screen = await opened(driver)
        line = screen.query_one(Timeline)
        for column, moment in [*((place, n) for n, place in enumerate(line.places())), (-1, 0)]:
            await driver.pilot.click(line, offset=(column + 1, 0))  # 1 for the padding
            await driver.settle()
            assert screen.state.moment == moment


async def test_a_click_on_a_list_chooses_its_line() -> None:
    async with drive(Explorer(TRACE), size=(120, 40)) as driver:
        screen = await opened(driver)
        for selector, line in (("#sentences", 1), ("#attentions", 2), ("#peaks", 3)):
            await driver.click(selector, offset=(3, 1 + line))
        assert (screen.state.sentence, screen.state.attention, screen.state.row) == (1, 2, 3)


async def test_home_leads_there_without_a_walk(tmp_path: Path) -> None:
    assert LEARN in [entry.what for entry in entries(Memory())]
    async with drive(at_home(tmp_path)) as driver:
        home = driver.screen
        home.places.cursor = next(n for n, entry in enumerate(home.places.entries) if entry.what == LEARN)
        await driver.press("enter")
        assert isinstance(driver.screen, TrainingScreen)
        await driver.press("escape")
        assert driver.screen is home


async def test_the_walk_says_that_a_model_is_unknown_or_has_no_snapshots(tmp_path: Path) -> None:
    other = str(write(tmp_path / "other"))
    stranger = replace(TRACE, model=replace(TRACE.model, name=other))
    async with drive(Explorer(stranger)) as driver:
        driver.screen.action_training()
        await driver.settle()
        assert "no model" in driver.notice.lower()
        driver.app.open(TrainingRoute(other))
        await driver.settle()
        assert isinstance(driver.screen, WalkScreen)
        assert "`transformer-explore train`" in driver.notice


# ------------------------------------------------------------------------------------- other models, plain text
@pytest.fixture
def other(tmp_path: Path) -> Checkpoint:
    """A model with a hostile card and hostile sentences."""
    folder = write(tmp_path / "model")
    checkpoint = Checkpoint("model", folder)
    album = Album(folder / SNAPSHOTS, (Example("我", ("爱",)),))
    album.take(made(), Vocabulary(checkpoint.tokenizer), 0, float("nan"))
    about = {"sentences": [{"source": NASTY, "words": [NASTY]}], "losses": album.losses}
    save_file(load_file(folder / SNAPSHOTS), folder / SNAPSHOTS, {"snapshots": json.dumps(about)})
    (folder / CARD).write_text('{"figures": {"alignment": {"layer": [], "head": "x"}}}')
    return checkpoint


async def test_one_hostile_moment_is_shown(other: Checkpoint) -> None:
    state = TrainingState(other)
    assert state.snapshots.examples[0].source == NASTY
    printed = output("snapshots", "--model", other.folder)
    assert "\x1b" not in printed and "␛" in printed and "loss nan" in printed
    async with drive(Explorer(TRACE)) as driver:
        await driver.app.push_screen(TrainingScreen(state))
        await driver.press("right", "space", "j", "tab", "tab", "down")
        assert "\x1b" not in driver.text("#over-time")


@pytest.mark.parametrize("sentence", ["我爱你", "0"])
def test_a_sentence_is_printed_moment_by_moment(sentence: str) -> None:
    printed = output("snapshots", sentence)
    checkpoint = find()
    kept, best = snapshots(checkpoint), checkpoint.card["figures"]["alignment"]
    found = re.findall(r"i → love +(\S+) (\S+)   (\S+) of 1.58 bits", printed)
    assert printed.count("→ love ") == len(found) == len(kept.updates) > 1
    for update, (word, weight, bits) in zip(kept.updates, found, strict=True):
        moment = f"after {update:,} of {kept.updates[-1]:,} updates   loss {kept.losses[update] or 0:.2f}"
        assert (moment if update else "before the first update: random weights") in printed
        step = f"decoder.layers.{best['layer']}.cross_attention.weights"
        row = kept.weights(update, 0, step)[best["head"], 1].astype(np.float64)
        assert word == "我爱你"[row.argmax()]
        assert float(weight) == pytest.approx(row.max(), abs=0.006)
        assert float(bits) == pytest.approx(-(row[row > 0] * np.log2(row[row > 0])).sum(), abs=0.006)


@pytest.mark.parametrize("sentence", ["我爱他", "7", "-1", "²", "9" * 5000, NASTY])
def test_a_sentence_without_attention_is_an_error(sentence: str) -> None:
    line = refused("snapshots", "--", sentence)
    assert "我比你高" in line and "\x1b" not in line
