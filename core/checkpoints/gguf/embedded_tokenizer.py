"""The tokenizer in a GGUF file as the content of a tokenizer.json, and the special tokens.

The file has the tokens and merges of a byte-level BPE, and only the name of the rule that splits a text into words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from ...support.localization import _
from ..hugging_face.special_tokens import SpecialTokens
from ..hugging_face.tensor_file import shown
from ..model import CheckpointError

MODEL, RULE = "tokenizer.ggml.model", "tokenizer.ggml.pre"
TOKENS, TYPES, MERGES = "tokenizer.ggml.tokens", "tokenizer.ggml.token_type", "tokenizer.ggml.merges"
ADDS_BEGIN, ADDS_END = "tokenizer.ggml.add_bos_token", "tokenizer.ggml.add_eos_token"
BYTE_LEVEL = "gpt2"
CONTROL, USER_DEFINED = 3, 4  # types of tokens that are not made by merges

_GPT2 = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)"
_LLAMA3 = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"
)


def _byte_level(splits: bool) -> dict[str, Any]:
    return {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": splits}


def _split(*patterns: str) -> list[dict[str, Any]]:
    """Splits a text at all matches of the first pattern, then the pieces at those of the next, and so on."""
    splits = [
        {"type": "Split", "pattern": {"Regex": pattern}, "behavior": "Isolated", "invert": False}
        for pattern in patterns
    ]
    return [*splits, _byte_level(False)]


_SINGLE_DIGITS = [{"type": "Digits", "individual_digits": True}, _byte_level(True)]
_UP_TO_THREE_DIGITS = _split(_LLAMA3)
RULES = {
    "default": _split(r"[\p{P}\$\+<=>\^~\|]+", _GPT2, r"\p{N}+", r"[0-9][0-9][0-9]"),
    "gpt-2": [_byte_level(True)],
    "smollm": _SINGLE_DIGITS,
    "llama-bpe": _UP_TO_THREE_DIGITS,
    "llama3": _UP_TO_THREE_DIGITS,
    "llama-v3": _UP_TO_THREE_DIGITS,
}
"""How a text is split into words, by the name in the file; see `llama_vocab` in https://github.com/ggml-org/llama.cpp.

A file without a name means "default", which is not the rule of GPT-2.
"""


def tokenizer_json(path: Path, metadata: Mapping[str, Any]) -> bytes:
    """The tokenizer in the format of the package `tokenizers`; CheckpointError if its kind is not supported.

    Args:
        path: the file, for messages.
    """
    for name, supported in ((MODEL, {BYTE_LEVEL: ()}), (RULE, RULES)):
        if (found := metadata.get(name, "default")) not in (supported if isinstance(found, str) else ()):
            raise CheckpointError(
                _(
                    "{path}: {name} = {value} is not supported; supported are {values}",
                    path=path,
                    name=name,
                    value=shown(str(found)),
                    values=_(", ").join(supported),
                )
            )
    tokens, merges = _texts(path, metadata, TOKENS), _texts(path, metadata, MERGES)
    rule = RULES[metadata.get(RULE, "default")]
    return orjson.dumps(
        {
            "version": "1.0",
            "truncation": None,
            "padding": None,
            "added_tokens": list(_added(tokens, metadata.get(TYPES))),
            "normalizer": None,
            "pre_tokenizer": {"type": "Sequence", "pretokenizers": rule},
            "post_processor": _around(tokens, metadata),
            "decoder": _byte_level(True),
            "model": {
                "type": "BPE",
                "dropout": None,
                "unk_token": None,
                "continuing_subword_prefix": None,
                "end_of_word_suffix": None,
                "fuse_unk": False,
                "byte_fallback": False,
                "ignore_merges": rule is _UP_TO_THREE_DIGITS,
                "vocab": {token: id for id, token in enumerate(tokens)},
                "merges": [merge.split(" ", 1) for merge in merges],
            },
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


def _texts(path: Path, metadata: Mapping[str, Any], name: str) -> list[str]:
    """A list of strings in the metadata; CheckpointError if it is missing or is something else."""
    found = metadata.get(name)
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        raise CheckpointError(_("{where}: {name} is missing", where=path, name=name))
    return found


def _added(tokens: list[str], types: Any) -> Iterator[dict[str, Any]]:
    """The tokens that are recognized before a text is split."""
    for id, (token, kind) in enumerate(zip(tokens, types if isinstance(types, list) else (), strict=False)):
        if kind in (CONTROL, USER_DEFINED) and token:
            switches = dict.fromkeys(("single_word", "lstrip", "rstrip", "normalized"), False)
            yield {"id": id, "content": token, "special": kind == CONTROL, **switches}


def _around(tokens: list[str], metadata: Mapping[str, Any]) -> dict[str, Any] | None:
    """What puts special tokens before and after a text; None if nothing does."""
    llama3 = RULES.get(metadata.get(RULE, "default")) is _UP_TO_THREE_DIGITS
    names = special_tokens(metadata, len(tokens))
    begin = names.begin if metadata.get(ADDS_BEGIN, llama3) is True else None
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
