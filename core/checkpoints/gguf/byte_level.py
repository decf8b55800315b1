"""A byte-level BPE in a GGUF file: it has the tokens and merges, and only the name of the rule that splits a text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .entries import Entries

RULE, MERGES = "tokenizer.ggml.pre", "tokenizer.ggml.merges"
DEFAULT = "default"

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
    "qwen2": _split(_LLAMA3.replace("{1,3}", "")),
    "smollm": _SINGLE_DIGITS,
    "llama-bpe": _UP_TO_THREE_DIGITS,
    "llama3": _UP_TO_THREE_DIGITS,
    "llama-v3": _UP_TO_THREE_DIGITS,
}
"""How a text is split into words, by the name in the file; see `llama_vocab` in https://github.com/ggml-org/llama.cpp.

A file without a name means "default", which is not the rule of GPT-2.
"""
NORMALIZERS = {"qwen2": {"type": "NFC"}}
"""What is done to a text first, in the model's own tokenizer; llama.cpp leaves it out."""


def parts(entries: Entries, tokens: Sequence[str]) -> dict[str, Any]:
    """The parts of a tokenizer.json; CheckpointError if the rule is not supported or the merges are missing."""
    rule = entries.choice(RULE, RULES, DEFAULT)
    return {
        "normalizer": NORMALIZERS.get(entries.values.get(RULE, DEFAULT)),
        "pre_tokenizer": {"type": "Sequence", "pretokenizers": rule},
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
            "merges": [merge.split(" ", 1) for merge in entries.texts(MERGES)],
        },
    }


def adds_begin(metadata: Mapping[str, Any]) -> bool:
    """Whether a text begins with a special token where the file does not say."""
    return RULES.get(metadata.get(RULE, DEFAULT)) is _UP_TO_THREE_DIGITS
