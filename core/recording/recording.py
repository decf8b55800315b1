"""Record the steps of a trace with forward hooks on the leaves of a model, inside a `with` block."""

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

from ..nn.leaf import Leaf, TokenIds
from ..operations.expression import Source
from ..operations.operation import Array
from ..running.request import Stored
from ..trace import Step
from ..trace.statistics import measure
from .outputs import Placeholder, array_of, arrays, bytes_of, dtype_of

EVALUATE = "its dropout would not be recorded: call model.eval()"
COMPILED = "a compiled model hides its steps: record and call the original model, without compiled parts"


class RecordingError(RuntimeError):
    """A model did something that a trace cannot represent."""


READ = (Tensor, Placeholder)  # the types of inputs


class _Call(NamedTuple):
    """One call of a module as the hook received it; it is analyzed after the model has run."""

    module: nn.Module
    inputs: tuple[Any, ...]
    named: dict[str, Any]
    output: Any
    version: int
    training: bool


@dataclass
class Recording:
    """The calls that the hook has received in the recording thread.

    Inputs and outputs are kept without copying. While a tensor is kept, no other can have the same `id`, so the `id`
    identifies it.
    """

    model: nn.Module
    _seen: list[tuple[Any, ...]] = field(default_factory=list)  # the fields of _Call
    _tokens: dict[Source, Tensor] = field(default_factory=dict)
    # Pairs of an index in `_seen` and the iteration that begins there.
    _iterations: list[tuple[int, int]] = field(default_factory=list)
    _thread: int = field(default_factory=get_ident)
    _ran_elsewhere: bool = False  # whether the model ran in another thread

    def tokens(self, name: str, ids: Tensor, visit: int = 0) -> None:
        """Names the token ids of an input; `visit` distinguishes several inputs with the same name."""
        for known, there in self._tokens.items():
            if there is ids:
                raise RecordingError(
                    f"{name} is the same tensor as {known}; clone it to give it another name"
                )
        self._tokens[Source("tokens", name, visit)] = ids

    def token_ids(self) -> dict[Source, Tensor]:
        """The token ids of all inputs: those that were named, and those that the model made itself."""
        found, visits = dict(self._tokens), Counter[str]()
        for seen in map(_Call._make, self._seen):
            if isinstance(seen.module, TokenIds):
                name = seen.module.name
                found[Source("tokens", name, visits[name])] = seen.output
                visits[name] += 1
        return found

    def iteration(self, number: int) -> None:
        """Assigns the following calls to this iteration of a decoding."""
        self._iterations.append((len(self._seen), number))

    def __len__(self) -> int:
        """The number of leaves that have run."""
        return sum(isinstance(seen[0], Leaf) for seen in self._seen)

    def bytes(self) -> int:
        """The bytes of the stored arrays; shared memory is counted once."""
        return bytes_of([seen[3] for seen in self._seen if isinstance(seen[0], Leaf)])

    def steps(self) -> tuple[Step, ...]:
        """The steps in the order in which they ran, without the batch axis.

        Raises:
            RecordingError: nothing was recorded, the model computed outside its leaves, a part was in training mode, a
                recorded tensor was changed in place afterwards, or the input was a batch of several sentences.
        """
        names = {module: name for name, module in self.model.named_modules()}
        if any(_is_compiled(part) for part in names) or any(
            _is_compiled(seen[0], self.model) for seen in self._seen
        ):
            raise RecordingError(COMPILED)
        parameters = {id(parameter): name for name, parameter in self.model.named_parameters()}
        made_by = {id(ids): source for source, ids in self.token_ids().items()}
        found = arrays([seen[3] for seen in self._seen if isinstance(seen[0], Leaf) and seen[0] in names])
        visits: Counter[str] = Counter()
        steps: list[Step] = []
        for place, seen in enumerate(map(_Call._make, self._seen)):
            if seen.module not in names:
                continue
            if seen.training:
                raise RecordingError(f"{names[seen.module]} was in training mode, so {EVALUATE}")
            if isinstance(seen.module, Leaf):
                name = names[seen.module]
                source = Source("step", name, visits[name])
                visits[name] += 1
                _check(name, seen, made_by)
                steps.append(_step(source, seen, made_by, parameters, next(found), self._iteration_of(place)))
                made_by[id(seen.output)] = source
        if not steps:
            raise RecordingError(self._reason_for_no_steps())
        return tuple(steps)

    def _reason_for_no_steps(self) -> str:
        """Why no step was recorded, and what to do."""
        kind = type(self.model).__name__
        if isinstance(self.model, torch.jit.ScriptModule):
            return f"{kind} is a traced or scripted model, which hides its steps: record the original model"
        if not any(isinstance(part, Leaf) for part in self.model.modules()):
            return (
                f"{kind} has no steps to record: a step is a module of the class Leaf, which names its operation; "
                "build the model from the parts in core/nn or from your own leaves"
            )
        if self._ran_elsewhere:
            return (
                f"{kind} ran in another thread: a recording includes only its own thread, so call the model there or "
                "start the recording in the other thread"
            )
        others = [seen[0] for seen in self._seen]  # parts before the whole model
        if self.model in others:
            return f"{kind} ran, but none of its leaves did: its forward has to call them"
        if not others:
            return f"{kind} did not run during the recording: call it inside the with block"
        return (
            f"another model ran ({type(others[-1]).__name__}), not the recorded {kind}: call the same object that was "
            "passed to record, not a copy or replica"
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
    seen: _Call,
    made_by: Mapping[int, Source],
    parameters: Mapping[int, str],
    array: Array | None,
    iteration: int | None,
) -> Step:
    leaf: Leaf = seen.module  # type: ignore[assignment]
    inputs = tuple(made_by[id(x)] for x in seen.inputs if isinstance(x, READ))
    # leaf.parameters() would check for duplicates, which would take half of this function's time.
    own = [p for p in leaf._parameters.values() if p is not None]
    weights = tuple(Source("parameter", parameters[id(p)]) for p in own)
    placeholder = seen.output if isinstance(seen.output, Placeholder) else None

    def load() -> Array:
        assert array is not None
        return array

    return Step(
        name=source.name,
        visit=source.visit,
        operation=leaf.operation.name,
        formula=leaf.operation.latex_for(len(inputs) + len(weights)),
        inputs=inputs + weights,
        settings=leaf.settings(*seen.inputs),
        axes=leaf.operation.axes,
        shape=tuple(seen.output.shape[1:]),
        dtype=dtype_of(seen.output.dtype),
        load=load,
        iteration=iteration,
        derived=placeholder is not None and placeholder.is_derived,
        statistics=placeholder.statistics if placeholder else None,
    )


def _check(name: str, seen: _Call, made_by: Mapping[int, Source]) -> None:
    if seen.named:
        keyword = next(iter(seen.named))
        raise RecordingError(f"{name} got {keyword} by keyword; a leaf takes its inputs by position")
    if any(isinstance(x, READ) and id(x) not in made_by for x in seen.inputs):
        raise RecordingError(
            f"{name} got a tensor that is not the output of a recorded step: the model computes outside its leaves, "
            "or its tokens were not named with Recording.tokens"
        )
    if id(seen.output) in made_by:
        raise RecordingError(f"{name} returned a tensor that already existed; a step has to create a new one")
    if _version(seen.output) != seen.version:
        raise RecordingError(f"{name} was changed in place after it was recorded")
    if seen.output.shape[0] != 1:
        raise RecordingError(
            f"a trace records one sentence, but {name} has a batch of {seen.output.shape[0]}"
        )


def _is_compiled(model: nn.Module, of: nn.Module | None = None) -> bool:
    """Whether a model was compiled; with `of`, whether it was compiled from that model.

    This avoids `torch._dynamo`, which is slow to import.
    """
    if type(model).__module__.startswith("torch._dynamo"):
        return of is None or getattr(model, "_orig_mod", None) is of
    return of is None and model._compiled_call_impl is not None


def _version(output: Any) -> int:
    """How often a tensor was changed in place; 0 if that is unknown."""
    return output._version if isinstance(output, Tensor) and not output.is_inference() else 0


@contextmanager
def record(model: nn.Module, keep: Stored = "everything", **tokens: Tensor) -> Iterator[Recording]:
    """Records every leaf of a model that runs inside the block.

        with record(model, source=source, target=target) as recording:
            model(source, target)
        steps = recording.steps()

    The source of a step's inputs is found by identity: the tensor that one leaf returned is passed to another. When the
    block ends, even with an exception, the hook is removed.

    Args:
        model: must be in evaluation mode (`.eval()`), because dropout is not a step.
        keep: what is stored of each output: "everything"; "lean", without arrays that are quick to recompute; or only
            "statistics". Other memory is freed while the model runs.
        tokens: the token ids of the model's inputs, by name.

    Raises:
        RecordingError: the model is in training mode, or compiled.
    """
    if _is_compiled(model):
        raise RecordingError(COMPILED)
    if model.training:
        raise RecordingError(f"the model is in training mode, so {EVALUATE}")
    recording = Recording(model)
    for name, ids in tokens.items():
        recording.tokens(name, ids)
    # A single global hook: registering three hundred hooks takes longer than everything they do. `steps` finds out
    # later which modules belong to the model and which are leaves.
    handle = register_module_forward_hook(_hook(recording, keep), with_kwargs=True)
    try:
        yield recording
    finally:
        handle.remove()


def _hook(recording: Recording, stored: Stored) -> Callable[..., None]:
    add, thread = recording._seen.append, recording._thread

    # Other threads call a global hook too. If it is removed in the meantime, torch calls it without the named inputs,
    # so it accepts any arguments and reads them only in its own thread.
    def hook(module: nn.Module, inputs: tuple[Any, ...], *rest: Any) -> None:
        if get_ident() != thread:
            recording._ran_elsewhere |= module is recording.model
            return
        named, output = rest
        if stored != "everything":
            if not isinstance(module, Leaf):  # its training mode matters, and ids
                add((module, (), {}, output if isinstance(module, TokenIds) else None, 0, module.training))
                return
            inputs = tuple(getattr(x, "_placeholder", x) for x in inputs)
            output = _stored(module, output, stored)
        add((module, inputs, named, output, _version(output), module.training))

    return hook


def _stored(leaf: Leaf, output: Tensor, stored: Stored) -> Tensor | Placeholder:
    """What is stored of an output: the tensor or a placeholder."""
    if stored == "lean" and not leaf.operation.recomputable:
        return output
    statistics = measure(array_of(output)) if stored == "statistics" and not output.is_meta else None
    output._placeholder = Placeholder(output, stored == "lean", statistics)  # type: ignore[attr-defined]
    return output._placeholder  # type: ignore[attr-defined,no-any-return]
