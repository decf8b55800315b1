"""The sequence models: each is one file and is trained for one task. Read with NumPy only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import orjson

from ..nn.sequence_configuration import SequenceConfiguration
from ..operations.operation import Array
from ..support.files import FileError, identity, require_regular
from ..support.localization import _
from ..tasks import Task, TaskError, task
from ..trace import ModelCard
from .hugging_face.settings import NAME as HUGGING_FACE
from .model import CheckpointError, Model, digest, weights

HERE = Path(__file__).parent / "sequences"
SUFFIX = ".safetensors"
ARCHITECTURE = "sequence"


@dataclass(frozen=True)
class SequenceCheckpoint(Model):
    """A safetensors file whose header describes the model."""

    architecture: ClassVar[str] = ARCHITECTURE
    name: str
    file: Path

    @property
    def files(self) -> tuple[object, ...]:
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
            self._refuse_weights_of_a_folder()
            raise CheckpointError(
                _("{path}: not a sequence model ({error})", path=self.file, error=error)
            ) from None
        if not isinstance(found, dict) or not {"task", "configuration", "card"} <= found.keys():
            raise CheckpointError(
                _("{path}: not a sequence model ({error})", path=self.file, error=_("incomplete header"))
            )
        return found

    def _refuse_weights_of_a_folder(self) -> None:
        """Raises CheckpointError if the file holds the weights of a Hugging Face folder."""
        if (self.file.parent / HUGGING_FACE).is_file():
            raise CheckpointError(
                _(
                    "{path}: these are only the weights of a model; specify its folder: {folder}",
                    path=self.file,
                    folder=self.file.parent,
                )
            ) from None

    @cached_property
    def task(self) -> Task:
        """The task that the model was trained for."""
        try:
            return task(str(self._header["task"]))
        except TaskError as error:
            raise CheckpointError(f"{self.file}: {error}") from None

    @cached_property
    def configuration(self) -> SequenceConfiguration:
        """Sizes and parts of the model; its vocabulary and answers come from its task."""
        header = self._header
        try:
            sizes = SequenceConfiguration.of(header["configuration"])
        except (TypeError, ValueError, KeyError, AttributeError) as error:
            raise CheckpointError(f"{self.file}: {error}") from None
        words = {name: len(words) for name, words in self.task.streams.items()}
        if (dict(sizes.streams), sizes.answers) != (words, len(self.task.answers)):
            raise CheckpointError(
                _(
                    "{path}: its vocabulary or answers do not match the task {task}",
                    path=self.file,
                    task=self.task.name,
                )
            )
        return sizes

    @cached_property
    def card(self) -> dict[str, Any]:
        """How it was trained and how well it performs: `recipe`, `parameters`, `distances`, `seeds`."""
        card = self._header["card"]
        return dict(card) if isinstance(card, dict) else {}

    @cached_property
    def parameters(self) -> Mapping[str, Array]:
        """The weights by name, float32."""
        self._header  # noqa: B018 — raises CheckpointError for a damaged file
        return weights(self.file)

    @cached_property
    def vocabulary(self) -> tuple[str, ...]:
        """The answers of the task, which label the logits."""
        return self.task.answers

    @cached_property
    def model_card(self) -> ModelCard:
        about = {**self.configuration.as_dict(), "task": self.task.name}
        return ModelCard(self.name, self.architecture, about, digest(self.parameters), self.trained)

    @property
    def trained(self) -> bool | None:
        return True if self.card else None

    @property
    def example(self) -> str:
        return self.task.example


@cache
def sequence_models() -> tuple[str, ...]:
    """The names of the shipped sequence models, such as "cards-lstm"."""
    return tuple(sorted(path.name.removesuffix(SUFFIX) for path in HERE.glob(f"*{SUFFIX}")))


def shipped_sequence(name: str) -> SequenceCheckpoint:
    """A shipped sequence model; CheckpointError if there is no such model."""
    if name not in sequence_models():
        raise CheckpointError(_("there is no model {name!r:.60}", name=name))
    return SequenceCheckpoint(name, HERE / f"{name}{SUFFIX}")


def packed(
    parameters: Mapping[str, Array],
    of_task: str,
    configuration: SequenceConfiguration,
    card: Mapping[str, Any],
) -> bytes:
    """The bytes of a model's file, with weights in float16."""
    from safetensors.numpy import save

    header = {"task": of_task, "configuration": configuration.as_dict(), "card": card}
    halves = {name: np.ascontiguousarray(array, dtype=np.float16) for name, array in parameters.items()}
    return save(halves, {"transformer-explore": orjson.dumps(header).decode()})
