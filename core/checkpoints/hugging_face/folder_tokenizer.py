"""The tokenizer of a folder: text to ids and back, and a vocabulary that people can read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import orjson

from ...support.files import FileError, content
from ...support.localization import _
from ...support.os_errors import reason
from ..model import CheckpointError
from ..tokenizer import Read, decoded, encoded, read, refuse_beyond
from .pieces import Spelling, readable

NAME = "tokenizer.json"


class ModelTokenizer:
    """A tokenizer in the format of tokenizer.json.

    Args:
        data: the content of a tokenizer.json.

    Attributes:
        path: the file it comes from, for messages.
        rows: the number of rows of the embedding matrix; every id is smaller.

    Raises:
        CheckpointError: it is not usable.
    """

    def __init__(self, path: Path, data: bytes, rows: int) -> None:
        self.path, self.rows = path, rows
        try:
            self._tokenizer = read(data, rows)
            self._described = orjson.loads(data)
        except ValueError as error:
            raise CheckpointError(
                _("{path}: not a readable tokenizer ({error})", path=path, error=reason(error))
            ) from None

    @cached_property
    def vocabulary(self) -> tuple[str, ...]:
        """A readable text for each row of the embedding matrix; "" where there is no token."""
        pieces = [""] * self.rows
        for piece, id in self._tokenizer.get_vocab(with_added_tokens=False).items():
            pieces[id] = piece
        words = readable(pieces, self.spelling)
        for id, token in self._tokenizer.get_added_tokens_decoder().items():
            words[id] = token.content  # stored as written, not in the spelling of the others
        return tuple(words)

    @cached_property
    def spelling(self) -> Spelling:
        """How the tokenizer spells spaces and bytes, which its parts around the model tell."""
        parts = set(
            _strings([self._described.get(name) for name in ("normalizer", "pre_tokenizer", "decoder")])
        )
        if "ByteLevel" in parts:
            return Spelling.BYTE_LEVEL
        if parts & {"Metaspace", "▁"}:
            return Spelling.SENTENCE_PIECE
        return Spelling.PLAIN

    @cached_property
    def unknown(self) -> int | None:
        """The id of the token for unknown words, if the tokenizer's model has one."""
        model = self._described.get("model", {})
        word, number = model.get("unk_token"), model.get("unk_id")
        if isinstance(word, str):
            return self.id_of(word)
        return number if type(number) is int and 0 <= number < self.rows else None

    @cached_property
    def adds_special_tokens(self) -> bool:
        """Whether it puts special tokens around a text, such as [CLS] and [SEP]."""
        return self._tokenizer.num_special_tokens_to_add(False) > 0

    def id_of(self, token: str) -> int | None:
        """The id of a token as the tokenizer spells it."""
        id: int | None = self._tokenizer.token_to_id(token)
        return id

    def read(self, text: str, special_tokens: bool = True, second: str | None = None) -> Read:
        """A text as ids, as readable tokens and as typed; CheckpointError if the tokenizer cannot read it.

        Args:
            special_tokens: whether the special tokens that the tokenizer puts around a text are included.
            second: another text, which follows the first.
        """
        try:
            found = encoded(self._tokenizer, text, special_tokens, second)
            refuse_beyond(found.ids, self.rows)  # the tokens around a text have ids of their own
        except ValueError as error:
            raise CheckpointError(f"{self.path}: {error}") from None
        return replace(found, words=[self.vocabulary[id] for id in found.ids])

    def text(self, ids: Sequence[int], special_tokens: bool = False) -> str:
        """The text of ids; CheckpointError if the tokenizer cannot write it.

        Args:
            special_tokens: whether special tokens are written.
        """
        try:
            return decoded(self._tokenizer, ids, special_tokens)
        except ValueError as error:
            raise CheckpointError(f"{self.path}: {error}") from None


class FolderTokenizer(ModelTokenizer):
    """The tokenizer of a folder; CheckpointError if there is no tokenizer.json, or it is not usable."""

    def __init__(self, folder: Path, rows: int) -> None:
        path = folder / NAME
        if not path.exists():
            raise CheckpointError(
                _(
                    "{folder}: no {file}; write one with transformers: "
                    "AutoTokenizer.from_pretrained(FOLDER, use_fast=True).save_pretrained(FOLDER)",
                    folder=folder,
                    file=NAME,
                )
            )
        try:
            data = content(path)
        except FileError as error:
            raise CheckpointError(str(error)) from None
        except OSError as error:
            raise CheckpointError(
                _("{path}: not a readable tokenizer ({error})", path=path, error=reason(error))
            ) from None
        super().__init__(path, data, rows)


def _strings(part: Any) -> Iterator[str]:
    """Every string in a part of a tokenizer."""
    waiting = [part]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            yield part
        elif isinstance(part, dict):
            waiting += part.values()
        elif isinstance(part, list):
            waiting += part
