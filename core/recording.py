"""Forward hooks on the leaves of a model, for the length of a `with` block → the steps of a trace."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from torch import Tensor, nn
from torch.nn.modules.module import register_module_forward_hook

from .nn.leaf import Leaf
from .operations.expression import Source
from .operations.operation import Array
from .outputs import StandIn, array_of, arrays, bytes_of, dtype_of
from .request import Keep
from .trace import Step
from .trace.statistics import measure

EVALUATE = "dropout would change numbers unseen: call model.eval()"


class RecordingError(RuntimeError):
    """A model did something that a trace cannot tell truly."""


READ = (Tensor, StandIn)  # what a leaf can have read


class _Seen(NamedTuple):
    """One run of a module as the hook saw it: nothing is worked out while the model runs."""

    module: nn.Module
    inputs: tuple[Any, ...]
    named: dict[str, Any]
    output: Any
    version: int
    training: bool


@dataclass
class Recording:
    """What the hook has seen so far.

    Inputs and outputs are kept as they are: nothing is copied, and while a tensor is kept no other can have
    its `id`, so an `id` is an identity.
    """

    model: nn.Module
    _seen: list[tuple[Any, ...]] = field(default_factory=list)  # what makes a _Seen
    _tokens: dict[Source, Tensor] = field(default_factory=dict)
    _iterations: list[tuple[int, int]] = field(
        default_factory=list
    )  # from which of `_seen` on, which iteration

    def tokens(self, name: str, ids: Tensor, visit: int = 0) -> None:
        """Makes token ids that the model is given known under a name; `visit` tells those of one name apart."""
        for known, there in self._tokens.items():
            if there is ids:
                raise RecordingError(
                    f"{name} is the same tensor as {known}; a clone of it can have a name of its own"
                )
        self._tokens[Source("tokens", name, visit)] = ids

    def iteration(self, number: int) -> None:
        """Says that what runs from now on belongs to this iteration of a decoding."""
        self._iterations.append((len(self._seen), number))

    def __len__(self) -> int:
        """How many leaves have run."""
        return sum(isinstance(seen[0], Leaf) for seen in self._seen)

    def bytes(self) -> int:
        """Of the memory of the arrays that are kept, as a trace has them; what several share is counted once."""
        return bytes_of([seen[3] for seen in self._seen if isinstance(seen[0], Leaf)])

    def steps(self) -> tuple[Step, ...]:
        """The steps in the order in which they ran, without the batch axis.

        Raises:
            RecordingError: the model computed outside of its leaves, a part of it was in training mode, a recorded
                tensor was changed in place afterwards, or several sentences were run.
        """
        names = {module: name for name, module in self.model.named_modules()}
        parameters = {id(parameter): name for name, parameter in self.model.named_parameters()}
        made_by = {id(ids): source for source, ids in self._tokens.items()}
        found = arrays([seen[3] for seen in self._seen if isinstance(seen[0], Leaf) and seen[0] in names])
        visits: Counter[str] = Counter()
        steps: list[Step] = []
        for place, seen in enumerate(map(_Seen._make, self._seen)):
            if seen.module not in names:
                continue
            if seen.training:
                raise RecordingError(f"{names[seen.module]} was in training mode; {EVALUATE}")
            if isinstance(seen.module, Leaf):
                name = names[seen.module]
                source = Source("step", name, visits[name])
                visits[name] += 1
                _refuse_what_no_trace_can_tell(name, seen, made_by)
                steps.append(_step(source, seen, made_by, parameters, next(found), self._iteration_of(place)))
                made_by[id(seen.output)] = source
        return tuple(steps)

    def _iteration_of(self, place: int) -> int | None:
        found = None
        for first, number in self._iterations:
            if first > place:
                break
            found = number
        return found


def _step(
    source: Source,
    seen: _Seen,
    made_by: Mapping[int, Source],
    parameters: Mapping[int, str],
    array: Array | None,
    iteration: int | None,
) -> Step:
    leaf: Leaf = seen.module  # type: ignore[assignment]
    inputs = tuple(made_by[id(x)] for x in seen.inputs if isinstance(x, READ))
    # Not leaf.parameters(): to find out that no parameter stands there twice costs half of all that is done here.
    own = [p for p in leaf._parameters.values() if p is not None]
    weights = tuple(Source("parameter", parameters[id(p)]) for p in own)
    stand_in = seen.output if isinstance(seen.output, StandIn) else None

    def load() -> Array:
        assert array is not None
        return array

    return Step(
        name=source.name,
        visit=source.visit,
        operation=leaf.operation.name,
        formula=leaf.operation.latex,
        inputs=inputs + weights,
        settings=leaf.settings(*seen.inputs),
        axes=leaf.operation.axes,
        shape=tuple(seen.output.shape[1:]),
        dtype=dtype_of(seen.output.dtype),
        load=load,
        iteration=iteration,
        derived=stand_in is not None and stand_in.is_derived,
        statistics=stand_in.statistics if stand_in else None,
    )


def _refuse_what_no_trace_can_tell(name: str, seen: _Seen, made_by: Mapping[int, Source]) -> None:
    if seen.named:
        given = next(iter(seen.named))
        raise RecordingError(f"{name} was given {given} by keyword; a leaf takes its inputs in order")
    if any(isinstance(x, READ) and id(x) not in made_by for x in seen.inputs):
        raise RecordingError(
            f"{name} was given a tensor that no recorded step made: the model computes outside of its "
            "leaves, or its tokens were not named with Recording.tokens"
        )
    if id(seen.output) in made_by:
        raise RecordingError(f"{name} returned a tensor that was there before it ran; a step makes a new one")
    if _version(seen.output) != seen.version:
        raise RecordingError(f"{name} was changed in place after it was recorded")
    if seen.output.shape[0] != 1:
        raise RecordingError(f"a trace is of one sentence; {name} holds a batch of {seen.output.shape[0]}")


def _version(output: Any) -> int:
    """How often a tensor was changed in place; 0 for what cannot tell."""
    return output._version if isinstance(output, Tensor) and not output.is_inference() else 0


@contextmanager
def record(model: nn.Module, keep: Keep = "everything", **tokens: Tensor) -> Iterator[Recording]:
    """Records every leaf of `model` that runs inside the block.

        with record(model, source=source, target=target) as recording:
            model(source, target)
        steps = recording.steps()

    Where a step's inputs came from is found by identity: the tensor that one leaf returned is the tensor that
    another is given. When the block is left, also by an exception, no hook remains.

    Args:
        model: evaluated as it is; call `.eval()` first, since dropout is no step.
        keep: what is kept of each output: "everything"; "lean", which leaves out what follows cheaply from the rest;
            or "statistics" alone. What is not kept is let go of while the model runs.
        tokens: the ids that the model will be given, by name.

    Raises:
        RecordingError: the model is in training mode.
    """
    if model.training:
        raise RecordingError(f"the model is in training mode; {EVALUATE}")
    recording = Recording(model)
    for name, ids in tokens.items():
        recording.tokens(name, ids)
    # One hook that every module passes: to register three hundred, one by one, and to find out their names now costs
    # more than all that they then do. What belongs to the model, and what is a leaf, is sorted out in `steps`.
    hook = _everything(recording) if keep == "everything" else _less(recording, keep)
    handle = register_module_forward_hook(hook, with_kwargs=True)
    try:
        yield recording
    finally:
        handle.remove()


Hook = Callable[[nn.Module, tuple[Any, ...], dict[str, Any], Any], None]


def _everything(recording: Recording) -> Hook:
    keep = recording._seen.append

    def hook(module: nn.Module, inputs: tuple[Any, ...], named: dict[str, Any], output: Any) -> None:
        keep((module, inputs, named, output, _version(output), module.training))

    return hook


def _less(recording: Recording, wanted: Keep) -> Hook:
    keep = recording._seen.append

    def hook(module: nn.Module, inputs: tuple[Any, ...], named: dict[str, Any], output: Any) -> None:
        if isinstance(module, Leaf):
            inputs = tuple(getattr(x, "_stand_in", x) for x in inputs)
            output = _stand_in(module, output, wanted)
            keep((module, inputs, named, output, _version(output), module.training))
        else:  # only whether it was in training mode is of interest
            keep((module, (), {}, None, 0, module.training))

    return hook


def _stand_in(leaf: Leaf, output: Tensor, wanted: Keep) -> Tensor | StandIn:
    """What is kept of an output: itself, or something that takes its place."""
    if wanted == "lean" and not leaf.operation.cheap:
        return output
    statistics = measure(array_of(output)) if wanted == "statistics" and not output.is_meta else None
    output._stand_in = StandIn(output, wanted == "lean", statistics)  # type: ignore[attr-defined]
    return output._stand_in  # type: ignore[attr-defined,no-any-return]
