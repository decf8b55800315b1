"""A trained model on disk, read with NumPy alone."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import orjson

from ..nn.configuration import Configuration
from ..operations.operation import Array
from ..support.errors import Problem
from ..support.files import LARGEST, FileError, content, identity, require_regular
from ..support.localization import _
from ..trace import ModelCard, Trace
from ..trace.files.trace_files import load

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from .tokenizer import Read

HERE = Path(__file__).parent
ARCHITECTURE = "transformer"

LARGEST_CONFIGURATION = 2**20  # bytes

WEIGHTS, CONFIGURATION, TOKENIZER = "weights.safetensors", "configuration.json", "tokenizer.json"
EXAMPLES = ("我爱你", "猫喜欢狗", "老师给学生一本书", "书包里有一只兔子")  # whose traces come with a model
CARD, SNAPSHOTS, TRACE = "card.json", "snapshots.safetensors", "trace.json"


class CheckpointError(Problem):
    """A model that cannot be used, said in one line."""


@dataclass(frozen=True)
class Checkpoint:
    """A folder: weights.safetensors, configuration.json, tokenizer.json and, once trained, card.json."""

    architecture: ClassVar[str] = ARCHITECTURE
    name: str
    folder: Path

    @property
    def files(self) -> tuple[object, ...]:
        """What is there now; see `core.support.files.identity`. Whoever keeps what was read compares it first."""
        return identity(*(self.folder / name for name in (WEIGHTS, CONFIGURATION, TOKENIZER, CARD)))

    @cached_property
    def configuration(self) -> Configuration:
        """Sizes and parts of the model."""
        data = self._json(CONFIGURATION, LARGEST_CONFIGURATION)
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
        """What the model was trained on and how well it does; empty where nobody wrote it down."""
        return self._json(CARD) if (self.folder / CARD).exists() else {}

    @cached_property
    def parameters(self) -> Mapping[str, Array]:
        """The weights by name, as the model computes with them: float32, each shared matrix once."""
        return weights(self.folder / WEIGHTS)

    @cached_property
    def tokenizer(self) -> Tokenizer:
        """Text to ids and back: every id is that of a row of the embedding matrix."""
        from .tokenizer import read

        path, rows = self.folder / TOKENIZER, self.configuration.vocabulary
        try:
            return read(content(path), rows)
        except FileError as error:
            raise CheckpointError(str(error)) from None
        except (OSError, ValueError) as error:
            raise CheckpointError(
                _("{path}: no readable tokenizer ({error})", path=path, error=_said(error))
            ) from None

    @cached_property
    def unknown(self) -> int | None:
        """The id that stands for whatever the tokenizer does not know; None where it has none."""
        from .tokenizer import unknown

        return unknown(self.tokenizer)

    def read(self, text: str) -> Read:
        """A text as ids, as the tokenizer's words, and as it was written.

        Raises:
            CheckpointError: the tokenizer cannot.
        """
        from .tokenizer import encoded

        tokenizer = self.tokenizer
        try:
            return encoded(tokenizer, text)
        except ValueError as error:
            raise CheckpointError(f"{self.folder / TOKENIZER}: {error}") from None

    @cached_property
    def vocabulary(self) -> tuple[str, ...]:
        """The text of each id; empty of an id that is no token's."""
        words = {id: word for word, id in self.tokenizer.get_vocab().items()}
        return tuple(words.get(id, "") for id in range(self.configuration.vocabulary))

    @cached_property
    def model_card(self) -> ModelCard:
        """How a trace names this model."""
        return ModelCard(self.name, self.architecture, self.configuration.as_dict(), digest(self.parameters))

    @property
    def has_trace(self) -> bool:
        """Whether a trace was left with the model."""
        return (self.folder / TRACE).exists()

    def stored_trace(self, text: str) -> Trace | None:
        """The trace of one of `EXAMPLES` that came with the model, if one did; another machine may have made it."""
        path = self.trace_file(EXAMPLES.index(text)) if text in EXAMPLES else None
        return load(path, self.parameters) if path is not None and path.exists() else None

    def trace_file(self, example: int) -> Path:
        """Where the trace of one of `EXAMPLES` is."""
        return self.folder / (f"trace-{example}.json" if example else TRACE)

    def shipped_trace(self) -> Trace:
        """The trace that opens before torch does: made from these weights when they were trained."""
        return load(self.folder / TRACE, self.parameters)

    def belongs_to(self, trace: Trace) -> bool:
        """Whether the trace was made with these very weights."""
        return trace.model.sha256 == self.model_card.sha256

    def _json(self, name: str, most: int = LARGEST) -> dict[str, Any]:
        path = self.folder / name
        try:
            data = orjson.loads(content(path, most))
        except FileError as error:
            raise CheckpointError(str(error)) from None
        except (OSError, orjson.JSONDecodeError) as error:
            raise CheckpointError(f"{path}: {_said(error)}") from None
        if not isinstance(data, dict):
            raise CheckpointError(_("{path}: a JSON object expected", path=path))
        return data


def _said(error: Exception) -> str:
    """What went wrong, without the name of the file, which stands before it."""
    return (isinstance(error, OSError) and error.strerror) or str(error)


def weights(path: Path) -> dict[str, Array]:
    """The arrays of a safetensors file by name, float32.

    Raises:
        CheckpointError: it cannot be read, or holds what are no weights.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    try:
        require_regular(path)
        stored = load_file(path)
    except FileError as error:
        raise CheckpointError(str(error)) from None
    except (OSError, SafetensorError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise CheckpointError(
            _("{path}: no readable safetensors file ({error})", path=path, error=error)
        ) from None
    if strange := next((name for name, array in stored.items() if array.dtype.kind != "f"), None):
        raise CheckpointError(
            _(
                "{path}: {name} holds {dtype}, which are no weights",
                path=path,
                name=strange,
                dtype=stored[strange].dtype,
            )
        )
    with np.errstate(over="ignore"):  # what a float32 cannot hold is ∞ in it
        return {name: array.astype(np.float32) for name, array in stored.items()}


def digest(parameters: Mapping[str, Array]) -> str:
    """SHA-256 of weights: of each parameter, by name, its name, shape and float32 values."""
    total = hashlib.sha256()
    for name in sorted(parameters):
        array = np.ascontiguousarray(parameters[name], dtype="<f4")
        total.update(f"{name} {list(array.shape)}\n".encode())
        total.update(array.data)
    return total.hexdigest()
