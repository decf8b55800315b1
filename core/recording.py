"""Forward hooks on the leaves of a model, for the length of a `with` block → the steps of a trace."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from torch import Tensor, nn

from .nn.leaf import Leaf
from .operations.expression import Source
from .operations.operation import Array, Setting
from .trace import Step


class RecordingError(RuntimeError):
    """A model did something that a trace cannot tell truly."""


@dataclass(frozen=True)
class _Record:
    name: str
    visit: int
    leaf: Leaf
    inputs: tuple[Source, ...]
    settings: dict[str, Setting]
    output: Tensor
    version: int


@dataclass
class Recording:
    """What the hooks have seen so far.

    Outputs are kept as they are, so an `id` stays an identity and nothing is copied while the model runs.
    """

    parameters: Mapping[int, str]
    _made_by: dict[int, Source] = field(default_factory=dict)
    _records: list[_Record] = field(default_factory=list)
    _visits: dict[str, int] = field(default_factory=dict)
    _tokens: list[Tensor] = field(default_factory=list)

    def tokens(self, name: str, ids: Tensor) -> None:
        """Makes the token ids that the model is about to be given known under a name."""
        self._tokens.append(ids)
        self._made_by[id(ids)] = Source("tokens", name)

    def seen(self, name: str, leaf: Leaf, inputs: tuple[Any, ...], output: Tensor) -> None:
        """One leaf has run."""
        visit = self._visits.get(name, 0)
        self._visits[name] = visit + 1
        sources = tuple(self._source(x, name) for x in inputs if isinstance(x, Tensor))
        if id(output) in self._made_by:
            raise RecordingError(f"{name} returned a tensor that was there before it ran; a step makes a new one")
        weights = tuple(Source("parameter", self.parameters[id(p)]) for p in leaf.parameters(recurse=False))
        self._made_by[id(output)] = Source("step", name, visit)
        self._records.append(
            _Record(name, visit, leaf, sources + weights, leaf.settings(*inputs), output, _version(output))
        )

    def _source(self, tensor: Tensor, name: str) -> Source:
        try:
            return self._made_by[id(tensor)]
        except KeyError:
            raise RecordingError(
                f"{name} was given a tensor that no recorded step made: the model computes outside of its leaves, "
                "or its tokens were not named with Recording.tokens"
            ) from None

    def __len__(self) -> int:
        return len(self._records)

    def steps(self) -> tuple[Step, ...]:
        """The steps in the order in which they ran, without the batch axis.

        Raises:
            RecordingError: a recorded tensor was changed in place afterwards, or more than one sentence was run.
        """
        return tuple(_step(record) for record in self._records)


def _version(tensor: Tensor) -> int:
    return 0 if tensor.is_inference() else tensor._version


def _step(record: _Record) -> Step:
    output, operation = record.output, record.leaf.operation
    if _version(output) != record.version:
        raise RecordingError(f"{record.name} was changed in place after it was recorded")
    if output.shape[0] != 1:
        raise RecordingError(f"a trace is of one sentence; {record.name} holds a batch of {output.shape[0]}")
    array: Array = output.detach()[0].cpu().numpy()
    return Step(
        name=record.name,
        visit=record.visit,
        operation=operation.name,
        formula=operation.formula.latex(),
        inputs=record.inputs,
        settings=record.settings,
        axes=operation.axes,
        shape=array.shape,
        dtype=str(array.dtype),
        load=lambda: array,
    )


@contextmanager
def record(model: nn.Module, **tokens: Tensor) -> Iterator[Recording]:
    """Records every leaf of `model` that runs inside the block.

        with record(model, source=source, target=target) as recording:
            model(source, target)
        steps = recording.steps()

    Where a step's inputs came from is found by identity: the tensor that one leaf returned is the tensor that another
    is given. When the block is left, also by an exception, no hook remains.

    Args:
        model: evaluated as it is; call `.eval()` first, since dropout is no step.
        tokens: the ids that the model will be given, by name.

    Raises:
        RecordingError: the model is in training mode, or computes outside of its leaves.
    """
    if model.training:
        raise RecordingError("the model is in training mode, where dropout changes numbers unseen; call model.eval()")
    names = {id(parameter): name for name, parameter in model.named_parameters()}
    recording = Recording(names)
    for name, ids in tokens.items():
        recording.tokens(name, ids)
    hooks = [
        module.register_forward_hook(_hook(recording, name))
        for name, module in model.named_modules()
        if isinstance(module, Leaf)
    ]
    try:
        yield recording
    finally:
        for hook in hooks:
            hook.remove()


def _hook(recording: Recording, name: str) -> Any:
    def hook(leaf: Leaf, inputs: tuple[Any, ...], output: Tensor) -> None:
        recording.seen(name, leaf, inputs, output)

    return hook
