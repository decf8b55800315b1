"""A checkpoint of another program: a folder in the format of Hugging Face."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from ...support.files import identity
from ...support.localization import _
from ...trace import ModelCard
from ..json_file import json_object
from ..model import CheckpointError, Model
from . import folder_tokenizer, settings, special_tokens
from .family import MODULES, Family, family, model_types
from .folder_tokenizer import FolderTokenizer
from .mapping import Parameters, matched, plain_names
from .settings import Settings
from .special_tokens import SpecialTokens
from .weights import PICKLES, Weights, how_to_convert, weight_files

MODEL_TYPE = "model_type"
FLOAT32 = 4  # bytes


@dataclass(frozen=True)
class HuggingFaceModel(Model):
    """A folder with config.json, weights as safetensors and tokenizer.json.

    Attributes:
        model_type: that of config.json, such as "gpt2".
    """

    name: str
    folder: Path
    model_type: str

    @property
    def architecture(self) -> str:
        return self.family.architecture

    @property
    def family(self) -> Family:
        """How its configuration and weights are read."""
        return family(self.model_type)

    @property
    def files(self) -> tuple[object, ...]:
        names = (
            settings.NAME,
            special_tokens.GENERATION,
            special_tokens.TOKENIZER,
            special_tokens.MAP,
            folder_tokenizer.NAME,
        )
        return identity(*(self.folder / name for name in names), *weight_files(self.folder))

    @cached_property
    def _weights(self) -> Weights:
        return Weights(self.folder, self.family.converts_with)

    @cached_property
    def configuration(self) -> Any:
        """Sizes and parts of the model; CheckpointError if it needs something that is not supported."""
        found = Settings.read(self.folder)
        found.require(MODEL_TYPE, self.model_type)
        names = frozenset(plain_names(self._weights, self.family.plain))
        try:
            made = self.family.configuration(found, names)
        except CheckpointError:
            raise
        except ValueError as error:
            raise CheckpointError(f"{found.path}: {error}") from None
        found.finish()
        return made

    @cached_property
    def parameters(self) -> Parameters:
        """The weights by our names, float32; each is read and converted when it is looked up.

        CheckpointError if they do not fit the configuration or the memory. Looking at this before a module is built
        makes sure that the module is no larger than the files.
        """
        wanted = self.family.weights(self.configuration)
        found = matched(self._weights, wanted, self.family.plain, self.family.without_effect)
        if found.count * FLOAT32 > (memory := _memory()):
            raise CheckpointError(
                _(
                    "{folder}: {count:,} weights need {needed:.1f} GB as float32, and this machine has {memory:.1f} GB",
                    folder=self.folder,
                    count=found.count,
                    needed=found.count * FLOAT32 / 1e9,
                    memory=memory / 1e9,
                )
            )
        return found

    @property
    def card(self) -> dict[str, Any]:
        """`family`, `parameters` (how many), `bytes` of the files, `precision` of the stored numbers, `longest`."""
        parameters = self.parameters
        return {
            "family": self.model_type,
            "parameters": parameters.count,
            "bytes": parameters.size,
            "precision": parameters.precision,
            "longest": self.configuration.longest,
        }

    @property
    def trained(self) -> bool | None:
        return None

    @property
    def notices(self) -> tuple[str, ...]:
        """What users should know about how it was read."""
        if (stored := self.parameters.precision) == "float32":
            return ()
        return (_("{name}: stored as {precision}, read as float32", name=self.name, precision=stored),)

    @cached_property
    def tokenizer(self) -> FolderTokenizer:
        """Converts text to ids and back; every id is a row of the embedding matrix."""
        return FolderTokenizer(self.folder, self._rows)

    @cached_property
    def special_tokens(self) -> SpecialTokens:
        return special_tokens.special_tokens(self.folder, self.tokenizer.id_of, self._rows)

    @cached_property
    def vocabulary(self) -> tuple[str, ...]:
        """A readable text for each row of the embedding matrix; "" where there is no token."""
        return self.tokenizer.vocabulary

    @property
    def _rows(self) -> int:
        return self.family.tokens(self.configuration)

    @cached_property
    def model_card(self) -> ModelCard:
        about, sha256 = self.configuration.as_dict(), self.parameters.sha256
        return ModelCard(self.name, self.architecture, about, sha256, self.trained)

    def refusals(self) -> Iterator[str]:
        """Why it cannot be used, one line for each part that cannot."""
        for part in ("configuration", "parameters", "special_tokens"):
            try:
                getattr(self, part)
            except CheckpointError as error:
                yield str(error)
                if part != "parameters":
                    return


def model_at(path: Path, architecture: str) -> HuggingFaceModel | None:
    """The checkpoint in a folder, if its family belongs to this architecture; see `why_not` for other folders."""
    try:
        model_type = _model_type(path)
    except CheckpointError:
        return None
    if model_type not in MODULES or family(model_type).architecture != architecture:
        return None
    folder = path.resolve()  # a relative path would mean another folder after a change of directory
    return HuggingFaceModel(_name(folder), folder, model_type)


def why_not(path: Path) -> str:
    """Why a folder or file of another program cannot be opened; "" if there is nothing to say about it."""
    if path.suffix.lower() in PICKLES and path.is_file():
        return how_to_convert(path)
    if not (path / settings.NAME).exists():
        return ""
    try:
        model_type = _model_type(path)
    except CheckpointError as error:
        return str(error)
    if model_type in MODULES:
        return ""
    return _(
        "{path}: models of the type {type!r:.60} are not supported; supported are {types}",
        path=path / settings.NAME,
        type=model_type,
        types=_(", ").join(model_types()),
    )


def _model_type(folder: Path) -> str:
    """The type that config.json states, "" if none; CheckpointError if it cannot be read."""
    if not (folder / settings.NAME).exists():
        return ""
    found = json_object(folder / settings.NAME, settings.LARGEST).get(MODEL_TYPE)
    return found if isinstance(found, str) else ""


def _name(folder: Path) -> str:
    """The folder's name, or the repository's name where the folder is in the download cache of Hugging Face."""
    repository = folder.parent.parent.name
    if folder.parent.name == "snapshots" and repository.startswith("models--"):
        return repository.rpartition("--")[2]
    return folder.name


def _memory() -> float:
    """The bytes of the machine's memory; infinite if the system does not say."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        return float("inf")
