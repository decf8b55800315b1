"""Checkpoints of other programs on every screen: GPT-2 continues a text, BERT reads it on both sides."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from transformer_explore.core.checkpoints import find_any
from transformer_explore.core.running.request import Request
from transformer_explore.explorer.app import Explorer
from transformer_explore.explorer.features.attention.screen import AttentionScreen
from transformer_explore.explorer.features.decode.screen import DecodeScreen
from transformer_explore.explorer.features.heads.screen import HeadsScreen
from transformer_explore.explorer.features.map.screen import MapScreen
from transformer_explore.explorer.features.run_pair import strings
from transformer_explore.explorer.features.run_pair.compare_screen import CompareScreen
from transformer_explore.explorer.features.run_pair.what_if_screen import WhatIfScreen
from transformer_explore.explorer.features.walk.screen import WalkScreen
from transformer_explore.explorer.features.walk.tokens_screen import TokensScreen
from transformer_explore.explorer.ui.memory import Memory, Store
from transformer_explore.explorer.ui.tensor_view import tensor_view

from tests.explorer.driver import Driver, FakeEngine, drive, ran
from tests.hugging_face import random_model, write

TEXT = "the cat sat on the mat"
TO_WEIGHTS = "decoder.layers.0.self_attention.weights"


@pytest.fixture(scope="module")
def gpt2(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("gpt2")
    write(folder, "gpt2", random_model("gpt2", n_positions=64))
    yield folder


@pytest.fixture(scope="module")
def bert(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("bert")
    write(folder, "bert")
    yield folder


def opened(folder: Path, text: str) -> Explorer:
    """The explorer on a run of the model in a folder, which computes other texts in this process."""
    engine = FakeEngine(ran(Request(source=text, model=str(folder), device="cpu")).trace)
    trace, engine.trace = engine.trace, None
    engine.model, engine.parameters = str(folder), find_any(str(folder)).parameters
    assert trace is not None
    return Explorer(trace, engine)


def screen_text(driver: Driver) -> str:
    return "\n".join(driver.lines())


async def test_every_step_of_gpt2_is_shown_and_no_screen_speaks_of_a_translation(gpt2: Path) -> None:
    stops = {
        "a": AttentionScreen,
        "d": DecodeScreen,
        "w": WhatIfScreen,
        "c": CompareScreen,
        "z": MapScreen,
    }
    async with drive(opened(gpt2, TEXT), size=(120, 40)) as driver:
        for _step in range(len(driver.screen.navigator.walk)):
            assert "translat" not in screen_text(driver).casefold()
            await driver.press("right")
        for key, kind in stops.items():
            await driver.press(key)
            assert isinstance(driver.screen, kind), key
            shown = screen_text(driver)
            assert not any(word in shown for word in ("ranslat", "[BOS]", "cross-attention")), shown
            while not isinstance(driver.screen, WalkScreen):
                await driver.press("escape")


async def test_what_if_refuses_a_switch_of_no_use_before_it_runs_and_says_why(gpt2: Path, bert: Path) -> None:
    for folder, text, impossible in (
        (gpt2, TEXT, {"pre-norm"}),
        (bert, "the cat [MASK] on the mat", {"no-causal-mask"}),
    ):
        async with drive(opened(folder, text), "w", size=(100, 30)) as driver:
            switches, predicted = driver.screen.state.switches, driver.screen.predicted
            assert switches.impossible == impossible
            assert predicted.region.height == 2 + min(predicted.count(), 13)
            keys = [line.key for line in switches.lines]
            assert "shuffle-text" in keys and "shuffle" not in keys
            asked = len(driver.screen.engine.asked)
            await driver.press(*["down"] * keys.index(*impossible), "space")
            assert not switches.changes and len(driver.screen.engine.asked) == asked
            assert driver.notice == strings.IMPOSSIBLE[keys[driver.screen.switches.cursor]]
            assert driver.notice in screen_text(driver)
            await driver.press("home", *["up"] * len(keys), "space")
            assert [change.kind for change in switches.changes] == ["no-positions"]


async def test_home_is_about_the_model_that_is_open_and_offers_no_sentence_of_ours(
    gpt2: Path, tmp_path: Path
) -> None:
    store = Store(tmp_path / "explorer.json")
    store.change(lambda _: Memory(recent=("猫爱我",)))
    app = opened(gpt2, TEXT)
    at_hand = app.preparation.at_hand
    assert at_hand is not None
    home = Explorer(prepare=lambda: at_hand, store=store, other_model="a model")
    async with drive(home, size=(100, 40)) as driver:
        assert "a model is open" in screen_text(driver)
        await driver.press("ctrl+p", *"explore")
        assert not any(word in screen_text(driver) for word in ("ranslat", "我爱你", "猫爱我"))
        await driver.press("escape", "t")
        assert "我爱你" not in screen_text(driver)
        await driver.answer("the mat")
        assert isinstance(driver.screen, MapScreen)  # of a text that is new
    assert store.load().recent == ("猫爱我",)


@pytest.mark.parametrize("model_type", ["t5", "marian"])
async def test_a_translator_of_another_program_is_offered_no_sentence_of_ours(
    model_type: str, tmp_path: Path
) -> None:
    write(tmp_path / "model", model_type)
    store = Store(tmp_path / "explorer.json")
    app = opened(tmp_path / "model", "the cat")
    at_hand = app.preparation.at_hand
    assert at_hand is not None
    assert find_any(str(tmp_path / "model")).example == "the cat sat on the mat"
    async with drive(
        Explorer(prepare=lambda: at_hand, store=store, other_model="model"), size=(100, 40)
    ) as driver:
        assert "model is open" in screen_text(driver) and "我爱你" not in screen_text(driver)
        await driver.press("ctrl+p", *"explore")
        assert "我爱你" not in screen_text(driver)
    async with drive(app, "t", size=(100, 40)) as driver:
        assert "text such as the cat, then Enter" in screen_text(driver)
        await driver.press("escape", "ctrl+p", *"explore")
        assert "我爱你" not in screen_text(driver)
        await driver.press("escape", "c")
        assert "我爱你" not in screen_text(driver)


def test_the_example_for_a_model_that_predicts_masked_words_has_one(bert: Path) -> None:
    assert find_any(str(bert)).example == "the cat [MASK] on the mat"


async def test_a_sum_and_a_norm_around_a_sub_layer_are_in_no_group_together(gpt2: Path) -> None:
    async with drive(opened(gpt2, TEXT), size=(100, 30)) as driver:
        titles = driver.screen.navigator.walk.titles
        assert ("decoder", "layer 1", "norm", "norm") in titles
        assert ("decoder", "layer 2", "norm", "norm") in titles
        assert ("decoder", "layer 1", "add", "add") in titles
        assert "add & norm" not in {piece for title in titles for piece in title}


async def test_escape_in_a_walk_that_is_the_first_screen_says_what_to_press(gpt2: Path) -> None:
    async with drive(opened(gpt2, TEXT), "escape", size=(100, 30)) as driver:
        assert isinstance(driver.screen, WalkScreen)
        assert driver.notice.endswith("Press t for another text, or q to quit.")


async def test_a_masked_word_has_a_weight_of_0_and_no_other_is_written_so(gpt2: Path) -> None:
    async with drive(opened(gpt2, TEXT), "a", "right", size=(100, 30)) as driver:
        state = driver.screen.state
        weights = [weight for _word, weight in state.words()]
        shown = str(driver.screen.query_one("#words").render()).splitlines()[1::2]
        written = [text for line in shown for text in line.split() if text[0].isdigit()]
        assert 0 in weights and [text == "0" for text in written] == [not weight for weight in weights]


async def test_decoding_gpt2_shows_its_self_attention_and_continues_the_text(gpt2: Path) -> None:
    async with drive(opened(gpt2, TEXT), "d", size=(120, 40)) as driver:
        state = driver.screen.state
        words, token = state.attended()
        assert len(words) == len(state.home.trace.tokens["source"]) and token == words[-1]
        assert sum(state.weights()) == pytest.approx(1, abs=1e-5)
        await driver.press("enter")
        words, token = state.attended()
        assert len(words) == len(state.home.trace.tokens["source"]) + 1
        assert token == state.tree.words(state.tree.current)[-1] and len(state.weights()) == len(words)
        await driver.press("B")
        assert state.beams.decoding is not None


async def test_the_most_probable_tokens_are_listed_and_any_other_is_found_by_a_part_of_it(gpt2: Path) -> None:
    async with drive(opened(gpt2, TEXT), "end", "k", size=(100, 30)) as driver:
        assert isinstance(driver.screen, TokensScreen)
        below = driver.app.screen_stack[-2]
        assert isinstance(below, WalkScreen)
        row = below.navigator.view.values[below.navigator.cell[0]]
        assert driver.screen.matches.found[0] == row.argmax()
        await driver.press(*"cat")
        words = below.navigator.view.words["token"]
        assert all("cat" in words[n].casefold() for n in driver.screen.matches.found)
        assert words[driver.screen.matches.found[0]].strip("␣") == "cat"
        await driver.press("enter")
        assert words[below.navigator.cell[-1]].strip("␣") == "cat" and driver.mode == "CELL"


async def test_a_step_without_a_vocabulary_has_no_tokens_to_list(gpt2: Path) -> None:
    async with drive(opened(gpt2, TEXT), "k") as driver:
        assert isinstance(driver.screen, WalkScreen) and "no column for each token" in driver.notice


async def test_all_heads_of_gpt2_are_shown(gpt2: Path) -> None:
    async with drive(opened(gpt2, TEXT)) as driver:
        driver.go_to(TO_WEIGHTS)
        await driver.press("m")
        assert isinstance(driver.screen, HeadsScreen) and driver.screen.state.count == 2


async def test_a_new_text_is_computed_by_the_same_model(gpt2: Path) -> None:
    async with drive(opened(gpt2, TEXT), "t") as driver:
        await driver.answer("the cats")
        assert driver.screen.navigator.trace.source_text == "the cats"
        assert driver.screen.navigator.trace.model.architecture == "decoder"


async def test_bert_is_walked_and_says_what_does_not_apply(bert: Path) -> None:
    async with drive(opened(bert, "the cat [MASK] on the mat"), size=(120, 40)) as driver:
        for _step in range(len(driver.screen.navigator.walk)):
            assert "translat" not in screen_text(driver).casefold()
            await driver.press("right")
        for key in ("a", "z", "c", "d", "w"):
            await driver.press(key)
            shown = screen_text(driver)
            assert not isinstance(driver.screen, WalkScreen) or driver.notice, key
            assert "ranslat" not in shown and "cross-attention" not in shown, shown
            while not isinstance(driver.screen, WalkScreen):
                await driver.press("escape")


def test_the_rows_of_a_table_are_named_after_what_selects_them(bert: Path) -> None:
    trace = ran(Request(source=TEXT, model=str(bert))).trace
    names = {
        step.name: tensor_view(trace, trace.sides, step.inputs[-1]).cell_name((0, 1))
        for step in trace.steps
        if step.kind is not None and step.kind.table
    }
    assert names == {
        "embedding.tokens": f"tokens weight[{trace.vocabulary[0]}, feature 1]",
        "embedding.types": "types weight[token type 0, feature 1]",
        "embedding.positions": "positions weight[position 0, feature 1]",
    }
