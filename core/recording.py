"""Forward hooks on the leaves of a model, for the length of a `with` block → the steps of a trace."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from torch import Tensor, nn
from torch.nn.modules.module import register_module_forward_hook

from .nn.leaf import Leaf
from .operations.expression import Source
from .operations.operation import Array
from .trace import Step


class RecordingError(RuntimeError):
    """A model did something that a trace cannot tell truly."""


class _Seen(NamedTuple):
    """One run of a leaf as the hook saw it: nothing is worked out while the model runs."""

    name: str
    leaf: Leaf
    inputs: tuple[Any, ...]
    named: dict[str, Any]
    output: Tensor
    version: int


@dataclass
class Recording:
    """What the hooks have seen so far.

    Inputs and outputs are kept as they are: nothing is copied, and while a tensor is kept no other can have
    its `id`, so an `id` is an identity.
    """

    _seen: list[_Seen] = field(default_factory=list)
    _tokens: dict[str, Tensor] = field(default_factory=dict)
    _parameters: dict[int, str] = field(default_factory=dict)

    def tokens(self, name: str, ids: Tensor) -> None:
        """Makes token ids that the model is given known under a name."""
        for known, there in self._tokens.items():
            if there is ids:
                raise RecordingError(
                    f"{name} is the same tensor as {known}; a clone of it can have a name of its own"
                )
        self._tokens[name] = ids

    def __len__(self) -> int:
        return len(self._seen)

    def steps(self) -> tuple[Step, ...]:
        """The steps in the order in which they ran, without the batch axis.

        Raises:
            RecordingError: the model computed outside of its leaves, a recorded tensor was changed in place
                afterwards, or several sentences were run.
        """
        made_by = {id(ids): Source("tokens", name) for name, ids in self._tokens.items()}
        visits: Counter[str] = Counter()
        return tuple(self._step(seen, made_by, visits) for seen in self._seen)

    def _step(self, seen: _Seen, made_by: dict[int, Source], visits: Counter[str]) -> Step:
        _refuse_what_no_trace_can_tell(seen, made_by)
        leaf, operation = seen.leaf, seen.leaf.operation
        inputs = tuple(made_by[id(x)] for x in seen.inputs if isinstance(x, Tensor))
        weights = tuple(Source("parameter", self._parameters[id(p)]) for p in leaf.parameters(recurse=False))
        source = Source("step", seen.name, visits[seen.name])
        visits[seen.name] += 1
        made_by[id(seen.output)] = source
        array: Array = seen.output.detach()[0].cpu().numpy()
        return Step(
            name=source.name,
            visit=source.visit,
            operation=operation.name,
            formula=operation.latex,
            inputs=inputs + weights,
            settings=leaf.settings(*seen.inputs),
            axes=operation.axes,
            shape=array.shape,
            dtype=str(array.dtype),
            load=lambda: array,
        )


def _refuse_what_no_trace_can_tell(seen: _Seen, made_by: Mapping[int, Source]) -> None:
    if seen.named:
        given = next(iter(seen.named))
        raise RecordingError(f"{seen.name} was given {given} by keyword; a leaf takes its inputs in order")
    if any(isinstance(x, Tensor) and id(x) not in made_by for x in seen.inputs):
        raise RecordingError(
            f"{seen.name} was given a tensor that no recorded step made: the model computes outside of its "
            "leaves, or its tokens were not named with Recording.tokens"
        )
    if id(seen.output) in made_by:
        raise RecordingError(
            f"{seen.name} returned a tensor that was there before it ran; a step makes a new one"
        )
    if _version(seen.output) != seen.version:
        raise RecordingError(f"{seen.name} was changed in place after it was recorded")
    if seen.output.shape[0] != 1:
        raise RecordingError(
            f"a trace is of one sentence; {seen.name} holds a batch of {seen.output.shape[0]}"
        )


def _version(tensor: Tensor) -> int:
    return 0 if tensor.is_inference() else tensor._version


@contextmanager
def record(model: nn.Module, **tokens: Tensor) -> Iterator[Recording]:
    """Records every leaf of `model` that runs inside the block.

        with record(model, source=source, target=target) as recording:
            model(source, target)
        steps = recording.steps()

    Where a step's inputs came from is found by identity: the tensor that one leaf returned is the tensor that
    another is given. When the block is left, also by an exception, no hook remains.

    Args:
        model: evaluated as it is; call `.eval()` first, since dropout is no step.
        tokens: the ids that the model will be given, by name.

    Raises:
        RecordingError: the model is in training mode.
    """
    recording = Recording()
    names: dict[nn.Module, str] = {}
    for name, module in model.named_modules():
        if module.training:
            raise RecordingError(
                "the model is in training mode, where dropout changes numbers unseen; call model.eval()"
            )
        if isinstance(module, Leaf):
            names[module] = name
            for parameter, tensor in module.named_parameters(recurse=False):
                recording._parameters.setdefault(id(tensor), f"{name}.{parameter}")
    for name, ids in tokens.items():
        recording.tokens(name, ids)
    # One hook that every module passes, and that looks only at this model's leaves: registering (and
    # removing) three hundred hooks one by one costs more than all that they then do.
    hook = register_module_forward_hook(_hook(recording, names), with_kwargs=True)
    try:
        yield recording
    finally:
        hook.remove()


def _hook(recording: Recording, names: Mapping[nn.Module, str]) -> Any:
    keep, name_of = recording._seen.append, names.get

    def hook(leaf: Leaf, inputs: tuple[Any, ...], named: dict[str, Any], output: Tensor) -> None:
        if (name := name_of(leaf)) is not None:
            keep(_Seen(name, leaf, inputs, named, output, _version(output)))

    return hook
