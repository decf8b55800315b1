"""Training of the models that read English: what counts in the loss, n-grams, and that a run can be resumed."""

import math
from pathlib import Path

import numpy as np
import pytest
import torch
from transformer_explore.core.checkpoints.stack_checkpoint import SINCE_2017, model_at
from transformer_explore.core.grammar import corpus, english_tokenizer
from transformer_explore.core.grammar.vocabulary import Vocabulary
from transformer_explore.core.running.workers import Here
from transformer_explore.core.support.marks import MASK
from transformer_explore.core.training import language_model, make_text, masked_words, text_recipe
from transformer_explore.core.training import texts as text_data
from transformer_explore.core.training.batches import pad
from transformer_explore.core.training.loop import Update
from transformer_explore.core.training.n_grams import Neighbors, NGrams
from transformer_explore.core.training.text_recipe import TextRecipe

from tests.training.small_texts import BERT, GPT, few

SENTENCES = (("the", "cat", "sat"), ("i", "love", "you"), ("i", "drink", "tea"), ("hello",))


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few sentences, a state after every second update, and no grammar to recognize sentences with."""
    monkeypatch.setattr(make_text, "_sentences", few)
    monkeypatch.setattr(make_text, "SAVE_EVERY", 2)
    monkeypatch.setattr(language_model, "accepted", lambda *_any: {"sampled": 0.5, "grammar": 1.0})


def nothing(recipe: TextRecipe, update: Update) -> None:
    """Reports nothing."""


def log_softmax(logits: np.ndarray) -> np.ndarray:
    shifted = logits - logits.max(-1, keepdims=True)
    result: np.ndarray = shifted - np.log(np.exp(shifted).sum(-1, keepdims=True))
    return result


class Fixed(torch.nn.Module):
    """A model whose predictions are random numbers, the same at each call."""

    def __init__(self, vocabulary: int) -> None:
        super().__init__()
        self.logits = torch.randn(len(SENTENCES), 8, vocabulary, generator=torch.Generator().manual_seed(1))

    def forward(self, ids: torch.Tensor, types: torch.Tensor | None = None) -> torch.Tensor:
        return self.logits[: len(ids), : ids.shape[1]].log_softmax(-1)


def test_the_loss_of_the_next_word_counts_every_word_and_the_end_but_no_padding() -> None:
    words = Vocabulary(english_tokenizer.for_language_model())
    model = Fixed(len(words))
    batch = [language_model.ids_of(words, sentence) for sentence in SENTENCES]
    expected = [
        -log_softmax(model.logits[row, place].numpy().astype(float))[wanted]
        for row, ids in enumerate(batch)
        for place, wanted in enumerate(ids[1:])
    ]
    assert len(expected) == sum(len(sentence) + 1 for sentence in SENTENCES)
    loss = language_model.next_word_loss(model, batch, words.padding)  # type: ignore[arg-type]
    assert float(loss) == pytest.approx(np.mean(expected), rel=1e-5)


def test_only_hidden_words_count_in_the_loss_of_masked_words() -> None:
    words = Vocabulary(english_tokenizer.for_masked_words())
    model, ids = Fixed(len(words)), pad([masked_words.ids_of(words, each) for each in SENTENCES], 0)
    torch.manual_seed(3)
    given = masked_words.hidden(ids, text_recipe.BERT, words)
    rows, places = np.nonzero(given.chosen.numpy())
    expected = [
        -log_softmax(model.logits[row, place].numpy().astype(float))[int(ids[row, place])]
        for row, place in zip(rows, places, strict=True)
    ]
    loss = masked_words.hidden_word_loss(model, ids, given)  # type: ignore[arg-type]
    assert float(loss) == pytest.approx(np.mean(expected), rel=1e-5)


def test_words_are_hidden_as_in_bert_and_special_tokens_never() -> None:
    words = Vocabulary(english_tokenizer.for_masked_words())
    ids = pad([masked_words.ids_of(words, each) for each in SENTENCES * 500], 0)
    torch.manual_seed(3)
    read, chosen = masked_words.hidden(ids, text_recipe.BERT, words)
    assert bool(chosen.any(dim=1).all()), "each sentence has a hidden word"
    assert not bool(chosen[ids < words.marks].any())
    assert torch.equal(read[~chosen], ids[~chosen])
    mask = words.ids((MASK,))[0]
    of_chosen = [
        float(share.double().mean()) for share in (read[chosen] == mask, read[chosen] == ids[chosen])
    ]
    assert of_chosen == pytest.approx([0.8, 0.1], abs=0.04)
    assert int(read[chosen].min()) >= mask, "a random word is no other special token"


def test_an_n_gram_is_a_probability_distribution_that_longer_contexts_improve() -> None:
    known = ("cat", "dog", "[EOS]", "the", "a", "sleeps")
    sentences = [("the", "cat", "sleeps"), ("a", "dog", "sleeps"), ("the", "dog")]
    for order in (1, 2, 3):
        model = NGrams(sentences, order, len(known))
        for before in (("[BOS]",), ("[BOS]", "the"), ("[BOS]", "unseen")):
            assert sum(model.probability(before, word) for word in known) == pytest.approx(1.0)
    one, two = (NGrams(sentences, order, len(known)) for order in (1, 2))
    assert two.mean_loss(sentences) < one.mean_loss(sentences)
    # of 11 words, "the" occurs twice; 6 kinds of words share with the uniform distribution
    assert one.probability(("[BOS]",), "the") == pytest.approx((2 + 6 / 6) / (11 + 6))
    assert one.mean_loss([("the",)]) == pytest.approx(-(math.log(3 / 17) + math.log(4 / 17)) / 2)


def test_neighbors_guess_the_most_frequent_word_next_to_them() -> None:
    sentences = [("a", "cat", "sat"), ("a", "cat", "ran"), ("the", "dog", "sat"), ("the", "dog", "sat")]
    guess = Neighbors(sentences)
    assert (guess.after("a"), guess.before("ran"), guess.between("the", "sat")) == ("cat", "cat", "dog")
    shares = guess.right([("a", "cat", "ran"), ("the", "dog", "sat")], [1, 1])
    assert shares["left"] == shares["both"] == 1.0 and shares["frequency"] == 0.0


@pytest.mark.parametrize("recipe", [GPT, BERT], ids=lambda recipe: recipe.name)
@pytest.mark.usefixtures("quick")
def test_a_stopped_and_resumed_run_makes_the_same_folder(recipe: TextRecipe, tmp_path: Path) -> None:
    def stop(recipe: TextRecipe, update: Update) -> None:
        if update.step == 5:
            raise KeyboardInterrupt

    make_text.train(recipe, tmp_path / "whole", nothing)
    with pytest.raises(KeyboardInterrupt):
        make_text.train(recipe, tmp_path / "stopped", stop)
    assert not (tmp_path / "stopped" / "card.json").exists()
    steps: list[int] = []
    make_text.train(recipe, tmp_path / "stopped", lambda _recipe, update: steps.append(update.step))
    assert steps == [5, 6]
    names = sorted(path.name for path in (tmp_path / "whole").iterdir())
    assert names == ["card.json", "configuration.json", "tokenizer.json", "weights.safetensors"]
    for name in names[1:]:
        assert (tmp_path / "whole" / name).read_bytes() == (tmp_path / "stopped" / name).read_bytes(), name
    make_text.train(recipe, tmp_path / "stopped", stop)  # finished: nothing to do


@pytest.mark.usefixtures("quick")
def test_of_several_seeds_the_best_is_kept_with_the_figures_of_all(tmp_path: Path) -> None:
    ((_recipe, folder),) = make_text.train_all(Here(), [GPT], [1, 2], tmp_path, lambda *_update: None)
    assert folder == tmp_path
    found = [make_text.figures_in(tmp_path / f"seed-{seed}") for seed in (1, 2)]
    best = min(found, key=lambda figures: figures["final_dev"])
    model = model_at(tmp_path, "decoder")
    assert model is not None and model.card["recipe"]["seed"] == best["seed"]
    assert {each["seed"] for each in model.card["seeds"]} == {1, 2} and model.card["figures"] == best
    weights = (tmp_path / f"seed-{best['seed']}" / "weights.safetensors").read_bytes()
    assert (tmp_path / "weights.safetensors").read_bytes() == weights


def test_held_out_sentences_are_no_training_sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_data, "DEV", 10)
    monkeypatch.setattr(text_data, "TEST", 15)
    found = text_data.texts(1, 300)
    assert found.training == tuple(words for _source, words in corpus.training_sentences(1, 300))
    assert 5 <= len(found.dev) <= 10 and 8 <= len(found.test) <= 15
    assert not {*found.training} & {*found.dev, *found.test}
    drawn = corpus.held_out_sentences("test", 1, 15)
    assert {words for _source, words in drawn} >= {*found.test}
    assert all(corpus.split_of(corpus.sentence(source)) in corpus.TESTED for source, _words in drawn)


def test_each_change_since_2017_changes_only_its_own_parts() -> None:
    paper, *others = (recipe.configuration(100, 0).as_dict() for recipe in text_recipe.SINCE)
    parts = [
        {
            slot
            for slot in {*one["decoder"], *paper["decoder"]}
            if one["decoder"].get(slot) != paper["decoder"].get(slot)
        }
        for one in others
    ]
    assert parts == [
        {"residual", "last_norm"},
        {"norm"},
        {"positions"},
        {"feed_forward", "activation", "hidden_bias", "d_ff"},
        {"groups"},
        set().union(*parts[:-1]),
    ]
    shared = {(one.seed, one.sentences, one.updates, one.tokens, one.d_model) for one in text_recipe.SINCE}
    assert len(shared) == 1


def test_a_fast_recipe_is_shorter() -> None:
    for task in text_recipe.RECIPES:
        for fast, full in zip(text_recipe.recipes(task, fast=True), text_recipe.recipes(task), strict=True):
            assert fast.name == full.name
            assert fast.updates < full.updates and fast.sentences < full.sentences
        assert {recipe.updates for recipe in text_recipe.recipes(task, updates=7)} == {7}


def test_the_models_since_2017_are_shipped_under_the_names_of_their_recipes() -> None:
    assert [recipe.name for recipe in text_recipe.SINCE] == [*SINCE_2017.values()]
