"""The encoder-decoder of "Attention Is All You Need" (Vaswani et al. 2017, figure 1), as a tree of steps."""

from __future__ import annotations

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from .. import operations
from .configuration import Configuration
from .embedding import embedding
from .layers import Cache, Decoder, Encoder
from .leaf import Unchanged
from .linear import Linear
from .mask import refuse_length, refuse_padding_first
from .prediction import FinalBias, LogProbabilities, OutputScale
from .stack import EncoderDecoderConfiguration

Ids = Int[Tensor, "batch position"]
Stream = Float[Tensor, "batch position d_model"]


class Transformer(nn.Module):
    """Converts source and target ids to the log-probabilities of the token after each target position.

    In the paper, source embedding, target embedding and output projection share one matrix (section 3.4).
    """

    def __init__(self, sizes: Configuration | EncoderDecoderConfiguration) -> None:
        super().__init__()
        self.configuration = sizes
        self.parts = parts = sizes.parts
        d_model = parts.decoder.d_model
        self.source_embedding = embedding(parts.source_embedding, parts.encoder)
        self.encoder = Encoder(parts.encoder)
        self.target_embedding = embedding(parts.target_embedding, parts.decoder)
        self.decoder = Decoder(parts.decoder, parts.encoder.padding)
        self.scaled = OutputScale(d_model) if parts.output == "scaled" else Unchanged()
        vocabulary = parts.target_embedding.vocabulary
        self.logits = Linear(operations.linear.logits, d_model, vocabulary, bias=parts.logits_bias)
        self.final_bias = FinalBias(vocabulary) if parts.final_bias else Unchanged()
        self.log_probabilities = LogProbabilities()
        if parts.shared:
            self.target_embedding.tokens.weight = self.source_embedding.tokens.weight
        if parts.tied:
            self.logits.weight = self.target_embedding.tokens.weight

    def encode(self, source: Ids) -> Stream:
        """The encoder's output, which the decoder reads."""
        self._refuse(source, self.parts.encoder.padding)
        return self.encoder(self.source_embedding(source), source)

    def decode(self, target: Ids, memory: Stream, source: Ids) -> Float[Tensor, "batch position token"]:
        """Log-probabilities of the token that follows each target position."""
        self._refuse(target, self.parts.decoder.padding)
        x = self.decoder(self.target_embedding(target), memory, target, source)
        return self._predict(x)

    def init_cache(self, memory: Stream) -> Cache:
        """The cache before the first target position."""
        return self.decoder.init_cache(memory)

    def decode_step(
        self, latest: Ids, target: Ids, cache: Cache, source: Ids
    ) -> tuple[Float[Tensor, "batch latest token"], Cache]:
        """The log-probabilities that `decode` gives for the latest positions, without computing the earlier ones.

        Args:
            latest: the last target positions: those that the cache does not hold yet.
            target: all target positions so far, including the latest.
            cache: from `init_cache` or the previous call. It does not change, so several continuations can use it.

        Returns:
            Log-probabilities of the token after each latest position, and a cache that holds these positions too.
        """
        self._refuse(target, self.parts.decoder.padding)
        x = self.target_embedding(latest, target.shape[1] - latest.shape[1])
        x, cache = self.decoder.decode_step(x, cache, latest, target, source)
        return self._predict(x), cache

    def _predict(self, x: Stream) -> Float[Tensor, "batch position token"]:
        return self.log_probabilities(self.final_bias(self.logits(self.scaled(x))))

    def forward(self, source: Ids, target: Ids) -> Float[Tensor, "batch position token"]:
        return self.decode(target, self.encode(source), source)

    def _refuse(self, ids: Ids, padding: int) -> None:
        refuse_length(ids, self.configuration.longest)
        if not ids.is_meta:  # a model on the device "meta" has shapes only
            refuse_padding_first(ids, padding)


def build(sizes: Configuration, seed: int | None = None) -> Transformer:
    """A Transformer with random weights: the same for the same seed. The global random generator does not change."""
    with torch.random.fork_rng(enabled=seed is not None):
        if seed is not None:
            torch.manual_seed(seed)
        return Transformer(sizes)
