"""Learning to predict the next word, and how well a model does it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from ..grammar.english_recognition import EnglishGrammar
from ..grammar.vocabulary import Vocabulary
from ..nn.decoder_only import DecoderOnly
from ..running.torch_settings import pinned
from .batches import pad
from .n_grams import NGrams
from .text_objective import Ids, TextObjective
from .texts import Texts, Words

BATCH = 250  # sentences that are measured together
WRITTEN = 300  # sentences that a model writes, and test sentences that they are compared with
BEGUN = 2  # words of a test sentence that a model continues
ORDERS = (1, 2, 3, 4)  # of the n-grams


class LanguageModel(TextObjective[DecoderOnly]):
    """A decoder-only model learns each sentence, from [BOS] to [EOS]."""

    architecture = "decoder"

    def build(self) -> DecoderOnly:
        return DecoderOnly(self.configuration)

    def ids(self, sentence: Words) -> Ids:
        return ids_of(self.words, sentence)

    def loss(self, model: DecoderOnly, batch: list[Ids]) -> Tensor:
        return next_word_loss(model, batch, self.words.padding)

    def dev_loss(self, model: DecoderOnly, sentences: Sequence[Words]) -> float:
        return mean_loss(model, sentences, self.words)

    def figures(self, model: DecoderOnly, texts: Texts) -> dict[str, Any]:
        """`test`: the loss on test sentences; `n_grams`: the same for n-grams of the training sentences; `accepted`:
        see `accepted`; `cache`: how many numbers of keys and values are kept for each token."""
        stack = self.configuration.decoder
        return {
            "cache": 2 * stack.layers * stack.groups * stack.d_head,
            "test": mean_loss(model, texts.test, self.words),
            "n_grams": n_gram_losses(texts, len(self.words)),
            "accepted": accepted(model, texts.test[:WRITTEN], frozenset(texts.training), self.words),
        }


def ids_of(words: Vocabulary, sentence: Words) -> Ids:
    """The ids of a sentence, from [BOS] to [EOS]."""
    return [words.begin, *words.ids(sentence), words.end]


def next_word_loss(model: DecoderOnly, batch: Sequence[Ids], padding: int) -> Tensor:
    """The mean loss per token after the first, in nats; padding does not count."""
    ids = pad(batch, padding)
    log_probabilities, wanted = model(ids[:, :-1]), ids[:, 1:]
    return F.nll_loss(log_probabilities.flatten(0, 1), wanted.flatten(), ignore_index=padding)


@pinned()
def mean_loss(model: DecoderOnly, sentences: Sequence[Words], words: Vocabulary) -> float:
    """The mean loss per token, including [EOS], in nats; the perplexity is its exponential."""
    ids = sorted((ids_of(words, sentence) for sentence in sentences), key=len)
    total, count = 0.0, 0
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        tokens = sum(len(each) - 1 for each in batch)
        total += float(next_word_loss(model, batch, words.padding)) * tokens
        count += tokens
    return total / count


@pinned()
def continued(
    model: DecoderOnly, beginnings: Sequence[Words], words: Vocabulary, seed: int | None = None
) -> list[Words]:
    """Each beginning with the words that the model adds until it ends the sentence, or can read no more.

    Args:
        beginnings: of the same number of words, perhaps none.
        seed: for words drawn by their probability; if it is None, always the most probable one.
    """
    generator = None if seed is None else torch.Generator().manual_seed(seed)
    ids = torch.tensor([[words.begin, *words.ids(beginning)] for beginning in beginnings])
    ended = torch.zeros(len(ids), dtype=torch.bool)
    while ids.shape[1] < model.configuration.longest and not bool(ended.all()):
        log_probabilities = model(ids)[:, -1]
        if generator is None:
            chosen = log_probabilities.argmax(-1)
        else:
            chosen = torch.multinomial(log_probabilities.exp(), 1, generator=generator)[:, 0]
        ids = torch.cat((ids, chosen[:, None]), dim=1)
        ended |= chosen == words.end
    return [_until_end(words, row) for row in ids[:, 1:].tolist()]


def _until_end(words: Vocabulary, ids: Ids) -> Words:
    return words.words(ids[: ids.index(words.end)] if words.end in ids else ids)


def perplexity(loss: float) -> float:
    """Between how many equally probable tokens a choice would be as hard."""
    return math.exp(loss)


def accepted(
    model: DecoderOnly, test: Sequence[Words], training: frozenset[Words], words: Vocabulary
) -> dict[str, float]:
    """The share of sentences that belong to the grammar: those that `EnglishGrammar` finds, and training sentences.

    It does not find all: `grammar` is the share for test sentences, which all belong to it. `sampled`: sentences that
    the model writes, word by word by their probability, from [BOS]. `new`: those of them that are no training
    sentences; `new_share` is how many these are. `greedy`: the first words of test sentences, continued with the most
    probable words.
    """
    grammar = english_grammar()

    def share(sentences: Sequence[Words]) -> float:
        return sum(each in training or grammar.accepts(each) for each in sentences) / max(1, len(sentences))

    sampled = continued(model, [()] * WRITTEN, words, seed=1)
    new = [sentence for sentence in sampled if sentence not in training]
    beginnings = dict.fromkeys(sentence[:BEGUN] for sentence in test if len(sentence) > BEGUN)
    return {
        "grammar": share(test),
        "sampled": share(sampled),
        "new": share(new),
        "new_share": len(new) / len(sampled),
        "greedy": share(continued(model, list(beginnings), words)),
    }


@cache  # the same for all models of the same sentences
def n_gram_losses(texts: Texts, vocabulary: int) -> dict[str, float]:
    """The loss of n-grams on test sentences, by n."""
    return {str(order): NGrams(texts.training, order, vocabulary).mean_loss(texts.test) for order in ORDERS}


@cache
def english_grammar() -> EnglishGrammar:
    """Making it takes half a minute."""
    return EnglishGrammar()
