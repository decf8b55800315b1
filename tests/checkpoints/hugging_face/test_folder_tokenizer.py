"""The tokenizer of a folder: ids and text, special tokens, and a vocabulary that people can read."""

from pathlib import Path
from typing import Any

import orjson
import pytest
from transformer_explore.core.checkpoints import CheckpointError
from transformer_explore.core.checkpoints.hugging_face.folder_tokenizer import NAME, FolderTokenizer
from transformer_explore.core.checkpoints.hugging_face.special_tokens import special_tokens

from tests.hugging_face import write_tokenizer

ROWS = 300


def tokenizer(folder: Path, model_type: str) -> FolderTokenizer:
    write_tokenizer(folder, model_type)
    return FolderTokenizer(folder, ROWS)


@pytest.mark.parametrize("model_type", ["gpt2", "llama"])
def test_a_text_is_written_again_exactly(model_type: str, tmp_path: Path) -> None:
    found = tokenizer(tmp_path, model_type)
    for text in ("the cat sat", "我爱你", "a\n\tb  c 🙂"):
        assert found.text(found.read(text).ids) == text


def test_byte_level_tokens_are_readable(tmp_path: Path) -> None:
    found = tokenizer(tmp_path, "gpt2")
    assert found.read("the cat").words[0] == "the"
    assert "␣cat" in found.vocabulary
    assert found.vocabulary[found.read("\n").ids[0]] == "␊"
    words = found.read("猫").words
    assert "".join(words) == "猫" or all(word.startswith("⟨") for word in words)
    assert found.vocabulary[found.id_of("<|endoftext|>")] == "<|endoftext|>"  # type: ignore[index]


def test_sentence_piece_tokens_are_readable(tmp_path: Path) -> None:
    found = tokenizer(tmp_path, "llama")
    assert found.read("the 我").words == ["<s>", "␣the", "␣", "⟨e6⟩", "⟨88⟩", "⟨91⟩"]
    assert found.text(found.read("the 我").ids, special_tokens=True).startswith("<s>")


def test_word_pieces_are_readable(tmp_path: Path) -> None:
    found = tokenizer(tmp_path, "bert")
    assert found.read("the cats [MASK]").words == ["[CLS]", "the", "cat", "##s", "[MASK]", "[SEP]"]
    assert found.read("the cats", special_tokens=False).words == ["the", "cat", "##s"]


def test_the_vocabulary_has_a_text_for_each_row(tmp_path: Path) -> None:
    found = tokenizer(tmp_path, "bert")
    assert len(found.vocabulary) == ROWS
    assert found.vocabulary[:5] == ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
    assert set(found.vocabulary[14:]) == {""}


@pytest.mark.parametrize(("model_type", "adds"), [("bert", True), ("llama", True), ("gpt2", False)])
def test_it_is_known_whether_special_tokens_are_added(model_type: str, adds: bool, tmp_path: Path) -> None:
    found = tokenizer(tmp_path, model_type)
    assert found.adds_special_tokens is adds
    assert (len(found.read("the").ids) > len(found.read("the", special_tokens=False).ids)) is adds


@pytest.mark.parametrize(("model_type", "unknown"), [("bert", 1), ("llama", 0), ("gpt2", None)])
def test_the_token_for_unknown_words_is_known(model_type: str, unknown: int | None, tmp_path: Path) -> None:
    assert tokenizer(tmp_path, model_type).unknown == unknown


def test_typed_words_are_kept_next_to_unknown_tokens(tmp_path: Path) -> None:
    read = tokenizer(tmp_path, "bert").read("the dog")
    assert [(word, typed) for word, typed in zip(read.words, read.written, strict=True)] == [
        ("[CLS]", ""),
        ("the", "the"),
        ("[UNK]", "dog"),
        ("[SEP]", ""),
    ]


# -------------------------------------------------------------------- special tokens
def found(folder: Path, rows: int = ROWS) -> Any:
    return special_tokens(folder, FolderTokenizer(folder, ROWS).id_of, rows)


def test_special_tokens_come_from_the_tokenizer_where_the_model_states_none(tmp_path: Path) -> None:
    write_tokenizer(tmp_path, "bert")
    special = found(tmp_path)
    assert (special.padding, special.unknown, special.classifier, special.separator, special.mask) == (
        0,
        1,
        2,
        3,
        4,
    )
    assert (special.begin, special.end) == (None, ())


def test_the_model_s_files_come_before_the_tokenizer_s(tmp_path: Path) -> None:
    write_tokenizer(tmp_path, "llama")
    assert (found(tmp_path).begin, found(tmp_path).end) == (1, (2,))
    (tmp_path / "config.json").write_bytes(
        orjson.dumps({"eos_token_id": 7, "bos_token_id": 5, "bad_words_ids": [[9], [1, 2]]})
    )
    assert (found(tmp_path).begin, found(tmp_path).end, found(tmp_path).forbidden) == (5, (7,), (9,))
    (tmp_path / "generation_config.json").write_bytes(
        orjson.dumps({"eos_token_id": [8, 9], "decoder_start_token_id": 3})
    )
    assert (found(tmp_path).begin, found(tmp_path).end, found(tmp_path).decoder_begin) == (5, (8, 9), 3)


def test_special_tokens_are_found_in_the_older_file(tmp_path: Path) -> None:
    write_tokenizer(tmp_path, "bert")
    (tmp_path / "tokenizer_config.json").unlink()
    (tmp_path / "special_tokens_map.json").write_bytes(
        orjson.dumps({"mask_token": {"content": "[MASK]", "lstrip": True}})
    )
    assert found(tmp_path).mask == 4


@pytest.mark.parametrize("id", [ROWS, -1, 2**70, "2", True, 1.0, [[1]], {"a": 1}])
def test_ids_outside_the_vocabulary_are_no_special_tokens(id: Any, tmp_path: Path) -> None:
    write_tokenizer(tmp_path, "gpt2")
    (tmp_path / "tokenizer_config.json").unlink()
    import json

    (tmp_path / "config.json").write_text(json.dumps({"eos_token_id": id, "bos_token_id": id}))
    assert (found(tmp_path).begin, found(tmp_path).end) == (None, ())


def test_damaged_special_tokens_are_refused(tmp_path: Path) -> None:
    write_tokenizer(tmp_path, "gpt2")
    (tmp_path / "generation_config.json").write_bytes(b"[")
    with pytest.raises(CheckpointError, match=r"generation_config\.json: "):
        found(tmp_path)


# -------------------------------------------------------------------- unusable tokenizers
def test_a_missing_tokenizer_says_how_to_write_one(tmp_path: Path) -> None:
    with pytest.raises(
        CheckpointError, match=r"no tokenizer\.json; write one .*AutoTokenizer.*save_pretrained"
    ) as error:
        FolderTokenizer(tmp_path, ROWS)
    assert str(error.value).isprintable()


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"\xff", b'{"model": {"type": "BPE"}}', b"[" * 9999])
def test_a_damaged_tokenizer_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(content)
    with pytest.raises(CheckpointError, match="not a readable tokenizer") as error:
        FolderTokenizer(tmp_path, ROWS)
    assert str(error.value).isprintable()


def test_a_tokenizer_with_more_tokens_than_rows_is_refused(tmp_path: Path) -> None:
    write_tokenizer(tmp_path, "gpt2")
    with pytest.raises(CheckpointError, match=r"its largest id is .*, but the model has only 200 tokens"):
        FolderTokenizer(tmp_path, 200)


def test_a_token_around_a_text_without_a_row_is_refused(tmp_path: Path) -> None:
    write_tokenizer(tmp_path, "bert")
    path = tmp_path / NAME
    data = orjson.loads(path.read_bytes())
    data["post_processor"]["special_tokens"]["[CLS]"]["ids"] = [ROWS]
    path.write_bytes(orjson.dumps(data))
    found = FolderTokenizer(tmp_path, ROWS)
    assert found.read("the cat", special_tokens=False).words == ["the", "cat"]
    with pytest.raises(CheckpointError, match="its largest id is 300, but the model has only 300 tokens"):
        found.read("the cat")
