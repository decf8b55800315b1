"""The trained decoder-only and encoder-only models: a folder each. Read with NumPy only."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from ..nn.stack import DecoderConfiguration, EncoderConfiguration
from ..operations.operation import Array
from ..support.files import identity
from ..support.localization import _
from ..support.marks import BEGIN, CLASSIFIER, END, MASK, PADDING, SEPARATOR, UNKNOWN
from ..trace import ModelCard, Token
from .checkpoint import CARD, CONFIGURATION, LARGEST_CONFIGURATION, TOKENIZER, WEIGHTS
from .hugging_face.folder_tokenizer import FolderTokenizer
from .hugging_face.special_tokens import SpecialTokens
from .json_file import json_object
from .model import CheckpointError, digest, weights
from .text_model import TextModel

HERE = Path(__file__).parent / "english"
ARCHITECTURE = "architecture"  # in configuration.json, next to sizes and parts
CONFIGURATIONS: Mapping[str, type[DecoderConfiguration] | type[EncoderConfiguration]] = {
    "decoder": DecoderConfiguration,
    "encoder": EncoderConfiguration,
}
SINCE_2017: Mapping[str, str] = {
    "2017": "english-2017",
    "pre-norm": "english-pre-norm",
    "RMSNorm": "english-rms-norm",
    "rotary": "english-rotary",
    "SwiGLU": "english-swiglu",
    "grouped": "english-grouped",
    "all five": "english-llama",
}
"""The shipped models that differ only in their parts, by what has changed since the paper."""
MOST_LETTERS = 40  # of an unknown word that are compared
EXAMPLES = {"decoder": "the cat sat on the", "encoder": "the cat [MASK] on the mat"}


@dataclass(frozen=True)
class StackCheckpoint(TextModel):
    """A folder: weights.safetensors, configuration.json, tokenizer.json and, once trained, card.json.

    Attributes:
        stated: the architecture that its configuration states.
    """

    name: str
    folder: Path
    stated: str

    @property
    def architecture(self) -> str:
        return self.stated

    @property
    def files(self) -> tuple[object, ...]:
        return identity(*(self.folder / name for name in (WEIGHTS, CONFIGURATION, TOKENIZER, CARD)))

    @cached_property
    def configuration(self) -> DecoderConfiguration | EncoderConfiguration:
        """Sizes and parts of the model."""
        path = self.folder / CONFIGURATION
        data = json_object(path, LARGEST_CONFIGURATION)
        try:
            if data.pop(ARCHITECTURE) != self.stated:
                raise ValueError(_("it has changed"))
            return CONFIGURATIONS[self.stated].from_dict(data)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise CheckpointError(f"{path}: {error}") from None

    @cached_property
    def card(self) -> dict[str, Any]:
        return json_object(self.folder / CARD) if (self.folder / CARD).exists() else {}

    @property
    def trained(self) -> bool | None:
        return True if (self.folder / CARD).exists() else None

    @cached_property
    def parameters(self) -> Mapping[str, Array]:
        """The weights by name, float32; a matrix that several parts share is listed once."""
        return weights(self.folder / WEIGHTS)

    @cached_property
    def tokenizer(self) -> FolderTokenizer:
        return FolderTokenizer(self.folder, self.configuration.embedding.vocabulary)

    @cached_property
    def special_tokens(self) -> SpecialTokens:
        """By their names in the vocabulary."""
        id_of = self.tokenizer.id_of
        end = id_of(END)
        return SpecialTokens(
            begin=id_of(BEGIN),
            end=() if end is None else (end,),
            padding=id_of(PADDING),
            unknown=id_of(UNKNOWN),
            mask=id_of(MASK),
            classifier=id_of(CLASSIFIER),
            separator=id_of(SEPARATOR),
        )

    @cached_property
    def model_card(self) -> ModelCard:
        about, sha256 = self.configuration.as_dict(), digest(self.parameters)
        return ModelCard(self.name, self.architecture, about, sha256, self.trained)

    def notices_about(self, tokens: Sequence[Token]) -> tuple[str, ...]:
        """A notice for each unknown word, with similar words that the model knows."""
        unknown = dict.fromkeys(token.written for token in tokens if token.written)
        return (*self.notices, *map(self._about, unknown))

    def _about(self, word: str) -> str:
        notice = _(
            "the model does not know {word} and reads it as [UNK]: what it predicts may be wrong", word=word
        )
        letters = word.lower()[:MOST_LETTERS]
        similar = difflib.get_close_matches(letters, self.vocabulary, n=3) if letters.isalpha() else []
        if not similar:
            return notice
        return notice + _("; similar words that it knows: {words}", words=_(", ").join(similar))

    @property
    def example(self) -> str:
        return EXAMPLES[self.stated]


def architecture_of(folder: Path) -> str:
    """The architecture that a folder's configuration.json states; "" if there is none, or no such file."""
    path = folder / CONFIGURATION
    if not path.is_file():
        return ""
    try:
        stated = json_object(path, LARGEST_CONFIGURATION).get(ARCHITECTURE)
    except CheckpointError:
        return ""
    return stated if isinstance(stated, str) else ""


def model_at(path: Path, architecture: str) -> StackCheckpoint | None:
    """The model in a folder, if its configuration states this architecture."""
    if architecture_of(path) != architecture:
        return None
    folder = path.resolve()  # a relative path would mean another folder after a change of directory
    return StackCheckpoint(folder.name, folder, architecture)


@cache
def shipped(architecture: str) -> Mapping[str, StackCheckpoint]:
    """The models of an architecture that come with the program, by name."""
    folders = sorted(path.parent for path in HERE.glob(f"*/{CONFIGURATION}"))
    found = {folder.name: model_at(folder, architecture) for folder in folders}
    return {name: model for name, model in found.items() if model is not None}
