"""A checkpoint in a GGUF file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...support.files import identity
from ...support.localization import _
from ..hugging_face.family import Family
from ..hugging_face.folder_tokenizer import ModelTokenizer
from ..hugging_face.foreign_model import ForeignModel
from ..hugging_face.model import name_of
from ..hugging_face.settings import Settings
from ..hugging_face.special_tokens import SpecialTokens
from ..hugging_face.tensor_file import shown
from ..hugging_face.weights import sha256_of
from ..model import CheckpointError
from . import embedded_tokenizer
from .gguf_file import SUFFIX, GgufFile
from .llama import DIVISORS, FAMILIES

MOST_DIVISORS = 2**12  # far more than half the width of any head
ARCHITECTURE, KIND, PARTS = "general.architecture", "general.type", "split.count"


class GgufWeights:
    """The weights of a GGUF file by their own names; quantized ones are decoded each time they are looked up."""

    def __init__(self, file: GgufFile) -> None:
        self._file, self.path = file, file.path

    def __iter__(self) -> Any:
        return iter(self._file.tensors)

    def shape(self, name: str) -> tuple[int, ...]:
        return self._file.tensors[name].shape

    def stored(self, name: str) -> NDArray[Any]:
        """The numbers; see `GgufFile.stored`."""
        return self._file.stored(name)

    def precision(self, name: str) -> str:
        """The number format of `stored`."""
        return self._file.tensors[name].format.precision

    def stored_as(self, name: str) -> str:
        """The number format in the file, such as Q4_1."""
        return self._file.tensors[name].format.name

    @property
    def size(self) -> int:
        """The bytes of the file."""
        return self._file.size

    @property
    def sha256(self) -> str:
        """That of the file."""
        return sha256_of(self.path)


@dataclass(frozen=True)
class GgufModel(ForeignModel):
    """A GGUF file with configuration, weights and tokenizer."""

    name: str
    path: Path
    model_type: str

    @property
    def where(self) -> Path:
        return self.path

    @property
    def family(self) -> Family:
        return FAMILIES[self.model_type]

    @property
    def files(self) -> tuple[object, ...]:
        return identity(self.path)

    @cached_property
    def _file(self) -> GgufFile:
        return _opened(self.path, self.files)

    @cached_property
    def _weights(self) -> GgufWeights:
        return GgufWeights(self._file)

    @property
    def _settings(self) -> Settings:
        metadata, inside = self._file.metadata, f"{self.model_type}."
        for name, allowed in ((ARCHITECTURE, self.model_type), (KIND, "model"), (PARTS, 1)):
            if metadata.get(name, allowed) != allowed:
                raise CheckpointError(
                    _(
                        "{path}: {name} = {value} is not supported",
                        path=self.path,
                        name=name,
                        value=shown(str(metadata[name])),
                    )
                )
        own = {
            name.removeprefix(inside): value for name, value in metadata.items() if name.startswith(inside)
        }
        tokens = metadata.get(embedded_tokenizer.TOKENS)
        rows = {"vocab_size": len(tokens)} if isinstance(tokens, list) else {}
        return Settings(self.path, rows | own | self._divisors, inside)

    @property
    def _divisors(self) -> dict[str, Any]:
        """The numbers that divide the angles of rotary positions, if the file has them: part of the configuration."""
        if (found := self._file.tensors.get(DIVISORS)) is None:
            return {}
        numbers = self._file.stored(DIVISORS).reshape(-1)[:MOST_DIVISORS] if found.size else np.zeros(0)
        return {DIVISORS: numbers.tolist()}

    @cached_property
    def tokenizer(self) -> ModelTokenizer:
        data = embedded_tokenizer.tokenizer_json(self.path, self._file.metadata)
        return ModelTokenizer(self.path, data, self._rows)

    @cached_property
    def special_tokens(self) -> SpecialTokens:
        self.tokenizer  # noqa: B018 (refuses tokens that are not in the vocabulary)
        return embedded_tokenizer.special_tokens(self._file.metadata, self._rows)


def model_at(path: Path, architecture: str) -> GgufModel | None:
    """The checkpoint in a file, if its family belongs to this architecture; see `why_not` for other files."""
    try:
        model_type = _model_type(path)
    except CheckpointError:
        return None
    if model_type not in FAMILIES or FAMILIES[model_type].architecture != architecture:
        return None
    path = path.resolve()  # a relative path would mean another file after a change of directory
    return GgufModel(name_of(path.with_suffix("")), path, model_type)


def why_not(path: Path) -> str:
    """Why a GGUF file cannot be opened; "" if this is none, or there is nothing to say about it."""
    try:
        model_type = _model_type(path)
    except CheckpointError as error:
        return str(error)
    if model_type is None or model_type in FAMILIES:
        return ""
    return _(
        "{path}: models of the type {type!r:.60} are not supported; supported are {types}",
        path=path,
        type=model_type,
        types=_(", ").join(FAMILIES),
    )


def _model_type(path: Path) -> str | None:
    """The architecture that the file states; None if this is no GGUF file. CheckpointError if it cannot be read."""
    if path.suffix.lower() != SUFFIX or not path.is_file():
        return None
    found = _opened(path.resolve(), identity(path)).metadata.get(ARCHITECTURE)
    return found if isinstance(found, str) else ""


@lru_cache(maxsize=2)
def _opened(path: Path, files: tuple[object, ...]) -> GgufFile:
    """A file whose header, with its large vocabulary, is read once as long as it does not change."""
    return GgufFile(path)
