"""The masked words of a text, with the candidates for each."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from transformer_explore.core.checkpoints import find_any
from transformer_explore.core.running.request import Request
from transformer_explore.core.trace import Trace, TraceError
from transformer_explore.explorer.app import Explorer
from transformer_explore.explorer.features.map import strings
from transformer_explore.explorer.features.map.state import MapState
from transformer_explore.explorer.features.masked_words.screen import MaskedWordsScreen
from transformer_explore.explorer.features.masked_words.state import MaskedWordsState
from transformer_explore.explorer.features.walk.screen import WalkScreen
from transformer_explore.explorer.ui.navigator import Navigator

from tests.explorer.driver import FakeEngine, drive, ran
from tests.hugging_face import random_model, write

OUTPUT = "masked_words.log_probabilities"


@pytest.fixture(scope="module")
def bert(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models") / "bert"
    write(folder, "bert", random_model("bert", vocab_size=14))
    return folder


def traced(model: Path, text: str = "the [MASK] [SEP] 我 [MASK]") -> Trace:
    trace = ran(Request(source=text, model=str(model), device="cpu")).trace
    return replace(trace, parameters=find_any(str(model)).parameters)


def test_every_word_of_the_vocabulary_is_ranked_at_each_mask(bert: Path) -> None:
    trace = traced(bert)
    state = MaskedWordsState(Navigator(trace))
    for number, position in enumerate((2, 5)):
        assert state.here == number
        assert state.word.position == position
        right = np.sort(np.exp(trace[OUTPUT].values[position].astype(float)))[::-1]
        np.testing.assert_allclose([each.probability for each in state.word.candidates], right)
        source, cell = state.place(3)
        assert trace[source].values[cell] == pytest.approx(np.log(right[3]), abs=1e-6)
        assert state.to_next(1) == (number == 0)
    assert not state.to_next(1)
    assert state.here == 1


def test_the_mask_under_the_cursor_of_the_walk_comes_first(bert: Path) -> None:
    trace = traced(bert)
    navigator = Navigator(trace, trace[OUTPUT].source)
    navigator.set_cell((5, 0))
    assert MaskedWordsState(navigator).here == 1


def test_the_text_shows_the_masks_filled_in(bert: Path) -> None:
    trace = traced(bert)
    text = MaskedWordsState(Navigator(trace)).text()
    assert [word for word, _here in text] == [
        f"[MASK]→{trace.predicted[place]}" if token.text == "[MASK]" else token.text
        for place, token in enumerate(trace.tokens["source"])
    ]
    assert [here for _word, here in text].index(True) == 2


def test_a_text_without_masks_is_an_error(bert: Path) -> None:
    trace = traced(bert, "the cat")
    with pytest.raises(TraceError):
        MaskedWordsState(Navigator(trace))
    assert (
        Navigator(trace).impossible["decode"].startswith("No word is masked: type your own text with [MASK]")
    )
    assert "decode" not in Navigator(traced(bert)).impossible


async def test_d_opens_them_and_enter_opens_a_probability_in_the_walk(bert: Path) -> None:
    trace = traced(bert)
    async with drive(Explorer(trace)) as driver:
        await driver.press("d")
        screen = driver.screen
        assert isinstance(screen, MaskedWordsScreen)
        assert screen.candidates.count() == len(trace.vocabulary)
        await driver.press("n", "down", "enter")
        walk = driver.screen
        assert isinstance(walk, WalkScreen)
        assert walk.navigator.view.source.name == OUTPUT
        row, token = walk.navigator.cell
        assert row == 5
        assert token == np.argsort(-trace[OUTPUT].values[5], kind="stable")[1]


async def test_without_masks_d_says_how_to_type_one(bert: Path) -> None:
    async with drive(Explorer(traced(bert, "the cat"))) as driver:
        await driver.press("d")
        assert isinstance(driver.screen, WalkScreen)
        assert "type your own text with [MASK]" in driver.notice


async def test_what_if_compares_the_predictions_at_each_position(bert: Path) -> None:
    trace = traced(bert)
    engine = FakeEngine(trace)
    engine.model = str(bert)
    async with drive(Explorer(trace, engine), "w", "down", "space") as driver:
        predicted = driver.screen.predicted
        assert predicted.border_title == "the most probable token at each position"
        assert [each.after for each in predicted.predictions] == [t.text for t in trace.tokens["source"]]
        assert all(each.b is not None for each in predicted.predictions)


def test_the_map_describes_the_embedding_and_the_heads(bert: Path) -> None:
    state = MapState(traced(bert))
    said = {box.part: strings.about(state, box) for box in state.diagram.boxes}
    assert "plus the row of its type" in said["embedding"]
    assert "√d_model" not in said["embedding"]
    assert "if the word there were masked" in said["masked_words"]
    assert "the second sentence does or does not follow the first" in said["next_sentence"]
