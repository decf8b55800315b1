"""Learning to predict hidden words from both sides, and how well a model does it (Devlin et al. 2018, section 3.1)."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any, NamedTuple

import torch
from jaxtyping import Bool, Int
from torch import Tensor
from torch.nn import functional as F

from ..grammar.vocabulary import Vocabulary
from ..nn.encoder_only import EncoderOnly
from ..running.torch_settings import pinned
from ..support.marks import CLASSIFIER, MASK, SEPARATOR
from .batches import pad
from .n_grams import Neighbors
from .text_objective import Ids, TextObjective
from .text_recipe import MaskedWordsRecipe
from .texts import Texts, Words

BATCH = 250  # sentences that are measured together


class Hidden(NamedTuple):
    """Sentences with hidden words.

    Attributes:
        read: what the model reads.
        chosen: where it has to predict the word.
    """

    read: Int[Tensor, "batch position"]
    chosen: Bool[Tensor, "batch position"]


class MaskedWords(TextObjective[EncoderOnly]):
    """An encoder-only model learns hidden words of each sentence, other ones in each epoch."""

    architecture = "encoder"

    def __init__(self, recipe: MaskedWordsRecipe, words: Vocabulary, sentences: Sequence[Words]) -> None:
        super().__init__(recipe, words, sentences)
        self.recipe = recipe

    def build(self) -> EncoderOnly:
        return EncoderOnly(self.configuration)

    def ids(self, sentence: Words) -> Ids:
        return ids_of(self.words, sentence)

    def loss(self, model: EncoderOnly, batch: list[Ids]) -> Tensor:
        ids = pad(batch, self.words.padding)
        return hidden_word_loss(model, ids, hidden(ids, self.recipe, self.words))

    def dev_loss(self, model: EncoderOnly, sentences: Sequence[Words]) -> float:
        return guesses(model, sentences, self.words).loss

    def figures(self, model: EncoderOnly, texts: Texts) -> dict[str, Any]:
        """`test`: how well it predicts one hidden word in each test sentence; `neighbors`: the share of these words
        that are guessed right from no word next to them, the left one, the right one, and both."""
        neighbors = Neighbors(texts.training).right(texts.test, places(texts.test))
        return {"test": guesses(model, texts.test, self.words)._asdict(), "neighbors": neighbors}


def ids_of(words: Vocabulary, sentence: Words) -> Ids:
    """The ids of a sentence, from [CLS] to [SEP]."""
    return words.ids((CLASSIFIER, *sentence, SEPARATOR))


def hidden(ids: Int[Tensor, "batch position"], recipe: MaskedWordsRecipe, words: Vocabulary) -> Hidden:
    """Sentences with some words hidden at random, by torch's global generator."""
    marks = words.marks
    draw = torch.rand(ids.shape).masked_fill(ids < marks, torch.inf)
    chosen = (draw < recipe.chosen) | (draw == draw.amin(dim=1, keepdim=True))
    how = torch.rand(ids.shape)
    others = torch.randint(marks, len(words), ids.shape)
    replaced = torch.where(how < recipe.masked, words.ids((MASK,))[0], others)
    replaced = torch.where(how < recipe.masked + recipe.random, replaced, ids)
    return Hidden(torch.where(chosen, replaced, ids), chosen)


def hidden_word_loss(model: EncoderOnly, ids: Int[Tensor, "batch position"], given: Hidden) -> Tensor:
    """The mean loss per chosen word, in nats."""
    log_probabilities = model(given.read, torch.zeros_like(ids))
    return F.nll_loss(log_probabilities[given.chosen], ids[given.chosen])


class Guesses(NamedTuple):
    """What a model predicts for one hidden word in each sentence.

    Attributes:
        loss: the mean loss, in nats.
        right: the share of sentences in which the hidden word is the most probable one.
        among_five: the share of those in which it is among the five most probable ones.
    """

    loss: float
    right: float
    among_five: float


def places(sentences: Sequence[Words]) -> list[int]:
    """The word of each sentence that is hidden in a test, counted from 0: the same for every model."""
    chance = random.Random("hidden word")
    return [chance.randrange(len(sentence)) for sentence in sentences]


@pinned()
def guesses(model: EncoderOnly, sentences: Sequence[Words], words: Vocabulary) -> Guesses:
    """How well a model predicts one word of each sentence, replaced by [MASK]."""
    mask, loss, right, among_five = words.ids((MASK,))[0], 0.0, 0, 0
    order = sorted(zip(sentences, places(sentences), strict=True), key=lambda one: len(one[0]))
    for start in range(0, len(order), BATCH):
        batch = order[start : start + BATCH]
        rows = torch.arange(len(batch))
        at = torch.tensor([place + 1 for _sentence, place in batch])  # [CLS] is first
        ids = pad([ids_of(words, sentence) for sentence, _place in batch], words.padding)
        wanted = ids[rows, at].clone()
        ids[rows, at] = mask
        found = model(ids, torch.zeros_like(ids))[rows, at]
        loss += float(F.nll_loss(found, wanted, reduction="sum"))
        best = found.topk(5).indices == wanted[:, None]
        right, among_five = right + int(best[:, 0].sum()), among_five + int(best.any(dim=1).sum())
    count = len(order)
    return Guesses(loss / count, right / count, among_five / count)
