"""The special tokens of a folder: which ids begin and end a text, fill it up, or hide a word."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..json_file import json_object

CONFIGURATION, GENERATION = "config.json", "generation_config.json"
TOKENIZER, MAP = "tokenizer_config.json", "special_tokens_map.json"
LARGEST = 2**24  # bytes; a tokenizer's settings list its added tokens


@dataclass(frozen=True)
class SpecialTokens:
    """Ids of special tokens, None or empty where a model has none.

    Attributes:
        begin, end: of a text; decoding stops at any of `end`.
        padding: fills up a text.
        unknown: stands for what the tokenizer does not know.
        mask: stands for a hidden word.
        classifier, separator: BERT's first token, and the one between and after its sentences.
        decoder_begin: the first token that the decoder of an encoder-decoder reads; padding if the files do not say.
        forced_begin: the first token that it has to produce.
        forbidden: tokens that it never produces.
    """

    begin: int | None = None
    end: tuple[int, ...] = ()
    padding: int | None = None
    unknown: int | None = None
    mask: int | None = None
    classifier: int | None = None
    separator: int | None = None
    decoder_begin: int | None = None
    forced_begin: int | None = None
    forbidden: tuple[int, ...] = ()


def special_tokens(folder: Path, id_of: Callable[[str], int | None], rows: int) -> SpecialTokens:
    """The special tokens, first as the model's files state them, then as the tokenizer's do.

    An id that is not in the vocabulary means that there is no such token, as it does for transformers.

    Args:
        id_of: the id of a token.
        rows: the number of ids.
    """
    model = [_object(folder / name) for name in (GENERATION, CONFIGURATION)]
    tokenizer = [_object(folder / name) for name in (TOKENIZER, MAP)]

    def found(name: str) -> tuple[int, ...]:
        for settings in model:
            if ids := tuple(_ids(settings.get(f"{name}_token_id"), rows)):
                return ids
        for settings in tokenizer:
            text = _text(settings.get(f"{name}_token"))
            if text is not None and (id := id_of(text)) is not None and id < rows:
                return (id,)
        return ()

    def first(name: str) -> int | None:
        return next(iter(found(name)), None)

    return SpecialTokens(
        begin=first("bos"),
        end=found("eos"),
        padding=first("pad"),
        unknown=first("unk"),
        mask=first("mask"),
        classifier=first("cls"),
        separator=first("sep"),
        decoder_begin=first("decoder_start" if found("decoder_start") else "pad"),
        forced_begin=first("forced_bos"),
        forbidden=tuple(_forbidden(model, rows)),
    )


def require_readable(folder: Path) -> None:
    """CheckpointError if a file that may name special tokens exists and is not a JSON object."""
    for name in (GENERATION, TOKENIZER, MAP):
        _object(folder / name)


def _object(path: Path) -> Mapping[str, Any]:
    """The object in a file that may be absent; CheckpointError if it is not readable."""
    return json_object(path, LARGEST) if path.exists() else {}


def _ids(value: Any, rows: int) -> Iterator[int]:
    for id in value if isinstance(value, list) else [value]:
        if type(id) is int and 0 <= id < rows:
            yield id


def _text(token: Any) -> str | None:
    """The text of a token, which is a string or an object with settings."""
    text = token.get("content") if isinstance(token, dict) else token
    return text if isinstance(text, str) else None


def _forbidden(model: list[Mapping[str, Any]], rows: int) -> Iterator[int]:
    """The ids that are forbidden by themselves, not as part of a phrase."""
    for settings in model:
        phrases = settings.get("bad_words_ids")
        if isinstance(phrases, list) and phrases:
            alone = [phrase for phrase in phrases if isinstance(phrase, list) and len(phrase) == 1]
            yield from (id for phrase in alone for id in _ids(phrase, rows))
            return
