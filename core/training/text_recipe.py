"""Recipes of the models that read only English: the same recipe gives the same weights on the same machine.

Reading them needs neither torch nor the grammar.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

from ..nn.stack import DecoderConfiguration, EmbeddingParts, EncoderConfiguration, Stack, paper_stack, plain

LANGUAGE_MODEL, MASKED_WORDS, SINCE_2017 = "language-model", "masked-words", "since-2017"
FAST: Mapping[str, Any] = {"sentences": 50_000, "updates": 1500, "warmup": 500}


@dataclass(frozen=True, kw_only=True)
class TextRecipe(ABC):
    """Everything that determines the result of a training run.

    Attributes:
        name: of the model.
        stack: its layers.
        longest: the most tokens it reads; the longest sentence of the grammar has 20 words.
        sentences: English sentences drawn from the training split of the grammar.
        updates, tokens, warmup, averaged, every: as in `recipe.Recipe`.
    """

    name: str
    stack: Stack
    longest: int = 24
    seed: int = 1
    sentences: int = 200_000
    updates: int = 6000
    tokens: int = 2000
    warmup: int = 1000
    averaged: int = 10
    every: int = 100

    @property
    def d_model(self) -> int:
        return self.stack.d_model

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "stack": plain(self.stack)}

    def with_seed(self, seed: int) -> Self:
        return replace(self, seed=seed)

    def shorter(self, updates: int | None) -> Self:
        """The same recipe with fewer updates, for experiments."""
        return self if updates is None else replace(self, updates=updates)

    @abstractmethod
    def configuration(self, vocabulary: int, padding: int) -> Any:
        """The model that it trains."""


@dataclass(frozen=True, kw_only=True)
class LanguageModelRecipe(TextRecipe):
    """A decoder-only model learns to predict each next word.

    Attributes:
        positions: the positions that the embedding adds.
        scaled: "scaled" if the embeddings are multiplied by √d_model.
    """

    positions: str
    scaled: str = "unscaled"

    def configuration(self, vocabulary: int, padding: int) -> DecoderConfiguration:
        """Without padding: no token attends to a later one, so padding at the end changes nothing."""
        embedding = EmbeddingParts(
            vocabulary=vocabulary, longest=self.longest, positions=self.positions, tokens=self.scaled
        )
        return DecoderConfiguration(embedding=embedding, decoder=self.stack)


@dataclass(frozen=True, kw_only=True)
class MaskedWordsRecipe(TextRecipe):
    """An encoder-only model learns to predict hidden words (Devlin et al. 2018, section 3.1, task 1).

    Attributes:
        chosen: the share of the words that it has to predict, at least one in each sentence.
        masked, random: the shares of these words that are replaced by [MASK] and by random words; the others stay.
    """

    chosen: float = 0.15
    masked: float = 0.8
    random: float = 0.1

    def configuration(self, vocabulary: int, padding: int) -> EncoderConfiguration:
        embedding = EmbeddingParts(
            vocabulary=vocabulary, longest=self.longest, positions="learned", norm="layer-norm", types=1
        )
        return EncoderConfiguration(
            embedding=embedding, encoder=replace(self.stack, padding=padding), masked_words=True
        )


GPT = LanguageModelRecipe(
    name="english-gpt",
    stack=paper_stack(
        2,
        64,
        4,
        256,
        residual="pre-norm",
        last_norm="norm",
        activation="gelu-tanh",
        query_bias=True,
        output_bias=True,
    ),
    positions="learned",
)
"""The parts of GPT-2 (Radford et al. 2019)."""

BERT = MaskedWordsRecipe(
    name="english-bert",
    stack=paper_stack(2, 64, 4, 256, activation="gelu", query_bias=True, output_bias=True, epsilon=1e-12),
)
"""The parts of BERT (Devlin et al. 2018)."""

PAPER = LanguageModelRecipe(
    name="english-2017",
    stack=paper_stack(2, 32, 4, 96),
    positions="sinusoidal",
    scaled="scaled",
    updates=3500,
)
"""The parts of Vaswani et al. 2017, without the encoder."""

Parts = Mapping[str, Any]
NO_POSITIONS: Parts = {"positions": "none"}

SWITCHES: Mapping[str, tuple[Parts, Parts]] = {
    "english-pre-norm": ({"residual": "pre-norm", "last_norm": "norm"}, {}),
    "english-rms-norm": ({"norm": "rms-norm"}, {}),
    "english-rotary": ({"positions": "rotary"}, NO_POSITIONS),
    # With two thirds of d_ff, its three matrices have as many parameters as the two of PAPER (Shazeer 2020).
    "english-swiglu": ({"feed_forward": "gated", "activation": "silu", "hidden_bias": False, "d_ff": 64}, {}),
    "english-grouped": ({"groups": 2}, {}),
}
"""What each change since 2017 changes in the stack of PAPER, and in its embedding; by the name of the model."""


def _changed(name: str, *switches: tuple[Parts, Parts]) -> LanguageModelRecipe:
    recipe = PAPER
    for stack, embedding in switches:
        recipe = replace(recipe, stack=replace(recipe.stack, **stack), **embedding)
    return replace(recipe, name=name)


SINCE = (
    PAPER,
    *(_changed(name, switch) for name, switch in SWITCHES.items()),
    _changed("english-llama", *SWITCHES.values()),
)
"""The 2017 model, with each change alone, and with all of them, as in Llama (Touvron et al. 2023)."""

RECIPES: Mapping[str, tuple[TextRecipe, ...]] = {
    LANGUAGE_MODEL: (GPT,),
    MASKED_WORDS: (BERT,),
    SINCE_2017: SINCE,
}
"""The recipes of each task of the command `train`."""


def recipes(task: str, fast: bool = False, updates: int | None = None) -> list[TextRecipe]:
    """The recipes of a task, or fast ones; `updates` shortens them, for experiments."""
    chosen = RECIPES[task]
    return [(replace(recipe, **FAST) if fast else recipe).shorter(updates) for recipe in chosen]
