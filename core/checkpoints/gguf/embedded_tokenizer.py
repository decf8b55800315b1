"""The tokenizer in a GGUF file as the content of a tokenizer.json, and the special tokens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from ..hugging_face.special_tokens import SpecialTokens
from . import byte_level, sentence_piece
from .entries import Entries

MODEL = "tokenizer.ggml.model"
TOKENS, TYPES = "tokenizer.ggml.tokens", "tokenizer.ggml.token_type"
ADDS_BEGIN, ADDS_END = "tokenizer.ggml.add_bos_token", "tokenizer.ggml.add_eos_token"
UNKNOWN, CONTROL, USER_DEFINED = 2, 3, 4  # types of tokens that are not made by merges

KINDS = {"gpt2": byte_level.parts, "llama": sentence_piece.parts}
"""The parts of a tokenizer that depend on its kind, by the name of the kind in the file."""


def tokenizer_json(path: Path, metadata: Mapping[str, Any]) -> bytes:
    """The tokenizer in the format of the package `tokenizers`; CheckpointError if its kind is not supported.

    Args:
        path: the file, for messages.
    """
    entries = Entries(path, metadata)
    kind = entries.choice(MODEL, KINDS, "")
    tokens = entries.texts(TOKENS)
    return orjson.dumps(
        {
            "version": "1.0",
            "truncation": None,
            "padding": None,
            "added_tokens": list(_added(tokens, metadata.get(TYPES))),
            "post_processor": _around(tokens, metadata),
            **kind(entries, tokens),
        }
    )


def special_tokens(metadata: Mapping[str, Any], rows: int) -> SpecialTokens:
    """The special tokens that the file names.

    Args:
        rows: the number of ids.
    """

    def found(name: str) -> int | None:
        id = metadata.get(f"tokenizer.ggml.{name}_token_id")
        return id if type(id) is int and 0 <= id < rows else None

    ends = (found("eos"), found("eot"))
    return SpecialTokens(
        begin=found("bos"),
        end=tuple(dict.fromkeys(id for id in ends if id is not None)),
        padding=found("padding"),
        unknown=found("unknown"),
        mask=found("mask"),
        classifier=found("cls"),
        separator=found("seperator"),  # spelled like this in the files
    )


def _added(tokens: list[str], types: Any) -> Iterator[dict[str, Any]]:
    """The tokens that are recognized before a text is split."""
    for id, (token, kind) in enumerate(zip(tokens, types if isinstance(types, list) else (), strict=False)):
        if kind in (UNKNOWN, CONTROL, USER_DEFINED) and token:
            switches = dict.fromkeys(("single_word", "lstrip", "rstrip", "normalized"), False)
            yield {"id": id, "content": token, "special": kind != USER_DEFINED, **switches}


def _around(tokens: list[str], metadata: Mapping[str, Any]) -> dict[str, Any] | None:
    """What puts special tokens before and after a text; None if nothing does."""
    usual = metadata.get(MODEL) == "llama" or byte_level.adds_begin(metadata)
    names = special_tokens(metadata, len(tokens))
    begin = names.begin if metadata.get(ADDS_BEGIN, usual) is True else None
    end = next(iter(names.end), None) if metadata.get(ADDS_END) is True else None
    if begin is None and end is None:
        return None
    pieces: list[Any] = [{"Sequence": {"id": "A", "type_id": 0}}]
    if begin is not None:
        pieces.insert(0, _special(tokens[begin]))
    if end is not None:
        pieces.append(_special(tokens[end]))
    special = {
        tokens[id]: {"id": tokens[id], "ids": [id], "tokens": [tokens[id]]}
        for id in (begin, end)
        if id is not None
    }
    second = {"Sequence": {"id": "B", "type_id": 1}}
    return {
        "type": "TemplateProcessing",
        "single": pieces,
        "pair": [*pieces, second],
        "special_tokens": special,
    }


def _special(token: str) -> dict[str, Any]:
    return {"SpecialToken": {"id": token, "type_id": 0}}
