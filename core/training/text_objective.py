"""What the training runs of models that read only English have in common."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar

from ..grammar.vocabulary import Vocabulary
from .batches import shuffled
from .objective import Objective, SomeModel
from .text_recipe import TextRecipe
from .texts import Texts, Words

Ids = list[int]


class TextObjective(Objective[SomeModel, Ids]):
    """What a model learns from English sentences.

    Attributes:
        architecture: of the model, as configuration.json states it.
        words: its vocabulary.
        configuration: its sizes and parts.
    """

    architecture: ClassVar[str]
    words: Vocabulary
    configuration: Any

    def __init__(self, recipe: TextRecipe, words: Vocabulary, sentences: Sequence[Words]) -> None:
        self.tokens, self.words = recipe.tokens, words
        self.configuration = recipe.configuration(len(words), words.padding)
        self.sentences = [self.ids(sentence) for sentence in sentences]

    def epoch(self, seed: int) -> list[list[Ids]]:
        return shuffled(self.sentences, self.tokens, seed, lambda ids: (len(ids),))

    @abstractmethod
    def ids(self, sentence: Words) -> Ids:
        """A sentence as the model reads it, with the special tokens around it."""

    @abstractmethod
    def dev_loss(self, model: SomeModel, sentences: Sequence[Words]) -> float:
        """The mean loss on development data, measured while the model is trained."""

    @abstractmethod
    def figures(self, model: SomeModel, texts: Texts) -> dict[str, Any]:
        """The figures of the model's card that only this objective has."""
