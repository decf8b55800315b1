"""Models that read vectors instead of tokens: what PyTorch's `nn.Transformer` is without an embedding."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from .. import operations
from ..support.errors import Problem
from ..support.localization import _
from .layers import Decoder, Encoder
from .leaf import Leaf, TokenIds
from .mask import CausalMask, PaddingMask, refuse_padding_first
from .stack import Stack

Ids = Int[Tensor, "batch position"]
Stream = Float[Tensor, "batch position d_model"]
Vectors = Float[Tensor, "..."]  # in PyTorch's layout: see `Input`
Padding = Bool[Tensor, "..."] | None  # [batch, position] or [position]; True where a vector is padding

PADDING = 0  # the id of a vector that is padding


@dataclass(frozen=True, eq=False)
class Given:
    """Vectors that no part of the model computed."""

    vectors: Stream


class InputVectors(Leaf):
    """The vectors that a model reads."""

    operation = operations.input_vectors.input_vectors

    def forward(self, ids: Ids, given: Given) -> Stream:
        return given.vectors.clone()


class VectorIds(TokenIds):
    """The ids 1, 2, 3, … of vectors, from which masks are made; padding has the id 0."""

    def forward(self, vectors: Stream, padding: Bool[Tensor, "batch position"] | None) -> Ids:
        ids = torch.arange(1, vectors.shape[1] + 1, device=vectors.device).repeat(len(vectors), 1)
        return ids if padding is None else ids.masked_fill(padding, PADDING)


class Input(nn.Module):
    """An input of a model: vectors [batch, position, d_model], [position, batch, d_model] or [position, d_model].

    Args:
        name: that of its token ids in a trace.
        batch_first: whether the batch axis comes first.
    """

    def __init__(self, name: str, d_model: int, batch_first: bool) -> None:
        super().__init__()
        self.d_model, self.batch_first = d_model, batch_first
        self.ids = VectorIds(name)
        self.vectors = InputVectors()

    def forward(self, vectors: Vectors, padding: Padding) -> tuple[Stream, Ids]:
        if vectors.dim() not in (2, 3) or vectors.shape[-1] != self.d_model or not vectors.numel():
            raise Problem(
                _(
                    "vectors of shape {shape} do not fit: use [position, {d_model}], or three axes with the batch",
                    shape=list(vectors.shape),
                    d_model=self.d_model,
                )
            )
        if vectors.dim() == 2:
            vectors, padding = vectors.unsqueeze(0), None if padding is None else padding.unsqueeze(0)
        elif not self.batch_first:
            vectors = vectors.transpose(0, 1)
        if padding is not None and (padding.dtype != torch.bool or padding.shape != vectors.shape[:2]):
            raise Problem(
                _(
                    "the padding must be true or false for each of the {batch} × {positions} vectors",
                    batch=vectors.shape[0],
                    positions=vectors.shape[1],
                )
            )
        ids = self.ids(vectors, padding)
        if padding is not None:
            refuse_padding_first(ids, PADDING)
        return self.vectors(ids, Given(vectors)), ids

    def returned(self, x: Stream, given: Vectors) -> Vectors:
        """The output of a model in the layout of its input."""
        if given.dim() == 2:
            return x[0]
        return x if self.batch_first else x.transpose(0, 1)


class VectorEncoder(nn.Module):
    """An encoder of vectors: PyTorch's `nn.TransformerEncoder`.

    Args:
        causal: whether a position attends only to itself and earlier ones.
        batch_first: the layout of input and output; see `Input`.
    """

    def __init__(self, stack: Stack, causal: bool, batch_first: bool) -> None:
        super().__init__()
        self.source = Input("source", stack.d_model, batch_first)
        self.encoder = masked(Encoder(stack), causal)

    def forward(self, source: Vectors, source_padding: Padding = None) -> Vectors:
        x, ids = self.source(source, source_padding)
        return self.source.returned(self.encoder(x, ids), source)


class VectorDecoder(nn.Module):
    """A decoder of vectors that reads the output of an encoder: PyTorch's `nn.TransformerDecoder`."""

    def __init__(self, stack: Stack, causal: bool, batch_first: bool) -> None:
        super().__init__()
        self.memory = Input("source", stack.d_model, batch_first)
        self.target = Input("target", stack.d_model, batch_first)
        self.decoder = masked(Decoder(stack, PADDING), causal)

    def forward(
        self,
        target: Vectors,
        memory: Vectors,
        target_padding: Padding = None,
        memory_padding: Padding = None,
    ) -> Vectors:
        encoded, source_ids = self.memory(memory, memory_padding)
        x, ids = self.target(target, target_padding)
        return self.target.returned(self.decoder(x, encoded, ids, source_ids), target)


class VectorTransformer(nn.Module):
    """An encoder and a decoder of vectors: PyTorch's `nn.Transformer`."""

    def __init__(self, encoder: Stack, decoder: Stack, causal: bool, batch_first: bool) -> None:
        super().__init__()
        self.source = Input("source", encoder.d_model, batch_first)
        self.encoder = masked(Encoder(encoder), causal=False)
        self.target = Input("target", decoder.d_model, batch_first)
        self.decoder = masked(Decoder(decoder, PADDING), causal)

    def forward(
        self,
        source: Vectors,
        target: Vectors,
        source_padding: Padding = None,
        target_padding: Padding = None,
    ) -> Vectors:
        x, source_ids = self.source(source, source_padding)
        memory = self.encoder(x, source_ids)
        x, ids = self.target(target, target_padding)
        return self.target.returned(self.decoder(x, memory, ids, source_ids), target)


def masked(stack: Encoder | Decoder, causal: bool) -> Encoder | Decoder:
    """The stack with this mask in the slot of each self-attention."""
    for layer in stack.layers:
        layer.self_attention.mask = CausalMask(PADDING) if causal else PaddingMask(PADDING)  # type: ignore[union-attr]
    return stack
