"""A trained encoder-decoder on disk, read with NumPy only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from ..nn.configuration import Configuration
from ..operations.operation import Array
from ..support.files import FileError, content, identity
from ..support.localization import _
from ..support.os_errors import reason
from ..trace import ModelCard, Trace
from ..trace.files.trace_files import load
from .json_file import json_object
from .model import CheckpointError, Model, digest, weights

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from .tokenizer import Read

HERE = Path(__file__).parent
ARCHITECTURE = "transformer"

LARGEST_CONFIGURATION = 2**20  # bytes

WEIGHTS, CONFIGURATION, TOKENIZER = "weights.safetensors", "configuration.json", "tokenizer.json"
EXAMPLES = ("我爱你", "猫喜欢狗", "老师给学生一本书", "明天她看书")  # their traces are stored
CARD, SNAPSHOTS, TRACE = "card.json", "snapshots.safetensors", "trace.json"


@dataclass(frozen=True)
class Checkpoint(Model):
    """A folder: weights.safetensors, configuration.json, tokenizer.json and, once trained, card.json."""

    architecture: ClassVar[str] = ARCHITECTURE
    name: str
    folder: Path

    @property
    def files(self) -> tuple[object, ...]:
        return identity(*(self.folder / name for name in (WEIGHTS, CONFIGURATION, TOKENIZER, CARD)))

    @cached_property
    def configuration(self) -> Configuration:
        """Sizes and parts of the model."""
        data = json_object(self.folder / CONFIGURATION, LARGEST_CONFIGURATION)
        known = {field.name for field in fields(Configuration)}
        if unknown := sorted(set(data) - known):
            raise CheckpointError(
                _(
                    "{path}: unknown setting {setting!r:.60}",
                    path=self.folder / CONFIGURATION,
                    setting=unknown[0],
                )
            )
        try:
            return Configuration(**data)
        except (TypeError, ValueError) as error:
            raise CheckpointError(f"{self.folder / CONFIGURATION}: {error}") from None

    @cached_property
    def card(self) -> dict[str, Any]:
        return json_object(self.folder / CARD) if (self.folder / CARD).exists() else {}

    @cached_property
    def parameters(self) -> Mapping[str, Array]:
        """The weights by name, float32; a matrix that several parts share is listed once."""
        return weights(self.folder / WEIGHTS)

    @cached_property
    def tokenizer(self) -> Tokenizer:
        """Converts text to ids and back; every id is a row of the embedding matrix."""
        from .tokenizer import read

        path, rows = self.folder / TOKENIZER, self.configuration.vocabulary
        try:
            return read(content(path), rows)
        except FileError as error:
            raise CheckpointError(str(error)) from None
        except (OSError, ValueError) as error:
            raise CheckpointError(
                _("{path}: not a readable tokenizer ({error})", path=path, error=reason(error))
            ) from None

    @cached_property
    def unknown(self) -> int | None:
        """The id of the token for unknown words; None if the tokenizer has no such token."""
        from .tokenizer import unknown

        return unknown(self.tokenizer)

    def read(self, text: str) -> Read:
        """A text as ids, as the tokenizer's words, and as typed; CheckpointError if the tokenizer cannot read it."""
        from .tokenizer import encoded

        tokenizer = self.tokenizer
        try:
            return encoded(tokenizer, text)
        except ValueError as error:
            raise CheckpointError(f"{self.folder / TOKENIZER}: {error}") from None

    @cached_property
    def vocabulary(self) -> tuple[str, ...]:
        """The text of each id; "" for an id without a token."""
        words = {id: word for word, id in self.tokenizer.get_vocab().items()}
        return tuple(words.get(id, "") for id in range(self.configuration.vocabulary))

    @cached_property
    def model_card(self) -> ModelCard:
        about, sha256 = self.configuration.as_dict(), digest(self.parameters)
        return ModelCard(self.name, self.architecture, about, sha256, self.trained)

    @property
    def trained(self) -> bool | None:
        return True if (self.folder / CARD).exists() else None

    def first_trace(self) -> Trace | None:
        return self.shipped_trace() if (self.folder / TRACE).exists() else None

    def stored_trace(self, text: str) -> Trace | None:
        """The stored trace of a text in `EXAMPLES`, perhaps computed on another machine; None if there is none."""
        path = self.trace_file(EXAMPLES.index(text)) if text in EXAMPLES else None
        return load(path, self.parameters) if path is not None and path.exists() else None

    def trace_file(self, example: int) -> Path:
        """The file with the trace of one of `EXAMPLES`, given its index there."""
        return self.folder / (f"trace-{example}.json" if example else TRACE)

    def shipped_trace(self) -> Trace:
        """The trace of the first example, stored when the model was trained, so that it opens without torch."""
        return load(self.folder / TRACE, self.parameters)
