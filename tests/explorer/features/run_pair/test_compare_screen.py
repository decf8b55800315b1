"""The compare screen: every key, from `c` to the walk through either sentence."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from textual.widgets import Input
from transformer_explore.core.checkpoints import find
from transformer_explore.core.trace import save
from transformer_explore.explorer.app import Explorer
from transformer_explore.explorer.features.run_pair.widgets import AlignedSentences

from tests.explorer.driver import FakeEngine, Gate
from tests.explorer.features.run_pair.use import WEIGHTS, Use, opened, run
from tests.explorer.outside import NASTY


@pytest.fixture
async def use() -> AsyncIterator[Use]:
    async with opened("c", WEIGHTS) as use:
        yield use


# -------------------------------------------------------------------------- the second sentence
async def test_it_opens_with_a_prompt_and_a_suggestion(use: Use) -> None:
    assert use.mode == "TYPE"
    assert "我爱猫" in use.screen.query_one(Input).placeholder
    await use.press("enter")
    assert use.pair.b.source_text == "我爱猫"
    assert use.step.step.name == WEIGHTS
    assert use.here.startswith("weights[head 3, 爱, 我]   A ")
    assert not use.notice


async def test_for_another_sentence_the_suggestion_comes_when_it_is_found() -> None:
    async with opened("c", WEIGHTS, app=Explorer(run("猫喜欢狗"), FakeEngine())) as use:
        assert "猫喜欢鸟" in use.screen.query_one(Input).placeholder


async def test_for_a_sentence_outside_the_training_language_the_suggestion_is_an_example() -> None:
    async with opened("c", WEIGHTS, app=Explorer(run("我我"), FakeEngine())) as use:
        assert "我爱你" in use.screen.query_one(Input).placeholder


async def test_the_words_of_both_sentences_are_aligned(use: Use) -> None:
    await use.type("老师爱你")
    drawn = str(use.screen.query_one(AlignedSentences).render()).splitlines()
    assert " ".join(drawn[0].split()) == "A 我 爱 你 → [BOS] i love you"
    assert " ".join(drawn[1].split()) == "B /老 +师 爱 你 → [BOS] /the /teacher +loves you"
    heading = "".join(text for text, _ in use.screen.query_one("#heading").left)
    assert "我 爱 你 → i love you" in heading and "老 师 爱 你 → the teacher loves you" in heading


async def test_after_an_error_another_sentence_can_be_typed(use: Use) -> None:
    await use.type("   \t ")  # takes the suggestion
    assert use.pair.b.source_text == "我爱猫"
    await use.press("t")
    await use.type("我" * 100)
    assert "100 tokens" in use.notice
    assert use.pair.b.source_text == "我爱猫"
    await use.press("t")
    await use.type("老师爱你")
    assert use.pair.b.source_text == "老师爱你" and not use.notice


async def test_a_sentence_outside_the_language_is_compared_with_a_notice(use: Use) -> None:
    await use.type("爱我你")
    assert "not covered by the training grammar" in use.notice
    assert use.pair.b.source_text == "爱我你"
    await use.press("tab")
    assert not use.notice


async def test_without_a_second_sentence_the_screen_says_what_to_do(use: Use) -> None:
    await use.press("escape")
    assert use.mode == "COMPARE"
    assert use.screen.query_one("#nothing").display
    await use.press("enter", "x", "F", "M", "h", "v", "n", "tab", "down")  # nothing to do yet
    await use.press("escape")
    assert use.in_walk


async def test_a_trace_file_can_be_compared_also_without_a_model(tmp_path: Path) -> None:
    path = tmp_path / "b.json"
    save(find().shipped_trace(), path)
    async with opened("c", WEIGHTS, app=Explorer(find().shipped_trace())) as use:
        assert use.notice.startswith("No model is loaded")
        await use.press("o")
        await use.type(str(tmp_path / "none.json"))
        assert "none.json" in use.notice
        await use.press("o")
        await use.type(str(path))
        assert "0 of 108" in str(use.screen.steps.border_title)


async def test_waiting_shows_the_seconds_and_can_be_cancelled() -> None:
    engine = FakeEngine(gate=Gate(closed=True))
    engine.ready = False
    async with opened("c", WEIGHTS, app=Explorer(find().shipped_trace(), engine)) as use:
        await use.pilot.press("enter")
        await use.pilot.pause(0.3)
        assert re.match(r"Loading PyTorch, then computing 我爱猫 … \d+ s · Esc cancels", use.notice)
        assert use.mode == "WAIT"
        await use.pilot.press("escape")
        await use.pilot.pause()
        assert use.notice.startswith("Stopped. Press t to enter a sentence") and use.mode == "COMPARE"
        await use.pilot.press("t", "enter")
        await use.pilot.pause()
        assert use.mode == "WAIT"
        engine.gate.open()
        await use.press()
        assert use.pair.b.source_text == "我爱猫"


async def test_an_error_of_the_engine_is_shown_safely() -> None:
    engine = FakeEngine(error="The engine stopped\x1b[2J; the next text starts a new one.")
    async with opened("c", WEIGHTS, app=Explorer(find().shipped_trace(), engine)) as use:
        await use.press("enter")
        assert use.notice.startswith("The engine stopped␛[2J")
        assert use.mode == "COMPARE"


async def test_words_from_outside_are_shown_safely() -> None:
    trace = find().shipped_trace()
    words = [word for word in NASTY if not word.isprintable()][:3]
    source = tuple(
        replace(token, text=word) for token, word in zip(trace.tokens["source"], words, strict=True)
    )
    nasty = replace(trace, tokens={**trace.tokens, "source": source})
    async with opened("c", WEIGHTS, (100, 30), Explorer(nasty, FakeEngine())) as use:
        await use.type("我爱你")
        await use.press("tab", "down")
        drawn = str(use.screen.query_one(AlignedSentences).render())
        assert not any(ord(character) < 32 and character != "\n" for character in drawn)


# -------------------------------------------------------------------------- numbers
async def test_a_number_is_shown_in_both_runs_with_the_difference(use: Use) -> None:
    await use.press("enter", "tab", "down", "right", "h")
    assert use.cell == (3, 2, 1)
    a, b = (trace[WEIGHTS].values[3, 2, 1] for trace in (use.pair.a, use.pair.b))
    assert use.here.endswith(f"A {a:.3f}   B {b:.3f}   B − A {b - a:+.3f}".replace("-", "−"))


async def test_a_number_that_is_in_one_sentence_only_is_missing_in_the_other(use: Use) -> None:
    await use.type("老师爱你")
    await use.press("tab")
    a = use.screen.grids.grids[0]
    assert "░░░" in "".join(segment.text for segment in a.render_line(2))
    use.screen.grids.set_cell((0, 1, 0))
    await use.press()
    assert use.here.startswith("weights[head 1, +师, 我/老]   only in B: ")
    await use.press("v")
    assert "░" in "".join(segment.text for segment in a.render_line(2))


# -------------------------------------------------------------------------- into the walk
async def test_enter_walks_through_the_first_sentence(use: Use) -> None:
    await use.press("enter", "tab", "right", "enter")
    assert use.in_walk
    assert (use.walk.navigator.view.source.name, use.walk.navigator.cell) == (WEIGHTS, (2, 1, 1))
    assert use.walk.navigator.trace.source_text == "我爱你"
    await use.press("c")  # the comparison is as it was
    assert (use.step.step.name, use.cell, use.mode) == (WEIGHTS, (2, 1, 1), "STEP")
    await use.press("tab", "c")
    assert use.in_walk


async def test_x_walks_through_the_second_sentence_which_then_is_the_first(use: Use) -> None:
    await use.type("老师爱你")
    await use.press("tab")
    use.screen.grids.set_cell((1, 2, 1))  # the query 爱 and the key 师, which is only in B
    await use.press("enter")
    assert "x opens it there" in use.notice
    await use.press("x")
    assert use.in_walk
    assert use.walk.navigator.trace.source_text == "老师爱你"
    assert (use.walk.navigator.view.source.name, use.walk.navigator.cell) == (WEIGHTS, (1, 2, 1))
    assert "c returns to the comparison" in use.notice
    await use.press("c")
    assert use.pair.a.source_text == "老师爱你" and use.pair.b.source_text == "我爱你"
    assert use.step.step.name == WEIGHTS
    use.screen.grids.set_cell((1, 2, 1))
    await use.press("x")
    assert "only in A" in use.notice


async def test_another_sentence_in_the_walk_is_another_comparison(use: Use) -> None:
    await use.press("enter", "escape")
    assert use.in_walk
    use.walk.read(replace(use.walk.navigator.trace))
    await use.press("c")
    assert use.screen.state.b is None and use.mode == "TYPE"
