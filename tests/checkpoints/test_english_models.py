"""The shipped models that read English: sizes, figures of their cards, and what every shipped model can do."""

from functools import cache
from pathlib import Path

import numpy as np
import orjson
import pytest
from torch import nn
from transformer_explore.core.checkpoints import CheckpointError, find_any, owner, shipped
from transformer_explore.core.checkpoints.stack_checkpoint import (
    HERE,
    StackCheckpoint,
    architecture_of,
    model_at,
)
from transformer_explore.core.decoding.strategy import Beam, Greedy
from transformer_explore.core.grammar import corpus, english_tokenizer
from transformer_explore.core.grammar.vocabulary import Vocabulary
from transformer_explore.core.running.architecture import loaded
from transformer_explore.core.running.request import Request
from transformer_explore.core.running.runs import run
from transformer_explore.core.trace import verify
from transformer_explore.core.training import language_model, masked_words
from transformer_explore.core.training.text_recipe import RECIPES, TextRecipe
from transformer_explore.core.training.texts import Words

MODELS = {recipe.name: recipe for recipes in RECIPES.values() for recipe in recipes}
LANGUAGE = [name for name, recipe in MODELS.items() if name != "english-bert"]
SAMPLE = 100  # test sentences
GPT, BERT = "the cat sat on the", "the cat [MASK] on the mat"


@cache
def sample() -> tuple[Words, ...]:
    """Test sentences that no card was measured with."""
    return tuple(words for _source, words in corpus.held_out_sentences("test", 2, SAMPLE))


def checkpoint(name: str) -> StackCheckpoint:
    found = find_any(name)
    assert isinstance(found, StackCheckpoint)
    return found


def model(name: str) -> nn.Module:
    return loaded(checkpoint(name), "cpu")


def vocabulary(name: str) -> Vocabulary:
    masked = name == "english-bert"
    return Vocabulary(
        english_tokenizer.for_masked_words() if masked else english_tokenizer.for_language_model()
    )


def test_the_models_of_all_recipes_are_shipped_and_small() -> None:
    assert {*MODELS} == {path.name for path in HERE.iterdir()} and {*MODELS} <= {*shipped()}
    sizes = {path.name: sum(file.stat().st_size for file in path.iterdir()) for path in HERE.iterdir()}
    assert max(sizes.values()) <= 500_000 and sum(sizes.values()) <= 1_800_000, sizes


@pytest.mark.parametrize("name", MODELS)
def test_a_model_is_what_its_recipe_describes(name: str) -> None:
    recipe: TextRecipe = MODELS[name]
    found, words = checkpoint(name), vocabulary(name)
    assert found.card["recipe"] == orjson.loads(orjson.dumps(recipe.as_dict()))
    assert found.configuration == recipe.configuration(len(words), words.padding)
    assert found.vocabulary == words.texts
    stored = orjson.loads((found.folder / "tokenizer.json").read_bytes())
    assert stored == orjson.loads(words.tokenizer.to_str())
    figures = found.card["figures"]
    assert figures["parameters"] == sum(array.size for array in found.parameters.values())
    assert figures["bytes"] == (found.folder / "weights.safetensors").stat().st_size
    assert found.trained and found.model_card.trained


@pytest.mark.parametrize("name", LANGUAGE)
def test_the_loss_of_a_language_model_is_that_of_its_card(name: str) -> None:
    figures = checkpoint(name).card["figures"]
    measured = language_model.mean_loss(model(name), sample(), vocabulary(name))  # type: ignore[arg-type]
    assert measured == pytest.approx(figures["test"], abs=0.25)
    assert measured < min(figures["n_grams"].values()), "it reads more than the last three words"
    assert figures["dev"][-1][1] < figures["dev"][0][1] / 2
    stack = checkpoint(name).configuration.decoder  # type: ignore[union-attr]
    assert figures["cache"] == 2 * stack.layers * stack.groups * stack.d_head


@pytest.mark.parametrize(
    "name", [name for name in LANGUAGE if "accepted" in checkpoint(name).card["figures"]]
)
def test_the_shares_of_accepted_sentences_agree(name: str) -> None:
    written = checkpoint(name).card["figures"]["accepted"]
    assert written["grammar"] > 0.7 > written["sampled"] > 0.25 and written["new"] <= written["sampled"]
    of_training = 1 - written["new_share"]
    assert written["sampled"] == pytest.approx(of_training + written["new_share"] * written["new"])


def test_the_masked_word_model_uses_both_sides() -> None:
    name, figures = "english-bert", checkpoint("english-bert").card["figures"]
    measured = masked_words.guesses(model(name), sample(), vocabulary(name))  # type: ignore[arg-type]
    assert measured.right == pytest.approx(figures["test"]["right"], abs=0.15)
    assert measured.loss == pytest.approx(figures["test"]["loss"], abs=0.6)
    neighbors = figures["neighbors"]
    assert figures["test"]["right"] > neighbors["both"] + 0.1
    assert neighbors["both"] > max(neighbors["left"], neighbors["right"]) > neighbors["frequency"]


@pytest.mark.parametrize("name", MODELS)
def test_every_step_is_verified(name: str) -> None:
    found = run(Request(source=BERT if name == "english-bert" else GPT, model=name, device="cpu"))
    assert not found.notices
    assert all(check.verdict == "same" for check in verify(found.trace))
    assert owner(found.trace).parameters is not None


@pytest.mark.parametrize("name", ["english-gpt", "english-llama"])
def test_the_cache_changes_nothing_and_a_sentence_ends(name: str) -> None:
    cached, whole = (
        run(
            Request(
                source="i want to", model=name, device="cpu", strategy=Greedy(), cached=cached, keep="lean"
            )
        )
        for cached in (True, False)
    )
    assert cached.trace.run["answer"] == whole.trace.run["answer"] != ""
    assert cached.trace.run["ended"] == "the end was chosen"
    assert run(
        Request(source="i want to", model=name, device="cpu", strategy=Beam(beams=2), keep="lean")
    ).trace.iterations


def test_an_unknown_word_is_reported_with_similar_ones() -> None:
    found = run(Request(source="the catt sat", model="english-gpt", device="cpu"))
    assert any("does not know catt" in notice and "cat" in notice for notice in found.notices)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"surprise": 1}, "surprise"),
        ({"decoder": {"layers": 0}}, "missing"),
        ({"embedding": None}, "NoneType"),
    ],
)
def test_a_damaged_configuration_is_refused_in_one_line(
    wrong: dict[str, object], message: str, tmp_path: Path
) -> None:
    settings = orjson.loads((HERE / "english-gpt" / "configuration.json").read_bytes())
    (tmp_path / "configuration.json").write_bytes(orjson.dumps({**settings, **wrong}))
    found = model_at(tmp_path, "decoder")
    assert found is not None and model_at(tmp_path, "encoder") is None
    with pytest.raises(CheckpointError, match=message) as refused:
        found.configuration  # noqa: B018
    assert "\n" not in str(refused.value)


def test_an_unknown_architecture_is_no_model_of_ours(tmp_path: Path) -> None:
    (tmp_path / "configuration.json").write_bytes(orjson.dumps({"architecture": "oracle"}))
    assert architecture_of(tmp_path) == "oracle"
    with pytest.raises(CheckpointError) as refused:
        find_any(str(tmp_path)).configuration  # noqa: B018
    assert "\n" not in str(refused.value)


def test_weights_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    for file in (HERE / "english-gpt").iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    settings = orjson.loads((tmp_path / "configuration.json").read_bytes())
    settings["decoder"]["d_ff"] = 12
    (tmp_path / "configuration.json").write_bytes(orjson.dumps(settings))
    with pytest.raises(CheckpointError, match=r"feed_forward\.hidden\.weight"):
        loaded(find_any(str(tmp_path)), "cpu")


def test_a_trained_model_has_other_weights_than_its_variants() -> None:
    digests = {checkpoint(name).model_card.sha256 for name in MODELS}
    assert len(digests) == len(MODELS)
    assert all(np.isfinite(array).all() for name in MODELS for array in checkpoint(name).parameters.values())
