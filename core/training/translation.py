"""Learning to translate: sentence pairs, teacher forcing and a smoothed loss (Vaswani et al. 2017, section 5)."""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor

from ..nn.configuration import Configuration
from ..nn.transformer import Transformer
from .batches import Pair, collate, epoch
from .loss import smoothed_cross_entropy
from .objective import Objective
from .recipe import Recipe


class Translation(Objective[Transformer, Pair]):
    """A Transformer learns the target of each pair.

    Args:
        vocabulary: number of tokens.
        padding: id of the padding token.
        residual: the place of LayerNorm.
    """

    def __init__(
        self,
        recipe: Recipe,
        pairs: Sequence[Pair],
        vocabulary: int,
        padding: int,
        residual: str = "post-norm",
    ) -> None:
        self.recipe, self.pairs, self.padding = recipe, pairs, padding
        self.configuration = configuration(recipe, vocabulary, padding, residual)

    def build(self) -> Transformer:
        return Transformer(self.configuration)

    def epoch(self, seed: int) -> list[list[Pair]]:
        return epoch(self.pairs, self.recipe.tokens, seed)

    def loss(self, model: Transformer, batch: list[Pair]) -> Tensor:
        ids = collate(batch, self.padding)
        log_probabilities = model(ids.source, ids.target)
        return smoothed_cross_entropy(log_probabilities, ids.wanted, self.recipe.smoothing, self.padding)


def configuration(
    recipe: Recipe, vocabulary: int, padding: int, residual: str = "post-norm"
) -> Configuration:
    """The model that a recipe trains."""
    return Configuration(
        vocabulary=vocabulary,
        d_model=recipe.d_model,
        layers=recipe.layers,
        heads=recipe.heads,
        d_ff=recipe.d_ff,
        dropout=recipe.dropout,
        longest=recipe.longest,
        residual=residual,
        padding=padding,
    )
