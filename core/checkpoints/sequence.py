"""The sequence models: trained for one task, one file each, read with NumPy alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import orjson

from ..nn.sequence_configuration import SequenceConfiguration
from ..operations.operation import Array
from ..support.files import FileError, identity, require_regular
from ..support.localization import _
from ..tasks import Task, TaskError, task
from ..trace import ModelCard, Trace
from .checkpoint import CheckpointError, digest, weights

HERE = Path(__file__).parent / "sequences"
SUFFIX = ".safetensors"
ARCHITECTURE = "sequence"


@dataclass(frozen=True)
class SequenceCheckpoint:
    """A safetensors file; what the weights are of stands in its header."""

    architecture: ClassVar[str] = ARCHITECTURE
    name: str
    file: Path

    @property
    def files(self) -> tuple[object, ...]:
        """What is there now, as of a `Checkpoint`."""
        return identity(self.file)

    @cached_property
    def _header(self) -> dict[str, Any]:
        from safetensors import SafetensorError, safe_open

        try:
            require_regular(self.file)
            with safe_open(self.file, framework="numpy") as opened:
                found = orjson.loads((opened.metadata() or {})["transformer-explore"])
        except FileError as error:
            raise CheckpointError(str(error)) from None
        except (OSError, SafetensorError, KeyError, ValueError) as error:
            raise CheckpointError(
                _("{path}: no sequence model ({error})", path=self.file, error=error)
            ) from None
        if not isinstance(found, dict) or not {"task", "configuration", "card"} <= found.keys():
            raise CheckpointError(
                _("{path}: no sequence model ({error})", path=self.file, error=_("half a header"))
            )
        return found

    @cached_property
    def task(self) -> Task:
        """What the model was trained for."""
        try:
            return task(str(self._header["task"]))
        except TaskError as error:
            raise CheckpointError(f"{self.file}: {error}") from None

    @cached_property
    def configuration(self) -> SequenceConfiguration:
        """Sizes and parts of the model, which reads the words of its task and gives the task's answers."""
        told = self._header["configuration"]
        try:
            sizes = SequenceConfiguration.of(told)
        except (TypeError, ValueError, KeyError, AttributeError) as error:
            raise CheckpointError(f"{self.file}: {error}") from None
        words = {name: len(words) for name, words in self.task.streams.items()}
        if (dict(sizes.streams), sizes.answers) != (words, len(self.task.answers)):
            raise CheckpointError(
                _(
                    "{path}: its words or answers are not those of the task {task}",
                    path=self.file,
                    task=self.task.name,
                )
            )
        return sizes

    @cached_property
    def card(self) -> dict[str, Any]:
        """How it was trained and how well it does: `recipe`, `parameters`, `distances`, `seeds`."""
        card = self._header["card"]
        return dict(card) if isinstance(card, dict) else {}

    @cached_property
    def parameters(self) -> Mapping[str, Array]:
        """The weights by name, float32."""
        self._header  # noqa: B018 — says what is wrong with the file
        return weights(self.file)

    @cached_property
    def vocabulary(self) -> tuple[str, ...]:
        """The words that it can answer: labels of logits."""
        return self.task.answers

    @cached_property
    def model_card(self) -> ModelCard:
        """How a trace names this model."""
        about = {**self.configuration.as_dict(), "task": self.task.name}
        return ModelCard(self.name, self.architecture, about, digest(self.parameters))

    def belongs_to(self, trace: Trace) -> bool:
        """Whether the trace was made with these very weights."""
        return trace.model.sha256 == self.model_card.sha256


def sequence_models() -> tuple[str, ...]:
    """The names of the sequence models that come with the program, such as "cards-lstm"."""
    return tuple(sorted(path.name.removesuffix(SUFFIX) for path in HERE.glob(f"*{SUFFIX}")))


def find_sequence(name: str) -> SequenceCheckpoint | None:
    """A shipped one by name, or a file by path; None if it is neither."""
    if name in sequence_models():
        return SequenceCheckpoint(name, HERE / f"{name}{SUFFIX}")
    try:
        path = Path(name).expanduser()
        there = name.endswith(SUFFIX) and path.is_file()
    except (OSError, RuntimeError, ValueError):  # a name too long for a file, the home of nobody
        there = False
    return SequenceCheckpoint(path.name.removesuffix(SUFFIX), path.absolute()) if there else None


def packed(
    parameters: Mapping[str, Array],
    of_task: str,
    configuration: SequenceConfiguration,
    card: Mapping[str, Any],
) -> bytes:
    """A model as the bytes of its file, with weights in float16."""
    from safetensors.numpy import save

    header = {"task": of_task, "configuration": configuration.as_dict(), "card": card}
    halves = {name: np.ascontiguousarray(array, dtype=np.float16) for name, array in parameters.items()}
    return save(halves, {"transformer-explore": orjson.dumps(header).decode()})
