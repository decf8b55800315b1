"""A decoder-only language model (GPT-2: Radford et al. 2019; Llama: Touvron et al. 2023, arXiv 2302.13971)."""

from __future__ import annotations

from jaxtyping import Float, Int
from torch import Tensor, nn

from .. import operations
from .embedding import embedding
from .layers import CausalCache, CausalDecoder
from .linear import Linear
from .mask import refuse_length, refuse_padding_first
from .prediction import LogProbabilities
from .stack import DecoderConfiguration

Ids = Int[Tensor, "batch position"]
LogProbability = Float[Tensor, "batch position token"]


class DecoderOnly(nn.Module):
    """Converts the ids of a text to the log-probabilities of the token after each position."""

    def __init__(self, sizes: DecoderConfiguration) -> None:
        super().__init__()
        self.configuration = sizes
        stack, vocabulary = sizes.decoder, sizes.embedding.vocabulary
        self.embedding = embedding(sizes.embedding, stack)
        self.decoder = CausalDecoder(stack)
        self.logits = Linear(operations.linear.logits, stack.d_model, vocabulary, bias=sizes.logits_bias)
        self.log_probabilities = LogProbabilities()
        if sizes.tied:
            self.logits.weight = self.embedding.tokens.weight

    def forward(self, ids: Ids) -> LogProbability:
        self._refuse(ids)
        return self._predict(self.decoder(self.embedding(ids), ids))

    def init_cache(self) -> CausalCache:
        """The cache before the first token."""
        return self.decoder.init_cache()

    def decode_step(self, latest: Ids, ids: Ids, cache: CausalCache) -> tuple[LogProbability, CausalCache]:
        """The log-probabilities that `forward` gives for the latest positions, without computing the earlier ones.

        Args:
            latest: the last tokens: those that the cache does not hold yet.
            ids: all tokens so far, including the latest.
            cache: from `init_cache` or the previous call. It does not change, so several continuations can use it.

        Returns:
            Log-probabilities of the token after each latest position, and a cache that holds these positions too.
        """
        self._refuse(ids)
        x = self.embedding(latest, ids.shape[1] - latest.shape[1])
        x, cache = self.decoder.decode_step(x, cache, latest, ids)
        return self._predict(x), cache

    def _predict(self, x: Float[Tensor, "batch position d_model"]) -> LogProbability:
        return self.log_probabilities(self.logits(x))

    def _refuse(self, ids: Ids) -> None:
        refuse_length(ids, self.configuration.longest)
        if not ids.is_meta:  # a model on the device "meta" has shapes only
            refuse_padding_first(ids, self.configuration.decoder.padding)
