"""Attention as text: the weights of one token, with the words that they belong to."""

import numpy as np
import pytest
from transformer_explore.core.decoding.strategy import Greedy
from transformer_explore.core.running.request import Request
from transformer_explore.core.trace import TraceError, statistics_only
from transformer_explore.explorer.app import Explorer
from transformer_explore.explorer.features.attention.state import AttentionState, column, lines
from transformer_explore.explorer.features.walk.screen import WalkScreen
from transformer_explore.explorer.ui.help import HelpScreen
from transformer_explore.explorer.ui.navigator import Navigator
from transformer_explore.explorer.ui.text import width

from tests.explorer.driver import drive, ran
from tests.shipped import shipped_trace

TRACE = shipped_trace()
CROSS = "decoder.layers.1.cross_attention.weights"
HEADS = TRACE.model.configuration["heads"]


@pytest.fixture
def state() -> AttentionState:
    return AttentionState(Navigator(TRACE, TRACE[CROSS].source))


# ------------------------------------------------------------------------------------- without a screen
def test_every_attention_is_listed_and_the_first_is_that_of_the_walk(state: AttentionState) -> None:
    assert [block.step.name for block in state.blocks] == [
        s.name for s in TRACE if s.name.endswith(".weights")
    ]
    assert state.here.step.name == CROSS


def test_weights_and_words_are_those_of_the_step(state: AttentionState) -> None:
    for token, word in enumerate(state.here.queries):
        state.token = token
        assert np.array_equal(state.view().values, TRACE[CROSS].values[:, token, :])
        assert state.direction() == f"attention of “{word}”"
        shown = list(state.words())
        assert [text for text, _ in shown] == ["我", "爱", "你"]
        assert sum(weight for _, weight in shown) == pytest.approx(1, abs=1e-5)


def test_reversed_it_shows_the_weights_of_all_tokens_to_one(state: AttentionState) -> None:
    state.reverse()
    state.token, state.other = 1, 2
    assert state.direction() == "attention to “爱”"
    assert np.array_equal(state.view().values, TRACE[CROSS].values[:, :, 1])
    assert state.others == ("[BOS]", "i", "love", "you")
    assert TRACE[CROSS].values[state.cell] == state.view().values[state.head, 2]


def test_no_move_leaves_the_attention(state: AttentionState) -> None:
    for move, *where in (
        (state.to_token, 99),
        (state.to_token, -99),
        (state.to_head, HEADS + 3),
        (state.reverse,),
    ):
        move(*where)
        assert 0 <= state.token < len(state.tokens)
        assert 0 <= state.head < HEADS
    for block in (-3, 0, 2, 99):
        state.to_block(block)
        assert state.view().values.shape == (HEADS, len(state.others))


def test_in_a_decoding_each_iteration_has_its_own_attentions() -> None:
    trace = ran(Request(source="我爱你", strategy=Greedy(), device="cpu")).trace
    state = AttentionState(Navigator(trace))
    last = [block for block in state.blocks if "decoder.layers.0.self" in block.step.name][-1]
    assert last.keys == ("[BOS]", "i", "love", "you")
    assert last.queries == ("you",)
    assert "iteration 4" in last.title


def test_a_trace_without_weights_is_an_error() -> None:
    for trace in (TRACE.select(["*.query"]), statistics_only(TRACE)):
        with pytest.raises(TraceError, match="no attention weights"):
            AttentionState(Navigator(trace))


def test_a_line_holds_as_many_words_as_fit() -> None:
    words = [(word, 0.1) for word in ("我", "a long word", "x")]
    for columns in (1, 10, 30, 100):
        drawn = list(lines(iter(words), columns))
        assert [pair for line in drawn for pair in line] == words
        assert all(len(line) == 1 or sum(column(word) for word, _ in line) <= columns for line in drawn)
        assert all(column(word) > width(word) for word, _ in words)


# ------------------------------------------------------------------------------------- on the screen
async def test_every_key_of_the_screen() -> None:
    async with drive(Explorer(TRACE), "a") as driver:
        screen = driver.screen
        state = screen.state
        assert "我" in driver.text("#tokens")
        await driver.press("left")
        assert driver.notice == "This is the first token."
        await driver.press("right", "right", "right")
        assert (state.token, driver.notice) == (2, "This is the last token.")
        await driver.press("left", "h", "H", "h")
        assert (state.token, state.head) == (1, 1)
        await driver.press("down", "down", "down", "j", "J")
        assert state.block == screen.blocks.cursor == 3
        await driver.press("r", "v", "v", "L", "question_mark")
        assert isinstance(driver.screen, HelpScreen)
        await driver.press("escape")
        assert state.reversed and driver.mode == "ATTENTION"
        await driver.press("r", "tab", "down", "right")
        assert (state.head, state.other, driver.mode) == (2, 1, "TABLE")
        assert f"head 3 of {HEADS}" in driver.text("#heading")
        expected = (state.source, state.cell)
        await driver.press("enter")
        assert isinstance(driver.screen, WalkScreen)
        navigator = driver.screen.navigator
        assert (navigator.view.source, navigator.cell) == expected
        await driver.press("backspace")  # back to the previous place
        assert navigator.number == 0


async def test_a_click_on_an_attention_opens_it_and_escape_leaves() -> None:
    async with drive(Explorer(TRACE), "a", "down", "escape", size=(80, 24)) as driver:
        assert isinstance(driver.screen, WalkScreen)
        assert driver.screen.navigator.number == 0
        await driver.press("a")
        await driver.click("#blocks", offset=(3, 3))
        assert isinstance(driver.screen, WalkScreen)
        assert driver.screen.navigator.view.source == AttentionState(Navigator(TRACE)).blocks[2].step.source
