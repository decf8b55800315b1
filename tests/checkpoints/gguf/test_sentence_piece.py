"""The tokenizer of SentencePiece in a GGUF file, compared with its algorithm."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from transformer_explore.core.checkpoints.gguf.model import GgufModel, model_at
from transformer_explore.core.checkpoints.hugging_face.folder_tokenizer import ModelTokenizer

from tests.gguf_files import write_gguf
from tests.hugging_face import random_model

SPECIAL = ("<unk>", "<s>", "</s>")
BYTES = tuple(f"<0x{byte:02X}>" for byte in range(256))
LETTERS = "abcd▁"
RANDOM = np.random.default_rng(5)


def pieces() -> tuple[str, ...]:
    """Single letters, and pieces that were made from shorter ones, as in training."""
    found = list(LETTERS)
    while len(found) < 40:
        left, right = RANDOM.choice(found, 2)
        if len(left + right) <= 6 and left + right not in found:
            found.append(str(left + right))
    return tuple(found)


PIECES = pieces()
TOKENS = (*SPECIAL, *BYTES, *PIECES)
SCORES = tuple(
    float(score) for score in (*np.zeros(len(SPECIAL) + len(BYTES)), *-RANDOM.permutation(len(PIECES)))
)
ENTRIES: dict[str, Any] = {
    "tokenizer.ggml.model": "llama",
    "tokenizer.ggml.pre": "default",
    "tokenizer.ggml.tokens": list(TOKENS),
    "tokenizer.ggml.scores": list(SCORES),
    "tokenizer.ggml.token_type": [2, 3, 3, *[6] * len(BYTES), *[1] * len(PIECES)],
    "tokenizer.ggml.merges": None,
    "tokenizer.ggml.unknown_token_id": 0,
    "tokenizer.ggml.bos_token_id": 1,
    "tokenizer.ggml.eos_token_id": 2,
    "tokenizer.ggml.add_bos_token": None,
}


def written(folder: Path, **changes: Any) -> GgufModel:
    theirs = random_model("llama", vocab_size=len(TOKENS))
    entries = ENTRIES | {f"tokenizer.ggml.{name}": value for name, value in changes.items()}
    found = model_at(write_gguf(folder / "small.gguf", theirs, changes=entries), "decoder")
    assert found is not None
    return found


@pytest.fixture(scope="module")
def tokenizer(tmp_path_factory: pytest.TempPathFactory) -> ModelTokenizer:
    return written(tmp_path_factory.mktemp("gguf")).tokenizer


def expected(text: str) -> list[str]:
    """Merges the two neighbors whose concatenation has the highest score, the leftmost first, until there are none."""
    score = dict(zip(TOKENS, SCORES, strict=True))
    found = list(text.replace(" ", "▁"))
    while True:
        together = [left + right for left, right in pairwise(found)]
        known = [place for place, piece in enumerate(together) if piece in PIECES]
        if not known:
            break
        place = max(known, key=lambda place: (score[together[place]], -place))
        found[place : place + 2] = [together[place]]
    return [token for piece in found for token in ([piece] if piece in PIECES else in_bytes(piece))]


def in_bytes(piece: str) -> list[str]:
    return [f"<0x{byte:02X}>" for byte in piece.encode()]


@given(st.text("abcd 我é", max_size=20))
def test_a_text_is_split_as_sentencepiece_does(tokenizer: ModelTokenizer, text: str) -> None:
    ids = tokenizer.read(text, special_tokens=False).ids
    assert [TOKENS[id] for id in ids] == (expected(f" {text}") if text else [])
    assert tokenizer.text(ids) == text


def test_a_text_begins_with_a_token_unless_the_file_says_otherwise(tmp_path: Path) -> None:
    assert written(tmp_path).tokenizer.read("a").ids[0] == 1
    assert written(tmp_path, add_bos_token=False).tokenizer.read("a").ids[0] != 1


def test_no_space_is_put_first_if_the_file_says_so(tmp_path: Path) -> None:
    tokenizer = written(tmp_path, add_space_prefix=False).tokenizer
    ids = tokenizer.read("ab a", special_tokens=False).ids
    assert [TOKENS[id] for id in ids] == expected("ab a")
    assert tokenizer.text(ids) == "ab a"
