"""What every model on disk offers, whatever its architecture; read with NumPy only."""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ..operations.operation import Array
from ..support.errors import Problem
from ..support.files import FileError, require_regular
from ..support.localization import _
from ..trace import ModelCard, Trace


class CheckpointError(Problem):
    """A model that cannot be used; the message is one line."""


class Model(ABC):
    """A model on disk. Its files are read when an attribute needs them.

    Attributes:
        name: what users and traces call it.
    """

    name: str

    @property
    @abstractmethod
    def architecture(self) -> str:
        """The name under which `core.running.architecture` knows how to run it."""

    @property
    @abstractmethod
    def files(self) -> tuple[object, ...]:
        """The identity of its files as they are now (`core.support.files.identity`): compare it before reusing
        anything that was read from them."""

    @property
    @abstractmethod
    def configuration(self) -> Any:
        """Sizes and parts of the model, with a method `as_dict`."""

    @property
    @abstractmethod
    def card(self) -> dict[str, Any]:
        """How it was trained and how well it performs; empty if that was not recorded."""

    @property
    @abstractmethod
    def trained(self) -> bool | None:
        """Whether its weights were trained; None if that was not recorded."""

    @property
    @abstractmethod
    def parameters(self) -> Mapping[str, Array]:
        """The weights by name, float32."""

    @property
    @abstractmethod
    def vocabulary(self) -> tuple[str, ...]:
        """The text of each id that it can predict."""

    @property
    @abstractmethod
    def model_card(self) -> ModelCard:
        """How a trace names this model."""

    @property
    def spaces_in_tokens(self) -> bool:
        """Whether tokens contain the spaces of a text, as "␣the" does, so that they are joined as they are."""
        return False

    def text_after(self, before: Sequence[int], ids: Sequence[int]) -> str:
        """The text of ids that follow others, as the tokenizer writes it; "" if its tokens are whole words."""
        return ""

    @property
    def example(self) -> str:
        """A text to begin with; "" if the model suggests none."""
        return ""

    def first_trace(self) -> Trace | None:
        """The trace to open the model with, if one was stored with it."""
        return None

    def stored_trace(self, text: str) -> Trace | None:
        """The trace that was stored with the model for this text; None if there is no such trace."""
        return None

    def belongs_to(self, trace: Trace) -> bool:
        """Whether the trace was made with exactly these weights."""
        return trace.model.sha256 == self.model_card.sha256


def weights(path: Path) -> dict[str, Array]:
    """The arrays of a safetensors file by name, float32.

    Raises CheckpointError if the file cannot be read, or an array does not hold floating-point numbers.
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
            _("{path}: not a readable safetensors file ({error})", path=path, error=error)
        ) from None
    if wrong := next((name for name, array in stored.items() if array.dtype.kind != "f"), None):
        raise CheckpointError(
            _(
                "{path}: {name} contains {dtype}, not floating-point weights",
                path=path,
                name=wrong,
                dtype=stored[wrong].dtype,
            )
        )
    with np.errstate(over="ignore"):  # a number too large for float32 becomes ∞
        return {name: array.astype(np.float32) for name, array in stored.items()}


class HashedParameters(Mapping[str, Array]):
    """Parameters that are identified by the files they come from."""

    @property
    @abstractmethod
    def sha256(self) -> str:
        """The SHA-256 of the files, in hexadecimal."""


def digest(parameters: Mapping[str, Array]) -> str:
    """The SHA-256 of the weights: the name, shape and float32 values of each parameter, in the order of the names.

    That of a model from another program is the SHA-256 of its files.
    """
    if isinstance(parameters, HashedParameters):
        return parameters.sha256
    total = hashlib.sha256()
    for name in sorted(parameters):
        array = np.ascontiguousarray(parameters[name], dtype="<f4")
        total.update(f"{name} {list(array.shape)}\n".encode())
        total.update(array.data)
    return total.hexdigest()
