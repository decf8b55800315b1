"""Small models that read English, and few sentences for them."""

from dataclasses import replace
from functools import cache

from transformer_explore.core.grammar import corpus
from transformer_explore.core.nn.stack import paper_stack
from transformer_explore.core.training import text_recipe
from transformer_explore.core.training.texts import Texts

SMALL = {
    "stack": paper_stack(1, 8, 2, 12),
    "sentences": 40,
    "updates": 6,
    "tokens": 60,
    "warmup": 3,
    "averaged": 2,
    "every": 2,
}
GPT, BERT = replace(text_recipe.GPT, **SMALL), replace(text_recipe.BERT, **SMALL)


@cache
def few(seed: int = 1, count: int = 40) -> Texts:
    """Sentences of the training split as all three sets: enough to run everything."""
    words = tuple(words for _source, words in corpus.training_sentences(seed, count))
    return Texts(words[:-10], words[-10:-5], words[-5:])
