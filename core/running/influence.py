"""How strongly each output vector of a part of a model depends on each input vector: |∂b/∂a|, by autograd."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import torch
from jaxtyping import Float
from torch import Tensor

from ..nn.sequence import AttentionLayers, Ids, SequenceModel, Stream

AT_ONCE = 2**17  # numbers in the copies of a sequence in one backward pass; more need much memory

Influence = Float[Tensor, "to from"]


def influence(of: Callable[[Stream], Stream], at: Float[Tensor, "position feature"]) -> Influence:
    """The Frobenius norm of each block ∂b[to]/∂a[from], with b = of(a), at one sequence a.

    It is exactly 0 where an output does not depend on an input.

    Args:
        of: computes each sequence of a batch independently.
    """
    positions, features = at.shape
    with torch.no_grad():
        _batch, outputs, width = of(at[None]).shape
    squares = at.new_zeros(outputs * width, positions)
    several = max(1, AT_ONCE // (positions * features))
    for first in range(0, len(squares), several):
        which = torch.arange(first, min(first + several, len(squares)))
        # One copy of the sequence for each output number: a single backward pass gives all their gradients.
        copies = at.detach().expand(len(which), -1, -1).clone().requires_grad_()
        made = of(copies).flatten(1).gather(1, which[:, None])
        (gradient,) = torch.autograd.grad(made.sum(), copies)
        squares[which] = gradient.square().sum(dim=-1)
    return squares.view(outputs, width, positions).sum(dim=1).sqrt()


def after_layers(model: SequenceModel, x: Stream, ids: Ids) -> Iterator[Stream]:
    """The output of each layer, in order.

    Args:
        x: the output of `model.embedding`, [batch, position, feature].
        ids: the ids of the first part of the tokens, [1, position].
    """
    encoder = model.encoder
    if isinstance(encoder, AttentionLayers):
        x = encoder.sum(x, encoder.positions(ids))
        ids = ids.expand(len(x), -1)
        for layer in encoder.layers:
            yield (x := layer(x, ids))
    else:
        for layer in encoder.layers:  # type: ignore[union-attr]
            yield (x := layer(x))


def of_layers(model: SequenceModel, *ids: Ids) -> list[Influence]:
    """The influence of the embedded tokens on the states after each layer.

    Args:
        ids: one sequence; for each part of its tokens, [1, position].
    """
    with torch.no_grad():
        embedded = model.embedding(*ids)[0]

    def through(number: int) -> Callable[[Stream], Stream]:
        def of(x: Stream) -> Stream:
            for place, states in enumerate(after_layers(model, x, ids[0])):
                if place == number:
                    return states
            raise IndexError(number)

        return of

    return [influence(through(number), embedded) for number in range(model.configuration.layers)]
