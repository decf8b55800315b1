"""The sequence models as the labs run them, and how the output depends on each position's input.

Imports torch, so a lab imports this inside `run`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from ....core.checkpoints.loading import initial_sequence, load_sequence
from ....core.nn.layers import EncoderLayer
from ....core.nn.mask import BandMask, Mask
from ....core.nn.recurrent import Rnn
from ....core.nn.sequence import PADDING, AttentionLayers, SequenceModel
from ....core.nn.sequence_configuration import FAMILIES
from ....core.running.influence import after_layers, of_layers
from ....core.running.torch_settings import pinned
from ....core.running.workers import Send
from ....core.tasks import Ids
from ....core.training.fast_recurrent import fast
from ..lab import Floats
from .sequence_files import TRAINED, UNTRAINED, checkpoint

WINDOW, FULLY_CONNECTED = "window", "fully connected"
AT_ONCE = 100  # sequences per batch, to limit memory
NEVER_TRAINED = (FULLY_CONNECTED, WINDOW)


class BothMasks(Mask):
    """A mask that allows what both of two masks allow."""

    def __init__(self, one: Mask, other: Mask) -> None:
        super().__init__(PADDING)
        self.one, self.other = one, other

    def forward(self, query_ids: Tensor, key_ids: Tensor) -> Tensor:
        allowed: Tensor = self.one(query_ids, key_ids) & self.other(query_ids, key_ids)
        return allowed


class FullyConnectedLayer(nn.Module):
    """All positions as one long vector, one matrix, ReLU: only for sequences of a fixed length."""

    allowed: Tensor

    def __init__(self, positions: int, size: int, causal: bool) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(positions * size, positions * size))
        nn.init.xavier_uniform_(self.weight)
        seen = torch.ones(positions, positions)
        self.register_buffer("allowed", torch.kron(seen.tril() if causal else seen, torch.ones(size, size)))

    def forward(self, x: Tensor) -> Tensor:
        together = x.flatten(1) @ (self.weight * self.allowed).T
        return torch.relu(together).reshape(x.shape)


class FullyConnected(nn.Module):
    """A stack of fully connected layers."""

    def __init__(self, positions: int, size: int, layers: int, causal: bool) -> None:
        super().__init__()
        self.layers = nn.ModuleList(FullyConnectedLayer(positions, size, causal) for _layer in range(layers))

    def forward(self, x: Tensor) -> Tensor:
        for layer in self.layers:
            x = layer(x)
        return x


def model_of(of_task: str, family: str, weights: str) -> SequenceModel:
    """The shipped model, or the model before its first update, in float64."""
    found = checkpoint(of_task, family)
    if weights == TRAINED:
        return load_sequence(found).double()
    return initial_sequence(found).double().eval()


def never_trained(of_task: str, kind: str, positions: int, radius: int) -> SequenceModel:
    """The untrained attention model of a task, restricted to a window or replaced by fully connected layers."""
    model = model_of(of_task, "attention", UNTRAINED)
    assert isinstance(model.encoder, AttentionLayers)
    sizes = model.configuration
    if kind == WINDOW:
        for layer in model.encoder.layers:
            assert isinstance(layer, EncoderLayer)
            layer.self_attention.mask = BothMasks(layer.self_attention.mask, BandMask(PADDING, radius))
        return model
    with torch.random.fork_rng():
        torch.manual_seed(0)
        model.encoder = FullyConnected(positions, sizes.size, sizes.layers, sizes.causal).double()
    return model


def untrained(of_task: str, positions: int, radius: int) -> dict[str, SequenceModel]:
    """All kinds of models by name, before training."""
    return {
        **{kind: never_trained(of_task, kind, positions, radius) for kind in NEVER_TRAINED},
        **{family: model_of(of_task, family, UNTRAINED) for family in FAMILIES},
    }


def trained(of_task: str) -> dict[str, SequenceModel]:
    """The shipped models of a task, by family."""
    return {family: model_of(of_task, family, TRAINED) for family in FAMILIES}


def streams(ids: Ids) -> list[Tensor]:
    """The ids of sequences [sequence, position, stream], one tensor for each stream."""
    whole = torch.from_numpy(ids)
    return [whole[..., part].contiguous() for part in range(whole.shape[-1])]


@contextmanager
def embedded_as(model: SequenceModel, a: Tensor) -> Iterator[None]:
    """Within the block the model reads `a` instead of its embedded input."""
    handle = model.embedding.register_forward_hook(lambda *_call: a)
    try:
        yield
    finally:
        handle.remove()


def influences(model: SequenceModel, ids: Sequence[Tensor]) -> Floats:
    """‖∂b_i/∂a_j‖ of one sequence after each layer, [layer, to, from]."""
    return np.stack([layer.numpy() for layer in of_layers(model, *ids)])


def nudged(model: SequenceModel, ids: Sequence[Tensor], place: int, by: Floats) -> tuple[Floats, Floats]:
    """The effect of a change of a on b after each layer, [layer, position, feature].

    Args:
        by: the vector added to a at a position, [feature].

    Returns:
        The actual change of b, and the change predicted by the directional derivative.
    """
    a = model.embedding(*ids).detach()
    change = torch.zeros_like(a)
    change[0, place] = torch.from_numpy(by)

    def b(x: Tensor) -> Tensor:
        return torch.cat(list(after_layers(model, x, ids[0])))

    before, slope = torch.autograd.functional.jvp(b, a, change)  # type: ignore[no-untyped-call]
    with torch.no_grad():
        after = b(a + change)
    return (after - before).numpy(), slope.numpy()


def pull(
    model: SequenceModel, ids: Sequence[Tensor], asks: Ids, wanted: Ids
) -> tuple[Floats, NDArray[np.bool_]]:
    """How the log-probability of the right answer depends on each position's input.

    Args:
        asks: [sequence], the position of the question.
        wanted: [sequence], the number of the right answer.

    Returns:
        The norm of the gradient, [sequence, position], and whether each answer is right.
    """
    a = model.embedding(*ids).detach().requires_grad_(True)
    with embedded_as(model, a):
        said = model(*ids)[torch.arange(len(asks)), torch.from_numpy(asks)]  # sequence, answer
    right = torch.from_numpy(wanted)
    (gradient,) = torch.autograd.grad(said.gather(1, right[:, None]).sum(), a)
    return gradient.norm(dim=-1).numpy(), (said.argmax(dim=-1) == right).numpy()


@torch.no_grad()
def slopes(model: SequenceModel, ids: Sequence[Tensor]) -> Floats:
    """The slope of tanh at each number of a vanilla RNN's states, [layer, sequence, position, feature]."""
    found: list[Tensor] = []
    layers = [layer for layer in model.modules() if isinstance(layer, Rnn)]
    handles = [
        layer.register_forward_hook(lambda _layer, _x, states: found.append(1 - states**2))
        for layer in layers
    ]
    try:
        model(*ids)
    finally:
        for handle in handles:
            handle.remove()
    return torch.stack(found).numpy()


@pinned()
def answered(job: tuple[str, str, Ids], send: Send) -> NDArray[np.float32]:
    """The log-probabilities of a shipped model, [sequence, position, answer], in float32.

    A plain function that any worker can run.

    Args:
        job: the task, the family and the ids [sequence, position, stream].
    """
    of_task, family, ids = job
    model = load_sequence(checkpoint(of_task, family))
    with fast(model):
        answers = [
            model(*batch)
            for batch in zip(*(torch.split(each, AT_ONCE) for each in streams(ids)), strict=True)
        ]
    return torch.cat(answers).numpy()
