"""An encoder-only model (BERT: Devlin et al. 2018, arXiv 1810.04805)."""

from __future__ import annotations

from jaxtyping import Float, Int
from torch import Tensor, nn

from .. import operations
from .embedding import TypedEmbedding, positions
from .layers import ACTIVATIONS, Encoder, norm
from .leaf import Leaf, Unchanged
from .linear import Linear
from .mask import refuse_length, refuse_padding_first
from .prediction import LogProbabilities
from .recurrent import Tanh
from .stack import EncoderConfiguration, Stack

Ids = Int[Tensor, "batch position"]
Stream = Float[Tensor, "batch position d_model"]
LogProbability = Float[Tensor, "batch position token"]


class FirstPosition(Leaf):
    """The vector of the first position alone."""

    operation = operations.first_position.first_position
    setting_names = ("place",)
    place = 0

    def forward(self, x: Stream) -> Float[Tensor, "batch 1 d_model"]:
        return x[:, :1].clone()


class Pooler(nn.Module):
    """tanh of a linear map of the first position, which stands for the whole text (section 4.1)."""

    def __init__(self, d_model: int) -> None:
        super().__init__()
        self.first = FirstPosition()
        self.linear = Linear(operations.linear.pooler, d_model, d_model)
        self.tanh = Tanh(operations.activation.tanh)

    def forward(self, x: Stream) -> Float[Tensor, "batch 1 d_model"]:
        return self.tanh(self.linear(self.first(x)))


class MaskedWords(nn.Module):
    """The log-probability of each token at each position, as if that position were masked (section 3.1, task 1)."""

    def __init__(self, stack: Stack, vocabulary: int) -> None:
        super().__init__()
        self.transform = Linear(operations.linear.transform, stack.d_model, stack.d_model)
        self.activation = ACTIVATIONS[stack.activation]()
        self.norm = norm(stack)
        self.logits = Linear(operations.linear.masked_logits, stack.d_model, vocabulary)
        self.log_probabilities = LogProbabilities()

    def forward(self, x: Stream) -> LogProbability:
        x = self.norm(self.activation(self.transform(x)))
        return self.log_probabilities(self.logits(x))


class NextSentence(nn.Module):
    """The log-probability that the second sentence follows the first, and that it does not (section 3.1, task 2)."""

    def __init__(self, d_model: int) -> None:
        super().__init__()
        self.logits = Linear(operations.linear.next_sentence, d_model, 2)
        self.log_probabilities = LogProbabilities(operations.softmax.class_log_probabilities)

    def forward(self, pooled: Float[Tensor, "batch 1 d_model"]) -> Float[Tensor, "batch 1 class"]:
        return self.log_probabilities(self.logits(pooled))


class EncoderOnly(nn.Module):
    """Converts ids and token types to a vector at each position and, with a head for it, to masked words."""

    def __init__(self, sizes: EncoderConfiguration) -> None:
        super().__init__()
        self.configuration = sizes
        stack, parts = sizes.encoder, sizes.embedding
        self.embedding = TypedEmbedding(
            parts.vocabulary,
            parts.types,
            stack.d_model,
            positions(parts, stack.d_model),
            norm(stack) if parts.norm == "layer-norm" else Unchanged(),
            stack.dropout,
        )
        self.encoder = Encoder(stack)
        self.pooler = Pooler(stack.d_model) if sizes.pooled else None
        self.masked_words = MaskedWords(stack, parts.vocabulary) if sizes.masked_words else None
        self.next_sentence = NextSentence(stack.d_model) if sizes.next_sentence else None
        if self.masked_words is not None and sizes.masked_words_tied:
            self.masked_words.logits.weight = self.embedding.tokens.weight

    def forward(self, ids: Ids, types: Ids) -> Stream | LogProbability:
        """The log-probability of each token at each position, or the last layer's output if the model has no head for
        masked words."""
        refuse_length(ids, self.configuration.longest)
        if not ids.is_meta:
            refuse_padding_first(ids, self.configuration.encoder.padding)
        x = self.encoder(self.embedding(ids, types), ids)
        if self.pooler is not None:
            pooled = self.pooler(x)
            if self.next_sentence is not None:
                self.next_sentence(pooled)
        return x if self.masked_words is None else self.masked_words(x)
