"""Forward hooks on the leaves of a model, for the length of a `with` block → the steps of a trace."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import get_ident
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn.modules.module import register_module_forward_hook

from ..nn.leaf import Leaf
from ..operations.expression import Source
from ..operations.operation import Array
from ..running.request import Keep
from ..trace import Step
from ..trace.statistics import measure
from .outputs import Placeholder, array_of, arrays, bytes_of, dtype_of

EVALUATE = "dropout would change numbers unseen: call model.eval()"
COMPILED = "a compiled model hides its steps: record and call the model it was made of, with none of its parts compiled"


class RecordingError(RuntimeError):
    """A model did something that a trace cannot tell truly."""


READ = (Tensor, Placeholder)  # what a leaf can have read


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
    """What the hook has seen so far, in the thread that records.

    Inputs and outputs are kept as they are: nothing is copied, and while a tensor is kept no other can have
    its `id`, so an `id` is an identity.
    """

    model: nn.Module
    _seen: list[tuple[Any, ...]] = field(default_factory=list)  # what makes a _Seen
    _tokens: dict[Source, Tensor] = field(default_factory=dict)
    _iterations: list[tuple[int, int]] = field(
        default_factory=list
    )  # from which of `_seen` on, which iteration
    _thread: int = field(default_factory=get_ident)
    _ran_elsewhere: bool = False  # whether the model ran in another thread

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
            RecordingError: nothing was recorded; the model computed outside of its leaves, a part of it was in
                training mode, a recorded tensor was changed in place afterwards, or several sentences were run.
        """
        names = {module: name for name, module in self.model.named_modules()}
        if any(_is_compiled(part) for part in names) or any(
            _is_compiled(seen[0], self.model) for seen in self._seen
        ):
            raise RecordingError(COMPILED)
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
        if not steps:
            raise RecordingError(self._why_nothing())
        return tuple(steps)

    def _why_nothing(self) -> str:
        """What happened where no step was recorded, and what to do."""
        kind = type(self.model).__name__
        if isinstance(self.model, torch.jit.ScriptModule):
            return f"{kind} is a traced or scripted model, which hides its steps: record the model it was made of"
        if not any(isinstance(part, Leaf) for part in self.model.modules()):
            return (
                f"{kind} has no steps to record: a step is a module of the class Leaf, which names its operation, "
                "so build the model from the parts in core/nn, or from leaves of your own"
            )
        if self._ran_elsewhere:
            return (
                f"{kind} ran in another thread: a recording holds what runs in the thread that opened it, so call "
                "the model there, or open the recording in the other thread"
            )
        others = [seen[0] for seen in self._seen]  # parts first, the whole of a model last
        if self.model in others:
            return f"{kind} ran, but none of its steps did: its forward has to call its leaves"
        if not others:
            return f"{kind} did not run while it was recorded: call it inside the with block"
        return (
            f"another model ran ({type(others[-1]).__name__}), not the {kind} that is recorded: call the very object "
            "given to record; a copy or a replica is another"
        )

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
    stand_in = seen.output if isinstance(seen.output, Placeholder) else None

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


def _is_compiled(model: nn.Module, of: nn.Module | None = None) -> bool:
    """Whether torch.compile made it, of a certain model if one is given, or works in it.

    `torch._dynamo`, slow to import, is not asked.
    """
    if type(model).__module__.startswith("torch._dynamo"):
        return of is None or getattr(model, "_orig_mod", None) is of
    return of is None and model._compiled_call_impl is not None


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
        RecordingError: the model is in training mode, or compiled.
    """
    if _is_compiled(model):
        raise RecordingError(COMPILED)
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


Hook = Callable[..., None]
# A hook that every module passes is also called by other threads; where one is removed while they look at it, torch
# gives them its call without the named inputs. So it takes anything, and looks at what it was given in its own thread.


def _everything(recording: Recording) -> Hook:
    keep, thread = recording._seen.append, recording._thread

    def hook(module: nn.Module, inputs: tuple[Any, ...], *rest: Any) -> None:
        if get_ident() != thread:
            recording._ran_elsewhere |= module is recording.model
            return
        named, output = rest
        keep((module, inputs, named, output, _version(output), module.training))

    return hook


def _less(recording: Recording, wanted: Keep) -> Hook:
    keep, thread = recording._seen.append, recording._thread

    def hook(module: nn.Module, inputs: tuple[Any, ...], *rest: Any) -> None:
        if get_ident() != thread:
            recording._ran_elsewhere |= module is recording.model
            return
        named, output = rest
        if isinstance(module, Leaf):
            inputs = tuple(getattr(x, "_stand_in", x) for x in inputs)
            output = _stand_in(module, output, wanted)
            keep((module, inputs, named, output, _version(output), module.training))
        else:  # only whether it was in training mode is of interest
            keep((module, (), {}, None, 0, module.training))

    return hook


def _stand_in(leaf: Leaf, output: Tensor, wanted: Keep) -> Tensor | Placeholder:
    """What is kept of an output: itself, or something that takes its place."""
    if wanted == "lean" and not leaf.operation.cheap:
        return output
    statistics = measure(array_of(output)) if wanted == "statistics" and not output.is_meta else None
    output._stand_in = Placeholder(output, wanted == "lean", statistics)  # type: ignore[attr-defined]
    return output._stand_in  # type: ignore[attr-defined,no-any-return]
