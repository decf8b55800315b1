"""The BPE of SentencePiece in a GGUF file, as in Llama 1 and 2, Mistral and TinyLlama.

The file has a score for each token and no merges: of all neighbors whose concatenation is a token, those with the
highest score are merged first (Kudo and Richardson 2018, arXiv 1808.06226). Spaces are written as ▁, and characters
without a token as their bytes, <0xE6> and so on.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .entries import Entries

SCORES, UNKNOWN_ID = "tokenizer.ggml.scores", "tokenizer.ggml.unknown_token_id"
ADDS_SPACE = "tokenizer.ggml.add_space_prefix"
SPACE = "\u2581"
BYTES = 256


def parts(entries: Entries, tokens: Sequence[str]) -> dict[str, Any]:
    """The parts of a tokenizer.json; CheckpointError if the scores are missing."""
    vocabulary = {token: id for id, token in enumerate(tokens)}
    scores = entries.numbers(SCORES, len(tokens))
    begins = entries.values.get(ADDS_SPACE, True) is True
    spaces = [{"type": "Prepend", "prepend": SPACE}] if begins else []
    first_space = [{"type": "Strip", "content": " ", "start": 1, "stop": 0}] if begins else []
    unknown = entries.values.get(UNKNOWN_ID)
    return {
        "normalizer": {"type": "Sequence", "normalizers": [*spaces, _replaced(" ", SPACE)]},
        "pre_tokenizer": None,
        "decoder": {
            "type": "Sequence",
            "decoders": [_replaced(SPACE, " "), {"type": "ByteFallback"}, {"type": "Fuse"}, *first_space],
        },
        "model": {
            "type": "BPE",
            "dropout": None,
            "unk_token": tokens[unknown] if type(unknown) is int and 0 <= unknown < len(tokens) else None,
            "continuing_subword_prefix": None,
            "end_of_word_suffix": None,
            "fuse_unk": True,
            "byte_fallback": all(f"<0x{byte:02X}>" in vocabulary for byte in range(BYTES)),
            "ignore_merges": False,
            "vocab": vocabulary,
            "merges": list(merges(vocabulary, scores)),
        },
    }


def merges(vocabulary: Mapping[str, int], scores: Sequence[float]) -> Iterator[tuple[str, str]]:
    """All pairs of tokens whose concatenation is a token, those with the highest score of the result first."""
    order = sorted(
        vocabulary, key=lambda token: _rank(scores[vocabulary[token]])
    )  # keeps the order of equal scores
    for token in order:
        for cut in range(1, len(token)):
            left, right = token[:cut], token[cut:]
            if left in vocabulary and right in vocabulary:
                yield left, right


def _rank(score: float) -> float:
    return math.inf if math.isnan(score) else -score


def _replaced(text: str, by: str) -> dict[str, Any]:
    return {"type": "Replace", "pattern": {"String": text}, "content": by}
