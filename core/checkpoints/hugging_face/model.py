"""A checkpoint of another program: a folder in the format of Hugging Face."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ...support.files import identity
from ...support.localization import _
from ..json_file import json_object
from ..model import CheckpointError
from . import folder_tokenizer, settings, special_tokens
from .family import MODULES, Family, family, model_types
from .folder_tokenizer import FolderTokenizer
from .foreign_model import ForeignModel
from .settings import Settings
from .special_tokens import SpecialTokens
from .weights import Weights, how_to_convert, is_pickle, weight_files

MODEL_TYPE = "model_type"


@dataclass(frozen=True)
class HuggingFaceModel(ForeignModel):
    """A folder with config.json, weights as safetensors and tokenizer.json.

    Attributes:
        model_type: that of config.json, such as "gpt2".
    """

    name: str
    folder: Path
    model_type: str

    @property
    def where(self) -> Path:
        return self.folder

    @property
    def family(self) -> Family:
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

    @property
    def _settings(self) -> Settings:
        found = Settings.read(self.folder)
        found.require(MODEL_TYPE, self.model_type)
        return found

    @cached_property
    def tokenizer(self) -> FolderTokenizer:
        """Converts text to ids and back; every id is a row of the embedding matrix."""
        special_tokens.require_readable(self.folder)  # whether or not a run needs them
        return FolderTokenizer(self.folder, self._rows)

    @cached_property
    def special_tokens(self) -> SpecialTokens:
        return special_tokens.special_tokens(self.folder, self.tokenizer.id_of, self._rows)


def model_at(path: Path, architecture: str) -> HuggingFaceModel | None:
    """The checkpoint in a folder, if its family belongs to this architecture; see `why_not` for other folders."""
    try:
        model_type = _model_type(path)
    except CheckpointError:
        return None
    if model_type not in MODULES or family(model_type).architecture != architecture:
        return None
    folder = path.resolve()  # a relative path would mean another folder after a change of directory
    return HuggingFaceModel(name_of(folder), folder, model_type)


def why_not(path: Path) -> str:
    """Why a folder or file of another program cannot be opened; "" if there is nothing to say about it."""
    if is_pickle(path):
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


def name_of(folder: Path) -> str:
    """The folder's name, or the repository's name where the folder is in the download cache of Hugging Face.

    Bytes that are not UTF-8, which no trace could store, become "�".
    """
    name, repository = folder.name, folder.parent.parent.name
    if folder.parent.name == "snapshots" and repository.startswith("models--"):
        name = repository.rpartition("--")[2]
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
