"""One sequence through several families of models: the results of each at each stage, as plain data.

Importing this needs no torch; calling it does. Arguments and results can be sent to another process.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from ..checkpoints.sequence import SequenceCheckpoint, shipped_sequence
from ..nn.sequence_configuration import SequenceConfiguration
from ..operations.operation import Array
from ..support.localization import _
from ..tasks import NOTHING, Ids, TaskError, task
from ..trace import Trace, save
from .architecture import loaded
from .request import Request
from .runs import run
from .torch_settings import pinned

if TYPE_CHECKING:
    from ..nn.sequence import SequenceModel

EXAMPLES = {
    "glossing": "他们看了旧的电影",
    "copying": "a b *c d e f ? g h ?",
    "cards": "e2=4 a1=3 h1=2 c2=1 a1=? e2=?",
    "many-cards": "e2=4 a1=3 h8=2 c5=1 d7=2 h8=? e2=?",
    "n-back": "a b c d?2 e f?3 g?6",
}
"""Example sequences that show more than a task's own short example."""
LONGEST = 64  # the most positions for which influence is computed: the cost grows with their square
Influence = NDArray[np.float64]
STATE = {"rnn": "cell.state", "lstm": "cell.hidden"}
"""The step of a recurrent layer that computes the state at one position, once per visit."""


@dataclass(frozen=True)
class TaskInput:
    """A sequence as a task reads it.

    Attributes:
        tokens: the texts of the tokens.
        right: the correct answer at each position; None where there is no question or no determined answer.
    """

    task: str
    text: str
    tokens: tuple[str, ...]
    right: tuple[str | None, ...]


@dataclass(frozen=True, eq=False)
class FamilyRun:
    """The results of one model for a sequence.

    Attributes:
        parameters: the number of its parameters.
        states: [position, feature], after the embedding and after each layer.
        weights: attention weights [head, query, key] of each layer; empty for the other families.
        probabilities: [position, answer].
        answers: the words of the answers.
    """

    family: str
    trained: bool
    configuration: SequenceConfiguration
    parameters: int
    states: tuple[Array, ...]
    weights: tuple[Array, ...]
    probabilities: Array
    answers: tuple[str, ...]


def example(of_task: str) -> str:
    """An example sequence of a task."""
    return EXAMPLES.get(of_task) or task(of_task).example


def task_input(of_task: str, text: str) -> TaskInput:
    """Reads a text as a sequence of a task; TaskError if it is not one."""
    ids = _read(of_task, text)
    about = task(of_task)
    right = tuple(None if n == NOTHING else about.answers[n] for n in about.right(ids).tolist())
    return TaskInput(of_task, text, about.write(ids), right)


def family_run(of_task: str, text: str, family: str, trained: bool) -> FamilyRun:
    """Runs one family's model; TaskError if the text cannot be read, CheckpointError if there is no such model."""
    trace, checkpoint = _trace(of_task, text, family, trained), _checkpoint(of_task, family, trained)
    sizes = checkpoint.configuration
    weights = (f"encoder.layers.{n}.self_attention.weights" for n in range(sizes.layers))
    return FamilyRun(
        family=family,
        trained=trained,
        configuration=sizes,
        parameters=sum(array.size for array in checkpoint.parameters.values()),
        states=tuple(trace[name].values for name in states_of(family, sizes.layers)),
        weights=tuple(trace[name].values for name in weights if name in trace),
        probabilities=np.exp(trace["log_probabilities"].values),
        answers=task(of_task).answers,
    )


def trace_into(of_task: str, text: str, family: str, trained: bool, file: Path) -> Mapping[str, Array]:
    """Writes the whole trace of that run to a file and returns the model's weights; errors as in `family_run`."""
    save(_trace(of_task, text, family, trained), file)
    return _checkpoint(of_task, family, trained).parameters


def states_of(family: str, layers: int) -> tuple[str, ...]:
    """The steps whose outputs are the states after the embedding and each layer."""
    first = "encoder.sum" if family == "attention" else "embedding.scaled"
    last = {"attention": "feed_forward_residual.norm", "convolution": "activation"}.get(family, "states")
    return (first, *(f"encoder.layers.{n}.{last}" for n in range(layers)))


@pinned(grad=True)
def influences(of_task: str, text: str, family: str, trained: bool) -> tuple[Influence, ...]:
    """|∂b/∂a| for the embedded tokens a and the states b after each layer, [to, from], float64.

    Raises the errors of `family_run`, and TaskError if the text is longer than LONGEST.
    """
    import torch

    from .influence import of_layers

    ids = torch.from_numpy(_read(of_task, text))
    if len(ids) > LONGEST:
        raise TaskError(
            _(
                "influence can be computed for at most {most} positions, but this text has {count}; "
                "shorten it",
                most=LONGEST,
                count=len(ids),
            )
        )
    # float64, so that the influence is exactly 0 only where there is no connection
    model = cast("SequenceModel", loaded(_checkpoint(of_task, family, trained), "cpu", "float64"))
    return tuple(each.numpy() for each in of_layers(model, *ids.T[:, None]))


@dataclass(frozen=True)
class Untrained(SequenceCheckpoint):
    """A shipped model before its first update."""

    @property
    def trained(self) -> bool:
        return False

    @cached_property
    def parameters(self) -> Mapping[str, Array]:
        from ..checkpoints.loading import initial_sequence, take

        return take(initial_sequence(self))


def _checkpoint(of_task: str, family: str, trained: bool) -> SequenceCheckpoint:
    """The model as it is shipped, or before its first update; CheckpointError if there is no such model."""
    name = f"{of_task}-{family}"
    found = shipped_sequence(name)
    if not trained:
        found = Untrained(_("{name} before training", name=name), found.file)
    return _cached(found, found.files)


@lru_cache
def _cached(found: SequenceCheckpoint, files: tuple[object, ...]) -> SequenceCheckpoint:
    """The first equal checkpoint, which has already read its file, as long as the file does not change."""
    return found


def _trace(of_task: str, text: str, family: str, trained: bool) -> Trace:
    _read(of_task, text)
    checkpoint = _checkpoint(of_task, family, trained)
    request = Request(source=text, model=checkpoint.name, device="cpu")
    return run(request, (checkpoint, loaded(checkpoint, "cpu"))).trace


def _read(of_task: str, text: str) -> Ids:
    ids = task(of_task).read(text)
    if (ids[:, 0] == 0).any():
        raise TaskError(_("a sequence cannot contain padding; remove it"))
    if len(ids) > (most := SequenceConfiguration.longest):
        raise TaskError(
            _(
                "a sequence may have at most {most} positions, but this one has {count}; shorten it",
                most=most,
                count=len(ids),
            )
        )
    return ids
