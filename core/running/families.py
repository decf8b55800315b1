"""One sequence through several families of models: what each makes of it at each stage, as plain data.

Importing this needs no torch; calling it does. Every function takes and gives what can be sent to another process.
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
"""Sequences that show more than the shortest one of a task."""
LONGEST = 64  # positions of a sequence whose influence is computed: its cost grows with their square
Influence = NDArray[np.float64]
STATE = {"rnn": "cell.state", "lstm": "cell.hidden"}
"""Of a recurrent layer, the step that makes the state of one position, once a visit."""


@dataclass(frozen=True)
class Given:
    """A sequence as a task reads it.

    Attributes:
        tokens: their texts.
        right: the right answer at each position, None where nothing is asked or nobody knows.
    """

    task: str
    text: str
    tokens: tuple[str, ...]
    right: tuple[str | None, ...]


@dataclass(frozen=True, eq=False)
class Side:
    """What one model makes of a sequence.

    Attributes:
        parameters: how many numbers it has learned, or will learn.
        states: [position, feature] of the embedding and after each layer.
        weights: of attention, [head, query, key] in each layer; of the others none.
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
    """A sequence of a task to begin with."""
    return EXAMPLES.get(of_task) or task(of_task).example


def given(of_task: str, text: str) -> Given:
    """A text as a sequence.

    Raises:
        TaskError: it is none of this task.
    """
    ids = _read(of_task, text)
    about = task(of_task)
    right = tuple(None if n == NOTHING else about.answers[n] for n in about.right(ids).tolist())
    return Given(of_task, text, about.write(ids), right)


def side(of_task: str, text: str, family: str, trained: bool) -> Side:
    """One family's run.

    Raises:
        TaskError, CheckpointError: the text cannot be read, or there is no such model.
    """
    trace, checkpoint = _trace(of_task, text, family, trained), _checkpoint(of_task, family, trained)
    sizes = checkpoint.configuration
    weights = (f"encoder.layers.{n}.self_attention.weights" for n in range(sizes.layers))
    return Side(
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
    """The whole trace of that run goes into a file, the weights come back.

    Raises:
        TaskError, CheckpointError: as `side`.
    """
    save(_trace(of_task, text, family, trained), file)
    return _checkpoint(of_task, family, trained).parameters


def states_of(family: str, layers: int) -> tuple[str, ...]:
    """The steps whose outputs are the states after the embedding and each layer."""
    first = "encoder.sum" if family == "attention" else "embedding.scaled"
    last = {"attention": "feed_forward_residual.norm", "convolution": "activation"}.get(family, "states")
    return (first, *(f"encoder.layers.{n}.{last}" for n in range(layers)))


@pinned(grad=True)
def influences(of_task: str, text: str, family: str, trained: bool) -> tuple[Influence, ...]:
    """|∂b/∂a| of the embedded tokens a and the states b after each layer, [to, from], float64.

    Raises:
        TaskError, CheckpointError: as `side`; or the text is longer than LONGEST.
    """
    import torch

    from .influence import of_layers

    ids = torch.from_numpy(_read(of_task, text))
    if len(ids) > LONGEST:
        raise TaskError(
            _(
                "influence is computed of at most {most} positions; here are {count}",
                most=LONGEST,
                count=len(ids),
            )
        )
    # float64, so that only what cannot be seen at all is exactly 0
    model = cast("SequenceModel", loaded(_checkpoint(of_task, family, trained), "cpu", "float64"))
    return tuple(each.numpy() for each in of_layers(model, *ids.T[:, None]))


@dataclass(frozen=True)
class Untrained(SequenceCheckpoint):
    """A shipped model as it was before its first update."""

    @cached_property
    def parameters(self) -> Mapping[str, Array]:
        from ..checkpoints.loading import initial_sequence, take

        return take(initial_sequence(self))


def _checkpoint(of_task: str, family: str, trained: bool) -> SequenceCheckpoint:
    """The model of that task and family: as it is shipped, or as it was before its first update.

    Raises:
        CheckpointError: there is none.
    """
    name = f"{of_task}-{family}"
    found = shipped_sequence(name)
    if not trained:
        found = Untrained(_("{name} before training", name=name), found.file)
    return _kept(found, found.files)


@lru_cache
def _kept(found: SequenceCheckpoint, files: tuple[object, ...]) -> SequenceCheckpoint:
    """The checkpoint that was there first, with what it has read, while its file stays what it is."""
    return found


def _trace(of_task: str, text: str, family: str, trained: bool) -> Trace:
    _read(of_task, text)
    checkpoint = _checkpoint(of_task, family, trained)
    request = Request(source=text, model=checkpoint.name, device="cpu")
    return run(request, (checkpoint, loaded(checkpoint, "cpu"))).trace


def _read(of_task: str, text: str) -> Ids:
    ids = task(of_task).read(text)
    if (ids[:, 0] == 0).any():
        raise TaskError(_("padding is no token of a sequence; leave it out"))
    if len(ids) > (most := SequenceConfiguration.longest):
        raise TaskError(
            _("a sequence has at most {most} positions; this one has {count}", most=most, count=len(ids))
        )
    return ids
