"""Attention as text: for a token, how strongly it looks where, on the words themselves."""

from __future__ import annotations

import numpy as np
import pytest
from textual.widgets import Static
from transformer_explore.core.checkpoints import find
from transformer_explore.core.decoding.strategy import Greedy
from transformer_explore.core.running.request import Request
from transformer_explore.core.running.runs import run
from transformer_explore.core.trace import TraceError, statistics_only
from transformer_explore.explorer.app import Explorer
from transformer_explore.explorer.features.attention.screen import AttentionScreen
from transformer_explore.explorer.features.attention.state import BARS, AttentionState, bar, column, lines
from transformer_explore.explorer.features.walk.screen import WalkScreen
from transformer_explore.explorer.ui.help import HelpScreen
from transformer_explore.explorer.ui.navigator import Navigator
from transformer_explore.explorer.ui.text import width
from transformer_explore.explorer.ui.widgets.spread import Spread

from tests.explorer.outside import NASTY
from tests.models import made, traced

TRACE = find().shipped_trace()
CROSS = "decoder.layers.1.cross_attention.weights"


def looks(step: str = CROSS) -> AttentionState:
    navigator = Navigator(TRACE, TRACE[step].source)
    return AttentionState(navigator)


# ------------------------------------------------------------------------------------- without a screen
def test_every_attention_of_the_model_is_there_and_one_begins_where_one_was() -> None:
    there = looks()
    assert [block.step.name for block in there.blocks] == [
        s.name for s in TRACE if s.name.endswith(".weights")
    ]
    assert there.here.step.name == CROSS


def test_the_weights_are_those_of_the_step_and_so_are_the_words() -> None:
    there = looks()
    for token, word in enumerate(there.here.queries):
        there.token = token
        assert np.array_equal(there.shown().values, TRACE[CROSS].values[:, token, :])
        assert there.said() == f"where {word} looks"
        shown = list(there.words())
        assert [text for text, _ in shown] == ["我", "爱", "你"]
        assert sum(weight for _, weight in shown) == pytest.approx(1, abs=1e-5)


def test_turned_round_it_says_who_looks_at_a_token() -> None:
    there = looks()
    there.turn()
    there.token = 1
    assert there.said() == "who looks at 爱"
    assert np.array_equal(there.shown().values, TRACE[CROSS].values[:, :, 1])
    assert there.others == ("[BOS]", "i", "love", "you")
    assert TRACE[CROSS].values[there.cell(2)] == there.shown().values[there.head, 2]


def test_one_stays_inside_whatever_one_does() -> None:
    there = looks()
    for move in (
        lambda: there.to_token(99),
        lambda: there.to_token(-99),
        lambda: there.to_head(7),
        there.turn,
    ):
        move()
        assert 0 <= there.token < len(there.tokens)
        assert 0 <= there.head < 4
    for block in (-3, 0, 2, 99):
        there.to_block(block)
        assert there.shown().values.shape == (4, len(there.others))


def test_in_a_decoding_each_visit_is_a_block_of_its_own_with_the_words_so_far() -> None:
    trace = run(Request(source="我爱你", strategy=Greedy(), device="cpu")).trace
    there = AttentionState(Navigator(trace))
    last = [block for block in there.blocks if "decoder.layers.0.self" in block.step.name][-1]
    assert last.keys == ("[BOS]", "i", "love", "you")
    assert last.queries == ("you",)
    assert "iteration 4" in last.title


def test_a_trace_without_weights_says_so() -> None:
    for trace in (TRACE.select(["*.query"]), statistics_only(TRACE)):
        with pytest.raises(TraceError, match="no attention weights"):
            AttentionState(Navigator(trace))


def test_a_bar_is_higher_for_a_larger_weight_and_nothing_breaks_it() -> None:
    drawn = [bar(weight / 100) for weight in range(101)]
    assert drawn == sorted(drawn, key=BARS.index)
    assert set(drawn) == set(BARS)
    assert bar(float("nan")) == "?"
    assert bar(7.0) == BARS[-1]


def test_a_line_holds_as_many_words_as_there_is_room_for() -> None:
    words = [(word, 0.1) for word in ("我", "a long word", "x")]
    for columns in (1, 10, 30, 100):
        drawn = list(lines(iter(words), columns))
        assert [pair for line in drawn for pair in line] == words
        assert all(len(line) == 1 or sum(column(word) for word, _ in line) <= columns for line in drawn)
        assert all(column(word) > width(word) for word, _ in words)


# ------------------------------------------------------------------------------------- on the screen
async def test_every_key_of_the_screen() -> None:
    async with Explorer(TRACE).run_test(size=(100, 30)) as pilot:
        walk = pilot.app.screen
        assert isinstance(walk, WalkScreen)
        await pilot.press("a")
        await pilot.pause()
        screen = pilot.app.screen
        assert isinstance(screen, AttentionScreen)
        assert "我" in str(screen.query_one("#tokens", Static).render())
        await pilot.press("right", "right", "right")
        assert screen.looks.token == 2
        await pilot.press("left", "h", "H", "h")
        assert (screen.looks.token, screen.looks.head) == (1, 1)
        await pilot.press("down", "down", "down")
        assert screen.looks.block == 3
        await pilot.press("r", "v", "v", "L", "question_mark")
        await pilot.pause()
        assert isinstance(pilot.app.screen, HelpScreen)
        await pilot.press("escape")
        await pilot.pause()
        assert screen.looks.backwards
        await pilot.press("r", "tab", "down", "right")
        await pilot.pause()
        assert screen.looks.head == 2 and screen.other == 1
        assert "head 3 of 4" in str(screen.query_one("#heading", Spread).render())
        expected = (screen.looks.source, screen.looks.cell(screen.other))
        await pilot.press("enter")
        await pilot.pause()
        assert pilot.app.screen is walk
        assert (walk.navigator.shown.source, walk.navigator.cell) == expected
        await pilot.press("backspace")  # and back to where one was before
        assert walk.navigator.number == 0


async def test_escape_leads_back_and_nothing_has_changed() -> None:
    async with Explorer(TRACE).run_test(size=(80, 24)) as pilot:
        await pilot.press("a", "down", "escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, WalkScreen)
        assert pilot.app.screen.navigator.number == 0


@pytest.mark.parametrize("size", [(20, 6), (60, 16), (200, 60)])
async def test_it_is_drawn_at_any_size_and_with_any_word(size: tuple[int, int]) -> None:
    from dataclasses import replace

    trace = traced(made())
    nasty = tuple(
        replace(token, text=text) for token, text in zip(trace.tokens["source"], NASTY, strict=False)
    )
    trace = replace(trace, tokens={**trace.tokens, "source": nasty})
    async with Explorer(trace).run_test(size=size) as pilot:
        await pilot.press("a", "down", "down", "right", "r", "h", "tab")
        await pilot.pause()
        assert isinstance(pilot.app.screen, AttentionScreen)
        assert "\x1b" not in str(pilot.app.screen.query_one("#words", Static).render())


async def test_a_trace_without_weights_is_said_on_the_walk() -> None:
    async with Explorer(TRACE.select(["*.query"])).run_test() as pilot:
        await pilot.press("a")
        await pilot.pause()
        assert "no attention weights" in str(pilot.app.screen.query_one("#notice", Static).render())
